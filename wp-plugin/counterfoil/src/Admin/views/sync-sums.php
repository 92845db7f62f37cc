<?php
/**
 * View: the three sums; every document is in exactly one of them.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

$counterfoil_sums = [
	[ 'good', __( 'Done', 'counterfoil' ), __( 'in the ERP, or settled', 'counterfoil' ), $counterfoil['beat']['documents']['done'] ],
	[ 'busy', __( 'Waiting', 'counterfoil' ), __( 'go on by themselves', 'counterfoil' ), $counterfoil['beat']['documents']['waiting'] ],
	[ 'bad', __( 'Need you', 'counterfoil' ), __( 'wait for a person', 'counterfoil' ), $counterfoil['beat']['documents']['person'] ],
];
?>
<ul class="counterfoil-sums">
	<?php foreach ( $counterfoil_sums as [ $counterfoil_tone, $counterfoil_name, $counterfoil_meaning, $counterfoil_count ] ) : ?>
		<li class="counterfoil-sum counterfoil-sum--<?php echo esc_attr( 0 === $counterfoil_count ? 'none' : $counterfoil_tone ); ?>">
			<span class="counterfoil-sum__count"><?php echo esc_html( number_format_i18n( $counterfoil_count ) ); ?></span>
			<span class="counterfoil-sum__name"><?php echo esc_html( $counterfoil_name ); ?></span>
			<span class="description"><?php echo esc_html( $counterfoil_meaning ); ?></span>
		</li>
	<?php endforeach; ?>
</ul>
