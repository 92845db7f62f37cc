<?php
/**
 * Searches orders for wc_get_orders(), as far as its arguments are known here.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

namespace Counterfoil\Practice;

/**
 * Knows type, status, parent, date_modified and date_created (`>`, `>=`, `<`, `<=` and seconds),
 * limit, page, orderby, order, return (ids), paginate.
 */
final class Order_Search {

	private const SORTED = array(
		'modified' => 'date_updated_gmt',
		'date'     => 'date_created_gmt',
	);

	private const DATES = array(
		'date_modified' => 'date_updated_gmt',
		'date_created'  => 'date_created_gmt',
	);

	/**
	 * Arguments.
	 *
	 * @var array<string, mixed>
	 */
	private array $args;

	/**
	 * Holds what is asked.
	 *
	 * @param array<string, mixed> $args Arguments.
	 */
	public function __construct( array $args ) {
		$this->args = $args + array(
			'type'    => 'shop_order',
			'status'  => 'any',
			'limit'   => 10,
			'page'    => $args['paged'] ?? 1,
			'orderby' => 'date',
			'order'   => 'DESC',
			'return'  => 'objects',
		);
	}

	/**
	 * What is found.
	 *
	 * @return array<int, mixed>|object
	 */
	public function run() {
		global $wpdb;
		$where = $this->where();
		$limit = (int) $this->args['limit'];
		$sort  = self::SORTED[ $this->args['orderby'] ] ?? 'id';
		$way   = 'ASC' === strtoupper( (string) $this->args['order'] ) ? 'ASC' : 'DESC';
		$slice = $limit > 0 ? $wpdb->prepare( 'LIMIT %d, %d', $limit * ( max( 1, (int) $this->args['page'] ) - 1 ), $limit ) : '';
		// phpcs:disable WordPress.DB -- The parts are prepared.
		$found  = $wpdb->get_col( "SELECT id FROM {$wpdb->prefix}wc_orders WHERE {$where} ORDER BY {$sort} {$way}, id {$way} {$slice}" );
		$ids    = array_map( 'intval', $found );
		$orders = 'ids' === $this->args['return'] ? $ids : array_map( 'wc_get_order', $ids );
		if ( empty( $this->args['paginate'] ) ) {
			return $orders;
		}
		$total = (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}wc_orders WHERE {$where}" );
		// phpcs:enable
		return (object) array(
			'orders'        => $orders,
			'total'         => $total,
			'max_num_pages' => $limit > 0 ? (int) ceil( $total / $limit ) : 1,
		);
	}

	/** The conditions, prepared. */
	private function where(): string {
		global $wpdb;
		$where = array( $this->one_of( 'type', (array) $this->args['type'] ) );
		if ( isset( $this->args['parent'] ) ) {
			$where[] = $wpdb->prepare( 'parent_order_id = %d', $this->args['parent'] );
		}
		$status  = array_diff( (array) $this->args['status'], array( 'any', 'all', '' ) );
		$stored  = array_map( array( $this, 'stored_status' ), $status );
		$where[] = $stored ? $this->one_of( 'status', $stored ) : "status NOT IN ('trash','auto-draft')";
		foreach ( self::DATES as $name => $column ) {
			if ( preg_match( '/^(>=|>|<=|<)(\d+)$/', (string) ( $this->args[ $name ] ?? '' ), $found ) ) {
				// phpcs:ignore WordPress.DB -- The operator is matched above.
				$where[] = $wpdb->prepare( "{$column} {$found[1]} %s", gmdate( 'Y-m-d H:i:s', (int) $found[2] ) );
			}
		}
		return implode( ' AND ', $where );
	}

	/**
	 * A column that has one of these values.
	 *
	 * @param string   $column Column.
	 * @param string[] $values Values.
	 */
	private function one_of( string $column, array $values ): string {
		global $wpdb;
		$places = implode( ', ', array_fill( 0, count( $values ), '%s' ) );
		// phpcs:ignore WordPress.DB -- Only placeholders.
		return $wpdb->prepare( "{$column} IN ({$places})", array_values( $values ) );
	}

	/**
	 * A status as it is stored.
	 *
	 * @param string $status Status.
	 */
	private function stored_status( string $status ): string {
		return in_array( $status, array( 'trash', 'auto-draft' ), true ) ? $status : 'wc-' . preg_replace( '/^wc-/', '', $status );
	}
}
