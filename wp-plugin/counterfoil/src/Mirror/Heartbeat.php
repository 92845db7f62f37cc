<?php
/**
 * That the agent lives, and its sums.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Mirror;

use Counterfoil\Agent\Fields;
use Counterfoil\Agent\Json;
use Counterfoil\Database;

/**
 * Silence is measured by our own clock from the moment a beat came in.
 */
final class Heartbeat {

	public const SILENT_S = 900;

	public function __construct( private readonly Database $database ) {}

	/**
	 * Takes in one beat; false when what stands is as new or newer.
	 */
	public function put( Fields $beat ): bool {
		$stock   = $beat->object_or_null( 'stock' );
		$whole   = [
			'version'    => $beat->text( 'version' ),
			'started_at' => $beat->time( 'started_at' ),
			'events'     => $this->sums( $beat->object( 'events' ), [ 'open', 'disposed' ] ),
			'documents'  => $this->sums( $beat->object( 'documents' ), [ 'done', 'waiting', 'person' ] ),
			'stock'      => null === $stock ? null : [
				'as_of'      => $stock->time( 'as_of' ),
				'applied_at' => $stock->time( 'applied_at' ),
				...$this->sums( $stock, [ 'applied', 'refused' ] ),
			],
			'systems'    => array_map( [ $this, 'system' ], $beat->objects( 'systems' ) ),
		];
		$changed = $this->database->execute(
			'UPDATE %i SET revision = %d, beat = %s, received_at = UTC_TIMESTAMP() WHERE revision < %d',
			$this->database->table( 'heartbeat' ),
			$beat->number( 'revision' ),
			Json::encode( $whole ),
			$beat->number( 'revision' )
		);
		return $changed > 0;
	}

	/**
	 * The last beat with `received_at` and `silent_s`, or null before the first.
	 *
	 * @return array<string, mixed>|null
	 */
	public function last(): ?array {
		$row = $this->database->row(
			'SELECT beat, received_at, TIMESTAMPDIFF( SECOND, received_at, UTC_TIMESTAMP() ) AS silent_s
				FROM %i WHERE received_at IS NOT NULL',
			$this->database->table( 'heartbeat' )
		);
		return null === $row ? null : [
			...json_decode( (string) $row['beat'], true, 64, JSON_THROW_ON_ERROR ),
			'received_at' => (string) $row['received_at'],
			'silent_s'    => (int) $row['silent_s'],
		];
	}

	private function sums( Fields $sums, array $names ): array {
		return array_combine( $names, array_map( [ $sums, 'number' ], $names ) );
	}

	private function system( Fields $system ): array {
		return [
			'name'  => $system->text( 'name' ),
			'state' => $system->text( 'state' ),
			'since' => $system->time( 'since' ),
		];
	}
}
