<?php
/**
 * The way to our tables: every statement prepared, every failure an exception. Knows no table.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil;

/**
 * WordPress' own connection, spoken to strictly. `%i` is a table's name, a null value is NULL.
 */
final class Database {

	/** What wpdb keeps of the last statement for everybody to read. */
	private const TRACES = [ 'insert_id', 'last_error', 'last_query', 'last_result', 'num_rows', 'rows_affected' ];

	// phpcs:disable WordPress.DB.PreparedSQL.NotPrepared -- prepare() below is the one place where all are prepared.

	public function __construct( private readonly \wpdb $wpdb ) {}

	/**
	 * The full name of one of our tables; asked for each time, since multisite changes the prefix.
	 */
	public function table( string $name ): string {
		return $this->wpdb->prefix . 'counterfoil_' . $name;
	}

	/**
	 * Runs a statement and says how many rows it changed.
	 *
	 * @throws DatabaseFault The statement failed.
	 */
	public function execute( string $sql, mixed ...$values ): int {
		return (int) $this->strictly( fn () => $this->wpdb->query( $this->prepare( $sql, $values ) ) );
	}

	/**
	 * The rows of a query, every value a string or null.
	 *
	 * @return list<array<string, string|null>>
	 * @throws DatabaseFault The query failed.
	 */
	public function rows( string $sql, mixed ...$values ): array {
		$query = $this->prepare( $sql, $values );
		return (array) $this->strictly( fn () => $this->wpdb->get_results( $query, ARRAY_A ) );
	}

	/**
	 * The first row, or null.
	 *
	 * @return array<string, string|null>|null
	 * @throws DatabaseFault The query failed.
	 */
	public function row( string $sql, mixed ...$values ): ?array {
		return $this->rows( $sql, ...$values )[0] ?? null;
	}

	/**
	 * The first value of the first row, or null.
	 *
	 * @throws DatabaseFault The query failed.
	 */
	public function value( string $sql, mixed ...$values ): ?string {
		$row = $this->row( $sql, ...$values );
		return null === $row ? null : reset( $row );
	}

	/**
	 * Runs the work in one transaction: all of it or nothing.
	 *
	 * @throws \Throwable What the work threw, after ROLLBACK.
	 */
	public function transaction( callable $work ): mixed {
		$this->execute( 'START TRANSACTION' );
		try {
			$result = $work();
			$this->execute( 'COMMIT' );
			return $result;
		} catch ( \Throwable $fault ) {
			$this->wpdb->query( 'ROLLBACK' );
			throw $fault;
		}
	}

	/**
	 * Whether somebody's transaction is open; a START TRANSACTION of ours would commit it.
	 * Only MariaDB tells; MySQL has no variable for it.
	 */
	public function is_in_transaction(): bool {
		if ( ! str_contains( $this->wpdb->db_server_info(), 'MariaDB' ) ) {
			return false;
		}
		return '1' === $this->value( 'SELECT @@in_transaction' );
	}

	/**
	 * Makes one of our tables where there is none yet.
	 */
	public function create( string $name, string $columns ): void {
		$charset = $this->wpdb->get_charset_collate();
		$this->execute( "CREATE TABLE IF NOT EXISTS %i ( $columns ) ENGINE=InnoDB $charset", $this->table( $name ) );
	}

	/**
	 * Fills a statement's places.
	 */
	private function prepare( string $sql, array $values ): string {
		if ( [] === $values ) {
			return $sql;
		}
		if ( in_array( null, $values, true ) ) {
			$sql    = $this->write_nulls( $sql, $values );
			$values = array_values( array_filter( $values, static fn ( $value ) => null !== $value ) );
		}
		return (string) $this->wpdb->prepare( $sql, $values );
	}

	/**
	 * Puts NULL where a null belongs; wpdb would write an empty string.
	 */
	private function write_nulls( string $sql, array $values ): string {
		return (string) preg_replace_callback(
			'/%[idsf]/',
			static function ( array $place ) use ( &$values ): string {
				return null === array_shift( $values ) ? 'NULL' : $place[0];
			},
			$sql
		);
	}

	/**
	 * Runs a call of wpdb without its habit of printing or logging whole statements, and leaves
	 * no trace: whoever's hook we stand in may ask for the id or the error of his own statement.
	 *
	 * @throws DatabaseFault The call failed.
	 */
	private function strictly( callable $call ): mixed {
		$was_quiet = $this->wpdb->suppress_errors( true );
		foreach ( self::TRACES as $trace ) {
			$before[ $trace ] = $this->wpdb->$trace;
		}
		try {
			$result = $call();
			$error  = $this->wpdb->last_error;
		} finally {
			$this->wpdb->suppress_errors( $was_quiet );
			foreach ( $before as $trace => $value ) {
				$this->wpdb->$trace = $value;
			}
		}
		if ( false === $result || '' !== $error ) {
			throw new DatabaseFault( '' === $error ? 'no answer' : $error );
		}
		return $result;
	}
}
