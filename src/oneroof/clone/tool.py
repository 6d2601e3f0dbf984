"""pg_dump, pg_restore and psql as a clone needs them: where they are connected, what they said, how far they are."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from oneroof import errors
from oneroof.clone import messages, process
from oneroof.clone.model import Identity, Probed, Progress
from oneroof.pg.dsn import Dsn
from oneroof.pg.queries import load
from oneroof.pg.session import Session

#: What a folder of PostgreSQL's tools must hold.
TOOLS = ("pg_dump", "pg_restore", "psql")
#: Times its size that a database needs to be copied: the copy, and what is written while indexes are built.
ROOM = 1.3
_LOCK_WAIT = "60s"
_POLL_SECONDS = 1.0
#: Of the sessions that write into a clone.
_WRITING = ("default_transaction_read_only=off", "synchronous_commit=off")
#: While a restore refreshes materialised views it runs production's queries; none of them may read a foreign table.
_NO_FOREIGN_TABLES = ("restrict_nonsystem_relation_kind", "foreign-table")


class InItsOwnWay(errors.ToolFailed):
    """Sessions of one pg_restore waited for each other until the server ended one; a single session waits for none."""


def require_production(bindir: Path, production: Dsn, parent: Identity, probed: Probed) -> None:
    """Ask a session of the tools, opened exactly as pg_dump will be, where it is and whether it is read-only.

    Raises:
        NotReadOnly: it could write. IdentityRefused: it is connected to another database than the reader.
    """
    probed(False)  # until it has answered otherwise
    answer = _probe(bindir, production, read_only=True)
    probed(answer["read_only"] is True)
    if answer["read_only"] is not True:
        raise errors.NotReadOnly(f"PostgreSQL's tools would not be read-only on {production.label}.")
    if (answer["system_identifier"], answer["database"]) != (parent.system_identifier, parent.database):
        raise errors.IdentityRefused(f"PostgreSQL's tools reach another database than {production.label}.")


def require_clone(bindir: Path, clone: Dsn, parent: Identity) -> None:
    """Refuse when pg_restore would be connected to anything but the clone, production least of all."""
    answer = _probe(bindir, clone, read_only=True)
    reached = (answer["system_identifier"], answer["database"])
    if reached == (parent.system_identifier, parent.database) or answer["database"] != clone.database:
        raise errors.IdentityRefused(f"PostgreSQL's tools reach another database than the clone {clone.label}.")


def _probe(bindir: Path, dsn: Dsn, *, read_only: bool) -> dict[str, Any]:
    arguments = ["--no-psqlrc", "--no-password", "--no-align", "--tuples-only", "--quiet"]
    arguments.append(f"--command={load('clone/probe_tool').text}")
    end = process.run(bindir / "psql", arguments, dsn, read_only=read_only, settings=("client_encoding=UTF8",))
    if end.status != 0:
        raise messages.failure("psql", end.status, end.stderr, about=dsn.label)
    answer: dict[str, Any] = json.loads(end.stdout)
    return answer


def dump(bindir: Path, production: Dsn, snapshot: str, folder: Path, sections: Sequence[str]) -> messages.Said:
    """Write sections of the database, as it is in the snapshot, into ``folder`` (made by pg_dump), read-only.

    The section ``data`` has large objects alone: rows are streamed (`oneroof.clone.stream`).

    Raises:
        PrivilegeMissing, DiskFull, ServerLost, ToolMissing, ToolFailed: pg_dump ignores no error, so neither do we.
    """
    arguments = ["--format=directory", f"--snapshot={snapshot}", f"--file={folder}", "--no-sync", "--compress=0"]
    arguments += ["--no-password", f"--lock-wait-timeout={_LOCK_WAIT}", *(f"--section={name}" for name in sections)]
    if "data" in sections:
        arguments += ["--blobs", "--exclude-table-data=*.*"]
    end = process.run(bindir / "pg_dump", arguments, production, read_only=True)
    said = messages.read(end.stderr)
    if end.status != 0 or said.errors:
        raise messages.failure("pg_dump", end.status, end.stderr, about=production.label)
    return said


def table_of_contents(bindir: Path, clone: Dsn, folder: Path, section: str) -> str:
    """What ``pg_restore --list`` says is in a section of the dump."""
    end = process.run(bindir / "pg_restore", ["--list", f"--section={section}", str(folder)], clone, read_only=True)
    if end.status != 0:
        raise messages.failure("pg_restore", end.status, end.stderr, about=clone.label)
    return end.stdout


def restore(
    bindir: Path, clone: Session, folder: Path, entries: str, *, jobs: int, expected_bytes: int, progress: Progress
) -> messages.Said:
    """Restore the entries of the dump's list into the clone.

    Args:
        bindir: the tools.
        clone: a session in the clone; it is asked for the clone's size while pg_restore works.
        folder: the dump.
        entries: lines for ``--use-list``.
        jobs: sessions of pg_restore.
        expected_bytes: the size of production.
        progress: told of bytes.

    Returns:
        What pg_restore said; errors that it went on after are in it, each one.

    Raises:
        DiskFull, ServerLost, ToolMissing, ToolFailed: it did not go to its end. InItsOwnWay: with several jobs, and
            nothing is wrong with production (seen: a foreign key of a partitioned table beside an index's attachment).
    """

    def tick() -> None:
        size = int(clone.value("clone/database_size", database=clone.dsn.database))
        progress("Restoring into the clone", min(size, expected_bytes), expected_bytes)

    settings = list(_WRITING)
    if clone.value("clone/knows_setting", setting=_NO_FOREIGN_TABLES[0]):
        settings.append("=".join(_NO_FOREIGN_TABLES))
    return _restore(bindir, clone.dsn, folder, entries, jobs=jobs, settings=settings, tick=_throttled(tick))


def build(bindir: Path, clone: Dsn, folder: Path, entries: str, tick: Callable[[], None]) -> messages.Said:
    """Restore the few entries of the dump's list that belong to one table, one after the other; from any thread.

    Args:
        bindir: the tools.
        clone: where.
        folder: the dump.
        entries: lines for ``--use-list``.
        tick: called some times a second; what it raises ends it.

    Raises:
        DiskFull, ServerLost, ToolMissing, ToolFailed: as `restore`.
    """
    return _restore(bindir, clone, folder, entries, jobs=1, settings=_WRITING, tick=tick)


def _restore(
    bindir: Path,
    clone: Dsn,
    folder: Path,
    entries: str,
    *,
    jobs: int,
    settings: Sequence[str],
    tick: Callable[[], None],
) -> messages.Said:
    program = bindir / "pg_restore"
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder.parent, suffix=".list") as chosen:
        chosen.write(entries)
        chosen.flush()
        arguments = ["--format=directory", f"--jobs={jobs}", "--no-password", f"--use-list={chosen.name}", str(folder)]
        end = process.run(program, arguments, clone, read_only=False, settings=settings, tick=tick)
    said = messages.read(end.stderr)
    if end.status != 0 or said.errors:
        problem = messages.failure("pg_restore", end.status, end.stderr, about=clone.label)
        if messages.is_fatal(problem) or not said.ended_with_errors:
            raise problem if not isinstance(problem, errors.PrivilegeMissing) else errors.ToolFailed(problem.message)
    if jobs > 1 and said.met_deadlock:
        raise InItsOwnWay(f"pg_restore on {clone.label}: its own sessions waited for each other.")
    return said


def _throttled(tick: Callable[[], None]) -> Callable[[], None]:
    """At most once a second: a size is asked of the server or of the file system."""
    last = 0.0

    def throttled() -> None:
        nonlocal last
        if time.monotonic() - last >= _POLL_SECONDS:
            last = time.monotonic()
            tick()

    return throttled
