"""What a problem says to a person."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.domain.problems import CATALOGUE, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A problem in words."""

    code: str
    sentence: str
    remedy: str
    owner: str


class _Gaps(dict[str, str]):
    """A parameter that is not there is shown by its name: better than no sentence."""

    def __missing__(self, key: str) -> str:
        return f"[{key}]"


def told(code: str, params: Mapping[str, str]) -> Told:
    """The sentence, remedy and owner of a code; a code nobody knows is shown as it is."""
    row = CATALOGUE.get(code)
    if row is None:
        return Told(code=code, sentence=code, remedy="Ask IT.", owner="IT")
    given = _Gaps(params)
    return Told(
        code=code,
        sentence=row.sentence.format_map(given),
        remedy=row.remedy.format_map(given),
        owner=row.owner,
    )


def all_told(problems: tuple[Problem, ...]) -> tuple[Told, ...]:
    return tuple(told(problem.code, problem.params) for problem in problems)
