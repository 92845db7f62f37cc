"""The agent's half against the vectors that the plugin's half is held against too."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from agent.wire.envelope import Envelope, utc_text
from agent.wire.signature import (
    Answer,
    Direction,
    Request,
    SignatureError,
    decode_secret,
    sign,
    verify,
)

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    Path(__file__).with_name("vectors.json").read_text("utf-8")
)


def request(vector: dict[str, Any]) -> Request:
    return Request(
        id=vector["id"],
        timestamp=vector["timestamp"],
        direction=Direction(vector["direction"]),
        shop=vector["shop"],
        method=vector["method"],
        route=vector["route"],
        body=vector["body"].encode(),
    )


def keys(vector: dict[str, Any]) -> list[bytes]:
    return [decode_secret(secret) for secret in vector["keys"]]


def each(kind: str) -> pytest.MarkDecorator:
    vectors = VECTORS[kind]
    return pytest.mark.parametrize("vector", vectors, ids=[str(v.get("name")) for v in vectors])


@each("requests")
def test_a_request_is_signed_as_agreed(vector: dict[str, Any]) -> None:
    assert sign(request(vector), keys(vector)) == vector["header"]


@each("answers")
def test_an_answer_is_signed_as_agreed(vector: dict[str, Any]) -> None:
    answer = Answer(
        request_id=vector["request_id"],
        timestamp=vector["timestamp"],
        status=vector["status"],
        body=vector["body"].encode(),
    )
    assert sign(answer, keys(vector)) == vector["header"]
    verify(answer, vector["header"], keys(vector), now=vector["timestamp"])


@each("accepted_requests")
def test_a_request_within_the_tolerance_is_accepted(vector: dict[str, Any]) -> None:
    verify(request(vector), vector["header"], keys(vector), now=vector["now"])


@each("refused_requests")
def test_what_was_changed_or_is_old_is_refused_by_its_code(vector: dict[str, Any]) -> None:
    with pytest.raises(SignatureError) as refusal:
        verify(request(vector), vector["header"], keys(vector), now=vector["now"])
    assert refusal.value.code == vector["code"]


@pytest.mark.parametrize("vector", VECTORS["secrets"])
def test_a_secret_is_read_or_refused_alike(vector: dict[str, Any]) -> None:
    if vector["ok"]:
        assert len(decode_secret(vector["secret"])) >= 24
    else:
        with pytest.raises(ValueError, match="secret"):
            decode_secret(vector["secret"])


@each("envelopes")
def test_an_envelope_of_the_plugin_is_read(vector: dict[str, Any]) -> None:
    envelope = Envelope.model_validate_json(json.dumps(vector["envelope"]))
    assert (envelope.order_id, envelope.seq) == (
        int(vector["row"]["order_id"]),
        int(vector["row"]["seq"]),
    )
    assert utc_text(envelope.made_at) == vector["envelope"]["made_at"]


@pytest.mark.parametrize("vector", VECTORS["incarnations"])
def test_an_incarnation_is_the_beginning_of_the_order_keys_hash(vector: dict[str, Any]) -> None:
    digest = hashlib.sha256(vector["order_key"].encode()).hexdigest()
    assert digest[:8] == vector["incarnation"]
