"""Result rules: what an answer means. Ordered, the first that fits decides; default: verify."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from agent.mapping.compiling import compile_path
from agent.mapping.flaws import Defect, MappingError, Path, UnmappableError
from agent.mapping.formats import as_text


class Verdict(StrEnum):
    """What an answer means. `retry`, `reject`, `config`, `relogin`: certainly nothing was done."""

    OK = "ok"
    FOUND = "found"
    ABSENT = "absent"
    DUPLICATE = "duplicate"
    PENDING = "pending"
    RETRY = "retry"
    RELOGIN = "relogin"
    REJECT = "reject"
    CONFIG = "config"
    VERIFY = "verify"


class Transport(StrEnum):
    """Why there is no answer that could be read."""

    NAME = "name"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    CLOSED = "closed"
    GARBAGE = "garbage"
    TOO_LARGE = "too_large"


#: These happen before the first byte leaves: nothing can have been done.
NOTHING_SENT = frozenset({Transport.NAME, Transport.CONNECT, Transport.TLS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of an answer; `tree` is its content where it could be read."""

    transport: Transport | None = None
    says: str = ""  #: what the network said
    http: int | None = None
    content_type: str = ""
    body: str = ""
    fault_code: str = ""
    fault_string: str = ""
    tree: Mapping[str, object] = field(default_factory=dict)


Test = Callable[[Evidence], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All tests must hold; then the verdict is `then`, or what `words` has for the path's value."""

    path: Path
    tests: tuple[Test, ...]
    then: Verdict | None
    value: Callable[[Mapping[str, object]], object] | None = None
    words: Mapping[str, Verdict] = field(default_factory=dict)

    def judge(self, evidence: Evidence) -> Verdict | None:
        if not all(test(evidence) for test in self.tests):
            return None
        if self.value is None:
            return self.then
        word = _word(self.value, evidence.tree)
        return None if word is None else self.words.get(word, self.words.get("*"))


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one service, its own before those of the whole system."""

    rules: tuple[Rule, ...]

    def judge(self, evidence: Evidence) -> Verdict:
        """What the answer means. Where nothing was sent no rule is asked: it is certain."""
        if evidence.transport in NOTHING_SENT:
            return Verdict.RETRY
        for rule in self.rules:
            verdict = rule.judge(evidence)
            if verdict is not None:
                return verdict
        return Verdict.VERIFY


RULE_WORDS = (
    *("transport", "http", "content_type", "body", "fault_code", "fault_string"),
    *("path", "is", "then"),
)
_CERTAIN = frozenset({Verdict.RETRY, Verdict.REJECT, Verdict.CONFIG, Verdict.RELOGIN})


def compile_rules(tables: Sequence[Mapping[str, object]], path: Path) -> tuple[Rule, ...]:
    """Compile a list of rules.

    Raises:
        MappingError: with every defect of all of them.
    """
    defects: list[Defect] = []
    rules: list[Rule] = []
    for position, table in enumerate(tables):
        try:
            rules.append(_rule(table, (*path, position)))
        except MappingError as error:
            defects.extend(error.defects)
    if defects:
        raise MappingError(tuple(defects))
    return tuple(rules)


def _rule(table: Mapping[str, object], path: Path) -> Rule:
    defects = [
        Defect(path=(*path, key), message=f"a rule has no word {key}; {', '.join(RULE_WORDS)}")
        for key in table
        if key not in RULE_WORDS
    ]
    tests: list[Test] = []
    for word, make in _TESTS.items():
        if word in table:
            try:
                tests.append(make(table[word]))
            except ValueError as error:
                defects.append(Defect(path=(*path, word), message=str(error)))
    try:
        value, words, then = _conclusion(table)
    except ValueError as error:
        defects.append(Defect(path=path, message=str(error)))
    else:
        defects += _claims(table, {*words.values(), then}, path)
    if defects:
        raise MappingError(tuple(defects))
    return Rule(path=path, tests=tuple(tests), then=then, value=value, words=words)


def _conclusion(
    table: Mapping[str, object],
) -> tuple[Callable[[Mapping[str, object]], object] | None, Mapping[str, Verdict], Verdict | None]:
    if "path" not in table:
        if "is" in table or "then" not in table:
            raise ValueError("a rule has `then`, or `path` with `is`")
        return None, {}, _verdict(table["then"])
    words = table.get("is")
    if "then" in table or not isinstance(words, Mapping) or not words:
        raise ValueError('`path` goes with `is = { OK = "ok", … }`, without `then`')
    spelt = {str(word): _verdict(verdict) for word, verdict in words.items()}
    return compile_path(str(table["path"])), spelt, None


def _claims(table: Mapping[str, object], verdicts: set[Verdict | None], path: Path) -> list[Defect]:
    if "transport" not in table or not _CERTAIN & verdicts:
        return []
    # Only what happens before the first byte is certain, and that needs no rule.
    return [Defect(path=path, message="without an answer nobody knows; write `then = verify`")]


def _verdict(word: object) -> Verdict:
    if word not in tuple(Verdict):
        raise ValueError(f"there is no verdict {word}; there are {', '.join(Verdict)}")
    return Verdict(str(word))


def _word(
    value: Callable[[Mapping[str, object]], object], tree: Mapping[str, object]
) -> str | None:
    try:
        found = value(tree)
        return None if found is None else as_text(found)
    except UnmappableError:
        return None


def _transports(value: object) -> Test:
    names = value if isinstance(value, list) else [value]
    for name in names:
        if name not in tuple(Transport):
            raise ValueError(f"there is no failure {name}; there are {', '.join(Transport)}")
    wanted = frozenset(Transport(str(name)) for name in names)
    return lambda evidence: evidence.transport in wanted


def _statuses(value: object) -> Test:
    wanted = value if isinstance(value, list) else [value]
    for status in wanted:
        pattern = "[1-5][0-9][0-9]" if isinstance(status, int) else "[1-5]xx"
        if not re.fullmatch(pattern, str(status)):
            raise ValueError(f'{status} is no HTTP status; write 503 or "5xx"')
    return lambda evidence: (
        evidence.http is not None
        and (evidence.http in wanted or f"{evidence.http // 100}xx" in wanted)
    )


def _pattern(read: Callable[[Evidence], str]) -> Callable[[object], Test]:
    def make(value: object) -> Test:
        try:
            pattern = re.compile(str(value))
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        return lambda evidence: pattern.search(read(evidence)) is not None

    return make


_TESTS: dict[str, Callable[[object], Test]] = {
    "transport": _transports,
    "http": _statuses,
    "content_type": _pattern(lambda evidence: evidence.content_type),
    "body": _pattern(lambda evidence: evidence.body),
    "fault_code": _pattern(lambda evidence: evidence.fault_code),
    "fault_string": _pattern(lambda evidence: evidence.fault_string),
}
