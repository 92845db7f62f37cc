<?php
/**
 * HPOS: how an order's data lies in its tables.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WC_Abstract_Order;
use WC_DateTime;

/**
 * Reads, inserts, updates and deletes the rows of one order.
 */
final class Order_Rows {

	public const ORDER = array(
		'status'               => 'status',
		'currency'             => 'currency',
		'cart_tax'             => 'tax_amount',
		'total'                => 'total_amount',
		'customer_id'          => 'customer_id',
		'billing_email'        => 'billing_email',
		'date_created'         => 'date_created_gmt',
		'date_modified'        => 'date_updated_gmt',
		'parent_id'            => 'parent_order_id',
		'payment_method'       => 'payment_method',
		'payment_method_title' => 'payment_method_title',
		'transaction_id'       => 'transaction_id',
		'customer_ip_address'  => 'ip_address',
		'customer_user_agent'  => 'user_agent',
		'customer_note'        => 'customer_note',
	);

	public const OPERATIONAL = array(
		'created_via'                  => 'created_via',
		'version'                      => 'woocommerce_version',
		'prices_include_tax'           => 'prices_include_tax',
		'order_key'                    => 'order_key',
		'order_stock_reduced'          => 'order_stock_reduced',
		'recorded_sales'               => 'recorded_sales',
		'recorded_coupon_usage_counts' => 'coupon_usages_are_counted',
		'download_permissions_granted' => 'download_permission_granted',
		'new_order_email_sent'         => 'new_order_email_sent',
		'date_paid'                    => 'date_paid_gmt',
		'date_completed'               => 'date_completed_gmt',
		'shipping_tax'                 => 'shipping_tax_amount',
		'shipping_total'               => 'shipping_total_amount',
		'discount_tax'                 => 'discount_tax_amount',
		'discount_total'               => 'discount_total_amount',
	);

	public const ADDRESS = array(
		'first_name',
		'last_name',
		'company',
		'address_1',
		'address_2',
		'city',
		'state',
		'postcode',
		'country',
		'email',
		'phone',
	);

	/**
	 * The type of an order, null when there is none.
	 *
	 * @param int $id Order.
	 */
	public static function type( int $id ): ?string {
		global $wpdb;
		return $wpdb->get_var( $wpdb->prepare( "SELECT type FROM {$wpdb->prefix}wc_orders WHERE id = %d", $id ) );
	}

	/**
	 * Everything of an order, by the names of its data.
	 *
	 * @param int $id Order.
	 * @return array<string, mixed>|null
	 */
	public static function read( int $id ): ?array {
		global $wpdb;
		$row = $wpdb->get_row(
			$wpdb->prepare(
				"SELECT o.*, d.*, o.id AS id FROM {$wpdb->prefix}wc_orders o
				LEFT JOIN {$wpdb->prefix}wc_order_operational_data d ON d.order_id = o.id WHERE o.id = %d",
				$id
			),
			ARRAY_A
		);
		if ( ! $row ) {
			return null;
		}
		$data = array();
		foreach ( self::ORDER + self::OPERATIONAL as $prop => $column ) {
			$data[ $prop ] = $row[ $column ];
		}
		$data['status'] = preg_replace( '/^wc-/', '', (string) $row['status'] );
		$addresses      = $wpdb->get_results(
			$wpdb->prepare( "SELECT * FROM {$wpdb->prefix}wc_order_addresses WHERE order_id = %d", $id ),
			ARRAY_A
		);
		foreach ( $addresses as $address ) {
			foreach ( self::ADDRESS as $field ) {
				$data[ "{$address['address_type']}_{$field}" ] = (string) $address[ $field ];
			}
		}
		return $data;
	}

	/**
	 * A placeholder post gives the id, as HPOS does; then the rows.
	 *
	 * @param WC_Abstract_Order $order Order.
	 */
	public static function insert( WC_Abstract_Order $order ): int {
		global $wpdb;
		$id = (int) wp_insert_post(
			array(
				'post_type'   => 'shop_order_placehold',
				'post_status' => 'draft',
				'post_parent' => $order->get_parent_id( 'edit' ),
			)
		);
		$wpdb->insert(
			$wpdb->prefix . 'wc_orders',
			array(
				'id'   => $id,
				'type' => $order->get_type(),
			) + self::row( $order, self::ORDER )
		);
		$wpdb->insert( $wpdb->prefix . 'wc_order_operational_data', array( 'order_id' => $id ) + self::row( $order, self::OPERATIONAL ) );
		self::write_addresses( $order, $id, true );
		return $id;
	}

	/**
	 * Writes the columns that changed.
	 *
	 * @param WC_Abstract_Order $order Order.
	 */
	public static function update( WC_Abstract_Order $order ): void {
		global $wpdb;
		$changes = $order->get_changes();
		$main    = array_intersect_key( self::ORDER, $changes );
		if ( $main ) {
			$wpdb->update( $wpdb->prefix . 'wc_orders', self::row( $order, $main ), array( 'id' => $order->get_id() ) );
		}
		$operational = array_intersect_key( self::OPERATIONAL, $changes );
		if ( $operational ) {
			$wpdb->update(
				$wpdb->prefix . 'wc_order_operational_data',
				self::row( $order, $operational ),
				array( 'order_id' => $order->get_id() )
			);
		}
		self::write_addresses( $order, $order->get_id(), false );
	}

	/**
	 * Takes all rows away, and the placeholder.
	 *
	 * @param int $id Order.
	 */
	public static function delete( int $id ): void {
		global $wpdb;
		foreach ( array( 'wc_order_addresses', 'wc_order_operational_data', 'wc_orders_meta' ) as $table ) {
			$wpdb->delete( $wpdb->prefix . $table, array( 'order_id' => $id ) );
		}
		$wpdb->delete( $wpdb->prefix . 'wc_orders', array( 'id' => $id ) );
		wp_delete_post( $id, true );
	}

	/**
	 * Columns of a table.
	 *
	 * @param WC_Abstract_Order     $order Order.
	 * @param array<string, string> $map   Data to column.
	 * @return array<string, mixed>
	 */
	private static function row( WC_Abstract_Order $order, array $map ): array {
		$row = array();
		foreach ( $map as $prop => $column ) {
			$value = $order->get_prop( $prop, 'edit' );
			if ( $value instanceof WC_DateTime ) {
				$value = gmdate( 'Y-m-d H:i:s', $value->getTimestamp() );
			}
			$row[ $column ] = is_bool( $value ) ? (int) $value : $value;
		}
		if ( isset( $row['status'] ) && ! in_array( $row['status'], array( 'trash', 'auto-draft' ), true ) ) {
			$row['status'] = 'wc-' . $row['status'];
		}
		return $row;
	}

	/**
	 * Addresses, when one of their fields changed.
	 *
	 * @param WC_Abstract_Order $order Order.
	 * @param int               $id    Its id.
	 * @param bool              $all   Write all.
	 */
	private static function write_addresses( WC_Abstract_Order $order, int $id, bool $all ): void {
		global $wpdb;
		foreach ( 'shop_order' === $order->get_type() ? array( 'billing', 'shipping' ) : array() as $kind ) {
			$row     = array();
			$changed = $all;
			foreach ( self::ADDRESS as $field ) {
				$row[ $field ] = $order->get_prop( "{$kind}_{$field}", 'edit' );
				$changed       = $changed || array_key_exists( "{$kind}_{$field}", $order->get_changes() );
			}
			if ( $changed ) {
				$wpdb->replace(
					$wpdb->prefix . 'wc_order_addresses',
					array(
						'order_id'     => $id,
						'address_type' => $kind,
					) + $row
				);
			}
		}
	}
}
