<?php
/**
 * Reads PHP files given on standard input, one path a line, and prints what the architecture tests
 * ask about: the names a file uses and what of it PHP 8.1 could not read. JSON, one object a file.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Tests\Architecture;

/** The tokens of one file without white space and comments, with a few questions about them. */
final class Source {

	private const NAMES   = array( T_STRING, T_NAME_QUALIFIED, T_NAME_FULLY_QUALIFIED, T_NAME_RELATIVE );
	private const LITERAL = array( 'null', 'false', 'true' );

	/**
	 * The file's tokens that mean something.
	 *
	 * @var list<\PhpToken>
	 */
	private array $tokens;

	public function __construct( string $code ) {
		$this->tokens = array_values(
			array_filter( \PhpToken::tokenize( $code ), static fn( $token ) => ! $token->isIgnorable() )
		);
	}

	/**
	 * Every name that holds a backslash, as written, `use` lines of one namespace taken apart.
	 *
	 * @return list<string>
	 */
	public function names(): array {
		$names = array();
		for ( $at = 0, $end = count( $this->tokens ); $at < $end; $at++ ) {
			if ( $this->is( $at + 1, T_NS_SEPARATOR ) && $this->is( $at + 2, '{' ) ) {
				$names = array_merge( $names, $this->group( $at ) );
				$at    = $this->next( '}', $at );
			} elseif ( $this->is( $at, self::NAMES ) && ! $this->is( $at - 1, T_NAMESPACE ) ) {
				$names[] = ltrim( $this->tokens[ $at ]->text, '\\' );
			}
		}
		$names = array_filter( $names, static fn( $name ) => str_contains( $name, '\\' ) );
		return array_values( array_unique( $names ) );
	}

	/**
	 * Each thing that PHP 8.1 refuses, as "line: what".
	 *
	 * @return list<string>
	 */
	public function newer_than_81(): array {
		$found = array();
		foreach ( $this->tokens as $at => $token ) {
			$what = $this->newer_class( $at ) ?? $this->newer_type( $at ) ?? $this->newer_constant( $at );
			if ( null !== $what ) {
				$found[] = $token->line . ': ' . $what;
			}
		}
		return array_merge( $found, $this->constants_in_traits() );
	}

	private function group( int $at ): array {
		$prefix = ltrim( $this->tokens[ $at ]->text, '\\' );
		$names  = array();
		$end    = $this->next( '}', $at );
		for ( $i = $at + 3; $i < $end; $i++ ) {
			if ( $this->is( $i, self::NAMES ) && ! $this->is( $i - 1, T_AS ) ) {
				$names[] = $prefix . '\\' . $this->tokens[ $i ]->text;
			}
		}
		return $names;
	}

	private function next( string $mark, int $at ): int {
		$end = count( $this->tokens );
		while ( $at < $end && ! $this->is( $at, $mark ) ) {
			++$at;
		}
		return $at;
	}

	/** PHP 8.2: readonly classes. */
	private function newer_class( int $at ): ?string {
		if ( ! $this->is( $at, T_READONLY ) ) {
			return null;
		}
		$next = $at + 1;
		while ( $this->is( $next, array( T_FINAL, T_ABSTRACT, T_READONLY ) ) ) {
			++$next;
		}
		return $this->is( $next, T_CLASS ) ? 'readonly class' : null;
	}

	/** PHP 8.2: null, false and true as a type of their own, and types in disjunctive normal form. */
	private function newer_type( int $at ): ?string {
		if ( $this->opens_type( $at ) ) {
			return $this->type_fault( $this->type_from( $at + 1 ) );
		}
		if ( $this->is( $at, T_VARIABLE ) ) {
			return $this->type_fault( $this->type_before( $at ) );
		}
		return null;
	}

	/** PHP 8.3: a class constant with a type. */
	private function newer_constant( int $at ): ?string {
		$typed = $this->is( $at, T_CONST ) && $this->is( $at + 1, array( ...self::NAMES, T_ARRAY, '?' ) )
			&& ! $this->is( $at + 2, array( '=', ';', ',' ) );
		return $typed && ! $this->is( $at - 1, T_USE ) ? 'typed constant' : null;
	}

	/** A colon after a parameter list, also where `use (…)` stands between, begins a return type. */
	private function opens_type( int $at ): bool {
		if ( ! $this->is( $at, ':' ) || ! $this->is( $at - 1, ')' ) ) {
			return false;
		}
		$open = $this->opening( $at - 1 );
		if ( $this->is( $open - 1, T_USE ) ) {
			$open = $this->opening( $open - 2 );
		}
		$before = $open - 1;
		if ( $this->is( $before, '&' ) ) {
			--$before;
		}
		return $this->is( $before, array( T_FUNCTION, T_FN ) )
			|| ( $this->is( $before - 1, T_FUNCTION ) && ! $this->is( $before, '(' ) )
			|| ( $this->is( $before - 1, T_AMPERSAND_NOT_FOLLOWED_BY_VAR_OR_VARARG ) );
	}

	private function opening( int $at ): int {
		$depth = 0;
		for ( $i = $at; $i >= 0; $i-- ) {
			$depth += ( $this->is( $i, ')' ) ? 1 : 0 ) - ( $this->is( $i, '(' ) ? 1 : 0 );
			if ( 0 === $depth ) {
				return $i;
			}
		}
		return 0;
	}

	/** The text of the type that begins here. */
	private function type_from( int $at ): string {
		$text = '';
		while ( isset( $this->tokens[ $at ] ) && $this->part_of_type( $at ) ) {
			$text .= $this->tokens[ $at ]->text;
			++$at;
		}
		return $text;
	}

	/** The text of the type that stands before a parameter or a property, or nothing. */
	private function type_before( int $at ): string {
		$text = '';
		$i    = $at - 1;
		while ( $this->is( $i, array( T_ELLIPSIS, T_AMPERSAND_FOLLOWED_BY_VAR_OR_VARARG ) ) ) {
			--$i;
		}
		while ( $i > 0 && $this->part_of_type( $i ) && ! $this->begins_list( $i ) ) {
			$text = $this->tokens[ $i ]->text . $text;
			--$i;
		}
		$modifiers = array( T_PUBLIC, T_PROTECTED, T_PRIVATE, T_READONLY, T_STATIC, T_VAR );
		return $this->is( $i, array( '(', ',', ']', ...$modifiers ) ) ? $text : '';
	}

	/** A bracket that is the parameter list's own, not one of a type. */
	private function begins_list( int $at ): bool {
		return $this->is( $at, '(' ) && ! $this->is( $at - 1, array( '|', '(', ',' ) )
			&& ! $this->is( $at - 1, array( T_PUBLIC, T_PROTECTED, T_PRIVATE, T_READONLY, T_STATIC ) );
	}

	private function part_of_type( int $at ): bool {
		return $this->is(
			$at,
			array(
				...self::NAMES,
				T_ARRAY,
				T_CALLABLE,
				T_STATIC,
				T_AMPERSAND_NOT_FOLLOWED_BY_VAR_OR_VARARG,
				'?',
				'|',
				'(',
				')',
				'&',
			)
		);
	}

	private function type_fault( string $type ): ?string {
		if ( in_array( strtolower( ltrim( $type, '?' ) ), self::LITERAL, true ) ) {
			return "standalone type $type";
		}
		if ( preg_match( '/(^|\|)true(\||$)/i', $type ) ) {
			return "type true in $type";
		}
		return preg_match( '/^\(?[\w\\\\&|]+\)?\|\(|\([\w\\\\]+&.*\)\|/', $type ) ? "DNF type $type" : null;
	}

	/**
	 * PHP 8.2: constants in traits.
	 *
	 * @return list<string>
	 */
	private function constants_in_traits(): array {
		$found = array();
		$depth = 0;
		$trait = null;
		foreach ( $this->tokens as $at => $token ) {
			if ( $token->is( T_TRAIT ) && $this->is( $at + 1, T_STRING ) ) {
				$trait = $depth;
			}
			$depth += $token->is( array( '{', T_CURLY_OPEN, T_DOLLAR_OPEN_CURLY_BRACES ) ) ? 1 : 0;
			$depth -= $token->is( '}' ) ? 1 : 0;
			if ( null !== $trait && $depth === $trait + 1 && $token->is( T_CONST ) ) {
				$found[] = $token->line . ': constant in a trait';
			}
			if ( null !== $trait && $token->is( '}' ) && $depth === $trait ) {
				$trait = null;
			}
		}
		return $found;
	}

	/** Whether the token there is of one of these kinds. @param int|string|array<int|string> $kind Kinds. */
	private function is( int $at, int|string|array $kind ): bool {
		return isset( $this->tokens[ $at ] ) && $this->tokens[ $at ]->is( $kind );
	}
}

$counterfoil_answer = array();
foreach ( array_filter( array_map( 'trim', file( 'php://stdin' ) ) ) as $counterfoil_path ) {
	$counterfoil_source                      = new Source( (string) file_get_contents( $counterfoil_path ) );
	$counterfoil_answer[ $counterfoil_path ] = array(
		'names'         => $counterfoil_source->names(),
		'newer_than_81' => $counterfoil_source->newer_than_81(),
	);
}
echo json_encode( (object) $counterfoil_answer );
