<?php
/**
 * The state of each order, as the agent last told it.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Mirror;

use Counterfoil\Agent\Fields;
use Counterfoil\Agent\Json;
use Counterfoil\Database;

/**
 * An older revision changes nothing; an order is asked for by its incarnation too, since
 * after a restore of the shop the same number can be another order.
 */
final class OrderStates {

	/**
	 * Ids that will be asked for on this page.
	 *
	 * @var list<int>
	 */
	private array $expected = [];

	/**
	 * What was read, by order id; null where nothing is known.
	 *
	 * @var array<int, OrderState|null>
	 */
	private array $states = [];

	public function __construct( private readonly Database $database ) {}

	/**
	 * Takes in one state; false when what stands is as new or newer.
	 */
	public function put( Fields $state ): bool {
		$case    = $state->object_or_null( 'case' );
		$changed = $this->database->execute(
			'INSERT INTO %i (order_id, incarnation, revision, word, since, due, system_name, erp_number,
				case_code, case_params) VALUES (%d, %s, %d, %s, %s, %s, %s, %s, %s, %s)
				ON DUPLICATE KEY UPDATE
				word = IF( VALUES(revision) > revision, VALUES(word), word ),
				since = IF( VALUES(revision) > revision, VALUES(since), since ),
				due = IF( VALUES(revision) > revision, VALUES(due), due ),
				system_name = IF( VALUES(revision) > revision, VALUES(system_name), system_name ),
				erp_number = IF( VALUES(revision) > revision, VALUES(erp_number), erp_number ),
				case_code = IF( VALUES(revision) > revision, VALUES(case_code), case_code ),
				case_params = IF( VALUES(revision) > revision, VALUES(case_params), case_params ),
				revision = GREATEST( VALUES(revision), revision )',
			$this->database->table( 'order_state' ),
			$state->number( 'order_id' ),
			substr( $state->text( 'incarnation' ), 0, 8 ),
			$state->number( 'revision' ),
			substr( $state->text( 'word' ), 0, 20 ),
			$state->time( 'since' ),
			$state->time_or_null( 'due' ),
			mb_substr( $state->text( 'system' ), 0, 100 ),
			self::cut( $state->text_or_null( 'erp_number' ) ),
			null === $case ? null : substr( $case->text( 'code' ), 0, 60 ),
			null === $case ? null : Json::encode( (object) $case->map( 'params' ) )
		);
		return $changed > 0;
	}

	/**
	 * Says which orders a page is about to ask for: they are read with one query.
	 */
	public function expect( array $order_ids ): void {
		$this->expected = array_merge( $this->expected, array_map( 'intval', $order_ids ) );
	}

	public function of( int $order_id ): ?OrderState {
		if ( ! array_key_exists( $order_id, $this->states ) ) {
			$this->read( array_unique( [ $order_id, ...$this->expected ] ) );
			$this->expected = [];
		}
		return $this->states[ $order_id ];
	}

	private function read( array $order_ids ): void {
		$this->states += array_fill_keys( $order_ids, null );
		$places        = implode( ', ', array_fill( 0, count( $order_ids ), '%d' ) );
		$rows          = $this->database->rows(
			"SELECT o.order_id AS id, s.*,
				( SELECT COUNT(*) FROM %i b WHERE b.order_id = o.order_id AND b.acked_at IS NULL ) AS open_count,
				( SELECT MAX(refusal) FROM %i b WHERE b.order_id = o.order_id AND b.acked_at IS NULL ) AS refusal
				FROM %i o LEFT JOIN %i s ON s.order_id = o.order_id AND s.incarnation = o.incarnation
				WHERE o.order_id IN ( $places )",
			$this->database->table( 'outbox' ),
			$this->database->table( 'outbox' ),
			$this->database->table( 'order' ),
			$this->database->table( 'order_state' ),
			...$order_ids
		);
		foreach ( $rows as $row ) {
			$this->states[ (int) $row['id'] ] = OrderState::from_row( $row );
		}
	}

	private static function cut( ?string $text ): ?string {
		return null === $text ? null : mb_substr( $text, 0, 190 );
	}
}
