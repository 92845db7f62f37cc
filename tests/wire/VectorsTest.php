<?php
/**
 * The plugin's half against the vectors that the agent's half is held against too. Without any WordPress.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

use Counterfoil\Agent\Envelope;
use Counterfoil\Agent\Json;
use Counterfoil\Agent\KeyList;
use Counterfoil\Agent\Signature;
use Counterfoil\Agent\Uuid;
use Counterfoil\Settings;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/../../wp-plugin/counterfoil/src/Autoloader.php';
Counterfoil\Autoloader::register( 'Counterfoil\\', __DIR__ . '/../../wp-plugin/counterfoil/src/' );

/**
 * One test a rule, one data set a vector.
 */
final class VectorsTest extends TestCase {

	private static function vectors( string $kind ): iterable {
		$all = json_decode( (string) file_get_contents( __DIR__ . '/vectors.json' ), true, 64, JSON_THROW_ON_ERROR );
		foreach ( $all[ $kind ] as $index => $vector ) {
			yield ( $vector['name'] ?? $index ) => [ $vector ];
		}
	}

	private static function signature( array $vector ): Signature {
		$keys = array_map( static fn ( string $secret ) => base64_decode( substr( $secret, 6 ), true ), $vector['keys'] );
		return new Signature( new KeyList( $keys ), $vector['shop'] ?? '' );
	}

	public static function requests_to_the_agent(): iterable {
		foreach ( self::vectors( 'requests' ) as $name => [ $vector ] ) {
			if ( 'shop-to-agent' === $vector['direction'] ) {
				yield $name => [ $vector ];
			}
		}
	}

	public static function requests_of_the_agent(): iterable {
		foreach ( self::vectors( 'requests' ) as $name => [ $vector ] ) {
			if ( 'agent-to-shop' === $vector['direction'] ) {
				yield $name => [ $vector ];
			}
		}
		yield from self::vectors( 'accepted_requests' );
	}

	public static function refused_requests(): iterable {
		yield from self::vectors( 'refused_requests' );
	}

	public static function answers(): iterable {
		yield from self::vectors( 'answers' );
	}

	public static function envelopes(): iterable {
		yield from self::vectors( 'envelopes' );
	}

	public static function incarnations(): iterable {
		yield from self::vectors( 'incarnations' );
	}

	public static function pairings(): iterable {
		yield from self::vectors( 'pairings' );
	}

	/**
	 * For each vector.
	 *
	 * @dataProvider requests_to_the_agent
	 */
	public function test_a_request_is_signed_as_agreed( array $vector ): void {
		$header = self::signature( $vector )
			->sign_request( $vector['id'], $vector['timestamp'], $vector['route'], $vector['body'] );
		self::assertSame( $vector['header'], $header );
	}

	/**
	 * For each vector.
	 *
	 * @dataProvider requests_of_the_agent
	 */
	public function test_a_request_of_the_agent_is_believed( array $vector ): void {
		self::assertTrue( $this->is_signed( $vector ) );
		self::assertTrue( Signature::is_fresh( $vector['timestamp'], $vector['now'] ?? $vector['timestamp'] ) );
	}

	/**
	 * For each vector.
	 *
	 * @dataProvider refused_requests
	 */
	public function test_what_was_changed_or_is_old_is_not_believed( array $vector ): void {
		self::assertSame( 'expired' === $vector['code'], $this->is_signed( $vector ) );
		if ( 'expired' === $vector['code'] ) {
			self::assertFalse( Signature::is_fresh( $vector['timestamp'], $vector['now'] ) );
		}
	}

	/**
	 * For each vector.
	 *
	 * @dataProvider answers
	 */
	public function test_an_answer_is_signed_and_believed_as_agreed( array $vector ): void {
		$signature = self::signature( $vector );
		$said      = [ $vector['request_id'], $vector['timestamp'], $vector['status'], $vector['body'] ];
		self::assertSame( $vector['header'], $signature->sign_answer( ...$said ) );
		self::assertTrue( $signature->has_signed_answer( $vector['header'], ...$said ) );
		$said[2] = 200;
		self::assertFalse( $signature->has_signed_answer( $vector['header'], ...$said ) );
	}

	/**
	 * For each vector.
	 *
	 * @dataProvider envelopes
	 */
	public function test_an_outbox_row_becomes_its_envelope( array $vector ): void {
		$json = Json::encode( Envelope::of( $vector['row'], $vector['envelope']['shop'] ) );
		self::assertSame( $vector['envelope'], json_decode( $json, true ) );
		// An empty object and an empty list stay what they are, and nothing but ASCII is written.
		self::assertSame( str_contains( $vector['row']['body'], '{}' ), str_contains( $json, '{}' ) );
		self::assertSame( str_contains( $vector['row']['body'], '[]' ), str_contains( $json, '[]' ) );
		self::assertTrue( mb_check_encoding( $json, 'ASCII' ) );
	}

	/**
	 * For each vector.
	 *
	 * @dataProvider incarnations
	 */
	public function test_an_incarnation_is_the_beginning_of_the_order_keys_hash( array $vector ): void {
		self::assertSame( $vector['incarnation'], Envelope::incarnation( $vector['order_key'] ) );
	}

	/**
	 * For each vector.
	 *
	 * @dataProvider pairings
	 */
	public function test_a_pairing_is_read_or_its_faulty_part_is_named( array $vector ): void {
		self::assertSame( $vector['fault'], Settings::from_pairing( $vector['line'] )->fault );
	}

	public function test_ids_are_version_7_and_sort_by_time(): void {
		$ids = array_map( [ Uuid::class, 'make' ], [ 1, 1795608000000, 1795608000001 ] );
		foreach ( $ids as $id ) {
			self::assertMatchesRegularExpression( '/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/', $id );
		}
		$sorted = $ids;
		sort( $sorted );
		self::assertSame( $ids, $sorted );
	}

	public function test_text_that_is_no_utf8_stops_no_order(): void {
		self::assertSame( '"\ufffd"', Json::encode( "\xff" ) );
	}

	private function is_signed( array $vector ): bool {
		// The plugin knows one direction of what it reads, and one shop: its own.
		return self::signature( $vector )->has_signed_request(
			$vector['header'],
			$vector['id'],
			$vector['timestamp'],
			$vector['route'],
			$vector['body']
		);
	}
}
