<?php
/**
 * One picture of one order as the wire has it.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Order;

/**
 * The body of an `order` event (docs/reference/wire.md), in context `edit`: what is stored, not what is shown.
 */
final class OrderBody {

	private const ADDRESS = [
		'first_name',
		'last_name',
		'company',
		'address_1',
		'address_2',
		'city',
		'state',
		'postcode',
		'country',
		'email',
		'phone',
	];

	/**
	 * The body as data.
	 *
	 * @return array<string, mixed>
	 */
	public static function of( \WC_Order $order, array $skus ): array {
		$created = $order->get_date_created( 'edit' ) ?? new \DateTimeImmutable( '@0' );
		return [
			'id'                 => $order->get_id(),
			'number'             => (string) $order->get_order_number(),
			'status'             => $order->get_status( 'edit' ),
			'currency'           => $order->get_currency( 'edit' ),
			'decimals'           => wc_get_price_decimals(),
			'prices_include_tax' => (bool) $order->get_prices_include_tax( 'edit' ),
			'created_via'        => (string) $order->get_created_via( 'edit' ),
			'customer_id'        => (int) $order->get_customer_id( 'edit' ),
			'customer_note'      => (string) $order->get_customer_note( 'edit' ),
			'created_at'         => Text::time( $created ),
			'modified_at'        => Text::time( $order->get_date_modified( 'edit' ) ?? $created ),
			'paid_at'            => Text::time( $order->get_date_paid( 'edit' ) ),
			'completed_at'       => Text::time( $order->get_date_completed( 'edit' ) ),
			'payment'            => [
				'method'         => (string) $order->get_payment_method( 'edit' ),
				'title'          => (string) $order->get_payment_method_title( 'edit' ),
				'transaction_id' => (string) $order->get_transaction_id( 'edit' ),
			],
			'billing'            => self::address( $order->get_address( 'billing' ) ),
			'shipping'           => self::address( $order->get_address( 'shipping' ) ),
			'totals'             => self::totals( $order ),
			...( new Lines( $order, $skus ) )->all(),
			'meta'               => Lines::meta( $order ),
		];
	}

	private static function address( array $address ): array {
		$whole = [];
		foreach ( self::ADDRESS as $field ) {
			$whole[ $field ] = (string) ( $address[ $field ] ?? '' );
		}
		return $whole;
	}

	private static function totals( \WC_Order $order ): array {
		return array_map(
			[ Text::class, 'decimal' ],
			[
				'total'          => $order->get_total( 'edit' ),
				'total_tax'      => $order->get_total_tax( 'edit' ),
				'cart_tax'       => $order->get_cart_tax( 'edit' ),
				'shipping_total' => $order->get_shipping_total( 'edit' ),
				'shipping_tax'   => $order->get_shipping_tax( 'edit' ),
				'discount_total' => $order->get_discount_total( 'edit' ),
				'discount_tax'   => $order->get_discount_tax( 'edit' ),
			]
		);
	}
}
