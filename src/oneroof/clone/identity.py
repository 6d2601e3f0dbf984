"""Which database a session is connected to, the new identity of a clone, and the only door to writing in one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from oneroof.clone.asleep import event_triggers_asleep
from oneroof.clone.model import Identity
from oneroof.errors import IdentityRefused, NameTaken, PrivilegeMissing
from oneroof.pg.asks import Asks
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneMaker, CloneWriter, Reader, Rollout, Session

_KINDS = ("production", "clone")
Writer = TypeVar("Writer", bound=Session)


def read_identity(session: Asks) -> Identity:
    """Server, name and, where oneroof was installed, our row.

    The system identifier is `pg_control_system()`'s (manual, section 9.28.9): PUBLIC may execute it by default, so a
    reader needs no grant for it unless an administrator revoked that.

    Raises:
        PrivilegeMissing: the function or the identity table may not be read; never taken for "no identity".
        IdentityRefused: what stands in the table's place is not the table, or has not exactly one row of a known kind.
    """
    return _identity(session, _find(session))


def _find(session: Asks) -> Mapping[str, Any]:
    try:
        return session.row("clone/find_identity")
    except PrivilegeMissing as error:
        error.next_step = "GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() to this role."
        raise


def _identity(session: Asks, found: Mapping[str, Any]) -> Identity:
    row = _our_row(session, found) if found["has_table"] else {}
    return Identity(
        system_identifier=found["system_identifier"],
        database=found["database"],
        database_uid=row.get("database_uid"),
        kind=row.get("kind"),
        parent=row.get("parent"),
    )


def _our_row(session: Asks, found: Mapping[str, Any]) -> Mapping[str, Any]:
    where = session.label
    if not found["is_table"]:
        raise IdentityRefused(f"oneroof.database_identity in {where} is not a table.")
    if not found["readable"]:
        raise PrivilegeMissing(
            f"This role may not read oneroof.database_identity in {where}.",
            next_step="GRANT USAGE ON SCHEMA oneroof and SELECT ON oneroof.database_identity to this role.",
        )
    rows = session.rows("clone/read_identity")
    if len(rows) != 1 or rows[0]["kind"] not in _KINDS:
        raise IdentityRefused(f"oneroof.database_identity in {where} does not hold exactly one known identity.")
    return rows[0]


def refuse_production(here: Identity, production: Identity, where: str) -> None:
    """Raise when ``here`` is production itself, whatever its identity row claims."""
    if here.is_same_database(production):
        raise IdentityRefused(f"{where} is production itself; nothing was written there.")


def stamp_clone(
    session: CloneMaker,
    parent: Identity,
    *,
    expires: str,
    owner: str,
    run_id: str = "",
    elsewhere: bool = False,
    masked: Sequence[str] = (),
    external: bool = False,
) -> Identity:
    """Replace the identity that was copied along by one of the clone's own, before anybody else can connect.

    Where production never saw oneroof, the schema ``oneroof`` is made with the identity table alone. The row's
    ``parent`` says what the clone was copied from, its expiry (ISO 8601), its owner and the run that made it.
    ``elsewhere``: this very session was shown to be on another server than production's (`oneroof.clone.apart`), so a
    physical copy, which has production's system identifier and may have its name, is not taken for production.
    ``masked``: the columns whose values are replaced, so that whoever compares the clone later knows.
    ``external``: the user's platform made the database, so that nobody drops it as a clone of ours.

    Raises:
        IdentityRefused: the session is on the parent itself. NameTaken: a schema ``oneroof`` that is not ours.
    """
    found = _find(session)
    here = _identity(session, found)  # the row is still production's: it was copied along
    if not elsewhere and here.is_same_place(parent):
        raise IdentityRefused(f"{session.dsn.label} is production itself; nothing was written there.")
    content = json.dumps(
        {
            **parent.as_fact(),
            "expires": expires,
            "owner": owner,
            "run_id": run_id,
            **({"masked": list(masked)} if masked else {}),
            **({"strategy": "external"} if external else {}),
        }
    )
    with event_triggers_asleep(session):
        if found["has_function"]:
            session.rows("clone/replace_identity", parent=content)
        else:
            _prepare_table(session, found)
            session.rows("clone/delete_identity")
            session.rows("clone/insert_identity", parent=content)
    stamped = read_identity(session)
    if stamped.kind != "clone" or stamped.database_uid in {None, parent.database_uid}:
        raise IdentityRefused(f"The identity of {session.dsn.label} could not be replaced.")
    return stamped


def _prepare_table(session: CloneMaker, found: Mapping[str, Any]) -> None:
    if found["has_table"]:
        return
    refuse_foreign_schema(found, session.dsn.label)
    session.rows("clone/create_identity_schema")
    session.rows("clone/create_identity_table")


def refuse_foreign_schema(found: Mapping[str, Any], where: str) -> None:
    """Raise when a schema ``oneroof`` stands there without our table: it is somebody else's."""
    if found["has_schema"] and not found["has_table"]:
        raise NameTaken(
            f"{where} has a schema named oneroof that is not oneroof's, so its clone cannot be given an identity.",
            next_step="Rename that schema; oneroof's identity table has this one name.",
        )


def open_where(kind: type[Writer], dsn: Dsn, require: Callable[[Identity], None]) -> Writer:
    """A session that writes, to a database whose identity is the one required.

    The identity is looked at by a session that cannot write, and again by the writer itself, because a proxy or a name
    with several addresses may lead the second session elsewhere.

    Args:
        kind: of the session.
        dsn: where.
        require: raises unless it is given the right identity; called twice.
    """
    with Reader.open(dsn) as reader, reader.snapshot():
        require(read_identity(reader))
    writer = kind.open(dsn)
    try:
        require(read_identity(writer))
    except BaseException:
        writer.close()
        raise
    return writer


def open_clone(dsn: Dsn, production: Identity, stamped: Identity | None = None) -> CloneWriter:
    """The only way to a session that writes in a clone.

    Args:
        dsn: the clone.
        production: what it was copied from.
        stamped: the identity that we gave it. A physical copy may have production's system identifier and name; then
            it is the clone only if it has this very uid, which was drawn for a database that was shown to be on
            another server than production's (`oneroof.clone.apart`), and production's row has not.

    Raises:
        IdentityRefused: the database does not say that it is a clone, or it is production (by ``database_uid``, or by
            system identifier and name), whatever it says.
    """
    return open_where(CloneWriter, dsn, lambda here: _require_clone(here, production, stamped, dsn))


def _require_clone(here: Identity, production: Identity, stamped: Identity | None, dsn: Dsn) -> None:
    physical = stamped is not None and stamped.is_same_place(production)
    known = stamped is not None and stamped.database_uid is not None and here.database_uid == stamped.database_uid
    if not (physical and known and here.database_uid != production.database_uid):
        refuse_production(here, production, dsn.label)
    if here.kind != "clone":
        raise IdentityRefused(f"{dsn.label} does not say that it is a clone; nothing was written there.")


def open_production(dsn: Dsn, meant: Identity) -> Rollout:
    """The only way to a session that writes on production: what a packet declares, and the rollout log.

    Raises:
        IdentityRefused: the database does not say that it is production, or is another than the one meant.
    """
    return open_where(Rollout, dsn, lambda here: _require_production(here, meant, dsn))


def _require_production(here: Identity, meant: Identity, dsn: Dsn) -> None:
    if here.kind != "production":
        raise IdentityRefused(f"{dsn.label} does not say that it is production; nothing was written there.")
    found = here.as_fact()
    for name, expected in meant.as_fact().items():
        if found[name] != expected:
            raise IdentityRefused(f"{dsn.label} is not the production that was meant: {name} is {found[name]}.")
