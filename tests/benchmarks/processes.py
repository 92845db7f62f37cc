"""Processes that benchmarks start: given their settings on standard input, ended by their id."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]


class BenchmarkError(Exception):
    """A part of the benchmark did not do its work, so there is no figure."""


def ask(module: str, settings: Any) -> Any:
    """Run a module to its end; what it printed, as JSON."""
    done = subprocess.run(
        _command(module),
        input=_text(settings),
        capture_output=True,
        text=True,
        cwd=_ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise BenchmarkError(f"{module} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


@contextmanager
def running(module: str, settings: Any, log: Path) -> Iterator[str]:
    """A module that serves until it is ended; gives the line it prints when it is ready."""
    with log.open("a") as errors:
        process = subprocess.Popen(
            _command(module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=_ROOT,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(_text(settings))
        process.stdin.close()
        line = process.stdout.readline()
        if not line:
            raise BenchmarkError(f"{module} did not start:\n{log.read_text()[-2000:]}")
        yield line.strip()
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def _command(module: str) -> list[str]:
    return [sys.executable, "-m", f"tests.benchmarks.{module}"]


def _text(settings: Any) -> str:
    return json.dumps(asdict(settings), default=str)
