<?php
/**
 * What `hello` says of stock: the term, the highest epoch, and when figures are taken.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Agent\Greeting;

/**
 * A restored agent begins above everything that the shop has seen.
 */
final class StockGreeting implements Greeting {

	public function __construct( private readonly Watch $watch ) {}

	public function greet( array $answer, array $request ): array {
		$this->watch->begin();
		if ( true === ( $request['raise_term'] ?? null ) ) {
			$this->watch->raise_term();
		}
		$answer['limits']['stock']   = StockRoute::ITEMS_MAX;
		$answer['limits']['catalog'] = CatalogRoute::ITEMS_MAX;
		$answer['stock']             = $this->watch->state();
		return $answer;
	}
}
