<?php
/**
 * One PHP process that keeps a shop loaded and drives the shipped stock classes step by step:
 * a line of JSON in, a line of JSON out. `COUNTERFOIL_PATCH` breaks a rule on purpose.
 *
 * @package Counterfoil\Tests
 */

declare( strict_types=1 );

use Counterfoil\Agent\Refusal;
use Counterfoil\Database;
use Counterfoil\Log;
use Counterfoil\Stock\AfterWork;
use Counterfoil\Stock\Books;
use Counterfoil\Stock\Claims;
use Counterfoil\Stock\OpenMoves;
use Counterfoil\Stock\Seam;
use Counterfoil\Stock\ShopTables;
use Counterfoil\Stock\StockFeature;

error_reporting( E_ALL & ~E_DEPRECATED );

$patch = json_decode( (string) getenv( 'COUNTERFOIL_PATCH' ), true );
if ( $patch ) {
	spl_autoload_register(
		static function ( string $name ) use ( $patch ): void {
			if ( "Counterfoil\\Stock\\{$patch['class']}" !== $name ) {
				return;
			}
			$source = file_get_contents( $patch['source'] );
			$count  = 0;
			$source = str_replace( $patch['old'], $patch['new'], $source, $count );
			if ( 0 === $count ) {
				fwrite( STDERR, "the patch does not fit: {$patch['old']}" );
				exit( 1 );
			}
			// Evaluated code may not declare strict types.
			$source = str_replace( 'declare( strict_types=1 );', '', $source );
			eval( '?>' . $source ); // phpcs:ignore Squiz.PHP.Eval.Discouraged -- a rule is broken on purpose.
		}
	);
}

$_SERVER['HTTP_HOST']       = getenv( 'SHOP_HOST' );
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
require getenv( 'SHOP_WORDPRESS' ) . '/wp-load.php';

/**
 * A shop of one stock id, whose requests are taken step by step.
 */
final class Steps {

	private array $requests = [];

	private readonly Database $database;
	private readonly ShopTables $tables;
	private readonly StockFeature $feature;
	private int $product = 0;

	private string $sku = '';

	public function __construct( private readonly \wpdb $wpdb ) {
		$this->database = new Database( $wpdb );
		$this->tables   = new ShopTables( $wpdb );
		$this->feature  = new StockFeature( $this->database, new Log(), $wpdb );
		remove_all_filters( 'woocommerce_update_product_stock_query' );
		remove_all_filters( 'update_post_metadata' );
	}

	/** A new product with so many pieces, and books that know nothing. */
	public function begin( int $stock ): array {
		$this->requests = [];
		foreach ( [ 'stock', 'line', 'move', 'after_work' ] as $table ) {
			$this->database->execute( 'DELETE FROM %i', $this->database->table( $table ) );
		}
		$this->sql( "UPDATE {$this->ours( 'stock_watch' )} SET term = 0, started_at = NULL, watched_since = NULL" );
		$this->sql( "DELETE FROM {$this->wpdb->prefix}woocommerce_order_itemmeta WHERE order_item_id >= 900000" );
		$this->sql( "DELETE FROM {$this->wpdb->prefix}woocommerce_order_items WHERE order_item_id >= 900000" );
		$this->sql( "DELETE FROM {$this->wpdb->prefix}wc_orders WHERE id >= 900000" );
		if ( 0 === $this->product ) {
			$this->sku = uniqid( 'STEP-' );
			$product   = new WC_Product_Simple();
			$product->set_name( $this->sku );
			$product->set_sku( $this->sku );
			$product->set_manage_stock( true );
			$product->set_stock_quantity( $stock );
			$this->product = $product->save();
		}
		$meta = $this->wpdb->postmeta;
		$this->sql( "UPDATE $meta SET meta_value = '$stock' WHERE post_id = {$this->product} AND meta_key = '_stock'" );
		return [
			'stock_id' => $this->product,
			'sku'      => $this->sku,
		];
	}

	/** An order with one line, as WooCommerce stores it. */
	public function order( int $item, int $quantity, int $reduced, string $status, string $made ): void {
		$prefix = $this->wpdb->prefix;
		$this->sql(
			"INSERT INTO {$prefix}wc_orders (id, status, type, date_created_gmt, date_updated_gmt)
			VALUES ($item, '$status', 'shop_order', '$made', LEAST('$made', UTC_TIMESTAMP()))"
		);
		$this->sql(
			"INSERT INTO {$prefix}woocommerce_order_items (order_item_id, order_item_name, order_item_type, order_id)
			VALUES ($item, 'x', 'line_item', $item)"
		);
		$this->sql(
			"INSERT INTO {$prefix}woocommerce_order_itemmeta (order_item_id, meta_key, meta_value)
			VALUES ($item, '_product_id', '{$this->product}'), ($item, '_variation_id', '0'), ($item, '_qty', '$quantity')"
		);
		$this->meta( $item, $reduced );
	}

	/** WooCommerce saves an order's status before it moves stock. */
	public function status( int $item, string $status ): void {
		$this->sql( "UPDATE {$this->wpdb->prefix}wc_orders SET status = '$status', date_updated_gmt = UTC_TIMESTAMP() WHERE id = $item" );
	}

	/** WooCommerce's own move, with or without our hooks. */
	public function seam( string $request, string $operation, float $quantity, bool $hooked = true ): void {
		$now   = (float) $this->shown();
		$value = 'set' === $operation
			? sprintf( "'%.6F'", $quantity )
			: sprintf( 'meta_value %+F', $quantity );
		$sql   = "UPDATE {$this->wpdb->postmeta} SET meta_value = $value WHERE post_id = {$this->product} AND meta_key='_stock'";
		if ( $hooked ) {
			$sql = $this->request( $request )['seam']->take_move( $sql, $this->product, $now + $quantity, $operation );
		}
		$this->sql( $sql );
	}

	/** What WooCommerce writes on the line, without its hooks. */
	public function meta( int $item, int $quantity ): void {
		$table = "{$this->wpdb->prefix}woocommerce_order_itemmeta";
		$this->sql( "DELETE FROM $table WHERE order_item_id = $item AND meta_key = '_reduced_stock'" );
		if ( $quantity > 0 ) {
			$this->sql( "INSERT INTO $table (order_item_id, meta_key, meta_value) VALUES ($item, '_reduced_stock', '$quantity')" );
		}
	}

	public function claim( string $request, int $item ): void {
		$this->request( $request )['claims']->claim( 0, $item, '_reduced_stock', uniqid() );
	}

	public function end( string $request ): void {
		$this->request( $request )['moves']->close();
		unset( $this->requests[ $request ] );
	}

	/** What a killed request leaves becomes old. */
	public function grow_old( string $request, int $item ): void {
		$id = ( new ReflectionProperty( OpenMoves::class, 'request' ) )->getValue( $this->request( $request )['moves'] );
		$this->sql( "UPDATE {$this->ours( 'move' )} SET opened_at = '2020-01-01' WHERE request = '$id'" );
		$this->sql( "UPDATE {$this->wpdb->prefix}wc_orders SET date_updated_gmt = '2020-01-01' WHERE id = $item" );
		unset( $this->requests[ $request ] );
	}

	public function hello( bool $raise ): array {
		$answer = $this->feature->greeting()->greet( [ 'limits' => [] ], [ 'raise_term' => $raise ] );
		return $answer['stock'];
	}

	/** The requests older than our hooks have ended. */
	public function wait_for_requests(): void {
		$this->sql( "UPDATE {$this->ours( 'stock_watch' )} SET watched_since = '2021-01-01'" );
	}

	public function route( string $name, array $body ): array {
		foreach ( $this->feature->routes() as $route ) {
			if ( $route->name() === $name ) {
				try {
					return $route->handle( $body );
				} catch ( Refusal $refusal ) {
					return [
						'error'  => $refusal->error,
						'params' => $refusal->params,
					];
				}
			}
		}
		return [];
	}

	/** Everything that the books hold of the one stock id. */
	public function books(): array {
		return [
			'shown' => $this->shown(),
			'stock' => $this->database->row( "SELECT * FROM {$this->ours( 'stock' )} WHERE stock_id = {$this->product}" ),
			'lines' => $this->database->rows( "SELECT * FROM {$this->ours( 'line' )} WHERE stock_id = {$this->product}" ),
			'held'  => $this->database->value( "SELECT COALESCE(SUM(held), 0) FROM {$this->ours( 'move' )}" ),
			'moves' => (int) $this->database->value( "SELECT COUNT(*) FROM {$this->ours( 'move' )}" ),
		];
	}

	private function shown(): string {
		return (string) $this->database->value(
			"SELECT CAST(meta_value AS DECIMAL(19,6)) FROM {$this->wpdb->postmeta} WHERE post_id = {$this->product} AND meta_key = '_stock'"
		);
	}

	private function request( string $name ): array {
		if ( ! isset( $this->requests[ $name ] ) ) {
			$log                     = new Log();
			$books                   = new Books( $this->database, $this->tables );
			$moves                   = new OpenMoves( $this->database, $log );
			$after_work              = new AfterWork( $this->database, $this->tables, $log );
			$this->requests[ $name ] = [
				'seam'   => new Seam( $books, $moves, $this->tables, $log ),
				'claims' => new Claims( $books, $after_work, $log ),
				'moves'  => $moves,
			];
		}
		return $this->requests[ $name ];
	}

	private function ours( string $table ): string {
		return $this->database->table( $table );
	}

	private function sql( string $sql ): void {
		$this->database->execute( $sql );
	}
}

$steps = new Steps( $GLOBALS['wpdb'] );
while ( ob_get_level() ) {
	ob_end_clean();
}
for ( $line = fgets( STDIN ); false !== $line; $line = fgets( STDIN ) ) {
	$call = json_decode( $line, true, 512, JSON_THROW_ON_ERROR );
	try {
		wp_cache_flush();
		$said = [ 'said' => $steps->{$call['name']}( ...$call['args'] ) ];
	} catch ( Throwable $fault ) {
		$said = [ 'fault' => (string) $fault ];
	}
	fwrite( STDOUT, json_encode( $said, JSON_THROW_ON_ERROR ) . "\n" );
}
