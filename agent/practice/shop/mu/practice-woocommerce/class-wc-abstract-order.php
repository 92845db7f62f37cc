<?php
/**
 * What orders and refunds have in common: rows, lines, saving.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

use Counterfoil\Practice\Order_Items;
use Counterfoil\Practice\Order_Rows;
use Counterfoil\Practice\Order_Totals;

/**
 * The order of statements and hooks in save() is WooCommerce's with HPOS.
 */
abstract class WC_Abstract_Order extends WC_Data {

	protected const TYPE = 'shop_order';

	// Bookkeeping: changes of these alone do not announce an update of the order.
	private const QUIET = array(
		'order_stock_reduced',
		'recorded_sales',
		'recorded_coupon_usage_counts',
		'download_permissions_granted',
		'new_order_email_sent',
	);

	private const FLAGS = array( 'prices_include_tax', ...self::QUIET );

	private const DRAFTS = array( 'auto-draft', 'draft', 'checkout-draft', 'new' );

	/**
	 * See WC_Data.
	 *
	 * @var string
	 */
	protected $object_type = 'order';

	/**
	 * See WC_Data.
	 *
	 * @var string[]
	 */
	protected $dates = array( 'date_created', 'date_modified', 'date_paid', 'date_completed' );

	/**
	 * Lines by type; a type is read when it is first asked for, and only then saved.
	 *
	 * @var array<string, array<int|string, WC_Order_Item>>
	 */
	protected $items = array();

	/**
	 * Lines to delete with the next save.
	 *
	 * @var WC_Order_Item[]
	 */
	protected $items_to_delete = array();

	/**
	 * Reads the order of this id.
	 *
	 * @param int|object $order Order.
	 */
	public function __construct( $order = 0 ) {
		$this->data = array_fill_keys( array_keys( Order_Rows::ORDER + Order_Rows::OPERATIONAL ), '' );
		foreach ( Order_Rows::ADDRESS as $field ) {
			$this->data[ "billing_{$field}" ]  = '';
			$this->data[ "shipping_{$field}" ] = '';
		}
		foreach ( $this->dates as $date ) {
			$this->data[ $date ] = null;
		}
		foreach ( array( 'total', 'cart_tax', 'shipping_total', 'shipping_tax', 'discount_total', 'discount_tax' ) as $amount ) {
			$this->data[ $amount ] = '0';
		}
		$this->data['status']      = 'pending';
		$this->data['parent_id']   = 0;
		$this->data['customer_id'] = 0;
		foreach ( self::FLAGS as $flag ) {
			$this->data[ $flag ] = false;
		}
		parent::__construct( $order );
	}

	/**
	 * See WC_Data.
	 *
	 * @throws Exception When there is no such order.
	 */
	protected function read(): void {
		$row = Order_Rows::read( $this->id );
		if ( ! $row ) {
			throw new Exception( 'Invalid order.' );
		}
		foreach ( array( 'customer_id', 'parent_id' ) as $number ) {
			$row[ $number ] = (int) $row[ $number ];
		}
		foreach ( self::FLAGS as $flag ) {
			$row[ $flag ] = (bool) $row[ $flag ];
		}
		foreach ( array( 'total', 'cart_tax', 'shipping_total', 'shipping_tax', 'discount_total', 'discount_tax' ) as $amount ) {
			$row[ $amount ] = wc_format_decimal( $row[ $amount ], wc_get_price_decimals() );
		}
		foreach ( $row as $prop => $value ) {
			$this->set_prop( $prop, null === $value && ! in_array( $prop, $this->dates, true ) ? '' : $value );
		}
	}

	/**
	 * See WC_Data.
	 *
	 * @return array{0: string, 1: string, 2: string}
	 */
	protected function meta_table(): array {
		global $wpdb;
		return array( $wpdb->prefix . 'wc_orders_meta', 'order_id', 'id' );
	}

	/**
	 * See WC_Data. Orders are not posts: no hook of WordPress fires for their meta data.
	 *
	 * @param string $key Key.
	 */
	protected function is_internal_meta( string $key ): bool {
		return false;
	}

	/**
	 * See WC_Data.
	 *
	 * @param WC_Meta_Data $meta Row.
	 */
	protected function add_meta_row( WC_Meta_Data $meta ): int {
		global $wpdb;
		$wpdb->insert(
			$this->meta_table()[0],
			array(
				'order_id'   => $this->id,
				'meta_key'   => $meta->key, // phpcs:ignore WordPress.DB.SlowDBQuery -- A column's name.
				'meta_value' => maybe_serialize( $meta->value ), // phpcs:ignore WordPress.DB.SlowDBQuery -- As above.
			)
		);
		return (int) $wpdb->insert_id;
	}

	/**
	 * See WC_Data.
	 *
	 * @param WC_Meta_Data $meta Row.
	 */
	protected function update_meta_row( WC_Meta_Data $meta ): void {
		global $wpdb;
		$value = array( 'meta_value' => maybe_serialize( $meta->value ) ); // phpcs:ignore WordPress.DB.SlowDBQuery -- A column's name.
		$wpdb->update( $this->meta_table()[0], $value, array( 'id' => $meta->id ) );
	}

	/**
	 * See WC_Data.
	 *
	 * @param WC_Meta_Data $meta Row.
	 */
	protected function delete_meta_row( WC_Meta_Data $meta ): void {
		global $wpdb;
		$wpdb->delete( $this->meta_table()[0], array( 'id' => $meta->id ) );
	}

	/** Type of order. */
	public function get_type() {
		return static::TYPE;
	}

	/**
	 * Sets the status without what a status change of an order means.
	 *
	 * @param string $new_status Status.
	 * @return array{from: string, to: string}
	 */
	public function set_status( $new_status ) {
		$from = $this->get_prop( 'status', 'edit' );
		$to   = (string) preg_replace( '/^wc-/', '', $new_status );
		$this->set_prop( 'status', $to );
		return array(
			'from' => $from,
			'to'   => $to,
		);
	}

	/**
	 * Status; `pending` while none is set.
	 *
	 * @param string $context Context.
	 */
	public function get_status( $context = 'view' ) {
		$status = $this->get_prop( 'status', $context );
		return $status ? $status : 'pending';
	}

	/**
	 * Whether the status is one of these.
	 *
	 * @param string|string[] $status Status.
	 */
	public function has_status( $status ): bool {
		return in_array( $this->get_status(), (array) $status, true );
	}

	/**
	 * Lines of some types.
	 *
	 * @param string|string[] $types Types.
	 * @return array<int|string, WC_Order_Item>
	 */
	public function get_items( $types = 'line_item' ) {
		$found = array();
		foreach ( array_filter( (array) $types ) as $type ) {
			$this->items[ $type ] ??= Order_Items::read( $this->id, $type );
			$found                 += $this->items[ $type ];
		}
		return apply_filters( 'woocommerce_order_get_items', $found, $this, (array) $types );
	}

	/**
	 * One line.
	 *
	 * @param int  $item_id            Line.
	 * @param bool $load_from_database Not used: lines are looked for in all that is there.
	 * @return WC_Order_Item|false
	 */
	public function get_item( $item_id, $load_from_database = true ) {
		return $this->get_items( Order_Items::TYPES )[ $item_id ] ?? false;
	}

	/**
	 * Adds a line; it is written with the next save.
	 *
	 * @param WC_Order_Item $item Line.
	 */
	public function add_item( $item ) {
		$type = $item->get_type();
		$this->get_items( $type );
		$item->set_order_id( $this->id );
		$key                          = $item->get_id() ? $item->get_id() : 'new:' . $type . count( $this->items[ $type ] );
		$this->items[ $type ][ $key ] = $item;
	}

	/**
	 * Takes a line away with the next save.
	 *
	 * @param int $item_id Line.
	 */
	public function remove_item( $item_id ) {
		$item = $this->get_item( $item_id );
		if ( $item ) {
			$this->items_to_delete[] = $item;
			unset( $this->items[ $item->get_type() ][ $item_id ] );
		}
	}

	/** Saves: rows, hook, lines, hook. */
	public function save() {
		do_action( "woocommerce_before_{$this->object_type}_object_save", $this, null );
		if ( $this->id ) {
			$this->update();
		} else {
			$this->create();
		}
		$this->save_items();
		do_action( "woocommerce_after_{$this->object_type}_object_save", $this, null );
		return $this->id;
	}

	/** Inserts; lines do not exist yet when the hook fires. */
	private function create(): void {
		$this->set_prop( 'version', WC_VERSION );
		if ( 'shop_order' === static::TYPE && '' === $this->get_prop( 'order_key', 'edit' ) ) {
			$this->set_prop( 'order_key', 'wc_order_' . wp_generate_password( 13, false ) );
		}
		if ( ! $this->get_prop( 'currency', 'edit' ) ) {
			$this->set_prop( 'currency', get_woocommerce_currency() );
		}
		foreach ( array( 'date_created', 'date_modified' ) as $date ) {
			if ( ! $this->get_prop( $date, 'edit' ) ) {
				$this->set_prop( $date, time() );
			}
		}
		$this->id = Order_Rows::insert( $this );
		$this->save_meta_data();
		$this->apply_changes();
		if ( 'shop_order' === static::TYPE && ! in_array( $this->get_status( 'edit' ), self::DRAFTS, true ) ) {
			do_action( 'woocommerce_new_order', $this->id, $this );
		}
	}

	/** Writes what changed. */
	private function update(): void {
		$was = $this->data['status'];
		$this->set_prop( 'version', WC_VERSION );
		$changes = $this->changes;
		if ( ! isset( $changes['date_modified'] ) ) {
			$this->set_prop( 'date_modified', time() );
		}
		Order_Rows::update( $this );
		$this->save_meta_data();
		$this->apply_changes();
		$this->announce_update( $changes, $was );
	}

	/**
	 * The hook of an update: a draft that becomes an order is announced as new.
	 *
	 * @param array<string, mixed> $changes What changed.
	 * @param string               $was     Status before.
	 */
	private function announce_update( array $changes, string $was ): void {
		$status = $changes['status'] ?? '';
		if ( 'shop_order' !== static::TYPE ) {
			do_action( 'woocommerce_update_order_refund', $this->id, $this );
			return;
		}
		if ( $status && $status !== $was && ! in_array( $status, self::DRAFTS, true ) && in_array( $was, self::DRAFTS, true ) ) {
			do_action( 'woocommerce_new_order', $this->id, $this );
			return;
		}
		if ( $changes && ! array_diff( array_keys( $changes ), self::QUIET ) ) {
			return;
		}
		do_action( 'woocommerce_update_order', $this->id, $this );
	}

	/** Deletes and saves the lines that were read or added. */
	private function save_items(): void {
		foreach ( $this->items_to_delete as $item ) {
			$item->delete();
		}
		$this->items_to_delete = array();
		foreach ( $this->items as $type => $items ) {
			foreach ( $items as $key => $item ) {
				$item->set_order_id( $this->id );
				$id = $item->save();
				if ( $id !== $key ) {
					unset( $this->items[ $type ][ $key ] );
					$this->items[ $type ][ $id ] = $item;
				}
			}
		}
	}

	/** Deletes the lines, then the rows. */
	protected function delete_rows(): void {
		foreach ( $this->get_items( Order_Items::TYPES ) as $item ) {
			$item->delete();
		}
		Order_Rows::delete( $this->id );
		$this->items = array();
		$this->id    = 0;
	}

	/**
	 * Adds up taxes and totals from the lines, and saves.
	 *
	 * @param bool $and_taxes Compute the lines' taxes first.
	 */
	public function calculate_totals( $and_taxes = true ) {
		return Order_Totals::calculate( $this, (bool) $and_taxes );
	}

	/** Tax of goods, fees and shipping. */
	public function get_total_tax( $context = 'view' ) {
		$tax = (float) $this->get_prop( 'cart_tax' ) + (float) $this->get_prop( 'shipping_tax' );
		return wc_format_decimal( $tax, wc_get_price_decimals() );
	}

	/** Goods before discount, without tax. */
	public function get_subtotal() {
		return array_sum( array_map( static fn( $item ) => (float) $item->get_subtotal(), $this->get_items() ) );
	}

	/**
	 * Tax lines.
	 *
	 * @return array<int|string, WC_Order_Item>
	 */
	public function get_taxes() {
		return $this->get_items( 'tax' );
	}
}
