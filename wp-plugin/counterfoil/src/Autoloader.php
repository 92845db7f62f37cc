<?php
/**
 * Finds our classes by PSR-4: no Composer at run time.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil;

/**
 * One namespace, one folder.
 */
final class Autoloader {

	public static function register( string $prefix, string $folder ): void {
		spl_autoload_register(
			static function ( string $name ) use ( $prefix, $folder ): void {
				if ( ! str_starts_with( $name, $prefix ) ) {
					return;
				}
				$file = $folder . str_replace( '\\', '/', substr( $name, strlen( $prefix ) ) ) . '.php';
				if ( is_file( $file ) ) {
					require $file;
				}
			}
		);
	}
}
