<?php
/**
 * What the outbox adds to hello.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

use Counterfoil\Agent\Greeting;

/**
 * Says its page size; an agent that greets can be pushed to again.
 */
final class OutboxGreeting implements Greeting {

	public function __construct( private readonly Channel $channel ) {}

	public function greet( array $answer, array $request ): array {
		$this->channel->end_pause();
		$answer['limits']['outbox'] = Outbox::PAGE;
		return $answer;
	}
}
