<?php
/**
 * The composition root: builds everything and tells it to register. Decides nothing else.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil;

use Automattic\WooCommerce\Utilities\FeaturesUtil;

/**
 * One feature is one entry in `features()`; its routes and greetings come with it.
 */
final class Plugin {

	private function __construct(
		private readonly Settings $settings,
		private readonly Database $database,
		private readonly Log $log,
	) {}

	public static function activate(): void {
		( new Install\Install( new Database( $GLOBALS['wpdb'] ) ) )->upgrade();
	}

	public static function declare_compatibility(): void {
		if ( class_exists( FeaturesUtil::class ) ) {
			FeaturesUtil::declare_compatibility( 'custom_order_tables', COUNTERFOIL_FILE, true );
			FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', COUNTERFOIL_FILE, true );
		}
	}

	/**
	 * Nothing of ours may keep a shop from being loaded.
	 */
	public static function start(): void {
		// One pairing constant serves one shop: in a network that is the main site.
		if ( ! is_main_site() ) {
			return;
		}
		if ( ! class_exists( \WooCommerce::class ) ) {
			( new Admin\WooCommerceMissing() )->register();
			return;
		}
		$log = new Log();
		try {
			$database = new Database( $GLOBALS['wpdb'] );
			self::upgrade( $database, $log );
			$plugin = new self( Settings::from_constant(), $database, $log );
			foreach ( $plugin->features() as $feature ) {
				$feature->register();
			}
		} catch ( \Throwable $fault ) {
			$log->fault( 'start', $fault );
		}
	}

	/**
	 * A table that a newer version wants may be refused by the database; orders are noted all the same.
	 */
	private static function upgrade( Database $database, Log $log ): void {
		try {
			( new Install\Install( $database ) )->upgrade();
		} catch ( \Throwable $fault ) {
			$log->fault( 'bring the tables up to date', $fault );
		}
	}

	/**
	 * Everything that listens to WordPress.
	 *
	 * @return list<Registrable>
	 */
	private function features(): array {
		$keys      = new Agent\KeyList( $this->settings->keys );
		$signature = new Agent\Signature( $keys, $this->settings->shop );
		$client    = new Agent\Client( $this->settings, $signature );
		$skus      = new Order\LineSkus( $this->database, $this->log );
		$outbox    = new Outbox\Outbox( $this->database );
		$channel   = new Outbox\Channel( $this->database );
		$taker     = new Outbox\PictureTaker( $this->database, new Order\FreshOrder( $skus ) );
		$pusher    = new Outbox\Pusher( $this->settings, $client, $channel, $outbox );
		$marks     = new Outbox\RequestMarks( $outbox, $taker, $pusher, $this->log, $this->settings->grace_s() );
		$heartbeat = new Mirror\Heartbeat( $this->database );
		$states    = new Mirror\OrderStates( $this->database );
		$cases     = new Mirror\Cases( $this->database );
		$stock     = new Stock\StockFeature( $this->database, $this->log, $GLOBALS['wpdb'] );
		$greetings = [
			new Outbox\OutboxGreeting( $channel ),
			$stock->greeting(),
		];
		$routes    = [
			new Agent\HelloRoute( $this->settings, $greetings ),
			new Outbox\OutboxRoute( $this->settings, $outbox, $taker, $channel, $this->log ),
			new Outbox\AckRoute( $outbox ),
			new Mirror\MirrorRoute( $this->database, $heartbeat, $states, $cases ),
			...$stock->routes(),
		];
		$features  = [ $stock ];
		if ( $this->settings->is_paired() ) {
			$features[] = new Agent\Door( $this->settings, $signature, $this->database, $this->log, $routes );
		}
		if ( $this->settings->notes_orders() ) {
			array_push( $features, $marks, new Order\OrderHooks( $marks, $this->log ), $skus );
		}
		if ( is_admin() ) {
			$catalogue = new Mirror\Catalogue();
			array_push(
				$features,
				new Admin\OrderColumn( $states, $catalogue, $this->log ),
				new Admin\OrderBox( $states, $catalogue, $this->log ),
				new Admin\SyncPage(
					$this->settings,
					$heartbeat,
					$cases,
					$states,
					$catalogue,
					$outbox,
					$channel,
					$stock->drift(),
					$this->log
				),
				new Admin\Notices( $this->settings, $heartbeat, $outbox, $this->log ),
			);
		}
		return $features;
	}
}
