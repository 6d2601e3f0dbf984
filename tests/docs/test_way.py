"""The page "From a pull request to production", run line by line as it stands, its output compared with the page's."""

from __future__ import annotations

import hashlib
import os
import pty
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from oneroof.gate.founding import FirstAttestor, Founder, render_authority
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Session
from oneroof.schema.install import install
from tests.acceptance.conftest import PROGRAM, call
from tests.attest_support import make_key, public

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "from-pull-request-to-production.md"
PACKET = "PGBENCH_ACCOUNT_TIERS"
PEOPLE = {
    "grace": ("Grace Hopper", "L4"),
    "ada": ("Ada Lovelace", "L2"),
    "bob": ("Bob Kahn", "L2"),
    "olga": ("Olga Ladyzhenskaya", "L1"),
}
#: What differs from run to run.
_VARYING = (
    (re.compile(r"SHA256:[A-Za-z0-9+/]{43}"), "KEY"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "DIGEST"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UID"),
    (re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}Z)?)?"), "TIME"),
    (re.compile(r"\b[a-z]{3,8}(-[a-z]{3,8}){5}\b"), "WORDS"),
    (re.compile(r"endpoint: \S+"), "endpoint: HOST"),
    (re.compile(r"\b(database|identity:|for|in) (shop|t_[0-9a-f]{12})\b"), r"\1 DATABASE"),
    (re.compile(r"\d+"), "N"),
)


@dataclass(frozen=True)
class Line:
    """A command of the page, and what the page says that it prints."""

    command: str
    printed: tuple[str, ...]


def lines_of(page: str) -> Iterator[Line]:
    """The commands of all consoles, in order."""
    for block in re.findall(r"^```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", re.sub(r"\\\n\s*", " ", block), flags=re.MULTILINE)[1:]:
            command, *printed = part.rstrip("\n").split("\n")
            yield Line(command, tuple(line for line in printed if line.strip() and line != "…"))


def plain(line: str) -> str:
    """A line without what differs from run to run."""
    for pattern, name in _VARYING:
        line = pattern.sub(name, line)
    return " ".join(line.split())


@pytest.fixture
def folder(server: embedded.Server, make_database: Callable[..., Dsn], tmp_path: Path) -> Iterator[Path]:
    """A pgbench database with oneroof's core, people's keys, and the files that the page takes for granted."""
    dsn = make_database()
    pgbench: list[str | Path] = [
        server.bindir / "pgbench",
        "-q",
        "-i",
        "-s",
        "1",
        "-h",
        server.socket,
        "-U",
        "postgres",
        dsn.database,
    ]
    subprocess.run(pgbench, check=True, capture_output=True)
    with Installer.open(dsn) as session:
        install(session)
    with Session.open(dsn) as session:
        uid = session.connection.execute("SELECT database_uid::text AS uid FROM oneroof.database_identity").fetchone()
    shutil.copytree(ROOT / "examples" / PACKET, tmp_path / PACKET)
    (tmp_path / "keys").mkdir()
    keys = {name: make_key(tmp_path / "keys", name) for name in (*PEOPLE, "ci")}
    content = render_authority(
        "Example organisation",
        [Founder(ref, name, level, "Lead", public(keys[ref])) for ref, (name, level) in PEOPLE.items()],  # type: ignore[arg-type]
        [FirstAttestor("ci", "CI runner", public(keys["ci"]))],
        l2=2,
        min_version="0.1.0",
        since=datetime(2020, 1, 1, tzinfo=UTC),
    )
    (tmp_path / "authority.toml").write_bytes(content)
    (tmp_path / "oneroof.toml").write_text(
        f'[production]\ndsn = "{dsn.conninfo}"\n[clone]\ndsn = "{server.dsn.conninfo}"\n'
        f'[trust]\nauthority_version = 1\nauthority_digest = "{hashlib.sha256(content).hexdigest()}"\n'
        f'endpoint = "{server.socket}:5432/{dsn.database}"\ndatabase_uid = "{uid["uid"] if uid else ""}"\n'
    )
    yield tmp_path
    with Session.open(server.dsn) as session:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for row in session.connection.execute(query, [f"{dsn.database}_gov_test"]).fetchall():
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(row["datname"])))


def run(command: str, folder: Path) -> str:
    """A line of the page; both outputs, as one text. What asks at a terminal gets one, where somebody types."""
    found = [str(path.relative_to(folder)) for path in folder.glob("reports/knowledge/dev/reports/architecture/*-20*")]
    words = shlex.split(command.replace("$PACKAGE", found[0] if found else ""))
    if words[0].startswith("PACKAGE="):
        assert (
            subprocess.check_output(["bash", "-c", f"{command}; echo $PACKAGE"], cwd=folder, text=True).split() == found
        )
        return ""
    assert words.pop(0) == "oneroof", command
    if words[0] == "rollout" and words[1] != "plan":
        return _at_terminal(words, folder)
    if words[0] == "gate" and words[1] in {"propose", "sign"}:
        words.append("--yes")
    answer = call(folder, *words)
    assert answer.status == 0, f"{command}\n{answer.stdout}{answer.stderr}"
    return answer.stdout + answer.stderr


def _at_terminal(words: list[str], folder: Path) -> str:
    keyboard, terminal = pty.openpty()
    os.write(keyboard, f"{PACKET}\n".encode())
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ONEROOF_", "PG"))}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    try:
        done = subprocess.run([PROGRAM, *words], cwd=folder, env=clean, stdin=terminal, check=False, **pipes)
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert done.returncode == 0, f"{words}\n{done.stdout}"
    return str(done.stdout)


def test_the_whole_way(folder: Path) -> None:
    """From `packet check` to `gate verify`, and back: each line ends with 0 and prints what the page says."""
    lines = list(lines_of(PAGE.read_text()))
    assert sum(line.command.startswith("oneroof gate") for line in lines) >= 8
    for line in lines:
        printed = [plain(text) for text in run(line.command, folder).splitlines()]
        missing = [text for text in line.printed if plain(text) not in printed]
        assert not missing, f"{line.command} printed\n" + "\n".join(printed)
