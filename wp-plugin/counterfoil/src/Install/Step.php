<?php
/**
 * One numbered step of our tables.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Install;

use Counterfoil\Database;

/**
 * Runs once a site, but must bear a second run: the first may have died half-way.
 */
interface Step {

	public function run( Database $database ): void;
}
