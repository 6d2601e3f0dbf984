"""Fidelity while others write and change the schema: exact for a dump, not claimed for a copy of another moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from oneroof.config import Settings
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.rehearse import Request, first_stages
from oneroof.stages.context import Silent
from oneroof.verdict.judge import judge
from oneroof.verdict.model import StageRecord

SCRIPT = """
CREATE TABLE busy (id bigserial PRIMARY KEY, v text);
INSERT INTO busy (v) SELECT repeat('x', 50) FROM generate_series(1, 4000);
CREATE TABLE emptied (a int); INSERT INTO emptied SELECT generate_series(1, 500);
CREATE TABLE altered (a int); CREATE VIEW seen AS SELECT count(*) AS n FROM busy;
"""
#: What somebody does on production, over and over: rows, sequences, and each kind of DDL that could tear a copy apart.
WRITES = (
    "INSERT INTO busy (v) SELECT 'new' FROM generate_series(1, 20)",
    "UPDATE busy SET v = v || '.' WHERE id % 97 = 0",
    "DELETE FROM busy WHERE id % 101 = 0",
)
DDL = (
    "ALTER TABLE altered ADD b text DEFAULT 'b'",
    "CREATE TABLE passing (a int)",
    "TRUNCATE emptied",
    "INSERT INTO emptied SELECT generate_series(1, 300)",
    "CREATE OR REPLACE VIEW seen AS SELECT count(*) AS n FROM emptied",
    "DROP TABLE passing",
    "ALTER TABLE altered DROP b",
    "CREATE OR REPLACE VIEW seen AS SELECT count(*) AS n FROM busy",
)


@pytest.fixture
def production(server: embedded.Server) -> Iterator[Dsn]:
    """A production of its own; it goes with its clones."""
    name = f"load_{uuid4().hex[:8]}"
    dsn = server.dsn.with_database(name)
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {} STRATEGY file_copy").format(Identifier(name)))
    with Session.open(dsn, settings={"search_path": "public"}) as session:
        session.connection.execute(SCRIPT.encode())
    yield dsn
    with Session.open(server.dsn) as session:
        found = session.connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [name])
        for row in found.fetchall():
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(row["datname"])))


@contextmanager
def _others(
    dsn: Dsn, statements: tuple[str, ...], pause: float, still: Callable[[], bool] = lambda: False
) -> Iterator[list[str]]:
    """Somebody who does these one after another, for the length of the block; gives what was done."""
    done: list[str] = []
    stop = threading.Event()

    def work() -> None:
        with psycopg.connect(dsn.conninfo, autocommit=True, options="-c lock_timeout=200ms") as connection:
            for statement in cycle(statements):
                if not still():
                    with suppress(psycopg.Error):  # it waits for a lock of ours, or does not fit what is there now
                        connection.execute(statement.encode())
                        done.append(statement)
                if stop.wait(pause):
                    return

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


def _settings(server: embedded.Server, production: Dsn, folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "production": {"dsn": production.conninfo},
            "clone": {"dsn": server.dsn.conninfo},
            "report": {"out": folder},
            "home": folder / ".oneroof",
        }
    )


def _failures(records: tuple[StageRecord, ...], number: int) -> list[str]:
    found = judge(records[number - 1], records[: number - 1]).findings
    return [finding.code for finding in found if finding.severity == "fail"]


class _Attempts(Silent):
    """Counts how often stage 01 has begun to read the catalog, and knows which stage runs."""

    def __init__(self) -> None:
        self.stage, self.begun = 0, 0

    def stage_started(self, number: int, _title: str) -> None:
        """A stage begins."""
        self.stage = number

    def progress(self, what: str, _done: int, _total: int) -> None:
        """Each attempt of a fingerprint begins with its catalog."""
        self.begun += self.stage == 1 and what == "reading the catalog"

    def catalog_stands_still(self) -> bool:
        """From the third attempt of stage 01 until stage 02."""
        return self.stage == 1 and self.begun >= 3


def test_a_dump_is_exact_while_others_write_and_change_the_schema(
    server: embedded.Server, production: Dsn, tmp_path: Path
) -> None:
    """Rows without pause; DDL without pause but for one attempt: retried, then PASS, never a difference."""
    request, talk = Request(_settings(server, production, tmp_path)), _Attempts()
    with (
        _others(production, WRITES, 0.0) as wrote,
        _others(production, DDL, 0.01, talk.catalog_stands_still) as changed,
    ):
        records, passed, error = first_stages(request, talk)
    assert error is None
    assert talk.begun >= 3, "the catalog moved and nobody saw it"
    assert passed, [_failures(records, number) for number in (1, 2, 3)]
    assert [line for line in records[1].facts["differences"] if line["kind"] == "real"] == []
    assert len(wrote) > 20
    assert len(changed) > 10


class _Writer(Silent):
    """Somebody who writes once, just before the copy of another moment is made."""

    def __init__(self, dsn: Dsn) -> None:
        self.dsn = dsn

    def stage_started(self, number: int, _title: str) -> None:
        """At the beginning of stage 02."""
        if number == 2:
            with psycopg.connect(self.dsn.conninfo, autocommit=True) as connection:
                connection.execute("INSERT INTO busy (v) VALUES ('meanwhile')")


def test_a_copy_of_another_moment_claims_nothing_when_others_wrote(
    server: embedded.Server, production: Dsn, tmp_path: Path
) -> None:
    """A sound copy of another moment: not claimed, with what others changed; of a quiet production it is claimed."""
    request = Request(_settings(server, production, tmp_path), clone="template")
    records, passed, error = first_stages(request, _Writer(production))
    fidelity = records[1].facts["fidelity"]
    assert (passed, error) == (False, None)
    assert (fidelity["claimed"], fidelity["moment"]) == (False, "another")
    assert fidelity["moved"] == ["table:public.busy"]
    assert "fidelity-not-claimed" in _failures(records, 2)
    records, passed, error = first_stages(request)
    assert (passed, error) == (True, None)
    assert records[1].facts["fidelity"] == {"claimed": True, "moment": "equal", "moved": []}
