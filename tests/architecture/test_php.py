"""The plugin's arrows, and that every PHP file of ours can be read by PHP 8.1.

Neither PHPStan nor PHP 8.1 is to be had in Debian 12, so a reader of tokens stands in for both.
"""

import json
import subprocess
from pathlib import Path

import pytest

from tests.architecture.rules import PLUGIN, name_of, our_files

READER = Path(__file__).with_name("php_source.php")
# From the roof down: a room may use what stands below it, never a neighbour or what is above.
FLOORS = (
    ("Plugin",),
    ("Install", "Admin", "Cli", "Health", "Privacy"),
    ("Order", "Stock", "Refund", "Shipment", "Invoice"),
    ("Mirror", "Outbox"),
    ("Agent",),
    ("Settings",),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# The ground: used by everyone, using nothing but each other.
FOR_EVERYBODY = {"Autoloader", "Database", "DatabaseFault", "Log", "Registrable"}
NARROWER = {"Install": {"Settings"}}


def read(paths: list[Path]) -> dict[str, dict[str, list[str]]]:
    """What the PHP reader says of each file."""
    names = "\n".join(map(str, paths))
    command = ["php", "-n", "-d", "extension=tokenizer", str(READER)]
    ran = subprocess.run(command, input=names, capture_output=True, text=True, check=True)
    answer: dict[str, dict[str, list[str]]] = json.loads(ran.stdout[ran.stdout.index("{") :])
    return answer


def room_of(path: Path) -> str:
    """The first folder under src, or the class that stands there itself; the main file: Plugin."""
    parts = path.relative_to(PLUGIN).with_suffix("").parts
    return parts[1] if parts[0] == "src" else "Plugin"


def may_use(room: str, other: str) -> bool:
    if other == room or other in FOR_EVERYBODY:
        return True
    if room in FOR_EVERYBODY or other not in NARROWER.get(room, {other}):
        return False
    return FLOOR[other] > FLOOR[room]


def test_the_plugins_rooms_use_only_what_stands_below_them() -> None:
    wrong = []
    for path, found in read(our_files("wp-plugin/*.php")).items():
        room = room_of(Path(path))
        assert room in FLOOR.keys() | FOR_EVERYBODY, f"say in FLOORS where {room} stands"
        used = [name.split("\\")[1] for name in found["names"] if name.startswith("Counterfoil\\")]
        wrong += [f"{name_of(Path(path))} uses {o}" for o in used if not may_use(room, o)]
    assert wrong == []


def test_every_php_file_can_be_read_by_php_8_1() -> None:
    files = our_files("wp-plugin/*.php", "agent/*.php", "tests/*.php")
    found = {name_of(Path(path)): said["newer_than_81"] for path, said in read(files).items()}
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "code",
    [
        "readonly class A {}",
        "final readonly class A {}",
        "readonly final class A {}",
        "function f(): null {}",
        "function f(): ?false {}",
        "function f(): true|A {}",
        "function f(): true {}",
        "function f( false $a ) {}",
        "function f( int $b, null ...$a ) {}",
        "class A { public null $a; }",
        "class A { private readonly false $a; }",
        "class A { public function __construct( private true $a ) {} }",
        "abstract class A { abstract public function f(): false; }",
        "$f = fn(): null => null;",
        "$f = function () use ( $a ): true { return true; };",
        "function f( (A&B)|null $a ) {}",
        "function f( null|(A&B) $a ) {}",
        "function f(): (A&B)|C {}",
        "function f(): A|(B&C) {}",
        "class A { public (B&C)|D $a; }",
        "trait T { const A = 1; }",
        'trait T { function f(): void { if ( true ) { $a = "{$b}"; } } public const A = 1; }',
        "class A { const string B = 'b'; }",
        "class A { public const ?int B = 1; }",
    ],
)
def test_what_php_8_1_refuses_is_found(tmp_path: Path, code: str) -> None:
    assert newer(tmp_path, code), code


@pytest.mark.parametrize(
    "code",
    [
        "final class A { public readonly int $a; }",
        "class A { public function __construct( private readonly ?string $a = null ) {} }",
        "function f( ?int $a, int|null $b, int|false $c, A&B $d ): A|false {}",
        "function f( A|null &$e, string ...$g ): ?A {}",
        "function f(): ?A { return $a ? ( null ) : true; }",
        "$a = $b ? f() : null; $c = $d ? ( true ) : false; f( null, $a, false, $b );",
        "switch ( $a ) { case f(): true; case ( $b ): null; default: false; }",
        "$a = array( 'x' => ( true ), $b ); if ( null === $a && ( false | $b ) ) {}",
        "class A { const STATIC_B = 1, C = 2; use T; public const D = null; }",
        "trait T { public function f(): void {} } class A { const B = 1; }",
        "enum E: string { case A = 'a'; const B = self::A; }",
        "if ( f() ): true; endif; foreach ( $a as $b ): null; endforeach;",
        "$f = static fn( int $a ): int => $a & ( $b | $c ); $g = ( A & B ) | $c;",
        "use const Foo\\{BAR, BAZ}; use function Foo\\bar;",
        "return match ( true ) { is_a( $a ) => null, default => false };",
    ],
)
def test_what_php_8_1_reads_is_let_pass(tmp_path: Path, code: str) -> None:
    assert newer(tmp_path, code) == []


def newer(folder: Path, code: str) -> list[str]:
    path = folder / "code.php"
    path.write_text(f"<?php\n{code}\n", encoding="utf-8")
    return read([path])[str(path)]["newer_than_81"]


@pytest.mark.parametrize(
    ("room", "other", "allowed"),
    [
        ("Plugin", "Admin", True),
        ("Order", "Outbox", True),
        ("Order", "Order", True),
        ("Stock", "Registrable", True),
        ("Outbox", "Settings", True),
        ("Install", "Settings", True),
        ("Install", "Outbox", False),
        ("Order", "Stock", False),
        ("Mirror", "Outbox", False),
        ("Agent", "Order", False),
        ("Settings", "Agent", False),
    ],
)
def test_the_table_of_floors_says_who_may_use_whom(room: str, other: str, *, allowed: bool) -> None:
    assert may_use(room, other) is allowed


def test_names_are_found_in_every_way_of_writing_them(tmp_path: Path) -> None:
    path = tmp_path / "names.php"
    path.write_text(
        "<?php\nnamespace Counterfoil\\Order;\n"
        "use Counterfoil\\Agent\\Route;\nuse Counterfoil\\{Outbox\\Outbox, Mirror\\Cases as C};\n"
        "new \\Counterfoil\\Stock\\Gate();\n",
        encoding="utf-8",
    )
    assert set(read([path])[str(path)]["names"]) == {
        "Counterfoil\\Agent\\Route",
        "Counterfoil\\Outbox\\Outbox",
        "Counterfoil\\Mirror\\Cases",
        "Counterfoil\\Stock\\Gate",
    }
