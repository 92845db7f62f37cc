<?php
/**
 * Gives a mark its body and seq, together and once (O2, O3).
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

use Counterfoil\Agent\Envelope;
use Counterfoil\Agent\Json;
use Counterfoil\Agent\Uuid;
use Counterfoil\Database;

/**
 * Under the lock of the order's row a picture is read and numbered: a higher seq holds the newer picture.
 */
final class PictureTaker {

	public function __construct(
		private readonly Database $database,
		private readonly BodySource $source,
	) {}

	/**
	 * Gives a mark its body. Where somebody was faster and the order has changed since, a new
	 * row is added. Returns the id of the row that this call has given a body to, if any.
	 */
	public function take( string $event_id, int $order_id ): ?string {
		if ( $this->database->is_in_transaction() ) {
			return null; // Ours would commit what somebody else has left open; the mark waits for the pull.
		}
		return $this->database->transaction( fn () => $this->take_locked( $event_id, $order_id ) );
	}

	private function take_locked( string $event_id, int $order_id ): ?string {
		$order = $this->lock( $order_id );
		// No plain read may come before the lock: it would fix an older picture for the whole transaction.
		$picture = $this->source->picture( $order_id );
		if ( Picture::DRAFT === $picture->presence || $this->is_told_gone( $picture, $order ) ) {
			$this->drop( $event_id, $order_id );
			return null;
		}
		if ( '' === $order['incarnation'] ) {
			$order['incarnation'] = Envelope::incarnation( $picture->order_key );
		}
		$kind  = $picture->is_gone() ? 'order_deleted' : 'order';
		$body  = $picture->is_gone() ? Json::encode( [ 'status' => $picture->presence ] ) : $picture->body;
		$given = $this->give( $event_id, $order, $kind, $body )
			?? $this->add_if_changed( $order, $kind, $body );
		if ( null !== $given ) {
			$this->number( $order, $picture, $body );
		}
		return $given;
	}

	/**
	 * The order's row, locked. ON DUPLICATE KEY takes the lock that is needed at once: any other
	 * way two first sights deadlock. With it comes the connection: one that breaks and is opened
	 * anew by wpdb is outside the transaction, and must change nothing.
	 *
	 * @return array<string, string>
	 */
	private function lock( int $order_id ): array {
		$table = $this->database->table( 'order' );
		$this->database->execute(
			"INSERT INTO %i (order_id, incarnation) VALUES (%d, '') ON DUPLICATE KEY UPDATE order_id = order_id",
			$table,
			$order_id
		);
		return (array) $this->database->row(
			'SELECT *, CONNECTION_ID() AS connection FROM %i WHERE order_id = %d FOR UPDATE',
			$table,
			$order_id
		);
	}

	/**
	 * Gone before anybody was told of it, or told already.
	 */
	private function is_told_gone( Picture $picture, array $order ): bool {
		return $picture->is_gone() && ( '0' === $order['seq'] || $order['gone'] === $picture->presence );
	}

	private function drop( string $event_id, int $order_id ): void {
		$this->database->execute(
			'DELETE FROM %i WHERE event_id = %s AND body IS NULL',
			$this->database->table( 'outbox' ),
			$event_id
		);
		$this->database->execute(
			'DELETE FROM %i WHERE order_id = %d AND seq = 0',
			$this->database->table( 'order' ),
			$order_id
		);
	}

	private function give( string $event_id, array $order, string $kind, string $body ): ?string {
		$changed = $this->database->execute(
			'UPDATE %i SET kind = %s, incarnation = %s, seq = %d, body = %s, refusal = NULL
				WHERE event_id = %s AND body IS NULL AND CONNECTION_ID() = %d',
			$this->database->table( 'outbox' ),
			$kind,
			$order['incarnation'],
			(int) $order['seq'] + 1,
			$body,
			$event_id,
			(int) $order['connection']
		);
		return 1 === $changed ? $event_id : null;
	}

	private function add_if_changed( array $order, string $kind, string $body ): ?string {
		if ( hash( 'sha256', $body ) === $order['picture'] ) {
			return null;
		}
		$event_id = Uuid::now();
		$added    = $this->database->execute(
			'INSERT INTO %i (event_id, order_id, kind, made_at, incarnation, seq, body)
				SELECT %s, %d, %s, UTC_TIMESTAMP(3), %s, %d, %s FROM DUAL WHERE CONNECTION_ID() = %d',
			$this->database->table( 'outbox' ),
			$event_id,
			(int) $order['order_id'],
			$kind,
			$order['incarnation'],
			(int) $order['seq'] + 1,
			$body,
			(int) $order['connection']
		);
		return 1 === $added ? $event_id : null;
	}

	private function number( array $order, Picture $picture, string $body ): void {
		$this->database->execute(
			'UPDATE %i SET seq = seq + 1, incarnation = %s, picture = %s, gone = %s
				WHERE order_id = %d AND CONNECTION_ID() = %d',
			$this->database->table( 'order' ),
			$order['incarnation'],
			hash( 'sha256', $body ),
			$picture->is_gone() ? $picture->presence : '',
			(int) $order['order_id'],
			(int) $order['connection']
		);
	}
}
