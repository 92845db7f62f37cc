"""Docs cannot lag behind the code: every setting and every problem is written down.

The page of problems is made from the catalogue, so there it is enough that it was made again.
"""

import importlib
import pkgutil
import re
import runpy
from collections.abc import Iterator

from pydantic import BaseModel

from tests.architecture.rules import ROOT, name_of, our_files

SETTINGS_PAGE = ROOT / "docs/reference/settings.md"
SAMPLE = ROOT / "agent.toml"
# Where a connector or the core keeps the models that agent.toml is read into.
MODEL_ROOMS = ("agent.config", "soap_adapters")


def settings() -> Iterator[tuple[str, str]]:
    """Model and key of every setting, as it is spelt in agent.toml."""
    for module in modules():
        for model in vars(importlib.import_module(module)).values():
            ours = isinstance(model, type) and issubclass(model, BaseModel)
            if ours and model.__module__ == module:
                for name, field in model.model_fields.items():
                    yield f"{module}.{model.__name__}", field.alias or name


def modules() -> Iterator[str]:
    """Modules of settings: all of `agent.config`, and each connector's own."""
    for room in MODEL_ROOMS:
        if not (ROOT / room.replace(".", "/") / "__init__.py").exists():
            continue
        for found in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if room == "agent.config" or found.name.endswith(".settings"):
                yield found.name


def stands_in(sample: str, key: str) -> bool:
    """As a key, live or commented out, in an inline table, or as the name of a table."""
    return bool(
        re.search(rf"^[#\s]*{key}\s*=|[{{,]\s*{key}\s*=", sample, re.MULTILINE)
        or re.search(rf"^[#\s]*\[[^\]]*\b{key}\b", sample, re.MULTILINE)
    )


def test_the_page_of_problems_is_the_catalogues() -> None:
    module = runpy.run_path(str(ROOT / "packaging/generate/problems_page.py"))
    assert module["TARGET"].read_text(encoding="utf-8") == module["render"](), "run `make generate`"


if SAMPLE.exists():

    def test_every_setting_has_a_line_in_the_sample() -> None:
        sample = SAMPLE.read_text("utf-8")
        missing = [f"{model}: {key}" for model, key in settings() if not stands_in(sample, key)]
        assert missing == []


if SETTINGS_PAGE.exists():

    def test_every_setting_is_described() -> None:
        page = SETTINGS_PAGE.read_text("utf-8")
        missing = [f"{model}: {key}" for model, key in settings() if f"`{key}`" not in page]
        assert missing == []


def test_every_link_between_our_pages_leads_somewhere() -> None:
    broken = [
        f"{name_of(page)} → {target}"
        for page in our_files("*.md")
        for target in re.findall(r"\]\((?![a-z]+:)([^)#\s]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_page_is_in_the_index_of_the_documentation() -> None:
    index = (ROOT / "docs/README.md").read_text("utf-8")
    pages = [name_of(page).removeprefix("docs/") for page in our_files("docs/*.md")]
    assert [page for page in pages if page != "README.md" and f"({page})" not in index] == []
