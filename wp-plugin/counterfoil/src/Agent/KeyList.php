<?php
/**
 * The keys that are alive. Knows nothing of WordPress.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * Signs with every key, believes any: that is how a key is changed without a gap.
 */
final class KeyList {

	/**
	 * Takes the keys' bytes, the one to sign with first.
	 */
	public function __construct( private readonly array $keys ) {}

	public function sign( string $text ): string {
		return implode( ' ', array_map( fn ( string $key ) => 'v1,' . $this->mac( $key, $text ), $this->keys ) );
	}

	public function has_signed( string $text, string $header ): bool {
		$is_signed = false;
		foreach ( explode( ' ', $header ) as $offered ) {
			foreach ( $this->keys as $key ) {
				// No early way out: how long it takes says nothing.
				$is_signed = hash_equals( 'v1,' . $this->mac( $key, $text ), $offered ) || $is_signed;
			}
		}
		return $is_signed;
	}

	private function mac( string $key, string $text ): string {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- signatures are base64 by contract.
		return base64_encode( hash_hmac( 'sha256', $text, $key, true ) );
	}
}
