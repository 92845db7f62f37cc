<?php
/**
 * Times of our tables as people read them.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Admin;

/**
 * Stored in UTC, shown in the site's own zone and format.
 */
final class Moment {

	public static function text( string $utc ): string {
		$format = get_option( 'date_format' ) . ' ' . get_option( 'time_format' );
		return (string) wp_date( $format, self::stamp( $utc ) );
	}

	/**
	 * As in "5 mins ago (12:31)"; a time to come is "in 5 mins".
	 */
	public static function relative( string $utc ): string {
		$span = human_time_diff( self::stamp( $utc ), time() );
		return self::stamp( $utc ) > time()
			/* translators: %s: a span of time, as in "5 mins". */
			? sprintf( __( 'in %s', 'counterfoil' ), $span )
			/* translators: %s: a span of time, as in "5 mins". */
			: sprintf( __( '%s ago', 'counterfoil' ), $span );
	}

	/**
	 * When something is next: a time that has come is "now".
	 */
	public static function next( string $utc ): string {
		return self::stamp( $utc ) > time() ? self::relative( $utc ) : __( 'now', 'counterfoil' );
	}

	public static function age_s( string $utc ): int {
		return time() - self::stamp( $utc );
	}

	private static function stamp( string $utc ): int {
		return ( new \DateTimeImmutable( $utc, new \DateTimeZone( 'UTC' ) ) )->getTimestamp();
	}
}
