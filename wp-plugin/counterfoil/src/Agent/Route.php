<?php
/**
 * What a feature offers to the agent.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * One route under counterfoil/v1; the Door has checked the signature before it is called.
 */
interface Route {

	/**
	 * The last part of the path, as in `stock`.
	 */
	public function name(): string;

	/**
	 * Does what the agent asks.
	 *
	 * @param array<string, mixed> $body The request's JSON object.
	 * @return array<string, mixed> The answer's JSON object.
	 * @throws Refusal The request is refused, for a reason the agent can act on.
	 */
	public function handle( array $body ): array;
}
