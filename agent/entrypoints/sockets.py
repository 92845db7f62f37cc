"""Unix sockets to listen on: in a folder of their own, with the mode that says who may knock."""

from pathlib import Path

from aiohttp import web


async def listen_on_socket(runner: web.AppRunner, path: str, *, mode: int) -> None:
    """Listen there; the folder is made so that nobody passes whom the socket would not let in.

    A left-over socket is removed: the data directory's lock says that no other agent lives.
    """
    file = Path(path)
    _make_way(file, folder_mode=0o750 if mode & 0o070 else 0o700)
    await web.UnixSite(runner, path).start()
    _set_mode(file, mode)


def _make_way(file: Path, *, folder_mode: int) -> None:
    file.parent.mkdir(mode=folder_mode, parents=True, exist_ok=True)
    if file.is_socket():
        file.unlink()


def _set_mode(file: Path, mode: int) -> None:
    file.chmod(mode)
