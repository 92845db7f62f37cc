"""The page of the language cannot lag behind the language."""

import re
import tomllib
from pathlib import Path

import pytest

from agent.mapping import Transport, Verdict, Words, compile_rules, compile_tree
from agent.mapping.compiling import WORDS
from agent.mapping.expressions import FILTERS
from agent.mapping.formats import FORMATS
from agent.mapping.nodes import Missing
from agent.mapping.rules import RULE_WORDS

PAGE = (Path(__file__).parents[2] / "docs/reference/mapping.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(
    "word", sorted({*WORDS, *RULE_WORDS, *Verdict, *Transport, *FILTERS, *Missing})
)
def test_every_word_is_described(word: str) -> None:
    assert f"`{word}`" in PAGE or f'`"{word}"`' in PAGE


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_is_described(name: str) -> None:
    table = PAGE.partition("## Formats")[2].partition("## ")[0]
    assert re.search(rf"`{name}[`:]", table)


def test_every_example_can_be_loaded() -> None:
    assert len(EXAMPLES) == 2
    tree, rules = (tomllib.loads(example) for example in EXAMPLES)
    compile_tree(tree, ("example",), Words(maps={"tax": {}}))
    compile_rules(rules["result"], ("example",))
