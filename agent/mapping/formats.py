"""Value formats: how one value is spelt for an ERP. Each is a name, and where needed arguments."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, DecimalException
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.mapping.expressions import number, rounded
from agent.mapping.flaws import UnmappableError

Format = Callable[[object], object]


def compile_format(spec: str, tz: str) -> Format:
    """A format such as `decimal:2`, `date:%Y-%m-%d`, `upper`, `pad:10:0`, `cut:30`.

    Raises:
        ValueError: there is none of that name, or its arguments are wrong.
    """
    name, _, argument = spec.partition(":")
    maker = FORMATS.get(name)
    if maker is None:
        raise ValueError(f"there is no format {name}; there are {', '.join(sorted(FORMATS))}")
    return maker(argument, tz)


def as_text(value: object) -> str:
    """A value as it is written where no format says otherwise."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    raise UnmappableError(f"this is not one value but a {type(value).__name__}")


def _decimal(argument: str, _tz: str) -> Format:
    places = _count(argument, "decimal:2")
    return _numeric(lambda value: f"{rounded(value, places):f}")


def _number(_argument: str, _tz: str) -> Format:
    return _numeric(number)


def _numeric(make: Callable[[object], str]) -> Format:
    def run(value: object) -> object:
        try:
            return make(value)
        except (ValueError, TypeError, DecimalException) as error:
            raise UnmappableError(f"{value!r} is not a number") from error

    return run


def _date(argument: str, tz: str) -> Format:
    pattern = argument or "%Y-%m-%d"
    try:
        zone = ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"there is no time zone {tz}") from error
    return lambda value: _moment(value).astimezone(zone).strftime(pattern)


def _moment(value: object) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(as_text(value))
    except ValueError as error:
        raise UnmappableError(f"{value!r} is not a time") from error
    if moment.tzinfo is None:
        raise UnmappableError(f"{value} has no time zone")
    return moment


def _pad(argument: str, _tz: str) -> Format:
    width, _, fill = argument.partition(":")
    places = _count(width, "pad:10:0")
    if len(fill or "0") != 1:
        raise ValueError("padding is done with one character: pad:10:0")

    def run(value: object) -> object:
        text = as_text(value)
        if len(text) > places:
            raise UnmappableError(f'"{text}" is longer than {places} characters')
        return text.rjust(places, fill or "0")

    return run


def _cut(argument: str, _tz: str) -> Format:
    bytes_max = _count(argument, "cut:30")
    # Cut between characters, not inside one.
    return lambda value: as_text(value).encode()[:bytes_max].decode(errors="ignore")


def _texts(change: Callable[[str], str]) -> Callable[[str, str], Format]:
    return lambda _argument, _tz: lambda value: change(as_text(value))


def _count(text: str, example: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(f'"{text}" is not a count, as in {example}')
    return int(text)


FORMATS: dict[str, Callable[[str, str], Format]] = {
    "cut": _cut,
    "date": _date,
    "decimal": _decimal,
    "lower": _texts(str.lower),
    "number": _number,
    "pad": _pad,
    "strip": _texts(str.strip),
    "text": _texts(str),
    "upper": _texts(str.upper),
}
