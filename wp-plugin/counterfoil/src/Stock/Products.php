<?php
/**
 * Which products there are, and under which stock id and SKU each one sells.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Database;

/**
 * The stock id is WooCommerce's `get_stock_managed_by_id()`, said in SQL: thousands are asked for at once.
 */
final class Products {

	/** A variation without stock or SKU of its own has its parent's. */
	private const STOCK_ID = "CASE WHEN p.post_type <> 'product_variation' OR own.meta_value = 'yes'
		THEN p.ID ELSE p.post_parent END";

	private const SKU = "COALESCE(NULLIF(sku.meta_value, ''), parent_sku.meta_value, '')";

	private const MANAGES = "CASE WHEN own.meta_value = 'yes' THEN 'own'
		WHEN p.post_type = 'product_variation' AND parent_manages.meta_value = 'yes' THEN 'parent' ELSE 'none' END";

	private const FROM = "%i p
		LEFT JOIN %i own ON own.post_id = p.ID AND own.meta_key = '_manage_stock'
		LEFT JOIN %i sku ON sku.post_id = p.ID AND sku.meta_key = '_sku'
		LEFT JOIN %i parent ON parent.ID = p.post_parent AND p.post_type = 'product_variation'
		LEFT JOIN %i parent_manages ON parent_manages.post_id = parent.ID AND parent_manages.meta_key = '_manage_stock'
		LEFT JOIN %i parent_sku ON parent_sku.post_id = parent.ID AND parent_sku.meta_key = '_sku'";

	/** What can be bought: a product with variations is sold only through them. */
	private const SOLD = "p.post_type IN ('product', 'product_variation')
		AND p.post_status NOT IN ('trash', 'auto-draft') AND COALESCE(parent.post_status, '') NOT IN ('trash', 'auto-draft')
		AND (p.post_type = 'product_variation' OR NOT EXISTS (
			SELECT 1 FROM %i child WHERE child.post_parent = p.ID AND child.post_type = 'product_variation'))";

	public function __construct( private readonly Database $database, private readonly ShopTables $shop ) {}

	/**
	 * The SQL that joins an order item `i` to the product whose stock it moves, and its stock id.
	 *
	 * @return array{join: string, stock_id: string}
	 */
	public static function of_item(): array {
		return [
			'join'     => "JOIN %i pid ON pid.order_item_id = i.order_item_id AND pid.meta_key = '_product_id'
				LEFT JOIN %i vid ON vid.order_item_id = i.order_item_id AND vid.meta_key = '_variation_id'
				LEFT JOIN %i own ON own.post_id = CAST(vid.meta_value AS UNSIGNED) AND own.meta_key = '_manage_stock'",
			'stock_id' => "CASE WHEN CAST(COALESCE(vid.meta_value, '0') AS UNSIGNED) > 0 AND own.meta_value = 'yes'
				THEN CAST(vid.meta_value AS UNSIGNED) ELSE CAST(pid.meta_value AS UNSIGNED) END",
		];
	}

	/**
	 * The tables for the places in that join.
	 *
	 * @return list<string>
	 */
	public static function item_tables( ShopTables $shop ): array {
		return [ $shop->item_meta(), $shop->item_meta(), $shop->post_meta() ];
	}

	/**
	 * Products with an id above the last one given, oldest id first; since: changed at or after (UTC).
	 *
	 * @return list<array<string, string|null>>
	 */
	public function page( int $after, ?string $since, int $limit ): array {
		$changed = null === $since
			? ''
			: 'AND GREATEST(p.post_modified_gmt, COALESCE(parent.post_modified_gmt, p.post_modified_gmt)) >= %s';
		$since   = null === $since ? [] : [ $since ];
		return $this->database->rows(
			'SELECT p.ID AS product_id, p.post_title AS name, p.post_type, ' . self::STOCK_ID . ' AS stock_id, '
			. self::SKU . ' AS sku, ' . self::MANAGES . ' AS manages FROM ' . self::FROM
			. ' WHERE p.ID > %d AND ' . self::SOLD . " $changed ORDER BY p.ID LIMIT %d",
			...$this->tables(),
			...[ $after, $this->shop->posts(), ...$since, $limit ]
		);
	}

	/**
	 * The SKUs sold under each of these stock ids, those that keep stock only.
	 *
	 * @param array<int, int> $stock_ids At most a few hundred.
	 * @return array<int, list<string>>
	 */
	public function skus_of( array $stock_ids ): array {
		$places = implode( ',', array_fill( 0, count( $stock_ids ), '%d' ) );
		$rows   = $this->database->rows(
			'SELECT ' . self::STOCK_ID . ' AS stock_id, ' . self::SKU . ' AS sku FROM ' . self::FROM
			. ' WHERE (p.ID IN (' . $places . ') OR p.post_parent IN (' . $places . ')) AND ' . self::SOLD
			. ' AND ' . self::MANAGES . " <> 'none'",
			...$this->tables(),
			...[ ...$stock_ids, ...$stock_ids, $this->shop->posts() ]
		);
		$skus   = [];
		foreach ( $rows as $row ) {
			$skus[ (int) $row['stock_id'] ][] = (string) $row['sku'];
		}
		return $skus;
	}

	/**
	 * The tables for the places in FROM.
	 *
	 * @return list<string>
	 */
	private function tables(): array {
		$posts = $this->shop->posts();
		$meta  = $this->shop->post_meta();
		return [ $posts, $meta, $meta, $posts, $meta, $meta ];
	}
}
