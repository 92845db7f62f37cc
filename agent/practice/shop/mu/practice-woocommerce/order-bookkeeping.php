<?php
/**
 * What WooCommerce keeps about an order beside its goods: each a flag on the order, and a save of its own.
 * Counterfoil must not take these saves for changes of the order; therefore they happen here too.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * Permissions to download; there is nothing to download here, the flag is set all the same.
 *
 * @param int $order_id Order.
 */
function wc_downloadable_product_permissions( $order_id ): void {
	$order = wc_get_order( $order_id );
	if ( ! $order || $order->get_download_permissions_granted() ) {
		return;
	}
	$order->set_download_permissions_granted( true );
	$order->save();
	do_action( 'woocommerce_grant_product_download_permissions', $order_id );
}

/**
 * Counts the pieces sold of each product, and takes them off again for what was cancelled.
 *
 * @param int $order_id Order.
 */
function wc_update_total_sales_counts( $order_id ): void {
	$order = wc_get_order( $order_id );
	if ( ! $order ) {
		return;
	}
	$recorded = $order->get_recorded_sales();
	$gone     = $order->has_status( array( 'cancelled', 'trash' ) ) || 'woocommerce_before_delete_order' === current_action();
	if ( $recorded xor $gone ) {
		return;
	}
	foreach ( $order->get_items() as $item ) {
		practice_count_sales( $item->get_product_id(), absint( $item->get_quantity() ), $gone ? '-' : '+' );
	}
	$order->set_recorded_sales( ! $gone );
	$order->save();
	do_action( 'woocommerce_recorded_sales', $order_id );
}

/**
 * Moves the count of one product, and its lookup row.
 *
 * @param int    $product_id Product.
 * @param int    $pieces     Pieces.
 * @param string $sign       Plus or minus.
 */
function practice_count_sales( int $product_id, int $pieces, string $sign ): void {
	global $wpdb;
	add_post_meta( $product_id, 'total_sales', 0, true );
	// phpcs:disable WordPress.DB -- The sign is ours.
	$sql = "UPDATE {$wpdb->postmeta} SET meta_value = meta_value {$sign} %f WHERE post_id = %d AND meta_key='total_sales'";
	$wpdb->query( $wpdb->prepare( $sql, $pieces, $product_id ) );
	// phpcs:enable
	wp_cache_delete( $product_id, 'post_meta' );
	Counterfoil\Practice\Stock_Mover::update_lookup_table( $product_id );
	do_action( 'woocommerce_updated_product_sales', $product_id );
}

/**
 * Counts the use of coupons; there are no coupons here, the flag is set all the same.
 *
 * @param int $order_id Order.
 */
function wc_update_coupon_usage_counts( $order_id ): void {
	$order = wc_get_order( $order_id );
	$gone  = $order && $order->has_status( array( 'cancelled', 'failed', 'trash' ) );
	if ( ! $order || $order->get_recorded_coupon_usage_counts() xor $gone ) {
		return;
	}
	$order->set_recorded_coupon_usage_counts( ! $gone );
	$order->save();
}

/**
 * An order set to refunded by hand gets a refund of what is left, without goods.
 *
 * @param int $order_id Order.
 */
function wc_order_fully_refunded( $order_id ): void {
	$order = wc_get_order( $order_id );
	$left  = (float) $order->get_remaining_refund_amount();
	if ( $left > 0 ) {
		wc_create_refund(
			array(
				'amount'   => $left,
				'reason'   => 'Order fully refunded.',
				'order_id' => $order_id,
			)
		);
	}
}

/**
 * Mail to the shop about a new order; no mail is sent, its hook and its flag are WooCommerce's.
 *
 * @param int      $order_id Order.
 * @param WC_Order $order    Order.
 */
function practice_notify( $order_id, $order ): void {
	do_action( current_action() . '_notification', $order_id, $order );
	$fresh = wc_get_order( $order_id );
	if ( ! $fresh->get_new_order_email_sent() ) {
		$fresh->set_new_order_email_sent( true );
		$fresh->save();
	}
}

foreach ( array( 'completed', 'processing' ) as $practice_status ) {
	add_action( "woocommerce_order_status_{$practice_status}", 'wc_downloadable_product_permissions' );
}
foreach ( array( 'completed', 'processing', 'on-hold' ) as $practice_status ) {
	add_action( "woocommerce_order_status_{$practice_status}", 'wc_update_total_sales_counts' );
	add_action( "woocommerce_order_status_{$practice_status}_to_cancelled", 'wc_update_total_sales_counts' );
	add_action( "woocommerce_order_status_pending_to_{$practice_status}", 'practice_notify', 10, 2 );
}
foreach ( array( 'trash_order', 'untrash_order', 'before_delete_order' ) as $practice_hook ) {
	add_action( "woocommerce_{$practice_hook}", 'wc_update_total_sales_counts' );
}
foreach ( array( 'pending', 'completed', 'processing', 'on-hold', 'cancelled', 'failed' ) as $practice_status ) {
	add_action( "woocommerce_order_status_{$practice_status}", 'wc_update_coupon_usage_counts' );
}
add_action( 'woocommerce_order_status_refunded', 'wc_order_fully_refunded' );
