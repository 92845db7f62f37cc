<?php
/**
 * Takes away everything the plugin has made on a site.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Install;

use Counterfoil\Database;

/**
 * Our tables and options all bear our name; orders and products were never written to.
 */
final class Uninstall {

	public function __construct( private readonly Database $database ) {}

	public function remove_all(): void {
		$prefix = $this->database->table( '' );
		// An underscore is a wildcard to LIKE.
		foreach ( $this->database->rows( 'SHOW TABLES LIKE %s', addcslashes( $prefix, '_%\\' ) . '%' ) as $row ) {
			$this->database->execute( 'DROP TABLE %i', reset( $row ) );
		}
		foreach ( array_keys( wp_load_alloptions() ) as $option ) {
			if ( str_starts_with( (string) $option, 'counterfoil_' ) ) {
				delete_option( $option );
			}
		}
	}
}
