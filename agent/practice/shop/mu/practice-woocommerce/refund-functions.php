<?php
/**
 * Making refunds, and putting refunded goods back into stock.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * Makes a refund. It has no protection against being called twice, as in WooCommerce.
 *
 * @param array<string, mixed> $args order_id, amount, reason, line_items, restock_items.
 * @return WC_Order_Refund|WP_Error
 */
function wc_create_refund( $args = array() ) {
	$args  = wp_parse_args(
		$args,
		array(
			'amount'        => 0,
			'reason'        => '',
			'line_items'    => array(),
			'restock_items' => false,
		)
	);
	$order = wc_get_order( $args['order_id'] );
	if ( ! $order ) {
		return new WP_Error( 'error', 'Invalid order ID.' );
	}
	$remaining = (float) $order->get_remaining_refund_amount();
	if ( $args['amount'] < 0 || (float) $args['amount'] > $remaining ) {
		return new WP_Error( 'error', 'Invalid refund amount.' );
	}
	$refund = practice_refund_object( $order, $args );
	do_action( 'woocommerce_create_refund', $refund, $args );
	$refund->save();
	if ( $args['restock_items'] ) {
		wc_restock_refunded_items( $order, $args['line_items'] );
	}
	if ( $remaining - (float) $args['amount'] > 0 ) {
		do_action( 'woocommerce_order_partially_refunded', $order->get_id(), $refund->get_id() );
	} else {
		do_action( 'woocommerce_order_fully_refunded', $order->get_id(), $refund->get_id() );
		$order->update_status( 'refunded' );
	}
	$order->set_date_modified( time() );
	$order->save();
	do_action( 'woocommerce_refund_created', $refund->get_id(), $args );
	do_action( 'woocommerce_order_refunded', $order->get_id(), $refund->get_id() );
	return $refund;
}

/**
 * The refund with its negative lines; saved once on the way, as its totals are added up.
 *
 * @param WC_Order             $order Order.
 * @param array<string, mixed> $args  See wc_create_refund().
 */
function practice_refund_object( WC_Order $order, array $args ): WC_Order_Refund {
	$refund = new WC_Order_Refund();
	$refund->set_currency( $order->get_currency() );
	$refund->set_amount( $args['amount'] );
	$refund->set_parent_id( $order->get_id() );
	$refund->set_refunded_by( get_current_user_id() ? get_current_user_id() : 1 );
	$refund->set_prices_include_tax( $order->get_prices_include_tax() );
	$refund->set_reason( (string) $args['reason'] );
	foreach ( $order->get_items( array( 'line_item', 'fee', 'shipping' ) ) as $id => $item ) {
		$asked = $args['line_items'][ $id ] ?? array();
		if ( ! empty( $asked['qty'] ) || ! empty( $asked['refund_total'] ) || ! empty( $asked['refund_tax'] ) ) {
			$refund->add_item( practice_refund_line( $item, (int) $id, $asked ) );
		}
	}
	Counterfoil\Practice\Order_Totals::set_taxes( $refund );
	$refund->save();
	$refund->calculate_totals( false );
	$refund->set_total( wc_format_decimal( -1 * (float) $args['amount'], wc_get_price_decimals() ) );
	return $refund;
}

/**
 * The negative copy of a line.
 *
 * @param WC_Order_Item        $item  Line of the order.
 * @param int                  $id    Its id.
 * @param array<string, mixed> $asked Pieces, total, taxes by rate.
 */
function practice_refund_line( WC_Order_Item $item, int $id, array $asked ): WC_Order_Item {
	$negative = static fn( $amount ) => wc_format_decimal( -1 * (float) $amount );
	$class    = get_class( $item );
	$line     = new $class( $item->get_id() );
	$line->set_id( 0 );
	$line->add_meta_data( '_refunded_item_id', $id, true );
	$line->set_total( $negative( $asked['refund_total'] ?? 0 ) );
	$taxes = array_map( $negative, array_filter( (array) ( $asked['refund_tax'] ?? array() ) ) );
	$line->set_taxes(
		array(
			'total'    => $taxes,
			'subtotal' => $taxes,
		)
	);
	if ( $line instanceof WC_Order_Item_Product ) {
		$line->set_subtotal( $line->get_total() );
		$line->set_quantity( -1 * ( $asked['qty'] ?? 0 ) );
	}
	return $line;
}

/**
 * Puts refunded goods back, at most what the line had taken.
 *
 * @param WC_Order                         $order               Order.
 * @param array<int, array<string, mixed>> $refunded_line_items Pieces by line.
 */
function wc_restock_refunded_items( $order, $refunded_line_items ): void {
	if ( ! apply_filters( 'woocommerce_can_restock_refunded_items', true, $order, $refunded_line_items ) ) {
		return;
	}
	foreach ( $order->get_items() as $id => $item ) {
		$pieces  = $refunded_line_items[ $id ]['qty'] ?? 0;
		$product = $item->get_product();
		$reduced = $item->get_meta( '_reduced_stock' );
		if ( ! $reduced || ! $pieces || ! $product || ! $product->managing_stock() ) {
			continue;
		}
		$old = $product->get_stock_quantity();
		$new = wc_update_product_stock( $product, $pieces, 'increase' );
		$item->update_meta_data( '_reduced_stock', $reduced - $pieces );
		$item->update_meta_data( '_restock_refunded_items', $pieces + (int) $item->get_meta( '_restock_refunded_items' ) );
		$order->add_order_note( "Item #{$product->get_id()} stock increased from {$old} to {$new}." );
		$item->save();
		do_action( 'woocommerce_restock_refunded_item', $product->get_id(), $old, $new, $order, $product );
	}
}
