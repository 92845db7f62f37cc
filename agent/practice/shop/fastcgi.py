"""One FastCGI request to php-fpm over its socket: how PHP of the shop is run without a web page.

The request is a real one of the web server's pool, with opcache, flushing and shutdown hooks.
"""

import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_BEGIN, _END, _PARAMS, _STDIN, _STDOUT, _STDERR = 1, 3, 4, 5, 6, 7
_RESPONDER = struct.pack("!HB5x", 1, 0)
_MOST = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class FastCgiAnswer:
    """What the script printed: status, body, and what went to the error stream."""

    status: int
    body: str
    errors: str


def request(
    where: Path, params: Mapping[str, str], body: bytes, *, timeout: float
) -> FastCgiAnswer:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(timeout)
        line.connect(str(where))
        given = {**params, "CONTENT_LENGTH": str(len(body)), "GATEWAY_INTERFACE": "CGI/1.1"}
        encoded = b"".join(_pair(name, value) for name, value in given.items())
        line.sendall(
            _record(_BEGIN, _RESPONDER) + _stream(_PARAMS, encoded) + _stream(_STDIN, body)
        )
        printed, errors = _read(line)
    head, _, text = printed.partition(b"\r\n\r\n")
    return FastCgiAnswer(
        status=_status(head),
        body=text.decode("utf-8", "replace"),
        errors=errors.decode("utf-8", "replace"),
    )


def _pair(name: str, value: str) -> bytes:
    key, content = name.encode(), value.encode()
    return _length(len(key)) + _length(len(content)) + key + content


def _length(size: int) -> bytes:
    return struct.pack("!B", size) if size < 128 else struct.pack("!I", size | 0x8000_0000)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("!BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def _stream(kind: int, content: bytes) -> bytes:
    parts = [_record(kind, content[at : at + _MOST]) for at in range(0, len(content), _MOST)]
    return b"".join([*parts, _record(kind, b"")])


def _read(line: socket.socket) -> tuple[bytes, bytes]:
    printed, errors = bytearray(), bytearray()
    while True:
        head = _exactly(line, 8)
        _, kind, _, size, padding, _ = struct.unpack("!BBHHBB", head)
        content = _exactly(line, size + padding)[:size]
        if kind == _STDOUT:
            printed += content
        elif kind == _STDERR:
            errors += content
        elif kind == _END:
            return bytes(printed), bytes(errors)


def _exactly(line: socket.socket, size: int) -> bytes:
    got = bytearray()
    while len(got) < size:
        part = line.recv(size - len(got))
        if not part:
            raise ConnectionError("php-fpm closed the connection before its answer was whole")
        got += part
    return bytes(got)


def _status(head: bytes) -> int:
    for row in head.split(b"\r\n"):
        name, _, value = row.partition(b":")
        if name.lower() == b"status":
            return int(value.split()[0])
    return 200
