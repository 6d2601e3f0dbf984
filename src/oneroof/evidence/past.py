"""What a run's journal and its kept files say of it, for a run that goes on after its process was killed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oneroof.errors import RunChanged, UsageError
from oneroof.evidence.journal import FILE, ended_by, read_lines
from oneroof.evidence.kept import read_facts, read_state
from oneroof.verdict.model import StageRecord

_COMMAND = "rehearse"
_LAST = "last"
#: Stages 01 to 03 hold production's snapshot: none of them holds without the others.
_UNIT = 3
#: What is kept is of no use any more when a run goes on from this stage or an earlier one (`oneroof.stages.state`).
_NEEDED_FROM = {"unit": 1, "applied": 4}


@dataclass(frozen=True)
class Past:
    """A rehearsal that did not come to its end.

    ``asked`` is what it was asked for; ``records`` the stages that ended and still hold, in order; ``state`` what was
    kept beside them, by name; ``sessions`` the last proof of each session that it had on production, by process id of
    the backend; ``killed_in`` the stage that was begun last (0: none); ``resumed`` how often it went on before, and
    from which stage; ``ended`` when its last stage ended (ISO 8601); ``processes`` the ids of those that were at it.
    """

    run_id: str
    version: str
    started: datetime
    asked: Mapping[str, Any]
    records: tuple[StageRecord, ...] = ()
    state: Mapping[str, Any] = field(default_factory=dict)
    sessions: tuple[Mapping[str, Any], ...] = ()
    killed_in: int = 0
    resumed: tuple[Mapping[str, int], ...] = ()
    ended: str = ""
    processes: tuple[int, ...] = ()

    @property
    def still(self) -> tuple[object, ...]:
        """What must not have changed between the reading of it and the taking of the run's lock."""
        return self.records, self.sessions, self.killed_in, self.resumed


def find_run(home: Path, name: str) -> str:
    """The id of a rehearsal that is not over; ``last`` is the one that was begun last.

    Raises:
        UsageError: there is no such run, it is no rehearsal, or it came to its end.
    """
    runs = {folder.name: folder for folder in sorted((home / "runs").glob("*")) if (folder / FILE).is_file()}
    if name == _LAST:
        name = next((run for run in reversed(runs) if _command(_lines(runs[run])) == _COMMAND), name)
    if name not in runs:
        raise UsageError(
            f"There is no run {name} below {home}.", next_step="Give the id of a run, a folder's name in runs/."
        )
    lines = _lines(runs[name])
    if _command(lines) != _COMMAND:
        raise UsageError(f"The run {name} is no rehearsal.", next_step="Only a rehearsal is resumed.")
    if ended_by(lines) == "finished":
        raise UsageError(f"The rehearsal {name} came to its end.", next_step="Read its package; or rehearse anew.")
    return name


def read_past(home: Path, run_id: str) -> Past:
    """Everything that a run kept, each file held to the SHA-256 that the journal has of it.

    Raises:
        RunChanged: a line of the journal cannot be read, or a file is missing or another.
    """
    folder = home / "runs" / run_id
    lines, damaged = read_lines(folder / FILE)
    if damaged:
        raise RunChanged(f"{folder / FILE} has a line that cannot be read.")
    try:
        return _folded(folder, run_id, lines)
    except (KeyError, TypeError, ValueError) as error:
        raise RunChanged(f"{folder / FILE} is not what a rehearsal writes ({type(error).__name__}).") from error


def _folded(folder: Path, run_id: str, lines: Sequence[Mapping[str, Any]]) -> Past:
    """Later lines say what still holds: a stage that began again, and all after it, are as if they had not been."""
    ended: dict[int, dict[str, Any]] = {}
    state: dict[str, Mapping[str, Any]] = {}
    sessions: dict[int, Mapping[str, Any]] = {}
    resumed: list[Mapping[str, int]] = []
    for line in lines:
        if line["event"] == "stage-ended":
            ended[int(line["number"])] = {**line, "facts": [line["facts"]]}
        elif line["event"] == "facts":
            ended[int(line["number"])]["facts"].append(line["facts"])
        elif line["event"] == "state":
            state[str(line["name"])] = line
        elif line["event"] == "session":
            sessions[int(line["number"])] = line
        elif line["event"] == "resumed-from":
            again = int(line["stage"])
            ended = {number: kept for number, kept in ended.items() if number < again}
            state = {name: kept for name, kept in state.items() if again > _NEEDED_FROM.get(name, 1)}
            resumed.append({"killed_in": int(line["killed_in"]), "from": again})
    begun = [int(line["number"]) for line in lines if line["event"] == "stage-started"]
    whole = [ended[number] for number in sorted(ended) if set(range(1, max(number, _UNIT) + 1)) <= set(ended)]
    return Past(
        run_id=run_id,
        version=str(lines[0]["version"]),
        started=datetime.strptime(run_id.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        asked=lines[0]["asked"],
        records=tuple(read_facts(folder, int(line["number"]), line["key"], *line["facts"]) for line in whole),
        state={name: read_state(folder, line["file"], line["sha256"]) for name, line in state.items()},
        sessions=tuple(line["proof"] for line in sessions.values()),
        killed_in=begun[-1] if begun else 0,
        resumed=tuple(resumed),
        ended=str(whole[-1]["at"]) if whole else "",
        processes=tuple(int(line["process"]["pid"]) for line in lines if line.get("process")),
    )


def _lines(folder: Path) -> list[dict[str, Any]]:
    return read_lines(folder / FILE)[0]


def _command(lines: Sequence[Mapping[str, Any]]) -> str:
    return str(lines[0].get("command", "")) if lines else ""
