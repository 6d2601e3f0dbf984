"""Production's log read beside stages 04 and 09: what stage 10 has of it, and what a stage that fails leaves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from oneroof.config import Settings
from oneroof.errors import SqlFailed
from oneroof.evidence.journal import Journal
from oneroof.fingerprint import wal
from oneroof.fingerprint.load import Governor
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.stages import context as of_run
from oneroof.stages.context import Context, Silent
from tests.stages.conftest import Result, Saboteur, Small, one_table, rehearse_with, run, with_max_load

NEW_FILE = "SELECT pg_logical_emit_message(true, 'x', 'y'), pg_switch_wal()"


@pytest.fixture
def inspector(make_database: Callable[..., Dsn]) -> None:
    """Another database of the cluster has pg_walinspect."""
    run(make_database(), "CREATE EXTENSION pg_walinspect")


@pytest.fixture
def short_log(server: embedded.Server) -> Iterator[None]:
    """The log is recycled as on a server of nobody's care."""
    with Session.open(server.dsn) as session:
        session.connection.execute("ALTER SYSTEM SET wal_keep_size = '0'")
        session.connection.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            session.connection.execute("ALTER SYSTEM RESET wal_keep_size")
            session.connection.execute("SELECT pg_reload_conf()")


@pytest.mark.usefixtures("inspector", "short_log")
def test_stage_10_has_what_was_read_beside_the_stages_before(
    bare: Small, rehearsed_bare: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of all that was before stage 09 is gone by then, and still it says what was written."""
    bare.sql("CREATE TABLE aside.busy (v int); CREATE TABLE aside.still (v int)")
    began: list[int] = []
    read: list[int] = []

    class Watch(Saboteur):
        def stage_started(self, number: int, title: str) -> None:
            began.append(number)
            super().stage_started(number, title)

    def reading(*given: Any, **named: Any) -> None:
        read.append(began[-1])
        wal.read_ahead(*given, **named)

    def next_file() -> None:
        bare.sql("INSERT INTO aside.busy VALUES (1)")
        bare.sql(NEW_FILE)
        bare.sql("SET LOCAL synchronous_commit = on; SELECT pg_logical_emit_message(true, 'x', 'y')")

    monkeypatch.setattr(of_run, "read_ahead", reading)
    result = rehearsed_bare(saboteur=Watch({9: next_file, 10: bare.on_production("CHECKPOINT")}))
    assert result.failed() == []
    assert read == [4, 9]
    said: Any = result.facts("impact")
    assert (said["impact_by"], said["wal"]["why_not"]) == ("wal", None)
    assert [item["object"] for item in said["wal_relations"]] == ["table:aside.busy"]


@pytest.mark.usefixtures("inspector")
def test_the_load_of_reading_it_is_told_and_kept(bare: Small) -> None:
    """Stages 04 and 09 ask production for nothing else."""
    result = rehearse_with(bare, settings=with_max_load(bare.settings(), 0.5), packets=(one_table(bare),))
    assert result.failed() == []
    for key in ("seed", "rollback"):
        load: Any = result.facts(key)["load"]
        assert 0 < load["achieved"] <= load["limit"] == 0.5
        assert "load" in {finding.code for finding in result.judgements[key].findings}


@pytest.fixture
def context(database: Dsn, tmp_path: Path) -> Iterator[Context]:
    """A run under a limit, at its first moment; some log was written since."""
    journal = Journal.start(tmp_path, "run", command="rehearse", production="here", asked={})
    made = Context(
        "run", datetime.now(UTC), Settings(), database, "packets", (), tmp_path, journal, Silent(),
        governor=Governor(0.02),
    )  # fmt: skip
    with made.resources:
        made.reader = made.open_reader()
        with made.reader.snapshot():
            noted = wal.note(made.reader)
        with made.reader.snapshot():
            made.wal_start = noted.seen_by(made.reader)
        made.log = made.wal_start.reading()
        run(database, "CREATE TABLE t AS SELECT g FROM generate_series(1, 30000) g")
        yield made
    journal.finished()


@pytest.mark.usefixtures("inspector")
@pytest.mark.parametrize("to_its_end", [False, True])
def test_a_stage_that_fails_waits_for_no_rest_and_what_was_read_stays_good(
    context: Context, database: Dsn, *, to_its_end: bool
) -> None:
    """It fails while the session that reads the log rests: reading ends, and goes on from there in stage 10."""
    began: list[float] = []

    def fail() -> None:
        _until_it_rests(database)
        began.append(time.monotonic())
        raise SqlFailed("a packet", next_step="-")

    with pytest.raises(SqlFailed), context.reading_log(to_its_end=to_its_end):
        fail()
    assert time.monotonic() - began[0] < 1.0
    log = context.log
    assert log is not None
    assert (log.why_not, bool(log.stretch.kinds), log.blocks) == (None, True, [])
    context.governor = None
    reader = context.need(context.reader)
    reader.governor = None  # type: ignore[attr-defined]
    with reader.snapshot():
        changes = wal.read_changes(
            reader, context.wal_start, known=frozenset(), open_database=context.open_reader, ahead=log
        )
    assert "Heap/INSERT" in changes.kinds


def _until_it_rests(database: Dsn) -> None:
    """Until the session that reads the log has had its records, and is not at work."""
    with Session.open(database) as session:
        for _ in range(1000):
            found = session.connection.execute(
                "SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction'"
                " AND query LIKE '%before_first%' AND application_name = 'oneroof/run'"
            )
            if found.fetchone():
                return
            time.sleep(0.01)
    raise LookupError("nobody read the log")
