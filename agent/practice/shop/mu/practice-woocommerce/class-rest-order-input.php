<?php
/**
 * What a request of `wc/v3/orders` says, taken into an order.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WC_Order;
use WC_Order_Item_Fee;
use WC_Order_Item_Product;
use WC_Order_Item_Shipping;
use WC_Product;
use WP_Error;
use WP_REST_Request;

/**
 * Sets; saves nothing.
 */
final class Rest_Order_Input {

	private const SCALARS = array(
		'payment_method',
		'payment_method_title',
		'transaction_id',
		'customer_note',
		'currency',
		'customer_id',
	);

	private const OF_A_LINE = array( 'name', 'quantity', 'tax_class', 'subtotal', 'total' );

	/**
	 * Takes everything in; an error when a line was not understood.
	 *
	 * @param WC_Order        $order   Order.
	 * @param WP_REST_Request $request Request.
	 */
	public static function fill( WC_Order $order, WP_REST_Request $request ): ?WP_Error {
		foreach ( array( 'billing', 'shipping' ) as $kind ) {
			$order->set_address( $request[ $kind ] ?? array(), $kind );
		}
		foreach ( self::SCALARS as $name ) {
			if ( isset( $request[ $name ] ) ) {
				$order->set_prop( $name, $request[ $name ] );
			}
		}
		foreach ( $request['meta_data'] ?? array() as $meta ) {
			$order->update_meta_data( $meta['key'], $meta['value'] );
		}
		self::costs( $order, $request );
		foreach ( $request['line_items'] ?? array() as $line ) {
			if ( ! self::line( $order, $line ) ) {
				$status = array( 'status' => 400 );
				return new WP_Error( 'woocommerce_rest_required_product_reference', 'Product ID or SKU is required.', $status );
			}
		}
		return null;
	}

	/**
	 * Shipping and fees.
	 *
	 * @param WC_Order        $order   Order.
	 * @param WP_REST_Request $request Request.
	 */
	private static function costs( WC_Order $order, WP_REST_Request $request ): void {
		foreach ( $request['shipping_lines'] ?? array() as $line ) {
			$item = new WC_Order_Item_Shipping();
			$item->set_method_title( $line['method_title'] ?? '' );
			$item->set_method_id( $line['method_id'] ?? '' );
			$item->set_total( wc_format_decimal( $line['total'] ?? '0' ) );
			$order->add_item( $item );
		}
		foreach ( $request['fee_lines'] ?? array() as $line ) {
			$item = new WC_Order_Item_Fee();
			$item->set_name( $line['name'] ?? 'Fee' );
			$item->set_tax_class( $line['tax_class'] ?? '' );
			$item->set_total( wc_format_decimal( $line['total'] ?? '0' ) );
			$order->add_item( $item );
		}
	}

	/**
	 * A line with an id is changed, or taken away at quantity 0; one without is added.
	 *
	 * @param WC_Order             $order Order.
	 * @param array<string, mixed> $line  Line.
	 */
	private static function line( WC_Order $order, array $line ): bool {
		if ( isset( $line['id'] ) ) {
			return self::change( $order, $line );
		}
		$product = self::product( $line );
		if ( ! $product ) {
			return false;
		}
		$item = new WC_Order_Item_Product();
		self::goods( $item, $product, $line['quantity'] ?? 1 );
		$item->set_props( array_intersect_key( $line, array_flip( self::OF_A_LINE ) ) );
		$order->add_item( $item );
		return true;
	}

	/**
	 * Changes or takes away a line the order has.
	 *
	 * @param WC_Order             $order Order.
	 * @param array<string, mixed> $line  Line.
	 */
	private static function change( WC_Order $order, array $line ): bool {
		$item = $order->get_item( (int) $line['id'] );
		if ( ! $item ) {
			return false;
		}
		if ( isset( $line['quantity'] ) && 0 === (int) $line['quantity'] ) {
			$order->remove_item( (int) $line['id'] );
			return true;
		}
		$product = self::product( $line );
		if ( $product ) {
			self::goods( $item, $product, $line['quantity'] ?? $item->get_quantity() );
		}
		$item->set_props( array_intersect_key( $line, array_flip( self::OF_A_LINE ) ) );
		return true;
	}

	/**
	 * The product that a line names: variation before product before SKU.
	 *
	 * @param array<string, mixed> $line Line.
	 * @return WC_Product|false
	 */
	private static function product( array $line ) {
		foreach ( array( 'variation_id', 'product_id' ) as $name ) {
			if ( ! empty( $line[ $name ] ) ) {
				return wc_get_product( (int) $line[ $name ] );
			}
		}
		return wc_get_product( wc_get_product_id_by_sku( (string) ( $line['sku'] ?? '' ) ) );
	}

	/**
	 * So many of a product, at its price.
	 *
	 * @param WC_Order_Item_Product $item     Line.
	 * @param WC_Product            $product  Product.
	 * @param mixed                 $quantity Pieces.
	 */
	private static function goods( WC_Order_Item_Product $item, WC_Product $product, $quantity ): void {
		$total = wc_format_decimal( (float) $product->get_price() * (float) $quantity, wc_get_price_decimals() );
		$item->set_product( $product );
		$item->set_quantity( wc_stock_amount( $quantity ) );
		$item->set_subtotal( $total );
		$item->set_total( $total );
	}
}
