<?php
/**
 * What the channel remembers beyond a request: the lease and the pause of pushing.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

use Counterfoil\Database;

/**
 * One row of our own: an option could be a cached copy, and a clone would not be seen.
 */
final class Channel {

	private const FAILURES_MAX = 3;
	private const PAUSE_S      = 60;

	public function __construct( private readonly Database $database ) {}

	/**
	 * Rolls the lease: committed before it is answered. Sure for now, whatever token was brought.
	 *
	 * @return array{state: string, token: string}
	 */
	public function roll_lease( string $next ): array {
		$this->database->execute(
			'UPDATE %i SET lease_before = lease, lease = %s, pulled_at = UTC_TIMESTAMP(3)',
			$this->table(),
			$next
		);
		return [
			'state' => 'sure',
			'token' => $next,
		];
	}

	public function is_push_paused(): bool {
		return null !== $this->database->value(
			'SELECT 1 FROM %i WHERE push_paused_until > UTC_TIMESTAMP(3)',
			$this->table()
		);
	}

	public function note_push(): void {
		$this->database->execute(
			"UPDATE %i SET push_failures = 0, push_failure = '', push_paused_until = NULL,
				pushed_at = UTC_TIMESTAMP(3)",
			$this->table()
		);
	}

	/**
	 * The third failure in a row pauses; after the pause one more is enough.
	 */
	public function note_push_failure( string $why ): void {
		$this->database->execute(
			'UPDATE %i SET push_failures = push_failures + 1, push_failure = %s, push_paused_until =
				IF( push_failures >= %d, UTC_TIMESTAMP(3) + INTERVAL %d SECOND, push_paused_until )',
			$this->table(),
			mb_substr( $why, 0, 190 ),
			self::FAILURES_MAX,
			self::PAUSE_S
		);
	}

	public function end_pause(): void {
		$this->database->execute( 'UPDATE %i SET push_failures = 0, push_paused_until = NULL', $this->table() );
	}

	/**
	 * What there is to show.
	 *
	 * @return array<string, string|null>
	 */
	public function facts(): array {
		return (array) $this->database->row( 'SELECT * FROM %i', $this->table() );
	}

	private function table(): string {
		return $this->database->table( 'channel' );
	}
}
