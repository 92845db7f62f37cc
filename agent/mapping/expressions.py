"""Sandboxed expressions over the order: decimals in, decimals out. No template, no file, no call.

An expression sees data and the filters below, nothing else: no attribute of any Python object can
be reached, so there is nothing to escape to. Whoever writes it is an admin; the limits are there
against slips.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any

from jinja2 import StrictUndefined, TemplateError, Undefined
from jinja2.environment import TemplateExpression
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment

from agent.mapping.flaws import UnmappableError

TEXT_MAX = 100_000
POWER_MAX = 64

Scope = Mapping[str, object]


def compile_expression(source: str) -> Callable[[Scope], object]:
    """Compile once; what comes back is run per order.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        # The one made for a missing name must not turn into None: that would be silent.
        expression = _ENVIRONMENT.compile_expression(source, undefined_to_none=False)
    except TemplateError as error:
        raise ValueError(f"the expression cannot be read: {error}") from error

    def run(scope: Scope) -> object:
        return _run(expression, scope)

    return run


def _run(expression: TemplateExpression, scope: Scope) -> object:
    try:
        result = expression(**scope)
    except (TemplateError, ArithmeticError, TypeError, ValueError, KeyError, IndexError) as error:
        raise UnmappableError(f"the expression fails: {_reason(error)}") from error
    if isinstance(result, Undefined):
        raise UnmappableError(f"the expression fails: there is no {result._undefined_name}")
    if isinstance(result, float):
        raise UnmappableError(
            "the expression gives a binary fraction; begin with a decimal: decimal(1) / 3"
        )
    if isinstance(result, str) and len(result) > TEXT_MAX:
        raise UnmappableError(f"the expression gives more than {TEXT_MAX} characters")
    return result


def _reason(error: Exception) -> str:
    if isinstance(error, DecimalException):
        return "not a number, or a division by zero"
    return str(error)


class _DecimalLiterals(Extension):
    """Reads `0.5` as a decimal: Jinja would make it a binary fraction."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type != "float":
                yield token
                continue
            line = token.lineno
            yield Token(line, "name", "decimal")
            yield Token(line, "lparen", "(")
            yield Token(line, "string", repr(token.value))
            yield Token(line, "rparen", ")")


class _DataOnly(ImmutableSandboxedEnvironment):
    """Reaches keys and positions of data, never an attribute, and cannot be made to grow."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        if isinstance(obj, (list, str)) and isinstance(argument, (int, slice)):
            try:
                return obj[argument]
            except IndexError:
                return self.undefined(obj=obj, name=str(argument))
        return self.undefined(obj=obj, name=str(argument))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if not isinstance(left, (int, Decimal)) or not isinstance(right, (int, Decimal)):
            raise TypeError(f"{operator} is for numbers")
        if operator == "**" and abs(decimal(right)) > POWER_MAX:
            raise ValueError(f"the power is above {POWER_MAX}")
        return super().call_binop(context, operator, left, right)


def decimal(value: object) -> Decimal:
    """A number or the text of one as a decimal."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError(f"{value!r} is not a decimal")
    made = Decimal(value)
    if not made.is_finite():
        raise ValueError(f"{value} is not a number")
    return made


def rounded(value: object, places: int = 0) -> Decimal:
    """Commercial rounding: halves away from zero."""
    return decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: object) -> str:
    """The one spelling of a number, for comparing: no exponent, no zeros at the end."""
    made = decimal(value)
    text = f"{made:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def total(values: Iterable[object], key: str = "") -> Decimal:
    """The sum of decimals, or of what their `key` holds."""
    return sum((decimal(_of(value, key)) for value in values), Decimal(0))


def tally(values: object, key: str, quantity: str) -> str:
    """What there is of each `key`: `MUG 2, TEA 1`, sorted, equal keys added up.

    One entry alone, as XML gives it, counts as a list of one; entries without a name do not count.
    """
    entries = values if isinstance(values, list) else [values]
    sums: dict[str, Decimal] = {}
    for entry in entries:
        name = _of(entry, key)
        if name in (None, ""):
            continue
        name = str(name)
        sums[name] = sums.get(name, Decimal(0)) + decimal(_of(entry, quantity))
    return ", ".join(f"{name} {number(value)}" for name, value in sorted(sums.items()) if value)


def _of(value: object, key: str) -> object:
    if not key:
        return value
    if not isinstance(value, Mapping) or key not in value:
        raise ValueError(f"there is no {key}")
    return value[key]


def _joined(values: Iterable[object], between: str = "") -> str:
    return between.join(str(value) for value in values if value not in (None, ""))


def _environment() -> _DataOnly:
    made = _DataOnly(undefined=StrictUndefined, extensions=[_DecimalLiterals], autoescape=False)
    made.globals = {"decimal": decimal}
    keep = ("default", "length", "upper", "lower", "trim", "first", "last")
    own: dict[str, Callable[..., Any]] = {
        "abs": lambda value: abs(decimal(value)),
        "decimal": decimal,
        "join": _joined,
        "number": number,
        "round": rounded,
        "sum": total,
        "tally": tally,
        "text": lambda value: f"{value:f}" if isinstance(value, Decimal) else str(value),
    }
    made.filters = {name: made.filters[name] for name in keep} | own
    return made


_ENVIRONMENT = _environment()
FILTERS = tuple(sorted(_ENVIRONMENT.filters))
