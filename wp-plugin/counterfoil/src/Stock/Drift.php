<?php
/**
 * Stock that moved without an order: typed in at the product, or by another plugin.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Database;

/**
 * Reads only. What a line has yet to claim is no drift: a stock id counts once it has been at rest.
 */
final class Drift {

	private const AT_REST_S = 60;

	public function __construct( private readonly Database $database, private readonly ShopTables $shop ) {}

	/**
	 * The stock ids that moved last, with what the shop shows and what it would show without the drift.
	 *
	 * @return list<array{stock_id: int, shown: string, right: string, moved_at: string}>
	 */
	public function latest( int $at_most ): array {
		$rows = $this->database->rows(
			"SELECT s.stock_id, s.moved_at, CAST(p.meta_value AS DECIMAL(19,6)) AS shown,
				CAST(p.meta_value AS DECIMAL(19,6)) + s.unclaimed AS stands
			FROM %i s JOIN %i p ON p.post_id = s.stock_id AND p.meta_key = '_stock'
			WHERE s.unclaimed <> 0 AND s.figure IS NOT NULL AND s.seeded_at IS NOT NULL
				AND s.moved_at < DATE_SUB(UTC_TIMESTAMP(3), INTERVAL %d SECOND)
			ORDER BY s.moved_at DESC LIMIT %d",
			$this->database->table( 'stock' ),
			$this->shop->post_meta(),
			self::AT_REST_S,
			$at_most
		);
		return array_map(
			static fn ( array $row ) => [
				'stock_id' => (int) $row['stock_id'],
				'shown'    => self::plain( (string) $row['shown'] ),
				'right'    => self::plain( (string) $row['stands'] ),
				'moved_at' => (string) $row['moved_at'],
			],
			$rows
		);
	}

	private static function plain( string $quantity ): string {
		return rtrim( rtrim( $quantity, '0' ), '.' );
	}
}
