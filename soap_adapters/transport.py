"""One HTTP exchange with one host: what was certainly not sent is told from what may have been.

It knows neither SOAP nor orders. No proxy, no redirect, no kept connection: a connection that the
server has closed meanwhile would make a certain failure an uncertain one.
"""

import io
import socket
import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse, IncompleteRead, RemoteDisconnected
from typing import Any
from urllib.parse import SplitResult, urlsplit

from agent.mapping import Transport

_CHUNK = 65_536


class ExchangeError(Exception):
    """There is no whole answer; `transport` says where it ended."""

    def __init__(self, transport: Transport, message: str) -> None:
        super().__init__(message)
        self.transport = transport


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whole."""

    status: int
    content_type: str
    charset: str | None
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how much."""

    connect_timeout_s: float
    answer_bytes_max: int


@dataclass(frozen=True, slots=True)
class Door:
    """The one address that is spoken to."""

    url: SplitResult
    limits: Limits
    tls: ssl.SSLContext | None = field(default=None)

    @classmethod
    def at(cls, endpoint: str, limits: Limits, tls: ssl.SSLContext | None) -> "Door":
        """The door of an endpoint; `tls` is shared, since loading authorities is dear."""
        url = urlsplit(endpoint)
        return cls(url, limits, tls if url.scheme == "https" else None)

    def exchange(self, content: bytes, headers: Mapping[str, str], deadline: float) -> Answer:
        """Post once; `deadline` is a monotonic time after which no byte leaves.

        Raises:
            ExchangeError: name, connect, tls (nothing was sent), or anything later.
        """
        request = self._head(content, headers) + content
        with self._connected(deadline) as connection:
            try:
                _send(connection, request, deadline)
                return _receive(connection, deadline, self.limits.answer_bytes_max)
            except TimeoutError as error:
                raise ExchangeError(Transport.TIMEOUT, "no whole answer in time") from error
            except (RemoteDisconnected, IncompleteRead) as error:
                message = "the connection was closed before the answer was whole"
                raise ExchangeError(Transport.CLOSED, message) from error
            except (HTTPException, ValueError, zlib.error) as error:
                raise ExchangeError(Transport.GARBAGE, f"no HTTP answer: {error}") from error
            except OSError as error:
                raise ExchangeError(Transport.RESET, str(error)) from error

    def _connected(self, deadline: float) -> socket.socket:
        host = self.url.hostname or ""
        port = self.url.port or (443 if self.url.scheme == "https" else 80)
        patience = min(self.limits.connect_timeout_s, _left(deadline, Transport.CONNECT))
        try:
            raw = socket.create_connection((host, port), timeout=patience)
        except (socket.gaierror, UnicodeError) as error:
            raise ExchangeError(Transport.NAME, f"{host} has no address: {error}") from error
        except OSError as error:
            raise ExchangeError(Transport.CONNECT, f"{host}:{port}: {error}") from error
        if self.tls is None:
            return raw
        try:
            return self.tls.wrap_socket(raw, server_hostname=host)
        except (OSError, ValueError) as error:
            raw.close()
            raise ExchangeError(Transport.TLS, f"{host}:{port}: {error}") from error

    def _head(self, content: bytes, headers: Mapping[str, str]) -> bytes:
        path = self.url.path or "/"
        if self.url.query:
            path += f"?{self.url.query}"
        lines = [f"POST {path} HTTP/1.1", f"Host: {self.url.netloc.rpartition('@')[2]}"]
        ours = {
            **headers,
            "Content-Length": str(len(content)),
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        for name, value in ours.items():
            if "\r" in value or "\n" in value:
                raise ValueError(f"the header {name} holds a line break")
            lines.append(f"{name}: {value}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _left(deadline: float, otherwise: Transport) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise ExchangeError(otherwise, "the time for this attempt was over")
    return left


def _send(connection: socket.socket, content: bytes, deadline: float) -> None:
    # In a loop of our own: `sendall` of a TLS socket begins its time-out anew with each record.
    view = memoryview(content)
    first = True
    while view:
        # Before the first byte nothing is sent yet, and that is certain.
        connection.settimeout(_left(deadline, Transport.CONNECT if first else Transport.TIMEOUT))
        sent = connection.send(view[:_CHUNK])
        first = False
        view = view[sent:]


class _Arriving(io.RawIOBase):
    """The socket as a file whose every read ends at the deadline, however slow the server drips."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        super().__init__()
        self._connection = connection
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self._connection.settimeout(_left(self._deadline, Transport.TIMEOUT))
        return self._connection.recv_into(buffer)


class _Source:
    """What HTTPResponse asks of a socket."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        arriving: Any = _Arriving(connection, deadline)
        self._file: io.BufferedReader = io.BufferedReader(arriving)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return self._file


def _receive(connection: socket.socket, deadline: float, bytes_max: int) -> Answer:
    response = HTTPResponse(_Source(connection, deadline), method="POST")  # type: ignore[arg-type]
    response.begin()
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += chunk
        if len(body) > bytes_max:
            raise ExchangeError(Transport.TOO_LARGE, f"the answer is above {bytes_max} bytes")
    if response.length:
        # The library takes an early end for the end.
        raise ExchangeError(Transport.CLOSED, f"{response.length} bytes of the answer are missing")
    content = bytes(body)
    if response.getheader("Content-Encoding", "identity").lower() == "gzip":
        content = _unpacked(content, bytes_max)
    return Answer(
        status=response.status,
        content_type=response.headers.get_content_type(),
        charset=response.headers.get_content_charset(),
        body=content,
    )


def _unpacked(content: bytes, bytes_max: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    unpacked = unpacker.decompress(content, bytes_max + 1)
    if len(unpacked) > bytes_max:
        raise ExchangeError(Transport.TOO_LARGE, f"the answer is above {bytes_max} bytes")
    if not unpacker.eof:
        raise ExchangeError(Transport.CLOSED, "the packed answer is not whole")
    return unpacked
