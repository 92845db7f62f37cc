<?php
/**
 * Brings a site's tables up to this version, step by step. Knows no feature.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil\Install;

use Counterfoil\Database;

/**
 * The steps taken are counted in one small autoloaded option: an up-to-date site costs no query.
 */
final class Install {

	private const OPTION = 'counterfoil_schema';

	/** Never renumber, never remove: sites have counted them. */
	private const STEPS = [
		1 => Steps\OutboxTables::class,
		2 => Steps\MirrorTables::class,
		3 => Steps\StockTables::class,
		4 => Steps\OutboxTries::class,
	];

	public function __construct( private readonly Database $database ) {}

	public function upgrade(): void {
		$taken = (int) get_option( self::OPTION, 0 );
		foreach ( self::STEPS as $number => $step ) {
			if ( $number > $taken ) {
				( new $step() )->run( $this->database );
				update_option( self::OPTION, $number );
			}
		}
	}
}
