"""Writes the plugin's catalogue of problems and state words; `make generate` runs it."""

from collections.abc import Mapping
from pathlib import Path

from agent.domain.problems import CATALOGUE, Row
from agent.domain.states import WORD_TEXT

TARGET = Path(__file__).parents[2] / "wp-plugin/counterfoil/src/Mirror/catalogue-entries.php"

HEAD = """<?php
/**
 * What problem codes and state words say. Generated from the agent's domain by `make generate`.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

"""


def render() -> str:
    """The whole PHP file, aligned as WordPress's coding standard wants it."""
    words = {word: _say(text) for word, text in WORD_TEXT.items()}
    problems = {row.code: _array(_entry(row), 3) for row in CATALOGUE.values()}
    whole = {"words": _array(words, 2), "problems": _array(problems, 2)}
    return f"{HEAD}return {_array(whole, 1)};\n"


def _entry(row: Row) -> dict[str, str]:
    return {
        "owner": _say(row.owner),
        "sentence": _say(row.sentence),
        "remedy": _say(row.remedy),
    }


def _array(entries: Mapping[str, str], depth: int) -> str:
    keys = {key: _quote(key) for key in entries}
    width = max(map(len, keys.values()))
    indent = "\t" * depth
    lines = [f"{indent}{keys[key]:<{width}} => {value},\n" for key, value in entries.items()]
    return f"array(\n{''.join(lines)}{indent[1:]})"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _say(text: str) -> str:
    return f"__( {_quote(text)}, 'counterfoil' )"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
