<?php
/**
 * Which stock ids a request may have moved without its lines having claimed it yet.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Database;
use Counterfoil\Log;
use Counterfoil\Registrable;

/**
 * Opened before the move, closed at the end of the request; what a killed request left counts as dead in time.
 */
final class OpenMoves implements Registrable {

	private ?string $request = null;

	public function __construct( private readonly Database $database, private readonly Log $log ) {}

	public function register(): void {
		add_action( 'shutdown', [ $this, 'close' ], PHP_INT_MAX );
	}

	public function open( int $stock_id ): void {
		$this->request ??= bin2hex( random_bytes( 16 ) );
		$this->database->execute(
			'INSERT IGNORE INTO %i (stock_id, request, opened_at) VALUES (%d, %s, UTC_TIMESTAMP(3))',
			$this->database->table( 'move' ),
			$stock_id,
			$this->request
		);
	}

	public function close(): void {
		if ( null === $this->request ) {
			return;
		}
		try {
			$this->database->execute( 'DELETE FROM %i WHERE request = %s', $this->database->table( 'move' ), $this->request );
			$this->request = null;
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'close a request in the stock books', $fault );
		}
	}
}
