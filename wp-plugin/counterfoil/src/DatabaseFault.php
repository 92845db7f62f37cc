<?php
/**
 * The failure of a statement.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

namespace Counterfoil;

/**
 * The database refused a statement or did not answer.
 */
final class DatabaseFault extends \RuntimeException {}
