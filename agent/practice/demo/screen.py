"""What the demo shows: a line for each thing that happens, progress, and the summary."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from agent.practice.demo.books import Verdict


class Screen:
    """Lines with the time since the start; plain text where nobody watches."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._status = self._console.status("Beginning …")
        self._started_at = time.monotonic()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """In a terminal a moving line below the others tells what is being done."""
        with self._status:
            yield

    def say(self, text: str) -> None:
        passed = time.monotonic() - self._started_at
        self._print(f"[dim]{passed:6.1f} s[/dim]  {text}")
        self._status.update(f"{text} …")

    def wait(self, look: Callable[[], str | None], *, limit_s: float) -> bool:
        """Show what `look` says once a second until it says nothing; False when time is up.

        In a terminal it is one line that changes; elsewhere a line for each change.
        """
        ends_at = time.monotonic() + limit_s
        last = ""
        while time.monotonic() < ends_at:
            text = look()
            if text is None:
                return True
            if self._console.is_terminal:
                self._status.update(text)
            elif text != last:
                self.say(text)
            last = text
            time.sleep(1)
        return False

    def summary(self, verdict: Verdict) -> None:
        """The books in one table, and what needs a person by order."""
        table = Table(title="Three ledgers compared", title_justify="left", show_header=False)
        table.add_column(justify="left")
        table.add_column(justify="right")
        table.add_row("Orders in the shop", str(verdict.orders))
        table.add_row("In the ERP exactly once", str(len(verdict.once)))
        table.add_row("Cancelled in both", str(len(verdict.cancelled)))
        table.add_row("Needs a person", str(len(verdict.needs_person)))
        table.add_row("Lost", str(len(verdict.lost)))
        table.add_row("Doubled", str(len(verdict.doubled)))
        table.add_row("Stock right in the shop", f"{verdict.stock_right} of {verdict.stock_all}")
        self._console.print(table)
        for needing in verdict.needs_person:
            for reason in needing.reasons:
                self._print(f"  Order {needing.number}: {reason}")

    def remedies(self, causes: Iterable[Mapping[str, str]]) -> None:
        """What the agent says is to be done, each thing once."""
        for owner, remedy in dict.fromkeys((one["owner"], one["remedy"]) for one in causes):
            self._print(f"  What to do ({owner}): {remedy}")

    def last_word(self, verdict: Verdict, seed: int) -> None:
        """Every difference by name, and whether the books agree."""
        for difference in verdict.differences:
            self._print(f"  [bold red]Differs:[/bold red] {difference}")
        word = "The books agree." if verdict.agree else "THE BOOKS DO NOT AGREE."
        self._console.print(f"{word} (The same faults again: SEED={seed})")

    def _print(self, text: str) -> None:
        """Wrapped at words in a terminal, whole lines where a program reads them."""
        self._console.print(text, soft_wrap=not self._console.is_terminal)
