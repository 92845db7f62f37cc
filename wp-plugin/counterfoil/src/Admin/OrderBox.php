<?php
/**
 * The box ERP on the order.
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
 * State, ERP number, and what to do where a person is needed.
 */
final class OrderBox implements Registrable {

	public function __construct(
		private readonly OrderStates $states,
		private readonly Catalogue $catalogue,
		private readonly Log $log,
	) {}

	public function register(): void {
		add_action( 'add_meta_boxes', [ $this, 'add_box' ] );
	}

	public function add_box(): void {
		if ( ! current_user_can( 'edit_shop_orders' ) ) {
			return;
		}
		add_meta_box(
			'counterfoil-order',
			__( 'ERP', 'counterfoil' ),
			[ $this, 'show_box' ],
			wc_get_page_screen_id( 'shop-order' ),
			'side',
			'high'
		);
	}

	public function show_box( mixed $order ): void {
		try {
			$order_id = $order instanceof \WP_Post ? $order->ID : $order->get_id();
			$state    = $this->states->of( $order_id );
			View::show(
				'order-box',
				[
					'order_id'  => $order_id,
					'state'     => $state,
					'label'     => null === $state ? null : StateLabel::of( $state, $this->catalogue ),
					'catalogue' => $this->catalogue,
				]
			);
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'show an order\'s state', $fault );
		}
	}
}
