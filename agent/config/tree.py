"""A TOML file as values, and beside each key and value the place where it stands."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import tree_sitter
import tree_sitter_toml

from agent.config.defects import ConfigError, Defect, Span

Path_ = tuple[str | int, ...]

_LANGUAGE = tree_sitter.Language(tree_sitter_toml.language())


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Values by tomllib (numbers with a point are Decimal), places by path."""

    file: Path
    values: Mapping[str, Any]
    keys: Mapping[Path_, Span]
    places: Mapping[Path_, Span]

    def key_span(self, path: Path_) -> Span | None:
        """Where the key stands, or the nearest table above it."""
        return _nearest(self.keys, path) or _nearest(self.places, path)

    def value_span(self, path: Path_) -> Span | None:
        """Where the value stands, or the nearest table above it."""
        exact = self.places.get(path)
        return exact or self.key_span(path)


def read_tree(file: Path) -> Tree:
    """Read a file.

    Raises:
        ConfigError: it cannot be read, or is no TOML.
    """
    try:
        raw = file.read_bytes()
        text = raw.decode()
    except FileNotFoundError as error:
        message = f"there is no {file}"
        made = "copy the sample agent.toml there, or name another with --config"
        raise _broken("E-CFG-001", message, None, made) from error
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}"
        owner = "the agent's user must be able to read it"
        raise _broken("E-CFG-001", message, None, owner) from error
    except UnicodeDecodeError as error:
        message = f"{file} is not UTF-8: byte {error.start + 1} fits no character"
        raise _broken("E-CFG-001", message, None, "save it as UTF-8") from error
    root = tree_sitter.Parser(_LANGUAGE).parse(raw).root_node
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(file, text, root, error) from error
    keys: dict[Path_, Span] = {}
    places: dict[Path_, Span] = {}
    for path, key, value in _Walk(file, text.splitlines()).document(root):
        if key is not None:
            keys.setdefault(path, key)
        places.setdefault(path, value)
    return Tree(file=file, values=values, keys=keys, places=places)


def _broken(code: str, message: str, span: Span | None, tip: str) -> ConfigError:
    return ConfigError([Defect(code=code, message=message, span=span, help=tip)])


def _syntax(
    file: Path, text: str, root: tree_sitter.Node, error: tomllib.TOMLDecodeError
) -> ConfigError:
    """The TOML reader stops at the first; the parser marks every place that it cannot read."""
    walk = _Walk(file, text.splitlines())
    tip = 'text stands in quotes, as in name = "text"'
    spans = [walk.span(node) for node in _errors(root)]
    if not spans:
        spans = [_told_place(file, error, text)]
    return ConfigError(
        Defect(
            code="E-CFG-002",
            message=f"this is no TOML: {_without_place(error)}" if at == 0 else "this is no TOML",
            span=span,
            help=tip,
        )
        for at, span in enumerate(spans)
    )


def _errors(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    if node.is_error or node.is_missing:
        yield node
        return
    for child in node.children:
        if child.has_error or child.is_missing:
            yield from _errors(child)


def _told_place(file: Path, error: tomllib.TOMLDecodeError, text: str) -> Span:
    numbers = [int(word) for word in str(error).replace(")", " ").replace(",", " ").split()
               if word.isdigit()][-2:]  # fmt: skip
    line, column = numbers if len(numbers) == 2 else (max(1, text.count("\n")), 1)
    return Span(file=file, line=line, column=column, length=1)


def _without_place(error: tomllib.TOMLDecodeError) -> str:
    return str(error).split(" (at ", maxsplit=1)[0]


class _Walk:
    """Goes through the syntax tree as TOML means it: tables, arrays of tables, dotted keys."""

    def __init__(self, file: Path, lines: list[str]) -> None:
        self._file = file
        self._lines = lines
        self._counts: dict[Path_, int] = {}

    def document(self, root: tree_sitter.Node) -> Iterator[tuple[Path_, Span | None, Span]]:
        for node in root.named_children:
            if node.type == "pair":
                yield from self._pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                yield from self._table(node)

    def span(self, node: tree_sitter.Node) -> Span:
        row = node.start_point.row
        text = self._lines[row] if row < len(self._lines) else ""
        # The parser counts bytes, people count characters.
        before = text.encode()[: node.start_point.column].decode(errors="ignore")
        ends_here = node.end_point.row == row
        inside = text.encode()[
            node.start_point.column : node.end_point.column if ends_here else None
        ]
        length = len(inside.decode(errors="ignore").rstrip())
        return Span(file=self._file, line=row + 1, column=len(before) + 1, length=length)

    def _table(self, node: tree_sitter.Node) -> Iterator[tuple[Path_, Span | None, Span]]:
        header = node.named_children[0]
        path = self._resolve(self._names(header))
        if node.type == "table_array_element":
            number = self._counts.get(path, 0)
            self._counts[path] = number + 1
            yield path, self.span(header), self.span(header)
            path = (*path, number)
        yield path, self.span(header), self.span(header)
        for child in node.named_children[1:]:
            if child.type == "pair":
                yield from self._pair(child, path)

    def _resolve(self, names: tuple[str, ...]) -> Path_:
        """`[a.b]` after `[[a]]` means the last a."""
        path: Path_ = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if path in self._counts and position < len(names) - 1:
                path = (*path, self._counts[path] - 1)
        return path

    def _pair(
        self, node: tree_sitter.Node, above: Path_
    ) -> Iterator[tuple[Path_, Span | None, Span]]:
        key, value = node.named_children[0], node.named_children[-1]
        path = (*above, *self._names(key))
        for cut in range(len(above) + 1, len(path)):
            yield path[:cut], self.span(key), self.span(key)
        yield from self._value(value, path, self.span(key))

    def _value(
        self, node: tree_sitter.Node, path: Path_, key: Span | None
    ) -> Iterator[tuple[Path_, Span | None, Span]]:
        yield path, key, self.span(node)
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    yield from self._pair(child, path)
        elif node.type == "array":
            entries = [child for child in node.named_children if child.type != "comment"]
            for number, child in enumerate(entries):
                yield from self._value(child, (*path, number), None)

    def _names(self, node: tree_sitter.Node) -> tuple[str, ...]:
        if node.type == "dotted_key":
            return tuple(name for child in node.named_children for name in self._names(child))
        text = (node.text or b"").decode()
        if node.type == "quoted_key":
            return tuple(tomllib.loads(f"{text} = 1"))
        return (text,)


def _nearest(spans: Mapping[Path_, Span], path: Path_) -> Span | None:
    for cut in range(len(path), 0, -1):
        found = spans.get(path[:cut])
        if found is not None:
            return found
    return None


def overlaid(over: Tree, under: Tree, at: Path_) -> Tree:
    """`over` with everything of `under` put below the table `at`, where `over` does not say it.

    Tables are laid over each other key by key; any other value counts as a whole.
    """
    laid = dict(over.values)
    table: dict[str, Any] = laid
    for name in at:
        table[str(name)] = dict(table[str(name)])
        table = table[str(name)]
    keys, places = dict(over.keys), dict(over.places)
    for path in _lay(table, under.values, ()):
        for found, spans in ((under.keys, keys), (under.places, places)):
            for inner, span in found.items():
                if inner[: len(path)] == path:
                    spans[(*at, *inner)] = span
    return Tree(file=over.file, values=laid, keys=keys, places=places)


def _lay(table: dict[str, Any], under: Mapping[str, Any], path: Path_) -> Iterator[Path_]:
    """Put in what is missing; yields the paths that were taken from below."""
    for name, value in under.items():
        mine = table.get(name)
        if name not in table:
            table[name] = value
            yield (*path, name)
        elif isinstance(mine, dict) and isinstance(value, Mapping):
            table[name] = dict(mine)
            yield from _lay(table[name], value, (*path, name))
