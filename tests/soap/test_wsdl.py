import hashlib
import socket
from pathlib import Path

import pytest

from soap_adapters.connector import PRESETS
from soap_adapters.wsdl import Wsdl, WsdlError
from tests.support import doors

PRACTICE = PRESETS / "practice" / "practice.wsdl"


def wsdl(
    imports: str = "", types: str = "", operation: str = "Do", element: str = "xsd:string"
) -> str:
    """A small WSDL in rpc style; `element` is the type of its one parameter."""
    return f"""<?xml version="1.0"?>
    <w:definitions targetNamespace="urn:t" xmlns:t="urn:t" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
        xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:w="http://schemas.xmlsoap.org/wsdl/"
        xmlns:e="http://schemas.xmlsoap.org/soap/encoding/">
      <w:types><xsd:schema targetNamespace="urn:t">{imports}{types}</xsd:schema></w:types>
      <w:message name="M"><w:part name="p" type="{element}"/></w:message>
      <w:portType name="P"><w:operation name="{operation}"><w:input message="t:M"/></w:operation>
      </w:portType>
      <w:portType name="Empty"/>
      <w:binding name="None" type="t:Empty">
        <s:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
      </w:binding>
      <w:binding name="B" type="t:P">
        <s:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
        <w:operation name="{operation}"><s:operation soapAction="urn:a"/>
          <w:input><s:body use="literal" namespace="urn:t"/></w:input></w:operation>
      </w:binding>
      <w:service name="S">
        <w:port name="First" binding="t:None"><s:address location="http://internal.invalid/"/></w:port>
        <w:port name="Second" binding="t:B"><s:address location="http://internal.invalid/"/></w:port>
      </w:service>
    </w:definitions>"""


def saved(folder: Path, text: str, name: str = "erp.wsdl") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def refusal(file: Path, urls: dict[str, str] | None = None) -> WsdlError:
    with pytest.raises(WsdlError) as caught:
        Wsdl(file, urls or {})
    assert caught.value.help
    return caught.value


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    def refused(*_given: object, **_more: object) -> None:
        raise AssertionError("a WSDL is loaded from files alone")

    if "network" not in request.fixturenames:
        monkeypatch.setattr(socket, "socket", refused)
        monkeypatch.setattr(socket, "create_connection", refused)


@pytest.fixture
def network() -> None:
    """Asked for by a test that needs a door of its own."""


def test_the_port_is_the_one_that_has_the_operation(tmp_path: Path) -> None:
    port = Wsdl(saved(tmp_path, wsdl()), {}).port("Do")
    assert port.binding.name.localname == "B"


def test_an_operation_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(WsdlError, match="no operation Undo") as caught:
        Wsdl(saved(tmp_path, wsdl()), {}).port("Undo")
    assert caught.value.help == "it has: Do"


@pytest.mark.parametrize(
    ("content", "says", "helps"),
    [
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "web page", "log in first"),
        ("<html><body>Sign in</body></html>", "web page", "log in first"),
        ("", "not whole or not XML", "broke off"),
        (wsdl()[:900], "not whole or not XML", "broke off"),
        ("<rss version='2'/>", "no WSDL", "wsdl"),
        (
            '<!DOCTYPE x SYSTEM "http://evil.invalid/">' + wsdl().partition("?>")[2],
            "document type",
            "",
        ),
    ],
    ids=["HTML5", "HTML", "empty", "truncated", "other XML", "DTD"],
)
def test_a_file_that_is_no_wsdl_says_what_it_is_and_what_to_do(
    tmp_path: Path, content: str, says: str, helps: str
) -> None:
    error = refusal(saved(tmp_path, content))
    assert says in str(error)
    assert helps in error.help


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert "No such file" in str(refusal(tmp_path / "erp.wsdl"))


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/hostname",
        "/etc/hostname",
        "../outside.xsd",
        "link.xsd",
        "http://169.254.169.254/latest/meta-data/",
        "ftp://erp.invalid/x.xsd",
        "missing.xsd",
    ],
)
def test_nothing_outside_the_pinned_folder_is_read(tmp_path: Path, location: str) -> None:
    folder = tmp_path / "wsdl"
    folder.mkdir()
    schema = '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:o"/>'
    saved(tmp_path, schema, "outside.xsd")
    (folder / "link.xsd").symlink_to(tmp_path / "outside.xsd")
    imports = f'<xsd:import namespace="urn:o" schemaLocation="{location}"/>'
    error = refusal(saved(folder, wsdl(imports)))
    assert "which is not beside it" in str(error)
    assert "nothing is fetched" in error.help


def test_an_import_over_http_is_never_asked_for(tmp_path: Path, network: None) -> None:
    with doors.door(doors.answering(b"<x/>")) as far:
        imports = f'<xsd:import namespace="urn:o" schemaLocation="{far.url}x.xsd"/>'
        refusal(saved(tmp_path, wsdl(imports)))
        assert far.connections == 0


def test_an_import_is_read_from_the_file_named_for_its_address(tmp_path: Path) -> None:
    schema = (
        '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:o">'
        '<xsd:simpleType name="N"><xsd:restriction base="xsd:string"/></xsd:simpleType>'
        "</xsd:schema>"
    )
    saved(tmp_path, schema, "n.xsd")
    url = "http://cronos/B1WS/n.xsd"
    imports = f'<xsd:import namespace="urn:o" schemaLocation="{url}"/>'
    file = saved(tmp_path, wsdl(imports))
    loaded = Wsdl(file, {url: "n.xsd"})
    whole = file.read_bytes() + (tmp_path / "n.xsd").read_bytes()
    assert loaded.sha256 == hashlib.sha256(whole).hexdigest()


def test_standard_schemas_are_at_hand(tmp_path: Path) -> None:
    imports = (
        '<xsd:import namespace="http://schemas.xmlsoap.org/soap/encoding/"/>'
        '<xsd:import namespace="http://www.w3.org/XML/1998/namespace"/>'
        '<xsd:import namespace="http://schemas.xmlsoap.org/wsdl/"/>'
    )
    types = (
        '<xsd:complexType name="A"><xsd:complexContent><xsd:restriction base="e:Array">'
        '<xsd:attribute ref="e:arrayType" w:arrayType="xsd:string[]"/>'
        "</xsd:restriction></xsd:complexContent></xsd:complexType>"
    )
    Wsdl(saved(tmp_path, wsdl(imports, types)), {}).port("Do")


def test_a_wsdl_that_has_changed_is_refused_with_its_new_hash(tmp_path: Path) -> None:
    file = saved(tmp_path, wsdl())
    pinned = hashlib.sha256(file.read_bytes()).hexdigest()
    assert Wsdl(file, {}, pinned).sha256 == pinned
    saved(tmp_path, wsdl(operation="Redo"))
    with pytest.raises(WsdlError, match="not the one that was pinned") as caught:
        Wsdl(file, {}, pinned)
    assert hashlib.sha256(file.read_bytes()).hexdigest() in caught.value.help


def test_the_practice_wsdl_loads_with_every_operation_of_the_preset() -> None:
    loaded = Wsdl(PRACTICE, {})
    for operation in ("CreateOrder", "AmendOrder", "CancelOrder", "FindOrder", "GetStock", "Ping"):
        assert loaded.port(operation).operation.name == operation
