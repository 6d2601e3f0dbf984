"""Extensions as production has them: a dump names neither their version nor their owner.

Without this a clone gets each extension's newest version, owned by whoever restores. So the schemas are restored
first, then each extension is made by its owner in production's version, then the rest: the dump's own
``CREATE EXTENSION IF NOT EXISTS`` finds it there. Event triggers come after everything: a dump has them before the
refreshing of materialised views, which would be an event of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from oneroof.clone.properties import Extension, read_extensions
from oneroof.errors import OneroofError, PrivilegeMissing, ServerLost
from oneroof.pg.compose import Composable, Identifier, Literal
from oneroof.pg.session import CloneMaker

#: A line of ``pg_restore --list``: dump id; OID of pg_namespace, OID of the schema, what it is.
_SCHEMA_ENTRY = re.compile(r"^\d+; 2615 \d+ SCHEMA ")
#: An event trigger, or what is said of one; neither is in a schema.
_EVENT_ENTRY = re.compile(r"^\d+; \d+ \d+ (?:(?:COMMENT|SECURITY LABEL) - )?EVENT TRIGGER ")
#: Privileges on one object; default privileges have an OID of their own and stand after the rows anyway.
_ACL_ENTRY = re.compile(r"^\d+; 0 0 ACL ")


@dataclass(frozen=True)
class Parts:
    """A dump's entries in the order in which they are restored; ``events`` is empty when there is none."""

    schemas: str
    definitions: str
    rest: str
    events: str


def split_list(before_rows: str, after_rows: str) -> Parts:
    """Divide the texts of ``pg_restore --list`` (sections ``pre-data`` and ``post-data``): for ``--use-list``. Pure.

    Privileges come after the rows, as a restore in one piece has them: an owner may have given up the one to insert.
    """
    first, last = _entries(before_rows), _entries(after_rows)
    schemas = [line for line in first if _SCHEMA_ENTRY.match(line)]
    acls = [line for line in first if _ACL_ENTRY.match(line)]
    events = [line for line in last if _EVENT_ENTRY.match(line)]
    return Parts(
        schemas=_text(schemas),
        definitions=_text([line for line in first if line not in {*schemas, *acls}]),
        rest=_text([*acls, *(line for line in last if line not in set(events))]),
        events=_text(events) if events else "",
    )


def _entries(table_of_contents: str) -> list[str]:
    return [line for line in table_of_contents.splitlines() if line and not line.startswith(";")]


def _text(lines: Iterable[str]) -> str:
    return "\n".join([*lines, ""])


def create_extensions(session: CloneMaker, wanted: Iterable[Extension]) -> tuple[str, ...]:
    """Make in the clone what is not there yet.

    Returns:
        The refusals: a version that this server does not have, a right that the owner does not have any more. The dump
        then makes the extension as it can, and the fingerprints say what differs.
    """
    there = {extension.name for extension in read_extensions(session)}
    refused: list[str] = []
    for extension in wanted:
        if extension.name in there:
            continue
        try:
            _create_as_owner(session, extension)
        except ServerLost:
            raise
        except OneroofError as error:
            refused.append(error.message)
    return tuple(refused)


def _create_as_owner(session: CloneMaker, extension: Extension) -> None:
    """By its owner, who may need rights that the clone does not have yet: its ACLs are restored later."""
    try:
        _create(session, extension, lend=False)
    except PrivilegeMissing:
        _create(session, extension, lend=True)


def _create(session: CloneMaker, extension: Extension, *, lend: bool) -> None:
    parts: dict[str, Composable] = {
        "extension": Identifier(extension.name),
        "schema": Identifier(extension.schema),
        "version": Literal(extension.version),
        "role": Identifier(extension.owner),
        "name": Identifier(session.dsn.database),
    }
    with session.transaction():
        has_schema = session.value("clone/schema_exists", schema=extension.schema)
        lacks = session.row("clone/lacks_rights", role=extension.owner, schema=extension.schema) if lend else {}
        objects = [name for name, lacking in lacks.items() if lacking]
        for lent in objects:
            session.rows(f"clone/lend_{lent}", parts)
        session.rows("clone/set_local_role", parts)
        session.rows("clone/create_extension" if has_schema else "clone/create_extension_own_schema", parts)
        session.rows("clone/reset_local_role")
        for lent in objects:
            session.rows(f"clone/take_back_{lent}", parts)
