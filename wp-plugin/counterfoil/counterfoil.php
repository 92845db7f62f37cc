<?php
/**
 * Plugin Name:          Counterfoil
 * Description:          Hands every order to the local Counterfoil agent and shows what the ERP made of it.
 * Version:              0.1.0
 * Requires at least:    6.5
 * Requires PHP:         8.1
 * Requires Plugins:     woocommerce
 * WC requires at least: 7.9
 * WC tested up to:      11.0
 * Author:               The Counterfoil contributors
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:          counterfoil
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

define( 'COUNTERFOIL_VERSION', '0.1.0' );
define( 'COUNTERFOIL_FILE', __FILE__ );

require_once __DIR__ . '/src/Autoloader.php';
Counterfoil\Autoloader::register( 'Counterfoil\\', __DIR__ . '/src/' );

register_activation_hook( __FILE__, [ Counterfoil\Plugin::class, 'activate' ] );
add_action( 'before_woocommerce_init', [ Counterfoil\Plugin::class, 'declare_compatibility' ] );
add_action( 'plugins_loaded', [ Counterfoil\Plugin::class, 'start' ] );
