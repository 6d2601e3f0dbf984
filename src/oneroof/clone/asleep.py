"""Event triggers put to sleep while we work on a clone: what we do to a clone is no event of production's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from oneroof.errors import PrivilegeMissing
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Row, Session

DISABLE = SQL("DISABLE")
#: ``pg_event_trigger.evtenabled`` to the words that set it.
_AS_IT_WAS = {"O": SQL("ENABLE"), "R": SQL("ENABLE REPLICA"), "A": SQL("ENABLE ALWAYS")}


@contextmanager
def event_triggers_asleep(session: Session) -> Iterator[None]:
    """A transaction in which no event trigger fires; at its end each is as it was, unless it was removed or disabled.

    Only a superuser owns event triggers, so a role that may not do this has restored none.
    """
    with session.transaction():
        awake = [row for row in session.rows("clone/list_event_triggers") if row["enabled"] in _AS_IT_WAS]
        for row in awake:
            set_event_trigger(session, row["name"], DISABLE)
        yield
        for row in awake:
            set_event_trigger(session, row["name"], _AS_IT_WAS[row["enabled"]])


@contextmanager
def event_triggers_off(session: Session) -> Iterator[None]:
    """For other sessions' sake: event triggers sleep in the database from now until the block has ended well.

    One that this role may not put to sleep (an extension's, made for a role that is no superuser) stays awake.
    """
    asleep: list[Row] = []
    for row in session.rows("clone/list_event_triggers"):
        with suppress(PrivilegeMissing):
            if row["enabled"] in _AS_IT_WAS:
                set_event_trigger(session, row["name"], DISABLE)
                asleep.append(row)
    yield
    for row in asleep:
        set_event_trigger(session, row["name"], _AS_IT_WAS[row["enabled"]])


def set_event_trigger(session: Session, name: str, state: SQL) -> None:
    """Wake an event trigger or put it to sleep."""
    session.rows("clone/set_event_trigger", {"name": Identifier(name), "state": state})
