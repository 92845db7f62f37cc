<?php
/**
 * Writes one of our views.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Admin;

/**
 * A view gets what it shows as `$counterfoil`, and escapes it at the last moment.
 */
final class View {

	public static function show( string $name, array $counterfoil ): void {
		require __DIR__ . "/views/$name.php";
	}
}
