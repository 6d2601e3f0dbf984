"""The journal of a run: what happened, line by line, on disk before the next thing happens.

``$ONEROOF_HOME/runs/<run_id>/journal.jsonl``: one JSON object a line, only ever appended, each line on disk before the
call returns. It says what a run is about to make outside itself (clones, folders, servers), so that a run that was
killed leaves nothing unreported. The journal is local, may hold the server's own words, and never enters a bundle.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shlex
import threading
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from oneroof import __version__
from oneroof.errors import EnvironmentFault, RunAlive
from oneroof.evidence import processes
from oneroof.evidence.bundle import sync_folder
from oneroof.evidence.canonical import plain

FILE = "journal.jsonl"
MadeKind = Literal["clone", "folder", "server", "database"]
#: The events after which a run has ended by its own word, and said what it left behind.
ENDINGS = frozenset({"finished", "interrupted", "failed"})


@dataclass(frozen=True)
class Made:
    """Something that a run made outside itself, and the command or words by which it goes away."""

    kind: MadeKind
    name: str
    remedy: str


@dataclass(frozen=True)
class UnfinishedRun:
    """A run that never said that it ended, and whose process is gone.

    ``stage`` is the number of the last stage that it began (0: none); ``left`` what it made and did not remove (folders
    only where they are still there); ``damaged`` says that a line in the middle of its journal cannot be read.
    """

    run_id: str
    started: str
    stage: int
    left: tuple[Made, ...]
    damaged: bool = False
    command: str = "rehearse"


def new_run_id(now: datetime) -> str:
    """UTC time and eight hexadecimal digits: ``20261121T221500Z-0a1b2c3d``."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


class Journal:
    """One run's journal, open from `start` to `finished`, `interrupted` or `failed`."""

    def __init__(self, home: Path, run_id: str, descriptor: int) -> None:
        self.home = home
        self.run_id = run_id
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._made: list[Made] = []
        self._ended = False

    @classmethod
    def start(
        cls,
        home: Path,
        run_id: str,
        *,
        command: str = "rehearse",
        production: str = "",
        asked: Mapping[str, Any] | None = None,
    ) -> Self:
        """Begin a run's journal; its folder must not exist yet.

        Args:
            home: ``$ONEROOF_HOME``; made when it is not there.
            run_id: as `new_run_id` gives it.
            command: the name of the command, without its arguments.
            production: the production database's label (`oneroof.pg.dsn.Dsn.label`), which holds no password.
            asked: what the run is asked for, in JSON values without a secret, for one who resumes it.

        Raises:
            EnvironmentFault: the folder cannot be made or written.
        """
        folder = home / "runs" / run_id
        try:
            folder.mkdir(mode=0o700, parents=True)
            descriptor = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
            for made in (folder, folder.parent, home):
                sync_folder(made)
        except OSError as error:
            raise EnvironmentFault(
                f"The run's journal cannot be begun at {folder}: {error.strerror}.",
                next_step="Set ONEROOF_HOME to a folder that can be written.",
            ) from error
        # held for the life of the process, released by the kernel however it dies
        _hold(descriptor)
        journal = cls(home, run_id, descriptor)
        who = {"version": __version__, "process": processes.describe()}
        journal.event("started", command=command, production=production, **who, **({"asked": asked} if asked else {}))
        return journal

    @classmethod
    def resume(cls, home: Path, run_id: str) -> Self:
        """Go on with the journal of a run whose process is gone; what that made and left is this run's to remove.

        Raises:
            RunAlive: a living process holds it. EnvironmentFault: it cannot be written.
        """
        file = home / "runs" / run_id / FILE
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_APPEND)
        except OSError as error:
            raise EnvironmentFault(f"The journal {file} cannot be written: {error.strerror}.") from error
        lines, _damaged = read_lines(file)
        if not _hold(descriptor, wait=False) or processes.is_alive(_process(lines)):
            os.close(descriptor)
            raise RunAlive(f"The run {run_id} is not over: the process that is at it lives.")
        journal = cls(home, run_id, descriptor)
        journal._made = list(_left(lines))
        _append(descriptor, b"\n")  # a line that was cut off in the middle must not swallow the next one
        journal.event("resumed", version=__version__, process=processes.describe(), killed_in=_last_stage(lines))
        return journal

    @property
    def folder(self) -> Path:
        """The run's own folder."""
        return self.home / "runs" / self.run_id

    @property
    def left(self) -> tuple[Made, ...]:
        """What this run has made and not yet removed or kept, oldest first."""
        return tuple(self._made)

    def event(self, event: str, **data: Any) -> str:
        """Append one line; on disk when this returns.

        Returns:
            When it was written (ISO 8601, UTC).

        Raises:
            EnvironmentFault: the line cannot be written.
        """
        at = _now()
        line = _line(event, data, at)
        with self._lock:
            try:
                _append(self._descriptor, line)
            except OSError as error:
                raise EnvironmentFault(
                    f"The journal {self.folder / FILE} cannot be written: {error.strerror}.",
                    next_step="Free some space or mend the disk; then run again.",
                ) from error
        return at

    def stage_started(self, number: int, key: str) -> None:
        """A stage begins."""
        self.event("stage-started", number=number, key=key)

    def stage_ended(self, number: int, key: str, verdict: str, facts: str = "") -> str:
        """A stage has its verdict; ``facts`` is the SHA-256 of the file that keeps what it measured. Gives when."""
        return self.event("stage-ended", number=number, key=key, verdict=verdict, facts=facts)

    def write(self, line: Mapping[str, Any]) -> None:
        """Append a line of somebody else's words, for rooms that know a callable and no journal.

        What a packet's steps 4 and 10 say on a clone comes this way. An ``event`` of ``making``, ``removed`` or
        ``kept`` with ``kind``, ``name`` and ``remedy`` is as good as the method of that name.
        """
        event = str(line.get("event", "note"))
        made = Made(line.get("kind", "clone"), str(line.get("name")), str(line.get("remedy", "")))
        if event == "making":
            self.making(made.kind, made.name, made.remedy)
        elif event in {"removed", "kept"}:
            self._settle_made(event, made)
        else:
            self.event(event, **{key: value for key, value in line.items() if key not in {"event", "at"}})

    def making(self, kind: MadeKind, name: str, remedy: str) -> Made:
        """Note what is about to be made: before it is made, so that there is no moment in which nobody knows of it."""
        made = Made(kind, name, remedy)
        self._made.append(made)
        self.event("making", kind=kind, name=name, remedy=remedy)
        return made

    def removed(self, made: Made) -> None:
        """It is gone again."""
        self._settle_made("removed", made)

    def kept(self, made: Made, reason: str) -> None:
        """It stays on purpose, and the run's own result says so (a clone kept as evidence)."""
        self._settle_made("kept", made, reason=reason)

    def _settle_made(self, event: str, made: Made, **data: str) -> None:
        self.event(event, kind=made.kind, name=made.name, **data)
        self._made = [item for item in self._made if (item.kind, item.name) != (made.kind, made.name)]

    def leftovers_sentence(self) -> str:
        """What stands outside this run because of it, each with what removes it, as the end of a sentence."""
        if not self._made:
            return "nothing was left behind."
        return f"left behind: {'; '.join(f'{made.kind} {made.name} ({made.remedy})' for made in self._made)}."

    def finished(self) -> None:
        """The run ended with a verdict, and its result says what it keeps."""
        self._end("finished")

    def interrupted(self) -> None:
        """A person or the machine ended it; what it leaves behind is noted with it."""
        self._end("interrupted")

    def failed(self, what: str) -> None:
        """It ended with an error, named by its class or code; what it leaves behind is noted with it."""
        self._end("failed", what=what)

    def _end(self, event: str, **data: str) -> None:
        if not self._ended:
            self._ended = True
            self.event(event, **data, left=[asdict(made) for made in self._made])
            self.close()

    def close(self) -> None:
        """Let go of the file; a run that has not said that it ended counts as unfinished from now on."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @staticmethod
    def is_held(home: Path, run_id: str) -> bool:
        """Whether the process that writes a run's journal is alive and at it."""
        return _held(home / "runs" / run_id / FILE)

    @staticmethod
    def settle(home: Path, run_id: str) -> None:
        """Mark an unfinished run as reported, so that `unfinished` does not name it again."""
        Journal.amend(home, run_id, "settled")

    @staticmethod
    def amend(home: Path, run_id: str, event: str, **data: Any) -> None:
        """Append a line to the journal of a run that has ended, or whose process is gone."""
        descriptor = os.open(home / "runs" / run_id / FILE, os.O_WRONLY | os.O_APPEND)
        try:
            # a line that was cut off in the middle must not swallow this one
            _append(descriptor, b"\n" + _line(event, data, _now()))
        finally:
            os.close(descriptor)


def unfinished(home: Path) -> tuple[UnfinishedRun, ...]:
    """Runs that never ended by their own word and whose process is gone, oldest first. Nothing is changed."""
    runs = home / "runs"
    if not runs.is_dir():
        return ()
    found = (_unfinished(folder) for folder in sorted(runs.iterdir()) if (folder / FILE).is_file())
    return tuple(run for run in found if run is not None)


def read_events(home: Path) -> tuple[tuple[str, tuple[dict[str, Any], ...]], ...]:
    """Every run's id and the lines of its journal that can be read, oldest run first."""
    runs = home / "runs"
    if not runs.is_dir():
        return ()
    folders = (folder for folder in sorted(runs.iterdir()) if (folder / FILE).is_file())
    return tuple((folder.name, tuple(read_lines(folder / FILE)[0])) for folder in folders)


def _unfinished(folder: Path) -> UnfinishedRun | None:
    lines, damaged = read_lines(folder / FILE)
    if not lines or ended_by(lines) is not None or _last(lines, {"started", "resumed", "settled"}) == "settled":
        return None  # a run without a line is only just beginning, or never came to make anything
    first = lines[0]
    if _held(folder / FILE) or processes.is_alive(_process(lines)):
        return None
    left = tuple(item for item in (*_left(lines), *_folders(folder)) if item.kind != "folder" or _is_there(item))
    started, command = str(first.get("at", "")), str(first.get("command", ""))
    return UnfinishedRun(folder.name, started, _last_stage(lines), left, damaged, command)


def ended_by(lines: Sequence[Mapping[str, Any]]) -> str | None:
    """The event by which a run ended, by its own word and since it was last resumed; None when it was killed."""
    last = _last(lines, {"started", "resumed", *ENDINGS})
    return last if last in ENDINGS else None


def _last(lines: Sequence[Mapping[str, Any]], events: AbstractSet[str]) -> str:
    return next((line["event"] for line in reversed(lines) if line["event"] in events), "")


def _last_stage(lines: Sequence[Mapping[str, Any]]) -> int:
    """The stage that was begun last (0: none)."""
    return next((int(line["number"]) for line in reversed(lines) if line["event"] == "stage-started"), 0)


def _process(lines: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The process that was at it last."""
    return next((line["process"] for line in reversed(lines) if line.get("process")), {})


def _left(lines: Sequence[Mapping[str, Any]]) -> tuple[Made, ...]:
    """What was made and neither removed nor kept, oldest first."""
    made: dict[tuple[str, str], Made] = {}
    for line in lines:
        key = (str(line.get("kind")), str(line.get("name")))
        if line["event"] == "making":
            made[key] = Made(line["kind"], line["name"], line["remedy"])
        elif line["event"] in {"removed", "kept"}:
            made.pop(key, None)
    return tuple(made.values())


def _is_there(made: Made) -> bool:
    return Path(made.name).exists()


def _folders(folder: Path) -> tuple[Made, ...]:
    """The run's own folders, which need no line: what lies beside the journal, and an embedded clone's server."""
    beside = sorted(entry for entry in folder.iterdir() if entry.name != FILE)
    clones = folder.parent.parent / "clones" / folder.name
    return tuple(Made("folder", str(path), f"rm -r {shlex.quote(str(path))}") for path in (*beside, clones))


def read_lines(file: Path) -> tuple[list[dict[str, Any]], bool]:
    """The journal's lines, and whether one in the middle is damaged; a last line cut off by a kill is no damage."""
    *whole, _torn = file.read_bytes().split(b"\n")
    lines: list[dict[str, Any]] = []
    damaged = False
    for content in filter(None, whole):
        try:
            line = json.loads(content)
            lines.append({**line, "event": str(line["event"])})
        except (ValueError, TypeError, KeyError):
            damaged = True
    return lines, damaged


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _line(event: str, data: Mapping[str, Any], at: str) -> bytes:
    return json.dumps({"at": at, "event": event, **plain(data)}).encode() + b"\n"


def _append(descriptor: int, line: bytes) -> None:
    written = os.write(descriptor, line)
    if written < len(line):
        raise OSError(28, "the disk is full")
    os.fsync(descriptor)


def _hold(descriptor: int, *, wait: bool = True) -> bool:
    """False when another process holds it, and it was not to be waited for."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: the process id has to do
        return True
    return True


def _held(file: Path) -> bool:
    """Whether a living process holds the journal: sure on one machine, also across process namespaces."""
    with _opened(file) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # a file system without locks: the process id has to do
            return False
    return False


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
