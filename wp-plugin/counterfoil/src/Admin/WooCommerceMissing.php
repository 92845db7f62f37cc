<?php
/**
 * What is said where WooCommerce is not active.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Admin;

use Counterfoil\Registrable;

/**
 * A notice instead of a fatal error; the books are kept.
 */
final class WooCommerceMissing implements Registrable {

	public function register(): void {
		add_action( 'admin_notices', [ $this, 'show' ] );
	}

	public function show(): void {
		if ( current_user_can( 'activate_plugins' ) ) {
			View::show(
				'notice',
				[
					'kind'  => 'error',
					'title' => __( 'Counterfoil needs WooCommerce, which is not active.', 'counterfoil' ),
					'text'  => __( 'Activate WooCommerce. Until then no order is handed to the ERP; nothing is lost.', 'counterfoil' ),
				]
			);
		}
	}
}
