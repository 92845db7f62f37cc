"""What is handed to machines: a hardened unit, scripts that can be read, targets that explain."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.rules import ROOT, name_of, our_files

UNIT = ROOT / "packaging/systemd/counterfoil.service"
PACKAGES = ROOT / "packaging/install/debian-packages.sh"
EXPOSURE_MAX = 20  # tenths, on systemd's scale of ten
SCRIPTS = our_files("packaging/*.sh", ".ci/run")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not there")
def test_the_unit_is_hardened() -> None:
    ran = run("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE_MAX}", UNIT)
    assert ran.returncode == 0, ran.stdout[-200:] + ran.stderr


def test_the_unit_uses_the_folders_the_program_knows() -> None:
    unit = UNIT.read_text("utf-8")
    for kind in ("State", "Runtime", "Configuration"):
        assert f"{kind}Directory=counterfoil\n" in unit


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_a_script_can_be_read_and_run(script: Path) -> None:
    shell = "bash" if script.read_text("utf-8").startswith("#!/usr/bin/env bash") else "sh"
    assert run(shell, "-n", script).returncode == 0
    assert script.stat().st_mode & 0o111
    assert "set -eu" in script.read_text("utf-8")


@pytest.mark.parametrize("target", ["setup", "demo", "check", "test"])
def test_each_target_can_tell_what_it_misses_without_doing_anything(target: str) -> None:
    assert run(PACKAGES, "--list", target).returncode == 0


def test_an_unknown_set_of_packages_is_refused() -> None:
    assert run(PACKAGES, "--list", "everything").returncode == 2


def test_every_make_target_explains_itself() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    declared = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert declared - explained <= {"lint-php", "packages-setup"}


def test_the_lock_pins_every_package_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = re.split(r"\n(?=[a-z])", lock.split("\n", 2)[2])
    assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []
    assert not re.search(r"^(-i|--index|--find-links|--extra)", lock, re.MULTILINE)


def test_the_lock_holds_every_dependency_that_the_project_names() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    named = re.findall(r'^  "([a-z0-9-]+)(?:\[[a-z]+\])?>=', project, re.MULTILINE)
    missing = [name for name in named if not re.search(rf"^{name}==", lock, re.MULTILINE)]
    assert named
    assert missing == []
