"""Finds release trees of real WooCommerce and WordPress: by folder, in the cache, by download."""

import os
import re
import shutil
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

from agent.practice.shop.programs import PracticeShopError

WOOCOMMERCE_URL = "https://downloads.wordpress.org/plugin/woocommerce.latest-stable.zip"
_DOWNLOAD_TIMEOUT_S = 60
_ZIP_BYTES_MAX = 256 * 1024 * 1024

Say = Callable[[str], None]


def cache_folder() -> Path:
    """Where trees are kept: COUNTERFOIL_TREES, or this user's cache."""
    named = os.environ.get("COUNTERFOIL_TREES")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(named) if named else Path(base) / "counterfoil"


def newest_tree(kind: str, marker: str) -> Path | None:
    """The newest `<kind>-<version>` in the cache that holds the marker file."""
    folder = cache_folder()
    found = (
        [p for p in folder.glob(f"{kind}-*") if (p / marker).is_file()] if folder.is_dir() else []
    )
    return max(found, key=lambda p: _version(p.name), default=None)


def find_woocommerce(named: Path | None, say: Say) -> Path:
    """A built WooCommerce: the named folder, the newest in the cache, else downloaded into it.

    Raises:
        PracticeShopError: none can be had; the message says how to provide one.
    """
    if named is not None:
        if not (named / "woocommerce.php").is_file():
            raise PracticeShopError(f"{named} holds no woocommerce.php: name its release folder")
        return named
    return newest_tree("woocommerce", "woocommerce.php") or _download(say)


def find_wordpress(named: Path | None) -> Path | None:
    """A WordPress: the named folder, the newest in the cache; None: Debian's."""
    return named or newest_tree("wordpress", "wp-includes/version.php")


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", name))


def _download(say: Say) -> Path:
    say(f"WooCommerce is downloaded from {WOOCOMMERCE_URL}")
    cache_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_folder()) as work:
        file = Path(work) / "woocommerce.zip"
        try:
            _fetch(file)
        except OSError as error:
            raise PracticeShopError(
                f"WooCommerce cannot be downloaded ({error}): name the folder of a release with"
                f" --woocommerce, or unpack one as {cache_folder()}/woocommerce-<version>"
            ) from error
        return _unpack(file, Path(work))


def _fetch(file: Path) -> None:
    with urllib.request.urlopen(WOOCOMMERCE_URL, timeout=_DOWNLOAD_TIMEOUT_S) as answer:
        body = answer.read(_ZIP_BYTES_MAX)
    file.write_bytes(body)


def _unpack(file: Path, work: Path) -> Path:
    """Unpack beside and rename: a tree in the cache is always whole."""
    with zipfile.ZipFile(file) as archive:
        archive.extractall(work / "tree")
    unpacked = work / "tree" / "woocommerce"
    text = (unpacked / "woocommerce.php").read_text(encoding="utf-8")
    found = re.search(r"^ \* Version: ([0-9.]+)", text, re.MULTILINE)
    if found is None:
        raise PracticeShopError("the downloaded WooCommerce names no version")
    target = cache_folder() / f"woocommerce-{found[1]}"
    shutil.rmtree(target, ignore_errors=True)
    unpacked.rename(target)
    return target
