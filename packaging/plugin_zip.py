"""Packs the plugin as WordPress's upload page takes it; `make plugin-zip` runs it.

The same files make the same bytes: names in order, one date, one mode.
"""

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).parents[1]
SHIPPED = {".php", ".css", ".txt"}
DATE = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip file can say
PLAIN_FILE = 0o100644
UNIX = 3


def pack(plugin: Path, licence: Path, target: Path) -> None:
    """Write the zip file, its folder too where there is none; hidden files stay behind."""
    files = {f"{plugin.name}/LICENSE.txt": licence}
    for path in plugin.rglob("*"):
        name = path.relative_to(plugin)
        if path.is_dir() or any(part.startswith(".") for part in name.parts):
            continue
        if path.suffix not in SHIPPED:
            # Left out silently it would be missed in a shop, let in it might be a secret.
            sys.exit(f"plugin-zip: {name} is no file of a plugin")
        files[f"{plugin.name}/{name.as_posix()}"] = path
    target.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(target, "w") as packed:
        for entry_name in sorted(files):
            entry = ZipInfo(entry_name, DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = UNIX  # wherever it is packed
            entry.external_attr = PLAIN_FILE << 16
            packed.writestr(entry, files[entry_name].read_bytes())


if __name__ == "__main__":
    zip_file = ROOT / "dist/counterfoil.zip"
    pack(ROOT / "wp-plugin/counterfoil", ROOT / "LICENSE", zip_file)
    sys.stdout.write(f"{zip_file.relative_to(ROOT)}: {zip_file.stat().st_size:,} bytes\n")
