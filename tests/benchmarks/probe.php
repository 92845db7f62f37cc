<?php
/**
 * Takes the time of every callback of the plugin in a request: a must-use plugin of the benchmarks.
 *
 * The plugin knows nothing of it; its callbacks are wrapped where WordPress keeps them.
 *
 * @package Counterfoil\Tests
 */

declare( strict_types=1 );

namespace Counterfoil_Benchmark;

/**
 * One line of JSON a request, written when everything else of the request is over.
 */
final class Probe {

	private const OURS     = 'Counterfoil\\';
	private const STAND_IN = 'Counterfoil\\Practice\\';

	/** Moments at which callbacks may have been added: each is followed by another look. */
	private const LOOK_AGAIN = [ 'plugins_loaded', 'woocommerce_init', 'init', 'wp_loaded', 'rest_api_init' ];

	private float $mark;
	private float $loading_ms = 0.0;
	private int $depth        = 0;
	private string $phase     = 'before';

	/**
	 * Time and calls by phase (before or after the response) and class.
	 *
	 * @var array<string, array<string, array{float, int}>>
	 */
	private array $taken = [
		'before' => [],
		'after'  => [],
	];

	public function __construct( private readonly string $file ) {
		$this->mark = microtime( true );
	}

	public function register(): void {
		add_action( 'muplugins_loaded', [ $this, 'begin_loading' ], PHP_INT_MAX );
		add_action( 'plugin_loaded', [ $this, 'note_loading' ] );
		foreach ( self::LOOK_AGAIN as $hook ) {
			add_action( $hook, [ $this, 'wrap_all' ], PHP_INT_MAX );
		}
		add_action( 'shutdown', [ $this, 'begin_after' ], PHP_INT_MIN );
		register_shutdown_function( [ $this, 'write' ] );
	}

	public function begin_loading(): void {
		$this->mark = microtime( true );
	}

	/**
	 * What reading the plugin's main file took; its first callbacks are there from now on.
	 */
	public function note_loading( string $plugin ): void {
		$now = microtime( true );
		if ( str_contains( $plugin, '/counterfoil/' ) ) {
			$this->loading_ms = ( $now - $this->mark ) * 1000;
		}
		$this->wrap_all();
		$this->mark = microtime( true );
	}

	public function wrap_all(): void {
		foreach ( $GLOBALS['wp_filter'] as $hook ) {
			foreach ( $hook->callbacks as $priority => $callbacks ) {
				foreach ( $callbacks as $name => $callback ) {
					$owner = self::owner( $callback['function'] );
					if ( str_starts_with( $owner, self::OURS ) && ! str_starts_with( $owner, self::STAND_IN ) ) {
						$hook->callbacks[ $priority ][ $name ]['function'] = $this->timed( $callback['function'], $owner );
					}
				}
			}
		}
	}

	public function begin_after(): void {
		$this->wrap_all();
		$this->phase = 'after';
	}

	public function write(): void {
		$line = [
			'uri'     => $_SERVER['REQUEST_URI'] ?? '',
			'request' => ( microtime( true ) - (float) $_SERVER['REQUEST_TIME_FLOAT'] ) * 1000,
			'loading' => $this->loading_ms,
			'insert'  => $this->insert_ms(),
			'taken'   => $this->taken,
		];
		file_put_contents( $this->file, json_encode( $line ) . "\n", FILE_APPEND | LOCK_EX );
	}

	/**
	 * What one durable INSERT costs here and now: no durable mark of an order can cost less.
	 */
	private function insert_ms(): float {
		$begun = hrtime( true );
		$GLOBALS['wpdb']->query( 'INSERT INTO probe_floor () VALUES ()' );
		return ( hrtime( true ) - $begun ) / 1e6;
	}

	private function timed( callable $callback, string $owner ): \Closure {
		return function ( ...$arguments ) use ( $callback, $owner ) {
			++$this->depth;
			$phase = $this->phase;
			$begun = hrtime( true );
			try {
				return $callback( ...$arguments );
			} finally {
				--$this->depth;
				// A callback inside another's is already in the outer one's time.
				if ( 0 === $this->depth ) {
					[ $spent, $calls ]               = $this->taken[ $phase ][ $owner ] ?? [ 0.0, 0 ];
					$this->taken[ $phase ][ $owner ] = [ $spent + ( hrtime( true ) - $begun ) / 1e6, $calls + 1 ];
				}
			}
		};
	}

	/**
	 * The class that a callback belongs to, or nothing.
	 */
	private static function owner( mixed $callback ): string {
		if ( is_array( $callback ) ) {
			return is_object( $callback[0] ) ? get_class( $callback[0] ) : (string) $callback[0];
		}
		if ( $callback instanceof \Closure ) {
			return ( new \ReflectionFunction( $callback ) )->getClosureScopeClass()?->getName() ?? '';
		}
		return is_object( $callback ) ? get_class( $callback ) : '';
	}
}

( new Probe( dirname( ABSPATH ) . '/tmp/probe.jsonl' ) )->register();
