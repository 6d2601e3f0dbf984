"""A clone as a base backup: the whole cluster file by file, run by a private server with everything outward off.

Such a copy has production's system identifier, name and identity row, and it would archive, stream, subscribe and run
jobs as production does. So it is started with a configuration of our own before it accepts anybody but us, shown to be
another server by a lock (`oneroof.clone.apart`), renamed, and given an identity of its own. Its moment is the end of
the backup, not the exported snapshot: fidelity is claimed only where the fingerprints of both are equal.
"""

from __future__ import annotations

import math
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from oneroof.clone import outward, physical
from oneroof.clone.apart import presence
from oneroof.clone.carry import compare
from oneroof.clone.folder import write_note
from oneroof.clone.identity import read_identity, refuse_foreign_schema
from oneroof.clone.manage import ListedClone, list_clones
from oneroof.clone.model import Clone, ClonePlace, Identity, Ledger, NoLedger, Progress, silent
from oneroof.clone.name import candidates
from oneroof.clone.own import make_own
from oneroof.clone.place import PlaceWish, free_below, least, refuse_full
from oneroof.clone.properties import read_properties
from oneroof.clone.tool import ROOM, TOOLS
from oneroof.clone.ways import ref
from oneroof.clone.wish import CloneWish
from oneroof.errors import EnvironmentFault, IdentityRefused, OneroofError, Refused, UsageError
from oneroof.pg import server as private
from oneroof.pg.compose import Identifier, Literal
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneMaker, Reader, Row
from oneroof.pg.tools import bindir_for

#: No library of production's is loaded by a session of ours, whatever its roles' settings say.
_NO_LIBRARIES = "-c session_preload_libraries= -c local_preload_libraries="
#: Event triggers on login fire from 17 on; none may before the clone is disarmed.
_NO_EVENTS = " -c event_triggers=off"
_EVENTS_SINCE = 17
_LEAST_LOCKS = 256  # a fingerprint holds a lock on every relation in one transaction


@dataclass
class _Copy:
    """The private server of one base backup, from the choice of its place to its release."""

    home: Path | None
    superuser: str
    maintenance: str
    server: private.Server | None = None
    kept: bool = False
    settings: dict[str, str] = field(default_factory=dict)

    def release(self) -> None:
        """End the server; the folder stays only with a clone in it."""
        if self.server is None:
            return
        there: tuple[ListedClone, ...] = ()
        with suppress(OneroofError):
            if self.kept:
                with CloneMaker.open(self.server.dsn) as maker:
                    there = list_clones(maker)
        self.server.stop(keep_data=self.kept)
        if self.kept:
            shutil.rmtree(self.server.socket, ignore_errors=True)
            if self.home is not None:
                write_note(self.home, self.server.data.parent, there, self.server.dsn)
        elif self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)


def choose(wish: PlaceWish, reader: Reader, identity: Identity, *, ledger: Ledger | None = None) -> ClonePlace:
    """A private server on this machine, and whether a base backup can be taken; nothing is made yet.

    Raises:
        UsageError: another place was asked for. ToolMissing: no programs of production's major version.
        PrivilegeMissing: no login with REPLICATION. DiskFull: the whole cluster has no room here.
        EnvironmentFault: no superuser of production's may log in, or no other database to work from.
    """
    del ledger  # told when the copy begins
    if wish.server != "embedded":
        raise UsageError(
            "A base backup is run by a private server on this machine, and the clone was to go elsewhere.",
            next_step="Use --clone-server embedded, or --clone dump.",
        )
    programs = bindir_for(reader.major, (*TOOLS, *physical.PROGRAMS), wish.bindir)
    cluster = reader.row("clone/list_cluster", database=identity.database)
    for what, needed in (("superuser", "superuser that may log in"), ("maintenance", "database postgres or template1")):
        if cluster[what] is None:
            raise EnvironmentFault(
                f"The cluster of {reader.dsn.label} has no {needed}, which work on a copy of it needs.",
                next_step="Use --clone dump.",
            )
    physical.require_source(programs, wish.replication or wish.production, identity)
    needed_bytes = math.ceil(ROOM * int(cluster["bytes"] or 0))
    free = least(free_below(wish.home), wish.free_bytes)
    refuse_full(needed_bytes, free)
    copy = _Copy(wish.home, cluster["superuser"], cluster["maintenance"])
    nowhere = Dsn.parse("host=/nonexistent").with_database(cluster["maintenance"])
    return ClonePlace(
        nowhere, "embedded", programs, free, wish.home, copy.release, prepared=copy, needed_bytes=needed_bytes
    )


def create(reader: Reader, wish: CloneWish, *, progress: Progress = silent, ledger: Ledger | None = None) -> Clone:
    """Copy the cluster, start the copy with everything outward off, make production's database in it the clone.

    1. pg_basebackup by read-only sessions, its pages' checksums and its manifest verified;
    2. our own configuration in place of production's; the server is started on a private socket;
    3. it is shown to be another server, and asked whether all that reaches out is off;
    4. every other database is closed, prepared transactions are rolled back, the database is renamed;
    5. its identity is replaced.

    Raises:
        Refused: something outward is on in the started copy; it was ended. The tools' errors as `physical` has them.
    """
    copy = wish.place.prepared
    if not isinstance(copy, _Copy):
        raise TypeError("a base backup goes to a place that `choose` gave")
    refuse_foreign_schema(reader.row("clone/find_identity"), reader.dsn.label)
    source = wish.replication or wish.production
    physical.require_source(wish.place.bindir, source, wish.parent, wish.probed)
    wanted = read_properties(reader, wish.parent.database)
    unlogged = [ref(row["kind"], row["schema"], row["name"]) for row in reader.rows("clone/list_unlogged")]
    with _started(reader, wish, copy, source, progress, ledger or NoLedger()) as dsn:
        measured = _take_in(reader, dsn, wish, copy)
        name = _rename(dsn, wish)
        with CloneMaker.open(dsn.with_database(name)) as inside:
            identity, masked = make_own(inside, wish, elsewhere=True)
            size = int(inside.value("clone/database_size", database=name))
            carried = compare(wanted, read_properties(inside, name))
    folder = copy.server.data.parent if copy.server else None
    dsn = dsn.with_parameters(options=_NO_LIBRARIES)  # from here on event triggers fire as in production, once disarmed
    return Clone(
        name=name,
        dsn=dsn.with_database(name),
        place=replace(wish.place, server=dsn, folder=folder),
        strategy="basebackup",
        bytes=size,
        errors=(),
        identity=identity,
        expires=wish.expires,
        carried=carried,
        masked=masked,
        measured={**measured, "not_carried": unlogged},
    )


@contextmanager
def _started(
    reader: Reader, wish: CloneWish, copy: _Copy, source: Dsn, progress: Progress, ledger: Ledger
) -> Iterator[Dsn]:
    """The copy's running server for a block that makes it a clone; it stays when the block ends well, else it goes."""
    needs = reader.row("clone/read_backup_needs")
    settings = {**private.BASE_SETTINGS, **private.FAST_SETTINGS, **outward.off_for(reader.major), **_sizes(needs)}
    locations = [row["location"] for row in reader.rows("clone/list_tablespace_locations")]

    notes: list[Any] = []

    def placed(folder: Path) -> None:
        notes.append(ledger.making("server", str(folder), f"rm -r {shlex.quote(str(folder))}"))

    def fill(data: Path) -> None:
        apart = data.parent / "tablespaces"
        apart.mkdir()
        apart.chmod(0o711)  # the server's account passes through it
        outside = [place for place in locations if place.startswith("/")]  # one in place comes with the data
        mapping = {place: apart / str(number) for number, place in enumerate(outside)}
        progress("Copying production's files", 0, 0)
        physical.base_backup(wish.place.bindir, source, data, tablespaces=mapping, checkpoint=wish.checkpoint)
        physical.take_over(data, settings, copy.superuser)

    try:
        login = private.Login(copy.superuser, copy.maintenance, _options(reader.major))
        copy.server = private.start(bindir=wish.place.bindir, home=copy.home, fill=fill, login=login, placed=placed)
        yield copy.server.dsn
    except BaseException:
        copy.release()
        if copy.server is None and copy.home is not None:
            shutil.rmtree(copy.home, ignore_errors=True)
        copy.server = None
        for note in notes:
            ledger.removed(note)
        raise
    copy.kept = True


def _sizes(needs: Row) -> dict[str, str]:
    """What a server that replays production's log must have no less of than production."""
    return {
        "max_connections": str(needs["connections"]),
        "max_prepared_transactions": str(needs["prepared"]),
        "max_locks_per_transaction": str(max(needs["locks"], _LEAST_LOCKS)),
    }


def _options(major: int) -> str:
    """Of each session of ours in the copied server before the clone is disarmed, the first one too."""
    return _NO_LIBRARIES + (_NO_EVENTS if major >= _EVENTS_SINCE else "")


def _take_in(reader: Reader, dsn: Dsn, wish: CloneWish, copy: _Copy) -> dict[str, Any]:
    """Ask the running copy whether it is one, and whether anything in it reaches out; close what is not meant.

    Raises:
        IdentityRefused: it is not a copy of production's server, or it is that very server. Refused: something is on.
    """
    with presence(reader) as same_server, CloneMaker.open(dsn) as maker:
        here = read_identity(maker)
        if same_server(maker) or here.system_identifier != wish.parent.system_identifier:
            raise IdentityRefused("The started copy is not a copy of production on a server of its own.")
        settings = {row["name"]: row["value"] for row in maker.rows("clone/list_settings", names=list(outward.OFF))}
        workers = [row["kind"] for row in maker.rows("clone/list_workers")]
        on = [*outward.still_on(settings), *workers]
        if on:
            raise Refused(f"In the started copy something still reaches out: {', '.join(on)}.")
        besides = [wish.parent.database, copy.maintenance]
        closed = [row["name"] for row in maker.rows("clone/list_open_databases", besides=besides)]
        for name in closed:
            maker.rows("clone/close_database", {"name": Identifier(name)})
        checksums = reader.row("clone/read_backup_needs")["checksums"]
    with CloneMaker.open(dsn.with_database(wish.parent.database)) as inside:
        prepared = [row["gid"] for row in inside.rows("clone/list_prepared")]
        for gid in prepared:
            inside.rows("clone/rollback_prepared", {"gid": Literal(gid)})
    return {
        "outward": settings,
        "workers": workers,
        "manifest_verified": True,
        "data_checksums": checksums,
        "databases_closed": len(closed),
        "prepared_rolled_back": len(prepared),
    }


def _rename(dsn: Dsn, wish: CloneWish) -> str:
    """Give the copied database a clone's name: from here on nobody can take it for production by its name."""
    names = wish.names or candidates(wish.parent.database, wish.made_at.date())
    with CloneMaker.open(dsn) as maker:
        name = next(name for name in names if not maker.rows("clone/find_database", database=name))
        maker.rows("clone/rename_database", {"name": Identifier(wish.parent.database), "new": Identifier(name)})
    return name
