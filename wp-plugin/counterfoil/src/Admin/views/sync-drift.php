<?php
/**
 * View: stock that moved without an order.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

use Counterfoil\Admin\Moment;

if ( [] === $counterfoil['drift'] ) {
	return;
}
?>
<h2><?php esc_html_e( 'Stock changed without an order', 'counterfoil' ); ?></h2>
<p>
	<?php esc_html_e( 'Somebody typed it in, or another plugin moved it: the shop shows more or less than the ERP has.', 'counterfoil' ); ?>
	<?php esc_html_e( 'To set it right, type the right quantity in at the product.', 'counterfoil' ); ?>
</p>
<table class="widefat striped counterfoil-drift">
	<thead>
		<tr>
			<th scope="col"><?php esc_html_e( 'Product', 'counterfoil' ); ?></th>
			<th scope="col"><?php esc_html_e( 'The shop shows', 'counterfoil' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Right by the ERP', 'counterfoil' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Last moved', 'counterfoil' ); ?></th>
		</tr>
	</thead>
	<tbody>
		<?php
		foreach ( $counterfoil['drift'] as $counterfoil_moved ) :
			$counterfoil_id     = $counterfoil_moved['stock_id'];
			$counterfoil_parent = wp_get_post_parent_id( $counterfoil_id );
			$counterfoil_link   = get_edit_post_link( $counterfoil_parent ? $counterfoil_parent : $counterfoil_id );
			?>
			<tr>
				<td>
					<a href="<?php echo esc_url( (string) $counterfoil_link ); ?>">
						<?php echo esc_html( get_the_title( $counterfoil_id ) ); ?>
					</a>
				</td>
				<td><?php echo esc_html( $counterfoil_moved['shown'] ); ?></td>
				<td><strong><?php echo esc_html( $counterfoil_moved['right'] ); ?></strong></td>
				<td title="<?php echo esc_attr( Moment::text( $counterfoil_moved['moved_at'] ) ); ?>">
					<?php echo esc_html( Moment::relative( $counterfoil_moved['moved_at'] ) ); ?>
				</td>
			</tr>
		<?php endforeach; ?>
	</tbody>
</table>
