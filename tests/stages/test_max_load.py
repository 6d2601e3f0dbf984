"""A rehearsal under ``[production] max_load``: the server itself is asked how many of our sessions are at work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.verdict.model import Judgement, StageRecord
from tests.stages.conftest import Saboteur, Small, one_table, rehearse_with, with_clone, with_max_load

LIMIT = 0.3
#: Sampling sees a share of time with this error, on a busy machine too.
ERROR = 1.25
READING = ("preflight", "impact")
ROWS = "CREATE TABLE aside.large AS SELECT i, repeat('x', 100) || i AS v FROM generate_series(1, 12000) AS i"


@dataclass
class Watch(Saboteur):
    """Which stage runs, and what a thread saw in each: how often it looked, and how many of ours were at work."""

    stage: int = 0
    looked: dict[int, int] = field(default_factory=dict)
    at_work: dict[int, int] = field(default_factory=dict)

    def stage_started(self, number: int, title: str) -> None:
        """The stage that what is seen now belongs to."""
        self.stage = number

    def stage_ended(self, record: StageRecord, judgement: Judgement) -> None:
        """Between stages nothing is counted."""
        super().stage_ended(record, judgement)
        self.stage = 0

    def share(self, number: int) -> float:
        """The load in a stage."""
        return self.at_work[number] / self.looked[number]


@contextmanager
def _looking(production: Dsn, watch: Watch) -> Iterator[None]:
    over = Event()

    def look() -> None:
        with Session.open(production.with_database("postgres")) as session:
            while not over.is_set():
                stage = watch.stage
                row = session.connection.execute(
                    "SELECT count(*) AS busy FROM pg_stat_activity"
                    " WHERE datname = %s AND state = 'active' AND application_name LIKE 'oneroof/%%'",
                    [production.database],
                ).fetchone()
                watch.looked[stage] = watch.looked.get(stage, 0) + 1
                watch.at_work[stage] = watch.at_work.get(stage, 0) + (row or {})["busy"]
                time.sleep(0.004)

    thread = Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_our_sessions_are_at_work_no_more_than_was_said(bare: Small) -> None:
    """In stages 01 and 10, which read all rows here; the facts say the limit and what was measured under it."""
    bare.sql(ROWS)
    watch = Watch()
    settings = with_max_load(with_clone(bare.settings(), strategy="template"), LIMIT)
    with _looking(bare.dsn, watch):
        result = rehearse_with(bare, settings=settings, packets=(one_table(bare),), saboteur=watch)
    assert result.rehearsal.conclusion.verdict == "PASS"
    assert {number: watch.share(number) <= LIMIT * ERROR for number in (1, 10)} == {1: True, 10: True}, [
        watch.share(number) for number in (1, 10)
    ]
    for key in ("preflight", "clone", "impact"):
        load: Any = result.facts(key)["load"]
        assert (load["limit"], load["sessions"]) == (LIMIT, 1)
        assert 0 < load["achieved"] <= LIMIT
        assert load["chunks"] >= (2 if key != "clone" else 0)
    for key in ("seed", "rollback"):  # production is asked for its log, which nobody here may read
        beside: Any = result.facts(key)["load"]
        assert 0 <= beside["achieved"] <= beside["limit"] == LIMIT
    held: Any = result.facts("clone")["load"]
    assert held["longest_snapshot"] > 0
