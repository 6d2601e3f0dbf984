"""The catalog branch: what is read of a rich database. That each change is found: `tests.corpora.test_differences`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from oneroof.fingerprint.catalog import CatalogReading, read_catalog
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Branch, Difference, Fingerprint
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from tests.pg.fingerprint_world import world


@dataclass(frozen=True)
class World:
    """A session on the rich database, and its catalog before any change."""

    session: Session
    before: CatalogReading


@pytest.fixture(scope="module")
def rich(server: Server) -> Iterator[World]:
    """One database a version; each test changes it in a transaction that is rolled back."""
    with world(server) as dsn, Session.open(dsn) as session:
        yield World(session, read_catalog(session))


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """A transaction that is rolled back."""
    session.connection.execute("BEGIN")
    try:
        yield
    finally:
        session.connection.execute("ROLLBACK")


def compared(rich: World, after: CatalogReading) -> tuple[Difference, ...]:
    """What differs from before."""
    major = rich.session.major
    return differences(
        _fingerprint(rich.before.catalog, major), _fingerprint(after.catalog, major), branches=("catalog",)
    )


def _fingerprint(catalog: Branch, major: int) -> Fingerprint:
    return Fingerprint(catalog=catalog, data={}, sequences={}, ours={}, cluster={}, major=major)


def change(rich: World, statements: str) -> tuple[Difference, ...]:
    """What differs in the catalog after ``statements``."""
    with undone(rich.session):
        rich.session.connection.execute(statements.encode())
        after = read_catalog(rich.session)
    return compared(rich, after)


def _line(difference: Difference) -> str:
    return f"{difference.object} " + {"added": "+", "removed": "-"}.get(difference.change, difference.facet)


@pytest.mark.every_version
def test_what_does_not_change_anything_shows_no_difference(rich: World) -> None:
    """Grant and revoke, another OID, statistics, a reindex: the same names and facets."""
    statements = """
        GRANT SELECT ON shop.audit TO fp_reader; REVOKE SELECT ON shop.audit FROM fp_reader;
        DROP VIEW shop.known; CREATE VIEW shop.known AS SELECT id, name AS "N.ame", code FROM shop.customer
            WHERE code IN ('n', 'o') WITH LOCAL CHECK OPTION;
        ANALYZE shop.customer; REINDEX TABLE shop.customer; CREATE TEMP TABLE t (x int PRIMARY KEY);
    """
    assert change(rich, statements) == ()


@pytest.mark.every_version
def test_no_secret_and_no_number_of_the_catalog_is_in_a_facet(rich: World) -> None:
    """Options are digests; relations' OIDs appear nowhere."""
    text = "\n".join(f"{entry.ref} {entry.parent} {entry.facets}" for entry in rich.before.catalog.values())
    assert "secret-one" not in text
    assert "secret-two" not in text
    assert "nowhere.invalid" not in text
    oids = rich.session.connection.execute("SELECT oid FROM pg_class WHERE oid >= 16384").fetchall()
    words = set(text.replace("'", " ").replace(",", " ").replace(":", " ").split())
    assert not words & {str(row["oid"]) for row in oids}


@pytest.mark.every_version
def test_every_parent_is_an_object_that_was_read(rich: World) -> None:
    """The tree has one root, the database, and hangs together."""
    catalog = rich.before.catalog
    assert [ref for ref, entry in catalog.items() if entry.parent is None] == ["database:this"]
    assert not {entry.parent for entry in catalog.values()} - {None, *catalog}


@pytest.mark.every_version
def test_nothing_is_unmodelled_or_unseen_for_a_superuser(rich: World) -> None:
    """Every kind of object in the rich database is known."""
    assert rich.before.unmodelled == {}
    assert rich.before.unseen == ()


@pytest.mark.every_version
def test_a_catalog_that_we_do_not_know_is_named_and_counted(rich: World) -> None:
    """A relation kind of tomorrow: a row that no query knows makes the fingerprint say so."""
    with undone(rich.session):
        rich.session.connection.execute("UPDATE pg_class SET relkind = 'g' WHERE oid = 'shop.empty'::regclass")
        assert read_catalog(rich.session).unmodelled == {"relation of kind g": 1}


@pytest.mark.every_version
def test_the_same_catalog_whatever_the_path_and_the_settings_of_the_database(rich: World) -> None:
    """A session's own path is fixed, so a database's or role's setting changes no definition."""
    change_of = f'ALTER DATABASE "{rich.session.dsn.database}"'
    for setting in ("SET search_path = shop, public", "SET quote_all_identifiers = on"):
        rich.session.connection.execute(f"{change_of} {setting}".encode())
    try:
        with Session.open(rich.session.dsn) as fresh:
            after = read_catalog(fresh)
    finally:
        rich.session.connection.execute(f"{change_of} RESET ALL".encode())
    assert [_line(difference) for difference in compared(rich, after)] == ["database:this settings"]
