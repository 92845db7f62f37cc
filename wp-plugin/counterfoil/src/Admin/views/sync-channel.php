<?php
/**
 * View: the way to the agent and the systems behind it.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

use Counterfoil\Admin\Moment;

$counterfoil_beat   = $counterfoil['beat'];
$counterfoil_outbox = $counterfoil['outbox'];
$counterfoil_names  = [
	'up'      => __( 'answers', 'counterfoil' ),
	'down'    => __( 'does not answer', 'counterfoil' ),
	'unknown' => __( 'not asked yet', 'counterfoil' ),
];
?>
<h2><?php esc_html_e( 'On the way', 'counterfoil' ); ?></h2>
<table class="widefat striped counterfoil-channel">
	<tbody>
		<tr>
			<th scope="row"><?php esc_html_e( 'Not yet with the agent', 'counterfoil' ); ?></th>
			<td>
				<?php
				if ( 0 === (int) $counterfoil_outbox['open'] ) {
					esc_html_e( 'Nothing. The agent has every change of every order.', 'counterfoil' );
				} else {
					$counterfoil_open = (int) $counterfoil_outbox['open'];
					printf(
						esc_html(
							/* translators: 1: a number, 2: a span of time, as in "5 mins ago". */
							_n( '%1$s change, from %2$s', '%1$s changes, the oldest from %2$s', $counterfoil_open, 'counterfoil' )
						),
						esc_html( number_format_i18n( $counterfoil_open ) ),
						esc_html( Moment::relative( (string) $counterfoil_outbox['oldest_at'] ) )
					);
				}
				?>
			</td>
		</tr>
		<?php if ( (int) $counterfoil_outbox['refused'] > 0 ) : ?>
			<tr>
				<th scope="row"><?php esc_html_e( 'Refused or unreadable', 'counterfoil' ); ?></th>
				<td>
					<?php
					printf(
						/* translators: 1: a number, 2: a code, as in "malformed". */
						esc_html__( '%1$s (%2$s). They are kept. Ask IT.', 'counterfoil' ),
						esc_html( number_format_i18n( (int) $counterfoil_outbox['refused'] ) ),
						esc_html( $counterfoil_outbox['refusal'] )
					);
					?>
				</td>
			</tr>
		<?php endif; ?>
		<?php if ( $counterfoil['pushes'] && '' !== $counterfoil['channel']['push_failure'] ) : ?>
			<tr>
				<th scope="row"><?php esc_html_e( 'Last push failed', 'counterfoil' ); ?></th>
				<td>
					<?php echo esc_html( $counterfoil['channel']['push_failure'] ); ?>.
					<?php esc_html_e( 'Nothing is lost: the agent fetches what could not be pushed.', 'counterfoil' ); ?>
				</td>
			</tr>
		<?php endif; ?>
		<tr>
			<th scope="row"><?php esc_html_e( 'Last fetched by the agent', 'counterfoil' ); ?></th>
			<td>
				<?php
				$counterfoil_pulled = $counterfoil['channel']['pulled_at'];
				echo esc_html( null === $counterfoil_pulled ? __( 'Never', 'counterfoil' ) : Moment::relative( $counterfoil_pulled ) );
				?>
			</td>
		</tr>
		<?php if ( null !== $counterfoil_beat ) : ?>
			<tr>
				<th scope="row"><?php esc_html_e( 'Last stock from the ERP', 'counterfoil' ); ?></th>
				<td>
					<?php
					$counterfoil_stock = $counterfoil_beat['stock'];
					if ( null === $counterfoil_stock ) {
						esc_html_e( 'None yet', 'counterfoil' );
					} elseif ( 0 === $counterfoil_stock['applied'] + $counterfoil_stock['refused'] ) {
						printf(
							/* translators: 1: a span of time, as in "5 mins ago", 2: a date and time. */
							esc_html__( '%1$s, as the ERP had it at %2$s: nothing had changed', 'counterfoil' ),
							esc_html( Moment::relative( $counterfoil_stock['applied_at'] ) ),
							esc_html( Moment::text( $counterfoil_stock['as_of'] ) )
						);
					} else {
						printf(
							/* translators: 1: a span of time, as in "5 mins ago", 2: a date and time, 3: a number, 4: a number. */
							esc_html__( '%1$s, as the ERP had it at %2$s: %3$s applied, %4$s refused', 'counterfoil' ),
							esc_html( Moment::relative( $counterfoil_stock['applied_at'] ) ),
							esc_html( Moment::text( $counterfoil_stock['as_of'] ) ),
							esc_html( number_format_i18n( $counterfoil_stock['applied'] ) ),
							esc_html( number_format_i18n( $counterfoil_stock['refused'] ) )
						);
					}
					?>
				</td>
			</tr>
			<?php foreach ( $counterfoil_beat['systems'] as $counterfoil_system ) : ?>
				<tr>
					<th scope="row">
						<?php
						printf(
							/* translators: %s: a system's name, as in "erp". */
							esc_html__( 'System "%s"', 'counterfoil' ),
							esc_html( $counterfoil_system['name'] )
						);
						?>
					</th>
					<td>
						<?php
						$counterfoil_said = sprintf(
							/* translators: 1: as in "answers", 2: a date and time. */
							__( '%1$s, since %2$s', 'counterfoil' ),
							$counterfoil_names[ $counterfoil_system['state'] ] ?? $counterfoil_system['state'],
							Moment::text( $counterfoil_system['since'] )
						);
						if ( 'down' === $counterfoil_system['state'] ) {
							?>
							<span class="counterfoil-state counterfoil-state--bad">
								<span class="dashicons dashicons-warning" aria-hidden="true"></span>
								<?php echo esc_html( $counterfoil_said ); ?>
							</span>
							<p class="description"><?php esc_html_e( 'Nothing is lost: orders wait for it.', 'counterfoil' ); ?></p>
							<?php
						} else {
							echo esc_html( $counterfoil_said );
						}
						?>
					</td>
				</tr>
			<?php endforeach; ?>
		<?php endif; ?>
	</tbody>
</table>
<p class="description">
	<?php
	printf(
		/* translators: 1: the shop code, as in "WEB", 2: a version, 3: a version or a dash. */
		esc_html__( 'Shop code %1$s · plugin %2$s · agent %3$s', 'counterfoil' ),
		esc_html( $counterfoil['code'] ),
		esc_html( COUNTERFOIL_VERSION ),
		esc_html( $counterfoil_beat['version'] ?? '–' )
	);
	?>
</p>
