"""The first books: shops, lanes, events, documents, attempts, cases, audit, settings, counters."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE shops (
        id INTEGER PRIMARY KEY,
        uuid VARCHAR(36) NOT NULL UNIQUE,
        name VARCHAR(64) NOT NULL,
        code VARCHAR(8) NOT NULL,
        first_seen_at VARCHAR(24) NOT NULL
    )
    """,
    """
    CREATE TABLE lanes (
        id INTEGER PRIMARY KEY,
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        order_id INTEGER NOT NULL,
        incarnation VARCHAR(8) NOT NULL,
        correlation VARCHAR(36) NOT NULL,
        due VARCHAR(24),
        claim VARCHAR(32),
        crashes INTEGER NOT NULL DEFAULT 0,
        newest_seq INTEGER,
        newest_event INTEGER,
        newest_content VARCHAR(64),
        in_system VARCHAR(16) NOT NULL DEFAULT 'nothing',
        sent_event INTEGER,
        shown TEXT,
        quiet_until VARCHAR(24),
        changed INTEGER NOT NULL DEFAULT 0,
        UNIQUE (shop_id, order_id, incarnation)
    )
    """,
    "CREATE INDEX lanes_due ON lanes (due) WHERE due IS NOT NULL",
    "CREATE INDEX lanes_changed ON lanes (shop_id, changed)",
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        event_id VARCHAR(36) NOT NULL UNIQUE,
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        order_id INTEGER NOT NULL,
        incarnation VARCHAR(8) NOT NULL,
        seq INTEGER NOT NULL,
        kind VARCHAR(16) NOT NULL,
        net VARCHAR(8) NOT NULL,
        correlation VARCHAR(36) NOT NULL,
        made_at VARCHAR(24) NOT NULL,
        received_at VARCHAR(24) NOT NULL,
        disposition VARCHAR(16) NOT NULL DEFAULT 'open',
        disposed_at VARCHAR(24),
        document_id INTEGER,
        superseded_by INTEGER
    )
    """,
    "CREATE INDEX events_order ON events (shop_id, order_id, incarnation)",
    """
    CREATE TABLE event_bodies (
        event INTEGER PRIMARY KEY REFERENCES events (id),
        raw BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        lane_id INTEGER NOT NULL REFERENCES lanes (id),
        order_id INTEGER NOT NULL,
        incarnation VARCHAR(8) NOT NULL,
        correlation VARCHAR(36) NOT NULL,
        system VARCHAR(64) NOT NULL,
        kind VARCHAR(16) NOT NULL,
        revision INTEGER NOT NULL,
        state VARCHAR(16) NOT NULL,
        held_from VARCHAR(16),
        due VARCHAR(24),
        why VARCHAR(64) NOT NULL,
        reference VARCHAR(40) NOT NULL,
        event INTEGER NOT NULL REFERENCES events (id),
        seq INTEGER NOT NULL,
        question VARCHAR(8) NOT NULL DEFAULT '',
        ask_after VARCHAR(24),
        absent_said VARCHAR(8),
        absent_at VARCHAR(24),
        was_lost BOOLEAN NOT NULL DEFAULT 0,
        said_no BOOLEAN NOT NULL DEFAULT 0,
        is_wanted BOOLEAN NOT NULL DEFAULT 0,
        tries INTEGER NOT NULL DEFAULT 0,
        number VARCHAR(64),
        created_at VARCHAR(24) NOT NULL,
        state_at VARCHAR(24) NOT NULL,
        first_ready_at VARCHAR(24),
        sent_at VARCHAR(24),
        accepted_at VARCHAR(24),
        UNIQUE (lane_id, system, kind, revision)
    )
    """,
    "CREATE INDEX documents_state ON documents (state)",
    "CREATE INDEX documents_order ON documents (shop_id, order_id)",
    """
    CREATE TABLE prepared_bodies (
        document_id INTEGER PRIMARY KEY REFERENCES documents (id),
        service VARCHAR(32) NOT NULL,
        content BLOB NOT NULL,
        digest VARCHAR(64) NOT NULL,
        expect TEXT NOT NULL,
        attributes TEXT NOT NULL,
        prepared_at VARCHAR(24) NOT NULL
    )
    """,
    """
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        document_id INTEGER NOT NULL REFERENCES documents (id),
        correlation VARCHAR(36) NOT NULL,
        reference VARCHAR(40) NOT NULL,
        digest VARCHAR(64) NOT NULL,
        started_at VARCHAR(24) NOT NULL,
        deadline_at VARCHAR(24) NOT NULL,
        ended_at VARCHAR(24),
        outcome VARCHAR(16),
        message TEXT
    )
    """,
    "CREATE INDEX attempts_document ON attempts (document_id)",
    """
    CREATE TABLE cases (
        id INTEGER PRIMARY KEY,
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        order_id INTEGER,
        incarnation VARCHAR(8),
        document_id INTEGER REFERENCES documents (id),
        correlation VARCHAR(36) NOT NULL,
        code VARCHAR(64) NOT NULL,
        params TEXT NOT NULL,
        problems TEXT NOT NULL,
        opened_at VARCHAR(24) NOT NULL,
        closed_at VARCHAR(24),
        closed_by VARCHAR(64),
        closing VARCHAR(32),
        reason TEXT
    )
    """,
    "CREATE INDEX cases_document ON cases (document_id)",
    "CREATE INDEX cases_order ON cases (shop_id, order_id)",
    "CREATE INDEX cases_open ON cases (shop_id, code) WHERE closed_at IS NULL",
    """
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY,
        at VARCHAR(24) NOT NULL,
        who VARCHAR(64) NOT NULL,
        what VARCHAR(64) NOT NULL,
        shop_id INTEGER,
        document_id INTEGER,
        correlation VARCHAR(36),
        details TEXT NOT NULL,
        hash VARCHAR(64) NOT NULL
    )
    """,
    "CREATE INDEX audit_document ON audit (document_id)",
    """
    CREATE TABLE accepted_lines (
        lane_id INTEGER NOT NULL REFERENCES lanes (id),
        item_id INTEGER NOT NULL,
        shop_id INTEGER NOT NULL REFERENCES shops (id),
        stock_id INTEGER,
        document_id INTEGER NOT NULL REFERENCES documents (id),
        quantity VARCHAR(40) NOT NULL,
        accepted_at VARCHAR(24) NOT NULL,
        PRIMARY KEY (lane_id, item_id)
    )
    """,
    "CREATE INDEX accepted_lines_stock ON accepted_lines (shop_id, stock_id)",
    "CREATE TABLE settings (name VARCHAR(64) PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE counters (name VARCHAR(64) PRIMARY KEY, value INTEGER NOT NULL)",
)
