<?php
/**
 * Builds the room: what the composition root needs of stock, and nothing else.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Agent\Greeting;
use Counterfoil\Agent\Route;
use Counterfoil\Database;
use Counterfoil\Log;
use Counterfoil\Registrable;

/**
 * The hooks must run in every request from the activation on, paired or not: a move that is not seen is drift.
 */
final class StockFeature implements Registrable {

	private readonly Watch $watch;
	private readonly ShopTables $shop;
	private readonly AfterWork $after_work;

	public function __construct( private readonly Database $database, private readonly Log $log, \wpdb $wpdb ) {
		$this->shop       = new ShopTables( $wpdb );
		$this->watch      = new Watch( $database, $log );
		$this->after_work = new AfterWork( $database, $this->shop, $log );
	}

	public function register(): void {
		$books      = new Books( $this->database, $this->shop );
		$open_moves = new OpenMoves( $this->database, $this->log );
		$parts      = [
			$this->watch,
			$open_moves,
			new Seam( $books, $open_moves, $this->shop, $this->log ),
			new Claims( $books, $this->after_work, $this->log ),
		];
		foreach ( $parts as $part ) {
			$part->register();
		}
	}

	public function greeting(): Greeting {
		return new StockGreeting( $this->watch );
	}

	public function drift(): Drift {
		return new Drift( $this->database, $this->shop );
	}

	/**
	 * The routes `catalog` and `stock`.
	 *
	 * @return list<Route>
	 */
	public function routes(): array {
		$products = new Products( $this->database, $this->shop );
		$lines    = new OpenOrderLines( $this->database, $this->shop );
		$seeding  = new Seeding( $this->database, $this->watch, $lines );
		$figures  = new Figures( $this->database, $this->shop, $this->after_work );
		return [
			new CatalogRoute( $this->database, $products ),
			new StockRoute( $this->watch, $products, $seeding, $figures, $this->after_work, $this->log ),
		];
	}
}
