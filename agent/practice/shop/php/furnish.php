<?php
/**
 * Fills the shop through WooCommerce's public functions: options, taxes, a REST key, the goods.
 * The stand-in and WooCommerce itself are furnished by the same lines.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
practice_request();
$given = practice_given();
require practice_wp_load();
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wp_set_current_user( 1 );

/**
 * Options of a small European shop.
 */
function practice_options(): void {
	$options = array(
		'woocommerce_currency'               => 'EUR',
		'woocommerce_default_country'        => 'DE',
		'woocommerce_calc_taxes'             => 'yes',
		'woocommerce_prices_include_tax'     => 'no',
		'woocommerce_tax_based_on'           => 'base',
		'woocommerce_manage_stock'           => 'yes',
		'woocommerce_enable_guest_checkout'  => 'yes',
		'woocommerce_hold_stock_minutes'     => '60',
		'woocommerce_notify_no_stock_amount' => '0',
	);
	foreach ( $options as $name => $value ) {
		update_option( $name, $value );
	}
}

/**
 * The two rates: standard and reduced.
 */
function practice_taxes(): void {
	foreach ( array(
		''             => array( '19.0000', 'VAT 19%' ),
		'reduced-rate' => array( '7.0000', 'VAT 7%' ),
	) as $class => $rate ) {
		WC_Tax::_insert_tax_rate(
			array(
				'tax_rate_country'  => 'DE',
				'tax_rate_state'    => '',
				'tax_rate'          => $rate[0],
				'tax_rate_name'     => $rate[1],
				'tax_rate_priority' => 1,
				'tax_rate_compound' => 0,
				'tax_rate_shipping' => 1,
				'tax_rate_order'    => 0,
				'tax_rate_class'    => $class,
			)
		);
	}
}

/**
 * The key that the agent's client uses.
 *
 * @param string $key    Consumer key.
 * @param string $secret Consumer secret.
 */
function practice_key( string $key, string $secret ): void {
	global $wpdb;
	$wpdb->insert(
		$wpdb->prefix . 'woocommerce_api_keys',
		array(
			'user_id'         => 1,
			'description'     => 'Practice',
			'permissions'     => 'read_write',
			'consumer_key'    => wc_api_hash( $key ),
			'consumer_secret' => $secret,
			'truncated_key'   => substr( $key, -7 ),
		)
	);
}

/**
 * Sets what products and variations have in common, and saves.
 *
 * @param WC_Product           $product The product.
 * @param array<string, mixed> $row     Its row of the catalogue.
 */
function practice_save_goods( WC_Product $product, array $row ): void {
	if ( '' !== $row['sku'] ) {
		$product->set_sku( $row['sku'] );
	}
	if ( null !== $row['stock'] ) {
		$product->set_manage_stock( true );
		$product->set_stock_quantity( $row['stock'] );
	}
	if ( ! $product->is_type( 'variable' ) ) {
		$product->set_regular_price( $row['price'] );
	}
	$product->set_status( 'publish' );
	$product->save();
}

/**
 * One product of the catalogue, with its sizes if it has any.
 *
 * @param array<string, mixed> $row Its row.
 */
function practice_product( array $row ): void {
	$product = $row['variations'] ? new WC_Product_Variable() : new WC_Product_Simple();
	$product->set_name( $row['name'] );
	$product->set_tax_class( $row['tax_class'] );
	if ( $row['variations'] ) {
		$size = new WC_Product_Attribute();
		$size->set_name( 'Size' );
		$size->set_options( array_column( $row['variations'], 'size' ) );
		$size->set_visible( true );
		$size->set_variation( true );
		$product->set_attributes( array( $size ) );
	}
	practice_save_goods( $product, $row );
	foreach ( $row['variations'] as $each ) {
		$variation = new WC_Product_Variation();
		$variation->set_parent_id( $product->get_id() );
		$variation->set_attributes( array( 'size' => $each['size'] ) );
		practice_save_goods( $variation, $each );
	}
	if ( $row['variations'] ) {
		WC_Product_Variable::sync( $product->get_id() );
	}
}

if ( ! is_plugin_active( 'woocommerce/woocommerce.php' ) ) {
	activate_plugin( 'woocommerce/woocommerce.php' );
}
do_action( 'practice_install' );
practice_options();
practice_taxes();
practice_key( $given['consumer_key'], $given['consumer_secret'] );
array_map( 'practice_product', $given['products'] );
flush_rewrite_rules( false );
echo count( $given['products'] ), " products\n";
