<?php
/**
 * Step 4: how often somebody has tried to read a marked order.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Install\Steps;

use Counterfoil\Database;
use Counterfoil\Install\Step;

/**
 * Asks first: the step may have been taken but not counted.
 */
final class OutboxTries implements Step {

	public function run( Database $database ): void {
		$table = $database->table( 'outbox' );
		if ( [] === $database->rows( 'SHOW COLUMNS FROM %i LIKE %s', $table, 'tries' ) ) {
			$database->execute(
				'ALTER TABLE %i ADD COLUMN tries INT UNSIGNED NOT NULL DEFAULT 0,
					ADD COLUMN tried_at DATETIME(3) NULL',
				$table
			);
		}
	}
}
