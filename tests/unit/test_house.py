"""The house rules, measured: direction of imports, purity, one driver room, sizes of files and functions, SQL files."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from oneroof.pg import queries

SOURCE = Path(__file__).parents[2] / "src" / "oneroof"
FILES = sorted(SOURCE.rglob("*.py"))

#: The floors of the house, top to bottom; an arrow may skip a floor, none goes up.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"cli"}),
    frozenset({"clones"}),
    frozenset({"rehearse", "resume", "rollout", "programme", "demo"}),
    frozenset({"stages"}),
    frozenset({"reports"}),
    frozenset(
        {
            "evidence",
            "coverage",
            "sources",
            "scanner",
            "events",
            "clone",
            "packets",
            "schema",
            "fingerprint",
            "verdict",
            "gate",
            "keys",
            "production",
        }
    ),
    frozenset({"pg", "sql"}),
    frozenset({"config", "errors", "__init__"}),
)
#: Among the subject rooms, who may know whom.
SUBJECTS: dict[str, frozenset[str]] = {
    "verdict": frozenset({"fingerprint"}),  # its pure modules alone
    "fingerprint": frozenset({"clone"}),
    "clone": frozenset({"fingerprint", "schema"}),
    "packets": frozenset({"fingerprint", "clone"}),
    "schema": frozenset(),
    "sources": frozenset({"packets"}),
    "coverage": frozenset({"schema", "packets", "sources"}),
    "scanner": frozenset({"schema", "packets", "coverage"}),
    "events": frozenset({"schema"}),
    "evidence": frozenset({"verdict", "packets", "fingerprint", "keys"}),
    "gate": frozenset({"keys", "evidence", "packets", "clone", "schema"}),
    "keys": frozenset(),
    "production": frozenset({"gate", "evidence", "packets", "clone"}),
}
#: Data in, data out: no database, file, clock, process or randomness.
PURE = (
    "verdict/*.py",
    "reports/*.py",
    "fingerprint/model.py",
    "fingerprint/refs.py",
    "fingerprint/pace.py",
    "fingerprint/compare.py",
    "fingerprint/wal_changes.py",
    "fingerprint/plan.py",
    "fingerprint/file.py",
    "coverage/plan.py",
    "coverage/way.py",
    "coverage/graph.py",
    "coverage/fewest.py",
    "coverage/suggest.py",
    "coverage/report.py",
    "coverage/compare.py",
    "coverage/first_look.py",
    "scanner/parameters.py",
    "sources/*.py",
    "packets/model.py",
    "packets/written.py",
    "packets/digest.py",
    "packets/check.py",
    "packets/pins.py",
    "packets/plan.py",
    "packets/script.py",
    "packets/steps.py",
    "packets/measuring.py",
    "packets/result.py",
    "packets/psql.py",
    "packets/render.py",
    "clone/name.py",
    "clone/mask_plan.py",
    "clone/outward.py",
    "keys/public.py",
    "gate/values.py",
    "gate/text.py",
    "gate/people.py",
    "gate/authority.py",
    "gate/statement.py",
    "gate/act.py",
    "gate/admissible.py",
    "gate/files.py",
    "gate/words.py",
    "gate/human.py",
    "gate/quorum.py",
    "gate/founding.py",
    "gate/propose.py",
    "evidence/canonical.py",
    "evidence/redact.py",
    "evidence/model.py",
    "evidence/attestation.py",
    "evidence/reproduce.py",
    "evidence/parse.py",
    "evidence/agree.py",
    "evidence/packets.py",
    "evidence/check.py",
    "evidence/logs.py",
)
#: Rooms of a pure folder that read or write files, each for a stated reason.
IMPURE = {
    "reports/publish.py": "writes the package",
    "reports/loader.py": "reads the templates of the package once",
}
FORBIDDEN_IN_PURE = frozenset(
    {"psycopg", "os", "pathlib", "time", "random", "secrets", "subprocess", "socket", "shutil", "tempfile", "uuid"}
)
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
P90_FUNCTION_LINES = 27


def _room(path: Path) -> str:
    relative = path.relative_to(SOURCE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _floor(room: str) -> int:
    return next(level for level, rooms in enumerate(FLOORS) if room in rooms)


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}",
                (node.end_lineno or node.lineno) - node.lineno + 1,
            )


def test_every_room_stands_on_a_floor() -> None:
    """A new room is put on a floor here before anybody imports it."""
    assert {_room(path) for path in FILES} <= frozenset().union(*FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_arrow_goes_up(path: Path) -> None:
    """Imports go down the floors; between subject rooms only along the stated arrows."""
    room = _room(path)
    for module in _imports(path):
        parts = module.split(".")
        if parts[0] != "oneroof" or len(parts) == 1:
            continue
        other = parts[1] if (SOURCE / parts[1]).exists() or (SOURCE / f"{parts[1]}.py").exists() else "__init__"
        if other == room:
            continue
        assert _floor(other) >= _floor(room), f"{room} imports {module}, which stands above it"
        if other in SUBJECTS and room in SUBJECTS:
            assert other in SUBJECTS[room], f"{room} must not know {other}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_the_pg_room_imports_the_driver(path: Path) -> None:
    """Psycopg stands in one room."""
    if _room(path) != "pg":
        assert not [module for module in _imports(path) if module.split(".")[0] == "psycopg"]


@pytest.mark.parametrize("pattern", PURE)
def test_pure_rooms_are_pure(pattern: str) -> None:
    """Nothing that reads the world is imported, nor any room that does."""
    paths = [path for path in SOURCE.glob(pattern) if str(path.relative_to(SOURCE)) not in IMPURE]
    assert paths, f"{pattern} names no file"
    for path in paths:
        for module in _imports(path):
            assert module.split(".")[0] not in FORBIDDEN_IN_PURE, f"{path} imports {module}"
            assert not module.startswith(("oneroof.pg", "oneroof.sql", "oneroof.config")), f"{path} imports {module}"
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) not in {
                    ("datetime", "now"),
                    ("datetime", "utcnow"),
                    ("date", "today"),
                }
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"open", "print", "input"}, f"{path}:{node.lineno} calls {node.func.id}"


def test_a_verdict_needs_nothing_that_reads_the_world() -> None:
    """Of the fingerprint the rules know its words: modules that are pure themselves."""
    pure = {f"oneroof.{name.removesuffix('.py').replace('/', '.')}" for name in PURE}
    known = {module for path in SOURCE.glob("verdict/*.py") for module in _imports(path) if ".fingerprint." in module}
    assert known
    assert not [module for module in known if module not in pure and module.rpartition(".")[0] not in pure]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_stay_small(path: Path) -> None:
    """No file above 400 lines."""
    assert len(path.read_text().splitlines()) <= MAX_FILE_LINES


def test_functions_stay_small() -> None:
    """No function above 60 lines, and the 90th percentile stays where good codebases have it."""
    sizes = [item for path in FILES for item in _functions(path)]
    assert not [name for name, lines in sizes if lines > MAX_FUNCTION_LINES]
    assert statistics.quantiles([lines for _, lines in sizes], n=10)[-1] <= P90_FUNCTION_LINES


def test_every_query_says_what_it_answers() -> None:
    """The first line of each SQL file is a comment, and there is one statement in it (migrations are scripts)."""
    for name in queries.names():
        text = queries.load(name).text
        assert text.startswith("-- "), name
        if not name.startswith("schema/"):
            code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
            assert not code.rstrip().rstrip(";").rstrip().endswith(";"), name


def test_queries_are_ascii() -> None:
    """A character that a database's encoding does not have is refused by the server, in a comment, too."""
    assert [name for name in queries.names() if not queries.load(name).text.isascii()] == []
