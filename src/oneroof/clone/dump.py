"""A clone by PostgreSQL's own tools: one exported snapshot, a dump in parallel, a restore in parallel.

`create` reads from top to bottom what happens, in this order; whatever ends it early, the partial clone and the dump's
folder go, or the error names what was left behind.
"""

from __future__ import annotations

import errno
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from oneroof.clone import tool
from oneroof.clone.asleep import event_triggers_off
from oneroof.clone.birth import newborn
from oneroof.clone.carry import carry
from oneroof.clone.extensions import create_extensions, split_list
from oneroof.clone.identity import refuse_foreign_schema, stamp_clone
from oneroof.clone.lend import lent, read_schema_owners
from oneroof.clone.model import Clone, Identity, Ledger, NoLedger, Progress, silent
from oneroof.clone.name import candidates
from oneroof.clone.properties import (
    DatabaseProperties,
    Extension,
    Sizes,
    read_extensions,
    read_properties,
    read_sizes,
    refuse_unreadable,
)
from oneroof.clone.wish import CloneWish
from oneroof.errors import DiskFull, EnvironmentFault
from oneroof.pg.session import CloneMaker, Reader, Row

#: Settings that would end the session that holds the snapshot while it waits for the tools; the second came with 17.
_NO_TIMEOUTS = {"idle_in_transaction_session_timeout": 15, "transaction_timeout": 17}


@dataclass(frozen=True)
class _Source:
    """What was read of production in the snapshot."""

    properties: DatabaseProperties
    extensions: tuple[Extension, ...]
    sizes: Sizes
    schema_owners: tuple[Row, ...]


@dataclass(frozen=True)
class _Said:
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def create(reader: Reader, wish: CloneWish, *, progress: Progress = silent, ledger: Ledger | None = None) -> Clone:
    """Make a clone of production as it is in the snapshot.

    1. read production's properties, and refuse what the reader may not read;
    2. ask the tools' own session where it is and whether it can only read;
    3. make an empty database like production, marked as partial, that nobody else can connect to;
    4. dump production on the snapshot, restore into the clone, keep every error;
    5. replace the identity that was copied along;
    6. carry what a dump leaves behind; the privilege to connect comes with the last statement.

    Args:
        reader: a session on production, in the transaction of the snapshot.
        wish: what is wanted.
        progress: told of bytes.
        ledger: told of what is made before it is made.

    Raises:
        PrivilegeMissing: names the relation. DiskFull, ServerLost, ToolMissing, ToolFailed, Interrupted: the clone and
            the dump's folder are gone, or the message names what was left behind.
    """
    books = ledger or NoLedger()
    source = _read_source(reader, wish.parent)
    read_only = tool.require_production(wish.place.bindir, wish.production, wish.parent)
    names = wish.names or candidates(wish.parent.database, wish.made_at.astimezone(UTC).date())
    with newborn(wish.place, source.properties, names, run_id=wish.run_id, ledger=books) as name:
        with _dump_folder(wish.workdir, books) as folder:
            said = _copy(wish, name, source, folder, progress)
        with CloneMaker.open(wish.place.server.with_database(name)) as inside:
            owner = wish.owner or str(inside.row("clone/read_maker")["role"])
            identity = stamp_clone(inside, wish.parent, expires=wish.expires, owner=owner, run_id=wish.run_id)
            size = int(inside.value("clone/database_size", database=name))
        with CloneMaker.open(wish.place.server) as maker:
            carried, refused = carry(maker, name, source.properties)
    return Clone(
        name=name,
        dsn=wish.place.server.with_database(name),
        place=wish.place,
        strategy="dump",
        bytes=size,
        errors=(*said.errors, *refused),
        identity=identity,
        expires=wish.expires,
        warnings=said.warnings,
        carried=carried,
        tool_read_only=read_only,
    )


def _read_source(reader: Reader, parent: Identity) -> _Source:
    for name, since in _NO_TIMEOUTS.items():
        if reader.major >= since:
            reader.value("session/set_setting", name=name, value="0")
    refuse_foreign_schema(reader.row("clone/find_identity"), reader.dsn.label)
    refuse_unreadable(reader)
    return _Source(
        read_properties(reader, parent.database),
        read_extensions(reader),
        read_sizes(reader),
        read_schema_owners(reader),
    )


def _copy(wish: CloneWish, name: str, source: _Source, folder: Path, progress: Progress) -> _Said:
    """Dump; then restore the schemas, make the extensions as production has them, restore all the rest.

    No event trigger fires while rows are written and views refreshed: those of the dump are made last, and those that
    an extension brought along sleep until then.
    """
    bindir, target = wish.place.bindir, wish.place.server.with_database(name)
    tool.require_clone(bindir, target, wish.parent)
    dumped = tool.dump(
        bindir, wish.production, wish.snapshot, folder, jobs=wish.jobs, sizes=source.sizes, progress=progress
    )
    schemas, rest, events = split_list(tool.table_of_contents(bindir, target, folder))
    size = source.sizes.database_bytes
    with CloneMaker.open(target) as inside:
        said = [dumped, tool.restore(bindir, inside, folder, schemas, jobs=1, expected_bytes=size, progress=progress)]
        with lent(inside, source.schema_owners):
            noted = create_extensions(inside, source.extensions)
            with event_triggers_off(inside):
                jobs = wish.jobs
                said += [tool.restore(bindir, inside, folder, rest, jobs=jobs, expected_bytes=size, progress=progress)]
        if events:
            said += [tool.restore(bindir, inside, folder, events, jobs=1, expected_bytes=size, progress=progress)]
    return _Said(
        errors=tuple(error for part in said for error in part.errors),
        warnings=(*noted, *(warning for part in said for warning in part.warnings)),
    )


@contextmanager
def _dump_folder(workdir: Path, ledger: Ledger) -> Iterator[Path]:
    """A name for the dump's folder inside one of our own, which never stays."""
    try:
        workdir.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="dump-", dir=workdir))
        note = ledger.making("folder", str(made), f"rm -r {shlex.quote(str(made))}")
        try:
            yield made / "dump"
        finally:
            shutil.rmtree(made, ignore_errors=True)
            if not made.exists():
                ledger.removed(note)
    except OSError as error:
        kind = DiskFull if error.errno in {errno.ENOSPC, errno.EDQUOT} else EnvironmentFault
        raise kind(f"The dump's folder below {workdir} cannot be used: {error.strerror}.") from error
