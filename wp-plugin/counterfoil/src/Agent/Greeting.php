<?php
/**
 * What a feature adds to the first answer.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * Called for every `hello`, in the order of the composition root.
 */
interface Greeting {

	/**
	 * The answer with this feature's part added, as in `$answer['limits']['outbox'] = 50`.
	 *
	 * @param array<string, mixed> $answer So far.
	 * @param array<string, mixed> $request The agent's hello.
	 * @return array<string, mixed>
	 * @throws Refusal There can be no talk.
	 */
	public function greet( array $answer, array $request ): array;
}
