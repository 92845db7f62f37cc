<?php
/**
 * Applies ERP figures to what the shop shows: one transaction of SQL alone.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Database;

/**
 * Shown = figure - what lines have outside it - unclaimed moves - held, kept by differences: WooCommerce
 * sells meanwhile. Statements that read what another has set stand apart from it.
 */
final class Figures {

	public function __construct(
		private readonly Database $database,
		private readonly ShopTables $shop,
		private readonly AfterWork $after_work,
	) {}

	/**
	 * Applies those that are newer, all or none.
	 *
	 * @param array<int, Figure> $figures By stock id, ascending.
	 * @param array<int, int>    $seeded  The stock ids whose books are seeded, as keys.
	 * @return array<int, array<string, mixed>> A result for each.
	 */
	public function apply( array $figures, array $seeded ): array {
		return $this->database->transaction(
			function () use ( $figures, $seeded ): array {
				$before  = $this->lock( array_keys( $figures ) );
				$shown   = $this->shown( array_keys( $figures ) );
				$applied = array_filter(
					array_intersect_key( $figures, $seeded, $before, $shown ),
					static fn ( Figure $figure ) => $figure->epoch > (int) $before[ $figure->stock_id ]['epoch']
				);
				if ( [] !== $applied ) {
					$this->write( $applied, $shown );
				}
				$after = $this->lock( array_keys( $figures ) );
				$shows = $this->shown( array_keys( $figures ) );
				$this->after_work->note( ...$this->changed( $applied, $before, $shown, $shows ) );
				$words = array_fill_keys( array_keys( $applied ), 'applied' ) + array_fill_keys( array_keys( $seeded ), 'stale' );
				return array_map(
					fn ( Figure $figure ) => $this->result(
						$figure,
						$words[ $figure->stock_id ] ?? 'not_ready',
						$after[ $figure->stock_id ] ?? [],
						$shows[ $figure->stock_id ]['shown'] ?? null
					),
					$figures
				);
			}
		);
	}

	/**
	 * The books' rows, locked in the order of their ids. Nothing else is locked with them: a shop request
	 * locks its stock id first too, and must not hold what we wait for.
	 *
	 * @param array<int, int> $stock_ids Ascending.
	 * @return array<int, array<string, string|null>>
	 */
	private function lock( array $stock_ids ): array {
		$rows = $this->database->rows(
			'SELECT stock_id, epoch, figure, unclaimed FROM %i WHERE stock_id IN (' . self::places( $stock_ids ) . ')
			ORDER BY stock_id FOR UPDATE',
			$this->database->table( 'stock' ),
			...$stock_ids
		);
		return array_column( $rows, null, 'stock_id' );
	}

	/**
	 * What is shown of each, with the number of the row that says so.
	 *
	 * @param array<int, int> $stock_ids Locked.
	 * @return array<int, array<string, string|null>>
	 */
	private function shown( array $stock_ids ): array {
		$rows = $this->database->rows(
			"SELECT post_id AS stock_id, MIN(meta_id) AS meta_id, CAST(MIN(meta_value) AS DECIMAL(19,6)) AS shown
			FROM %i WHERE meta_key = '_stock' AND post_id IN (" . self::places( $stock_ids ) . ') GROUP BY post_id',
			$this->shop->post_meta(),
			...$stock_ids
		);
		return array_column( $rows, null, 'stock_id' );
	}

	/**
	 * The stock ids whose shown figure is another now, or was given for the first time.
	 *
	 * @return list<int>
	 */
	private function changed( array $applied, array $before, array $shown, array $shows ): array {
		$is_changed = static fn ( int $id ) => null === $before[ $id ]['figure']
			|| $shown[ $id ]['shown'] !== $shows[ $id ]['shown'];
		return array_values( array_filter( array_keys( $applied ), $is_changed ) );
	}

	private function write( array $figures, array $shown ): void {
		$outside = $this->outside( array_keys( $figures ) );
		$this->write_credits( $figures );
		$this->write_shown( $figures, $shown, $outside, $this->outside( array_keys( $figures ) ) );
	}

	/**
	 * What all lines of each stock id have outside the figure.
	 *
	 * @param array<int, int> $stock_ids Locked.
	 * @return array<int, string>
	 */
	private function outside( array $stock_ids ): array {
		$rows = $this->database->rows(
			'SELECT l.stock_id, SUM(' . Books::outside() . ') AS outside FROM %i l
			WHERE l.stock_id IN (' . self::places( $stock_ids ) . ') GROUP BY l.stock_id',
			$this->database->table( 'line' ),
			...$stock_ids
		);
		return array_column( $rows, 'outside', 'stock_id' ) + array_fill_keys( $stock_ids, '0' );
	}

	/**
	 * The lists are complete: a line that is not on one has no credit. What is final never falls.
	 */
	private function write_credits( array $figures ): void {
		[ $given, $values ] = self::given_lines( $figures );
		$lines              = $this->database->table( 'line' );
		$stock_ids          = array_keys( $figures );
		$places             = self::places( $stock_ids );
		if ( [] === $values ) {
			$this->database->execute(
				"UPDATE %i l SET l.credit = 0 WHERE l.stock_id IN ($places) AND l.credit <> 0",
				$lines,
				...$stock_ids
			);
			return;
		}
		$this->database->execute(
			"INSERT IGNORE INTO %i (item_id, order_id, stock_id)
			SELECT g.item_id, COALESCE(i.order_id, 0), g.stock_id FROM ($given) g LEFT JOIN %i i ON i.order_item_id = g.item_id",
			$lines,
			...[ ...$values, $this->shop->order_items() ]
		);
		$this->database->execute(
			"UPDATE %i l JOIN ($given) g ON g.item_id = l.item_id AND g.stock_id = l.stock_id
			SET l.settled = LEAST(l.claimed, l.settled + g.final - l.final) WHERE g.final > l.final",
			$lines,
			...$values
		);
		$this->database->execute(
			"UPDATE %i l LEFT JOIN ($given) g ON g.item_id = l.item_id AND g.stock_id = l.stock_id
			SET l.credit = COALESCE(g.credit, 0), l.final = GREATEST(l.final, COALESCE(g.final, 0))
			WHERE l.stock_id IN ($places) AND (l.credit <> COALESCE(g.credit, 0) OR l.final < COALESCE(g.final, 0))",
			$lines,
			...[ ...$values, ...$stock_ids ]
		);
	}

	/**
	 * The shown figure moves by the difference; at the first figure it is what the books say.
	 */
	private function write_shown( array $figures, array $shown, array $outside_before, array $outside_after ): void {
		$rows   = [];
		$values = [];
		foreach ( $figures as $id => $figure ) {
			$rows[] = 'SELECT %d AS stock_id, %d AS meta_id, %d AS epoch, CAST(%s AS DECIMAL(19,6)) AS figure,
				CAST(%s AS DECIMAL(19,6)) AS before_it, CAST(%s AS DECIMAL(19,6)) AS after_it';
			$row    = [ $id, $shown[ $id ]['meta_id'], $figure->epoch, $figure->figure ];
			array_push( $values, ...[ ...$row, $outside_before[ $id ], $outside_after[ $id ] ] );
		}
		$given = implode( ' UNION ALL ', $rows );
		$this->database->execute(
			"UPDATE %i s STRAIGHT_JOIN ($given) g ON g.stock_id = s.stock_id
			STRAIGHT_JOIN %i p ON p.meta_id = g.meta_id
			SET p.meta_value = IF(s.figure IS NULL,
				g.figure - g.after_it - s.unclaimed
					- (SELECT COALESCE(SUM(h.held), 0) FROM %i h WHERE h.stock_id = s.stock_id),
				CAST(p.meta_value AS DECIMAL(19,6)) + (g.figure - s.figure) - (g.after_it - g.before_it))",
			$this->database->table( 'stock' ),
			...[ ...$values, $this->shop->post_meta(), $this->database->table( 'move' ) ]
		);
		$this->database->execute(
			"UPDATE %i s JOIN ($given) g ON g.stock_id = s.stock_id
			SET s.epoch = g.epoch, s.figure = g.figure, s.applied_at = UTC_TIMESTAMP(3)",
			$this->database->table( 'stock' ),
			...$values
		);
	}

	/**
	 * All lines of these figures as the SQL of a table, with its values.
	 *
	 * @return array{string, list<int|string>}
	 */
	private static function given_lines( array $figures ): array {
		$rows   = [];
		$values = [];
		foreach ( $figures as $id => $figure ) {
			foreach ( $figure->lines as $item_id => [ $credit, $final ] ) {
				$rows[] = 'SELECT %d AS item_id, %d AS stock_id, CAST(%s AS DECIMAL(19,6)) AS credit, CAST(%s AS DECIMAL(19,6)) AS final';
				array_push( $values, $item_id, $id, $credit, $final );
			}
		}
		return [ implode( ' UNION ALL ', $rows ), $values ];
	}

	private static function places( array $values ): string {
		return implode( ',', array_fill( 0, count( $values ), '%d' ) );
	}

	private function result( Figure $figure, string $word, array $row, ?string $shown ): array {
		return [
			'stock_id'  => $figure->stock_id,
			'result'    => $word,
			'epoch'     => (int) ( $row['epoch'] ?? 0 ),
			'shown'     => $shown,
			'unclaimed' => $row['unclaimed'] ?? null,
		];
	}
}
