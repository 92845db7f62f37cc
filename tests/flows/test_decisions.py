"""Pure decisions: how long to wait, when to leave a system alone, which moves there are."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent.domain.backoff import CAP_S, backoff
from agent.domain.circuit import FAILURES_MAX, Circuit
from agent.domain.states import BUCKET, NEXT, WORD, Bucket, State
from tests.delivery.orders import NOW


@given(failures=st.integers(1, 10_000), roll=st.floats(0, 1))
def test_backoff_grows_to_its_cap_and_never_beyond(failures: int, roll: float) -> None:
    now, then = backoff(failures, roll=roll), backoff(failures + 1, roll=roll)
    assert timedelta(seconds=0.5) <= now <= then <= timedelta(seconds=CAP_S)


def test_a_circuit_opens_after_failures_in_a_row_and_closes_with_an_answer() -> None:
    circuit = Circuit()
    for _ in range(FAILURES_MAX - 1):
        circuit = circuit.failed(roll=0, now=NOW)
    assert circuit.open_until is None

    circuit = circuit.failed(roll=0, now=NOW)
    assert circuit.open_until is not None
    assert not circuit.wants_probe(now=NOW)
    assert circuit.wants_probe(now=circuit.open_until)
    assert circuit.answered(now=NOW).open_until is None


def test_one_answer_between_failures_keeps_the_circuit_closed() -> None:
    circuit = Circuit()
    for _ in range(10):
        circuit = circuit.failed(roll=0, now=NOW).failed(roll=0, now=NOW).answered(now=NOW)
    assert circuit.open_until is None


def test_every_state_has_a_bucket_a_word_and_its_moves() -> None:
    assert set(BUCKET) == set(WORD) == set(NEXT) == set(State)
    assert all(BUCKET[state] is Bucket.DONE for state in State if not NEXT[state])
