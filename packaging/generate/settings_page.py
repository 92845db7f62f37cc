"""Writes docs/reference/settings.md from the models that agent.toml is read into; `make generate`.

The codes of defects are told here, where the page has its headings for them.
"""

import json
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from agent.config import settings as core
from soap_adapters import settings as soap

TARGET = Path(__file__).parents[2] / "docs/reference/settings.md"

HEAD = """\
# Settings

All settings stand in one file, `agent.toml`: the one named with `--config` or
`COUNTERFOIL_CONFIG`, else `/etc/counterfoil/agent.toml`, else `~/.config/counterfoil/agent.toml`.
`counterfoil check` finds everything that is wrong with it at once, with line and column. A key that
nobody reads is an error.
Relative paths start at the file's own folder. Durations are text with a unit: `"250ms"`, `"30s"`,
`"15m"`, `"2h"`, `"7d"`.

**Secrets** are only named in it, as `{ credential = "name" }`: small letters, digits, underscores.
It is looked for in the folder that systemd gives (`LoadCredential=`), then as a file `name`
of mode 0400 or 0600 in `credentials_dir`, then in the environment as `COUNTERFOIL_CREDENTIAL_NAME`.

*Made by `make generate`: change the models' descriptions, not this page.*
"""

CORE = (
    ("Tables", core.Settings),
    ("`[agent]`", core.AgentTable),
    ("`[shop.<name>]`", core.ShopTable),
    ("`[system.<name>]`", core.SystemTable),
    ("`[orders]`", core.OrdersTable),
    ("`[stock]`", core.StockTable),
    ("A secret by its name", core.CredentialName),
)

SOAP_INTRO = """
# Settings of `connector = "soap"`

These stand in `[system.<name>]` and the tables below it. A preset gives most of them; what
agent.toml says counts instead. Trees, paths and result rules: [mapping](mapping.md).
"""

SOAP = (
    ("The system itself", soap.SoapSettings),
    ("Every call", soap._Call),
    ("`interfaces.<name>`", soap.InterfaceSettings),
    ("`create_order`, `amend_order`, `cancel_order`", soap.WriteSettings),
    ("`step`: look-ups before a write", soap.StepSettings),
    ("`find_order`", soap.FindSettings),
    ("`stock`", soap.StockSettings),
    ("`order_states`", soap.OrderStatesSettings),
    ("`probe`", soap.ProbeSettings),
    ("`missing`", soap.MissingPolicy),
)

DEFECTS = {
    "E-CFG-001": "The file is not there, cannot be read, or is not UTF-8.",
    "E-CFG-002": "The file is no TOML. The mark shows the first place that cannot be read.",
    "E-CFG-003": "A key or table that nobody reads, most often a slip of the pen.",
    "E-CFG-004": "A setting or table that is needed is missing.",
    "E-CFG-005": "A value is of the wrong kind, or outside what can be used.",
    "E-CFG-006": "A secret stands in the file itself. Give it as a credential, and change it.",
    "E-CFG-007": "A shop is not paired yet, or its credential cannot be read.",
    "E-CFG-008": "No system, or more than one, has a role.",
    "E-CFG-009": '`stock_meaning = "on_hand"` is not offered yet: goods that are accepted but not'
    " shipped would be sold twice.",
    "E-CFG-010": "Two shops have the same code, so their references would meet in the ERP.",
    "E-CFG-011": "No connector of that name is installed.",
    "E-CFG-012": "The connector has no preset of that name.",
    "E-CFG-013": "A file that a system's settings name, such as its WSDL, cannot be used.",
    "E-CFG-014": "A secret of a system cannot be read: no such credential, or others can read it.",
    "E-CFG-020": "What a connector has found wrong with a system.",
    "E-CFG-021": "A shop does not answer, or not with the pairing's signature.",
    "W-CFG-020": "What a connector finds odd; the agent starts all the same.",
    "N-CFG-020": "What a connector advises; nothing is refused for it.",
}


def render() -> str:
    """The whole page."""
    parts = [HEAD, *(_section(*one) for one in CORE)]
    parts += [SOAP_INTRO, *(_section(*one) for one in SOAP)]
    parts.append("\n# What `counterfoil check` may say\n")
    parts += [f"\n## {code}\n\n{text}\n" for code, text in DEFECTS.items()]
    return "".join(parts)


def _section(title: str, model: type[BaseModel]) -> str:
    rows = "".join(_rows(model))
    return f"\n## {title}\n\n| key | kind | default | what it says |\n|---|---|---|---|\n{rows}"


def _rows(model: type[BaseModel]) -> Iterator[str]:
    common = set() if model is soap._Call else set(soap._Call.model_fields)
    for name, field in model.model_fields.items():
        if name in common and issubclass(model, soap._Call):
            continue
        key = field.alias or name
        kind = _kind(field).replace("|", "\\|")
        said = (field.description or "").replace("|", "\\|")
        yield f"| `{key}` | {kind} | {_default(field)} | {said} |\n"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True)
    if value is None or isinstance(value, BaseModel):
        return "none"
    if _is_duration(field):
        return f'`"{value:g}s"`'
    shown = value.value if isinstance(value, Enum) else value
    return f"`{json.dumps(shown, ensure_ascii=False)}`"


def _is_duration(field: FieldInfo) -> bool:
    return field.annotation is float


def _kind(field: FieldInfo) -> str:
    if _is_duration(field):
        return "duration"
    return _named(field.annotation)


def _named(annotation: Any) -> str:
    if get_origin(annotation) in {Union, UnionType}:
        return " or ".join(_named(p) for p in get_args(annotation) if p is not type(None))
    plain = str(get_origin(annotation) or annotation)
    if "Literal" in plain:
        return " or ".join(f'`"{one}"`' for one in get_args(annotation))
    for pattern, word in _WORDS:
        if re.search(pattern, plain):
            return word
    return "table"


_WORDS = (
    (r"'str'|'pathlib", "text"),
    (r"'int'", "number"),
    (r"datetime|AwareDatetime", "time"),
    (r"'tuple'|'list'", "list"),
    (r"CredentialName|CredentialRef", '`{ credential = "…" }`'),
    (r"Missing'|enum", "word"),
)


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
