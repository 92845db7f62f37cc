"""Records what a shop did: its statements by MariaDB's general log, its hooks by a must-use plugin.

Both are put into a form in which two shops with other ids and prices can be compared.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.practice.shop.shop import PracticeShop

# What Counterfoil's seam and claims live by, and its own tables.
_OF_INTEREST = re.compile(
    r"'_stock'|'_stock_status'|_reduced_stock|_restock_refunded|wc_product_meta_lookup"
    r"|DELETE FROM wp_woocommerce_order_itemmeta|counterfoil_"
)
_READS = re.compile(r"^\s*(SELECT|SHOW|DESCRIBE)", re.IGNORECASE)
_LISTING = re.compile(r"\bIN \([^)]*\)")

_RECORDER = Path(__file__).with_name("hook_recorder.php")


def statements(shop: PracticeShop, act: Callable[[], object]) -> list[str]:
    """Every statement of `act` that the comparison is about, normalised, in order."""
    shop.sql(
        "SET GLOBAL general_log = 0; SET GLOBAL log_output = 'TABLE';"
        "TRUNCATE mysql.general_log; SET GLOBAL general_log = 1;"
    )
    try:
        act()
    finally:
        shop.sql("SET GLOBAL general_log = 0;")
    rows = shop.sql("SELECT argument FROM mysql.general_log WHERE command_type = 'Query'")
    plain = [normal(row[0]) for row in rows if row]
    return [statement for statement in plain if _OF_INTEREST.search(statement)]


def of_stock(recorded: list[str]) -> list[str]:
    """Writes, and reads of `_stock` itself: what our plugin's statements stand beside."""
    return [row for row in recorded if not _READS.match(row) or "postmeta" in row]


def normal(statement: str) -> str:
    """One line, no ids and amounts; the sign of a relative move stays."""
    text = statement.replace("\\n", " ").replace("\\t", " ").replace("`", "")
    text = re.sub(r"\s+", " ", text).strip().rstrip(";").strip()
    text = _LISTING.sub("IN (…)", text)
    text = re.sub(r"'-?\d[\d.]*'", "'#'", text)
    text = re.sub(r"\{[0-9a-f]{64}\}", "%", text)
    text = re.sub(r"(?<![\w'])\d[\d.]*", "#", text)
    return re.sub(r"\( ", "(", re.sub(r" \)", ")", text))


@contextmanager
def hooks(shop: PracticeShop) -> Iterator[Callable[[], list[str]]]:
    """While inside, hooks are noted; the function given reads (and forgets) them."""
    noted = shop.root / "wp-content/uploads/hooks.jsonl"
    recorder = shop.root / "wp-content/mu-plugins/00-hook-recorder.php"
    recorder.write_text(_RECORDER.read_text().replace("/where/it/is/noted", str(noted)))
    noted.unlink(missing_ok=True)
    try:
        yield lambda: _read(noted)
    finally:
        recorder.unlink()


def _read(noted: Path) -> list[str]:
    lines = noted.read_text().splitlines() if noted.exists() else []
    noted.unlink(missing_ok=True)
    return [json.loads(line) for line in lines]
