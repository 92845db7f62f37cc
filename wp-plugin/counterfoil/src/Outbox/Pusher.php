<?php
/**
 * Hands one event to the agent at once, where that is possible (O5, O6).
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

use Counterfoil\Agent\Client;
use Counterfoil\Agent\Envelope;
use Counterfoil\Agent\Json;
use Counterfoil\Settings;

/**
 * A push may fail at any time: whatever is not acknowledged is pulled.
 */
final class Pusher {

	private const ROUTE = '/v1/events';

	public function __construct(
		private readonly Settings $settings,
		private readonly Client $client,
		private readonly Channel $channel,
		private readonly Outbox $outbox,
	) {}

	public function can_push(): bool {
		return $this->settings->is_paired() && $this->client->can_reach() && ! $this->channel->is_push_paused();
	}

	/**
	 * Pushes the row; false means that it is not worth trying the next one now.
	 */
	public function push( string $event_id ): bool {
		$row = $this->outbox->row( $event_id );
		if ( null === $row || null !== $row['acked_at'] ) {
			return true;
		}
		$body  = Json::encode( Envelope::of( $row, $this->settings->shop ) );
		$reply = $this->client->post( self::ROUTE, $event_id, $body );
		if ( $reply->is_stored() ) {
			$this->outbox->acknowledge( [ $event_id ] );
			$this->channel->note_push();
			return true;
		}
		if ( null !== $reply->refusal() ) {
			$this->outbox->refuse( $event_id, $reply->refusal() );
			return true; // It speaks of this event alone; the next may be welcome.
		}
		$this->channel->note_push_failure( '' === $reply->why ? "status {$reply->status}" : $reply->why );
		return false;
	}
}
