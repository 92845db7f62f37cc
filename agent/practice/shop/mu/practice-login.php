<?php
/**
 * Plugin Name: Practice login
 * Description: Lets a browser in by a link that counts once, so that wp-admin can be looked at.
 *
 * The launcher writes the token into the database; nobody else can make one.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

add_action(
	'init',
	static function (): void {
		// phpcs:disable WordPress.Security.NonceVerification -- The token is the proof.
		$token = sanitize_key( $_GET['practice-login'] ?? '' );
		if ( '' === $token ) {
			return;
		}
		$user = get_transient( "practice_login_{$token}" );
		if ( ! $user ) {
			wp_die( 'This link was used before.', 403 );
		}
		delete_transient( "practice_login_{$token}" );
		wp_set_auth_cookie( (int) $user );
		wp_safe_redirect( home_url( sanitize_text_field( wp_unslash( $_GET['to'] ?? '/wp-admin/' ) ) ) );
		exit;
		// phpcs:enable
	}
);
