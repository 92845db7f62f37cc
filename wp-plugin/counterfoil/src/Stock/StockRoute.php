<?php
/**
 * The route `stock`: ERP figures come in and are applied, and work left over from before is finished.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Agent\Fields;
use Counterfoil\Agent\Refusal;
use Counterfoil\Agent\Route;
use Counterfoil\DatabaseFault;
use Counterfoil\Log;

/**
 * May be repeated freely: an epoch that is not newer changes nothing.
 */
final class StockRoute implements Route {

	public const ITEMS_MAX = 1000;

	/** Stock ids of one transaction: no lock may be held longer than about 10 ms. */
	private const TOGETHER_MAX = 100;

	private const AFTER_WORK_S = 0.2;

	public function __construct(
		private readonly Watch $watch,
		private readonly Products $products,
		private readonly Seeding $seeding,
		private readonly Figures $figures,
		private readonly AfterWork $after_work,
		private readonly Log $log,
	) {}

	public function name(): string {
		return 'stock';
	}

	public function handle( array $body ): array {
		$fields    = new Fields( $body );
		$is_inside = $this->are_earlier_orders_inside( $fields );
		$figures   = $this->read( $fields );
		$results   = [];
		ksort( $figures );
		$this->watch->begin();
		foreach ( array_chunk( $figures, self::TOGETHER_MAX, true ) as $together ) {
			$results += $this->take( $together, $is_inside );
		}
		$left = $this->after_work->finish( self::AFTER_WORK_S );
		return [
			'results'    => array_map( static fn ( Fields $item ) => $results[ $item->number( 'stock_id' ) ], $fields->objects( 'items' ) ),
			'after_work' => $left,
		];
	}

	private function are_earlier_orders_inside( Fields $fields ): bool {
		$rule = $fields->text( 'orders_before_start' );
		return match ( $rule ) {
			'inside'  => true,
			'outside' => false,
			default   => throw $fields->malformed( 'orders_before_start' ),
		};
	}

	/**
	 * The figures by stock id.
	 *
	 * @return array<int, Figure>
	 * @throws Refusal They are not as agreed.
	 */
	private function read( Fields $fields ): array {
		$items   = $fields->objects( 'items' );
		$figures = [];
		foreach ( $items as $item ) {
			$figure                       = Figure::read( $item );
			$figures[ $figure->stock_id ] = $figure;
		}
		if ( count( $items ) > self::ITEMS_MAX || count( $figures ) < count( $items ) ) {
			throw $fields->malformed( 'items' );
		}
		return $figures;
	}

	/**
	 * Applies what belongs together; a fault of the database fails these and no others.
	 *
	 * @param array<int, Figure> $figures At most a transaction's, by stock id, ascending.
	 * @return array<int, array<string, mixed>>
	 */
	private function take( array $figures, bool $is_inside ): array {
		try {
			$refused = $this->refused( $figures );
			$figures = array_diff_key( $figures, $refused );
			$ready   = $this->watch->state()['ready'];
			$seeded  = [] === $figures ? [] : $this->seeding->seed( array_keys( $figures ), $ready, $is_inside );
			$results = [] === $figures ? [] : $this->figures->apply( $figures, $seeded );
			return $refused + $results;
		} catch ( DatabaseFault $fault ) {
			$this->log->fault( 'apply ERP figures', $fault );
			return array_map( static fn ( Figure $figure ) => self::result( $figure->stock_id, 'failed' ), $figures + ( $refused ?? [] ) );
		}
	}

	/**
	 * The results of those whose pair of SKU and stock id does not hold any more.
	 *
	 * @param array<int, Figure> $figures By stock id.
	 * @return array<int, array<string, mixed>>
	 */
	private function refused( array $figures ): array {
		$sold    = $this->products->skus_of( array_keys( $figures ) );
		$results = [];
		foreach ( $figures as $stock_id => $figure ) {
			if ( ! isset( $sold[ $stock_id ] ) ) {
				$results[ $stock_id ] = self::result( $stock_id, 'unknown' );
			} elseif ( ! $figure->is_sold_as( $sold[ $stock_id ] ) ) {
				$results[ $stock_id ] = self::result( $stock_id, 'moved' );
			}
		}
		return $results;
	}

	private static function result( int $stock_id, string $result ): array {
		return [
			'stock_id'  => $stock_id,
			'result'    => $result,
			'epoch'     => 0,
			'shown'     => null,
			'unclaimed' => null,
		];
	}
}
