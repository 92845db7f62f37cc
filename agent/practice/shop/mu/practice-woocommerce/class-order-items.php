<?php
/**
 * Reads the lines of an order.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WC_Order_Item;

/**
 * Knows which class a type of line has.
 */
final class Order_Items {

	public const TYPES = array( 'line_item', 'shipping', 'fee', 'tax', 'coupon' );

	private const CLASSES = array(
		'line_item' => 'WC_Order_Item_Product',
		'shipping'  => 'WC_Order_Item_Shipping',
		'fee'       => 'WC_Order_Item_Fee',
		'tax'       => 'WC_Order_Item_Tax',
		'coupon'    => 'WC_Order_Item_Coupon',
	);

	/**
	 * Lines of one type.
	 *
	 * @param int    $order_id Order.
	 * @param string $type     Type.
	 * @return array<int, WC_Order_Item>
	 */
	public static function read( int $order_id, string $type ): array {
		global $wpdb;
		if ( ! $order_id ) {
			return array();
		}
		$ids   = $wpdb->get_col(
			$wpdb->prepare(
				"SELECT order_item_id FROM {$wpdb->prefix}woocommerce_order_items
				WHERE order_id = %d AND order_item_type = %s ORDER BY order_item_id",
				$order_id,
				$type
			)
		);
		$class = self::CLASSES[ $type ];
		$items = array();
		foreach ( $ids as $id ) {
			$items[ (int) $id ] = new $class( (int) $id );
		}
		return $items;
	}
}
