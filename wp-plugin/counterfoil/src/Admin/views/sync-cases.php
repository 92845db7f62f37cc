<?php
/**
 * View: what needs a person, by cause.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

use Counterfoil\Admin\Moment;

$counterfoil_catalogue = $counterfoil['catalogue'];
?>
<h2><?php esc_html_e( 'What needs you', 'counterfoil' ); ?></h2>
<?php if ( [] === $counterfoil['groups'] ) : ?>
	<p><?php esc_html_e( 'Nothing. Every order is done or goes on by itself.', 'counterfoil' ); ?></p>
<?php else : ?>
	<table class="widefat striped counterfoil-cases">
		<thead>
			<tr>
				<th scope="col"><?php esc_html_e( 'What is so', 'counterfoil' ); ?></th>
				<th scope="col"><?php esc_html_e( 'What to do', 'counterfoil' ); ?></th>
				<th scope="col"><?php esc_html_e( 'For', 'counterfoil' ); ?></th>
				<th scope="col"><?php esc_html_e( 'Since', 'counterfoil' ); ?></th>
				<th scope="col"><?php esc_html_e( 'Orders', 'counterfoil' ); ?></th>
			</tr>
		</thead>
		<tbody>
			<?php
			foreach ( $counterfoil['groups'] as $counterfoil_group ) :
				$counterfoil_code   = $counterfoil_group['code'];
				$counterfoil_params = $counterfoil_group['params'];
				$counterfoil_orders = $counterfoil_group['orders'];
				?>
				<tr>
					<td>
						<?php
						if ( null !== $counterfoil_group['example'] ) {
							/* translators: %s: an order's number, as in "1001". */
							printf( esc_html__( 'As with order #%s:', 'counterfoil' ), esc_html( (string) $counterfoil_group['example'] ) );
							echo ' ';
						}
						echo esc_html( $counterfoil_catalogue->sentence( $counterfoil_code, $counterfoil_params ) );
						?>
					</td>
					<td><?php echo esc_html( $counterfoil_catalogue->remedy( $counterfoil_code, $counterfoil_params ) ); ?></td>
					<td><?php echo esc_html( $counterfoil_catalogue->owner( $counterfoil_code ) ); ?></td>
					<td title="<?php echo esc_attr( Moment::text( $counterfoil_group['oldest_at'] ) ); ?>">
						<?php echo esc_html( Moment::relative( $counterfoil_group['oldest_at'] ) ); ?>
					</td>
					<td>
						<strong><?php echo esc_html( number_format_i18n( $counterfoil_group['count'] ) ); ?></strong>
						<?php foreach ( $counterfoil_orders as $counterfoil_order ) : ?>
							<a href="<?php echo esc_url( ( $counterfoil['order_url'] )( (int) $counterfoil_order ) ); ?>">
								#<?php echo esc_html( (string) (int) $counterfoil_order ); ?>
							</a>
						<?php endforeach; ?>
						<?php if ( [] !== $counterfoil_orders && $counterfoil_group['count'] > count( $counterfoil_orders ) ) : ?>
							&hellip;
						<?php endif; ?>
					</td>
				</tr>
			<?php endforeach; ?>
		</tbody>
	</table>
	<p class="description">
		<?php esc_html_e( 'Retry, accept or discard an order where the agent runs, by its number:', 'counterfoil' ); ?>
		<code>counterfoil retry 1001</code>, <code>counterfoil --help</code>
	</p>
<?php endif; ?>
