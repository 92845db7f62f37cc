"""The wire form of the practice ERP: envelopes, schema, faults. Knows no order and no ledger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from datetime import datetime

NAMESPACE = "urn:counterfoil:practice-erp:1"
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
WSDL_PATH = Path(__file__).with_name("practice.wsdl")

_SCHEMA_TAG = "{http://www.w3.org/2001/XMLSchema}schema"
_OPERATIONS = "./{*}portType/{*}operation"


class SoapFaultError(Exception):
    """A technical refusal: a SOAP fault with HTTP 500."""

    def __init__(self, code: str, message: str, *, side: str = "Client") -> None:
        """Take the ERP's own code and words, and the SOAP side that is to blame."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.side = side


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it came: bytes, validated body, time of arrival."""

    operation: str
    body: etree._Element
    raw: bytes
    received_at: datetime

    def text(self, path: str) -> str | None:
        """Text at a path such as `Order/Reference`; None where it is missing or empty."""
        found = self.body.find("/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/")))
        return (found.text or None) if found is not None else None

    @property
    def reference(self) -> str | None:
        """The reference of the order the call is about, if it is about one."""
        return self.text("Reference") or self.text("Order/Reference")


class Contract:
    """Reads requests and seals answers, both held against the schema in the WSDL."""

    def __init__(self, wsdl: Path = WSDL_PATH) -> None:
        """Load the WSDL; its schema and its operations are the only ones there are."""
        self.wsdl = wsdl.read_bytes()
        root = etree.fromstring(self.wsdl, _parser())
        schema = root.find(f".//{_SCHEMA_TAG}")
        if schema is None:
            raise ValueError(f"{wsdl} holds no schema")
        self._schema = etree.XMLSchema(schema)
        self.operations = frozenset(str(found.get("name")) for found in root.iterfind(_OPERATIONS))

    def read(self, raw: bytes, action: str, received_at: datetime) -> Call:
        """Open an envelope; whatever does not keep to the contract is a client fault."""
        body = _payload(raw)
        name = etree.QName(body)
        if name.namespace != NAMESPACE or name.localname not in self.operations:
            raise SoapFaultError("UNKNOWN_OPERATION", f"There is no operation {body.tag}.")
        if action.strip('"') not in {"", f"{NAMESPACE}#{name.localname}"}:
            raise SoapFaultError("ACTION_DIFFERS", f"SOAPAction {action} is not {body.tag}.")
        if not self._schema.validate(body):
            raise SoapFaultError("SCHEMA", str(self._schema.error_log))
        return Call(operation=name.localname, body=body, raw=raw, received_at=received_at)

    def seal(self, answer: etree._Element) -> bytes:
        """Put an answer into its envelope; an answer against our own schema is a defect."""
        self._schema.assertValid(answer)
        return _envelope(answer)


def fault_bytes(fault: SoapFaultError) -> bytes:
    """The envelope of a fault, with the ERP's code in the detail."""
    root = etree.Element(f"{{{ENVELOPE}}}Fault", nsmap={"soap": ENVELOPE})
    etree.SubElement(root, "faultcode").text = f"soap:{fault.side}"
    etree.SubElement(root, "faultstring").text = fault.message
    detail = etree.SubElement(etree.SubElement(root, "detail"), f"{{{NAMESPACE}}}ErpFault")
    etree.SubElement(detail, f"{{{NAMESPACE}}}Code").text = fault.code
    etree.SubElement(detail, f"{{{NAMESPACE}}}Message").text = fault.message
    return _envelope(root)


def _payload(raw: bytes) -> etree._Element:
    try:
        root = etree.fromstring(raw, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SoapFaultError("NOT_XML", f"The request is not XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise SoapFaultError("NOT_XML", "A document type is not allowed in SOAP.")
    body = root.find(f"{{{ENVELOPE}}}Body")
    if root.tag != f"{{{ENVELOPE}}}Envelope" or body is None:
        raise SoapFaultError("NOT_SOAP", "The request is not a SOAP 1.1 envelope.")
    if len(body) != 1:
        raise SoapFaultError("NOT_SOAP", "The body must hold exactly one element.")
    return body[0]


def _envelope(content: etree._Element) -> bytes:
    root = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    etree.SubElement(root, f"{{{ENVELOPE}}}Body").append(content)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _parser() -> etree.XMLParser:
    # A parser of its own per document: entities, networks and huge trees are refused.
    return etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
