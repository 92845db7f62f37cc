import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from soap_adapters.reader import DEPTH_MAX, ELEMENTS_MAX, Message, UnreadableError, read
from tests.soap.envelopes import envelope


def tree(body: str, *force_list: str) -> object:
    return read(envelope(f"<r>{body}</r>"), frozenset(force_list)).tree


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<a>1</a>", {"a": "1"}),
        ("<a/>", {"a": ""}),
        ('<a i:nil="true"/>', {"a": None}),
        ('<a i:nil="0">x</a>', {"a": "x"}),
        ("<a>1</a><b/><a>2</a>", {"a": ["1", "2"], "b": ""}),
        ('<x:a xmlns:x="urn:x"><x:b>1</x:b></x:a>', {"a": {"b": "1"}}),
        ('<a k="v">t</a>', {"a": {"@k": "v", "#text": "t"}}),
        ('<a i:type="x" e:arrayType="y" id="z" s:encodingStyle="q">t</a>', {"a": "t"}),
        ("<a>one<!-- two --><![CDATA[ & three]]></a>", {"a": "one & three"}),
        ("<a> \n <b>1</b> \n </a>", {"a": {"b": "1"}}),
        ('<a href="#1"/><m id="1"><v>7</v></m>', {"a": {"v": "7"}, "m": {"v": "7"}}),
        ('<a href="#nowhere">x</a>', {"a": "x"}),
        ("<a>Müller &amp; Söhne €</a>", {"a": "Müller & Söhne €"}),
    ],
)
def test_names_count_and_schemas_do_not(body: str, expected: object) -> None:
    assert tree(body) == expected


def test_one_entry_is_a_list_where_it_is_said() -> None:
    assert tree("<a><b>1</b></a>", "a.b") == {"a": {"b": ["1"]}}
    assert tree("<a><b>1</b></a>", "a", "a.b") == {"a": [{"b": ["1"]}]}


def test_elements_beside_the_answer_are_found_by_their_id() -> None:
    content = envelope(
        '<r><a href="#1"/></r><multiRef id="1"><v href="#2"/></multiRef><m id="2">7</m>'
    )
    assert read(content).tree == {"a": {"v": "7"}}


def test_faults_of_both_versions_are_read() -> None:
    old = "<s:Fault><faultcode>s:Server</faultcode><faultstring> no </faultstring></s:Fault>"
    message = read(envelope(old))
    assert (message.fault_code, message.fault_string) == ("s:Server", "no")
    new = (
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code>"
        '<s:Reason><s:Text lang="en">no</s:Text></s:Reason></s:Fault>'
    )
    message = read(envelope(new))
    assert (message.fault_code, message.fault_string) == ("s:Sender", "no")
    assert read(envelope("<r/>")).fault_code == ""


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1", "windows-1252", "cp850"])
def test_encodings_are_those_that_the_document_declares(encoding: str) -> None:
    assert read(envelope("<r><a>Müller</a></r>", encoding)).tree == {"a": "Müller"}


def test_an_undeclared_encoding_is_that_of_the_answers_header() -> None:
    content = envelope("<r><a>Müller</a></r>", "ISO-8859-1").partition(b"?>")[2]
    assert read(content, charset="iso-8859-1").tree == {"a": "Müller"}


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(9)
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not XML"),
        (b"<html><body>hello</body></html>", "no SOAP message"),
        (b"Dolibarr has detected a technical error.<br>", "not XML"),
        (envelope("<r><a>")[:-30], "not XML"),
        (envelope(""), "no SOAP message"),
        (b'<!DOCTYPE x SYSTEM "http://169.254.169.254/x"><x/>', "document type"),
        (f"{BOMB}]><x>&j;</x>".encode(), "document type"),
        (b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>', "document type"),
        (envelope("<r>" + "<a>" * DEPTH_MAX + "</a>" * DEPTH_MAX + "</r>"), "deeper"),
        (envelope("<r>" + "<a/>" * ELEMENTS_MAX + "</r>"), "elements"),
        (envelope('<r><a id="1"><b href="#1"/></a></r>'), "circle"),
        (b'<?xml version="1.0" encoding="klingon"?><x/>', "not XML"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_hostile_or_no_answer_is_refused_soon(content: bytes, why: str) -> None:
    begun = time.monotonic()
    with pytest.raises(UnreadableError, match=why):
        read(content)
    assert time.monotonic() - begun < 10


def test_references_cannot_make_an_answer_grow() -> None:
    levels = "".join(
        f'<m id="{level}">' + f'<a href="#{level + 1}"/>' * 10 + "</m>" for level in range(20)
    )
    with pytest.raises(UnreadableError):
        read(envelope(f'<r><a href="#0"/></r>{levels}<m id="20">x</m>'))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.dictionaries(
        NAMES, inner | st.lists(inner, min_size=2, max_size=4), min_size=1
    ),
    max_leaves=8,
)


def _grow(parent: etree._Element, name: str, value: object) -> None:
    for one in value if isinstance(value, list) else [value]:
        child = etree.SubElement(parent, name)
        if isinstance(one, dict):
            for key, inner in one.items():
                _grow(child, key, inner)
        else:
            child.text = str(one)


@settings(max_examples=40)
@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=4))
def test_reading_gives_back_what_was_written(written: dict[str, object]) -> None:
    root = etree.Element("r")
    for name, value in written.items():
        _grow(root, name, value)
    content = envelope(etree.tostring(root, encoding="unicode"))
    # XML itself makes one kind of line end of all.
    assert read(content) == Message(name="r", tree=written)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for candidate in (content, b"<?xml version='1.0'?><Envelope><Body>" + content):
        with suppress(UnreadableError):
            read(candidate)
