<?php
/**
 * Since when every request of this shop has run with our hooks, and the term of the epochs.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Database;
use Counterfoil\Log;
use Counterfoil\Registrable;

/**
 * Begins with the agent's first word; a deactivation ends it, since moves go unseen from then on.
 */
final class Watch implements Registrable {

	private const EPOCHS_OF_A_TERM = 2 ** 40;

	public function __construct( private readonly Database $database, private readonly Log $log ) {}

	public function register(): void {
		register_deactivation_hook( COUNTERFOIL_FILE, [ $this, 'end' ] );
	}

	/**
	 * How long the longest request of this shop may last.
	 */
	public function longest_request_s(): int {
		return defined( 'COUNTERFOIL_SEED_AFTER' ) ? max( 0, (int) constant( 'COUNTERFOIL_SEED_AFTER' ) ) : 900;
	}

	/**
	 * Starts where it has not started: the first start of all is the cut-over.
	 */
	public function begin(): void {
		$this->database->execute(
			'UPDATE %i SET started_at = COALESCE(started_at, UTC_TIMESTAMP(3)),
				watched_since = COALESCE(watched_since, UTC_TIMESTAMP(3))
			WHERE id = 1 AND (started_at IS NULL OR watched_since IS NULL)',
			$this->database->table( 'stock_watch' )
		);
	}

	/**
	 * Seeds everything anew at the next start: what moves meanwhile is not in the books.
	 */
	public function end(): void {
		try {
			$this->database->execute( 'UPDATE %i SET watched_since = NULL', $this->database->table( 'stock_watch' ) );
			$this->database->execute(
				'UPDATE %i SET seeded_at = NULL, figure = NULL, unclaimed = 0',
				$this->database->table( 'stock' )
			);
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'end the watch over stock', $fault );
		}
	}

	/**
	 * When seeding may begin, whether that time is over, and the epochs' state.
	 *
	 * @return array{term: int, highest_epoch: int, ready: bool, ready_at: string|null}
	 */
	public function state(): array {
		$row   = (array) $this->database->row(
			'SELECT term, COALESCE((SELECT MAX(epoch) FROM %i), 0) AS highest_epoch,
				DATE_ADD(watched_since, INTERVAL %d SECOND) AS ready_at,
				DATE_ADD(watched_since, INTERVAL %d SECOND) <= UTC_TIMESTAMP(3) AS is_ready
			FROM %i WHERE id = 1',
			$this->database->table( 'stock' ),
			$this->longest_request_s(),
			$this->longest_request_s(),
			$this->database->table( 'stock_watch' )
		);
		$ready = '1' === $row['is_ready'];
		return [
			'term'          => (int) $row['term'],
			'highest_epoch' => (int) $row['highest_epoch'],
			'ready'         => $ready,
			'ready_at'      => $ready || null === $row['ready_at'] ? null : $this->on_the_wire( $row['ready_at'] ),
		];
	}

	/**
	 * A term above every epoch that was ever applied, stored before it is told.
	 */
	public function raise_term(): void {
		$this->database->execute(
			'UPDATE %i SET term = GREATEST(term, (SELECT COALESCE(MAX(epoch), 0) FROM %i) DIV %d) + 1 WHERE id = 1',
			$this->database->table( 'stock_watch' ),
			$this->database->table( 'stock' ),
			self::EPOCHS_OF_A_TERM
		);
	}

	private function on_the_wire( string $time ): string {
		return str_replace( ' ', 'T', substr( $time, 0, 23 ) ) . 'Z';
	}
}
