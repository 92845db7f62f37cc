<?php
/**
 * The column ERP in the list of orders, on both kinds of screen.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Admin;

use Counterfoil\Log;
use Counterfoil\Mirror\Catalogue;
use Counterfoil\Mirror\OrderStates;
use Counterfoil\Registrable;

/**
 * One extra query for a list: the page's orders are known before its first cell is written.
 */
final class OrderColumn implements Registrable {

	private const COLUMN = 'counterfoil';

	public function __construct(
		private readonly OrderStates $states,
		private readonly Catalogue $catalogue,
		private readonly Log $log,
	) {}

	public function register(): void {
		foreach ( [ 'woocommerce_page_wc-orders', 'edit-shop_order' ] as $screen ) {
			add_filter( "manage_{$screen}_columns", [ $this, 'add_column' ], 20 );
		}
		add_action( 'manage_woocommerce_page_wc-orders_custom_column', [ $this, 'show_cell' ], 10, 2 );
		add_action( 'manage_shop_order_posts_custom_column', [ $this, 'show_cell' ], 10, 2 );
		add_filter( 'woocommerce_order_query', [ $this, 'expect_orders' ] );
		add_filter( 'the_posts', [ $this, 'expect_posts' ] );
	}

	/**
	 * Puts the column behind the order's status.
	 */
	public function add_column( mixed $columns ): mixed {
		if ( ! is_array( $columns ) || ! current_user_can( 'edit_shop_orders' ) ) {
			return $columns;
		}
		$place = array_search( 'order_status', array_keys( $columns ), true );
		$head  = [ self::COLUMN => __( 'ERP', 'counterfoil' ) ];
		return false === $place
			? $columns + $head
			: array_slice( $columns, 0, $place + 1 ) + $head + $columns;
	}

	public function expect_orders( mixed $results ): mixed {
		$orders = is_object( $results ) && is_array( $results->orders ?? null ) ? $results->orders : [];
		foreach ( $orders as $order ) {
			if ( $order instanceof \WC_Abstract_Order ) {
				$this->states->expect( [ $order->get_id() ] );
			}
		}
		return $results;
	}

	public function expect_posts( mixed $posts ): mixed {
		foreach ( is_array( $posts ) ? $posts : [] as $post ) {
			if ( $post instanceof \WP_Post && 'shop_order' === $post->post_type ) {
				$this->states->expect( [ $post->ID ] );
			}
		}
		return $posts;
	}

	public function show_cell( mixed $column, mixed $order ): void {
		if ( self::COLUMN !== $column || ! current_user_can( 'edit_shop_orders' ) ) {
			return;
		}
		try {
			$state = $this->states->of( is_object( $order ) ? $order->get_id() : (int) $order );
			View::show(
				'order-cell',
				[
					'state' => $state,
					'label' => null === $state ? null : StateLabel::of( $state, $this->catalogue ),
				]
			);
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'show an order\'s state', $fault );
		}
	}
}
