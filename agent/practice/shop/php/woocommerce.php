<?php
/**
 * Switches real WooCommerce on: the plugin, HPOS or not, gateways, shipping, pages.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

require __DIR__ . '/load.php';
practice_request();
$given = practice_given();
define( 'WP_ADMIN', true );
require practice_wp_load();
require_once ABSPATH . 'wp-admin/includes/plugin.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );

$answer = activate_plugin( 'woocommerce/woocommerce.php' );
if ( is_wp_error( $answer ) ) {
	throw new RuntimeException( $answer->get_error_message() );
}
WC_Install::install();

$options = array(
	'woocommerce_coming_soon'                         => 'no',
	'woocommerce_allow_tracking'                      => 'no',
	'woocommerce_show_marketplace_suggestions'        => 'no',
	'woocommerce_task_list_hidden'                    => 'yes',
	'woocommerce_onboarding_profile'                  => array( 'skipped' => true ),
	'woocommerce_feature_custom_order_tables_enabled' => 'yes',
);
foreach ( $options as $name => $value ) {
	update_option( $name, $value );
}
foreach ( array( 'bacs', 'cod' ) as $gateway ) {
	$settings            = (array) get_option( "woocommerce_{$gateway}_settings", array() );
	$settings['enabled'] = 'yes';
	update_option( "woocommerce_{$gateway}_settings", $settings );
}

$synchronizer = wc_get_container()->get( 'Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\DataSynchronizer' );
if ( $given['hpos'] && ! $synchronizer->check_orders_table_exists() ) {
	$synchronizer->create_database_tables();
}
update_option( 'woocommerce_custom_orders_table_data_sync_enabled', 'no' );
update_option( 'woocommerce_custom_orders_table_enabled', $given['hpos'] ? 'yes' : 'no' );

if ( ! WC_Shipping_Zones::get_zones() ) {
	$zone = new WC_Shipping_Zone();
	$zone->set_zone_name( 'Germany' );
	$zone->add_location( 'DE', 'country' );
	$zone->save();
	$flat = $zone->add_shipping_method( 'flat_rate' );
	update_option(
		"woocommerce_flat_rate_{$flat}_settings",
		array(
			'title'      => 'Parcel',
			'tax_status' => 'taxable',
			'cost'       => '4.90',
		)
	);
}
WC_Install::create_pages();
wp_insert_post(
	array(
		'post_type'    => 'page',
		'post_status'  => 'publish',
		'post_title'   => 'Classic checkout',
		'post_name'    => 'classic-checkout',
		'post_content' => '[woocommerce_checkout]',
	)
);
echo "WooCommerce is on\n";
