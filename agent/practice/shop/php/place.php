<?php
/**
 * Places an order as another plugin would: an order object, lines, totals, then its status.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

$spec  = $args[0];
$order = wc_create_order( array( 'created_via' => $spec['created_via'] ) );
$order->set_address( $spec['billing'], 'billing' );
$order->set_address( array_diff_key( $spec['billing'], array( 'email' => 1 ) ), 'shipping' );
$order->set_payment_method( $spec['payment_method'] );
$order->set_payment_method_title( $spec['payment_title'] );
$order->set_customer_note( $spec['note'] );
foreach ( $spec['lines'] as $line ) {
	$product = wc_get_product( $line['product_id'] ? $line['product_id'] : wc_get_product_id_by_sku( $line['sku'] ) );
	if ( ! $product ) {
		throw new RuntimeException( "the shop has no product with the SKU {$line['sku']}" );
	}
	$amounts = null === $line['total'] ? array() : array(
		'subtotal' => $line['total'],
		'total'    => $line['total'],
	);
	$order->add_product( $product, $line['quantity'], $amounts );
}
if ( '' !== $spec['shipping'] ) {
	$shipping = new WC_Order_Item_Shipping();
	$shipping->set_method_title( 'Parcel' );
	$shipping->set_method_id( 'flat_rate' );
	$shipping->set_total( $spec['shipping'] );
	$order->add_item( $shipping );
}
foreach ( $spec['meta'] as $key => $value ) {
	$order->update_meta_data( $key, $value );
}
$order->calculate_totals();
if ( null !== $spec['total'] ) {
	// Some plugins do this: a total that is not the sum of the lines.
	$order->set_total( $spec['total'] );
	$order->save();
}
if ( 'processing' === $spec['status'] && 'cod' !== $spec['payment_method'] && 'bacs' !== $spec['payment_method'] ) {
	$order->payment_complete( $spec['transaction_id'] );
} elseif ( 'pending' !== $spec['status'] ) {
	$order->update_status( $spec['status'] );
}
echo wp_json_encode( array( 'id' => $order->get_id() ) );
