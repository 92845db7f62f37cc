<?php
/**
 * One stock id of a push: its ERP figure, epoch, SKUs and the complete list of credits.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Agent\Fields;
use Counterfoil\Agent\Refusal;

/**
 * Quantities stay decimal strings.
 */
final class Figure {

	private const EXACT = '/^-?\d{1,13}(\.\d{1,6})?$/D';

	/**
	 * Lines are order item id => [credit, final].
	 */
	private function __construct(
		public readonly int $stock_id,
		public readonly array $skus,
		public readonly int $epoch,
		public readonly string $figure,
		public readonly array $lines,
	) {}

	/**
	 * Reads one item of the request.
	 *
	 * @throws Refusal It is not as agreed.
	 */
	public static function read( Fields $item ): self {
		$lines = [];
		foreach ( $item->objects( 'lines' ) as $line ) {
			$lines[ $line->number( 'item_id' ) ] = [ self::exact( $line, 'credit' ), self::exact( $line, 'final' ) ];
		}
		$skus = $item->texts( 'skus' );
		if ( [] === $skus ) {
			throw $item->malformed( 'skus' );
		}
		$figure = self::exact( $item, 'figure' );
		return new self( $item->number( 'stock_id' ), $skus, $item->number( 'epoch' ), $figure, $lines );
	}

	/**
	 * Whether every SKU still sells under this stock id.
	 *
	 * @param array<int, string> $sold Those that do.
	 */
	public function is_sold_as( array $sold ): bool {
		return [] === array_diff( $this->skus, $sold );
	}

	private static function exact( Fields $fields, string $key ): string {
		$text = $fields->text( $key );
		return preg_match( self::EXACT, $text ) ? $text : throw $fields->malformed( $key );
	}
}
