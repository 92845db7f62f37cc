<?php
/**
 * View: an order's state as icon and words.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

$counterfoil_label = $counterfoil['label'];
?>
<span class="counterfoil-state counterfoil-state--<?php echo esc_attr( $counterfoil_label->tone ); ?>">
	<span class="dashicons dashicons-<?php echo esc_attr( $counterfoil_label->icon ); ?>" aria-hidden="true"></span>
	<?php echo esc_html( $counterfoil_label->text ); ?>
</span>
