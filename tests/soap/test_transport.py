import contextlib
import gzip
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.mapping import Transport
from agent.mapping.rules import NOTHING_SENT
from soap_adapters.transport import Answer, Door, ExchangeError, Limits
from tests.support import doors

BYTES_MAX = 1_000_000
LIMITS = Limits(connect_timeout_s=1.0, answer_bytes_max=BYTES_MAX)


def exchange(url: str, content: bytes = b"<x/>", seconds: float = 5.0) -> Answer:
    door = Door.at(url, LIMITS, ssl.create_default_context())
    return door.exchange(content, {"SOAPAction": '"a"'}, time.monotonic() + seconds)


def failure(url: str, content: bytes = b"<x/>", seconds: float = 5.0) -> Transport:
    with pytest.raises(ExchangeError) as caught:
        exchange(url, content, seconds)
    return caught.value.transport


def test_an_answer_comes_whole_with_its_status_and_type() -> None:
    with doors.door(doors.answering(b"<y/>", "text/xml; charset=utf-8", "500 Oops")) as far:
        assert exchange(far.url) == Answer(
            status=500, content_type="text/xml", charset="utf-8", body=b"<y/>"
        )


def test_chunks_and_packed_answers_are_read() -> None:
    packed = gzip.compress(b"<y/>")

    def play(connection: socket.socket) -> None:
        doors.read_request(connection)
        connection.sendall(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
            b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed))

    with doors.door(play) as far:
        assert exchange(far.url).body == b"<y/>"


def test_what_was_certainly_not_sent_is_told_from_the_rest() -> None:
    with doors.door(doors.silent) as closed:
        url = closed.url
    assert failure(url) is Transport.CONNECT
    assert failure("http://no-such-host.invalid/") is Transport.NAME
    with doors.door(doors.silent) as far:
        assert failure(far.url, seconds=-1) is Transport.CONNECT
        assert far.connections == 0


def test_an_address_that_swallows_everything_is_given_up_in_time() -> None:
    listener = socket.socket()
    listener.bind((doors.HOST, 0))
    listener.listen(0)
    host, port = listener.getsockname()
    held = []
    with contextlib.ExitStack() as stack:
        stack.callback(listener.close)
        # Nobody accepts: once the queue is full, connecting hangs.
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex((host, port))
            held.append(waiting)
        time.sleep(0.1)
        begun = time.monotonic()
        assert failure(f"http://{host}:{port}/") in NOTHING_SENT | {Transport.TIMEOUT}
        assert time.monotonic() - begun < 7


@pytest.mark.parametrize(
    ("play", "expected"),
    [
        (doors.closing, Transport.CLOSED),
        (doors.resetting, Transport.RESET),
        (doors.answering(b"", "text/xml", "what?"), Transport.GARBAGE),
    ],
    ids=["FIN after reading", "RST after reading", "no status"],
)
def test_what_ends_after_sending_is_never_certain(play: doors.Play, expected: Transport) -> None:
    with doors.door(play) as far:
        assert failure(far.url) is expected
        assert expected not in NOTHING_SENT
        assert far.connections == 1


def test_an_answer_cut_short_is_no_answer() -> None:
    def play(connection: socket.socket) -> None:
        doors.read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<y")

    with doors.door(play) as far:
        assert failure(far.url) is Transport.CLOSED


def test_a_server_that_does_not_read_is_given_up_at_the_deadline() -> None:
    with doors.door(lambda _connection: time.sleep(2)) as far:
        begun = time.monotonic()
        assert failure(far.url, b"x" * 50_000_000, seconds=0.5) is Transport.TIMEOUT
        assert time.monotonic() - begun < 1.5


def test_a_dripping_answer_ends_at_the_deadline() -> None:
    with doors.door(doors.dripping) as far:
        begun = time.monotonic()
        assert failure(far.url, seconds=0.5) is Transport.TIMEOUT
        assert time.monotonic() - begun < 1.5


def test_an_endless_answer_is_left_before_it_fills_the_memory() -> None:
    sent = []

    def play(connection: socket.socket) -> None:
        doors.read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(200):
            connection.sendall(b"x" * 1_000_000)
            sent.append(1)

    with doors.door(play) as far:
        assert failure(far.url) is Transport.TOO_LARGE
    assert len(sent) < 20


def test_a_packed_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"x" * 50_000_000)

    def play(connection: socket.socket) -> None:
        doors.read_request(connection)
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
        connection.sendall(head.encode() + bomb)

    with doors.door(play) as far:
        assert failure(far.url) is Transport.TOO_LARGE


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with doors.door(doors.answering(b"secret")) as target:
        for to in (target.url, "http://169.254.169.254/latest/meta-data/"):
            with doors.door(doors.redirecting(to)) as far:
                assert exchange(far.url).status == 302
        assert target.connections == 0


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with doors.door(doors.answering(b"<proxy/>")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with doors.door(doors.answering(b"<y/>")) as far:
            assert exchange(far.url).body == b"<y/>"
        assert proxy.connections == 0


def test_a_header_cannot_bring_another_one() -> None:
    with doors.door(doors.silent) as far:
        door = Door.at(far.url, LIMITS, None)
        with pytest.raises(ValueError, match="line break"):
            door.exchange(b"", {"SOAPAction": "a\r\nX: y"}, time.monotonic() + 1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    file = folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += [
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=erp",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
    ]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    file.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return file


@contextlib.contextmanager
def tls_door(certificate: Path, play: doors.Play) -> Iterator[doors.Door]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def wrapped(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as inner:
            play(inner)

    with doors.door(wrapped) as far:
        yield far


def test_over_tls_an_unknown_certificate_is_certain_and_a_lost_answer_is_not(
    certificate: Path,
) -> None:
    known = ssl.create_default_context(cafile=str(certificate))
    with tls_door(certificate, doors.answering(b"<y/>")) as far:
        url = far.url.replace("http:", "https:")
        assert failure(url) is Transport.TLS
        door = Door.at(url, LIMITS, known)
        assert door.exchange(b"<x/>", {}, time.monotonic() + 5).body == b"<y/>"
    with tls_door(certificate, doors.closing) as far:
        door = Door.at(far.url.replace("http:", "https:"), LIMITS, known)
        with pytest.raises(ExchangeError) as caught:
            door.exchange(b"<x/>", {}, time.monotonic() + 5)
        assert caught.value.transport not in NOTHING_SENT


def test_a_plain_server_behind_https_is_certain() -> None:
    with doors.door(doors.answering(b"<y/>")) as far:
        assert failure(far.url.replace("http:", "https:"), seconds=2) is Transport.TLS


def test_calls_in_many_threads_do_not_mix() -> None:
    def play(connection: socket.socket) -> None:
        body = doors.read_request(connection).partition(b"\r\n\r\n")[2]
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    with doors.door(play) as far:
        door = Door.at(far.url, LIMITS, None)
        wrong: list[int] = []

        def work(number: int) -> None:
            for _ in range(20):
                content = str(number).encode() * 50
                if door.exchange(content, {}, time.monotonic() + 5).body != content:
                    wrong.append(number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
