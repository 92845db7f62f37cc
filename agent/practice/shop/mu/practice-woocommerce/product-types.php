<?php
/**
 * The types of product: simple, variable, variation; and an attribute.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * A product that is sold as it is.
 */
class WC_Product_Simple extends WC_Product {
}

/**
 * A product that is sold in variations.
 */
class WC_Product_Variable extends WC_Product {

	/**
	 * See WC_Product.
	 *
	 * @var string
	 */
	protected $type = 'variable';

	/**
	 * Ids of its variations.
	 *
	 * @return int[]
	 */
	public function get_children() {
		return get_posts(
			array(
				'post_type'   => 'product_variation',
				'post_parent' => $this->id,
				'fields'      => 'ids',
				'numberposts' => -1,
				'post_status' => 'any',
				'orderby'     => 'ID',
				'order'       => 'ASC',
			)
		);
	}

	/**
	 * Prices and lookup row from the variations.
	 *
	 * @param int $id Id of the variable product.
	 */
	public static function sync( $id ): void {
		$product = new self( $id );
		$prices  = array_map( static fn( $child ) => get_post_meta( $child, '_price', true ), $product->get_children() );
		delete_post_meta( $id, '_price' );
		foreach ( array_unique( $prices ) as $price ) {
			add_post_meta( $id, '_price', $price );
		}
		Counterfoil\Practice\Stock_Mover::update_lookup_table( (int) $id );
	}
}

/**
 * One variation; without stock of its own it is sold from its parent's.
 */
class WC_Product_Variation extends WC_Product {

	/**
	 * See WC_Product.
	 *
	 * @var string
	 */
	protected $type = 'variation';

	/**
	 * See WC_Data. Taxed as the parent while nothing else is said.
	 *
	 * @param int|object $id Variation.
	 */
	public function __construct( $id = 0 ) {
		$this->data['tax_class'] = 'parent';
		parent::__construct( $id );
	}

	/** See WC_Product. */
	protected function hook_name(): string {
		return 'product_variation';
	}

	/**
	 * `parent` where the parent's stock counts.
	 *
	 * @param string $context Context.
	 * @return bool|string
	 */
	public function get_manage_stock( $context = 'view' ) {
		$own = $this->get_prop( 'manage_stock', $context );
		if ( 'view' !== $context || $own ) {
			return $own;
		}
		$parent = wc_get_product( $this->get_prop( 'parent_id' ) );
		return $parent && $parent->get_manage_stock( 'edit' ) ? 'parent' : false;
	}

	/**
	 * The parent's pieces where its stock counts.
	 *
	 * @param string $context Context.
	 * @return int|float|null
	 */
	public function get_stock_quantity( $context = 'view' ) {
		if ( 'view' === $context && 'parent' === $this->get_manage_stock() ) {
			return wc_get_product( $this->get_prop( 'parent_id' ) )->get_stock_quantity();
		}
		return $this->get_prop( 'stock_quantity', $context );
	}

	/**
	 * The parent's class, unless it has one of its own.
	 *
	 * @param string $context Context.
	 */
	public function get_tax_class( $context = 'view' ): string {
		$own    = $this->get_prop( 'tax_class', $context );
		$parent = 'view' === $context && 'parent' === $own ? wc_get_product( $this->get_prop( 'parent_id' ) ) : false;
		return $parent ? $parent->get_tax_class() : $own;
	}

	/** See WC_Product. */
	public function get_stock_managed_by_id(): int {
		return 'parent' === $this->get_manage_stock() ? $this->get_prop( 'parent_id' ) : $this->get_id();
	}

	/** Parent's name and the size. */
	public function get_name() {
		$parent = wc_get_product( $this->get_prop( 'parent_id' ) );
		$sku    = (string) $this->get_prop( 'sku' );
		return $parent ? $parent->get_name() . ' - ' . substr( $sku, (int) strrpos( $sku, '-' ) + 1 ) : $this->get_prop( 'name' );
	}
}

/**
 * An attribute of a variable product; kept as it was given.
 */
class WC_Product_Attribute {

	/**
	 * As given.
	 *
	 * @var array<string, mixed>
	 */
	private array $given = array();

	/**
	 * Setters by name.
	 *
	 * @param string       $name      Method.
	 * @param array<mixed> $arguments Value.
	 */
	public function __call( string $name, array $arguments ): void {
		$this->given[ substr( $name, 4 ) ] = $arguments[0];
	}
}
