"""Servers that misbehave on a socket: silent, closing, resetting, dripping, in between."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
Play = Callable[[socket.socket], None]


class Door:
    """Listens on a free port and plays the same play with every connection; counts bytes."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._listener = socket.create_server((HOST, 0))
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()
        self.connections = 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._listener.getsockname()[1]}/"

    def close(self) -> None:
        # Closing alone does not wake a thread that waits in accept.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._one, args=(connection,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _one(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self._play(connection)


@contextmanager
def door(play: Play) -> Iterator[Door]:
    opened = Door(play)
    try:
        yield opened
    finally:
        opened.close()


def read_request(connection: socket.socket) -> bytes:
    """Read one whole request, as an ERP would before it works."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0].split(b":")[1])
    while len(body) < length:
        body += _some(connection)
    return head + b"\r\n\r\n" + body


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("the caller went away")
    return data


def answering(
    body: bytes, content_type: str = "text/xml; charset=utf-8", status: str = "200 OK"
) -> Play:
    """Answer every request with the same."""

    def play(connection: socket.socket) -> None:
        read_request(connection)
        head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}"
        connection.sendall(head.encode() + b"\r\n\r\n" + body)

    return play


def silent(connection: socket.socket) -> None:
    """Read, and say nothing until the caller goes."""
    read_request(connection)
    connection.settimeout(10)
    connection.recv(1)


def closing(connection: socket.socket) -> None:
    """Read, then close in good order (FIN)."""
    read_request(connection)


def resetting(connection: socket.socket) -> None:
    """Read, then reset (RST)."""
    read_request(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def resetting_early(connection: socket.socket) -> None:
    """Reset after the first byte of the request."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def dripping(connection: socket.socket) -> None:
    """Answer a byte at a time, each within any patience for one read."""
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nX-Slow: ")
    for _ in range(600):
        connection.sendall(b"x")
        time.sleep(0.05)


def redirecting(to: str) -> Play:
    """Send the caller elsewhere."""

    def play(connection: socket.socket) -> None:
        read_request(connection)
        head = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(head.encode())

    return play


def flooding(start: bytes, chunk: bytes, chunks: int) -> Play:
    """Stream an answer without end; the caller should hang up long before."""

    def play(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + start)
        for _ in range(chunks):
            connection.sendall(chunk)

    return play


def losing_answers(host: str, port: int) -> Play:
    """Hand the request on, wait for the answer, and drop it."""

    def play(connection: socket.socket) -> None:
        request = read_request(connection)
        with socket.create_connection((host, port)) as beyond:
            beyond.sendall(request)
            beyond.settimeout(10)
            while beyond.recv(65536):
                pass

    return play
