"""Reads a tree as TOML gives it into nodes, once, when it is loaded; gathers all defects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import TypeVar

import jmespath
from jmespath.exceptions import JMESPathError

from agent.mapping.expressions import compile_expression
from agent.mapping.flaws import Defect, MappingError, Path, UnmappableError
from agent.mapping.formats import Format, compile_format
from agent.mapping.nodes import Branch, Constant, Credential, Leaf, Missing, Node, Repeat, ValueMap

Scope = Mapping[str, object]
Source = Callable[[Scope], object]
_Made = TypeVar("_Made")

SOURCES = ("from", "expr", "const", "credential")
REPEATING = ("each", "as")
LEAF_WORDS = (
    *SOURCES,
    *("map", "on_missing", "format", "tz", "default", "required", "missing", "max_bytes"),
)
WORDS = (*LEAF_WORDS, *REPEATING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a tree may refer to: value maps by name; and what is so where a leaf does not say."""

    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Missing = Missing.OMIT
    tz: str = "UTC"


def compile_path(source: str) -> Source:
    """A JMESPath over the scope.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        compiled = jmespath.compile(source)
    except JMESPathError as error:
        first = str(error).splitlines()[0] if str(error) else "it is empty"
        raise ValueError(f'"{source}" is no path: {first}') from error

    def run(scope: Scope) -> object:
        try:
            return compiled.search(scope)
        except (JMESPathError, TypeError) as error:
            raise UnmappableError(f"the path {source} fails: {error}") from error

    return run


def compile_tree(table: object, path: Path, words: Words) -> Node:
    """Compile a table with everything below it; a path alone is a tree of one leaf.

    Raises:
        MappingError: with every defect of the whole tree.
    """
    compiler = _Compiler(words=words, defects=[])
    node = compiler.node(table, path)
    if compiler.defects or node is None:
        raise MappingError(tuple(compiler.defects))
    return node


@dataclass(slots=True, kw_only=True)
class _Compiler:
    words: Words
    defects: list[Defect]

    def node(self, value: object, path: Path) -> Node | None:
        if isinstance(value, str):
            return self.leaf({"from": value}, path)
        if not isinstance(value, Mapping):
            self.defect(path, 'write a path in quotes, or { const = "…" } for a fixed value')
            return None
        if isinstance(value.get("each"), str):
            return self.repeat(value, path)
        if any(_is_source(word, value) for word in SOURCES):
            return self.leaf(value, path)
        return self.branch(value, path)

    def branch(self, table: Mapping[str, object], path: Path) -> Node | None:
        children: dict[str, Node] = {}
        for key, value in table.items():
            child = self.node(value, (*path, key))
            if child is not None:
                # An element called like a word of ours is written with a dot before it.
                children[key.removeprefix(".")] = child
        return Branch(children=children)

    def repeat(self, table: Mapping[str, object], path: Path) -> Node | None:
        rest = {key: value for key, value in table.items() if key not in REPEATING}
        node = self.node(rest, path)
        entries = self.attempt((*path, "each"), lambda: compile_path(str(table["each"])))
        name = table.get("as", "entry")
        if not isinstance(name, str) or not name.isidentifier():
            self.defect((*path, "as"), "`as` is a plain word")
            return None
        if node is None or entries is None:
            return None
        return Repeat(path=path, entries=entries, entry_name=name, node=node)

    def leaf(self, table: Mapping[str, object], path: Path) -> Node | None:
        for key in table:
            if key not in LEAF_WORDS:
                self.defect((*path, key), f"a value has no word {key}; {', '.join(LEAF_WORDS)}")
        given = [word for word in SOURCES if word in table]
        if len(given) != 1:
            self.defect(path, f"give one of {', '.join(given)}, not several")
            return None
        word = given[0]
        if word in {"const", "credential"}:
            return self.constant(word, table[word], (*path, word))
        says = str(table[word])
        maker = compile_path if word == "from" else compile_expression
        source = self.attempt((*path, word), lambda: maker(says))
        return Leaf(
            path=path,
            source=source or _nothing,
            says=says,
            value_map=self.value_map(table, path),
            formats=self.formats(table, path),
            default=self.text(table, "default", path),
            missing=self.missing(table, path),
            bytes_max=self.bytes_max(table, path),
        )

    def constant(self, word: str, value: object, path: Path) -> Node | None:
        if word == "credential":
            return Constant(value=Credential(name=str(value)))
        if isinstance(value, float):
            self.defect(path, 'write the number as text: const = "0.10"')
            return None
        if isinstance(value, bool):
            return Constant(value=value)
        if not isinstance(value, (str, int, Decimal)):
            self.defect(path, "a fixed value is a text, a whole number, true or false")
            return None
        return Constant(value=f"{value:f}" if isinstance(value, Decimal) else str(value))

    def value_map(self, table: Mapping[str, object], path: Path) -> ValueMap | None:
        name = table.get("map")
        if name is None:
            if "on_missing" in table:
                self.defect((*path, "on_missing"), "`on_missing` goes with `map`")
            return None
        if not isinstance(name, str) or name not in self.words.maps:
            known = ", ".join(sorted(self.words.maps)) or "none"
            self.defect((*path, "map"), f"there is no value map {name}; there are: {known}")
            return None
        action = table.get("on_missing", "reject")
        otherwise = action.get("value") if isinstance(action, Mapping) else None
        if action not in ("reject", "keep") and not isinstance(otherwise, str):
            message = 'write "reject", "keep" or { value = "…" }'
            self.defect((*path, "on_missing"), message)
        return ValueMap(
            name=name,
            words=self.words.maps[name],
            otherwise=otherwise if isinstance(otherwise, str) else None,
            keeps_unknown=action == "keep",
        )

    def formats(self, table: Mapping[str, object], path: Path) -> tuple[Format, ...]:
        given = table.get("format", [])
        specs = given if isinstance(given, list) else [given]
        tz = str(table.get("tz", self.words.tz))
        made = [
            self.attempt((*path, "format"), partial(compile_format, str(spec), tz))
            for spec in specs
        ]
        return tuple(one for one in made if one is not None)

    def missing(self, table: Mapping[str, object], path: Path) -> Missing:
        if table.get("required", False) is True:
            return Missing.ERROR
        given = table.get("missing", self.words.missing)
        if given not in tuple(Missing):
            self.defect((*path, "missing"), f"write one of {', '.join(Missing)}")
            return self.words.missing
        return Missing(str(given))

    def text(self, table: Mapping[str, object], word: str, path: Path) -> str | None:
        value = table.get(word)
        if value is None or isinstance(value, str):
            return value
        self.defect((*path, word), f"`{word}` is a text in quotes")
        return None

    def bytes_max(self, table: Mapping[str, object], path: Path) -> int | None:
        value = table.get("max_bytes")
        if value is None or (isinstance(value, int) and value > 0):
            return value
        self.defect((*path, "max_bytes"), "`max_bytes` is a whole number above zero")
        return None

    def attempt(self, path: Path, make: Callable[[], _Made]) -> _Made | None:
        try:
            return make()
        except ValueError as error:
            self.defect(path, str(error))
            return None

    def defect(self, path: Path, message: str) -> None:
        self.defects.append(Defect(path=path, message=message))


def _nothing(_scope: Scope) -> object:
    return None


def _is_source(word: str, table: Mapping[str, object]) -> bool:
    # An element may be called `from` as well: then a table stands there.
    return word in table and not isinstance(table[word], Mapping)
