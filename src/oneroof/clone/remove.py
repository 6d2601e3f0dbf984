"""Removing a clone, whole or partial, and saying so when it stays behind."""

from __future__ import annotations

import shlex
import shutil
import unicodedata

from oneroof.clone.asleep import event_triggers_asleep
from oneroof.clone.model import ClonePlace
from oneroof.errors import OneroofError
from oneroof.pg.compose import Identifier
from oneroof.pg.session import CloneMaker, Row, Session

#: The comment of a clone that is being made begins with this; the run that makes it follows.
PARTIAL_MARK = "oneroof: partial clone of run "
#: The comment of a clone's closed twin begins with this; the clone's name follows.
PRISTINE_MARK = "oneroof: pristine twin of "
#: The connection limit that a clone is born with: CREATE DATABASE cannot set a comment, and a process can die after it.
BIRTH_MARK = 1_870_028_399


def drop_database(maker: CloneMaker, name: str, *, force: bool) -> None:
    """Drop one database on the maker's server, its subscriptions first; the caller knows that it is a clone.

    Args:
        maker: a session in another database of the server.
        name: the clone.
        force: end sessions that are still in it (those of a tool that was killed).
    """
    found = maker.rows("clone/find_database", database=name)
    if not found:
        return
    if found[0]["may_connect"]:
        with CloneMaker.open(maker.dsn.with_database(name)) as inside:
            for subscription in inside.rows("clone/list_subscriptions"):
                with event_triggers_asleep(inside):
                    drop_subscription(inside, subscription["name"])
    maker.rows("clone/drop_database_force" if force else "clone/drop_database", {"name": Identifier(name)})


def drop_subscription(session: Session, name: str) -> None:
    """Disable it, let go of its slot without a word to the publisher, drop it.

    A database with a subscription cannot be dropped, not even WITH (FORCE); so none may stay in a clone.
    """
    subscription = {"subscription": Identifier(name)}
    session.rows("clone/disable_subscription", subscription)
    session.rows("clone/detach_subscription", subscription)
    session.rows("clone/drop_subscription", subscription)


def remove_partial(place: ClonePlace, name: str, run_id: str) -> str:
    """Drop a clone that a run could not finish, by a session of its own, if it is that run's.

    Returns:
        Empty when it is gone, else the sentence that names what was left behind.
    """
    try:
        with CloneMaker.open(place.server) as maker:
            found = maker.rows("clone/find_database", database=name)
            if found and not _is_partial_of(found[0], run_id):
                return f"The database {name} at {place.server.label} is finished or another's, and was left as it is."
            drop_database(maker, name, force=True)
    except (OneroofError, KeyboardInterrupt) as error:
        said = error.message if isinstance(error, OneroofError) else "interrupted again"
        return f"The partial clone {name} was left behind at {place.server.label} ({said})."
    return ""


def _is_partial_of(row: Row, run_id: str) -> bool:
    """By its comment; or, when its maker had not come so far, by the mark of its birth."""
    return row["comment"] == PARTIAL_MARK + run_id or (
        row["comment"] is None and row["connection_limit"] == BIRTH_MARK and not row["may_connect"]
    )


def drop_line(place: ClonePlace, name: str) -> str:
    """One line for a shell that drops a clone; without a password, which psql takes from ~/.pgpass or PGPASSWORD."""
    program = "psql" if shutil.which("psql") else str(place.bindir / "psql")
    statement = f"DROP DATABASE IF EXISTS {_quoted(name)};"
    words = [program, "-X", "-d", place.server.without_password(), "-c", statement]
    return " ".join(shlex.quote(word) for word in words)


def _quoted(name: str) -> str:
    """A name as a quoted identifier on one line, invisible characters as escapes (manual, section 4.1.2.1)."""
    if not any(unicodedata.category(character)[0] in "CZ" and character != " " for character in name):
        return '"' + name.replace('"', '""') + '"'
    escaped = "".join(
        f"\\+{ord(character):06x}" if unicodedata.category(character)[0] in "CZ" and character != " " else character
        for character in name.replace("\\", "\\\\").replace('"', '""')
    )
    return f'U&"{escaped}"'
