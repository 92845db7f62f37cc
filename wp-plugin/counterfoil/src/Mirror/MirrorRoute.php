<?php
/**
 * Route mirror: what wp-admin is to show.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Mirror;

use Counterfoil\Agent\Fields;
use Counterfoil\Agent\Route;
use Counterfoil\Database;

/**
 * A state, not an event: repeated freely, any part may be absent, all of a message or nothing.
 */
final class MirrorRoute implements Route {

	public function __construct(
		private readonly Database $database,
		private readonly Heartbeat $heartbeat,
		private readonly OrderStates $states,
		private readonly Cases $cases,
	) {}

	public function name(): string {
		return 'mirror';
	}

	public function handle( array $body ): array {
		$outcomes = $this->database->transaction( fn () => $this->put( $body ) );
		return [
			'applied' => count( array_filter( $outcomes ) ),
			'stale'   => count( $outcomes ) - count( array_filter( $outcomes ) ),
		];
	}

	/**
	 * For each thing named whether it changed anything.
	 *
	 * @return list<bool>
	 */
	private function put( array $body ): array {
		$fields   = new Fields( $body );
		$outcomes = [];
		$beat     = $fields->object_or_null( 'heartbeat' );
		if ( null !== $beat ) {
			$outcomes[] = $this->heartbeat->put( $beat );
		}
		foreach ( isset( $body['orders'] ) ? $fields->objects( 'orders' ) : [] as $state ) {
			$outcomes[] = $this->states->put( $state );
		}
		$cases = $fields->object_or_null( 'cases' );
		if ( null !== $cases ) {
			$outcomes[] = $this->cases->put( $cases );
		}
		return $outcomes;
	}
}
