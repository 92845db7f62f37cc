<?php
/**
 * A refusal by one of the contract's codes.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * The answer `{"error": code, "params": {…}}`; the codes stand in docs/reference/wire.md.
 */
final class Refusal extends \RuntimeException {

	private const STATUS = [
		'bad_signature'       => 401,
		'unknown_shop'        => 401,
		'expired'             => 401,
		'replayed'            => 409,
		'malformed'           => 400,
		'too_large'           => 413,
		'unsupported_version' => 400,
		'held'                => 423,
		'busy'                => 503,
		'disk_full'           => 503,
		'not_ready'           => 503,
		'internal'            => 500,
	];

	public function __construct( public readonly string $error, public readonly array $params = [] ) {
		parent::__construct( $error );
	}

	public static function malformed( string $where ): self {
		return new self( 'malformed', [ 'where' => $where ] );
	}

	public function status(): int {
		return self::STATUS[ $this->error ];
	}
}
