<?php
/**
 * The screen of one order: its data, its lines, and the boxes of other plugins.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WC_Order;

/**
 * Saves lines first, then the order, with the hooks of the real screen.
 */
final class Order_Edit_Screen {

	private const HOLDS_STOCK = array( 'processing', 'completed', 'on-hold' );

	/**
	 * The order.
	 *
	 * @var WC_Order
	 */
	private WC_Order $order;

	/**
	 * Holds the order.
	 *
	 * @param WC_Order $order Order.
	 */
	public function __construct( WC_Order $order ) {
		$this->order = $order;
	}

	/** Saves what was sent; gathers boxes. */
	public function load(): void {
		if ( 'POST' === ( $_SERVER['REQUEST_METHOD'] ?? '' ) ) {
			$this->save();
		}
		$screen = wc_get_page_screen_id( 'shop-order' );
		wp_enqueue_script( 'postbox' );
		do_action( 'add_meta_boxes', $screen, $this->order );
		do_action( "add_meta_boxes_{$screen}", $this->order );
	}

	/** Lines, then status and totals; then back to the screen. */
	private function save(): void {
		check_admin_referer( 'practice-order-' . $this->order->get_id() );
		if ( ! current_user_can( 'edit_shop_orders' ) ) {
			wp_die( 'Sorry, you are not allowed to edit orders.' );
		}
		$quantities = array_map( 'sanitize_text_field', (array) wp_unslash( $_POST['order_item_qty'] ?? array() ) );
		$status     = sanitize_key( $_POST['order_status'] ?? '' );
		self::save_lines( $this->order->get_id(), $quantities );
		$order = wc_get_order( $this->order->get_id() );
		do_action( 'woocommerce_process_shop_order_meta', $order->get_id(), $order );
		if ( $status ) {
			$order->set_status( $status, '', true );
		}
		$order->save();
		wp_safe_redirect( $order->get_edit_order_url() );
		exit;
	}

	/**
	 * Changed quantities: the line, its stock, then the order's totals.
	 *
	 * @param int                $order_id   Order.
	 * @param array<int, string> $quantities Pieces by line.
	 */
	public static function save_lines( int $order_id, array $quantities ): void {
		$order = wc_get_order( $order_id );
		do_action( 'woocommerce_before_save_order_items', $order_id, array( 'order_item_qty' => $quantities ) );
		foreach ( $quantities as $id => $quantity ) {
			$item = $order->get_item( (int) $id );
			if ( $item && '0' === $quantity ) {
				wc_maybe_adjust_line_item_product_stock( $item, 0 );
				$item->delete();
			} elseif ( $item ) {
				self::save_line( $order, $item, $quantity );
			}
		}
		$fresh = wc_get_order( $order_id );
		$fresh->calculate_totals();
		do_action( 'woocommerce_saved_order_items', $order_id, array( 'order_item_qty' => $quantities ) );
	}

	/**
	 * One line with its new quantity.
	 *
	 * @param WC_Order               $order    Order.
	 * @param \WC_Order_Item_Product $item     Line.
	 * @param string                 $quantity Pieces.
	 */
	private static function save_line( WC_Order $order, \WC_Order_Item_Product $item, string $quantity ): void {
		$pieces = wc_stock_amount( $quantity );
		if ( $pieces !== $item->get_quantity() ) {
			$share = (float) $quantity / max( 1, $item->get_quantity() );
			$item->set_total( wc_format_decimal( (float) $item->get_total() * $share, 2 ) );
			$item->set_subtotal( wc_format_decimal( (float) $item->get_subtotal() * $share, 2 ) );
			$item->set_quantity( $pieces );
		}
		do_action( 'woocommerce_before_save_order_item', $item );
		$item->save();
		if ( in_array( $order->get_status(), self::HOLDS_STOCK, true ) ) {
			wc_maybe_adjust_line_item_product_stock( $item );
		}
	}

	/** The screen. */
	public function show(): void {
		$screen = wc_get_page_screen_id( 'shop-order' );
		echo '<div class="wrap"><h1 class="wp-heading-inline">Edit order</h1><hr class="wp-header-end"><form method="post">';
		wp_nonce_field( 'practice-order-' . $this->order->get_id() );
		echo '<div id="poststuff"><div id="post-body" class="metabox-holder columns-2"><div id="post-body-content">';
		$this->show_data();
		echo '</div><div id="postbox-container-1" class="postbox-container"><div class="postbox"><div class="inside">';
		submit_button( 'Update', 'primary', 'save', false );
		echo '</div></div>';
		do_meta_boxes( $screen, 'side', $this->order );
		echo '</div><div id="postbox-container-2" class="postbox-container">';
		$this->show_lines();
		do_meta_boxes( $screen, 'normal', $this->order );
		do_meta_boxes( $screen, 'advanced', $this->order );
		echo '</div></div><br class="clear"></div></form></div>';
	}

	/** Status and addresses. */
	private function show_data(): void {
		printf( '<div class="postbox"><div class="inside"><h2>Order #%s details</h2>', esc_html( $this->order->get_order_number() ) );
		echo '<p><label>Status: <select name="order_status">';
		foreach ( wc_get_order_statuses() as $status => $name ) {
			printf(
				'<option value="%s"%s>%s</option>',
				esc_attr( $status ),
				selected( 'wc-' . $this->order->get_status(), $status, false ),
				esc_html( $name )
			);
		}
		echo '</select></label></p><p>';
		echo nl2br( esc_html( implode( "\n", array_filter( $this->order->get_address() ) ) ) );
		echo '</p></div></div>';
	}

	/** Lines and total. */
	private function show_lines(): void {
		echo '<div class="postbox"><div class="inside"><table class="widefat striped">';
		echo '<thead><tr><th>Item</th><th>SKU</th><th>Qty</th><th>Total</th></tr></thead><tbody>';
		foreach ( $this->order->get_items() as $id => $item ) {
			$product = $item->get_product();
			printf(
				'<tr><td>%s</td><td>%s</td>'
				. '<td><input type="number" min="0" name="order_item_qty[%d]" value="%s" class="small-text"></td><td>%s</td></tr>',
				esc_html( $item->get_name() ),
				$product ? esc_html( $product->get_sku() ) : '',
				(int) $id,
				esc_attr( (string) $item->get_quantity() ),
				esc_html( $item->get_total() )
			);
		}
		printf(
			'</tbody></table><p><strong>Total %s %s</strong></p></div></div>',
			esc_html( $this->order->get_total() ),
			esc_html( $this->order->get_currency() )
		);
	}
}
