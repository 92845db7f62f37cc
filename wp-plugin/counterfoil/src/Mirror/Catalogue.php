<?php
/**
 * What state words and problem codes say; the data is generated from the agent's domain.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Mirror;

/**
 * An agent newer than this plugin may use a code that is not here: it is shown as it is.
 */
final class Catalogue {

	private ?array $entries = null;

	public function word( string $word ): string {
		return $this->entries()['words'][ $word ] ?? $word;
	}

	public function sentence( string $code, array $params ): string {
		$sentence = $this->entries()['problems'][ $code ]['sentence'] ?? null;
		return null === $sentence ? $code : $this->fill( $sentence, $params );
	}

	public function remedy( string $code, array $params ): string {
		$remedy = $this->entries()['problems'][ $code ]['remedy'] ?? null;
		return null === $remedy
			? __( 'Ask IT: this plugin is older than the agent and does not know the code.', 'counterfoil' )
			: $this->fill( $remedy, $params );
	}

	public function owner( string $code ): string {
		return $this->entries()['problems'][ $code ]['owner'] ?? __( 'IT', 'counterfoil' );
	}

	private function fill( string $text, array $params ): string {
		return (string) preg_replace_callback(
			'/\{(\w+)\}/',
			static fn ( array $place ) => is_scalar( $params[ $place[1] ] ?? null ) ? (string) $params[ $place[1] ] : '…',
			$text
		);
	}

	/**
	 * Read when the first sentence is wanted: translations are not loaded earlier.
	 */
	private function entries(): array {
		$this->entries ??= require __DIR__ . '/catalogue-entries.php';
		return $this->entries;
	}
}
