<?php
/**
 * One row of meta data.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

/**
 * Key and value as they are now and as they were read.
 *
 * @property int    $id    Row id, 0 while new.
 * @property string $key   Key.
 * @property mixed  $value Value, null when it is to be deleted.
 */
class WC_Meta_Data implements JsonSerializable {

	/**
	 * As it was read or saved.
	 *
	 * @var array<string, mixed>
	 */
	private array $saved;

	/**
	 * As it is now.
	 *
	 * @var array<string, mixed>
	 */
	private array $now;

	/**
	 * Holds a row.
	 *
	 * @param array<string, mixed> $row Id, key and value.
	 */
	public function __construct( array $row ) {
		$this->saved = $row;
		$this->now   = $row;
	}

	/**
	 * Reads id, key or value.
	 *
	 * @param string $name Name.
	 * @return mixed
	 */
	public function __get( string $name ) {
		return $this->now[ $name ] ?? null;
	}

	/**
	 * Sets id, key or value.
	 *
	 * @param string $name  Name.
	 * @param mixed  $value Value.
	 */
	public function __set( string $name, $value ): void {
		$this->now[ $name ] = $value;
	}

	/**
	 * Whether it has that name.
	 *
	 * @param string $name Name.
	 */
	public function __isset( string $name ): bool {
		return isset( $this->now[ $name ] );
	}

	/**
	 * What differs from the saved row.
	 *
	 * @return array<string, mixed>
	 */
	public function get_changes(): array {
		return array_filter(
			$this->now,
			fn( $value, $name ) => ! array_key_exists( $name, $this->saved ) || $value !== $this->saved[ $name ],
			ARRAY_FILTER_USE_BOTH
		);
	}

	/** From now on this is what is saved. */
	public function apply_changes(): void {
		$this->saved = $this->now;
	}

	/**
	 * The row.
	 *
	 * @return array<string, mixed>
	 */
	public function get_data(): array {
		return $this->now;
	}

	/**
	 * The row, for JSON.
	 *
	 * @return array<string, mixed>
	 */
	public function jsonSerialize(): array { // phpcs:ignore WordPress.NamingConventions.ValidFunctionName -- PHP's name.
		return $this->now;
	}
}
