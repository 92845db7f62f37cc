<?php
/**
 * Reads an order as the database has it now.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Order;

use Automattic\WooCommerce\Caches\OrderCache;
use Automattic\WooCommerce\Utilities\OrderUtil;
use Counterfoil\Agent\Json;
use Counterfoil\Outbox\BodySource;
use Counterfoil\Outbox\Picture;

/**
 * Forgets every copy this process may hold before it asks: another request may have changed the order.
 */
final class FreshOrder implements BodySource {

	private const DRAFTS = [ 'checkout-draft', 'auto-draft', 'draft', 'new' ];
	private const KINDS  = [ 'line_item', 'shipping', 'fee', 'coupon', 'tax' ];

	public function __construct( private readonly LineSkus $skus ) {}

	public function picture( int $order_id ): Picture {
		$order = $this->read( $order_id );
		if ( null === $order ) {
			return new Picture( Picture::DELETED );
		}
		// Refunds, subscriptions and other relatives are no orders; nor is what nobody has placed yet.
		if ( 'shop_order' !== $order->get_type() || in_array( $order->get_status( 'edit' ), self::DRAFTS, true ) ) {
			return new Picture( Picture::DRAFT );
		}
		if ( 'trash' === $order->get_status( 'edit' ) ) {
			return new Picture( Picture::TRASH );
		}
		$body = OrderBody::of( $order, $this->skus->of( $order->get_items( 'line_item' ) ) );
		return new Picture( Picture::LIVE, (string) $order->get_order_key( 'edit' ), Json::encode( $body ) );
	}

	/**
	 * Read twice: the first look only tells which lines' copies to forget.
	 */
	private function read( int $order_id ): ?\WC_Abstract_Order {
		$this->forget_order( $order_id );
		$order = wc_get_order( $order_id );
		if ( ! $order instanceof \WC_Abstract_Order ) {
			return null;
		}
		foreach ( $order->get_items( self::KINDS ) as $item_id => $item ) {
			$this->forget_item( $item_id );
		}
		$this->forget_order( $order_id );
		$order = wc_get_order( $order_id );
		return $order instanceof \WC_Abstract_Order ? $order : null;
	}

	private function forget_order( int $order_id ): void {
		wp_cache_delete( $order_id, 'posts' );
		wp_cache_delete( $order_id, 'post_meta' );
		wp_cache_delete( 'order-items-' . $order_id, 'orders' );
		$this->forget_meta( $order_id );
		// Inner parts of WooCommerce, which grew over its versions: where one is missing, so is the copy.
		$has_cache = is_callable( [ OrderUtil::class, 'orders_cache_usage_is_enabled' ] );
		if ( $has_cache && OrderUtil::orders_cache_usage_is_enabled() ) {
			wc_get_container()->get( OrderCache::class )->remove( $order_id );
		}
		$store = class_exists( \WC_Data_Store::class ) ? \WC_Data_Store::load( 'order' ) : null;
		if ( null !== $store && $store->has_callable( 'clear_cached_data' ) ) {
			$store->clear_cached_data( [ $order_id ] );
		}
	}

	private function forget_item( int $item_id ): void {
		wp_cache_delete( 'item-' . $item_id, 'order-items' );
		wp_cache_delete( $item_id, 'order_item_meta' );
		$this->forget_meta( $item_id );
	}

	private function forget_meta( int $object_id ): void {
		if ( class_exists( \WC_Cache_Helper::class ) ) {
			\WC_Cache_Helper::invalidate_cache_group( 'object_' . $object_id );
		}
	}
}
