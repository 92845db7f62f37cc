<?php
/**
 * What the composition root asks of everything that listens to WordPress.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil;

/**
 * Adds its hooks when it is told to, never in its constructor.
 */
interface Registrable {

	public function register(): void;
}
