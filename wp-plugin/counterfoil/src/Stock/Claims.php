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

	/**
	 * The row of item meta whose adding was claimed last.
	 *
	 * @var int
	 */
	private int $added = 0;

	public function __construct(
		private readonly Books $books,
		private readonly AfterWork $after_work,
		private readonly Log $log,
	) {}

	public function register(): void {
		add_action( 'added_order_item_meta', [ $this, 'claim_added' ], 10, 3 );
		add_action( 'updated_order_item_meta', [ $this, 'claim' ], 10, 3 );
		add_action( 'deleted_order_item_meta', [ $this, 'claim' ], 10, 3 );
	}

	/**
	 * WooCommerce tells of a row that WordPress has told of already. A row is added once, and whoever
	 * changes it later tells of that: the second time costs a checkout as much as the first, for nothing.
	 */
	public function claim_added( mixed $meta_id, mixed $item_id, mixed $key ): void {
		if ( '_reduced_stock' === $key && (int) $meta_id !== $this->added ) {
			$this->added = $this->take( (int) $item_id ) ? (int) $meta_id : 0;
		}
	}

	public function claim( mixed $meta_id, mixed $item_id, mixed $key ): void {
		if ( '_reduced_stock' === $key ) {
			$this->take( (int) $item_id );
		}
	}

	private function take( int $item_id ): bool {
		try {
			$changed = $this->books->claim( $item_id );
			if ( null !== $changed ) {
				$this->after_work->note( $changed );
			}
			return true;
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'claim the stock of an order line', $fault );
			return false;
		}
	}
}
