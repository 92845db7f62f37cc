<?php
/**
 * Route outbox: whatever is not acknowledged, oldest first (O2, O6).
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

use Counterfoil\Agent\Envelope;
use Counterfoil\Agent\Fields;
use Counterfoil\Agent\Route;
use Counterfoil\Agent\Uuid;
use Counterfoil\Log;
use Counterfoil\Settings;

/**
 * By state, not by a cursor: a request that commits late is not overlooked.
 */
final class OutboxRoute implements Route {

	private const BYTES_MAX = 4 * 1024 * 1024;

	public function __construct(
		private readonly Settings $settings,
		private readonly Outbox $outbox,
		private readonly PictureTaker $taker,
		private readonly Channel $channel,
		private readonly Log $log,
	) {}

	public function name(): string {
		return 'outbox';
	}

	public function handle( array $body ): array {
		$fields = new Fields( $body );
		$limit  = max( 1, min( Outbox::PAGE, $fields->number( 'limit' ) ) );
		$fields->object( 'lease' )->text( 'token' );
		$this->take_abandoned( $limit );
		$events = $this->events( $limit );
		return [
			'events' => $events,
			'open'   => $this->outbox->open_count(),
			'lease'  => $this->channel->roll_lease( Uuid::now() ),
		];
	}

	/**
	 * One order that cannot be read must not keep the others back.
	 */
	private function take_abandoned( int $limit ): void {
		foreach ( $this->outbox->abandoned_marks( $this->settings->grace_s(), $limit ) as $mark ) {
			try {
				$this->outbox->note_try( (string) $mark['event_id'] );
				$this->taker->take( (string) $mark['event_id'], (int) $mark['order_id'] );
			} catch ( \Throwable $fault ) {
				$this->log->fault( 'take the picture of order ' . $mark['order_id'], $fault );
			}
		}
	}

	/**
	 * The page's envelopes, fewer where they are large.
	 *
	 * @return list<array<string, mixed>>
	 */
	private function events( int $limit ): array {
		$events = [];
		$bytes  = 0;
		foreach ( $this->outbox->unacknowledged( $limit ) as $row ) {
			$bytes += strlen( (string) $row['body'] );
			if ( [] !== $events && $bytes > self::BYTES_MAX ) {
				break;
			}
			$events[] = Envelope::of( $row, $this->settings->shop );
		}
		return $events;
	}
}
