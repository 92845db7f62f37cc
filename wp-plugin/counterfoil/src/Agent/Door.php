<?php
/**
 * The agent's way in: one REST registration, authorised by the signature alone, for every Route.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

use Counterfoil\Database;
use Counterfoil\Log;
use Counterfoil\Registrable;
use Counterfoil\Settings;

/**
 * Checks in this order: size, shop, signature, age, seen before. Signs every answer, refusals included.
 */
final class Door implements Registrable {

	private const BYTES_MAX = 8 * 1024 * 1024;
	private const PATH      = '/' . Settings::NAMESPACE . '/';

	/** Longer than a signature can be fresh, in both directions of the clock. */
	private const SEEN_S = 900;

	/**
	 * By request, each `[ Refusal or null ]`: WordPress asks for permission twice.
	 *
	 * @var \WeakMap<\WP_REST_Request, array{?Refusal}>
	 */
	private \WeakMap $verdicts;

	/**
	 * By request, each `[ status, data ]`.
	 *
	 * @var \WeakMap<\WP_REST_Request, array{int, mixed}>
	 */
	private \WeakMap $answers;

	private readonly array $routes;

	public function __construct(
		private readonly Settings $settings,
		private readonly Signature $signature,
		private readonly Database $database,
		private readonly Log $log,
		array $routes,
	) {
		foreach ( $routes as $route ) {
			$by_name[ $route->name() ] = $route;
		}
		$this->routes   = $by_name ?? [];
		$this->verdicts = new \WeakMap();
		$this->answers  = new \WeakMap();
	}

	public function register(): void {
		add_action( 'rest_api_init', [ $this, 'open' ] );
		add_filter( 'rest_authentication_errors', [ $this, 'leave_to_signature' ], PHP_INT_MAX );
		add_filter( 'rest_pre_serve_request', [ $this, 'serve' ], PHP_INT_MAX, 3 );
	}

	public function open(): void {
		register_rest_route(
			Settings::NAMESPACE,
			'/(?P<name>[a-z_]+)',
			[
				'methods'             => 'POST',
				'callback'            => [ $this, 'answer' ],
				'permission_callback' => [ $this, 'admit' ],
			]
		);
	}

	/**
	 * Other ways of logging in say nothing about our routes: a site that closes its REST API to
	 * guests, or a stray Authorization header, must not keep the agent out.
	 */
	public function leave_to_signature( mixed $errors ): mixed {
		$route = (string) ( $GLOBALS['wp']->query_vars['rest_route'] ?? '' );
		return str_starts_with( $route, self::PATH ) ? true : $errors;
	}

	/**
	 * The permission callback.
	 */
	public function admit( \WP_REST_Request $request ): bool|\WP_Error {
		$verdict = $this->verdict( $request );
		return null === $verdict
			? true
			: new \WP_Error( 'counterfoil_refused', $verdict->error, [ 'status' => $verdict->status() ] );
	}

	/**
	 * Hands an admitted request to its route.
	 */
	public function answer( \WP_REST_Request $request ): \WP_REST_Response {
		try {
			$body   = Json::decode_object( $request->get_body() );
			$answer = [ 200, $this->route( $request )->handle( $body ) ];
		} catch ( Refusal $refusal ) {
			$answer = $this->refuse( $refusal );
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'answer ' . $request->get_route(), $fault );
			$answer = $this->refuse( new Refusal( 'internal' ) );
		}
		$this->answers[ $request ] = $answer;
		return new \WP_REST_Response( null, $answer[0] );
	}

	/**
	 * Writes the answer's bytes itself: what is signed must be what is sent.
	 */
	public function serve( mixed $is_served, mixed $result, mixed $request ): mixed {
		$is_ours = $request instanceof \WP_REST_Request && str_starts_with( $request->get_route(), self::PATH );
		if ( $is_served || ! $is_ours ) {
			return $is_served;
		}
		$verdict = $this->verdict( $request );
		if ( null === $verdict ) {
			// Admitted but never answered: WordPress has found the JSON broken before us.
			[ $status, $data ] = $this->answers[ $request ] ?? $this->refuse( Refusal::malformed( 'body' ) );
		} else {
			[ $status, $data ] = $this->refuse( $verdict );
		}
		$body = Json::encode( $data );
		if ( null === $verdict || ! in_array( $verdict->error, [ 'bad_signature', 'unknown_shop' ], true ) ) {
			$this->sign( (string) $request->get_header( 'x_counterfoil_id' ), $status, $body );
		}
		status_header( $status );
		header( 'Content-Type: application/json; charset=utf-8' );
		header( 'Cache-Control: no-store, no-cache, must-revalidate, max-age=0' );
		// phpcs:ignore WordPress.Security.EscapeOutput -- JSON, sent as such; any change would break its signature.
		echo $body;
		return true;
	}

	/**
	 * The route by the path's last part; WordPress' parameters could come from the body as well.
	 *
	 * @throws Refusal There is none: the agent is newer than this plugin.
	 */
	private function route( \WP_REST_Request $request ): Route {
		return $this->routes[ basename( $request->get_route() ) ] ?? throw Refusal::malformed( 'route' );
	}

	private function sign( string $id, int $status, string $body ): void {
		$timestamp = time();
		header( 'X-Counterfoil-Id: ' . $id );
		header( 'X-Counterfoil-Timestamp: ' . $timestamp );
		header( 'X-Counterfoil-Signature: ' . $this->signature->sign_answer( $id, $timestamp, $status, $body ) );
	}

	private function verdict( \WP_REST_Request $request ): ?Refusal {
		if ( ! isset( $this->verdicts[ $request ] ) ) {
			$this->verdicts[ $request ] = [ $this->judge( $request ) ];
		}
		return $this->verdicts[ $request ][0];
	}

	private function judge( \WP_REST_Request $request ): ?Refusal {
		try {
			$this->check( $request );
			return null;
		} catch ( Refusal $refusal ) {
			return $refusal;
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'admit a request of the agent', $fault );
			return new Refusal( 'internal' );
		}
	}

	/**
	 * Returns where the request is the agent's, fresh, and new.
	 *
	 * @throws Refusal It is not.
	 */
	private function check( \WP_REST_Request $request ): void {
		$id     = (string) $request->get_header( 'x_counterfoil_id' );
		$stamp  = (string) $request->get_header( 'x_counterfoil_timestamp' );
		$header = (string) $request->get_header( 'x_counterfoil_signature' );
		$body   = $request->get_body();
		if ( ! preg_match( Uuid::FORM, $id ) || ! preg_match( '/^\d{1,12}$/D', $stamp ) ) {
			throw new Refusal( 'bad_signature' );
		}
		if ( strlen( $body ) > self::BYTES_MAX ) {
			throw new Refusal( 'too_large' );
		}
		if ( $request->get_header( 'x_counterfoil_shop' ) !== $this->settings->shop ) {
			throw new Refusal( 'unknown_shop' );
		}
		if ( ! $this->signature->has_signed_request( $header, $id, (int) $stamp, $request->get_route(), $body ) ) {
			throw new Refusal( 'bad_signature' );
		}
		if ( ! Signature::is_fresh( (int) $stamp, time() ) ) {
			throw new Refusal( 'expired', [ 'now' => time() ] );
		}
		$this->take_once( $id );
	}

	private function take_once( string $id ): void {
		$seen = $this->database->table( 'seen' );
		$this->database->execute(
			'DELETE FROM %i WHERE seen_at < UTC_TIMESTAMP() - INTERVAL %d SECOND ORDER BY seen_at LIMIT 100',
			$seen,
			self::SEEN_S
		);
		if ( 0 === $this->database->execute( 'INSERT IGNORE INTO %i VALUES (%s, UTC_TIMESTAMP())', $seen, $id ) ) {
			throw new Refusal( 'replayed' );
		}
	}

	/**
	 * A refusal's status and body.
	 *
	 * @return array{int, mixed}
	 */
	private function refuse( Refusal $refusal ): array {
		return [
			$refusal->status(),
			[
				'error'  => $refusal->error,
				'params' => (object) $refusal->params,
			],
		];
	}
}
