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
		public readonly string $meaning = '',
	) {}

	public static function of( OrderState $state, Catalogue $catalogue ): self {
		if ( $state->is_unreadable() ) {
			return new self( __( 'Cannot be read', 'counterfoil' ), 'warning', 'bad' );
		}
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
			self::meaning( $state->word ),
		);
	}

	/**
	 * What it means for somebody who sees the word for the first time; a case says it better itself.
	 */
	private static function meaning( string $word ): string {
		$meanings = [
			'waiting'    => __( 'It goes to the ERP once it is paid and what came before it is done.', 'counterfoil' ),
			'held'       => __( 'Nothing of it goes to the ERP until somebody releases it.', 'counterfoil' ),
			'queued'     => __( 'It goes to the ERP by itself. Nothing to do.', 'counterfoil' ),
			'sending'    => __( 'It is being sent to the ERP.', 'counterfoil' ),
			'checking'   => __( 'The answer was lost. The ERP is asked whether it has it, and nothing is sent twice.', 'counterfoil' ),
			'delivered'  => __( 'It was handed over. The ERP has not confirmed it yet.', 'counterfoil' ),
			'accepted'   => __( 'The ERP has it.', 'counterfoil' ),
			'cancelled'  => __( 'Cancelled here, and not live in the ERP.', 'counterfoil' ),
			'cancelling' => __( 'The ERP is being told that it is cancelled.', 'counterfoil' ),
			'discarded'  => __( 'Somebody has decided that it does not go to the ERP.', 'counterfoil' ),
			'skipped'    => __( 'By your rules it does not go to the ERP.', 'counterfoil' ),
		];
		return $meanings[ $word ] ?? '';
	}
}
