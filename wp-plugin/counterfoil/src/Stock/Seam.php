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
		add_filter( 'update_post_metadata', [ $this, 'take_edit' ], PHP_INT_MAX, 5 );
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
	 * Answers for WordPress that the meta data is written; null lets it write.
	 */
	public function take_edit( mixed $answer, mixed $post_id, mixed $key, mixed $value, mixed $only_if = '' ): mixed {
		if ( '_stock' !== $key || null !== $answer || '' !== $only_if ) {
			return $answer;
		}
		try {
			$move = Move::edit( (int) $post_id, $value );
			if ( null === $move || ! $this->is_in_books( $move ) ) {
				return $answer;
			}
			$meta_id = $this->books->shown_row( $move->stock_id );
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'take a stock edit into the books', $fault );
			return $answer;
		}
		wp_cache_delete( $move->stock_id, 'post_meta' );
		$this->tell( $meta_id, $move->stock_id, $value );
		return true;
	}

	/**
	 * What WordPress tells of meta data that it has written itself: WooCommerce's caches live by it.
	 */
	private function tell( int $meta_id, int $stock_id, mixed $value ): void {
		// phpcs:disable WordPress.NamingConventions.PrefixAllGlobals -- WordPress's own hooks.
		do_action( 'updated_post_meta', $meta_id, $stock_id, '_stock', $value );
		do_action( 'updated_postmeta', $meta_id, $stock_id, '_stock', $value );
		// phpcs:enable
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
