"""What is said of a rollout is what became of it, whatever happens to the machine that asks."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.session import Session
from tests.acceptance.conftest import PROGRAM
from tests.faults.wire import wire
from tests.rollout_world import APR, OPENED, World, copy, write_settings

COMMIT = b"COMMIT\x00"


def status_of(world: World) -> list[str]:
    """What `rollout status` says of attempts, whatever its exit code."""
    document = world.oneroof("--json", "rollout", "status", schema="rollout-status").document
    return [str(attempt["outcome"]) for attempt in document["attempts"]]


def words_of(world: World) -> list[str]:
    """The rollout as a process of its own."""
    return [str(PROGRAM), "--json", "rollout", "run", "--apr", APR, "--bundle", str(world.bundle)]


def length_until(folder: Path, event: str) -> int:
    """Bytes of the newest journal before the line of an event."""
    newest = max((folder / ".oneroof" / "runs").iterdir())
    content = (newest / "journal.jsonl").read_bytes()
    return content.index(b'{"at"', content.rindex(b"\n", 0, content.index(f'"event": "{event}"'.encode())))


@pytest.mark.thorough
def test_a_disk_that_is_full_after_commit_makes_it_no_less_executed(
    opened: World, shop_server: embedded.Server, tmp_path: Path
) -> None:
    """The journal's last line cannot be written: the answer is 0 and executed, and `rollout status` agrees."""
    folders = [tmp_path / "measured", tmp_path / "short"]
    for folder in folders:
        folder.mkdir()
    measured = copy(opened, shop_server, folders[0], OPENED)
    assert measured.run().status == 0
    until = length_until(measured.folder, "rollout-outcome")
    ready = copy(opened, shop_server, folders[1], OPENED)

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (until + 20, resource.RLIM_INFINITY))

    done = subprocess.run(words_of(ready), cwd=ready.folder, capture_output=True, check=False, preexec_fn=small)
    assert ready.raised == 10
    answer: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode, answer["executed"]) == (0, True), (done.stdout, done.stderr)
    assert status_of(ready) == ["executed"]


def test_a_connection_lost_after_commit_was_answered_changes_nothing(ready: World, tmp_path: Path) -> None:
    """What is read after COMMIT is no part of the run."""
    (tmp_path / "w").mkdir()
    with wire(tmp_path / "w", ready.dsn, b"READ COMMITTED READ ONLY", "before") as (dsn, cut):
        write_settings(ready, dsn)
        answer = ready.run()
        assert cut.cut
    assert (answer.status, answer.document["executed"], ready.raised) == (0, True, 10), answer.stdout


def test_a_reason_stays_the_answer_where_the_attempt_cannot_be_logged(ready: World) -> None:
    """Drift is told as drift, exit 1, with no entry of the log."""
    ready.sql("UPDATE price SET amount = 1 WHERE id = 2; ALTER FUNCTION oneroof.fn_gate_attempt RENAME TO gone")
    answer = ready.run()
    assert (answer.status, answer.document["executed"], answer.document["log_hash"]) == (1, False, None), answer.stdout
    assert "guard total" in answer.document["refused_because"]


def test_ctrl_c_at_commit_says_unknown_and_status_finds_out(
    opened: World, shop_server: embedded.Server, tmp_path: Path
) -> None:
    """Interrupted when COMMIT is on its way: nobody says that it was not executed; tried again where not heard."""
    heard = (_interrupted(copy(opened, shop_server, _folder(tmp_path / str(turn)), OPENED)) for turn in range(4))
    assert any(heard)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _interrupted(ready: World) -> bool:
    """Whether the process heard it before the answer came; what is said is true in either case."""
    started: list[subprocess.Popen[bytes]] = []
    running = threading.Event()

    def interrupt() -> None:
        running.wait(10)
        started[0].send_signal(signal.SIGINT)
        time.sleep(1)

    with wire(_folder(ready.folder / "w"), ready.dsn, COMMIT, nth=3, meanwhile=interrupt) as (dsn, cut):
        write_settings(ready, dsn)
        started.append(subprocess.Popen(words_of(ready), cwd=ready.folder, stdout=subprocess.PIPE))
        running.set()
        said, _ = started[0].communicate(timeout=60)
        assert cut.heard >= 3
    write_settings(ready)
    answer: dict[str, Any] = json.loads(said)
    told = (started[0].returncode, answer["executed"])
    assert told == (130, "unknown") or (told == (0, True) and ready.raised), said
    heard = told == (130, "unknown")
    found_out = ["executed" if ready.raised else "aborted"]
    assert status_of(ready) == (found_out if heard else [])  # what was heard is not open
    return heard


def test_a_channel_that_goes_on_without_us_is_not_called_aborted(ready: World) -> None:
    """The command ends at once, its psql does not: unknown while a rollout holds the lock or waits, then settled."""
    conninfo = ready.dsn.conninfo
    script = ready.folder / "leaves.sh"
    script.write_text(
        "#!/bin/bash\ncat > input.sql\n"
        f"grep -q 'Packet RAISE_PRICES' input.sql || exec psql \"$@\" -d '{conninfo}' < input.sql\n"
        f"setsid psql \"$@\" -d '{conninfo}' < input.sql > psql.log 2>&1 &\nsleep 1\nexit 1\n"
    )
    script.chmod(0o755)
    uid = ready.one("SELECT database_uid FROM oneroof.database_identity")
    write_settings(ready, more=f'database_uid = "{uid}"\n[channel]\ncommand = "{script}"\n')
    with Session.open(ready.dsn) as blocker, blocker.transaction():
        blocker.connection.execute("LOCK TABLE public.price IN ROW EXCLUSIVE MODE")
        answer = ready.run("--channel")
        assert (answer.status, answer.document["executed"]) == (5, "unknown"), answer.stdout
        assert status_of(ready) == ["unknown"]
    for _ in range(50):
        if ready.raised:
            break
        time.sleep(0.1)
    assert status_of(ready) == ["executed"], (ready.folder / "psql.log").read_text()
