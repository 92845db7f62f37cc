<?php
/**
 * Who gives an outbox row its body: what the outbox needs from the rooms above it.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

/**
 * Reads an order as the database has it now, past every cache and object in memory.
 */
interface BodySource {

	public function picture( int $order_id ): Picture;
}
