<?php
/**
 * Finding products, and the caches that saving one clears.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * The product of an id.
 *
 * @param mixed $product Id, post or product.
 * @return WC_Product|false
 */
function wc_get_product( $product = false ) {
	if ( $product instanceof WC_Product ) {
		return $product;
	}
	$post = $product ? get_post( $product ) : null;
	if ( ! $post ) {
		return false;
	}
	if ( 'product_variation' === $post->post_type ) {
		return new WC_Product_Variation( $post->ID );
	}
	if ( 'product' !== $post->post_type ) {
		return false;
	}
	$terms = get_the_terms( $post->ID, 'product_type' );
	return $terms && 'variable' === $terms[0]->slug ? new WC_Product_Variable( $post->ID ) : new WC_Product_Simple( $post->ID );
}

/**
 * The id of a SKU, 0 when there is none.
 *
 * @param string $sku SKU.
 */
function wc_get_product_id_by_sku( $sku ): int {
	global $wpdb;
	return (int) $wpdb->get_var(
		$wpdb->prepare(
			"SELECT posts.ID FROM {$wpdb->posts} AS posts
			INNER JOIN {$wpdb->wc_product_meta_lookup} AS lookup ON posts.ID = lookup.product_id
			WHERE posts.post_type IN ( 'product', 'product_variation' ) AND posts.post_status != 'trash' AND lookup.sku = %s LIMIT 1",
			$sku
		)
	);
}

/**
 * Products by a few arguments.
 *
 * @param array<string, mixed> $args limit, page, type (variation), return (ids), parent.
 * @return array<int, WC_Product|int>
 */
function wc_get_products( array $args ): array {
	$variations = in_array( 'variation', (array) ( $args['type'] ?? array() ), true );
	$query      = array(
		'post_type'        => $variations ? array( 'product', 'product_variation' ) : 'product',
		'post_status'      => $args['status'] ?? array( 'publish', 'private', 'draft', 'pending' ),
		'fields'           => 'ids',
		'posts_per_page'   => $args['limit'] ?? 10,
		'paged'            => $args['page'] ?? 1,
		'orderby'          => 'ID',
		'order'            => $args['order'] ?? 'ASC',
		'suppress_filters' => false,
	);
	if ( isset( $args['parent'] ) ) {
		$query['post_parent'] = $args['parent'];
	}
	$ids = get_posts( $query );
	return 'ids' === ( $args['return'] ?? '' ) ? $ids : array_filter( array_map( 'wc_get_product', $ids ) );
}

/**
 * When a product counts as low.
 *
 * @param WC_Product $product Product.
 */
function wc_get_low_stock_amount( WC_Product $product ): int {
	$own = $product->get_prop( 'low_stock_amount' );
	return absint( '' === $own ? get_option( 'woocommerce_notify_low_stock_amount', 2 ) : $own );
}

/**
 * Clears what is cached of products.
 *
 * @param int $post_id Product.
 */
function wc_delete_product_transients( $post_id = 0 ): void {
	foreach ( array( 'wc_products_onsale', 'wc_featured_products', 'wc_outofstock_count', 'wc_low_stock_count' ) as $name ) {
		delete_transient( $name );
	}
	if ( $post_id > 0 ) {
		foreach ( array( 'product_children', 'var_prices', 'related', 'child_has_weight', 'child_has_dimensions' ) as $name ) {
			delete_transient( "wc_{$name}_{$post_id}" );
		}
	}
	do_action( 'woocommerce_delete_product_transients', $post_id );
}
