"""What the architecture tests share: where things are, and which files are ours."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "wp-plugin" / "counterfoil"


def our_files(*patterns: str) -> list[Path]:
    """Files git knows or would take up, so that caches and virtual environments stay out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(path for name in listed.splitlines() if (path := ROOT / name).is_file())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
