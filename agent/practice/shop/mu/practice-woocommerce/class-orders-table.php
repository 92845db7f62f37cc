<?php
/**
 * The list of orders in the admin. Loaded on its screen only: its parent class is.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WC_Order;
use WP_List_Table;

require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';

/**
 * Columns, bulk actions and filters with the hooks that other plugins use.
 */
final class Orders_Table extends WP_List_Table {

	private const PER_PAGE = 20;

	/** Names itself. */
	public function __construct() {
		parent::__construct(
			array(
				'singular' => 'order',
				'plural'   => 'orders',
				'ajax'     => false,
				'screen'   => wc_get_page_screen_id( 'shop-order' ),
			)
		);
	}

	/**
	 * Columns; other plugins add theirs by this filter or by WordPress's own for the screen.
	 *
	 * @return array<string, string>
	 */
	public function get_columns() {
		return apply_filters(
			'woocommerce_shop_order_list_table_columns',
			array(
				'cb'           => '<input type="checkbox">',
				'order_number' => 'Order',
				'order_date'   => 'Date',
				'order_status' => 'Status',
				'order_total'  => 'Total',
			)
		);
	}

	/**
	 * Bulk actions; WordPress offers `bulk_actions-{screen}` for more.
	 *
	 * @return array<string, string>
	 */
	protected function get_bulk_actions() {
		return array(
			'mark_processing' => 'Change status to processing',
			'mark_on-hold'    => 'Change status to on-hold',
			'mark_completed'  => 'Change status to completed',
			'mark_cancelled'  => 'Change status to cancelled',
			'trash'           => 'Move to Trash',
		);
	}

	/** Reads a page of orders. */
	public function prepare_items(): void {
		$args  = array(
			'limit'    => self::PER_PAGE,
			'page'     => $this->get_pagenum(),
			'paginate' => true,
			'type'     => 'shop_order',
			'orderby'  => 'id',
			'status'   => sanitize_key( $_GET['status'] ?? 'any' ), // phpcs:ignore WordPress.Security.NonceVerification -- A link.
		);
		$args  = apply_filters( 'woocommerce_order_list_table_prepare_items_query_args', $args );
		$args  = apply_filters( 'woocommerce_shop_order_list_table_prepare_items_query_args', $args );
		$found = wc_get_orders( $args );

		$this->_column_headers = array( get_column_headers( $this->screen ), get_hidden_columns( $this->screen ), array(), 'order_number' );
		$this->items           = $found->orders;
		$this->set_pagination_args(
			array(
				'total_items' => $found->total,
				'per_page'    => self::PER_PAGE,
			)
		);
	}

	/**
	 * Filters of other plugins, and the button.
	 *
	 * @param string $which Top or bottom.
	 */
	protected function extra_tablenav( $which ): void {
		if ( 'top' !== $which ) {
			return;
		}
		echo '<div class="alignleft actions">';
		do_action( 'woocommerce_order_list_table_restrict_manage_orders', 'shop_order', $which );
		submit_button( 'Filter', '', 'filter_action', false );
		echo '</div>';
		do_action( 'woocommerce_order_list_table_extra_tablenav', 'shop_order', $which );
	}

	/**
	 * The box to tick.
	 *
	 * @param WC_Order $order Order.
	 */
	protected function column_cb( $order ): string {
		return sprintf( '<input type="checkbox" name="id[]" value="%d">', $order->get_id() );
	}

	/**
	 * Number and buyer.
	 *
	 * @param WC_Order $order Order.
	 */
	protected function column_order_number( $order ): string {
		$name = '#' . $order->get_order_number() . ' ' . $order->get_formatted_billing_full_name();
		return sprintf(
			'<a href="%s" class="order-view"><strong>%s</strong></a>',
			esc_url( $order->get_edit_order_url() ),
			esc_html( $name )
		);
	}

	/**
	 * Date.
	 *
	 * @param WC_Order $order Order.
	 */
	protected function column_order_date( $order ): string {
		return esc_html( $order->get_date_created()->date_i18n( 'M j, Y H:i' ) );
	}

	/**
	 * Status.
	 *
	 * @param WC_Order $order Order.
	 */
	protected function column_order_status( $order ): string {
		$status = $order->get_status();
		return sprintf(
			'<mark class="order-status status-%s"><span>%s</span></mark>',
			esc_attr( $status ),
			esc_html( wc_get_order_status_name( $status ) )
		);
	}

	/**
	 * Total.
	 *
	 * @param WC_Order $order Order.
	 */
	protected function column_order_total( $order ): string {
		return esc_html( number_format( (float) $order->get_total(), 2 ) . ' ' . $order->get_currency() );
	}

	/**
	 * A column of another plugin.
	 *
	 * @param WC_Order $order       Order.
	 * @param string   $column_name Column.
	 */
	protected function column_default( $order, $column_name ): string {
		ob_start();
		do_action( 'woocommerce_shop_order_list_table_custom_column', $column_name, $order );
		do_action( "manage_{$this->screen->id}_custom_column", $column_name, $order );
		return (string) ob_get_clean();
	}
}
