"""A clone as PostgreSQL itself copies a database: ``CREATE DATABASE … TEMPLATE``, while nobody is connected to it.

For production that is hardly ever so, and while it lasts new connections wait; its real use is `oneroof clone reset`,
which copies a clone's pristine twin. The moment of the copy is not that of any snapshot: the fingerprints decide.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress

from oneroof.clone.birth import newborn
from oneroof.clone.carry import carry
from oneroof.clone.identity import refuse_foreign_schema
from oneroof.clone.model import Clone, ClonePlace, Identity, Ledger, NoLedger, Progress, silent
from oneroof.clone.name import candidates
from oneroof.clone.own import make_own
from oneroof.clone.place import PlaceWish, choose_place
from oneroof.clone.properties import DatabaseProperties, read_properties
from oneroof.clone.wish import CloneWish
from oneroof.errors import PrivilegeMissing, SourceInUse, UsageError
from oneroof.pg.session import CloneMaker, Reader, Session

_WAIT_SECONDS = 3.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.002, 0.05


def choose(wish: PlaceWish, reader: Reader, identity: Identity, *, ledger: Ledger | None = None) -> ClonePlace:
    """As `choose_place`, on production's own server alone.

    Raises:
        UsageError: another place was asked for. SourceInUse: others are connected to production now.
    """
    if wish.server == "embedded":
        raise UsageError(
            "A template is copied on production's own server, and the clone was to go to an embedded one.",
            next_step="Set [clone] dsn and --clone-server same, or use --clone dump.",
        )
    place = choose_place(wish, reader, identity, ledger=ledger)
    if place.placement != "same":
        raise UsageError(
            "A template is copied on production's own server, and the clone was to go to another.",
            next_step="Use --clone-server same, or --clone dump.",
        )
    _refuse_users(reader, identity.database, [reader.backend_pid])
    return place


def create(reader: Reader, wish: CloneWish, *, progress: Progress = silent, ledger: Ledger | None = None) -> Clone:
    """Copy production while nobody is connected to it.

    1. read production's properties, then end every session of ours there;
    2. copy it, closed and marked from birth; somebody who is connected ends it here;
    3. replace the identity that was copied along, carry what a template leaves behind.

    Raises:
        SourceInUse: somebody is connected to production. PrivilegeMissing: the maker does not own production.
    """
    refuse_foreign_schema(reader.row("clone/find_identity"), reader.dsn.label)
    wanted = read_properties(reader, wish.parent.database)
    wish.vacate()
    progress("Copying production", 0, 0)
    with CloneMaker.open(wish.place.server) as maker:
        _wait_until_free(maker, wish.parent.database)
        return copy(maker, wish, wish.parent.database, wanted, ledger or NoLedger(), names=wish.names)


def copy(
    maker: CloneMaker,
    wish: CloneWish,
    template: str,
    wanted: DatabaseProperties,
    ledger: Ledger,
    *,
    names: Sequence[str] = (),
) -> Clone:
    """A clone as a copy of a database of its own server, with an identity of its own.

    Args:
        maker: a session on the clone's server, in another database.
        wish: what is wanted.
        template: the database to copy; nobody may be connected to it.
        wanted: what the clone gets of production: settings, comment, ACL, owner, connection limit.
        ledger: told of the clone before it is made.
        names: candidates in place of those that the date gives.
    """
    chosen = names or candidates(wish.parent.database, wish.made_at.date())
    place = wish.place
    try:
        born = newborn(place, wanted, chosen, run_id=wish.run_id, ledger=ledger, template=template, maker=maker)
        with born as name:
            with CloneMaker.open(place.server.with_database(name)) as inside:
                identity, masked = make_own(inside, wish)
            size = int(maker.value("clone/database_size", database=name))
            carried, refused = carry(maker, name, wanted)
    except PrivilegeMissing as error:
        error.next_step = (
            f"Only the owner of {template} or a superuser may copy it: use another maker, or --clone dump."
        )
        raise
    return Clone(
        name=name,
        dsn=place.server.with_database(name),
        place=place,
        strategy="template",
        bytes=size,
        errors=refused,
        identity=identity,
        expires=wish.expires,
        carried=carried,
        masked=masked,
    )


def _wait_until_free(maker: CloneMaker, database: str) -> None:
    """Our own sessions need a moment to end; whoever is there afterwards is somebody else."""
    deadline = time.monotonic() + _WAIT_SECONDS
    pause = _FIRST_PAUSE
    while time.monotonic() < deadline:
        with suppress(SourceInUse):
            return _refuse_users(maker, database, [])
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
    return _refuse_users(maker, database, [])


def _refuse_users(session: Session, database: str, ours: list[int]) -> None:
    there = session.row("clone/count_sessions", database=database, ours=ours)
    if there["sessions"] or there["prepared"]:
        raise SourceInUse(
            f"{there['sessions']} sessions and {there['prepared']} prepared transactions of others are in"
            f" {database}, and a template may have none."
        )
