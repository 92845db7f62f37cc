<?php
/**
 * Step 1: what happened and is not acknowledged, and what the channel must remember.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Install\Steps;

use Counterfoil\Database;
use Counterfoil\Install\Step;

/**
 * Times are UTC from the database's clock, so that two web servers agree.
 */
final class OutboxTables implements Step {

	public function run( Database $database ): void {
		foreach ( $this->columns() as $table => $columns ) {
			$database->create( $table, $columns );
		}
		$database->execute( 'INSERT IGNORE INTO %i (id) VALUES (1)', $database->table( 'channel' ) );
	}

	/**
	 * Each table's columns.
	 *
	 * @return array<string, string>
	 */
	private function columns(): array {
		return [
			// A row without a body is a mark: something changed, its picture is yet to be taken.
			'outbox'  => 'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
				event_id CHAR(36) NOT NULL,
				order_id BIGINT UNSIGNED NOT NULL,
				kind VARCHAR(20) NOT NULL,
				made_at DATETIME(3) NOT NULL,
				incarnation CHAR(8) NULL,
				seq BIGINT UNSIGNED NULL,
				body LONGTEXT NULL,
				refusal VARCHAR(40) NULL,
				acked_at DATETIME(3) NULL,
				UNIQUE KEY event_id (event_id),
				KEY open_rows (acked_at, id),
				KEY by_order (order_id, acked_at)',
			// picture: hash of the newest body; gone: the deletion that was told last.
			'order'   => "order_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
				incarnation CHAR(8) NOT NULL,
				seq BIGINT UNSIGNED NOT NULL DEFAULT 0,
				picture CHAR(64) NOT NULL DEFAULT '',
				gone VARCHAR(10) NOT NULL DEFAULT ''",
			'sku'     => 'item_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
				product_id BIGINT UNSIGNED NOT NULL,
				sku VARCHAR(255) NOT NULL',
			'seen'    => 'id CHAR(36) NOT NULL PRIMARY KEY,
				seen_at DATETIME NOT NULL,
				KEY seen_at (seen_at)',
			// One row: what the channel must remember beyond a request.
			'channel' => "id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
				lease CHAR(36) NOT NULL DEFAULT '',
				lease_before CHAR(36) NOT NULL DEFAULT '',
				push_failures INT UNSIGNED NOT NULL DEFAULT 0,
				push_failure VARCHAR(190) NOT NULL DEFAULT '',
				push_paused_until DATETIME(3) NULL,
				pushed_at DATETIME(3) NULL,
				pulled_at DATETIME(3) NULL",
		];
	}
}
