<?php
/**
 * Times as WooCommerce hands them out.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * A time with the shop's zone.
 */
class WC_DateTime extends DateTime {

	/** Seconds since 1970 plus the zone's offset. */
	public function getOffsetTimestamp(): int { // phpcs:ignore WordPress.NamingConventions.ValidFunctionName -- WooCommerce's name.
		return $this->getTimestamp() + $this->getOffset();
	}

	/**
	 * In the shop's zone.
	 *
	 * @param string $format Format.
	 */
	public function date( string $format ): string {
		return $this->format( $format );
	}

	/**
	 * In the shop's zone and language.
	 *
	 * @param string $format Format.
	 */
	public function date_i18n( string $format = 'Y-m-d' ): string {
		return date_i18n( $format, $this->getOffsetTimestamp() );
	}

	/**
	 * A time from what callers give: seconds, text (UTC unless it says otherwise), or a time.
	 *
	 * @param mixed $value Value.
	 */
	public static function practice_from( $value ): ?self {
		if ( null === $value || '' === $value || $value instanceof self ) {
			return $value ? $value : null;
		}
		$time = new self( is_numeric( $value ) ? "@{$value}" : (string) $value, new DateTimeZone( 'UTC' ) );
		$time->setTimezone( wp_timezone() );
		return $time;
	}
}
