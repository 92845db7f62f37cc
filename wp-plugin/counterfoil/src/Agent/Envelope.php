<?php
/**
 * What every event looks like from outside. Knows nothing of WordPress.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * Made from an outbox row, the same bytes for every attempt.
 */
final class Envelope {

	/**
	 * The envelope as data; the body stays an object, an empty one too.
	 *
	 * @return array<string, mixed>
	 */
	public static function of( array $row, string $shop ): array {
		return [
			'v'           => 1,
			'id'          => $row['event_id'],
			'shop'        => $shop,
			'order_id'    => (int) $row['order_id'],
			'seq'         => (int) $row['seq'],
			'incarnation' => $row['incarnation'],
			'kind'        => $row['kind'],
			'made_at'     => str_replace( ' ', 'T', $row['made_at'] ) . 'Z',
			'body'        => json_decode( $row['body'], false, 64, JSON_THROW_ON_ERROR ),
		];
	}

	/**
	 * First 8 hex digits of the order key's hash: tells an order from another with the same number.
	 */
	public static function incarnation( string $order_key ): string {
		return substr( hash( 'sha256', $order_key ), 0, 8 );
	}
}
