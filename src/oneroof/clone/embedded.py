"""A private server for one clone: production's binaries by major version, production's roles by name.

For a reader who may not make databases, or where production's server has no room. Nobody else can reach it, it is not
protected against power loss, and nobody can log in to it as one of production's roles.
"""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from typing import Any

from oneroof.clone.folder import write_note
from oneroof.clone.manage import ListedClone, list_clones
from oneroof.clone.model import ClonePlace, Ledger
from oneroof.clone.tool import TOOLS
from oneroof.errors import OneroofError
from oneroof.pg import server as private
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneMaker, Reader, Row
from oneroof.pg.tools import bindir_for

_LEAST_LOCKS = 256  # a fingerprint holds a lock on every relation in one transaction
_MEGABYTE = 1 << 20
_SIDE_BY_SIDE = 2  # jobs of pg_restore, unless somebody sets another number
#: A table that is emptied and filled in one transaction, and an index that is built, then write no log at all; the
#: statistics of a clone can wait until it is full.
_UNLOGGED = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1h",
    "autovacuum_naptime": "10min",
}
_ATTRIBUTES: dict[str, tuple[SQL, SQL]] = {
    "superuser": (SQL("SUPERUSER"), SQL("NOSUPERUSER")),
    "inherit": (SQL("INHERIT"), SQL("NOINHERIT")),
    "createrole": (SQL("CREATEROLE"), SQL("NOCREATEROLE")),
    "createdb": (SQL("CREATEDB"), SQL("NOCREATEDB")),
    "replication": (SQL("REPLICATION"), SQL("NOREPLICATION")),
    "bypassrls": (SQL("BYPASSRLS"), SQL("NOBYPASSRLS")),
}
_OPTIONS: dict[str, tuple[SQL, SQL]] = {
    "admin": (SQL("ADMIN TRUE"), SQL("ADMIN FALSE")),
    "inherit": (SQL("INHERIT TRUE"), SQL("INHERIT FALSE")),
    "set": (SQL("SET TRUE"), SQL("SET FALSE")),
}
_TEMPORARY_ROLE = "oneroof_renames_the_first_role"


def fast_settings(memory: int, cores: int) -> dict[str, str]:
    """Settings of a server that is thrown away, on a machine with so many bytes of memory: a crash may take it all.

    A small part of the memory: production may run on the same machine. Indexes are built `_SIDE_BY_SIDE` at a time, so
    each gets what is left of the cores: on two, helpers only cost (measured: an eighth of the time of that phase).
    """
    buffers = min(max(memory // 16, 128 * _MEGABYTE), 512 * _MEGABYTE)
    building = min(max(memory // 64, 64 * _MEGABYTE), 256 * _MEGABYTE)
    return {
        **_UNLOGGED,
        "shared_buffers": f"{buffers // _MEGABYTE}MB",
        "maintenance_work_mem": f"{building // _MEGABYTE}MB",
        "max_parallel_maintenance_workers": str(max(0, cores // _SIDE_BY_SIDE - 1)),
    }


def start_place(
    reader: Reader, *, bindir: Path | None, home: Path | None, limit: int | None, ledger: Ledger
) -> ClonePlace:
    """Start the server and give it what production's objects mention: roles, memberships, tablespaces.

    Args:
        reader: a session on production.
        bindir: a folder of programs, server and tools, in production's major version (default: looked for).
        home: the server's folder. It stays, after the place is released, while a clone is in it.
        limit: what the operator grants to clones, in bytes.
        ledger: told of the folder before the server is started.

    Raises:
        ToolMissing: no server programs of production's major version are here.
    """
    programs = bindir_for(reader.major, (*TOOLS, "postgres", "initdb"), bindir)
    capacity = reader.row("clone/read_capacity")
    settings = {
        **fast_settings(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), os.cpu_count() or 1),
        "max_locks_per_transaction": str(max(capacity["locks"], _LEAST_LOCKS)),
        "max_connections": str(capacity["connections"]),
    }
    made = home if home is not None and not home.exists() else None
    notes: list[Any] = []

    def placed(folder: Path) -> None:
        notes.append(ledger.making("server", str(folder), f"rm -r {shlex.quote(str(folder))}"))

    started = None
    try:
        started = private.start(
            bindir=programs,
            home=home,
            settings=settings,
            throwaway=True,
            placed=placed,
            images=home.parent if home is not None else None,
        )
        dsn = _prepare(started.dsn, reader)
        free = shutil.disk_usage(started.data).free
    except BaseException:
        _remove(started, made)
        for note in notes:
            ledger.removed(note)
        raise

    def release() -> None:
        kept = _clones_in(dsn)
        if kept is None or kept:
            started.stop(keep_data=True)
            shutil.rmtree(started.socket, ignore_errors=True)
            if home is not None:
                write_note(home, started.data.parent, kept or (), dsn)
        else:
            _remove(started, made)
            ledger.removed(notes[0])

    granted = free if limit is None else min(free, limit)
    return ClonePlace(dsn, "embedded", programs, granted, folder=started.data.parent, releasing=release)


def _remove(server: private.Server | None, made: Path | None) -> None:
    """End the server, if it came so far; its folders go, and the one around them if it was made for it."""
    if server is not None:
        server.stop()
    if made is not None:
        shutil.rmtree(made, ignore_errors=True)


def _clones_in(dsn: Dsn) -> tuple[ListedClone, ...] | None:
    """None in doubt: a server that does not answer any more keeps its folder, and the ledger keeps its line."""
    try:
        with CloneMaker.open(dsn) as maker:
            return list_clones(maker)
    except OneroofError:
        return None


def _prepare(dsn: Dsn, reader: Reader) -> Dsn:
    """Roles by name. Gives the maintenance DSN, as the cluster's first role under production's name for it."""
    first = str(reader.value("clone/read_bootstrap_role"))
    ours = _rename_first_role(dsn, first)
    with CloneMaker.open(ours, settings={"allow_in_place_tablespaces": "on"}) as maker:
        for role in reader.rows("clone/list_roles"):
            if role["name"] != first:
                maker.rows("clone/create_role", {"role": Identifier(role["name"]), "attributes": _attributes(role)})
        for membership in reader.rows("clone/list_memberships"):
            parts = {"role": Identifier(membership["role"]), "member": Identifier(membership["member"])}
            maker.rows("clone/grant_role", {**parts, "options": _options(membership)})
        for tablespace in reader.rows("clone/list_used_tablespaces"):
            maker.rows("clone/create_tablespace_in_place", {"tablespace": Identifier(tablespace["name"])})
    return ours


def _rename_first_role(dsn: Dsn, name: str) -> Dsn:
    """What belongs to the first role of production's cluster belongs to the first role here, so both have one name."""
    if name == private.SUPERUSER:
        return dsn
    temporary = {"role": Identifier(_TEMPORARY_ROLE)}
    with CloneMaker.open(dsn) as maker:
        maker.rows("clone/create_superuser", temporary)
    with CloneMaker.open(dsn.with_parameters(user=_TEMPORARY_ROLE)) as maker:
        maker.rows("clone/rename_role", {"role": Identifier(private.SUPERUSER), "name": Identifier(name)})
    renamed = dsn.with_parameters(user=name)
    with CloneMaker.open(renamed) as maker:
        maker.rows("clone/drop_role", temporary)
    return renamed


def _attributes(role: Row) -> Composable:
    return SQL(" ").join([words[0] if role[name] else words[1] for name, words in _ATTRIBUTES.items()])


def _options(membership: Row) -> Composable:
    """15 knows the admin option alone; from 16 each of the three is said."""
    if membership["set"] is None:
        return SQL("WITH ADMIN OPTION" if membership["admin"] else "")
    said = [words[0] if membership[name] else words[1] for name, words in _OPTIONS.items()]
    return SQL("WITH ") + SQL(", ").join(said)
