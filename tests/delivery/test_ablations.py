"""Without a rule its stored sequence breaks a law: the rule is needed, and the laws see it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent.delivery import judging, lane, person, pictures, question, recovery, sending, turn
from agent.delivery.move import Step, move
from agent.domain.states import Kind, State
from agent.journal.documents import Question, change_document
from agent.ports.erp import Found

from .world import failure, parse

Patch = pytest.MonkeyPatch


def no_attempt_is_lost(patch: Patch) -> None:
    """SENDING found after a restart goes straight to READY."""

    def ready(tx: Any, document: Any, support: Any, *, message: str, now: Any) -> Any:
        for attempt in question.attempts_without_end(tx, document.id):
            question.end_attempt(
                tx, attempt.id, question.AttemptOutcome.LOST, message=message, now=now
            )
        return move(tx, document, State.READY, Step(why="ablation", now=now), due=now)

    patch.setattr(recovery, "lose", ready)


def no_waits(patch: Patch) -> None:
    patch.setattr(question, "waits", lambda _support: timedelta(0))


def absent_once_is_enough(patch: Patch) -> None:
    absent = question._absent

    def at_once(tx: Any, document: Any, view: Any, support: Any, now: Any) -> Any:
        known = replace(document, absent_said=view.word, absent_at=now - timedelta(days=1))
        return absent(tx, known, view, support, now)

    patch.setattr(question, "_absent", at_once)


def a_refusal_is_always_a_refusal(patch: Patch) -> None:
    rejected = sending._rejected

    def forgets(tx: Any, document: Any, *rest: Any) -> Any:
        closed = change_document(tx, document.id, question=Question.NONE)
        return rejected(tx, closed, *rest)

    patch.setattr(sending, "_rejected", forgets)


def all_is_free(patch: Patch) -> None:
    """A newer picture replaces a document that may be in the ERP."""
    for room in (lane, pictures):
        patch.setattr(room, "is_free", lambda d: not d.is_done and d.state is not State.SENDING)
    patch.setitem(question.CLOSED, "question", Question.NONE)
    arrows = {**_next(), State.UNKNOWN: frozenset(State), State.READY: frozenset(State)}
    patch.setattr("agent.delivery.move.NEXT", arrows)


def _next() -> dict[State, frozenset[State]]:
    from agent.domain.states import NEXT

    return dict(NEXT)


def nobody_is_quiet(patch: Patch) -> None:
    for room in (question, sending):
        patch.setattr(room, "be_quiet", lambda *_a, **_k: None)


def retry_whatever_is_open(patch: Patch) -> None:
    kept = person.retry

    def retry(tx: Any, document_id: int, *rest: Any) -> Any:
        change_document(tx, document_id, question=Question.NONE)
        return kept(tx, document_id, *rest)

    patch.setattr("agent.flows.cases.retry", retry)


def discard_whatever_is_open(patch: Patch) -> None:
    kept = person.discard

    def discard(tx: Any, document_id: int, who: Any) -> Any:
        document = person.document_by_id(tx, document_id)
        change_document(tx, document_id, question=Question.NONE)
        done = kept(tx, document_id, who)
        change_document(tx, document_id, question=document.question)
        return done

    patch.setattr("agent.flows.cases.discard", discard)


def looking_counts_at_once(patch: Patch) -> None:
    patch.setattr(person, "_after_the_waits", lambda *_: None)


def enforced_for_every_kind(patch: Patch) -> None:
    kept = question.cannot_look_up

    def cannot(tx: Any, document: Any, support: Any, moment: Any) -> Any:
        return kept(tx, document, replace(support, enforces=frozenset(Kind)), moment)

    patch.setattr(turn, "cannot_look_up", cannot)


def the_row_is_the_end(patch: Patch) -> None:
    kept = question.lose

    def lose(tx: Any, document: Any, support: Any, *, message: str, now: Any) -> Any:
        lost = kept(tx, document, support, message=message, now=now)
        (attempt,) = question.attempts_without_end(tx, document.id) or [None]
        assert attempt is None
        ask_after = document.state_at + question.waits(support)
        return change_document(tx, lost.id, ask_after=ask_after, due=ask_after)

    patch.setattr(sending, "lose", lose)


def a_duplicate_is_never_ours(patch: Patch) -> None:
    """It is asked about as if nothing had been said, and the same bytes go out again."""

    def duplicate(tx: Any, document: Any, outcome: Any, support: Any, now: Any) -> Any:
        return question.ask(tx, document, support, Step(why="ablation", now=now))

    patch.setattr(sending, "_duplicate", duplicate)


def a_change_is_equal_or_differs(patch: Patch) -> None:
    """Amend and cancel judged as a create is: that something is there is the answer."""
    kept = question._judge

    def judge(document: Any, the_lane: Any, said: Any, expect: Any) -> Any:
        shows = said.shows if isinstance(said, Found) else expect
        return kept(document, the_lane, said, shows)

    patch.setattr(question, "_judge", judge)


def older_pictures_are_folded(patch: Patch) -> None:
    kept = pictures.fold

    def fold(tx: Any, the_lane: Any, target: Any) -> Any:
        return kept(tx, replace(the_lane, newest_seq=None), target)

    patch.setattr(turn, "fold", fold)


def unchanged_as_sent(patch: Patch) -> None:
    """A picture is compared with the one that was sent, not with the newest."""
    kept = pictures._fold_newest

    def fold(tx: Any, the_lane: Any, event: Any, target: Any) -> Any:
        sent = the_lane.sent_event
        content = None if sent is None else pictures.picture_of(tx, sent).content
        return kept(tx, replace(the_lane, newest_content=content), event, target)

    patch.setattr(pictures, "_fold_newest", fold)


def outside_is_inside(patch: Patch) -> None:
    patch.setattr(judging, "is_outside", lambda *_: False)


def poison_forgets(patch: Patch) -> None:
    kept = turn._poison

    def poison(tx: Any, document: Any, *rest: Any) -> Any:
        change_document(tx, document.id, question=Question.NONE)
        return kept(tx, document, *rest)

    patch.setattr(turn, "_poison", poison)


def what_differs_is_retried(patch: Patch) -> None:
    kept = sending._accepted

    def accepted(tx: Any, document: Any, *rest: Any) -> Any:
        done = kept(tx, document, *rest)
        return change_document(tx, done.id, question=Question.NONE)

    patch.setattr(sending, "_accepted", accepted)


def newest_waits_behind(patch: Patch) -> None:
    """What cannot be in the ERP keeps the picture it was made for."""
    patch.setattr(pictures, "is_free", lambda d: not d.is_done and d.first_ready_at is None)
    patch.setattr(judging, "take_newest", lambda _tx, document, _lane: document)


def every_document_at_once(patch: Patch) -> None:
    """Not the order's first open document is worked on, but its last."""

    def last(documents: Any) -> Any:
        return next((d for d in reversed(documents) if not d.is_done), None)

    for room in (pictures, lane, person):
        patch.setattr(room, "current", last)


def released_as_new(patch: Patch) -> None:
    kept = person.release

    def release(tx: Any, document_id: int, who: Any) -> Any:
        document = person.document_by_id(tx, document_id)
        change_document(tx, document_id, question=Question.NONE)
        released = kept(tx, document_id, who)
        return change_document(tx, released.id, question=document.question)

    patch.setattr("agent.flows.cases.release", release)


def refused_and_sent_again(patch: Patch) -> None:
    """Refused while a question is open, no look-up: the same bytes once more."""
    kept = question.cannot_look_up

    def cannot(tx: Any, document: Any, support: Any, moment: Any) -> Any:
        return kept(tx, replace(document, said_no=False), support, moment)

    patch.setattr(turn, "cannot_look_up", cannot)


def attempt_after_sending(patch: Patch) -> None:
    """The row is written with the answer, not before the first byte."""
    begin, settle = sending.begin, sending.settle

    def late(tx: Any, document: Any, support: Any, *, now: Any) -> Any:
        return sending.Sending(
            document=document,
            attempt=0,
            prepared=sending.prepared_of(tx, document),
            deadline_at=now + timedelta(seconds=support.attempt_timeout_s),
        )

    def with_the_answer(tx: Any, sent: Any, outcome: Any, support: Any, moment: Any) -> Any:
        begun = begin(tx, sent.document, support, now=moment.now)
        return settle(tx, begun, outcome, support, moment)

    patch.setattr(turn, "begin", late)
    patch.setattr("agent.flows.orders_to_erp.settle", with_the_answer)


def a_cancel_does_not_wait(patch: Patch) -> None:
    """A cancelled picture replaces a create that may be in the ERP."""
    is_free, place = pictures.is_free, pictures._place
    is_cancel = False

    def cancel_first(tx: Any, the_lane: Any, picture: Any, target: Any) -> Any:
        nonlocal is_cancel
        is_cancel = not picture.is_live
        return place(tx, the_lane, picture, target)

    patch.setattr(pictures, "_place", cancel_first)
    patch.setattr(pictures, "is_free", lambda d: is_free(d) or (is_cancel and not d.is_done))


def found_early_is_found(patch: Patch) -> None:
    """A change is asked about at once, and what looks like it is believed."""
    ask, answered = question.ask, question.answered

    def at_once(tx: Any, document: Any, support: Any, step: Any, **columns: Any) -> Any:
        moved = ask(tx, document, support, step, **columns)
        return change_document(tx, moved.id, due=step.now)

    def believed(tx: Any, document_id: int, said: Any, support: Any, *, now: Any) -> Any:
        document = question._still_asking(tx, document_id)
        the_lane = question.lane_by_id(tx, document.lane_id)
        view = question._judge(document, the_lane, said, question.prepared_of(tx, document).expect)
        if view.word == "equal":
            return question.accept(tx, document, view.number, Step(why="ablation", now=now))
        return answered(tx, document_id, said, support, now=now)

    patch.setattr(question, "ask", at_once)
    patch.setattr("agent.flows.orders_to_erp.answered", believed)


def cancelled_is_as_if_never_there(patch: Patch) -> None:
    kept = pictures.newest_create

    def create(documents: Any) -> Any:
        done = [d for d in documents if d.state is State.ACCEPTED]
        return None if done and done[-1].kind is Kind.CANCEL else kept(documents)

    patch.setattr(pictures, "newest_create", create)


EARLY = "order 1, run, edit 2, run 0 2, edit 1, run 2, wait 1, run"
POISON = "order 1, run 1, wait 1, die 2, work, start, die 2, work, start, die 2, work, start, work"
ABLATIONS: dict[str, tuple[Callable[[Patch], None], str, str]] = {
    "crash": (no_attempt_is_lost, "look", "order 1, take, die 8, run"),
    "ask after": (no_waits, "look", "order 1, run 3 3"),
    "absent twice": (absent_once_is_enough, "look", "order 1, run 1 2, wait 4, glitch"),
    "open question": (a_refusal_is_always_a_refusal, "unique", "order 3, run 3 3"),
    "next document": (all_is_free, "unique", "order 1, run 1, edit 2"),
    "quiet": (nobody_is_quiet, "unique frees", "order 1, run 3 3, cancel"),
    "retry barred": (retry_whatever_is_open, "", "order 1, run 3 3, retry, run"),
    "discard barred": (discard_whatever_is_open, "", "order 1, run 3, discard"),
    "looked late": (looking_counts_at_once, "", "order 1, run 3 3, looked, retry, run"),
    "per kind": (enforced_for_every_kind, "unique amends", "order 1, run, edit 2, run 1"),
    "sent is the end": (the_row_is_the_end, "look", "order 1, slow 3, run 3 3"),
    "duplicate": (a_duplicate_is_never_ours, "unique", "order 1, run 1"),
    "by kind": (a_change_is_equal_or_differs, "look", "order 1, run, cancel, run 2"),
    "seq": (older_pictures_are_folded, "amends", "order 1, edit 2, deliver 1, work, deliver"),
    "unchanged": (unchanged_as_sent, "", "order 1, run, edit 0, run, edit 1, run"),
    "outside": (outside_is_inside, "", "order 3, run, discard, edit 1"),
    "poison asks": (poison_forgets, "look", POISON),
    "differs bars": (what_differs_is_retried, "rounds", "order 2, run, retry, run"),
    "lane": (every_document_at_once, "look", "order 1, run 1, cancel"),
    "release as it was": (released_as_new, "", "order 1, run 1, hold"),
    "ends with a person": (refused_and_sent_again, "unique", "order 3, run 1"),
    "newest": (newest_waits_behind, "", "order 3, run, edit 1"),
    "attempt first": (attempt_after_sending, "", "order 1, take, die 8, work, start"),
    "cancel waits": (a_cancel_does_not_wait, "look", "order 1, run 1, cancel"),
    "early is create": (found_early_is_found, "look amends", EARLY),
    "live again": (cancelled_is_as_if_never_there, "", "order 1, run, cancel, run, edit 2"),
}


@pytest.mark.parametrize(("patch_out", "flags", "text"), ABLATIONS.values(), ids=ABLATIONS.keys())
async def test_without_the_rule_its_sequence_breaks_a_law(
    patch_out: Callable[[Patch], None], flags: str, text: str, monkeypatch: Patch
) -> None:
    assert await failure(flags, parse(text)) is None
    patch_out(monkeypatch)
    broken = await failure(flags, parse(text))
    print(broken)  # noqa: T201 - shown with -s: which law it is
    assert broken is not None
