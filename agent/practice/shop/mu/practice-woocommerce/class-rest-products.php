<?php
/**
 * `wc/v3/products`: list, read, and the batch update that shops are fed stock by.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WC_Product;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Errors of single items stand in an answer of 200, as in WooCommerce.
 */
final class Rest_Products {

	private const MOST = 100;

	/** Hooks into WordPress. */
	public function register(): void {
		add_action( 'rest_api_init', array( $this, 'routes' ) );
	}

	/** The routes. */
	public function routes(): void {
		$routes = array(
			array( '/products', 'GET', 'list_products' ),
			array( '/products/(?P<id>\d+)', 'GET', 'read' ),
			array( '/products/batch', 'POST,PUT,PATCH', 'batch' ),
			array( '/products/(?P<product_id>\d+)/variations/batch', 'POST,PUT,PATCH', 'batch' ),
		);
		foreach ( $routes as list( $path, $methods, $action ) ) {
			register_rest_route(
				'wc/v3',
				$path,
				array(
					'methods'             => $methods,
					'callback'            => array( $this, $action ),
					'permission_callback' => array( Rest_Orders::class, 'may' ),
				)
			);
		}
	}

	/**
	 * Products, a page at a time, or by SKU.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function list_products( WP_REST_Request $request ): WP_REST_Response {
		if ( isset( $request['sku'] ) ) {
			$found = array_filter( array_map( 'wc_get_product_id_by_sku', explode( ',', $request['sku'] ) ) );
		} else {
			$found = wc_get_products(
				array(
					'limit'  => (int) ( $request['per_page'] ?? 10 ),
					'page'   => (int) ( $request['page'] ?? 1 ),
					'return' => 'ids',
				)
			);
		}
		return new WP_REST_Response( array_map( fn( $id ) => $this->present( wc_get_product( $id ) ), array_values( $found ) ) );
	}

	/**
	 * One product.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return array<string, mixed>|WP_Error
	 */
	public function read( WP_REST_Request $request ) {
		$product = wc_get_product( (int) $request['id'] );
		return $product ? $this->present( $product ) : $this->invalid();
	}

	/**
	 * Updates many.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return array<string, mixed>|WP_Error
	 */
	public function batch( WP_REST_Request $request ) {
		$updates = $request['update'] ?? array();
		if ( count( $updates ) > self::MOST ) {
			return new WP_Error(
				'woocommerce_rest_request_entity_too_large',
				'Unable to accept more than 100 items for this request.',
				array( 'status' => 413 )
			);
		}
		return array( 'update' => array_map( array( $this, 'update' ), $updates ) );
	}

	/**
	 * Updates one; the quantity counts only where stock is managed.
	 *
	 * @param array<string, mixed> $change Change.
	 * @return array<string, mixed>
	 */
	private function update( array $change ): array {
		$product = wc_get_product( (int) ( $change['id'] ?? 0 ) );
		if ( ! $product ) {
			$error = $this->invalid();
			return array(
				'id'    => (int) ( $change['id'] ?? 0 ),
				'error' => array(
					'code'    => $error->get_error_code(),
					'message' => $error->get_error_message(),
					'data'    => $error->get_error_data(),
				),
			);
		}
		if ( isset( $change['manage_stock'] ) ) {
			$product->set_manage_stock( $change['manage_stock'] );
		}
		if ( isset( $change['stock_quantity'] ) && true === $product->get_manage_stock() ) {
			$product->set_stock_quantity( wc_stock_amount( $change['stock_quantity'] ) );
		}
		if ( isset( $change['regular_price'] ) ) {
			$product->set_regular_price( $change['regular_price'] );
		}
		$product->save();
		return $this->present( wc_get_product( $product->get_id() ) );
	}

	/** The refusal of an unknown id. */
	private function invalid(): WP_Error {
		return new WP_Error( 'woocommerce_rest_product_invalid_id', 'Invalid ID.', array( 'status' => 400 ) );
	}

	/**
	 * A product as the API shows it.
	 *
	 * @param WC_Product $product Product.
	 * @return array<string, mixed>
	 */
	private function present( WC_Product $product ): array {
		$shown = array(
			'id'             => $product->get_id(),
			'type'           => $product->get_type(),
			'name'           => $product->get_name(),
			'manage_stock'   => $product->get_manage_stock(),
			'stock_quantity' => $product->get_stock_quantity(),
		);
		foreach ( array( 'sku', 'status', 'price', 'regular_price', 'stock_status', 'backorders', 'parent_id', 'tax_class' ) as $name ) {
			$shown[ $name ] = $product->get_prop( $name );
		}
		return $shown;
	}
}
