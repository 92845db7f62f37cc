<?php
/**
 * The SKU each order line had when it was created.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Order;

use Counterfoil\Database;
use Counterfoil\Log;
use Counterfoil\Registrable;

/**
 * A product may be renamed or deleted before its order is read; what was sold stays what it was.
 */
final class LineSkus implements Registrable {

	public function __construct( private readonly Database $database, private readonly Log $log ) {}

	public function register(): void {
		add_action( 'woocommerce_new_order_item', [ $this, 'capture_line' ], 5, 2 );
	}

	public function capture_line( mixed $item_id, mixed $item ): void {
		try {
			if ( $item instanceof \WC_Order_Item_Product ) {
				$this->capture( (int) $item_id, $item );
			}
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'capture the SKU of an order line', $fault );
		}
	}

	/**
	 * The captured SKUs of these lines by item id; a line never seen, or now of another product, is captured.
	 *
	 * @return array<int, string>
	 */
	public function of( array $lines ): array {
		$captured = $this->captured( array_keys( $lines ) );
		$skus     = [];
		foreach ( $lines as $item_id => $line ) {
			$row              = $captured[ $item_id ] ?? null;
			$is_same          = null !== $row && (int) $row['product_id'] === $this->product_id( $line );
			$skus[ $item_id ] = $is_same ? (string) $row['sku'] : $this->capture( $item_id, $line );
		}
		return $skus;
	}

	private function captured( array $item_ids ): array {
		if ( [] === $item_ids ) {
			return [];
		}
		$places = implode( ', ', array_fill( 0, count( $item_ids ), '%d' ) );
		$rows   = $this->database->rows(
			"SELECT * FROM %i WHERE item_id IN ( $places )",
			$this->database->table( 'sku' ),
			...$item_ids
		);
		return array_column( $rows, null, 'item_id' );
	}

	private function capture( int $item_id, \WC_Order_Item_Product $line ): string {
		$product = $line->get_product();
		$sku     = $product instanceof \WC_Product ? (string) $product->get_sku( 'edit' ) : '';
		$this->database->execute(
			'INSERT INTO %i (item_id, product_id, sku) VALUES (%d, %d, %s)
				ON DUPLICATE KEY UPDATE product_id = VALUES(product_id), sku = VALUES(sku)',
			$this->database->table( 'sku' ),
			$item_id,
			$this->product_id( $line ),
			$sku
		);
		return $sku;
	}

	private function product_id( \WC_Order_Item_Product $line ): int {
		$variation_id = (int) $line->get_variation_id( 'edit' );
		return 0 === $variation_id ? (int) $line->get_product_id( 'edit' ) : $variation_id;
	}
}
