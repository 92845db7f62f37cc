"""A persistent PHP process that drives the plugin's stock classes; see worker.php."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agent.practice.shop.programs import find_programs
from agent.practice.shop.shop import PracticeShop

SCRIPT = Path(__file__).with_name("worker.php")
SOURCES = Path(__file__).parents[3] / "wp-plugin/counterfoil/src/Stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A rule broken on purpose: `old` in the class's source becomes `new`."""

    cls: str
    old: str
    new: str

    def plain(self) -> dict[str, str]:
        source = SOURCES / f"{self.cls}.php"
        return {"class": self.cls, "source": str(source), "old": self.old, "new": self.new}


class Worker:
    """Calls go in as lines of JSON; a fault of PHP becomes an error here."""

    def __init__(self, shop: PracticeShop, patch: Patch | None = None) -> None:
        self._process = subprocess.Popen(
            [find_programs().php, "-d", "display_errors=stderr", str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                "PATH": "/usr/bin:/bin",
                "SHOP_WORDPRESS": str(shop.root),
                "SHOP_HOST": shop.url.removeprefix("http://"),
                "COUNTERFOIL_PATCH": json.dumps(patch.plain()) if patch else "",
            },
        )

    def call(self, name: str, *args: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"name": name, "args": args}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the PHP worker has died"
        said = json.loads(line)
        if "fault" in said:
            raise RuntimeError(said["fault"])
        return said["said"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()
