"""Secrets by name: from systemd, from files only their owner can read, or from the environment."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

_ENVIRONMENT = "COUNTERFOIL_CREDENTIAL_"


class CredentialError(KeyError):
    """There is no such credential, or it lies open; the message says what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


class Credentials:
    """Looks in systemd's folder, then in the agent's own, then in the environment."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def __call__(self, name: str) -> str:
        """The secret, without a newline at its end.

        Raises:
            CredentialError: none of that name, or its file is open to others.
        """
        given = self._environment.get("CREDENTIALS_DIRECTORY")
        if given and (file := Path(given) / name).is_file():
            # systemd's own folder: only this service can see it, whatever the mode says.
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        file = self.folder / name
        if file.is_file():
            return _read(file)
        variable = _ENVIRONMENT + name.upper()
        if variable in self._environment:
            return self._environment[variable]
        raise CredentialError(
            f'there is no credential "{name}": put it into {file} (mode 0600), or give it to the'
            f" service with LoadCredential={name}:…"
        )

    def write(self, name: str, secret: str) -> Path:
        """Keep a new secret in a file of its own; never over an old one.

        Raises:
            FileExistsError: there is one.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.folder / name
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secret)
            stream.flush()
            os.fsync(stream.fileno())
        return file


def _read(file: Path) -> str:
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise CredentialError(
            f"{file} is open to others (mode {mode:04o}): `chmod 600 {file}`, and change the"
            " secret if others use this machine"
        )
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise CredentialError(f"{file} cannot be read: {error.strerror}") from error
