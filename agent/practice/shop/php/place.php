<?php
/**
 * Places an order as another plugin would: an order object, lines, totals, then its status.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

$spec   = $args[0];
$placed = wc_create_order( array( 'created_via' => $spec['created_via'] ) );
$placed->set_address( $spec['billing'], 'billing' );
$placed->set_address( array_diff_key( $spec['billing'], array( 'email' => 1 ) ), 'shipping' );
$placed->set_payment_method( $spec['payment_method'] );
$placed->set_payment_method_title( $spec['payment_title'] );
$placed->set_customer_note( $spec['note'] );
foreach ( $spec['lines'] as $line ) {
	$product = wc_get_product( $line['product_id'] ? $line['product_id'] : wc_get_product_id_by_sku( $line['sku'] ) );
	if ( ! $product ) {
		throw new RuntimeException( "the shop has no product with the SKU {$line['sku']}" );
	}
	$amounts = null === $line['total'] ? array() : array(
		'subtotal' => $line['total'],
		'total'    => $line['total'],
	);
	$placed->add_product( $product, $line['quantity'], $amounts );
}
if ( '' !== $spec['shipping'] ) {
	$shipping = new WC_Order_Item_Shipping();
	$shipping->set_method_title( 'Parcel' );
	$shipping->set_method_id( 'flat_rate' );
	$shipping->set_total( $spec['shipping'] );
	$placed->add_item( $shipping );
}
foreach ( $spec['meta'] as $key => $value ) {
	$placed->update_meta_data( $key, $value );
}
$placed->calculate_totals();
if ( null !== $spec['total'] ) {
	// Some plugins do this: a total that is not the sum of the lines.
	$placed->set_total( $spec['total'] );
	$placed->save();
}
if ( 'processing' === $spec['status'] && 'cod' !== $spec['payment_method'] && 'bacs' !== $spec['payment_method'] ) {
	$placed->payment_complete( $spec['transaction_id'] );
} elseif ( 'pending' !== $spec['status'] ) {
	$placed->update_status( $spec['status'] );
}
echo wp_json_encode( array( 'id' => $placed->get_id() ) );
