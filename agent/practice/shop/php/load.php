<?php
/**
 * What every script of the launcher begins with: the shop's address, and what it was given.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

error_reporting( E_ALL & ~E_DEPRECATED );

/**
 * Reads the JSON that the launcher wrote to our input.
 *
 * @return array<string, mixed>
 */
function practice_given(): array {
	return json_decode( (string) stream_get_contents( STDIN ), true, 512, JSON_THROW_ON_ERROR );
}

/** Makes this process look like a request to the shop's first page. */
function practice_request(): void {
	$_SERVER['HTTP_HOST']       = getenv( 'SHOP_HOST' );
	$_SERVER['SERVER_NAME']     = '127.0.0.1';
	$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
	$_SERVER['REQUEST_METHOD']  = 'GET';
	$_SERVER['REQUEST_URI']     = '/';
	$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
}

/** The WordPress of this shop. */
function practice_wp_load(): string {
	return getenv( 'SHOP_WORDPRESS' ) . '/wp-load.php';
}
