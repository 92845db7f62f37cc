<?php
/**
 * View: the cell in the list of orders.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

use Counterfoil\Admin\View;

if ( null === $counterfoil['label'] ) {
	?>
	<span aria-hidden="true">&ndash;</span>
	<span class="screen-reader-text"><?php esc_html_e( 'Not handed to the ERP', 'counterfoil' ); ?></span>
	<?php
	return;
}
View::show( 'state', $counterfoil );
if ( null !== $counterfoil['state']->erp_number ) {
	?>
	<span class="counterfoil-number"><?php echo esc_html( $counterfoil['state']->erp_number ); ?></span>
	<?php
}
