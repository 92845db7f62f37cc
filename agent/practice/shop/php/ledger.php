<?php
/**
 * What the shop itself says of its orders or its products, as JSON.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * One order.
 *
 * @param WC_Order $order Order.
 * @return array<string, mixed>
 */
$practice_order = static function ( WC_Order $order ): array {
	$lines = array();
	foreach ( $order->get_items() as $item ) {
		$product = $item->get_product();
		$lines[] = array(
			'item_id'       => $item->get_id(),
			'sku'           => $product ? (string) $product->get_sku() : '',
			'quantity'      => (string) $item->get_quantity(),
			'total'         => (string) $item->get_total(),
			'total_tax'     => (string) $item->get_total_tax(),
			'reduced_stock' => (string) $item->get_meta( '_reduced_stock' ),
		);
	}
	return array(
		'id'          => $order->get_id(),
		'number'      => (string) $order->get_order_number(),
		'key'         => $order->get_order_key(),
		'status'      => $order->get_status(),
		'total'       => (string) $order->get_total(),
		'total_tax'   => (string) $order->get_total_tax(),
		'currency'    => $order->get_currency(),
		'created_via' => $order->get_created_via(),
		'refunded'    => (string) $order->get_total_refunded(),
		'lines'       => $lines,
	);
};

/**
 * One product: what the shop shows for its SKU.
 *
 * @param WC_Product $product Product.
 * @return array<string, mixed>
 */
$practice_product = static function ( WC_Product $product ): array {
	$manages = $product->get_manage_stock();
	return array(
		'id'       => $product->get_id(),
		'stock_id' => $manages ? $product->get_stock_managed_by_id() : null,
		'sku'      => (string) $product->get_sku(),
		'name'     => $product->get_name(),
		'type'     => $product->get_type(),
		'manages'  => 'parent' === $manages ? 'parent' : ( $manages ? 'own' : 'none' ),
		'stock'    => null === $product->get_stock_quantity() ? null : (string) $product->get_stock_quantity(),
		'status'   => $product->get_stock_status(),
		'price'    => (string) $product->get_price(),
	);
};

$found = array();
if ( 'orders' === $args[0] ) {
	$query = array(
		'type'    => 'shop_order',
		'limit'   => -1,
		'orderby' => 'id',
		'order'   => 'ASC',
		'status'  => array_merge( array_keys( wc_get_order_statuses() ), array( 'trash' ) ),
	);
	$found = array_map( $practice_order, wc_get_orders( $query ) );
} else {
	$ids   = get_posts(
		array(
			'post_type'   => array( 'product', 'product_variation' ),
			'post_status' => 'publish',
			'numberposts' => -1,
			'orderby'     => 'ID',
			'order'       => 'ASC',
			'fields'      => 'ids',
		)
	);
	$found = array_map( $practice_product, array_map( 'wc_get_product', $ids ) );
}
echo wp_json_encode( $found );
