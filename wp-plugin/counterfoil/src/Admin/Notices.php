<?php
/**
 * The one notice we may show: orders do not reach the ERP, and what to do.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Admin;

use Counterfoil\Log;
use Counterfoil\Mirror\Heartbeat;
use Counterfoil\Outbox\Outbox;
use Counterfoil\Registrable;
use Counterfoil\Settings;

/**
 * Only on our page and on the orders' screens, only for those who can do something about it.
 */
final class Notices implements Registrable {

	public function __construct(
		private readonly Settings $settings,
		private readonly Heartbeat $heartbeat,
		private readonly Outbox $outbox,
		private readonly Log $log,
	) {}

	public function register(): void {
		add_action( 'admin_notices', [ $this, 'show' ] );
		add_action( 'admin_enqueue_scripts', [ $this, 'add_style' ] );
	}

	public function show(): void {
		if ( ! $this->is_our_place() || ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		try {
			$notice = $this->settings->is_paired() ? $this->silence() : $this->pairing();
			if ( null !== $notice ) {
				View::show( 'notice', $notice );
			}
		} catch ( \Throwable $fault ) {
			$this->log->fault( 'show a notice', $fault );
		}
	}

	public function add_style(): void {
		if ( $this->is_our_place() ) {
			wp_enqueue_style(
				'counterfoil',
				plugins_url( 'assets/admin.css', COUNTERFOIL_FILE ),
				[],
				COUNTERFOIL_VERSION
			);
		}
	}

	private function is_our_place(): bool {
		$screen = get_current_screen();
		$places = [ wc_get_page_screen_id( 'shop-order' ), 'edit-shop_order', 'woocommerce_page_' . SyncPage::SLUG ];
		return null !== $screen && in_array( $screen->id, $places, true );
	}

	/**
	 * The agent has been silent for too long.
	 *
	 * @return array{kind: string, title: string, text: string}|null
	 */
	private function silence(): ?array {
		$beat = $this->heartbeat->last();
		if ( null === $beat ? ! $this->waits_in_vain() : $beat['silent_s'] < Heartbeat::SILENT_S ) {
			return null;
		}
		return [
			'kind'  => 'error',
			'title' => null === $beat
				? __( 'The Counterfoil agent has never reported, and orders wait for it.', 'counterfoil' )
				: sprintf(
					/* translators: %s: a date and time. */
					__( 'The Counterfoil agent has been silent since %s.', 'counterfoil' ),
					Moment::text( $beat['received_at'] )
				),
			'text'  => __( 'New orders are kept and none is lost, but they do not reach the ERP, and stock is not updated.', 'counterfoil' )
				. ' ' . __( 'Ask IT to look at "counterfoil status" on the agent\'s machine and to start the agent again.', 'counterfoil' ),
		];
	}

	/**
	 * Whether an order has waited as long as a silence may last, for an agent that never came.
	 */
	private function waits_in_vain(): bool {
		$oldest_at = $this->outbox->summary()['oldest_at'];
		return null !== $oldest_at && Moment::age_s( $oldest_at ) >= Heartbeat::SILENT_S;
	}

	/**
	 * The pairing constant is missing or of no use.
	 *
	 * @return array{kind: string, title: string, text: string}
	 */
	private function pairing(): array {
		$is_new = 'missing' === $this->settings->fault && ! $this->settings->notes_orders();
		return [
			'kind'  => $is_new ? 'warning' : 'error',
			'title' => $is_new
				? __( 'Counterfoil is not paired with its agent yet: nothing reaches the ERP.', 'counterfoil' )
				: __( 'Counterfoil has lost its pairing: nothing reaches the ERP until it is back.', 'counterfoil' ),
			'text'  => $this->pairing_remedy(),
		];
	}

	private function pairing_remedy(): string {
		$causes = [
			'missing'      => '',
			'unreadable'   => __( 'COUNTERFOIL_PAIRING in wp-config.php is cut off or changed.', 'counterfoil' ) . ' ',
			'code_changed' => __( 'COUNTERFOIL_PAIRING has another shop code than before.', 'counterfoil' ) . ' ',
		];
		$cause  = $causes[ $this->settings->fault ] ?? sprintf(
			/* translators: %s: a field's name, as in "keys". */
			__( 'The part "%s" of COUNTERFOIL_PAIRING in wp-config.php is not valid.', 'counterfoil' ) . ' ',
			$this->settings->fault
		);
		$remedy = 'code_changed' === $this->settings->fault
			? __( 'Put the earlier line back into wp-config.php.', 'counterfoil' )
			: __( 'Run "counterfoil pair" on the agent\'s machine and copy the line that it prints into wp-config.php.', 'counterfoil' );
		return $cause . $remedy;
	}
}
