<?php
/**
 * Installs WordPress into the empty database, unattended.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
practice_request();
$given = practice_given();

define( 'WP_INSTALLING', true );
require practice_wp_load();
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

if ( is_blog_installed() ) {
	exit( "installed before\n" );
}
add_filter( 'pre_wp_mail', '__return_true' );
$site = 'http://' . getenv( 'SHOP_HOST' );
wp_install( 'Practice shop', 'admin', 'admin@shop.example', true, '', $given['password'] );
update_option( 'siteurl', $site );
update_option( 'home', $site );
update_option( 'timezone_string', 'Europe/Berlin' );
update_option( 'show_avatars', 0 );
update_option( 'blog_public', '0' );
$GLOBALS['wp_rewrite']->set_permalink_structure( '/%postname%/' );
echo "WordPress is installed\n";
