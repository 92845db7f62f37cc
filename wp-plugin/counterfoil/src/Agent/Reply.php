<?php
/**
 * What came back from the agent.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * A verified answer, or why there is none.
 */
final class Reply {

	/**
	 * Status 0 means no answer that can be believed; `why` then says what was wrong.
	 */
	public function __construct(
		public readonly int $status,
		public readonly array $body = [],
		public readonly string $why = '',
	) {}

	public static function none( string $why ): self {
		return new self( 0, [], $why );
	}

	public function is_stored(): bool {
		return 202 === $this->status && true === ( $this->body['stored'] ?? null );
	}

	/**
	 * The agent will not take it, now or later: a code of the contract.
	 */
	public function refusal(): ?string {
		$is_refused = $this->status >= 400 && $this->status < 500;
		return $is_refused ? (string) ( $this->body['error'] ?? 'malformed' ) : null;
	}
}
