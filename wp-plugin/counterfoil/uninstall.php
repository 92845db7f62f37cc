<?php
/**
 * Runs when the plugin is deleted. The books stay unless the owner has asked to remove them:
 * they say which orders the ERP has, and a shop installed again would offer all of them anew.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

if ( ! defined( 'COUNTERFOIL_REMOVE_DATA' ) || true !== COUNTERFOIL_REMOVE_DATA ) {
	return;
}

require_once __DIR__ . '/src/Autoloader.php';
Counterfoil\Autoloader::register( 'Counterfoil\\', __DIR__ . '/src/' );

( new Counterfoil\Install\Uninstall( new Counterfoil\Database( $GLOBALS['wpdb'] ) ) )->remove_all();
