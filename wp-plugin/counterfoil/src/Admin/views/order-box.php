<?php
/**
 * View: the box on the order.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

use Counterfoil\Admin\Moment;
use Counterfoil\Admin\View;

$counterfoil_state = $counterfoil['state'];
if ( null === $counterfoil_state ) {
	?>
	<p><?php esc_html_e( 'Not handed to the ERP: a draft, or placed before the shop was connected.', 'counterfoil' ); ?></p>
	<?php
	return;
}
View::show( 'state', $counterfoil );
$counterfoil_meaning = $counterfoil['label']->meaning;
if ( '' !== $counterfoil_meaning ) {
	?>
	<p class="counterfoil-meaning"><?php echo esc_html( $counterfoil_meaning ); ?></p>
	<?php
}
?>
<table class="counterfoil-facts">
	<?php if ( null !== $counterfoil_state->erp_number ) : ?>
		<tr>
			<th scope="row"><?php esc_html_e( 'ERP number', 'counterfoil' ); ?></th>
			<td><strong><?php echo esc_html( $counterfoil_state->erp_number ); ?></strong></td>
		</tr>
	<?php endif; ?>
	<?php if ( '' !== $counterfoil_state->system ) : ?>
		<tr>
			<th scope="row"><?php esc_html_e( 'System', 'counterfoil' ); ?></th>
			<td><?php echo esc_html( $counterfoil_state->system ); ?></td>
		</tr>
	<?php endif; ?>
	<?php if ( null !== $counterfoil_state->since ) : ?>
		<tr>
			<th scope="row"><?php esc_html_e( 'Since', 'counterfoil' ); ?></th>
			<td title="<?php echo esc_attr( Moment::text( $counterfoil_state->since ) ); ?>">
				<?php echo esc_html( Moment::relative( $counterfoil_state->since ) ); ?>
			</td>
		</tr>
	<?php endif; ?>
	<?php if ( null !== $counterfoil_state->due ) : ?>
		<tr>
			<th scope="row"><?php esc_html_e( 'Next step', 'counterfoil' ); ?></th>
			<td title="<?php echo esc_attr( Moment::text( $counterfoil_state->due ) ); ?>">
				<?php echo esc_html( Moment::next( $counterfoil_state->due ) ); ?>
			</td>
		</tr>
	<?php endif; ?>
</table>
<?php if ( $counterfoil_state->is_unreadable() ) : ?>
	<div class="counterfoil-case">
		<p>
			<?php esc_html_e( 'The last change of this order cannot be read: something in this site fails over it.', 'counterfoil' ); ?>
			<?php esc_html_e( 'It is kept, and tried again by itself.', 'counterfoil' ); ?>
		</p>
		<p>
			<strong><?php esc_html_e( 'What to do:', 'counterfoil' ); ?></strong>
			<?php esc_html_e( 'Ask IT to look into WooCommerce > Status > Logs, "counterfoil" and "fatal-errors".', 'counterfoil' ); ?>
		</p>
	</div>
<?php elseif ( null !== $counterfoil_state->refusal ) : ?>
	<div class="counterfoil-case">
		<p>
			<?php
			printf(
				/* translators: %s: a code, as in "malformed". */
				esc_html__( 'The agent did not take the last change of this order (%s). It is kept. Ask IT.', 'counterfoil' ),
				esc_html( $counterfoil_state->refusal )
			);
			?>
		</p>
	</div>
<?php endif; ?>
<?php if ( $counterfoil_state->is_on_the_way && null !== $counterfoil_state->word ) : ?>
	<p class="description"><?php esc_html_e( 'A newer change of this order is on its way to the agent.', 'counterfoil' ); ?></p>
<?php endif; ?>
<?php
if ( null !== $counterfoil_state->case_code ) :
	$counterfoil_code   = $counterfoil_state->case_code;
	$counterfoil_params = $counterfoil_state->case_params;
	?>
	<div class="counterfoil-case">
		<p><?php echo esc_html( $counterfoil['catalogue']->sentence( $counterfoil_code, $counterfoil_params ) ); ?></p>
		<p>
			<strong><?php esc_html_e( 'What to do:', 'counterfoil' ); ?></strong>
			<?php echo esc_html( $counterfoil['catalogue']->remedy( $counterfoil_code, $counterfoil_params ) ); ?>
		</p>
		<p>
			<?php esc_html_e( 'It is decided where the agent runs:', 'counterfoil' ); ?>
			<code>counterfoil retry <?php echo esc_html( (string) $counterfoil['order_id'] ); ?></code>
		</p>
		<p class="description">
			<?php
			printf(
				/* translators: %s: who looks after such cases, as in "finance". */
				esc_html__( 'For: %s', 'counterfoil' ),
				esc_html( $counterfoil['catalogue']->owner( $counterfoil_code ) )
			);
			?>
		</p>
	</div>
<?php endif; ?>
