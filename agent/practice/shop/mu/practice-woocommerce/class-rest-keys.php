<?php
/**
 * WooCommerce's REST keys: Basic over https, OAuth 1.0a over http, on routes of `wc/` only.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WP_Error;
use WP_REST_Request;

/**
 * Says which user a request acts as, and what the key may do.
 */
final class Rest_Keys {

	private const SKEW = 900;

	/**
	 * The key of this request.
	 *
	 * @var object|null
	 */
	private ?object $key = null;

	/**
	 * Why the request is refused.
	 *
	 * @var WP_Error|null
	 */
	private ?WP_Error $error = null;

	/** Hooks into WordPress. */
	public function register(): void {
		add_filter( 'determine_current_user', array( $this, 'user' ), 15 );
		add_filter( 'rest_authentication_errors', fn( $error ) => $error ? $error : $this->error, 15 );
		add_filter( 'rest_pre_dispatch', array( $this, 'check_permissions' ), 10, 3 );
	}

	/**
	 * The user of the key; whoever WordPress has found stays.
	 *
	 * @param int|false $user_id User so far.
	 * @return int|false
	 */
	public function user( $user_id ) {
		if ( $user_id || ! $this->is_our_route() ) {
			return $user_id;
		}
		// Basic is not even looked at over http: a key sent that way is refused as no key at all.
		$this->key = is_ssl() ? $this->basic() : $this->oauth();
		return $this->key ? (int) $this->key->user_id : false;
	}

	/**
	 * Whether the key may read or write.
	 *
	 * @param mixed           $result  Answer so far.
	 * @param mixed           $server  Server.
	 * @param WP_REST_Request $request Request.
	 * @return mixed
	 */
	public function check_permissions( $result, $server, $request ) {
		if ( ! $this->key ) {
			return $result;
		}
		$needed = in_array( $request->get_method(), array( 'GET', 'HEAD', 'OPTIONS' ), true ) ? 'read' : 'write';
		if ( str_contains( $this->key->permissions, $needed ) ) {
			return $result;
		}
		return $this->failure( "The API key provided does not have {$needed} permissions." );
	}

	/** Whether the request is for `wc/…` or `wc-…`. */
	private function is_our_route(): bool {
		// phpcs:disable WordPress.Security -- Only compared; there is no user yet who could have a nonce.
		$route = $_GET['rest_route'] ?? null;
		if ( null === $route ) {
			$path  = trim( (string) wp_parse_url( $_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH ), '/' );
			$parts = explode( rest_get_url_prefix() . '/', "{$path}/", 2 );
			$route = $parts[1] ?? '';
		}
		// phpcs:enable
		return 1 === preg_match( '#^/?wc[/-]#', (string) $route );
	}

	/** The key of a request with user and password. */
	private function basic(): ?object {
		// phpcs:disable WordPress.Security -- Compared with stored keys.
		$name   = (string) ( $_GET['consumer_key'] ?? $_SERVER['PHP_AUTH_USER'] ?? '' );
		$secret = (string) ( $_GET['consumer_secret'] ?? $_SERVER['PHP_AUTH_PW'] ?? '' );
		// phpcs:enable
		$key = '' !== $name && '' !== $secret ? $this->find( $name ) : null;
		if ( $key && ! hash_equals( $key->consumer_secret, $secret ) ) {
			$this->error = $this->failure( 'Consumer secret is invalid.' );
			return null;
		}
		return $key;
	}

	/** The key of a signed request. */
	private function oauth(): ?object {
		$given = wp_unslash( array_merge( $_GET, $_POST ) ); // phpcs:ignore WordPress.Security.NonceVerification -- A signature is checked.
		$key   = empty( $given['oauth_consumer_key'] ) ? null : $this->find( (string) $given['oauth_consumer_key'] );
		if ( ! $key ) {
			return null;
		}
		$wrong = $this->wrong_signature( $key, $given ) ?? $this->wrong_nonce( $key, $given );
		if ( null !== $wrong ) {
			$this->error = $this->failure( $wrong );
			return null;
		}
		return $key;
	}

	/**
	 * What is wrong with the signature, null when nothing is.
	 *
	 * @param object               $key   Key.
	 * @param array<string, mixed> $given Parameters.
	 */
	private function wrong_signature( object $key, array $given ): ?string {
		$algorithm = strtolower( str_replace( 'HMAC-', '', (string) ( $given['oauth_signature_method'] ?? '' ) ) );
		if ( ! in_array( $algorithm, array( 'sha1', 'sha256' ), true ) ) {
			return 'Invalid signature - signature method is invalid.';
		}
		$signature = rawurldecode( (string) ( $given['oauth_signature'] ?? '' ) );
		unset( $given['oauth_signature'] );
		$query = array();
		$this->flatten( $given, '', $query );
		uksort( $query, 'strcmp' );
		$pairs = array_map( static fn( $name, $value ) => rawurlencode( "{$name}={$value}" ), array_keys( $query ), $query );
		// phpcs:ignore WordPress.Security -- The address is signed as it came.
		$path   = (string) wp_parse_url( wp_unslash( $_SERVER['REQUEST_URI'] ), PHP_URL_PATH );
		$method = strtoupper( (string) $_SERVER['REQUEST_METHOD'] ); // phpcs:ignore WordPress.Security -- As above.
		$base   = $method . '&' . rawurlencode( get_home_url() . $path ) . '&' . implode( '%26', $pairs );
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- OAuth asks for it.
		$right = base64_encode( hash_hmac( $algorithm, $base, $key->consumer_secret . '&', true ) );
		return hash_equals( $right, $signature ) ? null : 'Invalid signature - provided signature does not match.';
	}

	/**
	 * Parameters as OAuth signs them.
	 *
	 * @param array<int|string, mixed> $values Values.
	 * @param string                   $prefix Name so far.
	 * @param array<string, string>    $query  Collects.
	 */
	private function flatten( array $values, string $prefix, array &$query ): void {
		foreach ( $values as $name => $value ) {
			$full = '' === $prefix ? (string) $name : "{$prefix}[{$name}]";
			if ( is_array( $value ) ) {
				$this->flatten( $value, $full, $query );
			} else {
				$query[ rawurlencode( rawurldecode( $full ) ) ] = rawurlencode( rawurldecode( (string) $value ) );
			}
		}
	}

	/**
	 * What is wrong with time or nonce; a right nonce is remembered.
	 *
	 * @param object               $key   Key.
	 * @param array<string, mixed> $given Parameters.
	 */
	private function wrong_nonce( object $key, array $given ): ?string {
		global $wpdb;
		$time  = (int) ( $given['oauth_timestamp'] ?? 0 );
		$nonce = (string) ( $given['oauth_nonce'] ?? '' );
		$used  = maybe_unserialize( $key->nonces );
		$used  = is_array( $used ) ? $used : array();
		if ( abs( time() - $time ) > self::SKEW ) {
			return 'Invalid timestamp.';
		}
		if ( in_array( $nonce, $used, true ) ) {
			return 'Invalid nonce - nonce has already been used.';
		}
		$used[ $time ] = $nonce;
		$used          = array_filter( $used, static fn( $then ) => $then > time() - self::SKEW, ARRAY_FILTER_USE_KEY );
		$wpdb->update(
			$wpdb->prefix . 'woocommerce_api_keys',
			array( 'nonces' => maybe_serialize( $used ) ),
			array( 'key_id' => $key->key_id )
		);
		return null;
	}

	/**
	 * The row of a key.
	 *
	 * @param string $consumer_key Key.
	 */
	private function find( string $consumer_key ): ?object {
		global $wpdb;
		return $wpdb->get_row(
			$wpdb->prepare(
				"SELECT key_id, user_id, permissions, consumer_key, consumer_secret, nonces
				FROM {$wpdb->prefix}woocommerce_api_keys WHERE consumer_key = %s",
				wc_api_hash( sanitize_text_field( $consumer_key ) )
			)
		);
	}

	/**
	 * A refusal.
	 *
	 * @param string $why Why.
	 */
	private function failure( string $why ): WP_Error {
		return new WP_Error( 'woocommerce_rest_authentication_error', $why, array( 'status' => 401 ) );
	}
}
