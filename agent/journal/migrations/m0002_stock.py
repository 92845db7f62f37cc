"""Step 2: stock on its way into a shop: catalog, readings, what is to be pushed, what is shown."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE stock_shops (
        shop_id INTEGER PRIMARY KEY REFERENCES shops (id),
        term INTEGER NOT NULL DEFAULT 0,
        watermark VARCHAR(64),
        catalog_at VARCHAR(24),
        full_at VARCHAR(24)
    )
    """,
    """
    CREATE TABLE stock_catalog (
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        product_id INTEGER NOT NULL,
        stock_id INTEGER,
        sku VARCHAR(255) NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (shop_id, product_id)
    )
    """,
    """
    CREATE TABLE stock_readings (
        id INTEGER PRIMARY KEY,
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        system VARCHAR(64) NOT NULL,
        epoch INTEGER NOT NULL,
        state VARCHAR(16) NOT NULL,
        began_at VARCHAR(24) NOT NULL,
        as_of VARCHAR(24),
        stored_at VARCHAR(24),
        done_at VARCHAR(24),
        figure_count INTEGER NOT NULL DEFAULT 0,
        applied_count INTEGER NOT NULL DEFAULT 0,
        refused_count INTEGER NOT NULL DEFAULT 0,
        is_full BOOLEAN NOT NULL DEFAULT 0,
        problems TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX stock_readings_epoch ON stock_readings (shop_id, epoch)",
    """
    CREATE TABLE stock_pushes (
        reading_id INTEGER NOT NULL REFERENCES stock_readings (id),
        stock_id INTEGER NOT NULL,
        skus TEXT NOT NULL,
        figure VARCHAR(40) NOT NULL,
        credits TEXT NOT NULL,
        result VARCHAR(16),
        PRIMARY KEY (reading_id, stock_id)
    )
    """,
    """
    CREATE TABLE stock_shown (
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        stock_id INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        figure VARCHAR(40) NOT NULL,
        credits TEXT NOT NULL,
        shown VARCHAR(40),
        unclaimed VARCHAR(40),
        applied_at VARCHAR(24) NOT NULL,
        PRIMARY KEY (shop_id, stock_id)
    )
    """,
)
