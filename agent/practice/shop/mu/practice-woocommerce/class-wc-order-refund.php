<?php
/**
 * A refund: an order of its own kind with negative amounts.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * Its amount and reason are stored as meta data.
 */
class WC_Order_Refund extends WC_Abstract_Order {

	protected const TYPE = 'shop_order_refund';

	/**
	 * See WC_Data.
	 *
	 * @var string
	 */
	protected $object_type = 'order_refund';

	/** Money given back, positive. */
	public function get_amount() {
		return wc_format_decimal( $this->get_meta( '_refund_amount' ), wc_get_price_decimals() );
	}

	/**
	 * Sets the money given back.
	 *
	 * @param mixed $amount Amount.
	 */
	public function set_amount( $amount ) {
		$this->update_meta_data( '_refund_amount', wc_format_decimal( $amount ) );
	}

	/** Why. */
	public function get_reason() {
		return (string) $this->get_meta( '_refund_reason' );
	}

	/**
	 * Sets why.
	 *
	 * @param string $reason Reason.
	 */
	public function set_reason( $reason ) {
		$this->update_meta_data( '_refund_reason', (string) $reason );
	}

	/** Who did it. */
	public function get_refunded_by() {
		return (int) $this->get_meta( '_refunded_by' );
	}

	/**
	 * Sets who did it.
	 *
	 * @param int $user User.
	 */
	public function set_refunded_by( $user ) {
		$this->update_meta_data( '_refunded_by', absint( $user ) );
	}

	/**
	 * Away for good; refunds have no trash.
	 *
	 * @param bool $force_delete Not used.
	 */
	public function delete( $force_delete = false ) {
		$id     = $this->id;
		$parent = $this->get_prop( 'parent_id' );
		$this->delete_rows();
		do_action( 'woocommerce_delete_order_refund', $id );
		do_action( 'woocommerce_refund_deleted', $id, $parent );
		return true;
	}
}
