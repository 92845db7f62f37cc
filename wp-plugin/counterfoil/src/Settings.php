<?php
/**
 * What the site's owner has set in wp-config.php: the pairing and the waits. Knows no feature.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil;

/**
 * The pairing constant, taken apart; `fault` says why it is of no use.
 */
final class Settings {

	public const NAMESPACE = 'counterfoil/v1';

	private const FROZEN = 'counterfoil_paired';

	private const FORMS = [
		'shop'  => '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/D',
		'code'  => '/^[A-Z0-9]{2,8}$/D',
		'agent' => '#^(none|unix:/[^\0]+|http://[^/\s]+:\d+)$#D',
	];

	/**
	 * Fault is null (paired), missing, unreadable, shop, code, keys, agent or code_changed;
	 * keys are the live keys' bytes, the one to sign with first.
	 */
	private function __construct(
		public readonly ?string $fault,
		public readonly string $shop = '',
		public readonly string $code = '',
		public readonly array $keys = [],
		public readonly string $agent = 'none',
	) {}

	public static function from_constant(): self {
		if ( ! defined( 'COUNTERFOIL_PAIRING' ) ) {
			return new self( 'missing' );
		}
		$settings = self::from_pairing( (string) constant( 'COUNTERFOIL_PAIRING' ) );
		return $settings->is_paired() && $settings->has_another_code() ? new self( 'code_changed' ) : $settings;
	}

	public static function from_pairing( string $pairing ): self {
		$given = self::read( $pairing );
		if ( 1 !== ( $given['v'] ?? null ) ) {
			return new self( 'unreadable' );
		}
		foreach ( self::FORMS as $key => $form ) {
			if ( ! is_string( $given[ $key ] ?? null ) || ! preg_match( $form, $given[ $key ] ) ) {
				return new self( $key );
			}
		}
		$keys = self::decode_keys( $given['keys'] ?? null );
		return [] === $keys
			? new self( 'keys' )
			: new self( null, $given['shop'], $given['code'], $keys, $given['agent'] );
	}

	public function is_paired(): bool {
		return null === $this->fault;
	}

	/**
	 * Orders are noted from the first pairing on, also while the constant is missing or damaged.
	 */
	public function notes_orders(): bool {
		return $this->is_paired() || [] !== get_option( self::FROZEN, [] );
	}

	/**
	 * Remembers whose shop this is: the code stands inside every reference at the ERP.
	 */
	public function freeze(): void {
		update_option(
			self::FROZEN,
			[
				'shop' => $this->shop,
				'code' => $this->code,
			]
		);
	}

	private function has_another_code(): bool {
		$frozen = (array) get_option( self::FROZEN, [] );
		return ( $frozen['shop'] ?? '' ) === $this->shop && ( $frozen['code'] ?? '' ) !== $this->code;
	}

	/**
	 * How long a request may last before its marks are no longer left to it.
	 */
	public function grace_s(): int {
		return defined( 'COUNTERFOIL_GRACE_S' ) ? (int) constant( 'COUNTERFOIL_GRACE_S' ) : 30;
	}

	/**
	 * The JSON inside the line that `counterfoil pair` prints.
	 *
	 * @return array<string, mixed>
	 */
	private static function read( string $pairing ): array {
		if ( ! str_starts_with( $pairing, 'cf1.' ) ) {
			return [];
		}
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- the pairing line is base64url by contract.
		$json  = base64_decode( strtr( substr( $pairing, 4 ), '-_', '+/' ), true );
		$given = false === $json ? null : json_decode( $json, true );
		return is_array( $given ) ? $given : [];
	}

	/**
	 * All keys' bytes, or none when one of them is no key.
	 *
	 * @return list<string>
	 */
	private static function decode_keys( mixed $secrets ): array {
		$keys = [];
		foreach ( is_array( $secrets ) ? $secrets : [] as $secret ) {
			$is_secret = is_string( $secret ) && str_starts_with( $secret, 'whsec_' );
			// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- a key is base64 by contract.
			$key = $is_secret ? base64_decode( substr( $secret, 6 ), true ) : false;
			if ( false === $key || strlen( $key ) < 24 ) {
				return [];
			}
			$keys[] = $key;
		}
		return $keys;
	}
}
