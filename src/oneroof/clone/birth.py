"""The empty database that will be a clone: like production's, marked from birth, closed to everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from oneroof.clone.model import ClonePlace, Ledger
from oneroof.clone.name import twin_of
from oneroof.clone.properties import DatabaseProperties
from oneroof.clone.remove import BIRTH_MARK, PARTIAL_MARK, drop_line, remove_partial
from oneroof.errors import EnvironmentFault, Interrupted, NameTaken, OneroofError, SourceInUse, SqlFailed
from oneroof.pg.compose import SQL, Composable, Identifier, Literal
from oneroof.pg.session import CloneMaker

#: duplicate_database, and the unique violation that a race for a name ends with.
_TAKEN = frozenset({"42P04", "23505"})
#: object_in_use: a template that somebody is connected to.
_IN_USE = "55006"
#: Bytes above which copying files costs less than writing every page to the log (measured with 18: 16 MB 0.9 s against
#: 1.5 s, 72 MB 3.6 s against 2.2 s); below, its two checkpoints cost more.
_COPY_FILES_ABOVE = 32 << 20
#: A locale or an encoding that this server does not have.
_NOT_HERE = frozenset({"22023", "0A000", "42809", "42602", "42704"})


@contextmanager
def newborn(
    place: ClonePlace,
    wanted: DatabaseProperties,
    names: Iterable[str],
    *,
    run_id: str,
    ledger: Ledger,
    template: str | None = None,
    maker: CloneMaker | None = None,
) -> Iterator[str]:
    """A database for the length of a block that makes it a clone; when the block fails, it is dropped.

    Args:
        place: where.
        wanted: encoding, locale and tablespace as production has them.
        names: the best first; one that is taken is left alone, and so is one whose twin another clone left behind,
            because `oneroof clone reset` would take that for this one's.
        run_id: stands in the mark.
        ledger: told of the name before it is made.
        template: a database of the same server to copy, which nobody is connected to; without it, it is empty.
        maker: a session on that server for all of it; without it, one is opened and closed before the block.

    Yields:
        The name that was free.

    Raises:
        EnvironmentFault: the server has no such locale. NameTaken: no name is free.
        SourceInUse: somebody is connected to the template.
        Interrupted: for a KeyboardInterrupt in the block.
        Whatever the block raises: if the database could not be dropped, the message names it.
    """
    for name in names:
        note = ledger.making("clone", name, drop_line(place, name))
        with _gone_on_failure(place, name, run_id, ledger, note):
            with nullcontext(maker) if maker else CloneMaker.open(place.server) as session:
                free = not session.rows("clone/find_database", database=twin_of(name))
                born = free and (_copied(session, name, template) if template else _created(session, name, wanted))
                if born:
                    _mark(session, name, run_id)
            if born:
                yield name
                return
        ledger.removed(note)
    raise NameTaken(
        "Every name that the clone may have is taken.", next_step="Drop a clone that is not needed any more."
    )


@contextmanager
def _gone_on_failure(place: ClonePlace, name: str, run_id: str, ledger: Ledger, note: Any) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        left = remove_partial(place, name, run_id)
        if not left:
            ledger.removed(note)
        _say_what_is_left(error, name, left, drop_line(place, name))
        raise


def _created(maker: CloneMaker, name: str, wanted: DatabaseProperties) -> bool:
    """Make the database; False when the name is taken."""
    parts: dict[str, Composable] = {
        "name": Identifier(name),
        "encoding": Literal(wanted.encoding),
        "collate": Literal(wanted.collate),
        "ctype": Literal(wanted.ctype),
        "locale": Literal(wanted.locale),
        "icu_rules": Literal(wanted.icu_rules),
        "tablespace": _tablespace(wanted.tablespace),
        "birth_mark": Literal(BIRTH_MARK),
    }
    variant = wanted.provider + ("_rules" if wanted.icu_rules is not None else "")
    try:
        maker.rows(f"clone/create_database_{variant}", parts)
    except SqlFailed as error:
        if error.sqlstate in _TAKEN:
            return False
        if error.sqlstate in _NOT_HERE:
            raise EnvironmentFault(
                f"The clone's server cannot make a database with production's encoding and locale: {error.message}",
                next_step="Choose a server that has them with --clone-server.",
            ) from error
        raise
    return True


def _copied(maker: CloneMaker, name: str, template: str) -> bool:
    """Make the database as a copy of another; False when the name is taken."""
    parts: dict[str, Composable] = {
        "name": Identifier(name),
        "template": Identifier(template),
        "birth_mark": Literal(BIRTH_MARK),
    }
    size = int(maker.value("clone/database_size", database=template))
    statement = "copy_template_by_files" if size > _COPY_FILES_ABOVE else "copy_template_by_wal"
    try:
        maker.rows(f"clone/{statement}", parts)
    except SqlFailed as error:
        if error.sqlstate in _TAKEN:
            return False
        if error.sqlstate == _IN_USE:
            raise SourceInUse(f"Somebody is connected to {template}, so it cannot be copied as a template.") from error
        raise
    return True


def _tablespace(name: str) -> Composable:
    """Nothing for the default one: to name it needs a privilege on it that nobody has by default."""
    return SQL("") if name == "pg_default" else SQL("TABLESPACE ") + Identifier(name)


def _mark(maker: CloneMaker, name: str, run_id: str) -> None:
    """Say what it is and close it; then the maker, its owner, may connect, and nobody else."""
    identifier = {"name": Identifier(name)}
    maker.rows("clone/comment_database", {**identifier, "comment": Literal(PARTIAL_MARK + run_id)})
    maker.rows("clone/revoke_connect", identifier)
    maker.rows("clone/allow_connections", identifier)


def _say_what_is_left(error: BaseException, name: str, left: str, line: str) -> None:
    if isinstance(error, KeyboardInterrupt):
        raise Interrupted(
            f"Interrupted while the clone {name} was made. {left or 'Nothing of it was left behind.'}",
            next_step=f"Drop it: {line}" if left else None,
        ) from error
    if left and isinstance(error, OneroofError):
        error.message = f"{error.message} {left}"
        error.args = (error.message,)
        error.next_step = f"Drop it when the server is there again: {line}"
    elif left:
        error.add_note(left)
