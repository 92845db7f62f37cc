<?php
/**
 * View: the page ERP sync.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

use Counterfoil\Admin\View;

?>
<div class="wrap counterfoil-page">
	<h1><?php esc_html_e( 'ERP sync', 'counterfoil' ); ?></h1>
	<?php
	View::show( 'sync-heartbeat', $counterfoil );
	if ( null !== $counterfoil['beat'] ) {
		View::show( 'sync-sums', $counterfoil );
		View::show( 'sync-cases', $counterfoil );
	}
	View::show( 'sync-drift', $counterfoil );
	View::show( 'sync-channel', $counterfoil );
	?>
</div>
