"""SOAP envelopes written by hand, and answers over raw sockets: no SOAP library on this side."""

from __future__ import annotations

import base64
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

if TYPE_CHECKING:
    from agent.practice.erp.process import PracticeErp

NAMESPACE = "urn:counterfoil:practice-erp:1"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"

ADDRESS = (
    "<c:Name>Ada Žluťoučká</c:Name><c:Street>Lidická 3</c:Street>"
    "<c:PostalCode>602 00</c:PostalCode><c:City>Brno</c:City><c:Country>CZ</c:Country>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back over the socket: nothing at all where the ERP hung up."""

    raw: bytes

    @property
    def status(self) -> int | None:
        return int(self.raw.split(b" ", 2)[1]) if self.raw else None

    @property
    def body(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[2]

    @property
    def tree(self) -> etree._Element:
        return etree.fromstring(self.body)

    def text(self, name: str) -> str | None:
        return self.tree.findtext(f".//{{{NAMESPACE}}}{name}")

    def texts(self, name: str) -> list[str]:
        return [found.text or "" for found in self.tree.iter(f"{{{NAMESPACE}}}{name}")]

    @property
    def code(self) -> str | None:
        return self.text("Code")

    @property
    def number(self) -> str | None:
        return self.text("OrderNumber")


def line(number: int, sku: str, count: str, total: str, tax: str) -> str:
    """An order line; `count` is such as `3 x 4.00`."""
    quantity, _, price = count.partition(" x ")
    return (
        f"<c:Line><c:LineNo>{number}</c:LineNo><c:Sku>{sku}</c:Sku>"
        f"<c:Description>{sku}</c:Description><c:Quantity>{quantity}</c:Quantity>"
        f"<c:UnitPrice>{price}</c:UnitPrice><c:LineTotal>{total}</c:LineTotal>"
        f"<c:TaxAmount>{tax}</c:TaxAmount><c:TaxCode>S21</c:TaxCode></c:Line>"
    )


TWO_LINES = line(1, "MUG", "3 x 3.333333", "10.00", "2.10") + line(
    2, "TEA", "1.5 x 8.00", "12.00", "2.52"
)


def order(reference: str, **changed: str) -> str:
    parts = {
        "date": "2026-11-25",
        "currency": "EUR",
        "email": "ada@example.test",
        "lines": TWO_LINES,
        "charges": (
            "<c:Charge><c:Kind>shipping</c:Kind><c:Description>Post</c:Description>"
            "<c:Amount>5.00</c:Amount><c:TaxAmount>1.05</c:TaxAmount></c:Charge>"
        ),
        "net": "27.00",
        "tax": "5.67",
        "gross": "32.67",
    } | changed
    return (
        f"<c:Order><c:Reference>{reference}</c:Reference>"
        f"<c:ShopOrderNumber>1001</c:ShopOrderNumber><c:OrderDate>{parts['date']}</c:OrderDate>"
        f"<c:Currency>{parts['currency']}</c:Currency>"
        f"<c:Customer><c:Name>Ada</c:Name><c:Email>{parts['email']}</c:Email></c:Customer>"
        f"<c:BillTo>{ADDRESS}</c:BillTo><c:Lines>{parts['lines']}</c:Lines>"
        f"<c:Charges>{parts['charges']}</c:Charges><c:TotalNet>{parts['net']}</c:TotalNet>"
        f"<c:TotalTax>{parts['tax']}</c:TotalTax><c:TotalGross>{parts['gross']}</c:TotalGross>"
        "</c:Order>"
    )


def create(reference: str, **changed: str) -> str:
    return f"<c:CreateOrder>{order(reference, **changed)}</c:CreateOrder>"


def amend(reference: str, number: str = "", **changed: str) -> str:
    named = f"<c:OrderNumber>{number}</c:OrderNumber>" if number else ""
    return f"<c:AmendOrder>{named}{order(reference, **changed)}</c:AmendOrder>"


def cancel(reference: str, number: str = "") -> str:
    named = f"<c:OrderNumber>{number}</c:OrderNumber>" if number else ""
    return f"<c:CancelOrder>{named}<c:Reference>{reference}</c:Reference></c:CancelOrder>"


def find(reference: str) -> str:
    return f"<c:FindOrder><c:Reference>{reference}</c:Reference></c:FindOrder>"


def stock(page: int = 1, size: int = 100) -> str:
    return f"<c:GetStock><c:Page>{page}</c:Page><c:PageSize>{size}</c:PageSize></c:GetStock>"


def envelope(body: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}"'
        f' xmlns:c="{NAMESPACE}"><s:Body>{body}</s:Body></s:Envelope>'
    ).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Sends envelopes to an endpoint, a connection each."""

    endpoint: str
    user: str
    password: str

    @classmethod
    def of(cls, erp: PracticeErp) -> Caller:
        known = erp.credentials
        return cls(endpoint=erp.endpoint, user=known.user, password=known.password)

    def send(self, body: str, **headers: str) -> Answer:
        return self.send_raw(envelope(body), **headers)

    def send_raw(self, payload: bytes, **headers: str) -> Answer:
        with self.connection() as connection:
            connection.sendall(self._request(payload, headers))
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
        return Answer(raw=received)

    def send_with_patience(self, body: str, *, seconds: float) -> None:
        """Send, wait for a first byte that long, and go."""
        with self.connection() as connection:
            connection.sendall(self._request(envelope(body), {}))
            connection.settimeout(seconds)
            connection.recv(1)

    def connection(self) -> socket.socket:
        url = urlsplit(self.endpoint)
        return socket.create_connection((str(url.hostname), int(url.port or 80)), timeout=20)

    def _request(self, payload: bytes, headers: dict[str, str]) -> bytes:
        url = urlsplit(self.endpoint)
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        given = {
            "Host": url.netloc,
            "Authorization": f"Basic {token}",
            "Content-Type": "text/xml; charset=utf-8",
            "Content-Length": str(len(payload)),
            "Connection": "close",
        } | headers
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        return f"POST {url.path} HTTP/1.1\r\n{head}\r\n".encode() + payload
