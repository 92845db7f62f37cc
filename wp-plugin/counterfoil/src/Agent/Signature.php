<?php
/**
 * Who said it, when, and that nothing was changed: both directions. Knows nothing of WordPress.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * HMAC-SHA256 after Standard Webhooks, over the logical route (docs/reference/wire.md).
 */
final class Signature {

	public const TOLERANCE_S = 300;

	private const TO_AGENT = 'shop-to-agent';
	private const TO_SHOP  = 'agent-to-shop';

	public function __construct( private readonly KeyList $keys, private readonly string $shop ) {}

	public function sign_request( string $id, int $at, string $route, string $body ): string {
		return $this->keys->sign( $this->request_text( self::TO_AGENT, $id, $at, $route, $body ) );
	}

	public function has_signed_request( string $header, string $id, int $at, string $route, string $body ): bool {
		return $this->keys->has_signed( $this->request_text( self::TO_SHOP, $id, $at, $route, $body ), $header );
	}

	public function sign_answer( string $request_id, int $at, int $status, string $body ): string {
		return $this->keys->sign( $this->answer_text( $request_id, $at, $status, $body ) );
	}

	public function has_signed_answer( string $header, string $request_id, int $at, int $status, string $body ): bool {
		return $this->keys->has_signed( $this->answer_text( $request_id, $at, $status, $body ), $header );
	}

	public static function is_fresh( int $at, int $now ): bool {
		return abs( $now - $at ) <= self::TOLERANCE_S;
	}

	private function request_text( string $direction, string $id, int $at, string $route, string $body ): string {
		$digest = hash( 'sha256', $body );
		return implode( '.', [ $id, $at, $direction, $this->shop, 'POST', $route, $digest ] );
	}

	private function answer_text( string $request_id, int $at, int $status, string $body ): string {
		return implode( '.', [ $request_id, $at, $status, hash( 'sha256', $body ) ] );
	}
}
