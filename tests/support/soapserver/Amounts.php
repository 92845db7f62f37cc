<?php
/**
 * Decimal arithmetic of the second end: whole millionths, so that no sum passes through a float.
 */

declare( strict_types=1 );

namespace Counterfoil\Tests\SoapServer;

/**
 * Decimal strings to millionths and back.
 */
final class Amounts {

	private const DIGITS = 6;

	/**
	 * A decimal string as a whole number of millionths.
	 *
	 * @throws \SoapFault When it is no decimal number of at most six decimals.
	 */
	public static function millionths( string $decimal ): int {
		$pattern = '/^([+-]?)(\d*)(?:\.(\d{0,6})0*)?$/';
		if ( 1 !== preg_match( $pattern, trim( $decimal ), $parts ) ) {
			throw new \SoapFault( 'Client', "{$decimal} is not an amount." );
		}
		$digits = $parts[2] . str_pad( $parts[3] ?? '', self::DIGITS, '0' );
		return '-' === $parts[1] ? -1 * (int) $digits : (int) $digits;
	}

	/**
	 * A whole number of millionths as a decimal string without trailing zeros.
	 */
	public static function decimal( int $millionths ): string {
		$digits = str_pad( (string) abs( $millionths ), self::DIGITS + 1, '0', STR_PAD_LEFT );
		$text   = substr( $digits, 0, -self::DIGITS ) . '.' . substr( $digits, -self::DIGITS );
		$text   = rtrim( rtrim( $text, '0' ), '.' );
		return ( $millionths < 0 ? '-' : '' ) . $text;
	}

	/**
	 * The sum of decimal strings, in millionths.
	 */
	public static function sum( array $decimals ): int {
		return array_sum( array_map( self::millionths( ... ), $decimals ) );
	}
}
