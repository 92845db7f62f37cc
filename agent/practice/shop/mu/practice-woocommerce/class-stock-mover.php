<?php
/**
 * How WooCommerce moves `_stock` in the database: the statements that Counterfoil's seam sees.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

/**
 * One relative UPDATE, offered to other plugins first, then the row of the lookup table.
 * `make test-wordpress` compares these statements with the real ones.
 */
final class Stock_Mover {

	private const PRECISION = 6;

	/**
	 * Sets, adds or takes away pieces.
	 *
	 * @param int            $id        Whose stock.
	 * @param int|float|null $quantity  Pieces.
	 * @param string         $operation set, increase or decrease.
	 * @return int|float
	 */
	public static function move( int $id, $quantity, string $operation ) {
		global $wpdb;
		add_post_meta( $id, '_stock', 0, true );
		if ( 'set' === $operation ) {
			$new = wc_stock_amount( $quantity );
			$sql = $wpdb->prepare(
				"UPDATE {$wpdb->postmeta} SET meta_value = %s WHERE post_id = %d AND meta_key='_stock'",
				number_format( (float) $new, self::PRECISION, '.', '' ),
				$id
			);
		} else {
			$now = wc_stock_amount(
				$wpdb->get_var(
					$wpdb->prepare( "SELECT meta_value FROM {$wpdb->postmeta} WHERE post_id = %d AND meta_key='_stock';", $id )
				)
			);
			$by  = wc_stock_amount( $quantity ) * ( 'increase' === $operation ? 1 : -1 );
			$new = $now + $by;
			$sql = $wpdb->prepare(
				"UPDATE {$wpdb->postmeta} SET meta_value = meta_value %+f WHERE post_id = %d AND meta_key='_stock'",
				$by,
				$id
			);
		}
		$sql = apply_filters( 'woocommerce_update_product_stock_query', $sql, $id, $new, $operation );
		$wpdb->query( $sql ); // phpcs:ignore WordPress.DB -- Prepared above.
		wp_cache_delete( $id, 'post_meta' );
		self::update_lookup_table( $id );
		do_action( 'woocommerce_updated_product_stock', $id );
		return $new;
	}

	/**
	 * Writes the lookup row when it differs from the one written last.
	 *
	 * @param int $id Product.
	 */
	public static function update_lookup_table( int $id ): void {
		global $wpdb;
		$row = self::lookup_row( $id );
		if ( wp_cache_get( 'lookup_table', 'object_' . $id ) !== $row ) {
			$wpdb->replace( $wpdb->wc_product_meta_lookup, $row );
			wp_cache_set( 'lookup_table', $row, 'object_' . $id );
		}
	}

	/**
	 * The row, from the product's meta data.
	 *
	 * @param int $id Product.
	 * @return array<string, mixed>
	 */
	private static function lookup_row( int $id ): array {
		$meta   = static fn( string $key ) => get_post_meta( $id, $key, true );
		$prices = (array) get_post_meta( $id, '_price', false );
		$sale   = wc_format_decimal( $meta( '_sale_price' ) );
		return array(
			'product_id'       => $id,
			'sku'              => $meta( '_sku' ),
			'virtual'          => 'yes' === $meta( '_virtual' ) ? 1 : 0,
			'downloadable'     => 0,
			'min_price'        => reset( $prices ),
			'max_price'        => end( $prices ),
			'onsale'           => $sale && wc_format_decimal( $meta( '_price' ) ) === $sale ? 1 : 0,
			'stock_quantity'   => 'yes' === $meta( '_manage_stock' ) ? wc_stock_amount( $meta( '_stock' ) ) : null,
			'stock_status'     => $meta( '_stock_status' ),
			'rating_count'     => 0,
			'average_rating'   => '0',
			'total_sales'      => $meta( 'total_sales' ),
			'tax_status'       => $meta( '_tax_status' ),
			'tax_class'        => $meta( '_tax_class' ),
			'global_unique_id' => '',
		);
	}
}
