"""Bad input: one clear error each, the right exit code, nothing left behind and nothing lost."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.acceptance.conftest import PROGRAM, Answer, Oneroof
from tests.matrix import sampled

EXAMPLE = Path(__file__).parents[2] / "examples" / "PGBENCH_TELLER_REVIEW"


def _error(answer: Answer, exit_code: int, code: str) -> str:
    """The sentence of an error with the right exit code, in both places of the contract."""
    document = answer.document
    assert answer.status == document["exit"] == exit_code, document
    assert document["error"]["code"] == code
    assert document["error"]["next"]
    return str(document["error"]["message"])


@pytest.mark.parametrize("command", ["preflight", "rehearse", "status", "coverage", "fingerprint"])
def test_an_unreachable_server(oneroof: Oneroof, command: str) -> None:
    """Exit 3, and where it was looked for."""
    words = ("--json", command, "--production", "host=/nowhere dbname=shop")
    answer = oneroof(*words, schema="error", process=command == "status")
    assert "shop at /nowhere" in _error(answer, 3, "cannot-connect")


def test_a_database_that_does_not_exist(oneroof: Oneroof, server: embedded.Server) -> None:
    """Exit 3, in the server's own words."""
    dsn = server.dsn.with_database("no such database")
    assert "does not exist" in _error(oneroof("--json", "status", "--production", dsn.conninfo), 3, "cannot-connect")


def test_a_dsn_that_cannot_be_read(oneroof: Oneroof) -> None:
    """Exit 2, without repeating it: it may hold a password."""
    message = _error(oneroof("--json", "status", "--production", "hots=x pasword=hunter2"), 2, "config")
    assert "hunter2" not in message


def test_a_password_on_the_command_line(oneroof: Oneroof) -> None:
    """Exit 2: everybody on the machine could read it."""
    answer = oneroof("--json", "status", "--production", "postgresql://me:hunter2@localhost/shop")
    assert "hunter2" not in _error(answer, 2, "usage") + answer.stderr


def test_no_production_named(oneroof: Oneroof) -> None:
    """Exit 2, with every way to name one."""
    _error(oneroof("--json", "preflight"), 2, "config")


def test_an_unknown_setting(oneroof: Oneroof, tmp_path: Path) -> None:
    """A misspelt key is never a silent default."""
    (tmp_path / "oneroof.toml").write_text('[production]\ndsm = "dbname=shop"\n')
    assert "dsm" in _error(oneroof("--json", "preflight"), 2, "config")


@pytest.mark.parametrize(
    "command", ["preflight", "rehearse", "clone create", "clone reset x", "clone verify x", "fingerprint"]
)
def test_a_load_that_cannot_be_kept(oneroof: Oneroof, server: embedded.Server, tmp_path: Path, command: str) -> None:
    """The setting and the flag are looked at by each command that keeps the limit, before production is asked."""
    (tmp_path / "oneroof.toml").write_text(f'[clone]\ndsn = "{server.dsn.conninfo}"\n')
    words = ("--json", *command.split(), "--production", server.dsn.conninfo, "--max-load", "0")
    assert oneroof(*words, schema="error").status == 2
    (tmp_path / "oneroof.toml").write_text("[production]\nmax_load = -1\n")
    assert "max_load" in _error(oneroof("--json", *command.split()), 2, "config")


def test_a_word_too_many(oneroof: Oneroof) -> None:
    """Click's own complaints have the contract's form too."""
    _error(oneroof("rehearse", "--no-such-option", "--json", process=True), 2, "usage")


def test_a_server_too_old(database: Dsn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every session looks at the version first (a future oldest version stands in for an old server)."""
    from oneroof import errors  # noqa: PLC0415
    from oneroof.pg import session  # noqa: PLC0415

    monkeypatch.setattr(session, "MINIMUM_MAJOR", 99)
    with pytest.raises(errors.ServerTooOld) as caught:
        Session.open(database)
    assert caught.value.exit_code == 3


def test_missing_tools(oneroof: Oneroof, database: Dsn, tmp_path: Path) -> None:
    """No pg_dump: exit 3 before anything is made."""
    answer = oneroof(
        "--json", "rehearse", "--production", database.conninfo, "--packet", EXAMPLE,
        environment={"ONEROOF_TOOLS_BINDIR": str(tmp_path), "ONEROOF_CLONE_DSN": database.conninfo},
    )  # fmt: skip
    assert "pg_dump" in _error(answer, 3, "tool-missing")


def test_a_malformed_packet(oneroof: Oneroof, tmp_path: Path) -> None:
    """Exit 2, before production is even connected to."""
    packet = tmp_path / "BROKEN"
    packet.mkdir()
    (packet / "packet.toml").write_text("format = 1\n")
    (packet / "operation.sql").write_text("SELECT 1;\n")
    (packet / "rollback.sql").write_text("SELECT 1;\n")
    answer = oneroof("--json", "rehearse", "--production", "host=/nowhere", "--packet", packet)
    _error(answer, 2, "packet-malformed")
    _error(oneroof("packet", "check", packet, "--json"), 2, "packet-malformed")


def test_a_database_without_the_schema(oneroof: Oneroof, database: Dsn) -> None:
    """Exit 3, and both ways on."""
    answer = oneroof("--json", "rehearse", "--production", database.conninfo)
    _error(answer, 3, "schema-missing")
    _error(oneroof("--json", "coverage", "--production", database.conninfo), 3, "schema-missing")


def test_a_clone_server_that_is_production_itself(oneroof: Oneroof, database: Dsn) -> None:
    """Exit 4, nothing made."""
    answer = oneroof(
        "--json",
        "rehearse",
        "--production",
        database.conninfo,
        "--packet",
        EXAMPLE,
        "--clone-server",
        database.conninfo,
    )
    _error(answer, 4, "identity")


def test_sql_that_does_not_parse(oneroof: Oneroof, server: embedded.Server, database: Dsn, tmp_path: Path) -> None:
    """Operation or rollback: exit 2 with the server's words, before a clone is made; nothing of the text was run."""
    packet = tmp_path / "UNPARSABLE"
    packet.mkdir()
    (packet / "packet.toml").write_text(
        'format = 1\ncode = "UNPARSABLE"\ntitle = "x"\n[[catalog]]\nobject = "table:public.t"\nchange = "added"\n'
    )
    texts = {"operation.sql": "CREATE TABLE t (v int);\n", "rollback.sql": "DROP TABLE t;\n"}
    for broken in texts:
        for name, text in texts.items():
            (packet / name).write_text(
                text + ("SELECT nextval('s'); CREATE TABEL {x} '%';\n" if name == broken else "")
            )
        answer = oneroof(
            "--json", "rehearse", "--production", database.conninfo, "--packet", packet,
            environment={"ONEROOF_CLONE_DSN": server.dsn.conninfo},
        )  # fmt: skip
        _error(answer, 2, "packet-malformed")
        assert f"{broken} of UNPARSABLE does not parse" in answer.document["error"]["message"]
        assert "TABEL" in answer.document["error"]["message"]
    with Session.open(server.dsn) as session:
        named = session.connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{database.database}_gov_test"]
        )
        assert named.fetchall() == []


@pytest.mark.parametrize("how", sampled([signal.SIGINT, signal.SIGTERM], [signal.SIGINT]))
def test_an_interrupted_run(
    server: embedded.Server, make_database: Callable[..., Dsn], tmp_path: Path, how: signal.Signals
) -> None:
    """Exit 130; it says what it left behind; nothing of it keeps running; the next run starts cleanly."""
    database = make_database()
    with Session.open(database) as session:
        session.connection.execute(
            "CREATE TABLE public.big AS SELECT i, repeat('x', 200) FROM generate_series(1, 50000) i"
        )
    with _clones_dropped(server, database):
        process = _start(database, server, tmp_path)
        _wait_for_clone(server, database)
        process.send_signal(how)
        said = process.communicate(timeout=60)[1]
        assert process.returncode == 130, said
        assert "Interrupted" in said
        assert _sessions_of(server, database) == 0
        assert _clones(server, database) == [] or _clones(server, database)[0] in said


@pytest.mark.thorough
def test_a_killed_run_is_reported_by_the_next(
    server: embedded.Server, make_database: Callable[..., Dsn], tmp_path: Path
) -> None:
    """`kill -9`: the next run says which clone is left and how it is dropped, and passes under another name."""
    database = make_database()
    with Session.open(database) as session:
        session.connection.execute(
            "CREATE TABLE public.big AS SELECT i, repeat('x', 200) FROM generate_series(1, 50000) i"
        )
    with _clones_dropped(server, database):
        process = _start(database, server, tmp_path)
        _wait_for_clone(server, database)
        process.kill()
        process.communicate(timeout=60)
        left = _clones(server, database)
        again = _start(database, server, tmp_path)
        said = again.communicate(timeout=120)[1]
        assert left
        assert left[0] in said
        assert "remove it with" in said
        assert _clones(server, database)[:1] == left


def _packet(folder: Path) -> Path:
    packet = folder / "ADD_ONE"
    if not packet.exists():
        packet.mkdir()
        (packet / "packet.toml").write_text(
            'format = 1\ncode = "ADD_ONE"\ntitle = "x"\n[[catalog]]\nobject = "table:public.t"\nchange = "added"\n'
        )
        (packet / "operation.sql").write_text("CREATE TABLE t (v int);\n")
        (packet / "rollback.sql").write_text("DROP TABLE t;\n")
    return packet


def _start(database: Dsn, server: embedded.Server, folder: Path) -> subprocess.Popen[str]:
    words = [str(PROGRAM), "rehearse", "--production", database.conninfo, "--packet", str(_packet(folder))]
    return subprocess.Popen(
        words,
        cwd=folder,
        env={**os.environ, "ONEROOF_CLONE_DSN": server.dsn.conninfo},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _clones(server: embedded.Server, database: Dsn) -> list[str]:
    with Session.open(server.dsn) as session:
        found = session.connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [f"{database.database}_gov"]
        )
        return [row["datname"] for row in found.fetchall()]


def _wait_for_clone(server: embedded.Server, database: Dsn) -> None:
    deadline = time.monotonic() + 60
    while not _clones(server, database):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _sessions_of(server: embedded.Server, database: Dsn) -> int:
    """Sessions on production and its clones that are still there a moment after."""
    time.sleep(0.5)
    with Session.open(server.dsn) as session:
        found = session.connection.execute(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE starts_with(datname, %s)", [database.database]
        ).fetchone()
        assert found is not None
        return int(found["n"])


class _clones_dropped:  # noqa: N801 - reads as what it does
    """Clones of a database are dropped when the block ends."""

    def __init__(self, server: embedded.Server, database: Dsn) -> None:
        self.server, self.database = server, database

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(self, *_: object) -> None:
        """Drop them."""
        with Session.open(self.server.dsn) as session:
            for name in _clones(self.server, self.database):
                session.connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def test_two_packets_with_one_code(oneroof: Oneroof, tmp_path: Path) -> None:
    """Exit 2: a bundle knows its packets by their codes."""
    answer = oneroof("--json", "rehearse", "--production", "dbname=x", "--packet", EXAMPLE, "--packet", EXAMPLE)
    assert "PGBENCH_TELLER_REVIEW" in _error(answer, 2, "usage")


def test_a_place_that_cannot_be_published_to(oneroof: Oneroof, tmp_path: Path) -> None:
    """Exit 3 before anything is measured."""
    (tmp_path / "taken").write_text("a file")
    words = ("--json", "rehearse", "--production", "dbname=x", "--packet", EXAMPLE, "--out", tmp_path / "taken")
    _error(oneroof(*words), 3, "environment")
