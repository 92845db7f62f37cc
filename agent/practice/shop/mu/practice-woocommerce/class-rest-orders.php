<?php
/**
 * `wc/v3/orders`: create, read, list, update, delete; refunds.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

use WC_Order;
use WC_Order_Item;
use WC_Order_Item_Product;
use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

/**
 * Saves in the order in which WooCommerce saves: lines, totals, status, payment.
 */
final class Rest_Orders {

	private const CHANGE_TOTALS = array( 'billing', 'shipping', 'line_items', 'shipping_lines', 'fee_lines' );

	private const SHOWN = array(
		'status',
		'currency',
		'total',
		'order_key',
		'created_via',
		'customer_id',
		'payment_method',
		'transaction_id',
		'shipping_total',
		'discount_total',
		'prices_include_tax',
	);

	/** Hooks into WordPress. */
	public function register(): void {
		add_action( 'rest_api_init', array( $this, 'routes' ) );
	}

	/** The routes. */
	public function routes(): void {
		$one = '/orders/(?P<id>\d+)';
		$this->route( '/orders', 'GET', 'list_orders' );
		$this->route( '/orders', 'POST', 'create' );
		$this->route( $one, 'GET', 'read' );
		$this->route( $one, 'PUT,PATCH,POST', 'update' );
		$this->route( $one, 'DELETE', 'delete' );
		$this->route( $one . '/refunds', 'POST', 'refund' );
	}

	/**
	 * One route.
	 *
	 * @param string $path    Path.
	 * @param string $methods Methods.
	 * @param string $action  Method of this class.
	 */
	private function route( string $path, string $methods, string $action ): void {
		register_rest_route(
			'wc/v3',
			$path,
			array(
				'methods'             => $methods,
				'callback'            => array( $this, $action ),
				'permission_callback' => array( self::class, 'may' ),
			)
		);
	}

	/** Whether the user may manage the shop. */
	public static function may() {
		if ( current_user_can( 'manage_woocommerce' ) ) {
			return true;
		}
		$status = array( 'status' => rest_authorization_required_code() );
		return new WP_Error( 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.', $status );
	}

	/**
	 * Orders, a page at a time.
	 *
	 * @param WP_REST_Request $request Request.
	 */
	public function list_orders( WP_REST_Request $request ): WP_REST_Response {
		$args = array(
			'limit'    => (int) ( $request['per_page'] ?? 10 ),
			'page'     => (int) ( $request['page'] ?? 1 ),
			'orderby'  => $request['orderby'] ?? 'date',
			'order'    => $request['order'] ?? 'desc',
			'status'   => $request['status'] ?? 'any',
			'paginate' => true,
		);
		if ( isset( $request['modified_after'] ) ) {
			$args['date_modified'] = '>' . strtotime( $request['modified_after'] . ' UTC' );
		}
		$found  = wc_get_orders( $args );
		$answer = new WP_REST_Response( array_map( array( $this, 'present' ), $found->orders ) );
		$answer->header( 'X-WP-Total', (string) $found->total );
		$answer->header( 'X-WP-TotalPages', (string) $found->max_num_pages );
		return $answer;
	}

	/**
	 * A new order.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function create( WP_REST_Request $request ) {
		$order  = new WC_Order();
		$failed = Rest_Order_Input::fill( $order, $request );
		if ( $failed ) {
			return $failed;
		}
		$order->set_created_via( 'rest-api' );
		$order->set_prices_include_tax( wc_prices_include_tax() );
		$order->save();
		$order->calculate_totals();
		return new WP_REST_Response( $this->finish( $order, $request, true ), 201 );
	}

	/**
	 * One order.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return array<string, mixed>|WP_Error
	 */
	public function read( WP_REST_Request $request ) {
		$order = $this->find( $request );
		return $order instanceof WC_Order ? $this->present( $order ) : $order;
	}

	/**
	 * Changes an order.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return array<string, mixed>|WP_Error
	 */
	public function update( WP_REST_Request $request ) {
		$order  = $this->find( $request );
		$failed = $order instanceof WC_Order ? Rest_Order_Input::fill( $order, $request ) : $order;
		if ( $failed ) {
			return $failed;
		}
		if ( array_intersect( self::CHANGE_TOTALS, array_keys( $request->get_params() ) ) ) {
			$order->calculate_totals();
		}
		return $this->finish( $order, $request, false );
	}

	/**
	 * To the trash, or away.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return array<string, mixed>|WP_Error
	 */
	public function delete( WP_REST_Request $request ) {
		$order = $this->find( $request );
		if ( ! $order instanceof WC_Order ) {
			return $order;
		}
		$shown = $this->present( $order );
		$order->delete( rest_sanitize_boolean( $request['force'] ?? false ) );
		return $shown;
	}

	/**
	 * A refund.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WP_REST_Response|WP_Error
	 */
	public function refund( WP_REST_Request $request ) {
		$lines = array();
		foreach ( $request['line_items'] ?? array() as $line ) {
			$lines[ (int) $line['id'] ] = array(
				'qty'          => $line['quantity'] ?? 0,
				'refund_total' => $line['refund_total'] ?? 0,
				'refund_tax'   => array_column( $line['refund_tax'] ?? array(), 'refund_total', 'id' ),
			);
		}
		$refund = wc_create_refund(
			array(
				'order_id'      => (int) $request['id'],
				'amount'        => $request['amount'] ?? 0,
				'reason'        => $request['reason'] ?? '',
				'line_items'    => $lines,
				'restock_items' => $request['api_restock'] ?? true,
			)
		);
		if ( is_wp_error( $refund ) ) {
			return new WP_Error( 'woocommerce_rest_cannot_create_order_refund', $refund->get_error_message(), array( 'status' => 400 ) );
		}
		$shown = array(
			'id'     => $refund->get_id(),
			'amount' => $refund->get_amount(),
			'reason' => $refund->get_reason(),
		);
		return new WP_REST_Response( $shown, 201 );
	}

	/**
	 * The order of a request.
	 *
	 * @param WP_REST_Request $request Request.
	 * @return WC_Order|WP_Error
	 */
	private function find( WP_REST_Request $request ) {
		$order = wc_get_order( (int) $request['id'] );
		if ( $order instanceof WC_Order ) {
			return $order;
		}
		return new WP_Error( 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.', array( 'status' => 404 ) );
	}

	/**
	 * Status, save, payment; the order as it is then.
	 *
	 * @param WC_Order        $order    Order.
	 * @param WP_REST_Request $request  Request.
	 * @param bool            $creating It is new.
	 * @return array<string, mixed>
	 */
	private function finish( WC_Order $order, WP_REST_Request $request, bool $creating ): array {
		if ( ! empty( $request['status'] ) ) {
			$order->set_status( $request['status'], '', (bool) ( $request['manual_update'] ?? false ) );
		}
		$order->save();
		if ( true === $request['set_paid'] && ( $creating || $order->needs_payment() ) ) {
			$order->payment_complete( (string) ( $request['transaction_id'] ?? '' ) );
		}
		$fresh = wc_get_order( $order->get_id() );
		do_action( 'woocommerce_rest_insert_shop_order_object', $fresh, $request, $creating );
		return $this->present( $fresh );
	}

	/**
	 * An order as the API shows it.
	 *
	 * @param WC_Order $order Order.
	 * @return array<string, mixed>
	 */
	public function present( WC_Order $order ): array {
		$time  = static fn( $date ) => $date ? gmdate( 'Y-m-d\TH:i:s', $date->getTimestamp() ) : null;
		$shown = array(
			'id'                => $order->get_id(),
			'number'            => $order->get_order_number(),
			'date_created_gmt'  => $time( $order->get_date_created() ),
			'date_modified_gmt' => $time( $order->get_date_modified() ),
			'date_paid_gmt'     => $time( $order->get_date_paid() ),
			'total_tax'         => $order->get_total_tax(),
			'billing'           => $order->get_address(),
			'shipping'          => $order->get_address( 'shipping' ),
			'meta_data'         => $order->get_meta_data(),
		);
		foreach ( self::SHOWN as $name ) {
			$shown[ $name ] = $order->get_prop( $name );
		}
		foreach ( array( 'line_item', 'shipping', 'fee', 'tax', 'coupon' ) as $type ) {
			$lines = array_map( array( $this, 'present_line' ), $order->get_items( $type ) );
			$shown[ 'line_item' === $type ? 'line_items' : "{$type}_lines" ] = array_values( $lines );
		}
		foreach ( $order->get_refunds() as $refund ) {
			$shown['refunds'][] = array(
				'id'     => $refund->get_id(),
				'reason' => $refund->get_reason(),
				'total'  => '-' . $refund->get_amount(),
			);
		}
		return $shown + array( 'refunds' => array() );
	}

	/**
	 * A line as the API shows it.
	 *
	 * @param WC_Order_Item $item Line.
	 * @return array<string, mixed>
	 */
	private function present_line( WC_Order_Item $item ): array {
		$shown = array_diff_key( $item->get_data(), array( 'order_id' => true ) );
		if ( $item instanceof WC_Order_Item_Product ) {
			$product      = $item->get_product();
			$shown['sku'] = $product ? $product->get_sku() : null;
		}
		return $shown;
	}
}
