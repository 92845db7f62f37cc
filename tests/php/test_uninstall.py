"""Deleting the plugin keeps the books, unless the owner has said that they may go."""

from agent.practice.shop.shop import PracticeShop

DELETE = (
    "if ( $args[0] ) { define( 'COUNTERFOIL_REMOVE_DATA', true ); }"
    "define( 'WP_UNINSTALL_PLUGIN', 'counterfoil/counterfoil.php' );"
    "include WP_PLUGIN_DIR . '/counterfoil/uninstall.php';"
)
TRACES = "SHOW TABLES LIKE 'wp\\_counterfoil\\_%'"
OPTIONS = "SELECT option_name FROM wp_options WHERE option_name LIKE 'counterfoil\\_%'"


def test_the_books_stay_unless_the_owner_lets_them_go(shop: PracticeShop) -> None:
    shop.php("update_option( 'counterfoils_of_another_plugin', '1' );")
    before = (shop.sql(TRACES), shop.sql(OPTIONS))
    assert len(before[0]) >= 8
    shop.php(DELETE, False)
    assert (shop.sql(TRACES), shop.sql(OPTIONS)) == before
    shop.php(DELETE, True)
    try:
        assert shop.sql(TRACES) == []
        assert shop.sql(OPTIONS) == []
        assert shop.php("echo get_option( 'counterfoils_of_another_plugin' );") == "1"
    finally:
        # The next request finds no schema number, and makes the tables anew.
        shop.php("echo 'back';")
    assert shop.sql(TRACES) == before[0]
