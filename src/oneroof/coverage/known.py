"""What files of owners that name objects by files or relations, and owners by names of their own, are read against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from oneroof.coverage.read import TreeObject, governance
from oneroof.errors import FactsSayNo
from oneroof.pg import session as pg
from oneroof.pg.session import Session
from oneroof.sources.files import Known
from oneroof.sources.principals import Directory
from oneroof.sources.registration import Facts, Link, Registered, Row


def read_known(session: Session, schema: str, tree: Iterable[TreeObject], principals: Mapping[str, bool]) -> Known:
    """What this database knows.

    Args:
        session: on the database; its reads should share a snapshot.
        schema: where the governance part stands.
        tree: every object.
        principals: whether each principal is active.

    Raises:
        FactsSayNo: two aliases that differ in case alone are two principals.
    """
    files = session.rows("coverage/list_files", governance(schema))
    written = {row["object_ref"]: row["source_path"] for row in files}
    known = known_of(session, tree, written, Directory(principals, _aliases(session, schema)))
    return replace(known, registered=partial(read_registered, session, schema))


def read_registered(session: Session, schema: str, source: str, refs: Sequence[str]) -> Registered:
    """What stands in the register of a source, or bears one of these references; and the links of that source."""
    where = governance(schema)
    rows = session.rows("coverage/list_registered", where, source=source, refs=list(refs))
    links = session.rows("coverage/list_links_of_source", where, source=source)
    return Registered(tuple(map(row_of, rows)), tuple(Link(row["object_ref"], row["also_in_ref"]) for row in links))


def row_of(row: pg.Row) -> Row:
    """A row of ``coverage/list_registered``."""
    facts = Facts(row["parent_ref"], row["status"], row["display_name"], row["source_path"])
    return Row(row["object_ref"], row["kind"], row["source"], facts, row["imported"])


def known_of(session: Session, tree: Iterable[TreeObject], files: Mapping[str, str], directory: Directory) -> Known:
    """What a database knows of which all objects are ``tree``."""
    reaches = {item.object_ref: item.reachable for item in tree}
    reachable = frozenset(ref for ref, reached in reaches.items() if reached)
    return Known(read_database_name(session), reaches.keys(), reachable, files, directory)


def read_database_name(session: Session) -> str:
    """The name of the database that the session is on."""
    return str(session.value("coverage/read_database_name"))


def _aliases(session: Session, schema: str) -> dict[str, str]:
    aliases: dict[str, str] = {}
    for row in session.rows("coverage/list_aliases", governance(schema)):
        alias = row["alias"].lower()
        if aliases.setdefault(alias, row["principal_ref"]) != row["principal_ref"]:
            raise FactsSayNo(
                f"The alias {alias} stands for {aliases[alias]} and for {row['principal_ref']}: case does not count.",
                next_step="Take one of them out of governance_principal_alias.",
            )
    return aliases
