<?php
/**
 * What a request does for its orders: notes them, and after the response gives bodies and pushes.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

use Counterfoil\Log;
use Counterfoil\Registrable;

/**
 * One row per order and request (O1); nothing is sent before the visitor has his answer (O5).
 */
final class RequestMarks implements Registrable {

	private const PUSHING_S = 5;

	/**
	 * Each `[ event id, order id ]`.
	 *
	 * @var list<array{string, int}>
	 */
	private array $marks = [];

	/**
	 * When an order was marked last, by its id.
	 *
	 * @var array<int, float>
	 */
	private array $marked_at = [];

	/**
	 * Event ids that have their body.
	 *
	 * @var list<string>
	 */
	private array $ready = [];

	/**
	 * A mark is good for half the grace: one that the pull may take before the request has
	 * ended is followed by another, so that a long import killed half-way loses no change.
	 */
	public function __construct(
		private readonly Outbox $outbox,
		private readonly PictureTaker $taker,
		private readonly Pusher $pusher,
		private readonly Log $log,
		private readonly int $grace_s,
	) {}

	public function register(): void {
		// Last, since others still change orders there.
		add_action( 'shutdown', [ $this, 'finish' ], PHP_INT_MAX );
	}

	public function note( int $order_id ): void {
		$now = microtime( true );
		if ( $now - ( $this->marked_at[ $order_id ] ?? 0 ) >= $this->grace_s / 2 ) {
			$this->marks[]                = [ $this->outbox->mark( $order_id ), $order_id ];
			$this->marked_at[ $order_id ] = $now;
		}
	}

	public function note_deletion( int $order_id, string $gone ): void {
		$event_id = $this->outbox->note_deletion( $order_id, $gone );
		if ( null !== $event_id ) {
			$this->ready[] = $event_id;
		}
	}

	/**
	 * Gives the marks their bodies and pushes, when the response has left.
	 */
	public function finish(): void {
		if ( [] === $this->marks && [] === $this->ready ) {
			return;
		}
		try {
			$is_flushed = $this->flush();
			$this->take_pictures();
			if ( $is_flushed && $this->pusher->can_push() ) {
				$this->push();
			}
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'hand over the orders of this request', $fault );
		}
	}

	private function take_pictures(): void {
		foreach ( $this->marks as [ $event_id, $order_id ] ) {
			try {
				$given = $this->taker->take( $event_id, $order_id );
				if ( null !== $given ) {
					$this->ready[] = $given;
				}
			} catch ( \Throwable $fault ) {
				$this->log->fault( "take the picture of order $order_id", $fault );
			}
		}
		$this->marks     = [];
		$this->marked_at = [];
	}

	private function push(): void {
		$started = microtime( true );
		foreach ( $this->ready as $event_id ) {
			if ( ! $this->pusher->push( $event_id ) || microtime( true ) - $started > self::PUSHING_S ) {
				return;
			}
		}
	}

	private function flush(): bool {
		ignore_user_abort( true );
		if ( function_exists( 'fastcgi_finish_request' ) ) {
			return fastcgi_finish_request();
		}
		if ( function_exists( 'litespeed_finish_request' ) ) {
			return litespeed_finish_request();
		}
		return false;
	}
}
