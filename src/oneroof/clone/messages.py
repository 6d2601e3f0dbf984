"""What PostgreSQL's tools say on stderr: errors counted, warnings told apart, the kind of a failure named. Pure.

The tools' own words come in English (they run under ``LC_ALL=C.UTF-8``); the server's come in the language of its
``lc_messages``. What is not recognised is a plain failure of the tool with its words, never silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oneroof import errors

#: Lines that may hold values of rows; they stay where the tool printed them and are not kept by us.
_MAY_HOLD_ROWS = re.compile(r"^\s*(DETAIL|CONTEXT|HINT|QUERY|STATEMENT):")
_TOOL = "(?P<tool>pg_dump|pg_restore|psql|pg_basebackup|pg_verifybackup)"
_LINE = re.compile(rf"^{_TOOL}: (?P<level>error|warning|detail|hint): (?P<text>.*)$")
_SERVER_WARNING = re.compile(r"^(?:pg_dump|pg_restore|psql): WARNING:\s+(?P<text>.*)$")
_COMMAND = re.compile(r"^Command was: (?P<text>.*)$")
_DEADLOCK = re.compile(r"deadlock detected")
_SUMMARY = re.compile(r"errors ignored on restore: (\d+)")
_LONGEST = 300

_NO_PERMISSION = re.compile(
    r"permission denied for [\w -]+? (?P<a>\S.*)$"
    r"|row-level security policy for table (?P<b>\S.*)$"
    r'|failed to get data for sequence (?P<c>".*?");'
)
#: The server's own mark on a column (15.20 and later), which tools of an earlier minor version dump as a user's option.
_OLDER_TOOLS = re.compile(r'"pg_attver"')
_KINDS: tuple[tuple[type[errors.OneroofError], re.Pattern[str]], ...] = (
    (
        errors.ToolMissing,
        re.compile(r"aborting because of server version mismatch|unsupported version .* in file header"),
    ),
    (errors.DiskFull, re.compile(r"No space left on device|Disk quota exceeded|[Dd]isk full")),
    (
        errors.ServerLost,
        re.compile(
            r"server closed the connection unexpectedly|terminating connection|connection to server .*(failed|lost)"
            r"|the database system is (shutting down|starting up|in recovery mode|not yet accepting)"
            r"|no connection to the server|SSL SYSCALL error|could not receive data from server"
        ),
    ),
)


@dataclass(frozen=True)
class Said:
    """What a tool said: its errors (each with the command that failed), its warnings, and whether it went to its end.

    ``ended_with_errors`` is pg_restore's own statement that it did all it could and ignored errors on the way.
    """

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    ended_with_errors: bool

    @property
    def met_deadlock(self) -> bool:
        """Whether the server ended one of the tool's sessions because it and another waited for each other."""
        return any(_DEADLOCK.search(error) for error in self.errors)


def read(lines: Iterable[str]) -> Said:
    """Sort the lines of a tool's stderr.

    pg_restore's number of ignored errors is not used: run in parallel, it counts an error once for the worker and once
    for the leader (seen with 15 and 18).
    """
    said: dict[str, list[str]] = {"error": [], "warning": []}
    summary = False
    for line in lines:
        match, warned, command = _LINE.match(line), _SERVER_WARNING.match(line), _COMMAND.match(line)
        if _SUMMARY.search(line):
            summary = True
        elif match and match["level"] in said:
            said[match["level"]].append(f"{match['tool']}: {match['text']}"[:_LONGEST])
        elif warned:
            said["warning"].append(warned["text"][:_LONGEST])
        elif command and said["error"]:
            said["error"][-1] = f"{said['error'][-1]} [{command['text']}]"[: 2 * _LONGEST]
    return Said(tuple(said["error"]), tuple(said["warning"]), summary)


def failure(tool: str, status: int, lines: Sequence[str], *, about: str) -> errors.OneroofError:
    """The error for a tool that did not do its work.

    Args:
        tool: the program.
        status: its exit status, negative for a signal.
        lines: its stderr.
        about: the database that it worked on, for the sentence.
    """
    kept = [line for line in lines if not _MAY_HOLD_ROWS.match(line)]
    first = next((line for line in read(kept).errors), kept[-1] if kept else "")
    said = first.removeprefix(f"{tool}: ") or (f"ended by signal {-status}" if status < 0 else f"exit status {status}")
    if any(_OLDER_TOOLS.search(line) for line in kept):
        return errors.ToolMissing(
            f"{tool} on {about}: {said[:_LONGEST]}",
            next_step="Install PostgreSQL's client tools of the server's minor version; these are older.",
        )
    refused = next((match for match in map(_NO_PERMISSION.search, kept) if match), None)
    for kind, pattern in _KINDS:
        if any(pattern.search(line) for line in kept):
            return kind(f"{tool} on {about}: {said[:_LONGEST]}")
    if refused:
        relation = next(part for part in refused.groups() if part)
        return errors.PrivilegeMissing(
            f"{tool} on {about}: this role may not read {relation.strip()}.",
            next_step=f"GRANT SELECT ON {relation.strip()} to this role (or BYPASSRLS), or use one that may read it.",
        )
    return errors.ToolFailed(f"{tool} on {about}: {said[:_LONGEST]}")


def is_fatal(error: errors.OneroofError) -> bool:
    """Whether an error of a restore ends it, instead of being counted: the disk or the server is gone."""
    return isinstance(error, errors.DiskFull | errors.ServerLost | errors.ToolMissing)
