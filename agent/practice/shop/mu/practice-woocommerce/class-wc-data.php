<?php
/**
 * What orders, lines and products have in common: data, what of it changed, and meta data.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * Reads on construction; getters and setters by the names of the data.
 */
abstract class WC_Data {

	/**
	 * Id, 0 while new.
	 *
	 * @var int
	 */
	protected $id = 0;

	/**
	 * As read or saved.
	 *
	 * @var array<string, mixed>
	 */
	protected $data = array();

	/**
	 * Set since, not saved.
	 *
	 * @var array<string, mixed>
	 */
	protected $changes = array();

	/**
	 * False while rows are being read: setters then write to `data`.
	 *
	 * @var bool
	 */
	protected $object_read = false;

	/**
	 * Name in hooks.
	 *
	 * @var string
	 */
	protected $object_type = 'data';

	/**
	 * WordPress's name of the meta type.
	 *
	 * @var string
	 */
	protected $meta_type = 'post';

	/**
	 * Names of data that are times.
	 *
	 * @var string[]
	 */
	protected $dates = array();

	/**
	 * Meta rows, null until they are read.
	 *
	 * @var WC_Meta_Data[]|null
	 */
	protected $meta_data = null;

	/**
	 * Reads the object of this id, if one is given.
	 *
	 * @param int|object $id Id, or an object that has one.
	 */
	public function __construct( $id = 0 ) {
		$this->id = is_object( $id ) ? (int) ( $id instanceof self ? $id->get_id() : $id->ID ) : (int) $id;
		if ( $this->id ) {
			$this->read();
		}
		$this->object_read = true;
	}

	/** Fills `data` from the database; throws when there is no such object. */
	abstract protected function read(): void;

	/**
	 * Whether a meta key is stored data and not meta data.
	 *
	 * @param string $key Key.
	 */
	abstract protected function is_internal_meta( string $key ): bool;

	/**
	 * Where meta rows are: table, column of the object's id, column of the row's id.
	 *
	 * @return array{0: string, 1: string, 2: string}
	 */
	protected function meta_table(): array {
		global $wpdb;
		return array( $wpdb->postmeta, 'post_id', 'meta_id' );
	}

	/** Id. */
	public function get_id() {
		return $this->id;
	}

	/**
	 * Sets the id; 0 makes a copy that will be saved as new.
	 *
	 * @param int $id Id.
	 */
	public function set_id( $id ): void {
		$this->id = absint( $id );
		if ( 0 === $this->id ) {
			$this->changes   = array_merge( $this->data, $this->changes );
			$this->meta_data = array();
		}
	}

	/**
	 * One piece of data.
	 *
	 * @param string $prop    Name.
	 * @param string $context `view` passes through filters, `edit` does not.
	 * @return mixed
	 */
	public function get_prop( string $prop, string $context = 'view' ) {
		$value = array_key_exists( $prop, $this->changes ) ? $this->changes[ $prop ] : $this->data[ $prop ];
		return 'view' === $context ? apply_filters( $this->get_hook_prefix() . $prop, $value, $this ) : $value;
	}

	/** Prefix of the filters. */
	protected function get_hook_prefix(): string {
		return 'woocommerce_' . $this->object_type . '_get_';
	}

	/**
	 * Sets one piece of data, noting whether it changed.
	 *
	 * @param string $prop  Name.
	 * @param mixed  $value Value.
	 */
	public function set_prop( string $prop, $value ): void {
		if ( in_array( $prop, $this->dates, true ) ) {
			$value = WC_DateTime::practice_from( $value );
		}
		if ( ! $this->object_read ) {
			$this->data[ $prop ] = $value;
		} elseif ( array_key_exists( $prop, $this->changes ) || $value !== $this->data[ $prop ] ) {
			$this->changes[ $prop ] = $value;
		}
	}

	/**
	 * Getters and setters by name.
	 *
	 * @param string       $name      Method.
	 * @param array<mixed> $arguments Arguments.
	 * @return mixed
	 * @throws BadMethodCallException When the stand-in has no such method.
	 */
	public function __call( string $name, array $arguments ) {
		$prop = substr( $name, 4 );
		if ( ! array_key_exists( $prop, $this->data ) ) {
			throw new BadMethodCallException( esc_html( static::class . "::{$name} is not part of the practice shop" ) );
		}
		if ( str_starts_with( $name, 'set_' ) ) {
			$this->set_prop( $prop, $arguments[0] );
			return null;
		}
		return $this->get_prop( $prop, $arguments[0] ?? 'view' );
	}

	/**
	 * Sets several.
	 *
	 * @param array<string, mixed> $props By name.
	 */
	public function set_props( array $props ): void {
		foreach ( $props as $prop => $value ) {
			if ( null !== $value ) {
				$this->{"set_{$prop}"}( $value );
			}
		}
	}

	/**
	 * What is set and not saved.
	 *
	 * @return array<string, mixed>
	 */
	public function get_changes() {
		return $this->changes;
	}

	/** What was set is now saved. */
	public function apply_changes() {
		$this->data    = array_replace( $this->data, $this->changes );
		$this->changes = array();
	}

	/**
	 * Everything.
	 *
	 * @return array<string, mixed>
	 */
	public function get_data() {
		return array_merge( array( 'id' => $this->id ), $this->data, $this->changes, array( 'meta_data' => $this->get_meta_data() ) );
	}

	/**
	 * Meta rows of the object, read on first use.
	 *
	 * @param bool $force Read again.
	 */
	public function read_meta_data( $force = false ): void {
		global $wpdb;
		if ( null !== $this->meta_data && ! $force ) {
			return;
		}
		$this->meta_data              = array();
		list( $table, $object, $row ) = $this->meta_table();
		if ( ! $this->id ) {
			return;
		}
		// phpcs:disable WordPress.DB -- Names of tables and columns are ours.
		$sql  = "SELECT {$row} as meta_id, meta_key, meta_value FROM {$table} WHERE {$object} = %d ORDER BY {$row}";
		$rows = $wpdb->get_results( $wpdb->prepare( $sql, $this->id ) );
		// phpcs:enable
		foreach ( $rows as $found ) {
			if ( ! $this->is_internal_meta( $found->meta_key ) ) {
				$this->meta_data[] = new WC_Meta_Data(
					array(
						'id'    => (int) $found->meta_id,
						'key'   => $found->meta_key,
						'value' => maybe_unserialize( $found->meta_value ),
					)
				);
			}
		}
	}

	/**
	 * Meta rows that are not marked for deletion.
	 *
	 * @return WC_Meta_Data[]
	 */
	public function get_meta_data() {
		$this->read_meta_data();
		return array_values( array_filter( (array) $this->meta_data, static fn( $meta ) => null !== $meta->value ) );
	}

	/**
	 * The value of a key, or all its rows.
	 *
	 * @param string $key     Key.
	 * @param bool   $single  One value.
	 * @param string $context Context.
	 * @return mixed
	 */
	public function get_meta( $key = '', $single = true, $context = 'view' ) {
		$rows = array_values( array_filter( $this->get_meta_data(), static fn( $meta ) => $meta->key === $key ) );
		return $single ? ( $rows ? $rows[0]->value : '' ) : $rows;
	}

	/**
	 * Whether there is such a key.
	 *
	 * @param string $key Key.
	 */
	public function meta_exists( $key = '' ): bool {
		return array() !== $this->get_meta( $key, false );
	}

	/**
	 * Adds a row.
	 *
	 * @param string $key    Key.
	 * @param mixed  $value  Value.
	 * @param bool   $unique Take others of this key away.
	 */
	public function add_meta_data( $key, $value, $unique = false ): void {
		$this->read_meta_data();
		if ( $unique ) {
			$this->delete_meta_data( $key );
		}
		$this->meta_data[] = new WC_Meta_Data(
			array(
				'id'    => 0,
				'key'   => $key,
				'value' => $value,
			)
		);
	}

	/**
	 * Sets the row of a key, adding it when it is missing.
	 *
	 * @param string $key     Key.
	 * @param mixed  $value   Value.
	 * @param int    $meta_id Row, when it is known.
	 */
	public function update_meta_data( $key, $value, $meta_id = 0 ): void {
		$this->read_meta_data();
		foreach ( $this->meta_data as $meta ) {
			if ( $meta->key === $key && null !== $meta->value && ( ! $meta_id || $meta->id === (int) $meta_id ) ) {
				$meta->value = $value;
				return;
			}
		}
		$this->add_meta_data( $key, $value, true );
	}

	/**
	 * Marks the rows of a key for deletion.
	 *
	 * @param string $key Key.
	 */
	public function delete_meta_data( $key ): void {
		$this->read_meta_data();
		foreach ( $this->meta_data as $meta ) {
			if ( $meta->key === $key ) {
				$meta->value = null;
			}
		}
	}

	/** Writes what changed of the meta data. For lines the hooks have the names of WordPress's own: they fire twice. */
	public function save_meta_data(): void {
		foreach ( $this->meta_data ?? array() as $index => $meta ) {
			if ( null === $meta->value ) {
				if ( $meta->id ) {
					$this->delete_meta_row( $meta );
					do_action( "deleted_{$this->object_type}_meta", $meta->id, $this->id, $meta->key, $meta->value );
				}
				unset( $this->meta_data[ $index ] );
			} elseif ( ! $meta->id ) {
				$meta->id = $this->add_meta_row( $meta );
				do_action( "added_{$this->object_type}_meta", $meta->id, $this->id, $meta->key, $meta->value );
				$meta->apply_changes();
			} elseif ( $meta->get_changes() ) {
				$this->update_meta_row( $meta );
				do_action( "updated_{$this->object_type}_meta", $meta->id, $this->id, $meta->key, $meta->value );
				$meta->apply_changes();
			}
		}
	}

	/**
	 * Through WordPress, so that its `added_{type}_meta` and the like fire.
	 *
	 * @param WC_Meta_Data $meta Row.
	 */
	protected function add_meta_row( WC_Meta_Data $meta ): int {
		$value = is_string( $meta->value ) ? wp_slash( $meta->value ) : $meta->value;
		return (int) add_metadata( $this->meta_type, $this->id, wp_slash( $meta->key ), $value, false );
	}

	/**
	 * As above.
	 *
	 * @param WC_Meta_Data $meta Row.
	 */
	protected function update_meta_row( WC_Meta_Data $meta ): void {
		update_metadata_by_mid( $this->meta_type, $meta->id, $meta->value, $meta->key );
	}

	/**
	 * As above.
	 *
	 * @param WC_Meta_Data $meta Row.
	 */
	protected function delete_meta_row( WC_Meta_Data $meta ): void {
		delete_metadata_by_mid( $this->meta_type, $meta->id );
	}
}
