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
 * Orders by a few arguments.
 *
 * @param array<string, mixed> $args type, status, parent, date_modified (`>` and `>=` with seconds), limit, page, orderby, order, return (ids), paginate.
 * @return array<int, mixed>|object
 */
function wc_get_orders( $args ) {
	global $wpdb;
	$where = practice_orders_where( $args );
	$limit = (int) ( $args['limit'] ?? 10 );
	$page  = max( 1, (int) ( $args['page'] ?? $args['paged'] ?? 1 ) );
	$by    = array(
		'modified' => 'date_updated_gmt',
		'date'     => 'date_created_gmt',
	);
	$sort  = $by[ $args['orderby'] ?? 'date' ] ?? 'id';
	$way   = 'ASC' === strtoupper( (string) ( $args['order'] ?? 'DESC' ) ) ? 'ASC' : 'DESC';
	$slice = $limit > 0 ? $wpdb->prepare( ' LIMIT %d, %d', $limit * ( $page - 1 ), $limit ) : '';
	// phpcs:ignore WordPress.DB -- Parts are prepared.
	$ids    = array_map( 'intval', $wpdb->get_col( "SELECT id FROM {$wpdb->prefix}wc_orders WHERE {$where} ORDER BY {$sort} {$way}, id {$way}{$slice}" ) );
	$orders = 'ids' === ( $args['return'] ?? '' ) ? $ids : array_map( 'wc_get_order', $ids );
	if ( empty( $args['paginate'] ) ) {
		return $orders;
	}
	$total = (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}wc_orders WHERE {$where}" ); // phpcs:ignore WordPress.DB -- As above.
	return (object) array(
		'orders'        => $orders,
		'total'         => $total,
		'max_num_pages' => $limit > 0 ? (int) ceil( $total / $limit ) : 1,
	);
}

/**
 * The conditions of a search, prepared.
 *
 * @param array<string, mixed> $args See wc_get_orders().
 */
function practice_orders_where( array $args ): string {
	global $wpdb;
	$types = (array) ( $args['type'] ?? 'shop_order' );
	$where = array( $wpdb->prepare( 'type IN (' . implode( ',', array_fill( 0, count( $types ), '%s' ) ) . ')', $types ) ); // phpcs:ignore WordPress.DB -- Only placeholders.
	if ( isset( $args['parent'] ) ) {
		$where[] = $wpdb->prepare( 'parent_order_id = %d', $args['parent'] );
	}
	$status = array_diff( (array) ( $args['status'] ?? 'any' ), array( 'any', 'all', '' ) );
	if ( $status ) {
		$stored  = array_map( static fn( $name ) => in_array( $name, array( 'trash', 'auto-draft' ), true ) ? $name : 'wc-' . preg_replace( '/^wc-/', '', $name ), $status );
		$where[] = $wpdb->prepare( 'status IN (' . implode( ',', array_fill( 0, count( $stored ), '%s' ) ) . ')', array_values( $stored ) ); // phpcs:ignore WordPress.DB -- As above.
	} else {
		$where[] = "status NOT IN ('trash','auto-draft')";
	}
	foreach ( array( 'date_modified' => 'date_updated_gmt', 'date_created' => 'date_created_gmt' ) as $arg => $column ) {
		if ( ! empty( $args[ $arg ] ) && preg_match( '/^(>=|>|<=|<)?(\d+)$/', (string) $args[ $arg ], $found ) ) {
			$where[] = $wpdb->prepare( "{$column} {$found[1]} %s", gmdate( 'Y-m-d H:i:s', (int) $found[2] ) ); // phpcs:ignore WordPress.DB -- The operator is matched above.
		}
	}
	return implode( ' AND ', $where );
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
