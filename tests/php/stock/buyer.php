<?php
/**
 * A buyer: orders one piece after another while the shop shows any; what it bought, as JSON.
 * A lock stands between looking and ordering, as WooCommerce's reservation does at the checkout.
 *
 * @package Counterfoil\Tests
 */

declare( strict_types=1 );

global $wpdb;
[ $products, $tries, $pause_us ] = $args;

$bought = [];
for ( $n = 0; $n < $tries; $n++ ) {
	$product_id = $products[ random_int( 0, count( $products ) - 1 ) ];
	$wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, 30)', "buy-$product_id" ) );
	wp_cache_flush();
	$product = wc_get_product( $product_id );
	$stock   = (int) wc_get_product( $product->get_stock_managed_by_id() )->get_stock_quantity();
	if ( $stock > 0 ) {
		$item = new WC_Order_Item_Product();
		$item->set_product( $product );
		$item->set_quantity( 1 );
		$sale = wc_create_order();
		$sale->add_item( $item );
		$sale->save();
		wc_reduce_stock_levels( $sale->get_id() );
		$bought[] = [
			'order'   => $sale->get_id(),
			'item'    => $item->get_id(),
			'product' => $product_id,
		];
	}
	$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', "buy-$product_id" ) );
	usleep( $pause_us );
}

echo wp_json_encode( $bought );
