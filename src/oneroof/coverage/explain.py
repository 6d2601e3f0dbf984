"""Why an object belongs to whom it belongs, as the database has it at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oneroof.coverage.owners import NO_LONGER_THERE
from oneroof.coverage.read import governance
from oneroof.coverage.way import Explanation, Lost, explain, place_of
from oneroof.errors import NoSuchObject, UsageError
from oneroof.pg.session import Session

ACCOUNTABLE = "accountable"


def read_owner(session: Session, schema: str, object_ref: str, ownership_type: str = ACCOUNTABLE) -> Explanation | Lost:
    """Who owns an object, and why; or what is known of one that is gone.

    Args:
        session: on the database; the reads should share a snapshot.
        schema: where the governance part stands.
        object_ref: exactly as the inventory writes it.
        ownership_type: which type of ownership is asked for.

    Raises:
        NoSuchObject: nothing bears this name and no row names it; says what may be meant.
        UsageError: no row is of this type.
    """
    names = governance(schema)
    types = dict.fromkeys([ACCOUNTABLE, *(row["ownership_type"] for row in session.rows("coverage/list_types", names))])
    if ownership_type not in types:
        raise UsageError(
            f"No ownership row is of the type {ownership_type}.", next_step=f"Ask for one of: {', '.join(types)}."
        )
    rows = session.rows("coverage/explain_owner", names, object_ref=object_ref, ownership_type=ownership_type)
    places = [place_of(row) for row in rows]
    standing = any(each.object_ref == object_ref and each.status not in NO_LONGER_THERE for each in places)
    if standing:
        return explain(object_ref, places, ownership_type)
    dangling = session.rows("coverage/find_dangling", names, object_ref=object_ref)
    if dangling:
        first = dangling[0]
        renamed = next((row["renamed_to"] for row in dangling if row["renamed_to"] is not None), None)
        suggestion = renamed or first["suggestion"]
        because = next((row["suggested_because"] for row in dangling if row["suggestion"] == suggestion), None)
        return Lost(object_ref, first["status"], tuple(dangling), renamed, suggestion, because)
    if places:  # gone or retired, and no row names it
        return explain(object_ref, places, ownership_type)
    found = session.rows("coverage/find_alike", names, object_ref=object_ref)
    raise _unknown(object_ref, found[0] if found else None)


def _unknown(object_ref: str, alike: Mapping[str, Any] | None) -> NoSuchObject:
    hint = "" if alike is None else f"; {alike['object_ref']} is {alike['because']}"
    if alike is not None:
        return NoSuchObject(f"No object is named {object_ref}{hint}.", next_step="Ask with the name as it is there.")
    kind, colon, _ = object_ref.partition(":")
    if not colon or not kind:
        return NoSuchObject(
            f"{object_ref} is no reference of an object.",
            next_step="Give the kind and the path, table:public.orders for example; `oneroof inventory` lists all.",
        )
    return NoSuchObject(f"No object is named {object_ref}, and no ownership row names it.")
