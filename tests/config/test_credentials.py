"""Secrets come by name, never from an open file, never over an old one."""

from pathlib import Path

import pytest

from agent.config.credentials import CredentialError, Credentials
from agent.config.pairing import as_credential, from_credential, new_pairing, wp_config_line


def test_a_file_of_the_owner_is_read_without_its_newline(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path, {})
    assert credentials.write("erp", "s3cret\n").stat().st_mode & 0o777 == 0o600
    assert credentials("erp") == "s3cret"


def test_a_file_open_to_others_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "erp"
    file.write_text("s3cret")
    file.chmod(0o644)
    with pytest.raises(CredentialError, match="chmod 600"):
        Credentials(tmp_path, {})("erp")


def test_systemd_comes_first_and_the_environment_last(tmp_path: Path) -> None:
    (tmp_path / "erp").write_text("from systemd")
    none = tmp_path / "none"
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path), "COUNTERFOIL_CREDENTIAL_SFTP": "env"}
    credentials = Credentials(none, environment)
    assert credentials("erp") == "from systemd"
    assert credentials("sftp") == "env"
    with pytest.raises(CredentialError, match="LoadCredential=other"):
        credentials("other")


def test_an_old_secret_is_never_overwritten(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path, {})
    credentials.write("shop_main", "one")
    with pytest.raises(FileExistsError):
        credentials.write("shop_main", "two")


def test_a_pairing_survives_its_credential_and_makes_one_line() -> None:
    pairing = new_pairing()
    assert from_credential(as_credential(pairing)) == pairing
    line = wp_config_line(pairing, code="WEB", listen="none")
    assert line.startswith("define( 'COUNTERFOIL_PAIRING', 'cf1.")
    assert line.endswith("' );")


@pytest.mark.parametrize("text", ["", "{}", '{"shop": "x", "keys": []}', "[1]"])
def test_what_is_no_pairing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="credential"):
        from_credential(text)
