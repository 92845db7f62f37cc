"""Events that could not be read when they came, kept as they are."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE unreadable_events (
        id INTEGER PRIMARY KEY,
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        event_id VARCHAR(64) NOT NULL,
        digest VARCHAR(64) NOT NULL,
        order_id INTEGER,
        why TEXT NOT NULL,
        raw BLOB NOT NULL,
        received_at VARCHAR(24) NOT NULL,
        case_id INTEGER NOT NULL REFERENCES cases (id),
        settled_at VARCHAR(24),
        settled_by VARCHAR(64),
        UNIQUE (shop_id, event_id, digest)
    )
    """,
    "CREATE INDEX unreadable_open ON unreadable_events (shop_id) WHERE settled_at IS NULL",
)
