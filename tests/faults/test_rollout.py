"""A rollout that is killed, cut off or refused: all of it or none of it, and the report says which."""

from __future__ import annotations

import dataclasses
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Literal
from oneroof.pg.session import Session
from tests.acceptance.conftest import PROGRAM
from tests.conftest import reachable_home
from tests.faults.wire import wire
from tests.matrix import sampled
from tests.rollout_world import APR, CODE, NAME, World, copy, rehearse, write_settings

#: A word of each phase of a rollout, as its statements say it.
PHASES = {
    "session": b"session_replication_role",
    "rollout lock": b"pg_advisory_xact_lock(80294",
    "gate": b"fn_gate_refusal",
    "locks": b"LOCK TABLE",
    "guards": b"SET LOCAL transaction_read_only = on",
    "operation": b"current_setting('oneroof.statement')",
    "log": b"fn_rollout_record",
    "deferred triggers": b"SET CONSTRAINTS ALL IMMEDIATE",
    "commit": b"COMMIT\x00",
}

LAST = ("operation", "commit")


def kill_backends(world: World) -> None:
    """End every rollout's session, as an administrator or the out-of-memory killer would."""
    with Session.open(world.dsn.with_database("postgres")) as session:
        statement = SQL(
            "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
            " WHERE datname = {} AND pid <> pg_catalog.pg_backend_pid()"
        )
        session.execute(statement.format(Literal(NAME)))


def status_of(world: World) -> dict[str, Any]:
    """What `rollout status` finds out."""
    answer = world.oneroof("--json", "rollout", "status", schema="rollout-status")
    assert answer.status == 0, answer.stdout
    return answer.document


def attempts(world: World) -> list[str]:
    """What became of the attempts whose answer was lost."""
    return [str(attempt["outcome"]) for attempt in status_of(world)["attempts"]]


GO = {"packet": ("NO-GO", "no approval of this packet's digest"), "reproduce": ("GO", "None")}


@pytest.mark.parametrize("what", sampled(GO, ["reproduce"]))
def test_go_for_exactly_what_was_approved(ready: World, what: str) -> None:
    """Rehearsed again under an open gate: the packet that people signed is a GO, the same pinned anew is not."""
    given = {"packet": ready.bundle.parent / "packet", "reproduce": ready.bundle}[what]
    answer = ready.oneroof("--json", "rehearse", f"--{what}", given, "--out", "again", schema="rehearse")
    assert (answer.status, answer.document["verdict"]) == (0, "PASS"), answer.stdout
    (action,) = answer.document["actions"]
    verdict, blocker = GO[what]
    assert (action["action"], action["verdict"]) == (f"production_rollout:{CODE}", verdict)
    assert blocker in str(action["blocker"])
    ready.done("clone", "drop", answer.document["clone"])


def test_closed_opened_run_replayed_rolled_back(world: World) -> None:
    """The plain way, each refusal in its place."""
    closed = world.run()
    assert (closed.status, closed.document["executed"]) == (4, False)
    assert "There is no proposal" in closed.document["refused_because"]
    world.open_gate()
    ran = world.run()
    assert (ran.status, ran.document["executed"], world.raised) == (0, True, 10)
    assert ran.document["deltas"] == [
        {"table": "public.price", "inserted": 0, "updated": 10, "deleted": 0, "new_file": False, "measured": "full"}
    ]
    again = world.run()
    assert (again.status, again.document["executed"]) == (4, False)
    back = world.rollback()
    assert (back.status, back.document["executed"], world.raised) == (0, True, 0)
    assert world.rollback().status == 4
    assert world.run().status == 4
    world.done("gate", "verify")


@pytest.mark.parametrize("phase", sampled(PHASES, ["gate", "operation", "commit"]))
def test_a_backend_that_is_killed_leaves_nothing(ready: World, tmp_path: Path, phase: str) -> None:
    """In each phase: nothing was kept, the answer is no success, and afterwards the same packet runs."""
    (tmp_path / "w").mkdir()
    nth = _commits(ready, tmp_path) if phase == "commit" else 1
    with wire(tmp_path / "w", ready.dsn, PHASES[phase], nth=nth, meanwhile=lambda: kill_backends(ready)) as (dsn, cut):
        write_settings(ready, dsn)
        answer = ready.run()
        assert cut.heard >= nth, (answer.stdout, cut)
    write_settings(ready)
    _alone(ready)
    expected = (5, "unknown") if phase == "commit" else (3, False)
    assert (answer.status, answer.document["executed"]) == expected, answer.stdout
    assert (ready.raised, attempts(ready)) == (0, ["aborted"])
    assert (ready.run().status, ready.raised) == (0, 10)


@pytest.mark.parametrize("phase", sampled([phase for phase in PHASES if phase != "commit"], ["guards", "log"]))
def test_a_connection_that_is_cut_leaves_nothing(ready: World, tmp_path: Path, phase: str) -> None:
    """In each phase before COMMIT: exit 3, nothing was kept, and `rollout status` says so."""
    (tmp_path / "w").mkdir()
    with wire(tmp_path / "w", ready.dsn, PHASES[phase], "before") as (dsn, cut):
        write_settings(ready, dsn)
        answer = ready.run()
        assert cut.cut
    write_settings(ready)
    _alone(ready)
    assert (answer.status, answer.document["executed"]) == (3, False), answer.stdout
    assert (ready.raised, attempts(ready)) == (0, ["aborted"])


@pytest.mark.parametrize(("when", "outcome", "raised"), [("before", "aborted", 0), ("after", "executed", 10)])
def test_an_answer_lost_at_commit_is_found_out(
    ready: World, tmp_path: Path, when: Any, outcome: str, raised: int
) -> None:
    """The connection is cut at COMMIT, before or after the server heard it: exit 5, and `rollout status` knows."""
    (tmp_path / "w").mkdir()
    # the first COMMIT ends the reader's transaction, the second is the rollout's
    with wire(tmp_path / "w", ready.dsn, PHASES["commit"], when, nth=_commits(ready, tmp_path)) as (dsn, cut):
        write_settings(ready, dsn)
        answer = ready.run()
        assert cut.cut
    write_settings(ready)
    assert (answer.status, answer.document["executed"]) == (5, "unknown"), answer.stdout
    assert answer.document["error"]["next"].startswith("Run `oneroof rollout status`")
    assert attempts(ready) == [outcome]
    assert ready.raised == raised
    assert attempts(ready) == [], "what was found out is not asked again"
    assert ready.run().status == (0 if outcome == "aborted" else 4)


def _commits(ready: World, tmp_path: Path) -> int:
    """Which COMMIT is the rollout's: those that a plan sends, each on a session of its own, and one more."""
    (tmp_path / "count").mkdir()
    with wire(tmp_path / "count", ready.dsn, PHASES["commit"]) as (dsn, cut):
        write_settings(ready, dsn)
        words = ("rollout", "plan", "--apr", APR, "--bundle", ready.bundle)
        ready.done(*words)
        return cut.heard + 2  # the plan's reader; then `open_production` looks once more


@pytest.mark.parametrize("phase", sampled(["guards", "operation", "log", "commit"], ["commit"]))
def test_killing_the_program_leaves_nothing_or_all(ready: World, tmp_path: Path, phase: str) -> None:
    """`kill -9` of oneroof in the middle: the server rolls back, the next run says what became of it."""
    (tmp_path / "w").mkdir()
    started: list[subprocess.Popen[bytes]] = []
    running = threading.Event()

    def kill() -> None:
        running.wait(10)
        started[0].kill()
        started[0].wait(10)

    nth = _commits(ready, tmp_path) if phase == "commit" else 1
    with wire(tmp_path / "w", ready.dsn, PHASES[phase], "before", nth=nth, meanwhile=kill) as (dsn, cut):
        write_settings(ready, dsn)
        words = ["rollout", "run", "--apr", APR, "--bundle", str(ready.bundle)]
        started.append(subprocess.Popen([PROGRAM, *words], cwd=ready.folder, stderr=subprocess.DEVNULL))
        running.set()
        assert started[0].wait(60) == -signal.SIGKILL
        assert cut.heard >= nth
    write_settings(ready)
    _alone(ready)
    assert attempts(ready) == ["aborted"]
    again = ready.run()
    assert (again.status, ready.raised) == (0, 10), again.stdout


def _alone(ready: World) -> None:
    """Wait until the backend of the program that was killed has noticed, and let go of its locks."""
    others = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{NAME}' AND pid <> pg_backend_pid()"
    deadline = time.monotonic() + 10
    while int(ready.one(others)):
        assert time.monotonic() < deadline, ready.one(
            f"SELECT string_agg(concat_ws(' ', state, wait_event, query), '; ') FROM pg_stat_activity"
            f" WHERE datname = '{NAME}' AND pid <> pg_backend_pid()"
        )
        time.sleep(0.05)


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that the server's own account may pass through, so that the server can start there again."""
    with reachable_home() as home:
        yield home


@pytest.mark.parametrize(
    "phases", sampled([("operation", "commit"), tuple(PHASES)], [("operation", "commit")]), ids=len
)
def test_a_server_that_is_killed_leaves_nothing(reachable: Path, phases: tuple[str, ...]) -> None:
    """The server dies in one phase after another; it starts again, nothing is there, and at the end the packet runs."""
    home = reachable
    work, rehearsal = home / "work", home / "rehearsal"
    work.mkdir()
    rehearsal.mkdir()
    server = embedded.start(home=home / "postgres")
    try:
        world = copy(rehearse(server, rehearsal), server, work)
        world.open_gate()
        for place, phase in enumerate(phases):
            folder = home / f"w{place}"
            folder.mkdir()
            nth = _commits(world, folder) if phase == "commit" else 1
            with wire(folder, world.dsn, PHASES[phase], nth=nth, meanwhile=server.kill) as (dsn, cut):
                write_settings(world, dsn)
                answer = world.run()
                assert cut.heard >= nth
            assert (answer.status, answer.document["executed"]) in {(3, False), (5, "unknown")}, answer.stdout
            server.stop(keep_data=True)
            server = embedded.start(home=home / "postgres")
            world = dataclasses.replace(world, dsn=server.dsn.with_database(NAME))
            write_settings(world)
            assert (world.raised, attempts(world)) == (0, ["aborted"])
        assert (world.run().status, world.raised) == (0, 10)
    finally:
        server.stop()


def test_two_rollouts_at_once_run_once(ready: World) -> None:
    """The second waits for the first one's lock, and finds that it ran."""
    answers: list[Any] = []

    def go() -> None:
        words = ["--json", "rollout", "run", "--apr", APR, "--bundle", str(ready.bundle)]
        done = subprocess.run([PROGRAM, *words], cwd=ready.folder, capture_output=True, check=False)
        answers.append(done.returncode)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [0, 4, 4]
    assert ready.raised == 10


def test_a_gate_log_that_was_damaged_fails_the_preflight(ready: World) -> None:
    """Whole: PASS; with one entry taken out behind the triggers' back: stage 01 says so, and the gate opens no more."""
    whole = ready.oneroof("--json", "preflight", schema="preflight")
    assert (whole.status, whole.document["verdict"]) == (0, "PASS")
    ready.sql(
        "ALTER TABLE oneroof.os_gate_log DISABLE TRIGGER append_only;"
        " DELETE FROM oneroof.os_gate_log WHERE height = 3;"
        " ALTER TABLE oneroof.os_gate_log ENABLE ALWAYS TRIGGER append_only"
    )
    damaged = ready.oneroof("--json", "preflight", schema="preflight")
    assert (damaged.status, damaged.document["verdict"]) == (1, "FAIL")
    assert "gate-log" in {finding["code"] for finding in damaged.document["findings"] if finding["severity"] == "fail"}
    assert (ready.run().status, ready.raised) == (4, 0)
