<?php
/**
 * The operations of the second end, as PHP's SoapServer calls them.
 */

declare( strict_types=1 );

namespace Counterfoil\Tests\SoapServer;

/**
 * Writes, finds and tells orders; keeps what it decoded.
 */
final class Clerk {

	private const OK = [
		'Code'    => 'OK',
		'Message' => '',
	];

	public function __construct( private readonly Books $books ) {
	}

	/**
	 * Every operation comes through here, so that all of them are recorded as decoded.
	 */
	public function __call( string $operation, array $arguments ): array {
		$call = json_decode( (string) json_encode( $arguments[0] ?? [] ), true );
		return $this->books->work(
			function ( array &$state ) use ( $operation, $call ): array {
				$state['decoded'][] = [
					'operation' => $operation,
					'call'      => $call,
				];
				return match ( $operation ) {
					'CreateOrder'    => $this->create( $state, $call['Order'] ),
					'AmendOrder'     => $this->amend( $state, $call ),
					'CancelOrder'    => $this->cancel( $state, $call ),
					'FindOrder'      => $this->find( $state, $call['Reference'] ),
					'GetStock'       => $this->stock( $state, $call ),
					'GetOrderStates' => $this->states( $state, $call ),
					'Ping'           => $this->ping(),
					default          => throw new \SoapFault( 'Client', "{$operation} is not offered." ),
				};
			}
		);
	}

	private function create( array &$state, array $order ): array {
		$refusal = $this->refusal( $state, $order );
		if ( null !== $refusal ) {
			return [ 'Result' => $refusal ];
		}
		$now                  = $this->now();
		$number               = 'SO-' . ( 100001 + count( $state['documents'] ) );
		$state['documents'][] = [
			'number'      => $number,
			'reference'   => $order['Reference'],
			'state'       => 'accepted',
			'accepted_at' => $now,
			'changed_at'  => $now,
			'order'       => $order,
		];
		return $this->done( $number );
	}

	private function amend( array &$state, array $call ): array {
		$refusal = $this->refusal( $state, $call['Order'] );
		if ( null !== $refusal ) {
			return [ 'Result' => $refusal ];
		}
		return $this->change( $state, $call, $call['Order']['Reference'], [ 'order' => $call['Order'] ] );
	}

	private function cancel( array &$state, array $call ): array {
		return $this->change( $state, $call, $call['Reference'], [ 'state' => 'cancelled' ] );
	}

	private function change( array &$state, array $call, string $reference, array $changes ): array {
		$number = $call['OrderNumber'] ?? null;
		foreach ( $state['documents'] as $key => $document ) {
			$meant = null === $number || $number === $document['number'];
			if ( $reference === $document['reference'] && $meant && 'accepted' === $document['state'] ) {
				$changes['changed_at']      = $this->now();
				$state['documents'][ $key ] = array_merge( $document, $changes );
				return $this->done( $document['number'] );
			}
		}
		return [ 'Result' => $this->refused( 'UNKNOWN_ORDER', "No open order {$reference}." ) ];
	}

	private function find( array $state, string $reference ): array {
		$found = $this->with_references( $state, [ $reference ] );
		if ( [] === $found ) {
			return [
				'Result' => $this->refused( 'NOT_FOUND', "No order {$reference}." ),
				'Orders' => [],
			];
		}
		return [
			'Result' => self::OK,
			'Orders' => [ 'Order' => array_map( $this->document( ... ), $found ) ],
		];
	}

	private function states( array $state, array $call ): array {
		$as_of = $this->now();
		$found = $this->with_references( $state, $call['References']['Reference'] ?? [] );
		if ( isset( $call['ChangedSince'] ) ) {
			$since = new \DateTimeImmutable( $call['ChangedSince'] );
			$found = array_filter(
				$state['documents'],
				static fn( array $document ): bool => new \DateTimeImmutable( $document['changed_at'] ) >= $since
			);
		}
		return [
			'Result' => self::OK,
			'AsOf'   => $as_of,
			'Orders' => [ 'Order' => array_map( $this->state( ... ), array_values( $found ) ) ],
		];
	}

	private function stock( array $state, array $call ): array {
		$size  = $call['PageSize'];
		$items = [];
		foreach ( $state['stock'] as $row ) {
			$waiting = 0;
			foreach ( $this->open_lines( $state ) as $line ) {
				$same     = $line['Sku'] === $row['sku'] && ( $line['Warehouse'] ?? 'MAIN' ) === $row['warehouse'];
				$waiting += $same ? Amounts::millionths( $line['Quantity'] ) : 0;
			}
			$items[] = [
				'Sku'       => $row['sku'],
				'Warehouse' => $row['warehouse'],
				'OnHand'    => $row['on_hand'],
				'Available' => Amounts::decimal( Amounts::millionths( $row['on_hand'] ) - $waiting ),
			];
		}
		return [
			'Result'   => self::OK,
			'AsOf'     => $this->now(),
			'Page'     => $call['Page'],
			'Pages'    => max( 1, (int) ceil( count( $items ) / $size ) ),
			'Count'    => count( $items ),
			'Complete' => true,
			'Items'    => [ 'Item' => array_slice( $items, ( $call['Page'] - 1 ) * $size, $size ) ],
		];
	}

	private function ping(): array {
		return [
			'Result'  => self::OK,
			'ErpName' => 'PHP ' . PHP_VERSION . ' SoapServer',
			'Version' => '1',
			'Clock'   => $this->now(),
		];
	}

	private function refusal( array $state, array $order ): ?array {
		$known = array_column( $state['stock'], 'sku' );
		foreach ( $order['Lines']['Line'] as $position => $line ) {
			if ( ! in_array( $line['Sku'], $known, true ) ) {
				$field = 'Lines/Line[' . ( $position + 1 ) . ']/Sku';
				return $this->refused( 'UNKNOWN_ITEM', "Item {$line['Sku']} is not known.", $field );
			}
		}
		foreach ( $this->sums( $order ) as $field => $own ) {
			if ( Amounts::millionths( $order[ $field ] ) !== $own ) {
				$message = "{$field} is {$order[ $field ]}, computed " . Amounts::decimal( $own ) . '.';
				return $this->refused( 'TOTALS_DIFFER', $message, $field );
			}
		}
		return null;
	}

	/**
	 * The totals as this end adds them up.
	 *
	 * @return array<string, int>
	 */
	private function sums( array $order ): array {
		$lines   = $order['Lines']['Line'];
		$charges = $order['Charges']['Charge'] ?? [];
		$net     = Amounts::sum( array_column( $lines, 'LineTotal' ) )
			+ Amounts::sum( array_column( $charges, 'Amount' ) );
		$tax     = Amounts::sum( array_column( $lines, 'TaxAmount' ) )
			+ Amounts::sum( array_column( $charges, 'TaxAmount' ) );
		return [
			'TotalNet'   => $net,
			'TotalTax'   => $tax,
			'TotalGross' => $net + $tax,
		];
	}

	private function with_references( array $state, array $references ): array {
		$wanted = static fn( array $document ): bool => in_array( $document['reference'], $references, true );
		return array_values( array_filter( $state['documents'], $wanted ) );
	}

	private function open_lines( array $state ): array {
		$lines = [];
		foreach ( $state['documents'] as $document ) {
			if ( 'accepted' === $document['state'] ) {
				array_push( $lines, ...$document['order']['Lines']['Line'] );
			}
		}
		return $lines;
	}

	private function document( array $document ): array {
		$order = $document['order'];
		unset( $order['Payment'] );
		$order['Charges'] ??= [];
		$order['Lines']     = [ 'Line' => array_map( $this->line( ... ), $order['Lines']['Line'] ) ];
		return $this->head( $document ) + $order;
	}

	private function state( array $document ): array {
		$lines = array_map( $this->line( ... ), $document['order']['Lines']['Line'] );
		return $this->head( $document ) + [
			'Reference' => $document['reference'],
			'Lines'     => [ 'Line' => $lines ],
		];
	}

	private function head( array $document ): array {
		return [
			'OrderNumber' => $document['number'],
			'State'       => $document['state'],
			'AcceptedAt'  => $document['accepted_at'],
			'ChangedAt'   => $document['changed_at'],
		];
	}

	private function line( array $line ): array {
		$booked = [
			'AcceptedQuantity' => $line['Quantity'],
			'ShippedQuantity'  => '0',
			'Warehouse'        => $line['Warehouse'] ?? 'MAIN',
		];
		return $booked + $line;
	}

	private function done( string $number ): array {
		return [
			'Result'      => self::OK,
			'OrderNumber' => $number,
		];
	}

	private function refused( string $code, string $message, ?string $field = null ): array {
		$refusal = [
			'Code'    => $code,
			'Message' => $message,
		];
		return null === $field ? $refusal : $refusal + [ 'Field' => $field ];
	}

	private function now(): string {
		return ( new \DateTimeImmutable( 'now', new \DateTimeZone( 'UTC' ) ) )->format( 'Y-m-d\TH:i:s.u\Z' );
	}
}
