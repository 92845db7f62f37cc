<?php
/**
 * The practice ERP's WSDL served by PHP's SoapServer: a second end that shares no code with the first.
 * Run under `php -S`; its WSDL, state file, user and password come from the environment.
 */

declare( strict_types=1 );

namespace Counterfoil\Tests\SoapServer;

require __DIR__ . '/Books.php';
require __DIR__ . '/Amounts.php';
require __DIR__ . '/Clerk.php';

$given_user     = $_SERVER['PHP_AUTH_USER'] ?? '';
$given_password = $_SERVER['PHP_AUTH_PW'] ?? '';
if ( getenv( 'PRACTICE_USER' ) !== $given_user || getenv( 'PRACTICE_PASSWORD' ) !== $given_password ) {
	header( 'WWW-Authenticate: Basic realm="Practice ERP"', true, 401 );
	exit;
}

$server = new \SoapServer(
	(string) getenv( 'PRACTICE_WSDL' ),
	[
		'cache_wsdl' => WSDL_CACHE_NONE,
		'features'   => SOAP_SINGLE_ELEMENT_ARRAYS,
	]
);
$server->setObject( new Clerk( new Books( (string) getenv( 'PRACTICE_BOOKS' ) ) ) );
$server->handle();
