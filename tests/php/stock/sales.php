<?php
/**
 * Sells, cancels, edits: by WooCommerce's own calls, as a checkout or another plugin makes them.
 *
 * @package Counterfoil\Tests
 */

declare( strict_types=1 );

[ $doing, $given ] = $args;

/**
 * A product and variations: one of own stock, one that shares its parent's.
 */
$make = static function (): array {
	$simple = new WC_Product_Simple();
	$simple->set_name( 'Real simple' );
	$simple->set_sku( uniqid( 'REAL-S-' ) );
	$simple->set_regular_price( '10' );
	$simple->set_manage_stock( true );
	$simple->set_stock_quantity( 0 );
	$simple->save();
	$attribute = new WC_Product_Attribute();
	$attribute->set_name( 'Size' );
	$attribute->set_options( [ 'S', 'M', 'L' ] );
	$attribute->set_variation( true );
	$parent = new WC_Product_Variable();
	$parent->set_name( 'Real variable' );
	$parent->set_attributes( [ $attribute ] );
	$parent->set_manage_stock( true );
	$parent->set_stock_quantity( 0 );
	$parent->save();
	$made = [ 'simple' => $simple ];
	foreach ( [ 'own', 'first', 'second' ] as $index => $name ) {
		$variation = new WC_Product_Variation();
		$variation->set_parent_id( $parent->get_id() );
		$variation->set_attributes( [ 'size' => [ 'S', 'M', 'L' ][ $index ] ] );
		$variation->set_sku( uniqid( "REAL-$name-" ) );
		$variation->set_regular_price( '10' );
		$variation->set_manage_stock( 'own' === $name );
		if ( 'own' === $name ) {
			$variation->set_stock_quantity( 0 );
		}
		$variation->save();
		$made[ $name ] = $variation;
	}
	return array_map(
		static fn ( WC_Product $product ) => [
			'id'       => $product->get_id(),
			'sku'      => $product->get_sku(),
			'stock_id' => wc_get_product( $product->get_id() )->get_stock_managed_by_id(),
		],
		$made
	);
};

$sell = static function ( array $lines ): array {
	$sale = wc_create_order();
	foreach ( $lines as $product_id => $quantity ) {
		$sale->add_product( wc_get_product( $product_id ), $quantity );
	}
	$sale->set_payment_method( 'bacs' );
	$sale->calculate_totals();
	$sale->payment_complete();
	return [
		'order' => $sale->get_id(),
		'items' => array_keys( $sale->get_items() ),
	];
};

$cancel = static function ( int $order_id ): array {
	wc_get_order( $order_id )->update_status( 'cancelled' );
	return [];
};

$edit_line = static function ( array $change ): array {
	$item = wc_get_order( $change['order'] )->get_item( $change['item'] );
	$item->set_quantity( $change['quantity'] );
	$item->save();
	if ( ! function_exists( 'wc_maybe_adjust_line_item_product_stock' ) ) {
		require_once WC_ABSPATH . 'includes/admin/wc-admin-functions.php';
	}
	wc_maybe_adjust_line_item_product_stock( $item );
	return [];
};

$edit_product = static function ( array $change ): array {
	$product = wc_get_product( $change['id'] );
	$product->set_stock_quantity( $change['quantity'] );
	$product->save();
	return [];
};

/**
 * What other plugins hear of an edit: the hooks of meta data, with the row's number.
 */
$overhear = static function ( array $change ) use ( $edit_product ): array {
	global $wpdb;
	$heard = [];
	foreach ( [ 'updated_post_meta', 'updated_postmeta' ] as $hook ) {
		add_action(
			$hook,
			static function ( $meta_id, $post_id, $key, $value ) use ( &$heard, $hook ): void {
				if ( '_stock' === $key ) {
					$heard[] = [ $hook, (int) $meta_id, (int) $post_id, (string) $value ];
				}
			},
			10,
			4
		);
	}
	$edit_product( $change );
	$row = "SELECT meta_id FROM {$wpdb->postmeta} WHERE meta_key = '_stock' AND post_id = %d";
	return [
		'row'   => (int) $wpdb->get_var( $wpdb->prepare( $row, $change['id'] ) ), // phpcs:ignore WordPress.DB -- Prepared above.
		'heard' => $heard,
	];
};

$route = static function ( array $call ): array {
	global $wpdb;
	$feature = new Counterfoil\Stock\StockFeature( new Counterfoil\Database( $wpdb ), new Counterfoil\Log(), $wpdb );
	if ( 'hello' === $call['name'] ) {
		$answer = $feature->greeting()->greet( [ 'limits' => [] ], [ 'raise_term' => true ] );
		$wpdb->query( "UPDATE {$wpdb->prefix}counterfoil_stock_watch SET watched_since = '2021-01-01'" );
		return $answer;
	}
	foreach ( $feature->routes() as $route ) {
		if ( $route->name() === $call['name'] ) {
			return $route->handle( $call['body'] );
		}
	}
	return [];
};

$books = static function ( int $stock_id ): array {
	global $wpdb;
	$database = new Counterfoil\Database( $wpdb );
	$product  = wc_get_product( $stock_id );
	$outside  = Counterfoil\Stock\Books::outside();
	return [
		'shown'   => $product->get_stock_quantity(),
		'status'  => $product->get_stock_status(),
		'lookup'  => $database->row( 'SELECT * FROM %i WHERE product_id = %d', $wpdb->wc_product_meta_lookup, $stock_id ),
		'stock'   => $database->row( 'SELECT * FROM %i WHERE stock_id = %d', $database->table( 'stock' ), $stock_id ),
		'outside' => $database->value(
			"SELECT COALESCE(SUM($outside), 0) FROM %i l WHERE l.stock_id = %d",
			$database->table( 'line' ),
			$stock_id
		),
		'open'    => $database->value( 'SELECT COUNT(*) FROM %i', $database->table( 'move' ) ),
	];
};

echo wp_json_encode( ${$doing}( ...$given ) );
