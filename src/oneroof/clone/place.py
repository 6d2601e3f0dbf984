"""Where a clone goes: the server that production runs on, another one, or a private one that is started for it.

A place is taken only after it was asked: it is not production's own database, it runs the same major version, its maker
may create databases and become every owner, it has the roles, extensions and tablespaces, and there is room.
"""

from __future__ import annotations

import math
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from oneroof.clone import embedded
from oneroof.clone.identity import read_identity, refuse_production
from oneroof.clone.model import ClonePlace, Identity, Ledger, NoLedger
from oneroof.clone.properties import read_extensions, read_sizes
from oneroof.clone.room import measure
from oneroof.clone.tool import ROOM, TOOLS
from oneroof.errors import DiskFull, EnvironmentFault, PrivilegeMissing
from oneroof.pg.compose import Identifier, Literal
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Row
from oneroof.pg.tools import bindir_for

_OTHER_PLACE = "Choose another place with --clone-server: embedded, or the DSN of another server."
#: Pages of the largest table whose reading is timed: 4 MB with the usual block size.
_SAMPLE_PAGES = 512


@dataclass(frozen=True)
class PlaceWish:
    """Where a clone is wanted.

    ``server`` is ``same``, ``embedded`` or a DSN; ``maker`` the clone maker's own DSN (default: the production server
    with production's login); ``free_bytes`` what the operator grants to clones where it cannot be measured, or less
    than is free; ``home`` the folder of an embedded server (default: a temporary one).
    """

    production: Dsn
    server: str = "same"
    maker: Dsn | None = None
    bindir: Path | None = None
    free_bytes: int | None = None
    home: Path | None = None
    #: A login with REPLICATION on production, for a base backup (default: production's).
    replication: Dsn | None = None


@dataclass(frozen=True)
class Forecast:
    """What a clone will cost.

    ``free_bytes`` is None where it cannot be measured; ``estimated_seconds`` is an order of magnitude: the tables read
    once and written once, at the speed at which a sample of them was read.
    """

    database_bytes: int
    needed_bytes: int
    free_bytes: int | None
    tables: int
    estimated_seconds: float

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return asdict(self)


def choose_place(wish: PlaceWish, reader: Reader, identity: Identity, *, ledger: Ledger | None = None) -> ClonePlace:
    """The place for a clone of the database that ``reader`` reads, asked and found fit.

    Args:
        wish: what the operator wants.
        reader: a session on production.
        identity: production's.
        ledger: told of an embedded server before it is started.

    Raises:
        ConfigError: a DSN holds a secret that PostgreSQL's tools cannot be given.
        IdentityRefused: the DSN names production's own database.
        PrivilegeMissing: the maker may not create databases, or cannot become every owner.
        EnvironmentFault: another major version, a standby, a role, an extension or a tablespace that is not there.
        ToolMissing: no tools of the server's major version. DiskFull: less than 1.3 times the database's size is free.
    """
    wish.production.require_for_tools()
    needed = _needed(reader)
    if wish.server == "embedded":
        refuse_full(needed, least(free_below(wish.home), wish.free_bytes))
        return embedded.start_place(
            reader, bindir=wish.bindir, home=wish.home, limit=wish.free_bytes, ledger=ledger or NoLedger()
        )
    bindir = bindir_for(reader.major, TOOLS, wish.bindir)
    dsn = _maintenance_dsn(wish, identity).require_for_tools()
    with Reader.open(dsn) as asked, asked.snapshot():
        there = read_identity(asked)
        refuse_production(there, identity, dsn.label)
        same = there.system_identifier == identity.system_identifier
        _refuse_unfit(asked, reader, same=same)
        tablespace = str(reader.row("clone/read_database", database=identity.database)["tablespace"])
        free = least(measure(asked, there.system_identifier, tablespace), wish.free_bytes)
    refuse_full(needed, free)
    return ClonePlace(dsn, "same" if same else "dsn", bindir, free)


def known_place(wish: PlaceWish, reader: Reader, identity: Identity) -> ClonePlace:
    """The place of a clone that was made before: as it was chosen then, without asking whether another one would fit.

    Raises:
        IdentityRefused: the DSN names production's own database. EnvironmentFault: another major version.
        ToolMissing: no tools of the server's major version.
    """
    bindir = bindir_for(reader.major, TOOLS, wish.bindir)
    dsn = _maintenance_dsn(wish, identity).require_for_tools()
    with Reader.open(dsn) as asked, asked.snapshot():
        there = read_identity(asked)
    refuse_production(there, identity, dsn.label)
    if asked.major != reader.major:
        raise EnvironmentFault(f"{dsn.label} is PostgreSQL {asked.major}, production is {reader.major}.")
    return ClonePlace(dsn, "same" if there.system_identifier == identity.system_identifier else "dsn", bindir)


def forecast(reader: Reader, place: ClonePlace) -> Forecast:
    """What a clone of the reader's database will cost in that place; reads a few pages of the largest table."""
    sizes = read_sizes(reader)
    return Forecast(
        database_bytes=sizes.database_bytes,
        needed_bytes=_needed(reader) if place.needed_bytes is None else place.needed_bytes,
        free_bytes=place.free_bytes,
        tables=sizes.tables,
        estimated_seconds=round(2 * sizes.table_bytes * _seconds_per_byte(reader), 1),
    )


def _maintenance_dsn(wish: PlaceWish, production: Identity) -> Dsn:
    """The database that the maker works from: the one that its DSN names, else one that every server has."""
    given = wish.maker if wish.server == "same" else Dsn.parse(wish.server)
    if given is not None and given.database:
        return given
    usual = "template1" if production.database == "postgres" else "postgres"
    return (given or wish.production).with_database(usual)


def _refuse_unfit(asked: Reader, reader: Reader, *, same: bool) -> None:
    where = asked.dsn.label
    maker = asked.row("clone/read_maker")
    if maker["in_recovery"]:
        raise EnvironmentFault(f"{where} is a standby; no clone can be made there.", next_step=_OTHER_PLACE)
    if asked.major != reader.major:
        raise EnvironmentFault(
            f"{where} is PostgreSQL {asked.major}, production is {reader.major}: a clone needs the same major version.",
            next_step=_OTHER_PLACE,
        )
    if not maker["may_create"]:
        raise PrivilegeMissing(
            f"The role {maker['role']} may not create databases at {where}.",
            next_step=f'ALTER ROLE "{maker["role"]}" CREATEDB, or give a clone maker in [clone] dsn. {_OTHER_PLACE}',
        )
    if not (same and maker["superuser"]):  # who has every role of production and can become each
        _refuse_roles(asked, reader, maker)
    if not same:
        _refuse_missing(asked, "extensions", [extension.name for extension in read_extensions(reader)])
        _refuse_missing(asked, "tablespaces", [row["name"] for row in reader.rows("clone/list_used_tablespaces")])


def _refuse_roles(asked: Reader, reader: Reader, maker: Row) -> None:
    """Every role that the database mentions exists there, and the maker can become those that own something."""
    owners = [row["name"] for row in reader.rows("clone/list_owners")]
    mentioned = sorted({*owners, *(row["name"] for row in reader.rows("clone/list_mentioned_roles"))})
    known = {row["name"]: row for row in asked.rows("clone/check_roles", roles=mentioned)}
    absent = [name for name in mentioned if not known[name]["present"]]
    if absent:
        raise EnvironmentFault(
            f"{asked.dsn.label} lacks roles that production's objects mention: {', '.join(absent)}.",
            next_step="CREATE ROLE … NOLOGIN for each of them there, or use --clone-server embedded, which does it.",
        )
    closed = [name for name in owners if not known[name]["reachable"]]
    if closed and not maker["superuser"]:
        raise PrivilegeMissing(
            f"The role {maker['role']} is no member of these owners of production's objects: {', '.join(closed)}.",
            next_step=f"GRANT each of them to it (a membership that inherits and may SET ROLE). {_OTHER_PLACE}",
        )


def _refuse_missing(asked: Reader, what: str, names: list[str]) -> None:
    absent = [row["name"] for row in asked.rows(f"clone/list_missing_{what}", names=names)]
    if absent:
        raise EnvironmentFault(
            f"{asked.dsn.label} lacks {what} that production uses: {', '.join(absent)}.",
            next_step=f"Provide them there. {_OTHER_PLACE}",
        )


def _needed(reader: Reader) -> int:
    return math.ceil(ROOM * read_sizes(reader).database_bytes)


def least(measured: int | None, granted: int | None) -> int | None:
    """The smaller of what was measured and what the operator grants; None when neither is known."""
    known = [value for value in (measured, granted) if value is not None]
    return min(known) if known else None


def free_below(home: Path | None) -> int:
    """What is free where an embedded server's folder will be made; the folder itself need not exist yet."""
    folder = (home or Path(tempfile.gettempdir())).absolute()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def refuse_full(needed: int, free: int | None) -> None:
    """Raise `DiskFull` when less is free than is needed."""
    if free is not None and free < needed:
        raise DiskFull(
            f"A clone needs {needed} bytes free (1.3 times the database's size) and {free} are free.",
            next_step=f"Free some space. {_OTHER_PLACE}",
        )


def _seconds_per_byte(reader: Reader) -> float:
    """Seconds for each byte of a table's pages, read as text as a dump does; 0 where there is nothing to read."""
    found = reader.rows("clone/find_sample")
    if not found:
        return 0.0
    pages = min(int(found[0]["pages"]), _SAMPLE_PAGES)
    begun = time.monotonic()
    reader.rows(
        "clone/read_sample",
        {"table": Identifier(found[0]["schema"], found[0]["name"]), "end": Literal(f"({pages},0)")},
    )
    return (time.monotonic() - begun) / (pages * _block_size(reader))


def _block_size(reader: Reader) -> int:
    return int(reader.value("clone/block_size"))
