<?php
/**
 * The page ERP sync under WooCommerce.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Admin;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Counterfoil\Log;
use Counterfoil\Mirror\Cases;
use Counterfoil\Mirror\Catalogue;
use Counterfoil\Mirror\Heartbeat;
use Counterfoil\Mirror\OrderStates;
use Counterfoil\Outbox\Channel;
use Counterfoil\Outbox\Outbox;
use Counterfoil\Registrable;
use Counterfoil\Settings;
use Counterfoil\Stock\Drift;

/**
 * Whether orders reach the ERP, what is on its way, and what waits for a person. All from our own tables.
 */
final class SyncPage implements Registrable {

	public const SLUG = 'counterfoil';

	private const DRIFT_MAX = 20;

	public function __construct(
		private readonly Settings $settings,
		private readonly Heartbeat $heartbeat,
		private readonly Cases $cases,
		private readonly OrderStates $states,
		private readonly Catalogue $catalogue,
		private readonly Outbox $outbox,
		private readonly Channel $channel,
		private readonly Drift $drift,
		private readonly Log $log,
	) {}

	public function register(): void {
		// After WooCommerce's own pages.
		add_action( 'admin_menu', [ $this, 'add_page' ], 60 );
	}

	public function add_page(): void {
		$title = __( 'ERP sync', 'counterfoil' );
		add_submenu_page( 'woocommerce', $title, $title, 'manage_woocommerce', self::SLUG, [ $this, 'show' ] );
	}

	public function show(): void {
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		try {
			View::show(
				'sync-page',
				[
					'code'      => '' === $this->settings->code ? '–' : $this->settings->code,
					'pushes'    => 'none' !== $this->settings->agent,
					'beat'      => $this->heartbeat->last(),
					'groups'    => $this->with_examples( $this->cases->groups() ),
					'outbox'    => $this->outbox->summary(),
					'channel'   => $this->channel->facts(),
					'drift'     => $this->drift->latest( self::DRIFT_MAX ),
					'catalogue' => $this->catalogue,
					'order_url' => [ self::class, 'order_url' ],
				]
			);
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'show the page ERP sync', $fault );
		}
	}

	/**
	 * A group says what its orders have in common; where they differ its first order is the
	 * example, so that no sentence has gaps.
	 */
	private function with_examples( array $groups ): array {
		$this->states->expect( array_filter( array_map( static fn ( array $group ) => $group['orders'][0] ?? null, $groups ) ) );
		foreach ( $groups as $at => $group ) {
			$first = $group['orders'][0] ?? null;
			$state = null === $first ? null : $this->states->of( (int) $first );
			$own   = $state?->case_code === $group['code'] ? $state->case_params : [];

			$groups[ $at ]['example'] = [] === array_diff_key( $own, $group['params'] ) ? null : (int) $first;
			$groups[ $at ]['params'] += $own;
		}
		return $groups;
	}

	public static function order_url( int $order_id ): string {
		return is_callable( [ OrderUtil::class, 'get_order_admin_edit_url' ] )
			? OrderUtil::get_order_admin_edit_url( $order_id )
			: admin_url( "admin.php?page=wc-orders&action=edit&id=$order_id" );
	}
}
