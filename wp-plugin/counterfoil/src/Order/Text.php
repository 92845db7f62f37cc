<?php
/**
 * Amounts, quantities and times as the wire writes them. Knows nothing of WordPress.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Order;

/**
 * Decimal text, never a JSON number.
 */
final class Text {

	/**
	 * What WooCommerce holds, untouched where it is decimal text; a float loses its binary noise.
	 */
	public static function decimal( mixed $value ): string {
		if ( is_string( $value ) && preg_match( '/^-?\d+(\.\d+)?$/D', $value ) ) {
			return $value;
		}
		$text = number_format( (float) $value, 8, '.', '' );
		$text = rtrim( rtrim( $text, '0' ), '.' );
		return '-0' === $text ? '0' : $text;
	}

	public static function time( ?\DateTimeInterface $at ): ?string {
		return null === $at ? null : gmdate( 'Y-m-d\TH:i:s', $at->getTimestamp() ) . '.000Z';
	}
}
