"""What the figures were measured on: cores, load, the disk's fsync. Knows no benchmark."""

import os
import platform
import time
from pathlib import Path
from statistics import median
from typing import Any

_FSYNCS = 50


def facts(folder: Path) -> dict[str, Any]:
    """The machine now; `load` is of the minute before, so it also counts what others do on it."""
    return {
        "cores": os.cpu_count(),
        "cpu": _cpu(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "fsync_ms": round(_fsync_ms(folder), 3),
    }


def sentence(found: dict[str, Any]) -> str:
    return (
        f"{found['cores']} cores ({found['cpu']}), Python {found['python']}, "
        f"fsync of 8 KiB {found['fsync_ms']} ms, load {found['load'][0]}"
    )


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _fsync_ms(folder: Path) -> float:
    file = folder / "fsync.probe"
    took = []
    handle = os.open(file, os.O_CREAT | os.O_WRONLY)
    try:
        for turn in range(_FSYNCS):
            begun = time.perf_counter()
            os.pwrite(handle, b"\0" * 8192, turn * 8192)
            os.fsync(handle)
            took.append((time.perf_counter() - begun) * 1000)
    finally:
        os.close(handle)
        file.unlink()
    return median(took)
