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
		if ( ! class_exists( \WooCommerce::class ) || ! is_main_site() ) {
			return;
		}
		$log = new Log();
		try {
			$database = new Database( $GLOBALS['wpdb'] );
			( new Install\Install( $database ) )->upgrade();
			$plugin = new self( Settings::from_constant(), $database, $log );
			foreach ( $plugin->features() as $feature ) {
				$feature->register();
			}
		} catch ( \Throwable $fault ) {
			$log->fault( 'start', $fault );
		}
	}

	/**
	 * Everything that listens to WordPress.
	 *
	 * @return list<Registrable>
	 */
	private function features(): array {
		return [];
	}
}
