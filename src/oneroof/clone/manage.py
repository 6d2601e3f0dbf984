"""Clones on a server: listed, dropped by command only, and the line that drops one proven on a throwaway copy."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from oneroof.clone.crew import beside
from oneroof.clone.identity import read_identity
from oneroof.clone.model import Clone, ClonePlace, Identity, Ledger, NoLedger
from oneroof.clone.name import MAX_BYTES, is_clone_name, shorten
from oneroof.clone.remove import (
    BIRTH_MARK,
    PARTIAL_MARK,
    PRISTINE_MARK,
    drop_database,
    drop_line,
    remove_partial,
)
from oneroof.errors import IdentityRefused, OneroofError, SqlFailed
from oneroof.pg import compose
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneMaker, Reader, Row

_SHELL_SECONDS = 300
#: The setting by which PostgreSQL copies a database's files, and SQLSTATE classes of what a file system refuses: 58
#: where PostgreSQL knows the error by name, XX where it does not (manual, appendix A).
_COPY_BY, _OF_FILES = "file_copy_method", {"58", "XX"}


@dataclass(frozen=True)
class ListedClone:
    """A clone as its server shows it.

    ``partial``: the run that began it (``run_id``, if it came so far) did not finish it. ``unreadable``: its name is
    a clone's, and this role may not look inside, so nothing is known of it and it will not be dropped. ``pristine``:
    the closed twin of a clone, which goes with it. ``external``: the user's platform made it, and drops it.
    ``embedded``: it is in a private server, which is stopped; ``folder`` is that server's. ``unfinished``: so is this
    one, or a part of it, and the run that made it ended without a word.
    """

    name: str
    state: Literal["clone", "embedded", "external", "partial", "pristine", "unfinished", "unreadable"]
    bytes: int | None
    owner: str | None = None
    expires: str | None = None
    run_id: str | None = None
    production: str | None = None
    masked: tuple[str, ...] = ()
    folder: str | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Whether its expiry has passed; a clone without a readable one is never overdue."""
        with suppress(TypeError, ValueError):
            return datetime.fromisoformat(str(self.expires)) < now
        return False

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class DropProof:
    """The line that drops a clone, and whether the same line dropped a throwaway copy of it and nothing else.

    ``reason`` says why it is not proven; ``bytes`` is the clone's size.
    """

    command: str
    copy_name: str
    proven: bool
    retained: bool
    bytes: int
    reason: str = ""

    def as_fact(self) -> dict[str, Any]:
        """As stage 09 keeps it."""
        return {
            "drop_command": self.command,
            "drop_proven": self.proven,
            "drop_copy": self.copy_name,
            "clone_retained": self.retained,
            "bytes": self.bytes,
        }


def list_clones(session: CloneMaker) -> tuple[ListedClone, ...]:
    """Every database of the server that says that it is a clone, or that carries our mark of a partial one.

    Each database is looked at by a session that cannot write. The maker's own database is looked at by nobody: a
    clone is never worked from.
    """
    names = [row["name"] for row in session.rows("clone/list_databases")]
    found = (look(session, name) for name in names if name != session.dsn.database)
    return tuple(clone for clone in found if clone is not None)


def look(session: CloneMaker, name: str) -> ListedClone | None:
    """A database as a clone, or None when it is none of ours."""
    rows = session.rows("clone/find_database", database=name)
    if not rows:  # dropped meanwhile
        return None
    row = rows[0]
    if (row["comment"] or "").startswith(PRISTINE_MARK) and not row["may_connect"]:
        return ListedClone(name, "pristine", row["bytes"], row["owner"])
    if row["connection_limit"] == BIRTH_MARK or (row["half_dropped"] and is_clone_name(name)):
        return _partial(row)
    identity = _identity_of(session.dsn.with_database(name)) if row["may_connect"] else None
    if identity is not None and identity.kind == "clone":
        parent = dict(identity.parent or {})
        where = (parent.get("owner"), parent.get("expires"), parent.get("run_id"), parent.get("database"))
        state: Literal["clone", "external"] = "external" if parent.get("strategy") == "external" else "clone"
        return ListedClone(name, state, row["bytes"], *where, masked=tuple(parent.get("masked", ())))
    if identity is None and is_clone_name(name):
        return ListedClone(name, "unreadable", row["bytes"])
    return None


def _partial(row: Row) -> ListedClone | None:
    """The mark is two things that go together from the second statement on; before, nobody can connect yet.

    A finished clone whose drop was cut short is partial too: nothing is left but to drop it again.
    """
    comment = row["comment"] or ""
    marked = comment.startswith(PARTIAL_MARK)
    if not marked and not row["half_dropped"] and (comment or row["may_connect"]):
        return None
    run_id = comment.removeprefix(PARTIAL_MARK) if marked else None
    return ListedClone(row["name"], "partial", row["bytes"], row["owner"], run_id=run_id)


def _identity_of(dsn: Dsn) -> Identity | None:
    try:
        with Reader.open(dsn) as reader, reader.snapshot():
            return read_identity(reader)
    except OneroofError:
        return None


def refuse_external(found: ListedClone) -> None:
    """Raise `IdentityRefused` when the user's platform made it: what we did not make, we neither drop nor replace."""
    if found.state == "external":
        raise IdentityRefused(
            f"{found.name} was made by your platform, not by oneroof; it was left as it is.",
            next_step="Drop it or make it again where it was made.",
        )


def drop_clone(session: CloneMaker, name: str, *, production: Identity | None = None) -> ListedClone:
    """Drop a clone of ours; sessions of others in it are not ended.

    Args:
        session: a session on the clone's server, in another database.
        name: the clone.
        production: the database that must never be dropped, where it is known.

    Returns:
        What it was.

    Raises:
        IdentityRefused: it is not a clone that we made, or is production, or cannot be looked at.
        SqlFailed: somebody is connected.
    """
    server = read_identity(session).system_identifier
    if production is not None and (server, name) == (production.system_identifier, production.database):
        raise IdentityRefused(f"{name} is production; it is not dropped.")
    found = look(session, name)
    if found is None or found.state == "unreadable":
        raise IdentityRefused(
            f"{name} does not say that it is a clone of ours; it is not dropped.",
            next_step="`oneroof clone list` has those that are.",
        )
    refuse_external(found)
    if production is not None and found.state == "clone":
        inside = _identity_of(session.dsn.with_database(name))
        if inside is None or inside.is_same_database(production):
            raise IdentityRefused(f"{name} has production's identity; it is not dropped.")
    drop_database(session, name, force=found.state == "partial")
    return found


def drop_of_run(place: ClonePlace, name: str, run_id: str, production: Identity) -> str:
    """Drop what a run made and left on the clone's server: a clone, a partial one, a throwaway copy of one.

    Returns:
        Empty when it is gone (or was), else the sentence that says why it stays.
    """
    try:
        with CloneMaker.open(place.server) as maker:
            found = look(maker, name)
            if found is not None and (found.state, found.run_id) == ("clone", run_id):
                drop_clone(maker, name, production=production)
    except OneroofError as error:
        return f"The clone {name} was left at {place.server.label} ({error.message})."
    return remove_partial(place, name, run_id)


def drop_command(clone: Clone) -> str:
    """One line for a shell that drops the clone; without a password, which psql takes from ~/.pgpass or PGPASSWORD."""
    return drop_line(clone.place, clone.name)


def prove_drop(clone: Clone, *, ledger: Ledger | None = None, meanwhile: Callable[[], None] | None = None) -> DropProof:
    """Run the printed line, for a throwaway copy, in a real shell; look by SQL at what is gone and what is there.

    Nobody may be connected to the clone while it is copied. The copy has nothing of what else DROP DATABASE asks for
    (owner, subscriptions, slots, prepared transactions), so the clone itself is asked. The copy never stays; until then
    it carries our mark, and the ledger knows of it.

    Args:
        clone: what the line is for.
        ledger: told of the copy before it is made.
        meanwhile: done, always, while the line runs: the clone itself is free again by then.

    Raises:
        OneroofError: what ``meanwhile`` raised, when the proof is over.
    """
    books = ledger or NoLedger()
    reason, ended = "", False
    other = _Once(meanwhile)
    with CloneMaker.open(clone.place.server) as maker:
        copy = _free_name(maker, clone.name)
        try:
            note = books.making("database", copy, drop_line(clone.place, copy))
            with _throwaway(maker, clone, copy):
                shell = _Shell(drop_line(clone.place, copy), clone.place.server)
                with beside(shell.run, shell.kill) as ran:
                    other.do()
                ended, reason = ran.result()
                gone = not maker.rows("clone/find_database", database=copy)
                if ended and not gone:
                    reason = "The line ended well, and the copy is still there."
            books.removed(note)
        except OneroofError as error:
            reason, gone = error.message, False
        other.end()
        left = maker.rows("clone/find_database", database=clone.name)
        kept_by = _obstacle(maker, clone.name)
    return DropProof(
        command=drop_command(clone),
        copy_name=copy,
        proven=ended and gone and bool(left) and not kept_by,
        retained=bool(left),
        bytes=int(left[0]["bytes"] or 0) if left else 0,
        reason=reason or kept_by,
    )


def _obstacle(maker: CloneMaker, name: str) -> str:
    """What of the clone's own would make the line fail; empty when nothing would."""
    for row in maker.rows("clone/list_drop_obstacles", database=name):
        return f"The line would not drop the clone: {row['what']}{' ' + row['name'] if row['name'] else ''}."
    return ""


@contextmanager
def _throwaway(maker: CloneMaker, clone: Clone, copy: str) -> Iterator[None]:
    parts = {"copy": compose.Identifier(copy), "name": compose.Identifier(clone.name)}
    try:
        _copy(maker, {**parts, "birth_mark": compose.Literal(BIRTH_MARK)})
        yield
    finally:
        drop_database(maker, copy, force=True)


def _copy(maker: CloneMaker, parts: Mapping[str, compose.Composable]) -> None:
    """By the kernel where the server offers it (from 18 on): some file systems copy no byte, the others one time less.

    Only for what is thrown away; a file system that refuses is asked in the usual way.
    """
    if maker.value("clone/offers_value", setting=_COPY_BY, value="clone"):
        maker.value("session/set_setting", name=_COPY_BY, value="clone")
        try:
            maker.rows("clone/copy_database", parts)
        except SqlFailed as error:
            if error.sqlstate[:2] not in _OF_FILES:
                raise
        else:
            return
        maker.value("session/set_setting", name=_COPY_BY, value="copy")
    maker.rows("clone/copy_database", parts)


def _free_name(maker: CloneMaker, name: str) -> str:
    endings = (f"_drop_{number}" for number in itertools.count(1))
    names = (shorten(name, MAX_BYTES - len(ending)) + ending for ending in endings)
    return next(found for found in names if not maker.rows("clone/find_database", database=found))


class _Once:
    """Something that is done once; what goes wrong in it is raised at its end, and not taken for somebody else's."""

    def __init__(self, work: Callable[[], None] | None) -> None:
        self._work = work
        self._error: OneroofError | None = None

    def do(self) -> None:
        """Do it, if it was not done."""
        work, self._work = self._work, None
        try:
            if work is not None:
                work()
        except OneroofError as error:
            self._error = error

    def end(self) -> None:
        """Do it, if it was not done; raise what went wrong."""
        self.do()
        if self._error is not None:
            raise self._error


class _Shell:
    """A line run as an operator would; the password comes by environment."""

    def __init__(self, line: str, dsn: Dsn) -> None:
        self._line = line
        self._environment = dict(os.environ)
        if "password" in dsn.parameters:
            self._environment["PGPASSWORD"] = dsn.parameters["password"]
        self._process: subprocess.Popen[str] | None = None
        self._unwanted = False

    def run(self) -> tuple[bool, str]:
        """Gives whether it ended well, and why not."""
        try:
            with subprocess.Popen(
                ["/bin/sh", "-c", self._line],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            ) as self._process:
                if self._unwanted:  # since before there was a process to kill
                    self._process.kill()
                try:
                    said = self._process.communicate(timeout=_SHELL_SECONDS)[1].strip().splitlines()
                except BaseException:
                    self._process.kill()
                    raise
        except (OSError, subprocess.TimeoutExpired) as error:
            return False, f"The line could not be run: {type(error).__name__}."
        status = self._process.returncode
        return status == 0, "" if status == 0 else (said[-1] if said else f"status {status}")

    def kill(self) -> None:
        """End it, also where it has not begun; from any thread."""
        self._unwanted = True
        if self._process is not None:
            self._process.kill()
