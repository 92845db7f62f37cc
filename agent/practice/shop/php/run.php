<?php
/**
 * Runs a piece of PHP or a file in the loaded WordPress, in a request or on the command line.
 * It is reached over php-fpm's own socket only: no URL of the shop leads here.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

if ( 'cli' === PHP_SAPI ) {
	require __DIR__ . '/load.php';
	practice_request();
	$practice_given = practice_given();
} else {
	error_reporting( E_ALL & ~E_DEPRECATED );
	$practice_given = json_decode( (string) file_get_contents( 'php://input' ), true, 512, JSON_THROW_ON_ERROR );
}

try {
	require $practice_given['wordpress'] . '/wp-load.php';
	if ( $practice_given['user'] ) {
		wp_set_current_user( $practice_given['user'] );
	}
	( static function ( array $args, ?string $code, ?string $file ): void {
		if ( null !== $file ) {
			require $file;
			return;
		}
		eval( $code ); // phpcs:ignore Squiz.PHP.Eval.Discouraged -- Running given code is what this script is for.
	} )( $practice_given['args'], $practice_given['code'], $practice_given['file'] );
} catch ( Throwable $practice_failure ) {
	if ( 'cli' === PHP_SAPI ) {
		fwrite( STDERR, (string) $practice_failure );
		exit( 1 );
	}
	http_response_code( 500 );
	echo $practice_failure; // phpcs:ignore WordPress.Security.EscapeOutput -- For the launcher, not for a browser.
}
