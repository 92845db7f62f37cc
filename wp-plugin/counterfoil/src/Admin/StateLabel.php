<?php
/**
 * How an order's state is said in a few words.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Admin;

use Counterfoil\Mirror\Catalogue;
use Counterfoil\Mirror\OrderState;

/**
 * A word, an icon and a tone for each state; the icon and the word carry the meaning, never the colour alone.
 */
final class StateLabel {

	private const ICONS = [
		'waiting'    => 'clock',
		'held'       => 'controls-pause',
		'queued'     => 'clock',
		'sending'    => 'update',
		'checking'   => 'search',
		'delivered'  => 'yes',
		'accepted'   => 'yes-alt',
		'needs_you'  => 'warning',
		'cancelled'  => 'dismiss',
		'cancelling' => 'update',
		'discarded'  => 'migrate',
		'skipped'    => 'minus',
	];

	private const TONES = [
		'accepted'  => 'good',
		'needs_you' => 'bad',
		'held'      => 'bad',
		'cancelled' => 'quiet',
		'discarded' => 'quiet',
		'skipped'   => 'quiet',
	];

	private function __construct(
		public readonly string $text,
		public readonly string $icon,
		public readonly string $tone,
	) {}

	public static function of( OrderState $state, Catalogue $catalogue ): self {
		if ( null !== $state->refusal ) {
			return new self( __( 'Refused by the agent', 'counterfoil' ), 'warning', 'bad' );
		}
		if ( null === $state->word ) {
			return $state->is_on_the_way
				? new self( __( 'Waiting for the agent', 'counterfoil' ), 'clock', 'busy' )
				: new self( __( 'With the agent', 'counterfoil' ), 'clock', 'busy' );
		}
		return new self(
			$catalogue->word( $state->word ),
			self::ICONS[ $state->word ] ?? 'marker',
			self::TONES[ $state->word ] ?? 'busy',
		);
	}
}
