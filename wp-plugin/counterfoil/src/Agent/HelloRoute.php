<?php
/**
 * The first word: what this shop is.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Counterfoil\Settings;

/**
 * Agrees on a version and lets every feature add its part.
 */
final class HelloRoute implements Route {

	private const VERSIONS = [ 1 ];

	/**
	 * Takes the features' greetings in their order.
	 */
	public function __construct( private readonly Settings $settings, private readonly array $greetings ) {}

	public function name(): string {
		return 'hello';
	}

	public function handle( array $body ): array {
		$fields = new Fields( $body );
		$common = array_intersect( self::VERSIONS, $fields->numbers( 'versions' ) );
		if ( [] === $common ) {
			throw new Refusal( 'unsupported_version', [ 'versions' => implode( ', ', self::VERSIONS ) ] );
		}
		$fields->object( 'agent' )->text( 'version' );
		$fields->flag( 'raise_term' );
		$answer = $this->shop( max( $common ) );
		foreach ( $this->greetings as $greeting ) {
			$answer = $greeting->greet( $answer, $body );
		}
		$this->settings->freeze();
		return $answer;
	}

	/**
	 * The facts that need no feature.
	 *
	 * @return array<string, mixed>
	 */
	private function shop( int $version ): array {
		return [
			'version'     => $version,
			'shop'        => $this->settings->shop,
			'code'        => $this->settings->code,
			'plugin'      => COUNTERFOIL_VERSION,
			'wordpress'   => get_bloginfo( 'version' ),
			'woocommerce' => WC()->version,
			'php'         => PHP_VERSION,
			'url'         => home_url(),
			'environment' => wp_get_environment_type(),
			'hpos'        => OrderUtil::custom_orders_table_usage_is_enabled(),
			'currency'    => get_woocommerce_currency(),
			'decimals'    => wc_get_price_decimals(),
			'timezone'    => wp_timezone_string(),
			'now'         => gmdate( 'Y-m-d\TH:i:s.000\Z' ),
			'limits'      => [],
		];
	}
}
