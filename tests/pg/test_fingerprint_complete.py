"""The fingerprint knows every column of every catalog: it reads it, or this list says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from oneroof.fingerprint.catalog import read_catalog
from oneroof.pg import queries
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from tests.pg.fingerprint_world import run, scratch_database

pytestmark = pytest.mark.every_version

#: Columns that no query reads, by why that hides nothing.
LEFT_OUT = {
    "follows from the definition that is read": """
        conexclop conffeqop confkey confdelsetcols confdeltype confmatchtype confrelid confupdtype conperiod conpfeqop
        conppeqop ev_qual ev_type indclass indcollation indexprs indisexclusion indisprimary indisunique indkey
        indnatts indnkeyatts indnullsnotdistinct indoption indpred is_instead partattrs partclass partcollation
        partdefid partexprs partnatts partrelid partstrat proallargtypes proargdefaults pronargdefaults pronargs
        provariadic relispartition stxexprs stxkeys stxkind tgargs tgattr tgconstrindid tgconstrrelid tgdeferrable
        tginitdeferred tgnargs tgnewtable tgoldtable tgqual tgtype amopmethod oprkind
    """,
    "follows from other entries": """
        atthasdef relchecks relhasindex relhasrules relhassubclass relhastriggers relnatts dathasloginevt privtype
    """,
    "copied from the type": "attalign attbyval attlen",
    "not enforced by PostgreSQL, and not dumped": "attndims typndims",
    "how and where rows are stored, not what they are": """
        atthasmissing attmissingval attcacheoff relallfrozen relallvisible relfilenode relfrozenxid relminmxid relpages
        relrewrite reltuples datfrozenxid datminmxid datlastsysoid indcheckxmin dbid
    """,
    "a password": "rolpassword",
    "statistics of the planner": """
        starelid staattnum stainherit stanullfrac stawidth stadistinct stxoid stxdinherit stxdndistinct stxddependencies
        stxdmcv stxdexpr stakind1 stakind2 stakind3 stakind4 stakind5 staop1 staop2 staop3 staop4 staop5 stacoll1
        stacoll2 stacoll3 stacoll4 stacoll5 stanumbers1 stanumbers2 stanumbers3 stanumbers4 stanumbers5 stavalues1
        stavalues2 stavalues3 stavalues4 stavalues5
    """,
    "the state of replication, which moves by itself": "srrelid srsubid srsublsn srsubstate roident",
}


@pytest.fixture(scope="module")
def session(server: Server) -> Iterator[Session]:
    """On an empty database."""
    with scratch_database(server) as dsn, Session.open(dsn) as opened:
        yield opened


def test_every_column_of_every_catalog_is_read_or_left_out_for_a_reason(session: Session) -> None:
    """A column of a new version fails here first."""
    names = [name for name in queries.names("fingerprint/") if "/witness/" not in name and "stamp" not in name]
    read = set(re.findall(r"\w+", " ".join(queries.load(name, session.major).text for name in names)))
    left_out = set(" ".join(LEFT_OUT.values()).split())
    columns = session.connection.execute(b"""
        SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    """).fetchall()
    unknown = sorted(f"{row['relname']}.{row['attname']}" for row in columns if row["attname"] not in read | left_out)
    assert unknown == []


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
