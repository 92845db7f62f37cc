<?php
/**
 * The tables of WooCommerce that orders, lines, products, taxes and keys live in.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

/**
 * Creates them.
 */
final class Tables {

	private const ADDRESS = array( 'first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country' );

	/** Creates what is missing. */
	public static function create(): void {
		global $wpdb;
		$collate = $wpdb->get_charset_collate();
		foreach ( self::orders() + self::items() + self::shop() as $table => $columns ) {
			// phpcs:ignore WordPress.DB -- Names and columns are written below.
			$wpdb->query( "CREATE TABLE IF NOT EXISTS {$wpdb->prefix}{$table} ( {$columns} ) {$collate}" );
		}
	}

	/**
	 * HPOS: the order, its addresses, its operational data, its meta data.
	 *
	 * @return array<string, string>
	 */
	private static function orders(): array {
		$address = implode( ' ', array_map( static fn( $field ) => "{$field} text NULL,", self::ADDRESS ) );
		return array(
			'wc_orders'                 => 'id bigint(20) unsigned NOT NULL PRIMARY KEY,
				status varchar(20) NULL, currency varchar(10) NULL,
				type varchar(20) NULL, tax_amount decimal(26,8) NULL, total_amount decimal(26,8) NULL,
				customer_id bigint(20) unsigned NULL,
				billing_email varchar(320) NULL, date_created_gmt datetime NULL, date_updated_gmt datetime NULL,
				parent_order_id bigint(20) unsigned NULL, payment_method varchar(100) NULL,
				payment_method_title text NULL,
				transaction_id varchar(100) NULL, ip_address varchar(100) NULL, user_agent text NULL,
				customer_note text NULL,
				KEY status (status), KEY date_created (date_created_gmt), KEY date_updated (date_updated_gmt),
				KEY parent_order_id (parent_order_id), KEY type_status_date (type,status,date_created_gmt)',
			'wc_order_addresses'        => "id bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
				order_id bigint(20) unsigned NOT NULL,
				address_type varchar(20) NULL, {$address} email varchar(320) NULL, phone varchar(100) NULL,
				UNIQUE KEY address_type_order_id (address_type,order_id)",
			'wc_order_operational_data' => 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
				order_id bigint(20) unsigned NULL,
				created_via varchar(100) NULL, woocommerce_version varchar(20) NULL,
				prices_include_tax tinyint(1) NULL,
				order_key varchar(100) NULL, recorded_sales tinyint(1) NULL, order_stock_reduced tinyint(1) NULL,
				coupon_usages_are_counted tinyint(1) NULL, download_permission_granted tinyint(1) NULL,
				new_order_email_sent tinyint(1) NULL, date_paid_gmt datetime NULL, date_completed_gmt datetime NULL,
				shipping_tax_amount decimal(26,8) NULL, shipping_total_amount decimal(26,8) NULL,
				discount_tax_amount decimal(26,8) NULL, discount_total_amount decimal(26,8) NULL,
				UNIQUE KEY order_id (order_id), KEY order_key (order_key)',
			'wc_orders_meta'            => 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
				order_id bigint(20) unsigned NULL,
				meta_key varchar(255) NULL, meta_value text NULL,
				KEY order_id_meta_key_meta_value (order_id,meta_key(100),meta_value(82))',
		);
	}

	/**
	 * Lines.
	 *
	 * @return array<string, string>
	 */
	private static function items(): array {
		return array(
			'woocommerce_order_items'    => "order_item_id bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
				order_item_name text NOT NULL,
				order_item_type varchar(200) NOT NULL DEFAULT '', order_id bigint(20) unsigned NOT NULL,
				KEY order_id (order_id)",
			'woocommerce_order_itemmeta' => 'meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
				order_item_id bigint(20) unsigned NOT NULL,
				meta_key varchar(255) NULL, meta_value longtext NULL, KEY order_item_id (order_item_id),
				KEY meta_key (meta_key(32))',
		);
	}

	/**
	 * Products, taxes, keys.
	 *
	 * @return array<string, string>
	 */
	private static function shop(): array {
		return array(
			'wc_product_meta_lookup' => "product_id bigint(20) NOT NULL PRIMARY KEY,
				sku varchar(100) NULL DEFAULT '', global_unique_id varchar(100) NULL DEFAULT '',
				`virtual` tinyint(1) NULL DEFAULT 0, downloadable tinyint(1) NULL DEFAULT 0,
				min_price decimal(19,4) NULL, max_price decimal(19,4) NULL,
				onsale tinyint(1) NULL DEFAULT 0, stock_quantity double NULL,
				stock_status varchar(100) NULL DEFAULT 'instock',
				rating_count bigint(20) NULL DEFAULT 0, average_rating decimal(3,2) NULL DEFAULT 0.00,
				total_sales bigint(20) NULL DEFAULT 0,
				tax_status varchar(100) NULL DEFAULT 'taxable', tax_class varchar(100) NULL DEFAULT '',
				KEY sku (sku(50)), KEY stock (stock_quantity)",
			'woocommerce_tax_rates'  => "tax_rate_id bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
				tax_rate_country varchar(2) NOT NULL DEFAULT '',
				tax_rate_state varchar(200) NOT NULL DEFAULT '', tax_rate varchar(8) NOT NULL DEFAULT '',
				tax_rate_name varchar(200) NOT NULL DEFAULT '',
				tax_rate_priority bigint(20) unsigned NOT NULL, tax_rate_compound int(1) NOT NULL DEFAULT 0,
				tax_rate_shipping int(1) NOT NULL DEFAULT 1,
				tax_rate_order bigint(20) unsigned NOT NULL, tax_rate_class varchar(200) NOT NULL DEFAULT ''",
			'woocommerce_api_keys'   => 'key_id bigint(20) unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
				user_id bigint(20) unsigned NOT NULL,
				description varchar(200) NULL, permissions varchar(10) NOT NULL,
				consumer_key char(64) NOT NULL, consumer_secret char(43) NOT NULL,
				nonces longtext NULL, truncated_key char(7) NOT NULL, last_access datetime NULL,
				KEY consumer_key (consumer_key)',
		);
	}
}
