<?php
/**
 * The types of line: goods, shipping, fee, tax, coupon.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * Goods.
 */
class WC_Order_Item_Product extends WC_Order_Item {

	protected const TYPE  = 'line_item';
	protected const PROPS = array(
		'product_id'   => '_product_id',
		'variation_id' => '_variation_id',
		'quantity'     => '_qty',
		'tax_class'    => '_tax_class',
		'subtotal'     => '_line_subtotal',
		'subtotal_tax' => '_line_subtotal_tax',
		'total'        => '_line_total',
		'total_tax'    => '_line_tax',
		'taxes'        => '_line_tax_data',
	);

	/**
	 * Takes over what a product says of itself.
	 *
	 * @param WC_Product $product Product.
	 */
	public function set_product( $product ): void {
		$variation = $product->is_type( 'variation' );
		$this->set_prop( 'product_id', $variation ? $product->get_parent_id() : $product->get_id() );
		$this->set_prop( 'variation_id', $variation ? $product->get_id() : 0 );
		$this->set_prop( 'name', $product->get_name() );
		$this->set_prop( 'tax_class', $product->get_tax_class() );
	}

	/** The product, false when it is gone. */
	public function get_product() {
		$id = $this->get_prop( 'variation_id' ) ? $this->get_prop( 'variation_id' ) : $this->get_prop( 'product_id' );
		return apply_filters( 'woocommerce_order_item_product', wc_get_product( (int) $id ), $this );
	}
}

/**
 * Shipping.
 */
class WC_Order_Item_Shipping extends WC_Order_Item {

	protected const TYPE  = 'shipping';
	protected const PROPS = array(
		'method_id'   => 'method_id',
		'instance_id' => 'instance_id',
		'total'       => 'cost',
		'total_tax'   => 'total_tax',
		'taxes'       => 'taxes',
	);

	/** Its name. */
	public function get_method_title() {
		return $this->get_prop( 'name' );
	}

	/**
	 * Sets its name.
	 *
	 * @param string $title Name.
	 */
	public function set_method_title( $title ): void {
		$this->set_prop( 'name', $title );
	}

	/** Shipping is taxed at the standard rate. */
	public function get_tax_class(): string {
		return '';
	}
}

/**
 * Fee.
 */
class WC_Order_Item_Fee extends WC_Order_Item {

	protected const TYPE  = 'fee';
	protected const PROPS = array(
		'tax_class' => '_tax_class',
		'amount'    => '_fee_amount',
		'total'     => '_line_total',
		'total_tax' => '_line_tax',
		'taxes'     => '_line_tax_data',
	);
}

/**
 * Tax, one line a rate.
 */
class WC_Order_Item_Tax extends WC_Order_Item {

	protected const TYPE  = 'tax';
	protected const PROPS = array(
		'rate_id'            => 'rate_id',
		'label'              => 'label',
		'compound'           => 'compound',
		'tax_total'          => 'tax_amount',
		'shipping_tax_total' => 'shipping_tax_amount',
		'rate_percent'       => 'rate_percent',
	);

	/** Code of the rate. */
	public function get_rate_code() {
		return $this->get_prop( 'name' );
	}

	/** Whether it is computed on top of other taxes. */
	public function get_compound(): bool {
		return wc_string_to_bool( $this->get_prop( 'compound' ) );
	}

	/**
	 * Takes over what a rate says of itself.
	 *
	 * @param int $rate_id Rate.
	 */
	public function set_rate( $rate_id ): void {
		$this->set_prop( 'rate_id', (int) $rate_id );
		$this->set_prop( 'name', WC_Tax::get_rate_code( $rate_id ) );
		$this->set_prop( 'label', WC_Tax::get_rate_label( $rate_id ) );
		$this->set_prop( 'rate_percent', WC_Tax::get_rate_percent_value( $rate_id ) );
	}
}

/**
 * Coupon.
 */
class WC_Order_Item_Coupon extends WC_Order_Item {

	protected const TYPE  = 'coupon';
	protected const PROPS = array(
		'discount'     => 'discount_amount',
		'discount_tax' => 'discount_amount_tax',
	);

	/** Its code. */
	public function get_code() {
		return $this->get_prop( 'name' );
	}
}
