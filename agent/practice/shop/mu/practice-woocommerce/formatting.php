<?php
/**
 * Formatting and settings functions of WooCommerce that others call.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/** Decimals of prices. */
function wc_get_price_decimals(): int {
	return absint( apply_filters( 'wc_get_price_decimals', get_option( 'woocommerce_price_num_decimals', 2 ) ) );
}

/**
 * A decimal as the canonical string WooCommerce stores.
 *
 * @param mixed     $number Number.
 * @param int|false $dp     Places to round to, or false.
 */
function wc_format_decimal( $number, $dp = false ): string {
	if ( '' === $number || null === $number ) {
		return '';
	}
	if ( false !== $dp ) {
		return number_format( round( (float) $number, (int) $dp ), (int) $dp, '.', '' );
	}
	$text = is_float( $number ) ? rtrim( rtrim( sprintf( '%.8F', $number ), '0' ), '.' ) : (string) $number;
	return str_contains( $text, '.' ) ? rtrim( rtrim( $text, '0' ), '.' ) : $text;
}

/**
 * Whole pieces unless another plugin allows fractions.
 *
 * @param mixed $amount Amount.
 * @return int|float
 */
function wc_stock_amount( $amount ) {
	return apply_filters( 'woocommerce_stock_amount', $amount );
}
add_filter( 'woocommerce_stock_amount', static fn( $amount ): int => (int) $amount );

/**
 * True for what WooCommerce takes as yes.
 *
 * @param mixed $value Value.
 */
function wc_string_to_bool( $value ): bool {
	return is_bool( $value ) ? $value : in_array( strtolower( (string) $value ), array( 'yes', 'true', '1' ), true );
}

/**
 * Yes or no.
 *
 * @param mixed $value Value.
 */
function wc_bool_to_string( $value ): string {
	return wc_string_to_bool( $value ) ? 'yes' : 'no';
}

/** Currency of the shop. */
function get_woocommerce_currency(): string {
	return apply_filters( 'woocommerce_currency', get_option( 'woocommerce_currency', 'EUR' ) );
}

/** Whether prices are entered with tax. */
function wc_prices_include_tax(): bool {
	return wc_tax_enabled() && 'yes' === get_option( 'woocommerce_prices_include_tax' );
}

/** Whether taxes are calculated. */
function wc_tax_enabled(): bool {
	return 'yes' === get_option( 'woocommerce_calc_taxes' );
}

/** The site's zone by name. */
function wc_timezone_string(): string {
	return wp_timezone_string();
}

/**
 * How keys are stored.
 *
 * @param string $data Key.
 */
function wc_api_hash( string $data ): string {
	return hash_hmac( 'sha256', $data, 'wc-api' );
}

/** A logger that writes to PHP's log. */
function wc_get_logger(): object {
	return new class() {
		/**
		 * Any level: one line in the log.
		 *
		 * @param string       $level     Name of the level.
		 * @param array<mixed> $arguments Message and context.
		 */
		public function __call( string $level, array $arguments ): void {
			// phpcs:ignore WordPress.PHP.DevelopmentFunctions -- That is a logger's work.
			error_log( "woocommerce {$level}: " . (string) $arguments[0] );
		}
	};
}

/**
 * The screen id of the order screens (HPOS).
 *
 * @param string $for_what Kind of screen, such as `shop-order`.
 */
function wc_get_page_screen_id( string $for_what ): string {
	return 'shop-order' === str_replace( '_', '-', $for_what ) ? 'woocommerce_page_wc-orders' : $for_what;
}
