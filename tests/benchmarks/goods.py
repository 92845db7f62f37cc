"""Many simple products for a shop at once: copies of one that it has, made by its database."""

from agent.practice.shop.shop import PracticeShop

_MODEL = "GOOD-001"
_STOCK = 1_000_000


def add_goods(shop: PracticeShop, count: int, *, name: str = "bulk") -> dict[int, str]:
    """Stock id to SKU of so many products, all alike but for these; more than can be sold."""
    model = shop.product_ids()[_MODEL]
    posts = _columns(shop, "wp_posts", "ID", "post_title", "post_name", "guid")
    lookup = _columns(shop, "wp_wc_product_meta_lookup", "product_id", "sku", "stock_quantity")
    shop.sql(f"""
        INSERT INTO wp_posts (post_title, post_name, guid, {posts})
            SELECT CONCAT('Bulk ', s.seq), CONCAT('{name}-', s.seq), s.seq, {posts}
            FROM wp_posts JOIN seq_1_to_{count} s WHERE ID = {model};
        INSERT INTO wp_postmeta (post_id, meta_key, meta_value)
            SELECT n.ID, m.meta_key, CASE m.meta_key
                WHEN '_sku' THEN UPPER(n.post_name) WHEN '_stock' THEN '{_STOCK}'
                ELSE m.meta_value END
            FROM wp_posts n JOIN wp_postmeta m ON m.post_id = {model}
            WHERE n.post_name LIKE '{name}-%';
        INSERT INTO wp_wc_product_meta_lookup (product_id, sku, stock_quantity, {lookup})
            SELECT n.ID, UPPER(n.post_name), {_STOCK}, {lookup}
            FROM wp_posts n JOIN wp_wc_product_meta_lookup m ON m.product_id = {model}
            WHERE n.post_name LIKE '{name}-%';
        INSERT INTO wp_term_relationships (object_id, term_taxonomy_id)
            SELECT n.ID, r.term_taxonomy_id
            FROM wp_posts n JOIN wp_term_relationships r ON r.object_id = {model}
            WHERE n.post_name LIKE '{name}-%';
        """)
    copies = f"SELECT ID, UPPER(post_name) FROM wp_posts WHERE post_name LIKE '{name}-%'"
    rows = shop.sql(copies)
    return {int(number): sku for number, sku in rows}


def _columns(shop: PracticeShop, table: str, *but: str) -> str:
    rows = shop.sql(f"SHOW COLUMNS FROM {table}")
    return ", ".join(row[0] for row in rows if row[0] not in but)
