"""Brings WordPress out of Debian's signed archive into the user's cache, once; installs nothing.

Needs no root: apt works on a private configuration. Knows nothing of shops.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from agent.practice.shop.programs import PracticeShopError

SUITE = "trixie"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
# The package links these instead of carrying them.
_PARTS = ("wordpress", "libjs-underscore", "libjs-cropper", "libjs-lodash", "php-getid3")
_TIMEOUT_S = 300


def cached_wordpress() -> Path:
    """The unpacked WordPress tree; fetched on first use, by one process at a time."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "counterfoil"
    tree = cache / f"wordpress-debian-{SUITE}"
    if tree.is_dir():
        return tree
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f".{tree.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not tree.is_dir():
            with tempfile.TemporaryDirectory(dir=cache, prefix=".fetch-") as scratch:
                _fetch(Path(scratch)).rename(tree)
    return tree


def _fetch(scratch: Path) -> Path:
    settings = _apt_settings(scratch)
    env = {**os.environ, "APT_CONFIG": str(settings), "LC_ALL": "C"}
    packages = scratch / "packages"
    packages.mkdir()
    _run(["apt-get", "-qq", "update"], env, packages)
    _run(["apt-get", "-qq", "download", *_PARTS], env, packages)
    unpacked = scratch / "unpacked"
    for package in sorted(packages.glob("*.deb")):
        _run(["dpkg-deb", "-x", str(package), str(unpacked)], env, packages)
    whole = scratch / "whole"
    _copy_resolved(unpacked / "usr/share/wordpress", whole, root=unpacked)
    # Debian's own settings and content folders are replaced by each shop's.
    for leftover in (".htaccess", "wp-config.php"):
        (whole / leftover).unlink(missing_ok=True)
    return whole


def _apt_settings(scratch: Path) -> Path:
    for folder in ("etc", "parts", "state/lists/partial", "cache/archives/partial"):
        (scratch / folder).mkdir(parents=True)
    (scratch / "status").touch()
    mirror = _mirror()
    security = mirror.rstrip("/").removesuffix("debian") + "debian-security"
    signed = f"[signed-by={_KEYRING}]"
    (scratch / "etc/sources.list").write_text(
        f"deb {signed} {mirror} {SUITE} main\ndeb {signed} {security} {SUITE}-security main\n"
    )
    settings = scratch / "apt.conf"
    settings.write_text(
        f'Dir::Etc "{scratch}/etc";\nDir::Etc::sourcelist "{scratch}/etc/sources.list";\n'
        f'Dir::Etc::sourceparts "-";\nDir::Etc::parts "{scratch}/parts";\n'
        f'Dir::State "{scratch}/state";\nDir::State::status "{scratch}/status";\n'
        f'Dir::Cache "{scratch}/cache";\nAcquire::Languages "none";\nAPT::Sandbox::User "";\n'
    )
    return settings


def _mirror() -> str:
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    try:
        listed = _run([*asked, "Origin: Debian"], dict(os.environ), Path("/"))
    except PracticeShopError:
        listed = ""
    mirrors = [line for line in listed.split() if "security" not in line]
    if not mirrors:
        raise PracticeShopError("apt knows no Debian archive: run `apt-get update` first, as root")
    return mirrors[0]


def _copy_resolved(source: Path, target: Path, *, root: Path) -> None:
    """Copy a tree with its links followed, absolute ones inside `root`, dead ones left out."""
    target.mkdir(parents=True)
    for entry in sorted(source.iterdir()):
        real = entry
        if entry.is_symlink():
            aim = str(entry.readlink())
            real = root / aim.lstrip("/") if aim.startswith("/") else entry.parent / aim
            real = real if real.exists() else Path(aim)
        if real.is_dir():
            _copy_resolved(real, target / entry.name, root=root)
        elif real.is_file():
            shutil.copy2(real, target / entry.name)


def _run(command: list[str], env: dict[str, str], folder: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own command lines
            command, env=env, cwd=folder, capture_output=True, text=True,
            check=False, timeout=_TIMEOUT_S,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise PracticeShopError(f"could not fetch WordPress from Debian: {failure}") from failure
    if done.returncode != 0:
        raise PracticeShopError(
            f"could not fetch WordPress from Debian's archive: {' '.join(command[:2])}: "
            f"{done.stderr.strip()[-600:]}. It needs a reachable Debian mirror once, and the "
            "package debian-archive-keyring; or give a WordPress tree with --wordpress."
        )
    return done.stdout
