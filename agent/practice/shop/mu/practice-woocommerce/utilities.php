<?php
/**
 * The two utility classes of WooCommerce that plugins are told to use.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Automattic\WooCommerce\Utilities;

/**
 * What plugins declare themselves compatible with.
 */
final class FeaturesUtil {

	/**
	 * Declared, by feature and plugin.
	 *
	 * @var array<string, array<string, bool>>
	 */
	private static array $declared = array();

	/**
	 * Declares; only while `before_woocommerce_init` runs.
	 *
	 * @param string $feature_id  Feature.
	 * @param string $plugin_file Plugin.
	 * @param bool   $positive    Compatible.
	 */
	public static function declare_compatibility( string $feature_id, string $plugin_file, bool $positive = true ): bool {
		if ( ! doing_action( 'before_woocommerce_init' ) ) {
			_doing_it_wrong( __METHOD__, 'Declare compatibility while before_woocommerce_init runs.', '7.0.0' );
			return false;
		}
		self::$declared[ $feature_id ][ plugin_basename( $plugin_file ) ] = $positive;
		return true;
	}

	/**
	 * Plugins that declared a feature.
	 *
	 * @param string $feature_id Feature.
	 * @return array<string, string[]>
	 */
	public static function get_compatible_plugins_for_feature( string $feature_id ): array {
		$declared = self::$declared[ $feature_id ] ?? array();
		return array(
			'compatible'   => array_keys( array_filter( $declared ) ),
			'incompatible' => array_keys( array_diff_key( $declared, array_filter( $declared ) ) ),
			'uncertain'    => array(),
		);
	}

	/**
	 * Whether a feature is on: HPOS always is.
	 *
	 * @param string $feature_id Feature.
	 */
	public static function feature_is_enabled( string $feature_id ): bool {
		return 'custom_order_tables' === $feature_id;
	}
}

/**
 * Questions about orders that have other answers with HPOS.
 */
final class OrderUtil {

	/** HPOS is on. */
	public static function custom_orders_table_usage_is_enabled(): bool {
		return true;
	}

	/** Nothing is mirrored to posts. */
	public static function is_custom_order_tables_in_sync(): bool {
		return false;
	}

	/** Table of orders. */
	public static function get_table_for_orders(): string {
		return $GLOBALS['wpdb']->prefix . 'wc_orders';
	}

	/** Table of their meta data. */
	public static function get_table_for_order_meta(): string {
		return $GLOBALS['wpdb']->prefix . 'wc_orders_meta';
	}

	/**
	 * Type of an order.
	 *
	 * @param mixed $order_id Order.
	 */
	public static function get_order_type( $order_id ): ?string {
		$order = wc_get_order( $order_id );
		return $order ? $order->get_type() : null;
	}

	/**
	 * Whether an id is an order of these types.
	 *
	 * @param mixed    $order_id Order.
	 * @param string[] $types    Types.
	 */
	public static function is_order( $order_id, $types = array( 'shop_order' ) ): bool {
		return in_array( self::get_order_type( $order_id ), $types, true );
	}

	/** Whether the screen is an order's or the list of orders. */
	public static function is_order_edit_screen( string $order_type = 'shop_order' ): bool {
		// phpcs:ignore WordPress.Security.NonceVerification -- Only asks where we are.
		return is_admin() && 'wc-orders' === ( $_GET['page'] ?? '' ) && 'edit' === ( $_GET['action'] ?? '' );
	}

	/**
	 * The order an admin page gives: post or order.
	 *
	 * @param mixed $post_or_order_object Post or order.
	 */
	public static function get_post_or_order_id( $post_or_order_object ): int {
		return $post_or_order_object instanceof \WP_Post ? $post_or_order_object->ID : (int) $post_or_order_object->get_id();
	}
}
