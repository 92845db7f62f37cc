<?php
/**
 * Every way an order can change is noted; what has changed is read later, fresh.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Order;

use Counterfoil\Log;
use Counterfoil\Outbox\Picture;
use Counterfoil\Outbox\RequestMarks;
use Counterfoil\Registrable;

/**
 * Notes the order's id only: the object in hand may be stale, and lines may not exist yet.
 * On the posts' hooks the type is asked, since they tell of every page and product too.
 */
final class OrderHooks implements Registrable {

	/** Hooks whose first argument is an order or its id. */
	private const CHANGES = [
		'woocommerce_new_order',
		'woocommerce_update_order',
		'woocommerce_order_status_changed',
		'woocommerce_payment_complete',
		'woocommerce_saved_order_items',
		'woocommerce_checkout_order_processed',
		'woocommerce_store_api_checkout_order_processed',
		'woocommerce_reduce_order_stock',
		'woocommerce_restore_order_stock',
		'woocommerce_order_refunded',
		'woocommerce_untrash_order',
		// Before it is gone: should the request die half-way, somebody will look.
		'woocommerce_before_trash_order',
		'woocommerce_before_delete_order',
	];

	public function __construct( private readonly RequestMarks $marks, private readonly Log $log ) {}

	public function register(): void {
		foreach ( self::CHANGES as $hook ) {
			add_action( $hook, [ $this, 'note_order' ] );
		}
		add_action( 'woocommerce_refund_deleted', [ $this, 'note_deleted_refund' ], 10, 2 );
		add_action( 'woocommerce_new_order_item', [ $this, 'note_item' ], 10, 3 );
		add_action( 'woocommerce_update_order_item', [ $this, 'note_item' ], 10, 3 );
		add_action( 'woocommerce_before_delete_order_item', [ $this, 'note_deleted_item' ] );
		add_action( 'woocommerce_trash_order', [ $this, 'note_trashed_order' ] );
		add_action( 'woocommerce_delete_order', [ $this, 'note_deleted_order' ] );
		// Orders kept as posts, where wp-admin's own list trashes and deletes them.
		add_action( 'save_post_shop_order', [ $this, 'note_order' ] );
		add_action( 'untrashed_post', [ $this, 'note_post' ] );
		add_action( 'before_delete_post', [ $this, 'note_post' ] );
		add_action( 'trashed_post', [ $this, 'note_trashed_post' ] );
		add_action( 'after_delete_post', [ $this, 'note_deleted_post' ], 10, 2 );
	}

	public function note_order( mixed $order ): void {
		$this->safely( fn () => $this->note( is_object( $order ) ? $order->get_id() : $order ) );
	}

	public function note_deleted_refund( mixed $refund_id, mixed $order_id ): void {
		$this->safely( fn () => $this->note( $order_id ) );
	}

	public function note_item( mixed $item_id, mixed $item, mixed $order_id = 0 ): void {
		$this->safely( fn () => $this->note( $order_id ) );
	}

	public function note_deleted_item( mixed $item_id ): void {
		$this->safely( fn () => $this->note( wc_get_order_id_by_order_item_id( (int) $item_id ) ) );
	}

	public function note_trashed_order( mixed $order_id ): void {
		$this->safely( fn () => $this->marks->note_deletion( (int) $order_id, Picture::TRASH ) );
	}

	public function note_deleted_order( mixed $order_id ): void {
		$this->safely( fn () => $this->marks->note_deletion( (int) $order_id, Picture::DELETED ) );
	}

	public function note_post( mixed $post_id ): void {
		if ( 'shop_order' === get_post_type( (int) $post_id ) ) {
			$this->note_order( $post_id );
		}
	}

	public function note_trashed_post( mixed $post_id ): void {
		if ( 'shop_order' === get_post_type( (int) $post_id ) ) {
			$this->note_trashed_order( $post_id );
		}
	}

	public function note_deleted_post( mixed $post_id, mixed $post ): void {
		if ( $post instanceof \WP_Post && 'shop_order' === $post->post_type ) {
			$this->note_deleted_order( $post_id );
		}
	}

	private function note( mixed $order_id ): void {
		if ( (int) $order_id > 0 ) {
			$this->marks->note( (int) $order_id );
		}
	}

	/**
	 * Whatever goes wrong with us, the order goes on.
	 */
	private function safely( callable $noting ): void {
		try {
			$noting();
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'note a change of an order', $fault );
		}
	}
}
