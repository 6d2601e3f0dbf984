"""Rehearsals that are killed at a chosen place, resumed, and looked at: what is there, and what must not be.

The process is the program in a process group of its own (`tests.faults.nursery`). It is watched from outside by its
journal, and ended by SIGKILL to its own id: what it really hit is read from the journal afterwards, never assumed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oneroof.evidence.journal import FILE, read_lines, unfinished
from oneroof.evidence.verify import verify
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from oneroof.verdict.judge import STAGES
from tests import leftovers

SHOP = """
CREATE TABLE public.price (id int PRIMARY KEY, amount numeric NOT NULL, changed_by text);
INSERT INTO public.price SELECT n, n, NULL FROM generate_series(1, 50) n;
CREATE TABLE public."Ünï 💥.x" (v text); INSERT INTO public."Ünï 💥.x" VALUES ('a'), ('b');
"""
PACKETS: Mapping[str, Mapping[str, str]] = {
    "RAISE_PRICES": {
        "packet.toml": 'format = 1\ncode = "RAISE_PRICES"\ntitle = "x"\n'
        '[[delta]]\ntable = "public.price"\nupdated = 10\n',
        "operation.sql": "UPDATE price SET amount = amount + 100, changed_by = 'us' WHERE amount < 11;\n",
        "rollback.sql": "UPDATE price SET amount = amount - 100, changed_by = NULL WHERE changed_by = 'us';\n",
    },
    "ADD_TABLE": {
        "packet.toml": 'format = 1\ncode = "ADD_TABLE"\ntitle = "x"\n'
        '[[catalog]]\nobject = "table:public.added"\nchange = "added"\n',
        "operation.sql": "CREATE TABLE added (v int);\n",
        "rollback.sql": "DROP TABLE added;\n",
    },
}
_SECONDS = 300.0
_LOOK_SECONDS = 0.0005
_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Moment:
    """When to kill: at the end of a stage (its line is in the journal), at its begin, or after a part of it.

    At its begin and its end the program waits to be killed (`line`); otherwise it is killed as it runs. ``number`` 0:
    before any stage began. ``part`` of the stage's usual length, for ``inside``; ``event``: as soon as such a line
    follows; ``asleep``: as soon as a session sleeps in an operation.
    """

    number: int
    when: str
    part: float = 0.5
    event: str = ""
    asleep: bool = False

    @property
    def line(self) -> dict[str, Any] | None:
        """The line of the journal after which the program waits to be killed; None: it is killed as it runs."""
        if self.when == "inside" or self.event or self.asleep or not self.number:
            return None
        return {"event": "stage-ended" if self.when == "end" else "stage-started", "number": self.number}

    def __str__(self) -> str:
        return f"{self.when} {self.number:02d}" + (f" at {self.part:.2f}" if self.when == "inside" else "")


class Nursery:
    """Starts the program, many times."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            text=True,
        )

    def ask(self, **question: Any) -> Any:
        """One question, its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """It ends when nobody asks any more."""
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()


@dataclass
class Child:
    """The program, running or ended."""

    nursery: Nursery
    pid: int
    returncode: int | None = None
    asked: float = 0.0

    def poll(self) -> int | None:
        """Its exit status, negative by signal; None while it runs."""
        if self.returncode is None and time.monotonic() - self.asked > _POLL_SECONDS:
            self.returncode = self.nursery.ask(poll=self.pid)
            self.asked = time.monotonic()
        return self.returncode

    def wait(self, seconds: float) -> int:
        """Its exit status, once it has ended."""
        deadline = time.monotonic() + seconds
        while self.poll() is None:
            assert time.monotonic() < deadline, "the program does not end"
            time.sleep(_POLL_SECONDS)
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        """By its own id, if it has not ended."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait(_SECONDS)


@dataclass
class Victim:
    """A production on a server, and the folder from which it is rehearsed."""

    nursery: Nursery
    server: embedded.Server
    dsn: Dsn
    folder: Path
    words: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    lengths: Mapping[int, float] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Where its runs are."""
        return self.folder / ".oneroof"

    def start(self, *words: str, stop: Mapping[str, Any] | None = None) -> Child:
        """The program, in a process group of its own; it stops itself at a line of its journal."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("ONEROOF_", "PG"))}
        pid = self.nursery.ask(
            start=["--json", "rehearse", *words],
            folder=str(self.folder),
            environment={**clean, **self.environment},
            output=str(self.folder / "output"),
            stop=stop,
        )
        leftovers.STARTED.add(pid)
        return Child(self.nursery, pid)

    def rehearse(self, *words: str) -> tuple[int, dict[str, Any]]:
        """To its end: exit code and JSON document."""
        process = self.start(*words)
        try:
            status = process.wait(_SECONDS)
        finally:
            process.kill()
        said = (self.folder / "output").read_text()
        return status, json.loads(said[said.index("\n{\n") + 1 if not said.startswith("{") else 0 :])

    def kill(self, moment: Moment) -> bool:
        """Rehearse and kill; False when it had ended before."""
        before = self.journal()
        process = self.start(*self.words, stop=moment.line)

        def journal() -> Path | None:
            last = self.journal()
            return None if last == before else last

        try:
            watch(process, journal, moment, self.lengths, self._asleep)
        finally:
            process.kill()
        return process.returncode == -signal.SIGKILL

    def resume_and_kill(self, moment: Moment) -> bool:
        """Go on with the last run, and kill it again."""
        process = self.start("--resume", "last", stop=moment.line)
        try:
            watch(process, self.journal, moment, self.lengths, self._asleep, past=len(self.lines()))
        finally:
            process.kill()
        return process.returncode == -signal.SIGKILL

    def journal(self) -> Path | None:
        """The journal of the last run, once it is there."""
        found = sorted((self.home / "runs").glob(f"*/{FILE}"))
        return found[-1] if found else None

    def lines(self) -> list[dict[str, Any]]:
        """What the last run's journal says."""
        file = self.journal()
        return read_lines(file)[0] if file is not None else []

    def from_where(self) -> str:
        """The stage from which the last run went on, or its publication."""
        stages = [line["stage"] for line in self.lines() if line["event"] == "resumed-from"]
        return f"{stages[-1]:02d}" if stages and self.lines()[-2]["event"] != "resumed" else "its publication"

    def _asleep(self) -> bool:
        query = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND starts_with(datname, %s)"
        with Session.open(self.server.dsn) as session:
            return bool(session.connection.execute(query, [self.dsn.database]).fetchall())

    def fingerprint(self) -> str:
        """Production's, in full."""
        return settled_fingerprint(lambda: Reader.open(self.dsn)).digest

    def databases(self) -> list[str]:
        """Production, its clones and what else bears its name."""
        with Session.open(self.server.dsn) as session:
            rows = session.connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [self.dsn.database]
            ).fetchall()
        return [row["datname"] for row in rows]

    def sessions(self) -> list[str]:
        """Sessions that are not this one's, on the server, of oneroof or of PostgreSQL's tools."""
        query = (
            "SELECT application_name || ': ' || query AS said FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
            " AND (application_name LIKE 'oneroof%' OR application_name LIKE 'pg\\_%')"
        )
        with Session.open(self.server.dsn) as session:
            return [row["said"] for row in session.connection.execute(query.encode()).fetchall()]

    def drop_clones(self) -> None:
        """By somebody's command."""
        with Session.open(self.server.dsn) as session:
            for name in self.databases()[1:]:
                session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def watch(
    process: Child,
    journal: Callable[[], Path | None],
    moment: Moment,
    lengths: Mapping[int, float],
    asleep: Callable[[], bool],
    past: int = 0,
) -> None:
    """Wait for the moment in the journal's lines after the first ``past`` ones; give up when the process ends."""
    wanted = "stage-ended" if moment.when == "end" else "stage-started"
    seen, size = False, -1
    while not seen and process.poll() is None:
        file = journal()
        if file is not None and file.stat().st_size != size:
            size = file.stat().st_size
            lines = read_lines(file)[0][past:]
            seen = _come(lines, wanted, moment)
        if not seen:
            time.sleep(_LOOK_SECONDS)
    if moment.when == "inside":
        time.sleep(moment.part * lengths.get(moment.number, 0.05))
    while moment.asleep and process.poll() is None and not asleep():
        time.sleep(_LOOK_SECONDS)


def _come(lines: Sequence[Mapping[str, Any]], wanted: str, moment: Moment) -> bool:
    at = [place for place, line in enumerate(lines) if line["event"] == wanted and line["number"] == moment.number]
    if moment.number == 0:
        return bool(lines)
    return bool(at) and (not moment.event or any(line["event"] == moment.event for line in lines[at[0] :]))


def hit(lines: Sequence[Mapping[str, Any]]) -> str:
    """Where a killed run was, by its journal."""
    stages = [line for line in lines if line["event"] in {"stage-started", "stage-ended"}]
    if not stages:
        return "before 01"
    number = int(stages[-1]["number"])
    return f"inside {number:02d}" if stages[-1]["event"] == "stage-started" else f"after {number:02d}"


def place_of(moment: Moment) -> str:
    """Where a run that is killed at a moment is meant to be, in the words of `hit`."""
    if moment.number == 0:
        return "before 01"
    return f"{'after' if moment.when == 'end' else 'inside'} {moment.number:02d}"


def lengths_of(lines: Sequence[Mapping[str, Any]]) -> dict[int, float]:
    """Seconds of each stage of a run."""
    from datetime import datetime  # noqa: PLC0415

    begun = {line["number"]: datetime.fromisoformat(line["at"]) for line in lines if line["event"] == "stage-started"}
    return {
        int(line["number"]): (datetime.fromisoformat(line["at"]) - begun[line["number"]]).total_seconds()
        for line in lines
        if line["event"] == "stage-ended"
    }


def wrong(victim: Victim, before: str, status: int, document: Mapping[str, Any]) -> list[str]:
    """What is not as it must be after a run that was killed was resumed to its end."""
    found: list[str] = []
    if status != 0 or document.get("verdict") != "PASS":
        found.append(f"exit {status}: {document.get('error') or document.get('blocker')}")
        return found
    if victim.fingerprint() != before:
        found.append("production's fingerprint moved")
    package = Path(document["package"])
    verification = verify(package if package.is_absolute() else victim.folder / package)
    if verification.verdict != "PASS":
        found += [f"verify: {check.detail}" for check in verification.checks if not check.ok]
    clone = document["clone"]
    same = document["stages"][1]["facts"]["placement"] == "same"
    if victim.databases() != [victim.dsn.database, *([clone] if same else [])]:
        found.append(f"databases: {victim.databases()}")
    found += [f"session {said}" for said in victim.sessions()]
    found += [f"process {said}" for said in processes_below(victim.folder)]
    run = victim.home / "runs" / str(document["run_id"])
    found += [f"file {path.name}" for path in run.iterdir() if path.name not in {FILE, "facts"}]
    sockets = {f"oneroof-s-{line['process']['pid']}-" for line in victim.lines() if line.get("process")}
    found += [f"socket {path}" for pid in sockets for path in Path("/tmp").glob(f"{pid}*")]
    found += [f"folder {path}" for path in victim.folder.rglob("*") if path.name.startswith((".evidence-", "dump-"))]
    found += [f"file facts/{path.name}" for path in (run / "facts").iterdir() if path.name.startswith(".")]
    if unfinished(victim.home):
        found.append("the run counts as unfinished")
    return found


def processes_below(folder: Path) -> list[str]:
    """Processes that have to do with a folder, by their command line or their working folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            at = str((entry / "cwd").readlink())
        except OSError:
            continue
        if int(entry.name) != os.getpid() and (str(folder) in line or at.startswith(str(folder))):
            found.append(line)
    return found


def shop(dsn: Dsn, folder: Path, packets: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Fill an empty database, write packets; the words that rehearse them."""
    with Session.open(dsn, settings={"search_path": "public"}) as session:
        session.connection.execute(SHOP.encode())
    for code, files in packets.items():
        (folder / code).mkdir()
        for name, text in files.items():
            (folder / code / name).write_text(text)
    return [word for code in packets for word in ("--packet", code)]


def moments(rest: random.Random, inside: int) -> list[Moment]:
    """Every boundary and, so many times, inside every stage."""
    found = [Moment(0, "begin")]
    for number, _key, _title in STAGES:
        found += [Moment(number, "begin"), Moment(number, "end")]
        found += [Moment(number, "inside", rest.random()) for _ in range(inside)]
    return found
