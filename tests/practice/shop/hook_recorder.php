<?php
/**
 * Notes every order and stock hook, in order. Put into a shop's must-use plugins while recording.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

add_action(
	'all',
	static function ( $hook, ...$given ): void {
		static $watched = '/^woocommerce_(new_order$|update_order$|order_status_|payment_complete$|pre_payment|reduce_|restore_'
			. '|updated_product_stock|(product|variation)_(before_)?set_stock|update_product_stock_query|update_product'
			. '|new_order_item|update_order_item|before_order_object|after_order_object|can_re(duce|store)_order_stock'
			. '|trash_order|before_trash|delete_order|before_delete|untrash|create_refund|refund_|restock_'
			. '|order_(fully_|partially_)?refunded|checkout_(create_order$|order_created|order_processed|update_order_meta))'
			. '|^(added|updated|deleted)_order_item_meta$/';
		if ( ! preg_match( $watched, $hook ) ) {
			return;
		}
		$about = str_ends_with( $hook, '_order_item_meta' ) ? ':' . $given[2] : '';
		if ( '' !== $about && ':_reduced_stock' !== $about ) {
			return;
		}
		file_put_contents( '/where/it/is/noted', wp_json_encode( $hook . $about ) . "\n", FILE_APPEND | LOCK_EX );
	}
);
