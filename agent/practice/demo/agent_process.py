"""The agent as its user runs it: set up by its own command line, started, killed, asked."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

_STARTS_WITHIN_S = 30.0
_STOPS_WITHIN_S = 20.0


class AgentProcessError(Exception):
    """The agent did not do what its user asked; the message is what it printed."""


class AgentProcess:
    """One agent with its own folder. It is told nothing of practice: only its agent.toml."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.config = home / "agent.toml"
        self.log = home / "agent.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def write_credential(self, name: str, value: str) -> None:
        """A file only its owner can read, as the agent insists."""
        folder = self.home / "credentials"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / name
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as stream:
            stream.write(value)

    def ask(self, *words: str) -> str:
        """Run one command; what it prints.

        Raises:
            AgentProcessError: it ended with another status than 0.
        """
        done = subprocess.run(  # noqa: S603 - our own interpreter
            self._command(*words), capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode != 0:
            raise AgentProcessError(
                f"`counterfoil {' '.join(words)}` ended with {done.returncode}:\n"
                f"{done.stdout}{done.stderr}"
            )
        return done.stdout

    def start(self) -> None:
        """Start `counterfoil run` and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
                self._command("run"), stdout=log, stderr=log, start_new_session=True
            )
        ends_at = time.monotonic() + _STARTS_WITHIN_S
        while time.monotonic() < ends_at:
            if self._process.poll() is not None:
                raise AgentProcessError(self._last_words())
            if self._listens():
                return
            time.sleep(0.1)
        raise AgentProcessError(self._last_words())

    def _listens(self) -> bool:
        """Whether it can be asked; not by asking: a command without an agent takes its lock."""
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.home / "data/control/control.sock")) == 0

    def kill(self) -> None:
        """SIGKILL, as the power button."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and wait until what it had begun is done."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(how)
        try:
            process.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "agent", "--config", str(self.config), *words]

    def _last_words(self) -> str:
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return f"the agent did not start:\n{text[-2000:]}"
