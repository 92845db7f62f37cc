<?php
/**
 * When an order line says how much of WooCommerce's moves are its own.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Log;
use Counterfoil\Registrable;

/**
 * The item meta `_reduced_stock` is WooCommerce's word for it; these hooks fire more than once for one change.
 */
final class Claims implements Registrable {

	public function __construct(
		private readonly Books $books,
		private readonly AfterWork $after_work,
		private readonly Log $log,
	) {}

	public function register(): void {
		foreach ( [ 'added', 'updated', 'deleted' ] as $done ) {
			add_action( "{$done}_order_item_meta", [ $this, 'claim' ], 10, 3 );
		}
	}

	public function claim( mixed $meta_id, mixed $item_id, mixed $key ): void {
		if ( '_reduced_stock' !== $key ) {
			return;
		}
		try {
			$changed = $this->books->claim( (int) $item_id );
			if ( null !== $changed ) {
				$this->after_work->note( $changed );
			}
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'claim the stock of an order line', $fault );
		}
	}
}
