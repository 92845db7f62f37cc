import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.mapping import Evidence, MappingError, Rules, Transport, Verdict, compile_rules
from agent.mapping.rules import NOTHING_SENT


def rules(toml: str) -> Rules:
    return Rules(compile_rules(tomllib.loads(toml)["result"], ("result",)))


DOLIBARR_LIKE = rules(
    """
    [[result]]
    http = 500
    body = "technical error"
    then = "reject"
    [[result]]
    http = ["5xx", 429]
    fault_code = "Client$"
    fault_string = "not defined"
    then = "config"
    [[result]]
    content_type = "html"
    then = "verify"
    [[result]]
    path = "result.code"
    is = { OK = "ok", DUP = "duplicate", 0 = "pending", true = "found", "*" = "reject" }
    """
)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence(http=500, body="a technical error!"), Verdict.REJECT),
        (Evidence(http=500, fault_code="S:Client", fault_string="x not defined"), Verdict.CONFIG),
        (Evidence(http=429, fault_code="S:Client", fault_string="x not defined"), Verdict.CONFIG),
        (Evidence(http=500, fault_code="S:Client"), Verdict.VERIFY),
        (Evidence(http=200, content_type="text/html"), Verdict.VERIFY),
        (Evidence(http=200, tree={"result": {"code": "OK"}}), Verdict.OK),
        (Evidence(http=200, tree={"result": {"code": "DUP"}}), Verdict.DUPLICATE),
        (Evidence(http=200, tree={"result": {"code": 0}}), Verdict.PENDING),
        (Evidence(http=200, tree={"result": {"code": True}}), Verdict.FOUND),
        (Evidence(http=200, tree={"result": {"code": "new"}}), Verdict.REJECT),
        (Evidence(http=200, tree={"result": {"code": ["OK"]}}), Verdict.VERIFY),
        (Evidence(http=200, tree={"other": "OK"}), Verdict.VERIFY),
        (Evidence(http=500, transport=Transport.GARBAGE), Verdict.VERIFY),
        (Evidence(), Verdict.VERIFY),
    ],
)
def test_the_first_rule_that_fits_decides(evidence: Evidence, expected: Verdict) -> None:
    assert DOLIBARR_LIKE.judge(evidence) is expected


def test_nothing_fits_means_verify() -> None:
    assert Rules(()).judge(Evidence(http=200)) is Verdict.VERIFY


@given(st.sampled_from(Transport))
def test_without_an_answer_only_what_was_never_sent_is_certain(transport: Transport) -> None:
    everything_is_fine = rules('[[result]]\nthen = "ok"')
    verdict = Rules(()).judge(Evidence(transport=transport))
    assert verdict is (Verdict.RETRY if transport in NOTHING_SENT else Verdict.VERIFY)
    if transport in NOTHING_SENT:
        assert everything_is_fine.judge(Evidence(transport=transport)) is Verdict.RETRY


@pytest.mark.parametrize("claim", ["retry", "reject", "config", "relogin"])
def test_no_rule_may_call_a_lost_answer_certain(claim: str) -> None:
    with pytest.raises(MappingError, match="nobody knows"):
        rules(f'[[result]]\ntransport = ["reset"]\nthen = "{claim}"')


def test_all_defects_of_all_rules_are_told_at_once() -> None:
    with pytest.raises(MappingError) as caught:
        rules(
            """
            [[result]]
            http = 99
            body = "("
            then = "perhaps"
            [[result]]
            path = "x"
            then = "ok"
            [[result]]
            transport = "gone"
            wrong = 1
            then = "verify"
            [[result]]
            path = "x["
            is = { A = "ok" }
            [[result]]
            is = { A = "ok" }
            """
        )
    assert [one.path for one in caught.value.defects] == [
        ("result", 0, "http"),
        ("result", 0, "body"),
        ("result", 0),
        ("result", 1),
        ("result", 2, "wrong"),
        ("result", 2, "transport"),
        ("result", 3),
        ("result", 4),
    ]
