<?php
/**
 * All open cases by cause, as the agent last told them.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Mirror;

use Counterfoil\Agent\Fields;
use Counterfoil\Agent\Json;
use Counterfoil\Database;

/**
 * Always the whole picture: what is not listed is settled.
 */
final class Cases {

	public function __construct( private readonly Database $database ) {}

	/**
	 * Takes in the whole picture; false when what stands is as new or newer.
	 */
	public function put( Fields $cases ): bool {
		$groups  = array_map( [ $this, 'row' ], $cases->objects( 'groups' ) );
		$changed = $this->database->execute(
			'UPDATE %i SET cases_revision = %d WHERE cases_revision < %d',
			$this->database->table( 'heartbeat' ),
			$cases->number( 'revision' ),
			$cases->number( 'revision' )
		);
		if ( 0 === $changed ) {
			return false;
		}
		$this->database->execute( 'DELETE FROM %i', $this->database->table( 'case' ) );
		foreach ( $groups as $row ) {
			$this->database->execute(
				'INSERT INTO %i (code, params, owner, order_count, oldest_at, orders) VALUES (%s, %s, %s, %d, %s, %s)',
				$this->database->table( 'case' ),
				...$row
			);
		}
		return true;
	}

	/**
	 * The groups, the largest first.
	 *
	 * @return list<array{code: string, params: array, count: int, oldest_at: string, orders: list<int>}>
	 */
	public function groups(): array {
		$rows = $this->database->rows( 'SELECT * FROM %i ORDER BY order_count DESC, id', $this->database->table( 'case' ) );
		return array_map(
			static fn ( array $row ) => [
				'code'      => (string) $row['code'],
				'params'    => (array) json_decode( (string) $row['params'], true ),
				'count'     => (int) $row['order_count'],
				'oldest_at' => (string) $row['oldest_at'],
				'orders'    => (array) json_decode( (string) $row['orders'], true ),
			],
			$rows
		);
	}

	private function row( Fields $group ): array {
		return [
			substr( $group->text( 'code' ), 0, 60 ),
			Json::encode( (object) $group->map( 'params' ) ),
			mb_substr( $group->text( 'owner' ), 0, 60 ),
			$group->number( 'count' ),
			$group->time( 'oldest_at' ),
			Json::encode( $group->numbers( 'orders' ) ),
		];
	}
}
