<?php
/**
 * A product: its post, its meta data, its row of the lookup table.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * The order of statements and hooks in save() is WooCommerce's.
 */
class WC_Product extends WC_Data {

	protected const META = array(
		'sku'              => '_sku',
		'regular_price'    => '_regular_price',
		'sale_price'       => '_sale_price',
		'tax_status'       => '_tax_status',
		'tax_class'        => '_tax_class',
		'manage_stock'     => '_manage_stock',
		'backorders'       => '_backorders',
		'low_stock_amount' => '_low_stock_amount',
		'weight'           => '_weight',
		'virtual'          => '_virtual',
		'total_sales'      => 'total_sales',
		'stock_quantity'   => '_stock',
		'stock_status'     => '_stock_status',
	);

	// Kept when empty; others are deleted then.
	private const MUST_EXIST = array( '_tax_class' );

	private const LOOKUP = array(
		'sku',
		'regular_price',
		'sale_price',
		'stock_quantity',
		'stock_status',
		'manage_stock',
		'virtual',
		'tax_status',
		'tax_class',
	);

	private const POST = array( 'name', 'slug', 'status', 'parent_id', 'date_created', 'date_modified' );

	/**
	 * See WC_Data.
	 *
	 * @var string
	 */
	protected $object_type = 'product';

	/**
	 * Type of product.
	 *
	 * @var string
	 */
	protected $type = 'simple';

	/**
	 * See WC_Data.
	 *
	 * @var string[]
	 */
	protected $dates = array( 'date_created', 'date_modified' );

	/**
	 * See WC_Data.
	 *
	 * @var array<string, mixed>
	 */
	protected $data = array(
		'name'             => '',
		'slug'             => '',
		'status'           => 'publish',
		'parent_id'        => 0,
		'date_created'     => null,
		'date_modified'    => null,
		'price'            => '',
		'attributes'       => array(),
		'sku'              => '',
		'regular_price'    => '',
		'sale_price'       => '',
		'tax_status'       => 'taxable',
		'tax_class'        => '',
		'manage_stock'     => false,
		'stock_quantity'   => null,
		'stock_status'     => 'instock',
		'backorders'       => 'no',
		'low_stock_amount' => '',
		'weight'           => '',
		'virtual'          => false,
		'total_sales'      => 0,
	);

	/**
	 * See WC_Data.
	 *
	 * @throws Exception When there is no such product.
	 */
	protected function read(): void {
		$post = get_post( $this->id );
		if ( ! $post || ! in_array( $post->post_type, array( 'product', 'product_variation' ), true ) ) {
			throw new Exception( 'Invalid product.' );
		}
		$meta = get_post_meta( $this->id );
		foreach ( self::META as $prop => $key ) {
			$this->data[ $prop ] = $meta[ $key ][0] ?? $this->data[ $prop ];
		}
		$this->data['price']   = $meta['_price'][0] ?? '';
		$this->data['virtual'] = wc_string_to_bool( $this->data['virtual'] );
		$this->set_manage_stock( $this->data['manage_stock'] );
		$this->set_stock_quantity( $this->data['stock_quantity'] );
		$this->data['name']      = $post->post_title;
		$this->data['slug']      = $post->post_name;
		$this->data['status']    = $post->post_status;
		$this->data['parent_id'] = (int) $post->post_parent;
		$this->set_date_created( $post->post_date_gmt );
		$this->set_date_modified( $post->post_modified_gmt );
		do_action( 'woocommerce_product_read', $this->id, $this );
	}

	/**
	 * See WC_Data.
	 *
	 * @param string $key Key.
	 */
	protected function is_internal_meta( string $key ): bool {
		return '_price' === $key || in_array( $key, self::META, true );
	}

	/** Type of product. */
	public function get_type() {
		return $this->type;
	}

	/**
	 * Whether it is of one of these types.
	 *
	 * @param string|string[] $type Types.
	 */
	public function is_type( $type ): bool {
		return in_array( $this->get_type(), (array) $type, true );
	}

	/**
	 * Own stock: true or false (a variation may answer `parent`).
	 *
	 * @param string $context Context.
	 * @return bool|string
	 */
	public function get_manage_stock( $context = 'view' ) {
		return $this->get_prop( 'manage_stock', $context );
	}

	/**
	 * Pieces in stock.
	 *
	 * @param string $context Context.
	 * @return int|float|null
	 */
	public function get_stock_quantity( $context = 'view' ) {
		return $this->get_prop( 'stock_quantity', $context );
	}

	/**
	 * Sets whether it has stock of its own.
	 *
	 * @param mixed $manage Yes or no.
	 */
	public function set_manage_stock( $manage ): void {
		$this->set_prop( 'manage_stock', wc_string_to_bool( $manage ) );
	}

	/**
	 * Sets pieces in stock; empty is null.
	 *
	 * @param mixed $quantity Pieces.
	 */
	public function set_stock_quantity( $quantity ): void {
		$this->set_prop( 'stock_quantity', '' === $quantity || null === $quantity ? null : wc_stock_amount( $quantity ) );
	}

	/**
	 * Sets the price.
	 *
	 * @param mixed $price Price.
	 */
	public function set_regular_price( $price ): void {
		$this->set_prop( 'regular_price', wc_format_decimal( $price ) );
	}

	/** Whether stock counts for it, its own or its parent's. */
	public function managing_stock(): bool {
		return 'yes' === get_option( 'woocommerce_manage_stock', 'yes' ) && (bool) $this->get_manage_stock();
	}

	/** Whose stock it is sold from. */
	public function get_stock_managed_by_id(): int {
		return $this->get_id();
	}

	/** Whether it may be sold below zero. */
	public function backorders_allowed(): bool {
		return in_array( $this->get_prop( 'backorders' ), array( 'yes', 'notify' ), true );
	}

	/** Whether it can be bought. */
	public function is_in_stock(): bool {
		return 'outofstock' !== $this->get_prop( 'stock_status' );
	}

	/** Name with SKU or id. */
	public function get_formatted_name(): string {
		return sprintf( '%s (%s)', $this->get_prop( 'name' ), $this->get_prop( 'sku' ) ? $this->get_prop( 'sku' ) : '#' . $this->id );
	}

	/** Whether reading is done. */
	public function get_object_read(): bool {
		return $this->object_read;
	}

	/**
	 * Switches between reading and changing.
	 *
	 * @param bool $read Reading is done.
	 */
	public function set_object_read( $read = true ): void {
		$this->object_read = (bool) $read;
	}

	/** Aligns what depends on whether stock is managed. */
	public function validate_props(): void {
		if ( ! $this->get_manage_stock() ) {
			$this->set_stock_quantity( '' );
			$this->set_prop( 'backorders', 'no' );
			$this->set_prop( 'low_stock_amount', '' );
			return;
		}
		$above = (float) $this->get_stock_quantity() > abs( (float) get_option( 'woocommerce_notify_no_stock_amount', 0 ) );
		$empty = 'no' !== $this->get_prop( 'backorders' ) ? 'onbackorder' : 'outofstock';
		$this->set_prop( 'stock_status', $above ? 'instock' : $empty );
	}

	/** Saves; new or changed. */
	public function save() {
		$this->validate_props();
		do_action( "woocommerce_before_{$this->object_type}_object_save", $this, null );
		if ( $this->id ) {
			$this->update();
		} else {
			$this->create();
		}
		do_action( "woocommerce_after_{$this->object_type}_object_save", $this, null );
		return $this->id;
	}

	/** Name of the hook part: product or product_variation. */
	protected function hook_name(): string {
		return 'product';
	}

	/** Makes the post, then everything else. */
	private function create(): void {
		$this->id = (int) wp_insert_post(
			array(
				'post_type'   => 'variation' === $this->type ? 'product_variation' : 'product',
				'post_title'  => $this->get_prop( 'name', 'edit' ),
				'post_status' => $this->get_prop( 'status', 'edit' ),
				'post_parent' => $this->get_prop( 'parent_id', 'edit' ),
			)
		);
		wp_set_object_terms( $this->id, $this->type, 'product_type' );
		$this->handle_updated_props( $this->write_meta( true ) );
		$this->clear_caches();
		$this->save_meta_data();
		$this->apply_changes();
		do_action( 'woocommerce_new_' . $this->hook_name(), $this->id, $this );
	}

	/** Writes what changed; the post's date always. */
	private function update(): void {
		global $wpdb;
		$this->save_meta_data();
		if ( array_intersect( self::POST, array_keys( $this->changes ) ) ) {
			wp_update_post(
				array(
					'ID'          => $this->id,
					'post_title'  => $this->get_prop( 'name', 'edit' ),
					'post_status' => $this->get_prop( 'status', 'edit' ),
					'post_parent' => $this->get_prop( 'parent_id', 'edit' ),
				)
			);
			$this->read_meta_data( true );
		} else {
			$wpdb->update(
				$wpdb->posts,
				array(
					'post_modified'     => current_time( 'mysql' ),
					'post_modified_gmt' => current_time( 'mysql', true ),
				),
				array( 'ID' => $this->id )
			);
			clean_post_cache( $this->id );
		}
		$this->handle_updated_props( $this->write_meta( false ) );
		$this->clear_caches();
		$this->apply_changes();
		do_action( 'woocommerce_update_' . $this->hook_name(), $this->id, $this );
	}

	/**
	 * Writes meta data that changed or is missing; says which props were written.
	 *
	 * @param bool $all Write all.
	 * @return string[]
	 */
	private function write_meta( bool $all ): array {
		$updated = array();
		foreach ( self::META as $prop => $key ) {
			if ( ! $all && ! array_key_exists( $prop, $this->changes ) && metadata_exists( 'post', $this->id, $key ) ) {
				continue;
			}
			if ( 'stock_quantity' === $prop ) {
				do_action( $this->stock_hook( 'before_set_stock' ), $this );
			}
			if ( $this->write_meta_row( $key, $this->get_prop( $prop, 'edit' ) ) ) {
				$updated[] = $prop;
			}
		}
		return $updated;
	}

	/**
	 * One key; says whether a row changed.
	 *
	 * @param string $key   Key.
	 * @param mixed  $value Value.
	 */
	private function write_meta_row( string $key, $value ): bool {
		$value = is_bool( $value ) ? wc_bool_to_string( $value ) : $value;
		if ( '' === $value && ! in_array( $key, self::MUST_EXIST, true ) ) {
			return (bool) delete_post_meta( $this->id, $key );
		}
		return (bool) update_post_meta( $this->id, $key, is_string( $value ) ? wp_slash( $value ) : $value );
	}

	/**
	 * What follows from what was written: price, hooks, lookup row.
	 *
	 * @param string[] $updated Props that were written.
	 */
	private function handle_updated_props( array $updated ): void {
		if ( in_array( 'regular_price', $updated, true ) && ! $this->is_type( 'variable' ) ) {
			update_post_meta( $this->id, '_price', $this->get_prop( 'regular_price', 'edit' ) );
			$this->set_prop( 'price', $this->get_prop( 'regular_price', 'edit' ) );
		}
		if ( in_array( 'stock_quantity', $updated, true ) ) {
			do_action( $this->stock_hook( 'set_stock' ), $this );
		}
		if ( in_array( 'stock_status', $updated, true ) ) {
			do_action( $this->stock_hook( 'set_stock_status' ), $this->id, $this->get_prop( 'stock_status' ), $this );
		}
		if ( array_intersect( $updated, self::LOOKUP ) ) {
			Counterfoil\Practice\Stock_Mover::update_lookup_table( $this->id );
		}
		do_action( 'woocommerce_product_object_updated_props', $this, $updated );
	}

	/**
	 * Hook of a stock change: variations have their own.
	 *
	 * @param string $what Rest of the name.
	 */
	public function stock_hook( string $what ): string {
		return ( 'variation' === $this->type ? 'woocommerce_variation_' : 'woocommerce_product_' ) . $what;
	}

	/** Transients of the product and of its parent. */
	private function clear_caches(): void {
		wc_delete_product_transients( $this->id );
		if ( $this->get_prop( 'parent_id', 'edit' ) ) {
			wc_delete_product_transients( $this->get_prop( 'parent_id', 'edit' ) );
		}
	}
}
