<?php
/**
 * Tax rates: one rate a class.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * Finds rates and computes with them.
 */
class WC_Tax {

	/**
	 * Adds a rate.
	 *
	 * @param array<string, mixed> $rate Columns.
	 */
	public static function _insert_tax_rate( $rate ): int { // phpcs:ignore PSR2.Methods.MethodDeclaration -- WooCommerce's name.
		global $wpdb;
		$wpdb->insert( $wpdb->prefix . 'woocommerce_tax_rates', $rate );
		return (int) $wpdb->insert_id;
	}

	/**
	 * Rates of a class: id to rate.
	 *
	 * @param string $tax_class Class, empty for standard.
	 * @return array<int, array{rate: float, label: string, shipping: string, compound: string}>
	 */
	public static function get_base_tax_rates( $tax_class = '' ): array {
		global $wpdb;
		static $known = array();
		if ( ! isset( $known[ $tax_class ] ) ) {
			$known[ $tax_class ] = array();
			$rows                = $wpdb->get_results(
				$wpdb->prepare(
					"SELECT tax_rate_id, tax_rate, tax_rate_name
					FROM {$wpdb->prefix}woocommerce_tax_rates WHERE tax_rate_class = %s",
					$tax_class
				)
			);
			foreach ( $rows as $row ) {
				$known[ $tax_class ][ (int) $row->tax_rate_id ] = array(
					'rate'     => (float) $row->tax_rate,
					'label'    => $row->tax_rate_name,
					'shipping' => 'yes',
					'compound' => 'no',
				);
			}
		}
		return $known[ $tax_class ];
	}

	/**
	 * Tax of a net amount by each rate.
	 *
	 * @param float|string                     $price Net amount.
	 * @param array<int, array<string, mixed>> $rates Rates.
	 * @return array<int, float>
	 */
	public static function calc_exclusive_tax( $price, $rates ): array {
		return array_map( static fn( $rate ) => round( (float) $price * $rate['rate'] / 100, wc_get_price_decimals() ), $rates );
	}

	/**
	 * Name of a rate.
	 *
	 * @param int $rate_id Rate.
	 */
	public static function get_rate_label( $rate_id ): string {
		return (string) ( self::row( (int) $rate_id )->tax_rate_name ?? '' );
	}

	/**
	 * Percent of a rate, with the sign.
	 *
	 * @param int $rate_id Rate.
	 */
	public static function get_rate_percent( $rate_id ): string {
		return self::get_rate_percent_value( $rate_id ) . '%';
	}

	/**
	 * Percent of a rate.
	 *
	 * @param int $rate_id Rate.
	 */
	public static function get_rate_percent_value( $rate_id ): float {
		return (float) ( self::row( (int) $rate_id )->tax_rate ?? 0 );
	}

	/**
	 * Code of a rate, as it stands on orders.
	 *
	 * @param int $rate_id Rate.
	 */
	public static function get_rate_code( $rate_id ): string {
		$row = self::row( (int) $rate_id );
		return $row ? strtoupper( "{$row->tax_rate_country}-{$row->tax_rate_name}-{$row->tax_rate_priority}" ) : '';
	}

	/**
	 * The row of a rate.
	 *
	 * @param int $rate_id Rate.
	 */
	private static function row( int $rate_id ): ?object {
		global $wpdb;
		return $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}woocommerce_tax_rates WHERE tax_rate_id = %d", $rate_id ) );
	}
}
