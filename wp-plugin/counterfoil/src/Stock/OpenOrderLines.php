<?php
/**
 * What the lines of open orders have taken off stock, read for seeding.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Counterfoil\Database;

/**
 * In SQL, wherever this shop keeps its orders: a read through WooCommerce would take minutes, under a lock.
 */
final class OpenOrderLines {

	/**
	 * In these WooCommerce has taken a line's pieces, also where a killed request has not written it down; but
	 * a request may still be on its way from the status to the stock.
	 */
	private const HOLDING = "'wc-processing', 'wc-on-hold'";

	private bool $is_hpos = false;

	public function __construct( private readonly Database $database, private readonly ShopTables $shop ) {}

	/**
	 * Asked outside the transaction: nothing of WooCommerce runs in it.
	 */
	public function look_where_orders_are(): void {
		$this->is_hpos = OrderUtil::custom_orders_table_usage_is_enabled();
	}

	/**
	 * The lines of these stock ids with what they have taken; earlier: ordered before the first start.
	 * A completed order counts when it is younger than that: it may not be inside the figure yet. One closed
	 * a moment ago counts by its item meta: its request may not have given the stock back yet.
	 *
	 * @param array<int, int>    $stock_ids Their books are locked.
	 * @param array<int, string> $closed    Statuses that have nothing.
	 * @return list<array<string, string|null>>
	 */
	public function of( array $stock_ids, array $closed, int $longest_request_s ): array {
		$o       = $this->is_hpos
			? 'SELECT id, status, date_created_gmt AS created_at, date_updated_gmt AS changed_at FROM %i WHERE type = %s'
			: 'SELECT ID AS id, post_status AS status, post_date_gmt AS created_at, post_modified_gmt AS changed_at
				FROM %i WHERE post_type = %s';
		$product = Products::of_item();
		$taken   = 'GREATEST(COALESCE(CAST(r.meta_value AS DECIMAL(19,6)), 0), IF(o.status IN (' . self::HOLDING . ")
			AND o.changed_at < DATE_SUB(UTC_TIMESTAMP(), INTERVAL %d SECOND),
			CAST(COALESCE(q.meta_value, '0') AS DECIMAL(19,6)) - CAST(COALESCE(b.meta_value, '0') AS DECIMAL(19,6)), 0))";
		return $this->database->rows(
			"SELECT i.order_item_id AS item_id, i.order_id, {$product['stock_id']} AS stock_id, $taken AS claimed,
				o.created_at < w.started_at AS is_earlier
			FROM ($o) o JOIN %i w ON w.id = 1 JOIN %i i ON i.order_id = o.id AND i.order_item_type = 'line_item'
			{$product['join']}
			LEFT JOIN %i r ON r.order_item_id = i.order_item_id AND r.meta_key = '_reduced_stock'
			LEFT JOIN %i q ON q.order_item_id = i.order_item_id AND q.meta_key = '_qty'
			LEFT JOIN %i b ON b.order_item_id = i.order_item_id AND b.meta_key = '_restock_refunded_items'
			WHERE (o.changed_at >= DATE_SUB(UTC_TIMESTAMP(), INTERVAL %d SECOND)
					OR o.status NOT IN (" . implode( ',', array_fill( 0, count( $closed ), '%s' ) ) . "))
				AND (o.status <> 'wc-completed' OR o.created_at >= w.started_at)
			HAVING claimed > 0 AND stock_id IN (" . implode( ',', array_fill( 0, count( $stock_ids ), '%d' ) ) . ')',
			$longest_request_s,
			...$this->tables(),
			...[ $longest_request_s, ...$closed, ...$stock_ids ]
		);
	}

	/**
	 * The values for the places before the statuses.
	 *
	 * @return list<string>
	 */
	private function tables(): array {
		$meta = $this->shop->item_meta();
		return [
			$this->is_hpos ? $this->shop->orders() : $this->shop->posts(),
			'shop_order',
			$this->database->table( 'stock_watch' ),
			$this->shop->order_items(),
			...Products::item_tables( $this->shop ),
			$meta,
			$meta,
			$meta,
		];
	}
}
