<?php
/**
 * Ids that sort by time. Knows nothing of WordPress.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * UUID version 7 (RFC 9562).
 */
final class Uuid {

	public const FORM = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/D';

	public static function make( int $milliseconds ): string {
		$hex     = sprintf( '%012x', $milliseconds ) . bin2hex( random_bytes( 10 ) );
		$hex[12] = '7';
		$hex[16] = dechex( 8 | ( hexdec( $hex[16] ) & 3 ) );
		return vsprintf( '%s-%s-%s-%s-%s', sscanf( $hex, '%8s%4s%4s%4s%12s' ) );
	}

	public static function now(): string {
		return self::make( (int) ( microtime( true ) * 1000 ) );
	}
}
