<?php
/**
 * View: one notice.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

?>
<div class="notice notice-<?php echo esc_attr( $counterfoil['kind'] ); ?>">
	<p><strong><?php echo esc_html( $counterfoil['title'] ); ?></strong></p>
	<p><?php echo esc_html( $counterfoil['text'] ); ?></p>
</div>
