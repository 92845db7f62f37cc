<?php
/**
 * Finding and making orders.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

use Counterfoil\Practice\Order_Rows;

/**
 * Statuses and their names.
 *
 * @return array<string, string>
 */
function wc_get_order_statuses(): array {
	return apply_filters(
		'wc_order_statuses',
		array(
			'wc-pending'    => 'Pending payment',
			'wc-processing' => 'Processing',
			'wc-on-hold'    => 'On hold',
			'wc-completed'  => 'Completed',
			'wc-cancelled'  => 'Cancelled',
			'wc-refunded'   => 'Refunded',
			'wc-failed'     => 'Failed',
		)
	);
}

/**
 * Name of a status.
 *
 * @param string $status Status.
 */
function wc_get_order_status_name( $status ): string {
	$bare = (string) preg_replace( '/^wc-/', '', $status );
	return wc_get_order_statuses()[ 'wc-' . $bare ] ?? $bare;
}

/**
 * Statuses in which an order is paid.
 *
 * @return string[]
 */
function wc_get_is_paid_statuses(): array {
	return apply_filters( 'woocommerce_order_is_paid_statuses', array( 'processing', 'completed' ) );
}

/**
 * Types of order.
 *
 * @param string $for_what Not used.
 * @return string[]
 */
function wc_get_order_types( $for_what = '' ): array {
	return array( 'shop_order', 'shop_order_refund' );
}

/**
 * The order (or refund) of an id.
 *
 * @param mixed $the_order Id, post or order.
 * @return WC_Order|WC_Order_Refund|false
 */
function wc_get_order( $the_order = false ) {
	if ( $the_order instanceof WC_Abstract_Order ) {
		return $the_order;
	}
	$id = is_object( $the_order ) ? (int) $the_order->ID : absint( $the_order );
	switch ( $id ? Order_Rows::type( $id ) : null ) {
		case 'shop_order':
			return new WC_Order( $id );
		case 'shop_order_refund':
			return new WC_Order_Refund( $id );
		default:
			return false;
	}
}

/**
 * Orders by a few arguments: see Order_Search.
 *
 * @param array<string, mixed> $args Arguments.
 * @return array<int, mixed>|object
 */
function wc_get_orders( $args ) {
	return apply_filters( 'woocommerce_order_query', ( new Counterfoil\Practice\Order_Search( $args ) )->run(), $args );
}

/**
 * Makes an order without lines.
 *
 * @param array<string, mixed> $args status, customer_id, customer_note, created_via.
 * @return WC_Order
 */
function wc_create_order( $args = array() ) {
	$order = new WC_Order();
	$order->set_prop( 'prices_include_tax', wc_prices_include_tax() );
	foreach ( array( 'customer_id', 'customer_note', 'created_via' ) as $name ) {
		if ( isset( $args[ $name ] ) ) {
			$order->set_prop( $name, $args[ $name ] );
		}
	}
	if ( isset( $args['status'] ) ) {
		$order->set_status( $args['status'] );
	}
	$order->save();
	return $order;
}
