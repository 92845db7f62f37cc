<?php
/**
 * The one template of the practice shop's theme.
 *
 * @package Counterfoil\Practice
 */

declare( strict_types=1 );

?><!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<h1><?php bloginfo( 'name' ); ?></h1>
<?php
while ( have_posts() ) {
	the_post();
	the_title( '<h2>', '</h2>' );
	the_content();
}
wp_footer();
?>
</body>
</html>
