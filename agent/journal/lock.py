"""The lock on the data directory: one process at a time keeps a journal."""

import os
import sys
from pathlib import Path


class DataDirLockedError(Exception):
    """Another agent keeps this journal."""


class DataDirLock:
    """Held from the opening of the journal to its close; the system lifts it when we die."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / "lock"
        self._file = self._path.open("a+", encoding="ascii")
        try:
            _lock(self._file.fileno())
        except OSError as error:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise DataDirLockedError(
                f"{folder} is in use by another agent (process {holder}). Stop it first, or let the"
                " command go through the running agent."
            ) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
