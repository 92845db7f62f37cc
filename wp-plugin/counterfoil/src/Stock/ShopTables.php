<?php
/**
 * The names of the tables of WordPress and WooCommerce that stock is read from and moved in.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

/**
 * Asked for each time, since multisite changes the prefix.
 */
final class ShopTables {

	public function __construct( private readonly \wpdb $wpdb ) {}

	public function posts(): string {
		return $this->wpdb->posts;
	}

	public function post_meta(): string {
		return $this->wpdb->postmeta;
	}

	public function order_items(): string {
		return $this->wpdb->prefix . 'woocommerce_order_items';
	}

	public function item_meta(): string {
		return $this->wpdb->prefix . 'woocommerce_order_itemmeta';
	}

	/**
	 * Where orders live when HPOS is on.
	 */
	public function orders(): string {
		return $this->wpdb->prefix . 'wc_orders';
	}

	public function product_lookup(): string {
		return $this->wpdb->prefix . 'wc_product_meta_lookup';
	}
}
