<?php
/**
 * What must follow a changed figure in WooCommerce, and what other plugins wait for: never inside the transaction.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Database;
use Counterfoil\Log;

/**
 * Noted with the change and done afterwards, in slices; may be done twice, never left out.
 */
final class AfterWork {

	private const TOGETHER_MAX = 50;

	public function __construct(
		private readonly Database $database,
		private readonly ShopTables $shop,
		private readonly Log $log,
	) {}

	/**
	 * Notes stock ids in the caller's transaction, if it has one.
	 */
	public function note( int ...$stock_ids ): void {
		if ( [] === $stock_ids ) {
			return;
		}
		$this->database->execute(
			'INSERT INTO %i (stock_id) VALUES ' . implode( ',', array_fill( 0, count( $stock_ids ), '(%d)' ) ),
			$this->database->table( 'after_work' ),
			...$stock_ids
		);
	}

	/**
	 * Works for so long at most; how many stock ids are left.
	 */
	public function finish( float $seconds ): int {
		$until   = microtime( true ) + $seconds;
		$is_done = false;
		while ( microtime( true ) < $until ) {
			$noted = $this->noted();
			if ( [] === $noted ) {
				break;
			}
			$is_done = true;
			$this->write_lookup( array_keys( $noted ) );
			foreach ( $noted as $stock_id => $last ) {
				$this->follow( $stock_id, $last );
				if ( microtime( true ) >= $until ) {
					break;
				}
			}
		}
		if ( $is_done ) {
			// Once a call: one product at a time it costs seven eighths of the speed.
			wc_delete_product_transients();
		}
		return (int) $this->database->value( 'SELECT COUNT(DISTINCT stock_id) FROM %i', $this->database->table( 'after_work' ) );
	}

	/**
	 * The oldest notes: stock id and its last note's number.
	 *
	 * @return array<int, int>
	 */
	private function noted(): array {
		$rows = $this->database->rows(
			'SELECT stock_id, MAX(id) AS last FROM %i GROUP BY stock_id ORDER BY MIN(id) LIMIT %d',
			$this->database->table( 'after_work' ),
			self::TOGETHER_MAX
		);
		return array_map( 'intval', array_column( $rows, 'last', 'stock_id' ) );
	}

	/**
	 * The lookup table that WooCommerce sorts and filters by.
	 */
	private function write_lookup( array $stock_ids ): void {
		$this->database->execute(
			"UPDATE %i t
			JOIN %i p ON p.post_id = t.product_id AND CONCAT(p.meta_key) = '_stock'
			JOIN %i m ON m.post_id = t.product_id AND CONCAT(m.meta_key) = '_manage_stock' AND m.meta_value = 'yes'
			SET t.stock_quantity = CAST(p.meta_value AS DECIMAL(19,6))
			WHERE t.product_id IN (" . implode( ',', array_fill( 0, count( $stock_ids ), '%d' ) ) . ')',
			$this->shop->product_lookup(),
			$this->shop->post_meta(),
			$this->shop->post_meta(),
			...$stock_ids
		);
	}

	/**
	 * One stock id: a fault of another plugin's hook stops no other.
	 */
	private function follow( int $stock_id, int $last ): void {
		try {
			$this->tell( $stock_id );
		} catch ( \Throwable $fault ) {
			$this->log->fault( "follow a change of stock of product $stock_id", $fault );
		}
		$this->database->execute(
			'DELETE FROM %i WHERE stock_id = %d AND id <= %d',
			$this->database->table( 'after_work' ),
			$stock_id,
			$last
		);
	}

	private function tell( int $stock_id ): void {
		clean_post_cache( $stock_id );
		wp_cache_delete( 'lookup_table', 'object_' . $stock_id );
		$product = wc_get_product( $stock_id );
		if ( ! $product ) {
			return;
		}
		// WooCommerce's own rule for in stock, out of stock and backorder; saved only where it changes something.
		$product->validate_props();
		if ( [] !== $product->get_changes() ) {
			$product->save();
		}
		// phpcs:disable WordPress.NamingConventions.PrefixAllGlobals -- the hooks that WooCommerce fires for a moved stock.
		$product->is_type( 'variation' )
			? do_action( 'woocommerce_variation_set_stock', $product )
			: do_action( 'woocommerce_product_set_stock', $product );
		// phpcs:enable
	}
}
