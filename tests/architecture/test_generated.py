"""What is generated is what the domain says now."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_plugins_catalogue_is_the_domains() -> None:
    module = runpy.run_path(str(ROOT / "packaging/generate/catalogue.py"))
    assert module["TARGET"].read_text(encoding="utf-8") == module["render"](), "run `make generate`"
