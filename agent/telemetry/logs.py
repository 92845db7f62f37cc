"""Sets the log up: human on a terminal, JSON lines elsewhere; libraries only when it matters."""

import json
import logging
import re
import sys
from typing import TYPE_CHECKING

from loguru import logger

if TYPE_CHECKING:
    from loguru import Message, Record

# What libraries would say at length: zeep logs whole messages, passwords included.
_QUIET = ("zeep", "urllib3", "requests", "apscheduler", "aiohttp", "asyncio", "tzlocal")
_SECRET = re.compile(
    r"(whsec_[A-Za-z0-9+/=]+|cf1\.[A-Za-z0-9_\-]{20,}|(?i:basic|bearer)\s+[A-Za-z0-9+/=._\-]{8,}"
    r"|[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+\.[A-Za-z0-9.\-]+)"
)


def set_up_logs(form: str, level: str) -> None:
    """Write to standard error; `form` is `human`, `json` or `auto`."""
    is_human = form == "human" or (form == "auto" and sys.stderr.isatty())
    logger.remove()
    if is_human:
        shape = "{time:HH:mm:ss} <level>{level: <7}</level> {message}"
        logger.add(sys.stderr, level=level, format=shape, filter=_redact, diagnose=False)
    else:
        logger.add(_write_json, level=level, filter=_redact, diagnose=False, format="{message}")
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


def _write_json(message: "Message") -> None:
    record = message.record
    line: dict[str, object] = {
        "time": record["time"].isoformat(),
        "level": record["level"].name,
        "message": record["message"],
        "module": record["name"],
        **record["extra"],
    }
    if record["exception"] is not None:
        line["exception"] = redacted(str(message))
    sys.stderr.write(json.dumps(line, default=str, ensure_ascii=False) + "\n")


class _ToLoguru(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        logger.opt(depth=6).log(record.levelname, record.getMessage())
