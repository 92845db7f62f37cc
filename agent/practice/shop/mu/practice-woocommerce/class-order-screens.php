<?php
/**
 * The admin's order screens: where they hang in the menu, and which one is asked for.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

/**
 * One page, two screens: the list, and one order.
 */
final class Order_Screens {

	/**
	 * The list, when that is the screen.
	 *
	 * @var Orders_Table|null
	 */
	private ?Orders_Table $table = null;

	/**
	 * The order, when that is the screen.
	 *
	 * @var Order_Edit_Screen|null
	 */
	private ?Order_Edit_Screen $edit = null;

	/** Hooks into WordPress. */
	public function register(): void {
		add_action( 'admin_menu', array( $this, 'menu' ), 9 );
		add_action( 'admin_head', array( $this, 'style' ) );
	}

	/** The menu. */
	public function menu(): void {
		add_menu_page( 'WooCommerce', 'WooCommerce', 'edit_shop_orders', 'woocommerce', '__return_null', 'dashicons-cart', 55 );
		$page = add_submenu_page( 'woocommerce', 'Orders', 'Orders', 'edit_shop_orders', 'wc-orders', array( $this, 'show' ) );
		add_action( "load-{$page}", array( $this, 'load' ) );
		// The menu's own entry would be an empty page.
		add_action( 'admin_menu', static fn() => remove_submenu_page( 'woocommerce', 'woocommerce' ), 99 );
	}

	/** Before anything is shown: what is asked, and what is to be done. */
	public function load(): void {
		// phpcs:disable WordPress.Security.NonceVerification -- A link; actions are verified where they are done.
		if ( 'edit' === ( $_GET['action'] ?? '' ) ) {
			$order      = wc_get_order( absint( $_GET['id'] ?? 0 ) );
			$this->edit = $order ? new Order_Edit_Screen( $order ) : wp_die( 'Invalid order.' );
			$this->edit->load();
			return;
		}
		// phpcs:enable
		require_once __DIR__ . '/class-orders-table.php';
		$this->table = new Orders_Table();
		$action      = $this->table->current_action();
		if ( $action ) {
			$this->bulk( $action );
		}
	}

	/** The screen. */
	public function show(): void {
		if ( $this->edit ) {
			$this->edit->show();
			return;
		}
		$this->table->prepare_items();
		echo '<div class="wrap"><h1 class="wp-heading-inline">Orders</h1><hr class="wp-header-end">';
		echo '<form id="wc-orders-filter" method="get"><input type="hidden" name="page" value="wc-orders">';
		$this->table->display();
		echo '</form></div>';
	}

	/**
	 * A bulk action: ours, or another plugin's by WordPress's filter.
	 *
	 * @param string $action Action.
	 */
	private function bulk( string $action ): void {
		check_admin_referer( 'bulk-orders' );
		if ( ! current_user_can( 'edit_shop_orders' ) ) {
			wp_die( 'Sorry, you are not allowed to edit orders.' );
		}
		$ids  = array_map( 'absint', (array) wp_unslash( $_GET['id'] ?? array() ) );
		$back = remove_query_arg( array( 'action', 'action2', 'id', '_wpnonce', '_wp_http_referer' ), wp_get_referer() );
		foreach ( array_filter( array_map( 'wc_get_order', $ids ) ) as $order ) {
			if ( 'trash' === $action ) {
				$order->delete();
			} elseif ( str_starts_with( $action, 'mark_' ) ) {
				$order->update_status( substr( $action, 5 ), 'Order status changed by bulk edit.', true );
				do_action( 'woocommerce_order_edit_status', $order->get_id(), substr( $action, 5 ) );
			}
		}
		$screen = wc_get_page_screen_id( 'shop-order' );
		// phpcs:ignore WordPress.NamingConventions.ValidHookName -- WordPress's name.
		wp_safe_redirect( apply_filters( "handle_bulk_actions-{$screen}", $back, $action, $ids ) );
		exit;
	}

	/** Colours of the status labels. */
	public function style(): void {
		echo '<style>
			.order-status { display: inline-block; border-radius: 4px; padding: 0 1em; line-height: 2.5em; }
			.order-status { background: #e5e5e5; color: #454545; }
			.order-status.status-processing { background: #c6e1c6; color: #2c4700; }
			.order-status.status-on-hold { background: #f8dda7; color: #573b00; }
			.order-status.status-completed { background: #c8d7e1; color: #003d66; }
			.order-status.status-failed { background: #eba3a3; color: #570000; }
		</style>';
	}
}
