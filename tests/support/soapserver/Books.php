<?php
/**
 * The state file of the second end: documents, stock and every call as PHP decoded it.
 */

declare( strict_types=1 );

namespace Counterfoil\Tests\SoapServer;

/**
 * One JSON file, read and written under a lock.
 */
final class Books {

	public function __construct( private readonly string $path ) {
	}

	/**
	 * Gives the state to a function that may change it, and keeps what it left.
	 *
	 * @throws \RuntimeException When the file cannot be opened.
	 */
	public function work( callable $work ): mixed {
		$file = fopen( $this->path, 'c+' );
		if ( false === $file || ! flock( $file, LOCK_EX ) ) {
			throw new \RuntimeException( 'The books cannot be opened.' );
		}
		$text  = (string) stream_get_contents( $file );
		$state = json_decode( $text, true, 512, JSON_THROW_ON_ERROR );
		try {
			return $work( $state );
		} finally {
			rewind( $file );
			ftruncate( $file, 0 );
			fwrite( $file, json_encode( $state, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE ) );
			fclose( $file );
		}
	}
}
