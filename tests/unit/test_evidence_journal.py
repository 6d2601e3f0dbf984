"""The journal: on disk at once, and a run that was killed is never unreported."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from oneroof.errors import EnvironmentFault
from oneroof.evidence import processes
from oneroof.evidence.journal import FILE, Journal, UnfinishedRun, new_run_id, unfinished

RUN = "20261121T221500Z-0a1b2c3d"


def begin(home: Path, run_id: str = RUN) -> Journal:
    """A journal of a run on a database."""
    return Journal.start(home, run_id, command="rehearse", production="shop on db.example")


def lines(home: Path, run_id: str = RUN) -> list[dict[str, Any]]:
    """The journal as it stands on disk."""
    return [json.loads(line) for line in (home / "runs" / run_id / FILE).read_text().splitlines() if line]


def run_and_kill(home: Path, script: str, run_id: str = RUN) -> int:
    """Run a script with a journal in a process of its own until it says ``ready``, then kill -9 it; its pid."""
    code = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from oneroof.evidence.journal import Journal
        home = Path(sys.argv[1])
        journal = Journal.start(home, sys.argv[2], command="rehearse", production="shop on db.example")
        {script}
        print("ready", flush=True)
        time.sleep(60)
    """).format(script=textwrap.indent(textwrap.dedent(script), " " * 0))
    with subprocess.Popen([sys.executable, "-c", code, str(home), run_id], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        assert unfinished(home) == (), "a living run is not unfinished"
        child.send_signal(signal.SIGKILL)
        child.wait()
        return child.pid


def test_run_id_is_utc_and_eight_digits() -> None:
    """UTC whatever the zone of the clock, and never twice the same."""
    east = datetime(2026, 11, 22, 0, 15, tzinfo=timezone(timedelta(hours=2)))
    assert re.fullmatch(r"20261121T221500Z-[0-9a-f]{8}", new_run_id(east))
    assert new_run_id(east) != new_run_id(east)


def test_each_line_is_on_disk_at_once(tmp_path: Path) -> None:
    """Every event can be read by another while the run lives."""
    journal = begin(tmp_path)
    journal.stage_started(1, "preflight")
    assert [line["event"] for line in lines(tmp_path)] == ["started", "stage-started"]
    journal.stage_ended(1, "preflight", "PASS")
    journal.write({"event": "packet", "code": "CODE", "seconds": 1.23456})
    journal.write({"step": 4})
    journal.finished()
    written = lines(tmp_path)
    events = ["started", "stage-started", "stage-ended", "packet", "note", "finished"]
    assert [line["event"] for line in written] == events
    assert written[0]["process"] == processes.describe()
    assert written[3]["seconds"] == 1.235
    assert all(datetime.fromisoformat(line["at"]).tzinfo == UTC for line in written)
    assert unfinished(tmp_path) == ()


def test_the_journal_is_private(tmp_path: Path) -> None:
    """Nobody else reads what a server said."""
    begin(tmp_path).close()
    folder = tmp_path / "runs" / RUN
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_a_run_id_is_used_once(tmp_path: Path) -> None:
    """A second run never appends to the first one's journal."""
    begin(tmp_path).close()
    with pytest.raises(EnvironmentFault, match="cannot be begun"):
        begin(tmp_path)


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """One sentence, and what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault, match="cannot be begun") as caught:
        begin(tmp_path / "file")
    assert "ONEROOF_HOME" in caught.value.next_step


def test_a_full_disk_is_said() -> None:
    """An append that does not reach the disk is an error, never silence."""
    journal = Journal(Path("nowhere"), RUN, os.open("/dev/full", os.O_WRONLY))
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        journal.event("anything")
    journal.close()


@pytest.mark.parametrize("ending", ["interrupted", "failed"])
def test_an_end_without_a_verdict_says_what_stays(tmp_path: Path, ending: str) -> None:
    """The journal says how the run ended and what stayed; it is then reported already."""
    journal = begin(tmp_path)
    assert journal.leftovers_sentence() == "nothing was left behind."
    journal.making("clone", "shop_gov_test_20261121", "DROP DATABASE …")
    assert "shop_gov_test_20261121 (DROP DATABASE …)" in journal.leftovers_sentence()
    if ending == "failed":
        journal.failed("DiskFull")
    else:
        journal.interrupted()
    last = lines(tmp_path)[-1]
    assert last["event"] == ending
    assert [item["name"] for item in last["left"]] == ["shop_gov_test_20261121"]
    assert unfinished(tmp_path) == ()


def test_an_ending_is_said_once(tmp_path: Path) -> None:
    """An error after the verdict does not turn a finished run into an interrupted one."""
    journal = begin(tmp_path)
    journal.finished()
    journal.interrupted()
    assert [line["event"] for line in lines(tmp_path)] == ["started", "finished"]


def test_rooms_that_know_a_callable_only_are_heard(tmp_path: Path) -> None:
    """Making, keeping and removing by `write` is as good as by the methods."""
    journal = begin(tmp_path)
    for name in ("kept", "gone", "left"):
        journal.write({"event": "making", "kind": "clone", "name": name, "remedy": f"drop {name}"})
    journal.write({"event": "removed", "kind": "clone", "name": "gone"})
    journal.write({"event": "kept", "kind": "clone", "name": "kept"})
    assert [made.name for made in journal.left] == ["left"]
    journal.finished()


def test_kill_minus_nine_is_found_with_what_it_left(tmp_path: Path) -> None:
    """A killed run names its clone with the drop command and its folder, not what it removed or kept."""
    (tmp_path / "work").mkdir()
    run_and_kill(
        tmp_path,
        """
journal.stage_started(1, "preflight")
journal.stage_ended(1, "preflight", "PASS")
journal.stage_started(2, "clone")
journal.making("clone", 'odd "name"', 'drop the odd one')
journal.making("folder", str(home / "work"), "rm -r")
journal.making("folder", str(home / "never made"), "rm -r")
journal.removed(journal.making("server", "copy", "stop"))
journal.kept(journal.making("clone", "kept", "drop"), "evidence")
""",
    )
    (run,) = unfinished(tmp_path)
    assert (run.run_id, run.stage, run.damaged) == (RUN, 2, False)
    left = [(made.kind, made.name, made.remedy) for made in run.left]
    assert left == [("clone", 'odd "name"', "drop the odd one"), ("folder", str(tmp_path / "work"), "rm -r")]
    assert datetime.fromisoformat(run.started).tzinfo == UTC


def test_a_reported_run_is_not_reported_again(tmp_path: Path) -> None:
    """`settle` ends it, also when the last line was cut off by the kill."""
    run_and_kill(tmp_path, "journal.stage_started(1, 'preflight')")
    with (tmp_path / "runs" / RUN / FILE).open("ab") as file:
        file.write(b'{"event": "fini')
    (run,) = unfinished(tmp_path)
    assert not run.damaged, "a line cut off at the end is no damage"
    Journal.settle(tmp_path, run.run_id)
    assert unfinished(tmp_path) == ()


def test_damage_in_the_middle_is_said(tmp_path: Path) -> None:
    """What can be read is reported, and that not all can be."""
    run_and_kill(tmp_path, "journal.stage_started(1, 'preflight')\njournal.making('clone', 'c', 'drop c')")
    file = tmp_path / "runs" / RUN / FILE
    first, _second, *rest = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join([first, b"\x00\xff", *rest]))
    (run,) = unfinished(tmp_path)
    assert run.damaged
    assert [made.name for made in run.left] == ["c"]


def test_our_own_living_run_is_not_unfinished(tmp_path: Path) -> None:
    """Neither while it is open nor, by its process, after it was closed without an end."""
    journal = begin(tmp_path)
    assert unfinished(tmp_path) == ()
    journal.close()
    assert unfinished(tmp_path) == ()


def test_the_folders_of_a_killed_run_need_no_line(tmp_path: Path) -> None:
    """What lies beside the journal, and an embedded clone's folder, is found as it stands."""
    run_and_kill(tmp_path, "(journal.folder / 'work').mkdir()\n(home / 'clones' / journal.run_id).mkdir(parents=True)")
    (run,) = unfinished(tmp_path)
    assert [made.name for made in run.left] == [str(tmp_path / "runs" / RUN / "work"), str(tmp_path / "clones" / RUN)]


def test_a_process_id_given_again_is_another_process(tmp_path: Path) -> None:
    """The start time and the boot tell two processes of one id apart."""
    begin(tmp_path).close()
    file = tmp_path / "runs" / RUN / FILE
    line = json.loads(file.read_text())
    for change in ({"start": 1}, {"boot": "another"}, {"pid": 0}, {"pid": "text"}):
        file.write_text(json.dumps({**line, "process": {**line["process"], **change}}) + "\n")
        assert [run.run_id for run in unfinished(tmp_path)] == [RUN], change
    assert processes.is_alive(processes.describe())
    assert processes.is_alive({"pid": os.getpid(), "start": None, "boot": None})
    assert not processes.is_alive({"pid": 2**22 + 1, "start": None, "boot": None})


def test_a_zombie_is_gone() -> None:
    """A process that ended and was not yet waited for does nothing any more."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as child:
        described = processes.describe(child.pid)
        assert processes.is_alive(described)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert not processes.is_alive(described)


def test_no_home_no_runs(tmp_path: Path) -> None:
    """A first use has nothing to report; an empty or foreign folder below runs is passed over."""
    assert unfinished(tmp_path / "nowhere") == ()
    (tmp_path / "runs" / "empty").mkdir(parents=True)
    (tmp_path / "runs" / "begun").mkdir()
    (tmp_path / "runs" / "begun" / FILE).write_text("")
    assert unfinished(tmp_path) == ()


def test_runs_come_oldest_first(tmp_path: Path) -> None:
    """Two killed runs, by time."""
    for name in ("20261122T000000Z-00000000", "20261121T000000Z-ffffffff"):
        begin(tmp_path, name).close()
        file = tmp_path / "runs" / name / FILE
        file.write_text(file.read_text().replace(str(os.getpid()), str(2**22 + 1)))
    found: tuple[UnfinishedRun, ...] = unfinished(tmp_path)
    assert [run.run_id for run in found] == ["20261121T000000Z-ffffffff", "20261122T000000Z-00000000"]


def test_no_secret_in_the_journal(tmp_path: Path) -> None:
    """A server's or a tool's words may hold a connection string."""
    journal = begin(tmp_path)
    journal.event("tool", words="connection to host=h password=s3cr3t failed")
    journal.finished()
    assert "s3cr3t" not in (tmp_path / "runs" / RUN / FILE).read_text()
