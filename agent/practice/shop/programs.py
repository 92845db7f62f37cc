"""Which programs the practice shop runs, as which user, and how its own processes are ended.

Knows nothing of WordPress. Ends a process only if its command line names the shop's own home.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class PracticeShopError(Exception):
    """The practice shop cannot do what was asked; the message says what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The programs of Debian packages that the shop needs, by their full paths."""

    php: str
    php_fpm: str
    mariadbd: str
    mariadb_install_db: str
    mariadb: str
    nginx: str
    openssl: str


_PACKAGES = {
    "php": "php-cli",
    "php_fpm": "php-fpm",
    "mariadbd": "mariadb-server-core",
    "mariadb_install_db": "mariadb-server-core",
    "mariadb": "mariadb-client-core",
    "nginx": "nginx-light",
    "openssl": "openssl",
}
_EXTENSIONS = {
    "mysqli": "php-mysql",
    "mbstring": "php-mbstring",
    "curl": "php-curl",
    "dom": "php-xml",
}


def find_programs() -> Programs:
    """Find every program, or name all the missing Debian packages at once."""
    path = os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin"
    found = {name: shutil.which(name.replace("_", "-"), path=path) for name in _PACKAGES}
    found["php_fpm"] = _newest_php_fpm()
    missing = {_PACKAGES[name] for name, where in found.items() if where is None}
    if found["php"]:
        missing |= _missing_extensions(found["php"])
    if missing:
        packages = " ".join(sorted(missing))
        raise PracticeShopError(
            f"the practice shop needs Debian packages that are not here: {packages}. "
            f"Install them with: apt-get install --no-install-recommends {packages}"
        )
    return Programs(**{name: where or "" for name, where in found.items()})


def _newest_php_fpm() -> str | None:
    versions = sorted(Path("/usr/sbin").glob("php-fpm8.*"))
    return str(versions[-1]) if versions else None


def _missing_extensions(php: str) -> set[str]:
    listed = subprocess.run(  # noqa: S603 - found above
        [php, "-m"], capture_output=True, text=True, check=False
    )
    have = {line.strip().lower() for line in listed.stdout.splitlines()}
    return {package for extension, package in _EXTENSIONS.items() if extension not in have}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebUser:
    """Who the shop's processes run as: `www-data` when started by root, otherwise ourselves."""

    name: str
    uid: int
    gid: int
    switches: bool

    def owns(self, path: Path) -> None:
        """Hand a file or folder (with all that is in it) to the web user."""
        if not self.switches:
            return
        os.chown(path, self.uid, self.gid)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(Path(folder) / name, self.uid, self.gid, follow_symlinks=False)

    def run(self, command: Sequence[str], *, env: Mapping[str, str], stdin: str = "") -> str:
        """Run to the end as the web user; what it says on failure becomes the error."""
        done = subprocess.run(  # noqa: S603 - our own command lines
            list(command),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env=dict(env),
            cwd="/",
            user=self.uid if self.switches else None,
            group=self.gid if self.switches else None,
            extra_groups=[] if self.switches else None,
        )
        if done.returncode != 0:
            said = (done.stderr.strip() or done.stdout.strip())[-2000:]
            raise PracticeShopError(f"{Path(command[0]).name} failed ({done.returncode}): {said}")
        return done.stdout

    def start(self, command: Sequence[str], *, env: Mapping[str, str], log: Path) -> int:
        """Start a server as the web user in a session of its own, so that it outlives us."""
        with log.open("ab") as sink:
            self.owns(log)
            server = subprocess.Popen(  # noqa: S603 - our own command lines
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
                env=dict(env),
                cwd="/",
                user=self.uid if self.switches else None,
                group=self.gid if self.switches else None,
                extra_groups=[] if self.switches else None,
            )
        _STARTED[server.pid] = server
        return server.pid


# Servers started by this process are its children and must be reaped by it when they end.
_STARTED: dict[int, "subprocess.Popen[bytes]"] = {}


def web_user() -> WebUser:
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid())
        return WebUser(name=me.pw_name, uid=me.pw_uid, gid=me.pw_gid, switches=False)
    try:
        www = pwd.getpwnam("www-data")
    except KeyError as gone:
        raise PracticeShopError(
            "started by root, the practice shop runs as www-data, and there is no such user: "
            "install nginx-light or php-fpm, or start it as a normal user"
        ) from gone
    return WebUser(name=www.pw_name, uid=www.pw_uid, gid=www.pw_gid, switches=True)


def running(pid_file: Path, home: Path) -> int | None:
    """The process a pid file names, if it is alive and its command line is of this home."""
    try:
        pid = int(pid_file.read_text().strip())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError):
        return None
    return pid if str(home).encode() in command and state != "Z" else None


def end(pid_file: Path, home: Path, *, patience: float = 20.0) -> None:
    """Ask our own process to end, insist when it does not, and forget its pid file."""
    pid = running(pid_file, home)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        if not _gone(pid, patience):
            os.kill(pid, signal.SIGKILL)
            _gone(pid, 5.0)
    pid_file.unlink(missing_ok=True)


def end_left_over(home: Path, names: Sequence[str]) -> None:
    """End servers of these names whose command line is of this home."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            name = (process / "comm").read_text()
        except OSError:
            continue
        if f"{home}/".encode() in command and name.startswith(tuple(names)):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(int(process.name), signal.SIGTERM)
                _gone(int(process.name), 10.0)


def _gone(pid: int, patience: float) -> bool:
    give_up = time.monotonic() + patience
    while time.monotonic() < give_up:
        child = _STARTED.get(pid)
        if child is not None and child.poll() is not None:
            del _STARTED[pid]
            return True
        if child is None and not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False
