<?php
/**
 * Cookies of a logged-in user, for screenshots.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

$until   = time() + DAY_IN_SECONDS;
$token   = WP_Session_Tokens::get_instance( $args[0] )->create( $until );
$cookies = array(
	AUTH_COOKIE      => wp_generate_auth_cookie( $args[0], $until, 'auth', $token ),
	LOGGED_IN_COOKIE => wp_generate_auth_cookie( $args[0], $until, 'logged_in', $token ),
);
echo wp_json_encode( $cookies );
