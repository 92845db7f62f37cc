<?php
/**
 * When orders take pieces off stock and give them back.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

use Counterfoil\Practice\Stock_Mover;

/**
 * Moves a product's stock, its own or its parent's.
 *
 * @param mixed          $product        Product or id.
 * @param int|float|null $stock_quantity Pieces; null only reads.
 * @param string         $operation      set, increase or decrease.
 * @param bool           $updating       The caller saves the product itself.
 * @return int|float|null|false
 */
function wc_update_product_stock( $product, $stock_quantity = null, $operation = 'set', $updating = false ) {
	$product = wc_get_product( $product );
	if ( ! $product ) {
		return false;
	}
	if ( null === $stock_quantity || ! $product->managing_stock() ) {
		return $product->get_stock_quantity();
	}
	$id   = $product->get_stock_managed_by_id();
	$with = $id !== $product->get_id() ? wc_get_product( $id ) : $product;
	do_action( $with->stock_hook( 'before_set_stock' ), $with );
	$new = Stock_Mover::move( $id, $stock_quantity, $operation );
	$with->set_object_read( false );
	$with->set_stock_quantity( $new );
	$with->set_object_read( true );
	if ( ! $updating ) {
		$with->save();
	}
	do_action( $with->stock_hook( 'set_stock' ), $with );
	return $with->get_stock_quantity();
}

/**
 * Takes an order's pieces off stock unless that was done.
 *
 * @param int $order_id Order.
 */
function wc_maybe_reduce_stock_levels( $order_id ): void {
	$order = wc_get_order( $order_id );
	if ( ! $order ) {
		return;
	}
	if ( ! apply_filters( 'woocommerce_payment_complete_reduce_order_stock', ! $order->get_order_stock_reduced(), $order_id ) ) {
		return;
	}
	wc_reduce_stock_levels( $order );
	// Marked whatever a filter said: a veto leaves an order that claims to have reduced stock.
	practice_set_stock_reduced( (int) $order_id, true );
}

/**
 * Gives an order's pieces back if they were taken.
 *
 * @param int $order_id Order.
 */
function wc_maybe_increase_stock_levels( $order_id ): void {
	$order = wc_get_order( $order_id );
	if ( ! $order || ! $order->get_order_stock_reduced() ) {
		return;
	}
	wc_increase_stock_levels( $order );
	practice_set_stock_reduced( (int) $order_id, false );
}

foreach ( array( 'payment_complete', 'order_status_completed', 'order_status_processing', 'order_status_on-hold' ) as $practice_hook ) {
	add_action( "woocommerce_{$practice_hook}", 'wc_maybe_reduce_stock_levels' );
}
foreach ( array( 'cancelled', 'pending', 'failed' ) as $practice_hook ) {
	add_action( "woocommerce_order_status_{$practice_hook}", 'wc_maybe_increase_stock_levels' );
}

/**
 * Notes on the order whether its pieces are off stock, through a fresh object as HPOS does.
 *
 * @param int  $order_id Order.
 * @param bool $reduced  Whether they are.
 */
function practice_set_stock_reduced( int $order_id, bool $reduced ): void {
	$order = wc_get_order( $order_id );
	$order->set_order_stock_reduced( $reduced );
	$order->save();
}

/**
 * Takes each line's pieces off stock, once a line.
 *
 * @param int|WC_Order $order_id Order.
 */
function wc_reduce_stock_levels( $order_id ): void {
	$order = wc_get_order( $order_id );
	if ( ! $order || 'yes' !== get_option( 'woocommerce_manage_stock' ) ) {
		return;
	}
	if ( ! apply_filters( 'woocommerce_can_reduce_order_stock', true, $order ) ) {
		return;
	}
	$changes = array();
	foreach ( $order->get_items() as $item ) {
		$product = $item->get_product();
		if ( $item->get_meta( '_reduced_stock' ) || ! $product || ! $product->managing_stock() ) {
			continue;
		}
		$quantity = apply_filters( 'woocommerce_order_item_quantity', $item->get_quantity(), $order, $item );
		$new      = wc_update_product_stock( $product, $quantity, 'decrease' );
		$item->add_meta_data( '_reduced_stock', $quantity, true );
		$item->save();
		$change    = array(
			'product' => $product,
			'from'    => $new + $quantity,
			'to'      => $new,
		);
		$changes[] = $change;
		do_action( 'woocommerce_reduce_order_item_stock', $item, $change, $order );
	}
	wc_trigger_stock_change_notifications( $order, $changes );
	do_action( 'woocommerce_reduce_order_stock', $order );
}

/**
 * The note on the order, and the hooks of low stock.
 *
 * @param WC_Order                         $order   Order.
 * @param array<int, array<string, mixed>> $changes What moved.
 */
function wc_trigger_stock_change_notifications( $order, $changes ): void {
	if ( ! $changes ) {
		return;
	}
	$notes = array();
	foreach ( $changes as $change ) {
		$notes[] = $change['product']->get_name() . ' (' . $change['from'] . '&rarr;' . $change['to'] . ')';
		$product = wc_get_product( $change['product']->get_id() );
		if ( $change['to'] <= absint( get_option( 'woocommerce_notify_no_stock_amount', 0 ) ) ) {
			do_action( 'woocommerce_no_stock', $product );
		} elseif ( $change['to'] <= wc_get_low_stock_amount( $product ) ) {
			do_action( 'woocommerce_low_stock', $product );
		}
	}
	$order->add_order_note( 'Stock levels reduced: ' . implode( ', ', $notes ) );
}

/**
 * Gives each line's pieces back, what it says it had taken.
 *
 * @param int|WC_Order $order_id Order.
 */
function wc_increase_stock_levels( $order_id ): void {
	$order = wc_get_order( $order_id );
	if ( ! $order || 'yes' !== get_option( 'woocommerce_manage_stock' ) ) {
		return;
	}
	if ( ! apply_filters( 'woocommerce_can_restore_order_stock', true, $order ) ) {
		return;
	}
	$notes = array();
	foreach ( $order->get_items() as $item ) {
		$product = $item->get_product();
		$reduced = $item->get_meta( '_reduced_stock' );
		if ( ! $reduced || ! $product || ! $product->managing_stock() ) {
			continue;
		}
		$new = wc_update_product_stock( $product, $reduced, 'increase' );
		$item->delete_meta_data( '_reduced_stock' );
		$item->save();
		$notes[] = $product->get_name() . ' (' . ( $new - $reduced ) . '&rarr;' . $new . ')';
		do_action( 'woocommerce_restore_order_item_stock', $item, $new, $new - $reduced, $order );
	}
	if ( $notes ) {
		$order->add_order_note( 'Stock levels increased: ' . implode( ', ', $notes ) );
	}
	do_action( 'woocommerce_restore_order_stock', $order );
}

/**
 * A line's quantity was edited in the admin: moves the difference.
 *
 * @param WC_Order_Item $item          Line.
 * @param int|float     $item_quantity Quantity, negative for the line's own.
 * @return array{from: int|float, to: int|float}|false
 */
function wc_maybe_adjust_line_item_product_stock( $item, $item_quantity = -1 ) {
	if ( 'line_item' !== $item->get_type() ) {
		return false;
	}
	if ( apply_filters( 'woocommerce_prevent_adjust_line_item_product_stock', false, $item, $item_quantity ) ) {
		return false;
	}
	$product = $item->get_product();
	if ( ! $product || ! $product->managing_stock() ) {
		return false;
	}
	$quantity  = wc_stock_amount( $item_quantity >= 0 ? $item_quantity : $item->get_quantity() );
	$reduced   = wc_stock_amount( $item->get_meta( '_reduced_stock' ) );
	$restocked = wc_stock_amount( $item->get_meta( '_restock_refunded_items' ) );
	$change    = 0 === $quantity ? -$reduced : $quantity - $restocked - $reduced;
	if ( ! $change ) {
		return false;
	}
	$new = wc_update_product_stock( $product, abs( $change ), $change < 0 ? 'increase' : 'decrease' );
	$item->update_meta_data( '_reduced_stock', $quantity - $restocked );
	$item->save();
	if ( $quantity > 0 && ! wc_get_order( $item->get_order_id() )->get_order_stock_reduced() ) {
		practice_set_stock_reduced( (int) $item->get_order_id(), true );
	}
	return array(
		'from' => $new + $change,
		'to'   => $new,
	);
}
