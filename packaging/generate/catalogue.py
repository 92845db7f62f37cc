"""Writes the plugin's catalogue of problems and state words; `make generate` runs it."""

from pathlib import Path

from agent.domain.problems import CATALOGUE
from agent.domain.states import WORD_TEXT

TARGET = Path(__file__).parents[2] / "wp-plugin/counterfoil/src/Mirror/catalogue.php"

HEAD = """<?php
/**
 * What problem codes and state words say. Generated from the agent's domain by `make generate`.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

return array(
"""


def render() -> str:
    """The whole PHP file."""
    words = "".join(f"\t\t{_quote(word)} => {_say(text)},\n" for word, text in WORD_TEXT.items())
    problems = "".join(
        f"\t\t{_quote(row.code)} => array(\n"
        f"\t\t\t'owner'    => {_say(row.owner)},\n"
        f"\t\t\t'sentence' => {_say(row.sentence)},\n"
        f"\t\t\t'remedy'   => {_say(row.remedy)},\n"
        "\t\t),\n"
        for row in CATALOGUE.values()
    )
    parts = f"\t'words'    => array(\n{words}\t),\n\t'problems' => array(\n{problems}\t),\n"
    return f"{HEAD}{parts});\n"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _say(text: str) -> str:
    return f"__( {_quote(text)}, 'counterfoil' )"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
