"""What a model says of a table becomes defects with a place and, where near, the right word."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agent.config.defects import Defect
from agent.config.tree import Path_, Tree


def told(
    error: ValidationError, tree: Tree, model: type[BaseModel], *, under: Path_ = ()
) -> Iterator[Defect]:
    """One defect for each thing that the model has found in the table `under`."""
    for detail in error.errors():
        path = (*under, *_in_tree(tree, under, detail["loc"]))
        yield _defect(detail, path, tree, _fields(model, detail["loc"]))


def _in_tree(tree: Tree, under: Path_, loc: tuple[str | int, ...]) -> Path_:
    """The model's location without what only the model knows, such as the arm of a union."""
    here: Any = _at(tree.values, under)
    path: Path_ = ()
    for position, step in enumerate(loc):
        is_last = position == len(loc) - 1
        if isinstance(here, Mapping) and step not in here and not is_last:
            continue
        path = (*path, step)
        if isinstance(here, Mapping):
            here = here.get(str(step))
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            here = None
    return path


def _at(values: Any, path: Path_) -> Any:
    for step in path:
        values = values[step]
    return values


def _defect(detail: ErrorDetails, path: Path_, tree: Tree, fields: Iterable[str]) -> Defect:
    name = ".".join(str(step) for step in path)
    match detail["type"]:
        case "extra_forbidden":
            near = difflib.get_close_matches(str(path[-1]), list(fields), n=1)
            known = ", ".join(sorted(fields))
            tip = f"did you mean `{near[0]}`?" if near else f"known here: {known}" if known else ""
            return Defect(
                code="E-CFG-003",
                message=f"nobody reads `{name}`",
                span=tree.key_span(path),
                help=tip,
            )
        case "missing":
            return Defect(
                code="E-CFG-004",
                message=f"`{name}` is missing",
                span=tree.key_span(path[:-1]),
                help=_described(detail),
            )
    return Defect(
        code="E-CFG-005",
        message=f"`{name}` cannot be used: {_sentence(detail)}",
        span=tree.value_span(path),
    )


def _sentence(detail: ErrorDetails) -> str:
    said = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "string_pattern_mismatch":
        return f"it must look like {detail.get('ctx', {}).get('pattern', '')}"
    return said[:1].lower() + said[1:]


def _described(detail: ErrorDetails) -> str:
    return "" if not detail["loc"] else f"add `{detail['loc'][-1]} = …` to this table"


def _fields(model: type[BaseModel], loc: tuple[str | int, ...]) -> tuple[str, ...]:
    """The names that may stand where the location's last step stands."""
    here: Any = model
    for step in loc[:-1]:
        here = _below(here, step)
    models = [m for m in _models(here)]
    return tuple(field.alias or name for one in models for name, field in one.model_fields.items())


def _below(annotation: Any, step: str | int) -> Any:
    for model in _models(annotation):
        for name, field in model.model_fields.items():
            if step in {name, field.alias}:
                return field.annotation
    if get_origin(annotation) in {dict, Mapping, list, tuple}:
        return get_args(annotation)[-1]
    for part in _parts(annotation):
        if get_origin(part) in {dict, Mapping, list, tuple}:
            return get_args(part)[-1]
    return None


def _models(annotation: Any) -> list[type[BaseModel]]:
    return [p for p in _parts(annotation) if isinstance(p, type) and issubclass(p, BaseModel)]


def _parts(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, UnionType}:
        for part in get_args(annotation):
            yield from _parts(part)
    elif annotation is not None:
        yield annotation
