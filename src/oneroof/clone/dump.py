"""A clone by PostgreSQL's own tools at one exported snapshot: definitions by a dump, rows as streams.

`create` reads from top to bottom what happens, in this order; whatever ends it early, the partial clone and the dump's
folder go, or the error names what was left behind.
"""

from __future__ import annotations

import errno
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from oneroof.clone import tool
from oneroof.clone.asleep import event_triggers_off
from oneroof.clone.birth import newborn
from oneroof.clone.carry import carry
from oneroof.clone.extensions import create_extensions, split_list
from oneroof.clone.identity import refuse_foreign_schema
from oneroof.clone.indexes import Building, list_own_indexes, take_indexes
from oneroof.clone.lend import lent, read_schema_owners
from oneroof.clone.messages import Said
from oneroof.clone.model import Clone, Identity, Ledger, NoLedger, Progress, StreamDigest, silent
from oneroof.clone.name import candidates
from oneroof.clone.own import make_own
from oneroof.clone.properties import (
    DatabaseProperties,
    Extension,
    Sizes,
    read_extensions,
    read_properties,
    read_sizes,
    refuse_unreadable,
)
from oneroof.clone.sequences import set_sequences
from oneroof.clone.stream import hold, list_streamed, stream
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
    streams: Mapping[str, StreamDigest]


def create(reader: Reader, wish: CloneWish, *, progress: Progress = silent, ledger: Ledger | None = None) -> Clone:
    """Make a clone of production as it is in the snapshot.

    1. read production's properties, and refuse what the reader may not read;
    2. ask the tools' own session where it is and whether it can only read;
    3. make an empty database like production, marked as partial, that nobody else can connect to;
    4. dump definitions on the snapshot, restore them into the clone, stream the rows, keep every error;
    5. replace the identity that was copied along;
    6. carry what a dump leaves behind; the privilege to connect comes with the last statement.

    Where sessions of the restore waited for each other until the server ended one, all of it once more with one job.

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
    try:
        return _create(reader, wish, progress, books)
    except tool.InItsOwnWay:  # that clone is gone
        return _create(reader, replace(wish, jobs=1), progress, books)


def _create(reader: Reader, wish: CloneWish, progress: Progress, books: Ledger) -> Clone:
    source = _read_source(reader, wish.parent)
    tool.require_production(wish.place.bindir, wish.production, wish.parent, wish.probed)
    names = wish.names or candidates(wish.parent.database, wish.made_at.astimezone(UTC).date())
    with newborn(wish.place, source.properties, names, run_id=wish.run_id, ledger=books) as name:
        with _dump_folder(wish.workdir, books) as folder:
            said = _copy(reader, wish, name, source, folder, progress)
        with CloneMaker.open(wish.place.server.with_database(name)) as inside:
            identity, masked = make_own(inside, wish)
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
        masked=masked,
        streams=said.streams,
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


def _copy(reader: Reader, wish: CloneWish, name: str, source: _Source, folder: Path, progress: Progress) -> _Said:
    """Dump definitions; restore the schemas, make the extensions as production has them, restore what holds rows.

    Then the rows, as streams, and a large table's own indexes once it is full; then the rest, which looks at rows:
    other indexes, constraints, triggers, privileges, refreshed materialised views. No event trigger fires meanwhile:
    those of the dump are made last, and those that an extension brought along sleep until then.
    """
    bindir, target = wish.place.bindir, wish.place.server.with_database(name)
    tool.require_clone(bindir, target, wish.parent)
    progress("Dumping definitions", 0, 0)
    said = [tool.dump(bindir, wish.production, wish.snapshot, folder, ("pre-data", "post-data"))]
    tables = list_streamed(reader)
    hold(reader, tables)
    contents = [tool.table_of_contents(bindir, target, folder, section) for section in ("pre-data", "post-data")]
    parts = split_list(*contents)
    ready, rest = take_indexes(parts.rest, list_own_indexes(reader), tables)
    building = Building(bindir, target, folder, ready)
    size = source.sizes.database_bytes
    with CloneMaker.open(target) as inside:

        def restore(entries: str, jobs: int = 1) -> None:
            said.append(
                tool.restore(bindir, inside, folder, entries, jobs=jobs, expected_bytes=size, progress=progress)
            )

        restore(parts.schemas)
        with lent(inside, source.schema_owners):
            noted = create_extensions(inside, source.extensions)
            with event_triggers_off(inside):
                restore(parts.definitions)
                rows = (wish.production, wish.snapshot)
                streamed = stream(
                    bindir, rows, building, tables, jobs=wish.jobs, progress=progress, governor=wish.governor
                )
                said += streamed.said
                refused = set_sequences(reader, inside)
                said += _large_objects(reader, wish, inside, folder, size, progress)
                restore(rest, wish.jobs)
        if parts.events:
            restore(parts.events)
    return _Said(
        errors=(*(error for part in said for error in part.errors), *streamed.errors, *refused),
        warnings=(*noted, *(warning for part in said for warning in part.warnings)),
        streams=streamed.digests,
    )


def _large_objects(
    reader: Reader, wish: CloneWish, inside: CloneMaker, definitions: Path, size: int, progress: Progress
) -> list[Said]:
    """What pg_dump knows of them, in a dump of its own beside the one of definitions."""
    if not reader.value("clone/has_large_objects"):
        return []
    bindir, folder = wish.place.bindir, definitions.with_name("large-objects")
    dumped = tool.dump(bindir, wish.production, wish.snapshot, folder, ("data",))
    entries = tool.table_of_contents(bindir, inside.dsn, folder, "data")
    return [dumped, tool.restore(bindir, inside, folder, entries, jobs=1, expected_bytes=size, progress=progress)]


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
