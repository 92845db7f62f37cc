<?php
/**
 * One look at one order.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

/**
 * What an order was at the moment it was read.
 */
final class Picture {

	public const LIVE    = 'live';
	public const DRAFT   = 'draft';
	public const TRASH   = 'trash';
	public const DELETED = 'deleted';

	/**
	 * Presence is one of the four words; order key and body are there for a live order only.
	 */
	public function __construct(
		public readonly string $presence,
		public readonly string $order_key = '',
		public readonly string $body = '',
	) {}

	public function is_gone(): bool {
		return self::TRASH === $this->presence || self::DELETED === $this->presence;
	}
}
