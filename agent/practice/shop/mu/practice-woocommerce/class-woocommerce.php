<?php
/**
 * The main object, and what WooCommerce does at the start of each request.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

use Counterfoil\Practice\Tables;

/**
 * Holds the version; registers types, tables and roles.
 */
final class WooCommerce {

	/**
	 * The version that the stand-in follows.
	 *
	 * @var string
	 */
	public $version = WC_VERSION;

	/**
	 * The cart session; the stand-in has none.
	 *
	 * @var object|null
	 */
	public $session = null;

	/** The one object. */
	public static function instance(): self {
		static $instance = null;
		$instance      ??= new self();
		return $instance;
	}

	/** Hooks into WordPress. */
	public function register(): void {
		global $wpdb;
		$wpdb->order_itemmeta         = $wpdb->prefix . 'woocommerce_order_itemmeta';
		$wpdb->wc_product_meta_lookup = $wpdb->prefix . 'wc_product_meta_lookup';
		$wpdb->tables[]               = 'woocommerce_order_itemmeta';
		$wpdb->tables[]               = 'wc_product_meta_lookup';
		add_action( 'plugins_loaded', static fn() => do_action( 'woocommerce_loaded' ), -1 );
		add_action( 'init', array( $this, 'init' ), 0 );
		add_action( 'practice_install', array( $this, 'install' ) );
	}

	/** Types and taxonomies, between WooCommerce's own two hooks. */
	public function init(): void {
		do_action( 'before_woocommerce_init' );
		register_taxonomy( 'product_type', array( 'product' ), array( 'public' => false ) );
		foreach ( array( 'product', 'product_variation', 'shop_order_placehold', 'shop_order' ) as $type ) {
			register_post_type( $type, array( 'public' => false ) );
		}
		do_action( 'woocommerce_init' );
	}

	/** Tables, options and roles, once. */
	public function install(): void {
		Tables::create();
		update_option( 'woocommerce_version', $this->version );
		update_option( 'woocommerce_db_version', $this->version );
		update_option( 'woocommerce_custom_orders_table_enabled', 'yes' );
		$capabilities = array(
			'manage_woocommerce',
			'view_woocommerce_reports',
			'edit_shop_order',
			'read_shop_order',
			'delete_shop_order',
			'edit_shop_orders',
			'edit_others_shop_orders',
			'publish_shop_orders',
			'read_private_shop_orders',
			'delete_shop_orders',
			'edit_products',
		);
		$granted      = array_fill_keys( $capabilities, true );
		add_role( 'shop_manager', 'Shop manager', $granted + array( 'read' => true ) );
		add_role( 'customer', 'Customer', array( 'read' => true ) );
		foreach ( $capabilities as $capability ) {
			get_role( 'administrator' )->add_cap( $capability );
		}
	}

	/**
	 * Gateways: loaded by the real one before orders are saved; there are none here.
	 *
	 * @return array<string, object>
	 */
	public function payment_gateways(): array {
		return array();
	}
}

/** The main object. */
function WC(): WooCommerce { // phpcs:ignore WordPress.NamingConventions.ValidFunctionName
	return WooCommerce::instance();
}
