<?php
/**
 * JSON as the contract has it. Knows nothing of WordPress.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * Encoding that no order can fail, decoding that says where it fails. What is written is plain
 * ASCII: wpdb refuses text that a shop's old character set does not have, a smiley for one.
 */
final class Json {

	public static function encode( mixed $data ): string {
		$flags = JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR;
		// phpcs:ignore WordPress.WP.AlternativeFunctions -- wp_json_encode would hide a failure; this file knows no WordPress.
		return json_encode( $data, $flags );
	}

	/**
	 * What another plugin has stored, as far as it can be written: a part that JSON does not
	 * have (not a number, an object within itself) becomes 0 or null, the rest is kept.
	 */
	public static function encode_foreign( mixed $value ): string {
		$flags = JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR;
		try {
			// phpcs:ignore WordPress.WP.AlternativeFunctions -- this file knows no WordPress.
			return (string) json_encode( $value, $flags );
		} catch ( \Throwable ) {
			return 'null'; // Its own jsonSerialize() has failed.
		}
	}

	/**
	 * A JSON object as an array.
	 *
	 * @return array<string, mixed>
	 * @throws Refusal It is none.
	 */
	public static function decode_object( string $text ): array {
		$data = json_decode( $text, true, 64, JSON_BIGINT_AS_STRING );
		if ( ! is_array( $data ) || ( array_is_list( $data ) && [] !== $data ) ) {
			throw Refusal::malformed( 'body' );
		}
		return $data;
	}
}
