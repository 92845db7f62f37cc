<?php
/**
 * Plugin Name: WooCommerce (practice stand-in)
 * Description: Says that WooCommerce is active; the stand-in itself is a must-use plugin.
 * Version: 11.0.1
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );
