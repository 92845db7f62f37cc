<?php
/**
 * One move of stock, read from the statement with which WooCommerce is about to make it.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

/**
 * Knows the statements of WooCommerce 7.9 to 11.0 and nothing else: a statement in doubt is none.
 */
final class Move {

	/** WooCommerce 11 quotes an absolute quantity, older ones do not. */
	private const FORM = '/^UPDATE (\S+) SET meta_value = (?:meta_value ([+-]\d+(?:\.\d+)?)'
		. "|(?:'(-?\d+(?:\.\d+)?)'|(-?\d+(?:\.\d+)?))) WHERE post_id = (\d+) AND meta_key='_stock'$/D";

	private const ABSOLUTE = 'set';
	private const RELATIVE = [ 'increase', 'decrease' ];

	private function __construct(
		public readonly int $stock_id,
		public readonly string $operation,
		public readonly string $quantity,
	) {}

	/**
	 * The move, or null where the statement is not WooCommerce's own for this product.
	 */
	public static function recognise( string $sql, string $table, int $stock_id, string $operation ): ?self {
		if ( ! preg_match( self::FORM, trim( $sql ), $part, PREG_UNMATCHED_AS_NULL ) ) {
			return null;
		}
		[ , $named, $by, $quoted, $bare, $id ] = $part;
		$is_known = null === $by ? self::ABSOLUTE === $operation : in_array( $operation, self::RELATIVE, true );
		if ( ! $is_known || $table !== $named || (string) $stock_id !== $id ) {
			return null;
		}
		return new self( $stock_id, $operation, (string) ( $by ?? $quoted ?? $bare ) );
	}

	/**
	 * A product saved with another quantity: WooCommerce writes it like any meta data, past its own filter.
	 */
	public static function edit( int $stock_id, mixed $quantity ): ?self {
		$is_exact = is_scalar( $quantity ) && preg_match( '/^-?\d+(?:\.\d+)?$/D', (string) $quantity );
		return $is_exact ? new self( $stock_id, self::ABSOLUTE, (string) $quantity ) : null;
	}

	public function is_absolute(): bool {
		return self::ABSOLUTE === $this->operation;
	}
}
