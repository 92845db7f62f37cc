<?php
/**
 * Adds up an order: taxes of its lines, a tax line a rate, totals.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WC_Abstract_Order;
use WC_Order_Item_Tax;
use WC_Tax;

/**
 * WooCommerce saves the order twice on the way: once with the taxes, once with the totals.
 */
final class Order_Totals {

	private const TAXED = array( 'line_item', 'fee', 'shipping' );

	/**
	 * Adds up and saves.
	 *
	 * @param WC_Abstract_Order $order     Order.
	 * @param bool              $and_taxes Compute the lines' taxes first.
	 */
	public static function calculate( WC_Abstract_Order $order, bool $and_taxes ): string {
		do_action( 'woocommerce_order_before_calculate_totals', $and_taxes, $order );
		if ( $and_taxes && wc_tax_enabled() ) {
			self::tax_lines( $order );
			self::set_taxes( $order );
			$order->save();
		}
		self::set_totals( $order );
		do_action( 'woocommerce_order_after_calculate_totals', $and_taxes, $order );
		$order->save();
		return $order->get_total();
	}

	/**
	 * Adds up and does not save: a checkout writes its order once, with everything.
	 *
	 * @param WC_Abstract_Order $order Order.
	 */
	public static function compute( WC_Abstract_Order $order ): void {
		self::tax_lines( $order );
		self::set_taxes( $order );
		self::set_totals( $order );
	}

	/**
	 * A tax line for each rate that the lines have, and the order's two sums of taxes.
	 *
	 * @param WC_Abstract_Order $order Order.
	 */
	public static function set_taxes( WC_Abstract_Order $order ): void {
		$cart     = self::by_rate( $order, array( 'line_item', 'fee' ) );
		$shipping = self::by_rate( $order, array( 'shipping' ) );
		foreach ( $order->get_items( 'tax' ) as $id => $line ) {
			if ( ! isset( ( $cart + $shipping )[ $line->get_rate_id() ] ) ) {
				$order->remove_item( $id );
			}
		}
		foreach ( array_keys( $cart + $shipping ) as $rate ) {
			$line = self::tax_line( $order, $rate );
			$line->set_tax_total( wc_format_decimal( $cart[ $rate ] ?? 0.0, 2 ) );
			$line->set_shipping_tax_total( wc_format_decimal( $shipping[ $rate ] ?? 0.0, 2 ) );
		}
		$order->set_cart_tax( self::money( array_sum( $cart ) ) );
		$order->set_shipping_tax( self::money( array_sum( $shipping ) ) );
	}

	/**
	 * The order's totals.
	 *
	 * @param WC_Abstract_Order $order Order.
	 */
	private static function set_totals( WC_Abstract_Order $order ): void {
		$goods    = self::sum( $order, 'line_item', 'total' );
		$subtotal = self::sum( $order, 'line_item', 'subtotal' );
		$order->set_shipping_total( self::money( self::sum( $order, 'shipping', 'total' ) ) );
		$order->set_discount_total( self::money( $subtotal - $goods ) );
		$untaxed = self::sum( $order, 'line_item', 'subtotal_tax' ) - self::sum( $order, 'line_item', 'total_tax' );
		$order->set_discount_tax( self::money( $untaxed ) );
		$tax   = (float) $order->get_cart_tax() + (float) $order->get_shipping_tax();
		$total = $goods + self::sum( $order, 'fee', 'total' ) + (float) $order->get_shipping_total() + $tax;
		$order->set_total( self::money( $total ) );
	}

	/**
	 * Computes each line's taxes.
	 *
	 * @param WC_Abstract_Order $order Order.
	 */
	private static function tax_lines( WC_Abstract_Order $order ): void {
		foreach ( $order->get_items( self::TAXED ) as $item ) {
			$rates = WC_Tax::get_base_tax_rates( (string) $item->get_tax_class() );
			$taxes = array( 'total' => WC_Tax::calc_exclusive_tax( $item->get_total(), $rates ) );
			if ( 'line_item' === $item->get_type() ) {
				$taxes['subtotal'] = WC_Tax::calc_exclusive_tax( $item->get_subtotal(), $rates );
			}
			$item->set_taxes( $taxes );
		}
	}

	/**
	 * The order's tax line of a rate, made when it is missing.
	 *
	 * @param WC_Abstract_Order $order Order.
	 * @param int               $rate  Rate.
	 */
	private static function tax_line( WC_Abstract_Order $order, int $rate ): WC_Order_Item_Tax {
		foreach ( $order->get_items( 'tax' ) as $line ) {
			if ( $line->get_rate_id() === $rate ) {
				return $line;
			}
		}
		$line = new WC_Order_Item_Tax();
		$line->set_rate( $rate );
		$order->add_item( $line );
		return $line;
	}

	/**
	 * Taxes of some types of line by rate.
	 *
	 * @param WC_Abstract_Order $order Order.
	 * @param string[]          $types Types.
	 * @return array<int, float>
	 */
	private static function by_rate( WC_Abstract_Order $order, array $types ): array {
		$sums = array();
		foreach ( $order->get_items( $types ) as $item ) {
			foreach ( $item->get_taxes()['total'] ?? array() as $rate => $tax ) {
				$sums[ $rate ] = ( $sums[ $rate ] ?? 0.0 ) + (float) $tax;
			}
		}
		return $sums;
	}

	/**
	 * Sum of one amount over the lines of a type.
	 *
	 * @param WC_Abstract_Order $order Order.
	 * @param string            $type  Type.
	 * @param string            $prop  Amount.
	 */
	private static function sum( WC_Abstract_Order $order, string $type, string $prop ): float {
		return (float) array_sum( array_map( static fn( $item ) => (float) $item->get_prop( $prop ), $order->get_items( $type ) ) );
	}

	/**
	 * Rounded to the shop's decimals.
	 *
	 * @param float|int $amount Amount.
	 */
	private static function money( $amount ): string {
		return wc_format_decimal( (float) $amount, wc_get_price_decimals() );
	}
}
