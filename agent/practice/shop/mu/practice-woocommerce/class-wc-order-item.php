<?php
/**
 * A line of an order: its row and its meta data.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * What all types of line have in common. A type says which data is stored under which meta key.
 */
class WC_Order_Item extends WC_Data {

	protected const TYPE  = '';
	protected const PROPS = array();

	/**
	 * See WC_Data.
	 *
	 * @var string
	 */
	protected $object_type = 'order_item';

	/**
	 * See WC_Data.
	 *
	 * @var string
	 */
	protected $meta_type = 'order_item';

	/**
	 * See WC_Data.
	 *
	 * @var array<string, mixed>
	 */
	protected $data = array(
		'order_id' => 0,
		'name'     => '',
	);

	/**
	 * Reads the line of this id; a line given makes a copy.
	 *
	 * @param int|WC_Order_Item $item Line.
	 */
	public function __construct( $item = 0 ) {
		foreach ( static::PROPS as $prop => $key ) {
			$this->data[ $prop ] = 'taxes' === $prop ? array() : '';
		}
		if ( isset( static::PROPS['quantity'] ) ) {
			$this->data['quantity'] = 1;
		}
		parent::__construct( $item );
	}

	/**
	 * See WC_Data.
	 *
	 * @throws Exception When there is no such line.
	 */
	protected function read(): void {
		global $wpdb;
		$row = $wpdb->get_row(
			$wpdb->prepare(
				"SELECT order_id, order_item_name FROM {$wpdb->prefix}woocommerce_order_items WHERE order_item_id = %d LIMIT 1",
				$this->id
			)
		);
		if ( ! $row ) {
			throw new Exception( 'Invalid order item.' );
		}
		$this->data['order_id'] = (int) $row->order_id;
		$this->data['name']     = $row->order_item_name;
		$meta                   = get_metadata( 'order_item', $this->id );
		foreach ( static::PROPS as $prop => $key ) {
			if ( isset( $meta[ $key ] ) ) {
				$this->data[ $prop ] = $this->read_value( $prop, maybe_unserialize( $meta[ $key ][0] ) );
			}
		}
	}

	/**
	 * Numbers as WooCommerce hands them out.
	 *
	 * @param string $prop  Name.
	 * @param mixed  $value As stored.
	 * @return mixed
	 */
	private function read_value( string $prop, $value ) {
		if ( in_array( $prop, array( 'product_id', 'variation_id', 'rate_id' ), true ) ) {
			return (int) $value;
		}
		return 'quantity' === $prop ? wc_stock_amount( $value ) : $value;
	}

	/**
	 * See WC_Data.
	 *
	 * @return array{0: string, 1: string, 2: string}
	 */
	protected function meta_table(): array {
		global $wpdb;
		return array( $wpdb->order_itemmeta, 'order_item_id', 'meta_id' );
	}

	/**
	 * See WC_Data.
	 *
	 * @param string $key Key.
	 */
	protected function is_internal_meta( string $key ): bool {
		return in_array( $key, static::PROPS, true );
	}

	/** Type of line. */
	public function get_type() {
		return static::TYPE;
	}

	/**
	 * Whether it is of this type.
	 *
	 * @param string|string[] $type Types.
	 */
	public function is_type( $type ): bool {
		return in_array( static::TYPE, (array) $type, true );
	}

	/** The order it belongs to. */
	public function get_order() {
		return wc_get_order( $this->get_prop( 'order_id' ) );
	}

	/**
	 * Sets taxes by rate; the line's tax is their sum.
	 *
	 * @param array<string, mixed>|string|false $taxes `total` (and `subtotal`) by rate id.
	 */
	public function set_taxes( $taxes ): void {
		$taxes = maybe_unserialize( $taxes );
		$total = array_map( 'wc_format_decimal', $taxes['total'] ?? array() );
		$kept  = array( 'total' => $total );
		if ( array_key_exists( 'subtotal', $this->data ) ) {
			$kept['subtotal'] = array_map( 'wc_format_decimal', $taxes['subtotal'] ?? $total );
			$this->set_prop( 'subtotal_tax', wc_format_decimal( array_sum( $kept['subtotal'] ), 2 ) );
		}
		$this->set_prop( 'taxes', $kept );
		$this->set_prop( 'total_tax', wc_format_decimal( array_sum( $total ), 2 ) );
	}

	/** Saves; new or changed. */
	public function save() {
		do_action( 'woocommerce_before_order_item_object_save', $this, null );
		if ( $this->id ) {
			$this->update();
		} else {
			$this->create();
		}
		do_action( 'woocommerce_after_order_item_object_save', $this, null );
		return $this->id;
	}

	/** Inserts the row, then the meta data. */
	private function create(): void {
		global $wpdb;
		$wpdb->insert( $wpdb->prefix . 'woocommerce_order_items', $this->row() );
		$this->id = (int) $wpdb->insert_id;
		$this->save_props( true );
		$this->save_meta_data();
		$this->apply_changes();
		do_action( 'woocommerce_new_order_item', $this->id, $this, $this->get_prop( 'order_id', 'edit' ) );
	}

	/** Writes what changed. */
	private function update(): void {
		global $wpdb;
		if ( array_intersect( array( 'name', 'order_id' ), array_keys( $this->changes ) ) ) {
			$wpdb->update( $wpdb->prefix . 'woocommerce_order_items', $this->row(), array( 'order_item_id' => $this->id ) );
		}
		$this->save_props( false );
		$this->save_meta_data();
		$this->apply_changes();
		do_action( 'woocommerce_update_order_item', $this->id, $this, $this->get_prop( 'order_id', 'edit' ) );
	}

	/**
	 * The row.
	 *
	 * @return array<string, mixed>
	 */
	private function row(): array {
		return array(
			'order_item_name' => $this->get_prop( 'name', 'edit' ),
			'order_item_type' => static::TYPE,
			'order_id'        => $this->get_prop( 'order_id', 'edit' ),
		);
	}

	/**
	 * Data that is stored as meta data.
	 *
	 * @param bool $all Write all.
	 */
	private function save_props( bool $all ): void {
		foreach ( static::PROPS as $prop => $key ) {
			if ( $all || array_key_exists( $prop, $this->changes ) || ! metadata_exists( 'order_item', $this->id, $key ) ) {
				update_metadata( 'order_item', $this->id, $key, $this->get_prop( $prop, 'edit' ) );
			}
		}
	}

	/**
	 * Deletes the row and its meta data.
	 *
	 * @param bool $force_delete Not used: lines have no trash.
	 */
	public function delete( $force_delete = false ): bool {
		global $wpdb;
		do_action( 'woocommerce_before_delete_order_item', $this->id );
		$wpdb->delete( $wpdb->prefix . 'woocommerce_order_items', array( 'order_item_id' => $this->id ) );
		$wpdb->delete( $wpdb->order_itemmeta, array( 'order_item_id' => $this->id ) );
		wp_cache_delete( $this->id, 'order_item_meta' );
		do_action( 'woocommerce_delete_order_item', $this->id );
		$this->id = 0;
		return true;
	}
}
