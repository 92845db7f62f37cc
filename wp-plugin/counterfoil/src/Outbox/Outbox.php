<?php
/**
 * The table of what happened and is not acknowledged.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

use Counterfoil\Agent\Json;
use Counterfoil\Agent\Uuid;
use Counterfoil\Database;

/**
 * Its rows are marks until a body is given; nothing leaves before it is acknowledged.
 */
final class Outbox {

	public const PAGE = 50;

	private const KEPT_DAYS   = 30;
	private const PRUNE_BATCH = 500;

	/** From here on an order that cannot be read is shown. */
	private const TRIES_UNSEEN = 2;

	public function __construct( private readonly Database $database ) {}

	/**
	 * Notes that an order has changed: one INSERT, and the row's id.
	 */
	public function mark( int $order_id ): string {
		$event_id = Uuid::now();
		$this->database->execute(
			"INSERT INTO %i (event_id, order_id, kind, made_at) VALUES (%s, %d, 'order', UTC_TIMESTAMP(3))",
			$this->table(),
			$event_id,
			$order_id
		);
		return $event_id;
	}

	/**
	 * Notes a deletion with its body (O4), once, and only of an order that was ever told.
	 *
	 * `gone` is written last and only by this seq: a request killed in between says it twice,
	 * which changes nothing; the other way round it would never be said.
	 */
	public function note_deletion( int $order_id, string $gone ): ?string {
		$orders  = $this->database->table( 'order' );
		$counted = $this->database->execute(
			'UPDATE %i SET seq = LAST_INSERT_ID(seq + 1) WHERE order_id = %d AND seq > 0 AND gone <> %s',
			$orders,
			$order_id,
			$gone
		);
		if ( 0 === $counted ) {
			return null;
		}
		$seq      = (int) $this->database->value( 'SELECT LAST_INSERT_ID()' );
		$event_id = Uuid::now();
		$this->database->execute(
			"INSERT INTO %i (event_id, order_id, kind, made_at, incarnation, seq, body)
				SELECT %s, order_id, 'order_deleted', UTC_TIMESTAMP(3), incarnation, %d, %s
				FROM %i WHERE order_id = %d",
			$this->table(),
			$event_id,
			$seq,
			Json::encode( [ 'status' => $gone ] ),
			$orders,
			$order_id
		);
		$this->database->execute(
			'UPDATE %i SET gone = %s WHERE order_id = %d AND seq = %d',
			$orders,
			$gone,
			$order_id,
			$seq
		);
		return $event_id;
	}

	/**
	 * Marks whose request must have ended by now; one that was tried in vain waits 4 s, 16 s, … 68 min.
	 *
	 * @return list<array<string, string|null>>
	 */
	public function abandoned_marks( int $grace_s, int $limit ): array {
		return $this->database->rows(
			'SELECT event_id, order_id FROM %i
				WHERE acked_at IS NULL AND body IS NULL AND made_at <= UTC_TIMESTAMP(3) - INTERVAL %d SECOND
					AND ( tries = 0 OR tried_at <= UTC_TIMESTAMP(3) - INTERVAL POW( 4, LEAST( tries, 6 ) ) SECOND )
				ORDER BY tries, id LIMIT %d',
			$this->table(),
			$grace_s,
			$limit
		);
	}

	/**
	 * Written down before an abandoned mark's order is read: should whoever reads it die of it,
	 * the next pull passes it by, and no other order waits behind it.
	 */
	public function note_try( string $event_id ): void {
		$this->database->execute(
			"UPDATE %i SET refusal = IF( tries >= %d, 'unreadable', refusal ), tries = tries + 1,
				tried_at = UTC_TIMESTAMP(3) WHERE event_id = %s AND body IS NULL",
			$this->table(),
			self::TRIES_UNSEEN,
			$event_id
		);
	}

	/**
	 * What is not acknowledged and has its body, oldest first.
	 *
	 * @return list<array<string, string|null>>
	 */
	public function unacknowledged( int $limit ): array {
		return $this->database->rows(
			'SELECT * FROM %i WHERE acked_at IS NULL AND body IS NOT NULL ORDER BY id LIMIT %d',
			$this->table(),
			$limit
		);
	}

	/**
	 * One row, or null where it was dropped.
	 *
	 * @return array<string, string|null>|null
	 */
	public function row( string $event_id ): ?array {
		return $this->database->row( 'SELECT * FROM %i WHERE event_id = %s', $this->table(), $event_id );
	}

	/**
	 * Says that the agent has these; the ids that were never here come back.
	 *
	 * @return list<string>
	 */
	public function acknowledge( array $event_ids ): array {
		if ( [] === $event_ids ) {
			return [];
		}
		$places = implode( ', ', array_fill( 0, count( $event_ids ), '%s' ) );
		$this->database->execute(
			"UPDATE %i SET acked_at = UTC_TIMESTAMP(3), refusal = NULL
				WHERE event_id IN ( $places ) AND acked_at IS NULL AND body IS NOT NULL",
			$this->table(),
			...$event_ids
		);
		$known = $this->database->rows(
			"SELECT event_id FROM %i WHERE event_id IN ( $places ) AND acked_at IS NOT NULL",
			$this->table(),
			...$event_ids
		);
		return array_values( array_diff( $event_ids, array_column( $known, 'event_id' ) ) );
	}

	/**
	 * The agent will not take this one: it stays, and is shown.
	 */
	public function refuse( string $event_id, string $code ): void {
		$this->database->execute(
			'UPDATE %i SET refusal = %s WHERE event_id = %s AND acked_at IS NULL',
			$this->table(),
			substr( $code, 0, 40 ),
			$event_id
		);
	}

	public function open_count(): int {
		return (int) $this->database->value( 'SELECT COUNT(*) FROM %i WHERE acked_at IS NULL', $this->table() );
	}

	/**
	 * How many are open, since when, and how many of them the agent refuses.
	 *
	 * @return array<string, string|null>
	 */
	public function summary(): array {
		return (array) $this->database->row(
			'SELECT COUNT(*) AS open, MIN(made_at) AS oldest_at, COUNT(refusal) AS refused, MAX(refusal) AS refusal
				FROM %i WHERE acked_at IS NULL',
			$this->table()
		);
	}

	public function prune(): void {
		$this->database->execute(
			'DELETE FROM %i WHERE acked_at < UTC_TIMESTAMP() - INTERVAL %d DAY ORDER BY acked_at LIMIT %d',
			$this->table(),
			self::KEPT_DAYS,
			self::PRUNE_BATCH
		);
	}

	private function table(): string {
		return $this->database->table( 'outbox' );
	}
}
