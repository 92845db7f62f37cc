"""Sets the log up: human on a terminal, JSON lines elsewhere; libraries only when it matters.

Whatever leaves, message, values and traces alike, is without secrets and mail addresses.
"""

import json
import logging
import re
import sys
import traceback
from typing import TYPE_CHECKING

from loguru import logger

if TYPE_CHECKING:
    from loguru import Message, Record

# What libraries would say at length: zeep logs whole messages, passwords included.
_QUIET = ("zeep", "urllib3", "requests", "apscheduler", "aiohttp", "asyncio", "tzlocal")
_SECRET = re.compile(
    r"(whsec_[A-Za-z0-9+/=]+|cf1\.[A-Za-z0-9_\-]{20,}|(?i:basic|bearer)\s+"
    r"(?=\S*(?:[0-9=+/]|[a-z][A-Z]))[A-Za-z0-9+/=._\-]{8,}"
    r"|[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+\.[A-Za-z0-9.\-]+"
    # What validation errors quote is whatever came in, and what database errors quote is a row.
    r"|(?<=input_value=).*?(?=, input_type=)|(?<=\[parameters: ).*(?=\]))",
    re.DOTALL,
)
_HUMAN = "{time:HH:mm:ss} <level>{level: <7}</level> {message}\n"


def set_up_logs(form: str, level: str) -> None:
    """Write to standard error; `form` is `human`, `json` or `auto`."""
    is_human = form == "human" or (form == "auto" and sys.stderr.isatty())
    logger.remove()
    if is_human:
        logger.add(
            _write_human,
            level=level,
            # A format that is a function gets no trace of loguru's own behind it.
            format=lambda _record: _HUMAN,
            filter=_whole,
            colorize=sys.stderr.isatty(),
        )
    else:
        logger.add(_write_json, level=level, format="{message}", filter=_redact)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # What a job raises is told once, by our scheduler.
    logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
    logging.basicConfig(handlers=[_ToLoguru()], level=logging.WARNING, force=True)


def redacted(text: str) -> str:
    """The text without secrets and mail addresses."""
    return _SECRET.sub("[hidden]", text)


def _redact(record: "Record") -> bool:
    record["message"] = redacted(record["message"])
    return True


def _whole(record: "Record") -> bool:
    """The message with its trace, for people."""
    record["message"] = "\n".join([record["message"].rstrip(), *_trace(record)])
    return _redact(record)


def _trace(record: "Record") -> list[str]:
    """The trace of an exception without the values of variables."""
    exception = record["exception"]
    if exception is None:
        return []
    return "".join(traceback.format_exception(*exception)).rstrip().splitlines()


def _write_human(message: "Message") -> None:
    sys.stderr.write(message)


def _write_json(message: "Message") -> None:
    record = message.record
    line: dict[str, object] = {
        "time": record["time"].isoformat(),
        "level": record["level"].name,
        "message": record["message"],
        "module": record["name"],
        **{name: _told(value) for name, value in record["extra"].items()},
    }
    if record["exception"] is not None:
        line["exception"] = redacted("\n".join(_trace(record)))
    sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")


def _told(value: object) -> object:
    plain = value is None or isinstance(value, bool | int | float)
    return value if plain else redacted(str(value))


class _ToLoguru(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        logger.opt(depth=6, exception=record.exc_info).log(record.levelname, record.getMessage())
