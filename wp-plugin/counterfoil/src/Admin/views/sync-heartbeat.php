<?php
/**
 * View: whether the agent lives.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

use Counterfoil\Admin\Moment;
use Counterfoil\Mirror\Heartbeat;

$counterfoil_beat   = $counterfoil['beat'];
$counterfoil_silent = null !== $counterfoil_beat && $counterfoil_beat['silent_s'] >= Heartbeat::SILENT_S;
if ( null === $counterfoil_beat ) {
	$counterfoil_tone = 'busy';
	$counterfoil_icon = 'clock';
	$counterfoil_text = __( 'The agent has not reported yet. Orders are kept until it does.', 'counterfoil' );
} elseif ( $counterfoil_silent ) {
	$counterfoil_tone = 'bad';
	$counterfoil_icon = 'warning';
	$counterfoil_text = sprintf(
		/* translators: %s: a span of time, as in "23 mins ago". */
		__( 'The agent is silent. It last reported %s.', 'counterfoil' ),
		Moment::relative( $counterfoil_beat['received_at'] )
	);
} else {
	$counterfoil_tone = 'good';
	$counterfoil_icon = 'yes-alt';
	$counterfoil_text = sprintf(
		/* translators: %s: a span of time, as in "12 secs ago". */
		__( 'The agent is running. It last reported %s.', 'counterfoil' ),
		Moment::relative( $counterfoil_beat['received_at'] )
	);
}
?>
<p class="counterfoil-heartbeat">
	<span class="counterfoil-state counterfoil-state--<?php echo esc_attr( $counterfoil_tone ); ?>">
		<span class="dashicons dashicons-<?php echo esc_attr( $counterfoil_icon ); ?>" aria-hidden="true"></span>
		<?php echo esc_html( $counterfoil_text ); ?>
	</span>
</p>
