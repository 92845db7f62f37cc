<?php
/**
 * The classic checkout, as far as its hooks and its order of saving go: no pages, a cart, a form.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WC_Order;
use WC_Order_Item_Shipping;

/**
 * `/?add-to-cart=ID&quantity=N` fills a cart, `/?wc-ajax=checkout` orders it.
 */
final class Checkout {

	private const COOKIE   = 'practice_cart';
	private const SHIPPING = '4.90';

	/** Hooks into WordPress. */
	public function register(): void {
		add_action( 'wp_loaded', array( $this, 'add_to_cart' ), 20 );
		add_action( 'template_redirect', array( $this, 'checkout' ), 0 );
	}

	/** Puts goods into the cart. */
	public function add_to_cart(): void {
		// phpcs:disable WordPress.Security -- A link of a shop without money; numbers only.
		if ( ! isset( $_REQUEST['add-to-cart'] ) ) {
			return;
		}
		$cart  = $this->cart_id();
		$goods = (array) get_transient( $cart );
		$id    = absint( $_REQUEST['add-to-cart'] );

		$goods[ $id ] = ( $goods[ $id ] ?? 0 ) + absint( $_REQUEST['quantity'] ?? 1 );
		set_transient( $cart, array_filter( $goods ), HOUR_IN_SECONDS );
		setcookie( self::COOKIE, substr( $cart, strlen( self::COOKIE ) ), 0, '/' );
		// phpcs:enable
	}

	/** Orders the cart. */
	public function checkout(): void {
		// phpcs:disable WordPress.Security -- As above.
		if ( 'checkout' !== ( $_GET['wc-ajax'] ?? '' ) ) {
			return;
		}
		$cart  = $this->cart_id();
		$goods = (array) get_transient( $cart );
		if ( ! array_filter( $goods ) ) {
			wp_send_json(
				array(
					'result'   => 'failure',
					'messages' => 'Your cart is empty.',
				)
			);
		}
		$order = $this->create_order( array_filter( $goods ), wp_unslash( $_POST ) );
		// phpcs:enable
		delete_transient( $cart );
		$this->pay( $order );
		// The page's own object still says pending; WooCommerce saves it once more.
		$order->save();
		wp_send_json(
			array(
				'result'   => 'success',
				'order_id' => $order->get_id(),
				'redirect' => home_url( "/checkout/order-received/{$order->get_id()}/?key=" . $order->get_order_key() ),
			)
		);
	}

	/** Name of this buyer's cart. */
	private function cart_id(): string {
		static $fresh = null;
		$given        = sanitize_key( $_COOKIE[ self::COOKIE ] ?? '' );
		$fresh      ??= strtolower( wp_generate_password( 20, false ) );
		return self::COOKIE . ( '' !== $given ? $given : $fresh );
	}

	/**
	 * The order with all its lines, written in one save.
	 *
	 * @param array<int, int>       $goods Pieces by product.
	 * @param array<string, string> $form  What the buyer sent.
	 */
	private function create_order( array $goods, array $form ): WC_Order {
		$order = new WC_Order();
		$order->set_created_via( 'checkout' );
		$order->set_payment_method( sanitize_key( $form['payment_method'] ?? 'cod' ) );
		foreach ( array( 'billing', 'shipping' ) as $kind ) {
			foreach ( Order_Rows::ADDRESS as $field ) {
				$given = $form[ "{$kind}_{$field}" ] ?? $form[ "billing_{$field}" ] ?? '';
				$order->set_prop( "{$kind}_{$field}", sanitize_text_field( $given ) );
			}
		}
		foreach ( $goods as $id => $pieces ) {
			$item = new \WC_Order_Item_Product();
			$item->set_product( wc_get_product( $id ) );
			$item->set_quantity( $pieces );
			$total = wc_format_decimal( (float) wc_get_product( $id )->get_price() * $pieces, 2 );
			$item->set_subtotal( $total );
			$item->set_total( $total );
			do_action( 'woocommerce_checkout_create_order_line_item', $item, (string) $id, array(), $order );
			$order->add_item( $item );
		}
		$shipping = new WC_Order_Item_Shipping();
		$shipping->set_method_title( 'Parcel' );
		$shipping->set_method_id( 'flat_rate' );
		$shipping->set_total( self::SHIPPING );
		$order->add_item( $shipping );
		Order_Totals::compute( $order );
		do_action( 'woocommerce_checkout_create_order', $order, $form );
		$order->save();
		do_action( 'woocommerce_checkout_update_order_meta', $order->get_id(), $form );
		do_action( 'woocommerce_checkout_order_created', $order );
		// Where the buyer came from is kept in a save of its own.
		$order->update_meta_data( '_practice_attribution', 'direct' );
		$order->save();
		do_action( 'woocommerce_checkout_order_processed', $order->get_id(), $form, $order );
		// WooCommerce logs its steps into the order, before the gateway and after it.
		$order->update_meta_data( '_practice_step', 'processed' );
		$order->save();
		return $order;
	}

	/**
	 * The gateway reads the order anew and sets its status.
	 *
	 * @param WC_Order $order The page's object.
	 */
	private function pay( WC_Order $order ): void {
		$fresh = wc_get_order( $order->get_id() );
		if ( 'bacs' === $fresh->get_payment_method() ) {
			$fresh->update_status( 'on-hold', 'Awaiting BACS payment' );
			return;
		}
		$fresh->update_status( 'processing', 'Payment to be made upon delivery.' );
	}
}
