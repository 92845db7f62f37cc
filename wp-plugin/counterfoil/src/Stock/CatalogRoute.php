<?php
/**
 * The route `catalog`: which SKU sells under which stock id; all, then what changed.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Stock;

use Counterfoil\Agent\Fields;
use Counterfoil\Agent\Refusal;
use Counterfoil\Agent\Route;
use Counterfoil\Database;

/**
 * Pages go by product id. The watermark is taken before the first page and lies back a little:
 * a change that was still being written comes again rather than never.
 */
final class CatalogRoute implements Route {

	public const ITEMS_MAX = 500;

	private const OVERLAP_S = 120;

	private const TIME = '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d';

	public function __construct( private readonly Database $database, private readonly Products $products ) {}

	public function name(): string {
		return 'catalog';
	}

	public function handle( array $body ): array {
		$fields = new Fields( $body );
		$since  = $fields->text_or_null( 'since' );
		if ( null !== $since && ! preg_match( '/^' . self::TIME . '$/D', $since ) ) {
			throw $fields->malformed( 'since' );
		}
		[ $after, $watermark ] = $this->place( $fields );
		$limit                 = max( 1, min( self::ITEMS_MAX, $fields->number( 'limit' ) ) );
		$rows                  = $this->products->page( $after, $since, $limit );
		$last                  = end( $rows );
		$is_more               = count( $rows ) === $limit && false !== $last;
		return [
			'items'     => array_map( [ $this, 'item' ], $rows ),
			'page'      => $is_more ? "{$last['product_id']}|{$watermark}" : null,
			'watermark' => $is_more ? null : $watermark,
		];
	}

	/**
	 * Where the page begins, and the watermark that belongs to this reading.
	 *
	 * @return array{int, string}
	 * @throws Refusal The page is none of ours.
	 */
	private function place( Fields $fields ): array {
		$page = $fields->text_or_null( 'page' );
		if ( null === $page ) {
			$watermark = $this->database->value( 'SELECT UTC_TIMESTAMP() - INTERVAL %d SECOND', self::OVERLAP_S );
			return [ 0, (string) $watermark ];
		}
		if ( ! preg_match( '/^(\d{1,18})\|(' . self::TIME . ')$/D', $page, $part ) ) {
			throw $fields->malformed( 'page' );
		}
		return [ (int) $part[1], $part[2] ];
	}

	private function item( array $row ): array {
		return [
			'product_id'    => (int) $row['product_id'],
			'stock_id'      => 'none' === $row['manages'] ? null : (int) $row['stock_id'],
			'sku'           => (string) $row['sku'],
			'name'          => (string) $row['name'],
			'kind'          => 'product_variation' === $row['post_type'] ? 'variation' : 'simple',
			'manages_stock' => $row['manages'],
		];
	}
}
