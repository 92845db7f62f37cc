"""Packs the plugin as WordPress's upload page takes it; `make plugin-zip` runs it.

The same tree makes the same bytes: names in order, one date, one mode.
"""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).parents[1]
PLUGIN = ROOT / "wp-plugin" / "counterfoil"
TARGET = ROOT / "dist" / "counterfoil.zip"
SHIPPED = {".php", ".css", ".txt"}
DATE = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip file can say
PLAIN_FILE = 0o100644


def shipped() -> dict[str, Path]:
    """Every file of the zip by its name in it."""
    files = {
        f"counterfoil/{path.relative_to(PLUGIN).as_posix()}": path
        for path in PLUGIN.rglob("*")
        if path.is_file() and path.suffix in SHIPPED
    }
    return {**files, "counterfoil/license.txt": ROOT / "LICENSE"}


def pack(target: Path) -> None:
    """Write the zip file, its folder too where there is none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(target, "w") as packed:
        for name, path in sorted(shipped().items()):
            entry = ZipInfo(name, DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is packed
            entry.external_attr = PLAIN_FILE << 16
            packed.writestr(entry, path.read_bytes())


if __name__ == "__main__":
    pack(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {len(shipped())} files, {TARGET.stat().st_size:,} bytes")
