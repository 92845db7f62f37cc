"""The benchmarks' command line: `python -m tests.benchmarks [name …] [--smoke] [--json FILE]`."""

import json
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tests.benchmarks.harness import Plan, Row
from tests.benchmarks.machine import facts, sentence

#: Name → module with `run(plan) -> list[Row]`; each is imported only when it is asked for.
BENCHMARKS = {
    name: f"tests.benchmarks.{name}"
    for name in ("intake", "client", "idle", "checkout", "latency", "stock_push")
}

console = Console(width=None if Console().is_terminal else 160)


def measure(name: str, plan: Plan) -> list[Row]:
    rows: list[Row] = import_module(BENCHMARKS[name]).run(plan)
    return rows


def main(
    names: Annotated[list[str] | None, typer.Argument(help=f"{', '.join(BENCHMARKS)}")] = None,
    smoke: Annotated[bool, typer.Option(help="Seconds only, the figures mean nothing.")] = False,
    runs: Annotated[int, typer.Option(help="Alternating runs of each contender.")] = 5,
    out: Annotated[Path | None, typer.Option("--json", help="Write everything here.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Where databases go: a real disk.")] = None,
) -> None:
    """Measure ours beside its peers and print figures, ratios and goals."""
    wrong = sorted(set(names or ()) - set(BENCHMARKS))
    if wrong:
        raise typer.BadParameter(f"{wrong[0]}: there are {', '.join(BENCHMARKS)}")
    written: list[dict[str, Any]] = []
    # Not below a home of mode 0700: the web user must be able to enter.
    with tempfile.TemporaryDirectory(prefix="cf-bench-", dir=folder or "/var/tmp") as made:  # noqa: S108
        Path(made).chmod(0o755)
        for name in names or BENCHMARKS:
            plan = Plan(runs=1 if smoke else runs, smoke=smoke, folder=Path(made))
            machine = facts(plan.folder)
            console.print(f"[bold]{name}[/bold]: {sentence(machine)}", highlight=False)
            rows = measure(name, plan)
            _show(rows)
            after = facts(plan.folder)["load"]
            written.append(
                {"benchmark": name, "smoke": smoke, "machine": machine, "load_after": after}
                | {"rows": [row.plain() for row in rows]}
            )
    if out is not None:
        out.write_text(json.dumps(written, indent=2) + "\n")


def _show(rows: list[Row]) -> None:
    table = Table("figure", "value", "goal", "", "median of the runs (lowest to highest)")
    for row in rows:
        style = "bold" if row.verdict == "goal missed" else None
        table.add_row(*row.cells(), style=style)
    console.print(table, highlight=False)


if __name__ == "__main__":
    typer.run(main)
