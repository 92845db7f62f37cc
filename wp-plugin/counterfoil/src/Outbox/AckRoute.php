<?php
/**
 * Route ack: these events are durable at the agent.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Outbox;

use Counterfoil\Agent\Fields;
use Counterfoil\Agent\Route;

/**
 * Acknowledged twice is acknowledged once; old acknowledged rows are cleared away here, a batch a call.
 */
final class AckRoute implements Route {

	private const IDS_MAX = 1000;

	public function __construct( private readonly Outbox $outbox ) {}

	public function name(): string {
		return 'ack';
	}

	public function handle( array $body ): array {
		$fields = new Fields( $body );
		$ids    = array_values( array_unique( $fields->texts( 'ids' ) ) );
		if ( count( $ids ) > self::IDS_MAX ) {
			throw $fields->malformed( 'ids' );
		}
		$unknown = $this->outbox->acknowledge( $ids );
		$this->outbox->prune();
		return [
			'acknowledged' => count( $ids ) - count( $unknown ),
			'unknown'      => $unknown,
			'open'         => $this->outbox->open_count(),
		];
	}
}
