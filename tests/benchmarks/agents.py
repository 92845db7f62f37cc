"""Where the agent may be when the plugin pushes: not there, there but hanging, or answering."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def hanging(path: Path) -> Iterator[str]:
    """Takes every connection and says nothing: the worst an agent can do to the plugin."""
    held: list[socket.socket] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        path.chmod(0o666)
        listener.listen(64)
        thread = threading.Thread(target=_take, args=(listener, held), daemon=True)
        thread.start()
        yield f"unix:{path}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    for line in held:
        line.close()


def _take(listener: socket.socket, held: list[socket.socket]) -> None:
    with suppress(OSError):  # the listener is shut when the benchmark is over
        while True:
            held.append(listener.accept()[0])
