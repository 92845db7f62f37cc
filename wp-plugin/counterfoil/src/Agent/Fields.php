<?php
/**
 * Reads the fields of a request, and refuses by name what is not as agreed.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Agent;

/**
 * One JSON object; unknown keys are left alone, the other half may be newer.
 */
final class Fields {

	/**
	 * Wraps an object found at a place, as in `lease`.
	 */
	public function __construct( private readonly array $data, private readonly string $place = '' ) {}

	public function text( string $key ): string {
		$value = $this->present( $key );
		return is_string( $value ) ? $value : throw $this->malformed( $key );
	}

	public function text_or_null( string $key ): ?string {
		return null === $this->present( $key ) ? null : $this->text( $key );
	}

	public function number( string $key ): int {
		$value = $this->present( $key );
		return is_int( $value ) && $value >= 0 ? $value : throw $this->malformed( $key );
	}

	public function flag( string $key ): bool {
		$value = $this->present( $key );
		return is_bool( $value ) ? $value : throw $this->malformed( $key );
	}

	public function object( string $key ): self {
		return new self( $this->map( $key ), $this->where( $key ) );
	}

	/**
	 * An object of any keys, as it is.
	 *
	 * @return array<string, mixed>
	 * @throws Refusal It is none.
	 */
	public function map( string $key ): array {
		$value   = $this->present( $key );
		$is_list = is_array( $value ) && [] !== $value && array_is_list( $value );
		return is_array( $value ) && ! $is_list ? $value : throw $this->malformed( $key );
	}

	/**
	 * The object, or null where the key is absent or null.
	 */
	public function object_or_null( string $key ): ?self {
		return isset( $this->data[ $key ] ) ? $this->object( $key ) : null;
	}

	/**
	 * A list of objects.
	 *
	 * @return list<self>
	 * @throws Refusal It is none.
	 */
	public function objects( string $key ): array {
		$found = [];
		foreach ( $this->items( $key ) as $index => $item ) {
			if ( ! is_array( $item ) ) {
				throw $this->malformed( "{$key}[{$index}]" );
			}
			$found[] = new self( $item, $this->where( "{$key}[{$index}]" ) );
		}
		return $found;
	}

	/**
	 * A list of strings.
	 *
	 * @return list<string>
	 * @throws Refusal It is none.
	 */
	public function texts( string $key ): array {
		$items = $this->items( $key );
		foreach ( $items as $item ) {
			if ( ! is_string( $item ) ) {
				throw $this->malformed( $key );
			}
		}
		return $items;
	}

	/**
	 * A list of whole numbers.
	 *
	 * @return list<int>
	 * @throws Refusal It is none.
	 */
	public function numbers( string $key ): array {
		$items = $this->items( $key );
		foreach ( $items as $item ) {
			if ( ! is_int( $item ) ) {
				throw $this->malformed( $key );
			}
		}
		return $items;
	}

	/**
	 * A time of the wire as the database writes it.
	 *
	 * @throws Refusal It is none.
	 */
	public function time( string $key ): string {
		$text = $this->text( $key );
		if ( ! preg_match( '/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/D', $text, $part ) ) {
			throw $this->malformed( $key );
		}
		return "$part[1] $part[2]";
	}

	public function time_or_null( string $key ): ?string {
		return null === $this->present( $key ) ? null : $this->time( $key );
	}

	public function malformed( string $key ): Refusal {
		return Refusal::malformed( $this->where( $key ) );
	}

	private function items( string $key ): array {
		$value = $this->present( $key );
		return is_array( $value ) && array_is_list( $value ) ? $value : throw $this->malformed( $key );
	}

	private function present( string $key ): mixed {
		return array_key_exists( $key, $this->data ) ? $this->data[ $key ] : throw $this->malformed( $key );
	}

	private function where( string $key ): string {
		return '' === $this->place ? $key : "{$this->place}.{$key}";
	}
}
