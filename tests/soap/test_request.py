import logging
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from agent.mapping import Credential, Nil, Value
from soap_adapters.connector import PRESETS
from soap_adapters.reader import read
from soap_adapters.request import Request, UnwritableError, with_credentials, write
from soap_adapters.settings import MissingPolicy
from soap_adapters.wsdl import Wsdl
from tests.soap.test_wsdl import saved, wsdl

TYPES = """
  <xsd:complexType name="T"><xsd:sequence>
    <xsd:element name="a" type="xsd:string"/>
    <xsd:element name="n" type="xsd:decimal" nillable="true"/>
    <xsd:element name="many" type="t:U" minOccurs="0" maxOccurs="unbounded"/>
    <xsd:element name="one" type="t:U" minOccurs="0"/>
    <xsd:choice minOccurs="1"><xsd:element name="x" type="xsd:string"/>
      <xsd:element name="y" type="xsd:string"/></xsd:choice>
  </xsd:sequence><xsd:attribute name="kind" type="xsd:string"/></xsd:complexType>
  <xsd:complexType name="U"><xsd:all>
    <xsd:element name="b" type="xsd:string"/><xsd:element name="c" type="xsd:int"/>
  </xsd:all></xsd:complexType>
"""


def written(folder: Path, tree: Value, **missing: Any) -> Request:
    file = saved(folder, wsdl(types=TYPES, element="t:T"))
    return write(Wsdl(file, {}).port("Do"), tree, MissingPolicy(**missing))


def shown(request: Request) -> dict[str, Any]:
    return dict(read(request.content).tree)


FULL: dict[str, Value] = {"a": "A", "n": "1", "x": "X"}


def test_what_the_tree_gives_is_written_in_the_order_of_the_wsdl(tmp_path: Path) -> None:
    tree: Value = {"p": {"x": "X", "n": "10.50", "a": "Müller & Söhne €", "kind": "K"}}
    request = written(tmp_path, tree)
    assert shown(request) == {"p": {"@kind": "K", "a": "Müller & Söhne €", "n": "10.50", "x": "X"}}
    assert list(shown(request)["p"]) == ["@kind", "a", "n", "x"]
    assert request.headers["SOAPAction"] == '"urn:a"'
    assert request.headers["Content-Type"] == "text/xml; charset=utf-8"


def test_the_same_tree_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path, {"p": FULL}) == written(tmp_path, {"p": FULL})


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("omit", {"x": "X"}),
        ("empty", {"a": "", "n": "", "x": "X"}),
        ("nil", {"a": None, "n": None, "x": "X"}),
    ],
)
def test_what_the_wsdl_asks_for_is_filled_in_as_the_policy_says(
    tmp_path: Path, policy: str, expected: object
) -> None:
    assert shown(written(tmp_path, {"p": {"x": "X"}}, fields=policy)) == {"p": expected}


def test_parameters_and_fields_have_a_policy_each(tmp_path: Path) -> None:
    request = written(tmp_path, {}, parameters="empty", fields="omit")
    assert shown(request) == {"p": ""}


def test_without_a_policy_a_missing_element_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="element a"):
        written(tmp_path, {"p": {"x": "X"}})


def test_of_a_choice_nothing_is_filled_in(tmp_path: Path) -> None:
    assert shown(written(tmp_path, {"p": {"y": "Y"}}, fields="omit")) == {"p": {"y": "Y"}}


def test_a_name_that_the_wsdl_does_not_have_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="nope"):
        written(tmp_path, {"p": {**FULL, "nope": "1"}})


def test_a_list_for_an_element_that_stands_once(tmp_path: Path) -> None:
    one: Value = {"b": "B", "c": "1"}
    assert shown(written(tmp_path, {"p": {**FULL, "one": [one]}}))["p"]["one"] == one
    with pytest.raises(UnwritableError, match="one may stand once"):
        written(tmp_path, {"p": {**FULL, "one": [one, one]}})
    many = shown(written(tmp_path, {"p": {**FULL, "many": [one, {"c": "2"}]}}, fields="omit"))
    assert many["p"]["many"] == [one, {"c": "2"}]


def test_nil_is_written_as_nil(tmp_path: Path) -> None:
    assert shown(written(tmp_path, {"p": {**FULL, "n": Nil.NIL}}))["p"]["n"] is None


def test_a_character_that_xml_cannot_carry_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="XML compatible"):
        written(tmp_path, {"p": {**FULL, "a": "bell \x07"}})


def test_a_credential_is_in_no_bytes_before_they_leave(tmp_path: Path) -> None:
    tree: Value = {"p": {**FULL, "a": Credential(name="erp_key")}}
    request = written(tmp_path, tree)
    assert request.credentials == {"p/a": "erp_key"}
    secret = "s3cr<t&"
    assert secret.encode() not in request.content
    leaving = with_credentials(request.content, request.credentials, lambda _name: secret)
    assert read(leaving).tree["p"]["a"] == secret  # type: ignore[index]


def test_a_customer_cannot_ask_for_a_credential(tmp_path: Path) -> None:
    tree: Value = {"p": {**FULL, "x": '{ credential = "erp_key" }', "a": Credential(name="k")}}
    request = written(tmp_path, tree)
    leaving = with_credentials(request.content, request.credentials, lambda _name: "s3cret")
    assert leaving.count(b"s3cret") == 1


def test_bytes_without_credentials_leave_as_they_were_kept(tmp_path: Path) -> None:
    content = written(tmp_path, {"p": FULL}).content
    assert with_credentials(content, {}, lambda _name: "x") is content


def test_zeep_never_logs_a_message(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    written(tmp_path, {"p": {**FULL, "a": "a name that is nobody's business"}})
    assert "nobody's business" not in caplog.text
    assert logging.getLogger("zeep.transports").getEffectiveLevel() >= logging.WARNING


def test_the_envelope_is_soap_and_nothing_else() -> None:
    port = Wsdl(PRESETS / "practice" / "practice.wsdl", {}).port("Ping")
    root = etree.fromstring(write(port, {}, MissingPolicy()).content)
    assert [etree.QName(child).localname for child in root] == ["Body"]
