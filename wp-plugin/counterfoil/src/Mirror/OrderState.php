<?php
/**
 * What one order's state looks like to a shop admin.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Mirror;

/**
 * The agent's word, or where the order is before the agent has one.
 */
final class OrderState {

	private function __construct(
		public readonly ?string $word,
		public readonly bool $is_on_the_way,
		public readonly ?string $refusal,
		public readonly ?string $since,
		public readonly ?string $due,
		public readonly string $system,
		public readonly ?string $erp_number,
		public readonly ?string $case_code,
		public readonly array $case_params,
	) {}

	/**
	 * Not the agent's word but ours: the last change could not be read here, so it was never told.
	 */
	public function is_unreadable(): bool {
		return 'unreadable' === $this->refusal;
	}

	public static function from_row( array $row ): self {
		return new self(
			$row['word'],
			(int) $row['open_count'] > 0,
			$row['refusal'],
			$row['since'],
			$row['due'],
			(string) $row['system_name'],
			$row['erp_number'],
			$row['case_code'],
			(array) json_decode( (string) $row['case_params'], true ),
		);
	}
}
