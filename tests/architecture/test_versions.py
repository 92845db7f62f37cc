"""One version for plugin and agent, said the same wherever it is said."""

import re
import tomllib

from tests.architecture.rules import PLUGIN, ROOT

SAID_IN = {
    PLUGIN / "counterfoil.php": r"^\s*\*?\s*Version:\s*(\S+)",
    PLUGIN / "readme.txt": r"^Stable tag:\s*(\S+)",
    PLUGIN / "src" / "Plugin.php": r"const\s+VERSION\s*=\s*'([^']+)'",
}


def test_every_place_says_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    said = {
        path.name: match[1]
        for path, pattern in SAID_IN.items()
        if path.exists() and (match := re.search(pattern, path.read_text("utf-8"), re.MULTILINE))
    }
    assert set(said.values()) <= {project["version"]}, said


def test_the_changelog_has_a_heading_for_what_comes_next() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "## [Unreleased]" in changelog
