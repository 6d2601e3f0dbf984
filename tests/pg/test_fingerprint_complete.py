"""The fingerprint knows every column of every catalog: it reads it, or the list in tests/corpora says why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oneroof.fingerprint.catalog import read_catalog
from oneroof.pg import queries
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from tests.conftest import VERSIONS
from tests.pg.fingerprint_world import run, scratch_database

pytestmark = pytest.mark.every_version

_LINES = (Path(__file__).parents[1] / "corpora" / "catalog_columns.tsv").read_text().splitlines()
#: Column to where it is read, or ``- `` and why it is no content.
JUDGED: dict[str, str] = dict(line.split("\t", 1) for line in _LINES if not line.startswith("#"))
QUERIES = Path(queries.__file__).parents[1] / "sql" / "fingerprint"
COLUMNS = b"""
    SELECT c.relname || '.' || a.attname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""


@pytest.fixture(scope="module")
def session(server: Server) -> Iterator[Session]:
    """On an empty database."""
    with scratch_database(server) as dsn, Session.open(dsn) as opened:
        yield opened


def _columns(session: Session) -> set[str]:
    return {row["name"] for row in session.connection.execute(COLUMNS).fetchall()}


def test_every_column_of_every_catalog_is_judged(session: Session) -> None:
    """A column of a new version fails here first: it is read, or is no content for a reason that somebody wrote."""
    assert sorted(_columns(session) - set(JUDGED)) == []


def test_a_column_that_is_said_to_be_read_is_read() -> None:
    """The query is there, names the column (or the function that reads it) and has the facet."""
    wrong = []
    for column, how in JUDGED.items():
        if how.startswith("- "):
            continue
        file, facet, *by = how.split(" ")
        text = (QUERIES / file).read_text()
        word = by[1] if by else column.split(".")[1]
        if not re.search(rf"\b{re.escape(word)}\b", text) or (facet != "ref" and f"'{facet}'" not in text):
            wrong.append(column)
    assert wrong == []


def test_no_column_is_judged_that_no_version_has(servers: Callable[[str], Server]) -> None:
    """What is left over was misspelt, or PostgreSQL has dropped it from every version that is supported."""
    here: set[str] = set()
    for version in VERSIONS:
        with Session.open(servers(version).dsn) as opened:
            here |= _columns(opened)
    left_over = set(JUDGED) - here
    assert len(VERSIONS) == 1 or left_over == set()


def test_a_catalog_is_known_to_the_fingerprint_when_its_columns_are_judged(session: Session) -> None:
    """The query that finds a later version's catalogs, and the list here, know the same."""
    listed = set(re.findall(r"'(pg_\w+)'", queries.load("fingerprint/list_unknown_catalogs", session.major).text))
    assert {column.split(".")[0] for column in JUDGED} == listed - {"pg_catalog"}


def test_a_catalog_of_tomorrow_is_named_with_its_rows(session: Session) -> None:
    """One that the fingerprint does not know, and that holds something, is unmodelled: never silence."""
    session.connection.execute(b"CREATE TABLE public.t AS SELECT 1 AS a; ANALYZE public.t")
    session.connection.execute("BEGIN")
    try:
        session.connection.execute("UPDATE pg_class SET relname = 'pg_future' WHERE oid = 'pg_statistic'::regclass")
        assert set(read_catalog(session).unmodelled) == {"catalog pg_future"}
    finally:
        session.connection.execute("ROLLBACK")
    assert read_catalog(session).unmodelled == {}


def test_the_cluster_is_read_by_name(server: Server, session: Session) -> None:
    """Roles with their attributes and memberships, databases, tablespaces; no password."""
    script = """
        CREATE ROLE "Fp.Cl""uster" LOGIN PASSWORD 'hidden-password' CREATEDB; CREATE ROLE fp_group;
        GRANT fp_group TO "Fp.Cl""uster"; ALTER ROLE fp_group SET work_mem = '1MB';
        COMMENT ON ROLE fp_group IS 'together'; SELECT pg_replication_origin_create('fp_origin');
    """
    run(server.dsn, script)
    try:
        after = read_catalog(session).cluster
    finally:
        run(
            server.dsn,
            """DROP ROLE "Fp.Cl""uster"; DROP ROLE fp_group; SELECT pg_replication_origin_drop('fp_origin')""",
        )
    before = read_catalog(session).cluster
    assert set(after) - set(before) == {
        'role:"Fp.Cl""uster"',
        "role:fp_group",
        'membership:fp_group."Fp.Cl""uster".postgres',
        "replication_origin:fp_origin",
    }
    assert after['role:"Fp.Cl""uster"'].facets["createdb"] == "true"
    assert after["role:fp_group"].facets["comment"] == "together"
    assert "settings" in after["role:fp_group"].facets
    assert "hidden-password" not in str(after)
    assert {"database:postgres", "tablespace:pg_default"} <= set(before)
    assert before == read_catalog(session).cluster


def test_a_function_that_a_built_in_operator_was_given_is_named(server: Server) -> None:
    """Its number says nothing in another cluster: renamed, it is another one, and the same again under its own name."""
    made = (
        "CREATE FUNCTION public.guess(internal, oid, internal, integer) RETURNS float8 LANGUAGE internal AS 'eqsel';"
        "ALTER OPERATOR pg_catalog.= (int4, int4) SET (RESTRICT = public.guess)"
    )
    digests = []
    with scratch_database(server, made) as dsn:
        for name, other in (("guess", "estimate"), ("estimate", "guess"), ("guess", "guess")):
            with Session.open(dsn) as session, session.transaction():
                digests.append(read_catalog(session).catalog["builtin:operators"].facets["digest"])
            if name != other:
                run(dsn, f"ALTER FUNCTION public.{name} RENAME TO {other}")
    assert digests[0] == digests[2] != digests[1]
