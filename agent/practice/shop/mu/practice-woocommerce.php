<?php
/**
 * Plugin Name: Practice WooCommerce
 * Description: As much of WooCommerce as Counterfoil touches, for practice and tests; nothing to sell with.
 *
 * WooCommerce's own names are global here because other plugins call them by these names; what is
 * only ours lives in the namespace Counterfoil\Practice.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

define( 'WC_VERSION', '11.0.1' );
define( 'WC_PLUGIN_FILE', __FILE__ );

foreach (
	array(
		'tables',
		'formatting',
		'class-wc-datetime',
		'class-wc-meta-data',
		'class-wc-data',
		'class-wc-product',
		'product-types',
		'product-functions',
		'class-stock-mover',
		'order-bookkeeping',
		'stock-functions',
		'class-wc-tax',
		'class-wc-order-item',
		'order-item-types',
		'class-order-rows',
		'class-order-items',
		'class-order-search',
		'class-wc-abstract-order',
		'class-order-totals',
		'class-wc-order',
		'class-wc-order-refund',
		'order-functions',
		'refund-functions',
		'utilities',
		'class-woocommerce',
		'class-rest-keys',
		'class-rest-order-input',
		'class-rest-orders',
		'class-rest-products',
		'class-checkout',
		'class-order-screens',
		'class-order-edit-screen',
	) as $practice_file
) {
	require __DIR__ . "/practice-woocommerce/{$practice_file}.php";
}

WC()->register();
( new Counterfoil\Practice\Rest_Keys() )->register();
( new Counterfoil\Practice\Rest_Orders() )->register();
( new Counterfoil\Practice\Rest_Products() )->register();
( new Counterfoil\Practice\Checkout() )->register();
( new Counterfoil\Practice\Order_Screens() )->register();
