<?php
/**
 * Step 3: the books of stock. Held increases and final quantities have their columns from the first day.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Install\Steps;

use Counterfoil\Database;
use Counterfoil\Install\Step;

/**
 * In brackets the letter that docs/explanation/stock.md gives a quantity.
 */
final class StockTables implements Step {

	public function run( Database $database ): void {
		foreach ( $this->columns() as $table => $columns ) {
			$database->create( $table, $columns );
		}
		$database->execute( 'INSERT IGNORE INTO %i (id) VALUES (1)', $database->table( 'stock_watch' ) );
	}

	/**
	 * Each table's columns.
	 *
	 * @return array<string, string>
	 */
	private function columns(): array {
		return [
			// The ERP figure (E) with its epoch (e), and what moved and no line has claimed (m): drift, in rest.
			'stock'       => "stock_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
				epoch BIGINT UNSIGNED NOT NULL DEFAULT 0,
				figure DECIMAL(19,6) NULL,
				unclaimed DECIMAL(19,6) NOT NULL DEFAULT 0,
				moves BIGINT UNSIGNED NOT NULL DEFAULT 0,
				moved_at DATETIME(3) NULL,
				moved_by VARCHAR(20) CHARACTER SET ascii NOT NULL DEFAULT '',
				seeded_at DATETIME(3) NULL,
				applied_at DATETIME(3) NULL,
				KEY epoch (epoch)",
			// What a line has claimed of the moves (r), has inside the figure (c), for good (n), and settled of r (b).
			'line'        => 'item_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
				order_id BIGINT UNSIGNED NOT NULL,
				stock_id BIGINT UNSIGNED NOT NULL,
				claimed DECIMAL(19,6) NOT NULL DEFAULT 0,
				credit DECIMAL(19,6) NOT NULL DEFAULT 0,
				final DECIMAL(19,6) NOT NULL DEFAULT 0,
				settled DECIMAL(19,6) NOT NULL DEFAULT 0,
				KEY by_stock (stock_id)',
			// A request that may be between WooCommerce's move and its line's claim, and what it holds (h).
			'move'        => 'stock_id BIGINT UNSIGNED NOT NULL,
				request CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
				held DECIMAL(19,6) NOT NULL DEFAULT 0,
				opened_at DATETIME(3) NOT NULL,
				PRIMARY KEY (stock_id, request),
				KEY request (request)',
			'after_work'  => 'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
				stock_id BIGINT UNSIGNED NOT NULL,
				KEY stock_id (stock_id)',
			// One row. started_at: the cut-over, never moved; watched_since: every request since has had our hooks.
			'stock_watch' => 'id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
				term BIGINT UNSIGNED NOT NULL DEFAULT 0,
				started_at DATETIME(3) NULL,
				watched_since DATETIME(3) NULL',
		];
	}
}
