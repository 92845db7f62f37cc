<?php
/**
 * The lines of an order as the wire has them.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Order;

use Counterfoil\Agent\Json;

/**
 * WooCommerce's stored facts, nothing computed, past every display filter (context `edit`).
 */
final class Lines {

	/**
	 * Takes the lines' captured SKUs by item id.
	 */
	public function __construct( private readonly \WC_Order $order, private readonly array $skus ) {}

	/**
	 * All five kinds by their name on the wire.
	 *
	 * @return array<string, list<array<string, mixed>>>
	 */
	public function all(): array {
		return [
			'lines'          => $this->each( 'line_item', [ $this, 'product' ] ),
			'shipping_lines' => $this->each( 'shipping', [ $this, 'shipping' ] ),
			'fee_lines'      => $this->each( 'fee', [ $this, 'fee' ] ),
			'coupon_lines'   => $this->each( 'coupon', [ $this, 'coupon' ] ),
			'tax_lines'      => $this->each( 'tax', [ $this, 'tax' ] ),
		];
	}

	private function each( string $kind, callable $describe ): array {
		return array_values( array_map( $describe, $this->order->get_items( $kind ) ) );
	}

	private function product( \WC_Order_Item_Product $item ): array {
		return [
			'item_id'       => $item->get_id(),
			'product_id'    => (int) $item->get_product_id( 'edit' ),
			'variation_id'  => (int) $item->get_variation_id( 'edit' ),
			'stock_id'      => $this->stock_id( $item ),
			'sku'           => $this->skus[ $item->get_id() ] ?? '',
			'name'          => $item->get_name( 'edit' ),
			'quantity'      => Text::decimal( $item->get_quantity( 'edit' ) ),
			'subtotal'      => Text::decimal( $item->get_subtotal( 'edit' ) ),
			'subtotal_tax'  => Text::decimal( $item->get_subtotal_tax( 'edit' ) ),
			'total'         => Text::decimal( $item->get_total( 'edit' ) ),
			'total_tax'     => Text::decimal( $item->get_total_tax( 'edit' ) ),
			'tax_class'     => (string) $item->get_tax_class( 'edit' ),
			'taxes'         => self::taxes( $item->get_taxes( 'edit' ) ),
			'reduced_stock' => Text::decimal( $item->get_meta( '_reduced_stock', true, 'edit' ) ),
			'meta'          => self::meta( $item ),
		];
	}

	private function stock_id( \WC_Order_Item_Product $item ): ?int {
		$product = $item->get_product();
		$has_one = $product instanceof \WC_Product && $product->managing_stock();
		return $has_one ? (int) $product->get_stock_managed_by_id() : null;
	}

	private function shipping( \WC_Order_Item_Shipping $item ): array {
		return [
			'item_id'   => $item->get_id(),
			'method_id' => (string) $item->get_method_id( 'edit' ),
			'title'     => (string) $item->get_method_title( 'edit' ),
			'total'     => Text::decimal( $item->get_total( 'edit' ) ),
			'total_tax' => Text::decimal( $item->get_total_tax( 'edit' ) ),
			'taxes'     => self::taxes( $item->get_taxes( 'edit' ) ),
		];
	}

	private function fee( \WC_Order_Item_Fee $item ): array {
		return [
			'item_id'   => $item->get_id(),
			'name'      => $item->get_name( 'edit' ),
			'total'     => Text::decimal( $item->get_total( 'edit' ) ),
			'total_tax' => Text::decimal( $item->get_total_tax( 'edit' ) ),
			'tax_class' => (string) $item->get_tax_class( 'edit' ),
			'taxes'     => self::taxes( $item->get_taxes( 'edit' ) ),
		];
	}

	private function coupon( \WC_Order_Item_Coupon $item ): array {
		return [
			'item_id'      => $item->get_id(),
			'code'         => (string) $item->get_code( 'edit' ),
			'discount'     => Text::decimal( $item->get_discount( 'edit' ) ),
			'discount_tax' => Text::decimal( $item->get_discount_tax( 'edit' ) ),
		];
	}

	private function tax( \WC_Order_Item_Tax $item ): array {
		return [
			'item_id'            => $item->get_id(),
			'rate_id'            => (int) $item->get_rate_id( 'edit' ),
			'code'               => (string) $item->get_rate_code( 'edit' ),
			'label'              => (string) $item->get_label( 'edit' ),
			'percent'            => Text::decimal( $item->get_rate_percent( 'edit' ) ),
			'compound'           => (bool) $item->get_compound( 'edit' ),
			'tax_total'          => Text::decimal( $item->get_tax_total( 'edit' ) ),
			'shipping_tax_total' => Text::decimal( $item->get_shipping_tax_total( 'edit' ) ),
		];
	}

	private static function taxes( mixed $taxes ): array {
		$shares = [];
		foreach ( is_array( $taxes['total'] ?? null ) ? $taxes['total'] : [] as $rate_id => $total ) {
			if ( '' !== $total && null !== $total ) {
				$shares[] = [
					'rate_id' => (int) $rate_id,
					'total'   => Text::decimal( $total ),
				];
			}
		}
		return $shares;
	}

	/**
	 * Public meta, as strings; keys that begin with an underscore are for those who asked.
	 *
	 * @return list<array{key: string, value: string}>
	 */
	public static function meta( \WC_Data $thing ): array {
		/**
		 * Filters which private meta keys (those that begin with an underscore) go to the agent.
		 *
		 * @since 0.1.0
		 * @param list<string> $keys  None by default.
		 * @param \WC_Data     $thing The order or order line.
		 */
		$asked = (array) apply_filters( 'counterfoil_private_meta_keys', [], $thing );
		$found = [];
		foreach ( $thing->get_meta_data() as $meta ) {
			$key = (string) $meta->key;
			if ( ! str_starts_with( $key, '_' ) || in_array( $key, $asked, true ) ) {
				$value   = $meta->value;
				$found[] = [
					'key'   => $key,
					'value' => is_scalar( $value ) ? (string) $value : Json::encode_foreign( $value ),
				];
			}
		}
		return $found;
	}
}
