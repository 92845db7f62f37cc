<?php
/**
 * Where WooCommerce's own moves of stock are seen, whoever makes them: a sale, an admin, another plugin.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Log;
use Counterfoil\Registrable;

/**
 * Takes a move into the books by a statement of ours; in any doubt WooCommerce's own runs unchanged.
 */
final class Seam implements Registrable {

	/** What WooCommerce runs instead of its own statement. */
	private const NOTHING = 'DO 0';

	public function __construct(
		private readonly Books $books,
		private readonly OpenMoves $open_moves,
		private readonly ShopTables $shop,
		private readonly Log $log,
	) {}

	public function register(): void {
		add_filter( 'woocommerce_update_product_stock_query', [ $this, 'take_move' ], PHP_INT_MAX, 4 );
	}

	public function take_move( mixed $sql, mixed $stock_id = 0, mixed $stock = null, mixed $operation = '' ): mixed {
		try {
			$move = is_string( $sql )
				? Move::recognise( $sql, $this->shop->post_meta(), (int) $stock_id, (string) $operation )
				: null;
			return null !== $move && $this->is_in_books( $move ) ? self::NOTHING : $sql;
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'take a stock move into the books', $fault );
			return $sql;
		}
	}

	/**
	 * A move of stock that is not seeded yet is announced, so that seeding waits for its claim; seeded
	 * between the two, it is taken after all.
	 */
	private function is_in_books( Move $move ): bool {
		if ( $this->books->move( $move ) ) {
			return true;
		}
		$this->open_moves->open( $move->stock_id );
		return $this->books->move( $move );
	}
}
