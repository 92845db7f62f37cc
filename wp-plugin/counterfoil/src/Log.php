<?php
/**
 * Where our own faults are written: WooCommerce's log, source "counterfoil". Never a body or an address.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil;

/**
 * The last stop of every hook callback: it cannot fail itself.
 */
final class Log {

	public function fault( string $doing, \Throwable $fault ): void {
		try {
			$where = basename( $fault->getFile() ) . ':' . $fault->getLine();
			wc_get_logger()->error(
				sprintf( 'Could not %s: %s (%s at %s)', $doing, $fault->getMessage(), $fault::class, $where ),
				[ 'source' => 'counterfoil' ]
			);
		} catch ( \Throwable ) {
			return; // A full disk must not stop a checkout.
		}
	}
}
