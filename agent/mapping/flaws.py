"""What can be wrong: a defect of a mapping (found when it is loaded), a flaw of one order."""

from dataclasses import dataclass

Path = tuple[str | int, ...]  #: keys below the system's table in agent.toml


def spell(path: Path) -> str:
    """A path as people read it: `create_order.document.Lines`, `result[2].is`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """Something in a mapping that cannot be meant."""

    path: Path
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Why a place of the ERP's document cannot be made of one order."""

    path: Path
    why: str


class MappingError(Exception):
    """A mapping with all its defects."""

    def __init__(self, defects: tuple[Defect, ...]) -> None:
        super().__init__("; ".join(f"{spell(one.path)}: {one.message}" for one in defects))
        self.defects = defects


class UnmappableError(Exception):
    """One value cannot be made; the message is the reason."""
