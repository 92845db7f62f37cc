<?php
/**
 * The two moves that a shop request makes in the books: WooCommerce moves stock, a line claims it.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Database;
use Counterfoil\DatabaseFault;

/**
 * Each is one statement and no transaction: inside a hook a START TRANSACTION would commit somebody else's.
 *
 * The row of the stock id stands first in every join, so that it is locked first everywhere; an expression
 * never reads a column that the same statement sets in another table, except from a table that stands behind.
 */
final class Books {

	/** What a line has outside the ERP figure (U), of a table called %1$s and a claimed quantity %2$s. */
	private const OUTSIDE = 'GREATEST(0, (%2$s - LEAST(%1$s.settled, %2$s)) - GREATEST(0, %1$s.credit - %1$s.final))';

	/**
	 * The row that says what is shown. The function keeps the optimiser from the index of meta keys, over
	 * which it would lock the stock of every product.
	 */
	private const SHOWN = "%i p ON p.post_id = s.stock_id AND CONCAT(p.meta_key) = '_stock'";

	public function __construct( private readonly Database $database, private readonly ShopTables $shop ) {}

	/**
	 * The SQL of what a line has outside the figure, with the quantity it has claimed.
	 */
	public static function outside( string $line = 'l', string $claimed = 'l.claimed' ): string {
		return sprintf( self::OUTSIDE, $line, $claimed );
	}

	/**
	 * Moves stock and the unclaimed quantity together; false where the books do not follow this stock id.
	 */
	public function move( Move $move ): bool {
		$quantity = 'CAST(%s AS DECIMAL(19,6))';
		$stands   = 'CAST(p.meta_value AS DECIMAL(19,6))';
		$up       = $move->is_absolute() ? "($quantity - $stands)" : $quantity;
		$becomes  = $move->is_absolute() ? $quantity : "$stands + $quantity";
		// The count makes every move a change: "no row changed" must mean that there was nothing to move.
		return $this->insist(
			'UPDATE %i s STRAIGHT_JOIN ' . self::SHOWN . "
			SET s.unclaimed = s.unclaimed - $up, s.moves = s.moves + 1, s.moved_at = UTC_TIMESTAMP(3), s.moved_by = %s,
				p.meta_value = $becomes
			WHERE s.stock_id = %d AND s.seeded_at IS NOT NULL",
			$this->database->table( 'stock' ),
			$this->shop->post_meta(),
			$move->quantity,
			$move->operation,
			$move->quantity,
			$move->stock_id
		) > 0;
	}

	/**
	 * The number of the row that says what is shown.
	 */
	public function shown_row( int $stock_id ): int {
		return (int) $this->database->value(
			"SELECT MIN(meta_id) FROM %i WHERE post_id = %d AND meta_key = '_stock'",
			$this->shop->post_meta(),
			$stock_id
		);
	}

	/**
	 * Sets what a line has claimed to what its item meta says in the database now.
	 * Goods that the ERP still counts as sold do not come back on sale with it.
	 *
	 * @return int|null The stock id whose shown stock changed with the claim.
	 */
	public function claim( int $item_id ): ?int {
		$line = $this->line_of( $item_id );
		if ( null === $line ) {
			return null;
		}
		if ( '1' === $line['is_new'] ) {
			$this->database->execute(
				'INSERT IGNORE INTO %i (item_id, order_id, stock_id) VALUES (%d, %d, %d)',
				$this->database->table( 'line' ),
				$item_id,
				$line['order_id'],
				$line['stock_id']
			);
		}
		$stock_id = (int) $line['stock_id'];
		// Stock id, line and shown stock: three rows only where the claim changed what is shown.
		return $this->take( $stock_id, $item_id ) > 2 ? $stock_id : null;
	}

	private function take( int $stock_id, int $item_id ): int {
		$stands = 'COALESCE(CAST(w.meta_value AS DECIMAL(19,6)), 0)';
		$was    = self::outside();
		$is     = self::outside( 'l', $stands );
		return $this->insist(
			'UPDATE %i s STRAIGHT_JOIN %i l ON l.stock_id = s.stock_id
			STRAIGHT_JOIN ' . self::SHOWN . "
			LEFT JOIN %i w ON w.order_item_id = l.item_id AND w.meta_key = '_reduced_stock'
			SET s.unclaimed = s.unclaimed - ($stands - l.claimed),
				p.meta_value = CAST(p.meta_value AS DECIMAL(19,6)) + $was - $is + ($stands - l.claimed),
				l.settled = LEAST(l.settled, $stands), l.claimed = $stands
			WHERE s.stock_id = %d AND l.item_id = %d AND s.seeded_at IS NOT NULL",
			$this->database->table( 'stock' ),
			$this->database->table( 'line' ),
			$this->shop->post_meta(),
			$this->shop->item_meta(),
			$stock_id,
			$item_id
		);
	}

	/**
	 * A statement that lost a deadlock has changed nothing: once more.
	 *
	 * @throws DatabaseFault It failed for another reason, or again.
	 */
	private function insist( string $sql, mixed ...$values ): int {
		try {
			return $this->database->execute( $sql, ...$values );
		} catch ( DatabaseFault $fault ) {
			if ( ! str_contains( $fault->getMessage(), 'Deadlock' ) ) {
				throw $fault;
			}
			return $this->database->execute( $sql, ...$values );
		}
	}

	/**
	 * The line as the books have it, or as its product says; null for what the books do not follow.
	 *
	 * @return array<string, string|null>|null
	 */
	private function line_of( int $item_id ): ?array {
		$product = Products::of_item();
		return $this->database->row(
			"SELECT i.order_id, s.stock_id, l.item_id IS NULL AS is_new
			FROM %i i {$product['join']} LEFT JOIN %i l ON l.item_id = i.order_item_id
			JOIN %i s ON s.stock_id = COALESCE(l.stock_id, {$product['stock_id']}) AND s.seeded_at IS NOT NULL
			WHERE i.order_item_id = %d",
			$this->shop->order_items(),
			...Products::item_tables( $this->shop ),
			...[
				$this->database->table( 'line' ),
				$this->database->table( 'stock' ),
				$item_id,
			]
		);
	}
}
