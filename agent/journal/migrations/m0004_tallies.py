"""The sums as rows: counted where a row is made or changes, never by reading a million of them."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE tallies (
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        what VARCHAR(16) NOT NULL,
        name VARCHAR(16) NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (shop_id, what, name)
    )
    """,
    """
    INSERT INTO tallies (shop_id, what, name, count)
    SELECT shop_id, 'event', disposition, count(*) FROM events GROUP BY shop_id, disposition
    """,
    """
    INSERT INTO tallies (shop_id, what, name, count)
    SELECT shop_id, 'document', state, count(*) FROM documents GROUP BY shop_id, state
    """,
)
