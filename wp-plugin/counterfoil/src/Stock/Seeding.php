<?php
/**
 * Begins the books of a stock id: what its open orders have taken already, before the first figure.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Database;

/**
 * Only while no request can be between WooCommerce's move and its line's claim: the caller says whether the
 * requests older than our hooks have ended, the open moves tell of the others.
 */
final class Seeding {

	/** Orders that have given back what they took, or have yet to take it. */
	private const CLOSED = [ 'wc-cancelled', 'wc-refunded', 'wc-failed', 'wc-checkout-draft', 'trash', 'auto-draft', 'draft' ];

	public function __construct(
		private readonly Database $database,
		private readonly Watch $watch,
		private readonly OpenOrderLines $lines,
	) {}

	/**
	 * Seeds what is not seeded yet and can be; gives all that are seeded, as keys.
	 *
	 * @param array<int, int> $stock_ids Ascending.
	 * @return array<int, int>
	 */
	public function seed( array $stock_ids, bool $is_ready, bool $is_inside ): array {
		$seeded  = $this->seeded( $stock_ids );
		$waiting = array_values( array_diff( $stock_ids, array_keys( $seeded ) ) );
		if ( [] === $waiting || ! $is_ready ) {
			return $seeded;
		}
		$this->make_rows( $waiting );
		$this->lines->look_where_orders_are();
		$now = $this->database->transaction( fn () => $this->fill( $waiting, $is_inside ) );
		return $seeded + array_fill_keys( $now, 1 );
	}

	/**
	 * The seeded ones, as keys.
	 *
	 * @return array<int, int>
	 */
	private function seeded( array $stock_ids ): array {
		$rows = $this->database->rows(
			'SELECT stock_id FROM %i WHERE seeded_at IS NOT NULL AND stock_id IN (' . self::places( $stock_ids ) . ')',
			$this->database->table( 'stock' ),
			...$stock_ids
		);
		return array_fill_keys( array_map( 'intval', array_column( $rows, 'stock_id' ) ), 1 );
	}

	private function make_rows( array $stock_ids ): void {
		$this->database->execute(
			'INSERT IGNORE INTO %i (stock_id) VALUES ' . implode( ',', array_fill( 0, count( $stock_ids ), '(%d)' ) ),
			$this->database->table( 'stock' ),
			...$stock_ids
		);
	}

	/**
	 * The stock ids' rows are locked before the moves are looked at: a move announced later is made after us.
	 * What another push has seeded meanwhile is left alone: this one answers that it is not ready.
	 *
	 * @return list<int> Those at rest, seeded now.
	 */
	private function fill( array $stock_ids, bool $is_inside ): array {
		$stock = $this->database->table( 'stock' );
		$locked  = $this->database->rows(
			'SELECT stock_id, seeded_at FROM %i WHERE stock_id IN (' . self::places( $stock_ids ) . ')
			ORDER BY stock_id FOR UPDATE',
			$stock,
			...$stock_ids
		);
		$others  = array_column( array_filter( $locked, static fn ( $row ) => null !== $row['seeded_at'] ), 'stock_id' );
		$at_rest = array_values( array_diff( $stock_ids, $this->moving( $stock_ids ), $others ) );
		if ( [] !== $at_rest ) {
			$lines = $this->lines->of( $at_rest, self::CLOSED, $this->watch->longest_request_s() );
			$this->write( $lines, $at_rest, $is_inside );
			$this->database->execute(
				'UPDATE %i SET seeded_at = UTC_TIMESTAMP(3), figure = NULL, unclaimed = 0
				WHERE stock_id IN (' . self::places( $at_rest ) . ')',
				$stock,
				...$at_rest
			);
		}
		return $at_rest;
	}

	/**
	 * Those that a living request may be moving.
	 *
	 * @return list<int>
	 */
	private function moving( array $stock_ids ): array {
		$moves  = $this->database->table( 'move' );
		$places = self::places( $stock_ids );
		$this->database->execute(
			"DELETE FROM %i WHERE stock_id IN ($places) AND opened_at < DATE_SUB(UTC_TIMESTAMP(3), INTERVAL %d SECOND)",
			$moves,
			...[ ...$stock_ids, $this->watch->longest_request_s() ]
		);
		$rows = $this->database->rows(
			"SELECT DISTINCT stock_id FROM %i WHERE stock_id IN ($places) FOR UPDATE",
			$moves,
			...$stock_ids
		);
		return array_map( 'intval', array_column( $rows, 'stock_id' ) );
	}

	/**
	 * What the cut-over rule calls inside the figure is settled, not credited: it never comes back on sale.
	 */
	private function write( array $lines, array $stock_ids, bool $is_inside ): void {
		$table = $this->database->table( 'line' );
		$this->database->execute(
			'UPDATE %i SET claimed = 0, settled = 0 WHERE stock_id IN (' . self::places( $stock_ids ) . ')',
			$table,
			...$stock_ids
		);
		foreach ( array_chunk( $lines, 500 ) as $together ) {
			$values = [];
			foreach ( $together as $line ) {
				$settled = $is_inside && '1' === $line['is_earlier'] ? $line['claimed'] : '0';
				array_push( $values, $line['item_id'], $line['order_id'], $line['stock_id'], $line['claimed'], $settled );
			}
			$this->database->execute(
				'INSERT INTO %i (item_id, order_id, stock_id, claimed, settled)
				VALUES ' . implode( ',', array_fill( 0, count( $together ), '(%d, %d, %d, %s, %s)' ) ) . '
				ON DUPLICATE KEY UPDATE claimed = VALUES(claimed), settled = GREATEST(VALUES(settled), LEAST(VALUES(claimed), final))',
				$table,
				...$values
			);
		}
	}

	private static function places( array $values ): string {
		return implode( ',', array_fill( 0, count( $values ), '%d' ) );
	}
}
