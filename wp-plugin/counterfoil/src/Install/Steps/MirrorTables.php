<?php
/**
 * Step 2: what the agent last told us, for wp-admin.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Install\Steps;

use Counterfoil\Database;
use Counterfoil\Install\Step;

/**
 * Everything here can be lost: the agent tells it again.
 */
final class MirrorTables implements Step {

	public function run( Database $database ): void {
		foreach ( $this->columns() as $table => $columns ) {
			$database->create( $table, $columns );
		}
		$database->execute( 'INSERT IGNORE INTO %i (id) VALUES (1)', $database->table( 'heartbeat' ) );
	}

	/**
	 * Each table's columns.
	 *
	 * @return array<string, string>
	 */
	private function columns(): array {
		return [
			'order_state' => 'order_id BIGINT UNSIGNED NOT NULL,
				incarnation CHAR(8) NOT NULL,
				revision BIGINT UNSIGNED NOT NULL,
				word VARCHAR(20) NOT NULL,
				since DATETIME NOT NULL,
				due DATETIME NULL,
				system_name VARCHAR(100) NOT NULL,
				erp_number VARCHAR(190) NULL,
				case_code VARCHAR(60) NULL,
				case_params LONGTEXT NULL,
				PRIMARY KEY (order_id, incarnation)',
			'case'        => 'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
				code VARCHAR(60) NOT NULL,
				params LONGTEXT NOT NULL,
				owner VARCHAR(60) NOT NULL,
				order_count INT UNSIGNED NOT NULL,
				oldest_at DATETIME NOT NULL,
				orders LONGTEXT NOT NULL',
			// One row; received_at is by our own clock: silence is measured here, not believed.
			'heartbeat'   => 'id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
				revision BIGINT UNSIGNED NOT NULL DEFAULT 0,
				beat LONGTEXT NULL,
				received_at DATETIME NULL,
				cases_revision BIGINT UNSIGNED NOT NULL DEFAULT 0',
		];
	}
}
