<?php
/**
 * An order: its status and what follows from it, its goods, its refunds.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

use Counterfoil\Practice\Order_Rows;

/**
 * Status transitions fire after saving, in WooCommerce's order.
 */
class WC_Order extends WC_Abstract_Order {

	private const PAID = array( 'processing', 'completed' );

	/**
	 * From, to, note and manual of a status change that is not announced yet.
	 *
	 * @var array<string, mixed>|false
	 */
	protected $status_transition = false;

	/** Number that customers see. */
	public function get_order_number() {
		return (string) apply_filters( 'woocommerce_order_number', $this->id, $this );
	}

	/** Its page in the admin. */
	public function get_edit_order_url() {
		return admin_url( 'admin.php?page=wc-orders&action=edit&id=' . $this->id );
	}

	/**
	 * An address, by field.
	 *
	 * @param string $type billing or shipping.
	 * @return array<string, string>
	 */
	public function get_address( $type = 'billing' ) {
		$address = array();
		foreach ( Order_Rows::ADDRESS as $field ) {
			$address[ $field ] = $this->get_prop( "{$type}_{$field}" );
		}
		return $address;
	}

	/**
	 * Sets an address.
	 *
	 * @param array<string, string> $address By field.
	 * @param string                $type    billing or shipping.
	 */
	public function set_address( $address, $type = 'billing' ) {
		foreach ( array_intersect_key( $address, array_flip( Order_Rows::ADDRESS ) ) as $field => $value ) {
			$this->set_prop( "{$type}_{$field}", (string) $value );
		}
	}

	/** Name of the buyer. */
	public function get_formatted_billing_full_name() {
		return trim( $this->get_prop( 'billing_first_name' ) . ' ' . $this->get_prop( 'billing_last_name' ) );
	}

	/**
	 * Adds goods: the line is written at once.
	 *
	 * @param WC_Product           $product Product.
	 * @param int|float            $qty     Pieces.
	 * @param array<string, mixed> $args    Amounts that differ from price times pieces.
	 */
	public function add_product( $product, $qty = 1, $args = array() ) {
		$total = wc_format_decimal( (float) $product->get_price() * $qty, wc_get_price_decimals() );
		$item  = new WC_Order_Item_Product();
		$item->set_product( $product );
		$item->set_props(
			array_merge(
				array(
					'quantity' => $qty,
					'subtotal' => $total,
					'total'    => $total,
				),
				$args
			)
		);
		$item->set_order_id( $this->id );
		$item->save();
		$this->add_item( $item );
		return $item->get_id();
	}

	/** Paid or beyond. */
	public function is_paid() {
		return $this->has_status( self::PAID );
	}

	/** Waiting for money. */
	public function needs_payment() {
		return $this->has_status( array( 'pending', 'failed' ) ) && (float) $this->get_prop( 'total' ) > 0;
	}

	/**
	 * Sets the status; what follows from it comes with the next save.
	 *
	 * @param string       $new_status    Status.
	 * @param string|false $note          Note; false for none at all.
	 * @param bool         $manual_update By a person.
	 */
	public function set_status( $new_status, $note = '', $manual_update = false ) {
		$result = parent::set_status( $new_status );
		if ( $this->object_read && $result['from'] && $result['from'] !== $result['to'] ) {
			$this->status_transition = array(
				'from'   => $this->status_transition ? $this->status_transition['from'] : $result['from'],
				'to'     => $result['to'],
				'note'   => $note,
				'manual' => (bool) $manual_update,
			);
			if ( $manual_update ) {
				do_action( 'woocommerce_order_edit_status', $this->id, $result['to'] );
			}
			if ( $this->is_paid() && ! $this->get_prop( 'date_paid', 'edit' ) ) {
				$this->set_prop( 'date_paid', time() );
			}
			if ( 'completed' === $result['to'] ) {
				$this->set_prop( 'date_completed', time() );
			}
		}
		return $result;
	}

	/**
	 * Sets the status and saves.
	 *
	 * @param string $new_status Status.
	 * @param string $note       Note.
	 * @param bool   $manual     By a person.
	 */
	public function update_status( $new_status, $note = '', $manual = false ) {
		if ( ! $this->id ) {
			return false;
		}
		$this->set_status( $new_status, $note, $manual );
		$this->save();
		return true;
	}

	/** See WC_Abstract_Order; then announces a status change. */
	public function save() {
		parent::save();
		$this->announce_transition();
		return $this->id;
	}

	/** The hooks of a status change. */
	private function announce_transition(): void {
		$change                  = $this->status_transition;
		$this->status_transition = false;
		if ( ! $change ) {
			return;
		}
		do_action( 'woocommerce_order_status_' . $change['to'], $this->id, $this, $change );
		if ( false !== $change['note'] ) {
			$this->add_order_note( trim( "{$change['note']} Order status changed from {$change['from']} to {$change['to']}." ) );
		}
		do_action( "woocommerce_order_status_{$change['from']}_to_{$change['to']}", $this->id, $this );
		do_action( 'woocommerce_order_status_changed', $this->id, $change['from'], $change['to'], $this );
		if ( in_array( $change['from'], array( 'pending', 'failed' ), true ) && in_array( $change['to'], self::PAID, true ) ) {
			do_action( 'woocommerce_order_payment_status_changed', $this->id, $this );
		}
	}

	/**
	 * Money came in.
	 *
	 * @param string $transaction_id The gateway's id.
	 */
	public function payment_complete( $transaction_id = '' ) {
		do_action( 'woocommerce_pre_payment_complete', $this->id, $transaction_id );
		if ( ! $this->has_status( array( 'on-hold', 'pending', 'failed', 'cancelled' ) ) ) {
			do_action( 'woocommerce_payment_complete_order_status_' . $this->get_status(), $this->id, $transaction_id );
			return true;
		}
		if ( $transaction_id ) {
			$this->set_prop( 'transaction_id', (string) $transaction_id );
		}
		if ( ! $this->get_prop( 'date_paid', 'edit' ) ) {
			$this->set_prop( 'date_paid', time() );
		}
		$this->set_status( apply_filters( 'woocommerce_payment_complete_order_status', 'processing', $this->id, $this ), false );
		$this->add_order_note( 'Payment complete.' );
		$this->save();
		do_action( 'woocommerce_payment_complete', $this->id, $transaction_id );
		return true;
	}

	/**
	 * Writes a note.
	 *
	 * @param string $note             Note.
	 * @param int    $is_customer_note For the customer.
	 * @param bool   $added_by_user    By a person.
	 */
	public function add_order_note( $note, $is_customer_note = 0, $added_by_user = false ) {
		return wp_insert_comment(
			array(
				'comment_post_ID'  => $this->id,
				'comment_author'   => 'WooCommerce',
				'comment_content'  => $note,
				'comment_type'     => 'order_note',
				'comment_agent'    => 'WooCommerce',
				'comment_approved' => 1,
			)
		);
	}

	/**
	 * Its refunds, newest first.
	 *
	 * @return WC_Order_Refund[]
	 */
	public function get_refunds() {
		return wc_get_orders(
			array(
				'type'   => 'shop_order_refund',
				'parent' => $this->id,
				'limit'  => -1,
			)
		);
	}

	/** Money given back. */
	public function get_total_refunded() {
		$given = array_sum( array_map( static fn( $refund ) => (float) $refund->get_amount(), $this->get_refunds() ) );
		return wc_format_decimal( $given, wc_get_price_decimals() );
	}

	/** Money that can still be given back. */
	public function get_remaining_refund_amount() {
		return wc_format_decimal( (float) $this->get_prop( 'total' ) - (float) $this->get_total_refunded(), wc_get_price_decimals() );
	}

	/**
	 * Pieces of a line that were refunded, as a negative number.
	 *
	 * @param int    $item_id   Line.
	 * @param string $item_type Type.
	 */
	public function get_qty_refunded_for_item( $item_id, $item_type = 'line_item' ) {
		$pieces = 0;
		foreach ( $this->get_refunds() as $refund ) {
			foreach ( $refund->get_items( $item_type ) as $item ) {
				$pieces += (int) $item->get_meta( '_refunded_item_id' ) === (int) $item_id ? $item->get_quantity() : 0;
			}
		}
		return $pieces;
	}

	/**
	 * To the trash, or away for good; no status hook fires either way.
	 *
	 * @param bool $force_delete For good.
	 */
	public function delete( $force_delete = false ) {
		$id = $this->id;
		if ( ! $force_delete ) {
			do_action( 'woocommerce_before_trash_order', $id, $this );
			$this->trash();
			do_action( 'woocommerce_trash_order', $id );
			return true;
		}
		do_action( 'woocommerce_before_delete_order', $id, $this );
		foreach ( $this->get_refunds() as $refund ) {
			$refund->delete( true );
		}
		$this->delete_rows();
		do_action( 'woocommerce_delete_order', $id );
		return true;
	}

	/** Writes the trash status past the object, as HPOS does. */
	private function trash(): void {
		global $wpdb;
		if ( 'trash' === $this->get_status( 'edit' ) ) {
			return;
		}
		$row = array(
			'status'           => 'trash',
			'date_updated_gmt' => current_time( 'mysql', true ),
		);
		$this->add_meta_data( '_wp_trash_meta_status', 'wc-' . $this->get_status( 'edit' ), true );
		$this->add_meta_data( '_wp_trash_meta_time', time(), true );
		$wpdb->update( $wpdb->prefix . 'wc_orders', $row, array( 'id' => $this->id ) );
		$this->save_meta_data();
		$this->data['status'] = 'trash';
		unset( $this->changes['status'] );
	}

	/** Out of the trash, with the status it had; its hooks fire as for any change of status. */
	public function untrash(): bool {
		if ( 'trash' !== $this->get_status( 'edit' ) ) {
			return false;
		}
		$before = (string) $this->get_meta( '_wp_trash_meta_status' );
		do_action( 'woocommerce_untrash_order', $this->id, $before );
		$this->set_status( $before );
		$this->save();
		$this->delete_meta_data( '_wp_trash_meta_status' );
		$this->delete_meta_data( '_wp_trash_meta_time' );
		$this->save_meta_data();
		return true;
	}
}
