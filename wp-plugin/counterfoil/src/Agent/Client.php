<?php
/**
 * Speaks to the agent: signed, within a second, over its socket or loopback.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

use Counterfoil\Settings;

/**
 * Every answer is verified; one that is not signed for this request is no answer.
 */
final class Client {

	private const TIMEOUT_S = 1;

	public function __construct(
		private readonly Settings $settings,
		private readonly Signature $signature,
	) {}

	/**
	 * A Unix socket needs the cURL extension; without it the message would go to the site itself.
	 */
	public function can_reach(): bool {
		return str_starts_with( $this->settings->agent, 'http://' )
			|| ( str_starts_with( $this->settings->agent, 'unix:' ) && function_exists( 'curl_setopt' ) );
	}

	public function post( string $route, string $id, string $body ): Reply {
		$timestamp = time();
		$arguments = [
			'method'              => 'POST',
			'timeout'             => self::TIMEOUT_S,
			'redirection'         => 0,
			'httpversion'         => '1.1',
			'limit_response_size' => 65536,
			'headers'             => [
				'Content-Type'            => 'application/json',
				'X-Counterfoil-Id'        => $id,
				'X-Counterfoil-Timestamp' => (string) $timestamp,
				'X-Counterfoil-Shop'      => $this->settings->shop,
				'X-Counterfoil-Signature' => $this->signature->sign_request( $id, $timestamp, $route, $body ),
			],
			'body'                => $body,
		];
		add_action( 'http_api_curl', [ $this, 'use_socket' ], PHP_INT_MAX );
		try {
			$response = wp_remote_request( $this->root() . $route, $arguments );
		} finally {
			remove_action( 'http_api_curl', [ $this, 'use_socket' ], PHP_INT_MAX );
		}
		return is_wp_error( $response )
			? Reply::none( $response->get_error_message() )
			: $this->verify( $id, $response );
	}

	/**
	 * Sends the request in hand through the agent's socket and keeps it to its second, whatever other plugins filter.
	 */
	public function use_socket( \CurlHandle $handle ): void {
		// phpcs:disable WordPress.WP.AlternativeFunctions -- wp_remote_* has no option for a Unix socket; this is its own hook for it.
		if ( str_starts_with( $this->settings->agent, 'unix:' ) ) {
			curl_setopt( $handle, CURLOPT_UNIX_SOCKET_PATH, substr( $this->settings->agent, 5 ) );
		}
		curl_setopt( $handle, CURLOPT_TIMEOUT_MS, self::TIMEOUT_S * 1000 );
		// phpcs:enable
	}

	/**
	 * Over a socket the host is only a name: the site's own, which no outbound block refuses.
	 */
	private function root(): string {
		return str_starts_with( $this->settings->agent, 'http://' )
			? $this->settings->agent
			: 'http://' . wp_parse_url( home_url(), PHP_URL_HOST );
	}

	private function verify( string $id, array $response ): Reply {
		$status    = (int) wp_remote_retrieve_response_code( $response );
		$body      = wp_remote_retrieve_body( $response );
		$timestamp = (int) wp_remote_retrieve_header( $response, 'x-counterfoil-timestamp' );
		$header    = (string) wp_remote_retrieve_header( $response, 'x-counterfoil-signature' );
		$is_signed = $this->signature->has_signed_answer( $header, $id, $timestamp, $status, $body );
		if ( ! $is_signed || ! Signature::is_fresh( $timestamp, time() ) ) {
			return Reply::none( "unsigned answer, status $status" );
		}
		try {
			return new Reply( $status, Json::decode_object( $body ) );
		} catch ( Refusal ) {
			return Reply::none( "answer is no JSON, status $status" );
		}
	}
}
