"""Dump and reload: nothing differs but texts of expressions; the witness tells those from a change; views refreshed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.recompute import explain_materialised, recomputed
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.fingerprint.witness import witness
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import CloneWriter, Reader, Session
from oneroof.pg.tools import bindir_for, run_tool
from tests.pg.fingerprint_world import run, scratch_database, world

pytestmark = pytest.mark.every_version(thorough=True)

#: A materialised view that no longer is what its query gives, two over it, and some that cannot be computed again: of
#: chance, over chance, and over a stale one that another view's name hides.
STALE = """
CREATE SCHEMA "O.ver"; CREATE VIEW "O.ver"."be tween" AS SELECT code AS "C", n FROM shop.per_code;
CREATE MATERIALIZED VIEW "O.ver".summed AS WITH own AS (SELECT 1 AS n)
    SELECT sum(b.n) AS s, count(*) AS c FROM "O.ver"."be tween" b, own;
CREATE MATERIALIZED VIEW shop.counted AS SELECT per_code.*, s.c FROM shop.per_code, "O.ver".summed s;
CREATE MATERIALIZED VIEW "O.ver".per_code AS SELECT n + 1 AS m FROM shop.per_code;
CREATE MATERIALIZED VIEW shop.hidden AS SELECT a.n, b.m FROM shop.per_code a, "O.ver".per_code b;
INSERT INTO shop.customer (name, code, mood, zip) VALUES ('late', 'n', 'sad', 'b');
CREATE MATERIALIZED VIEW shop.chance AS SELECT random() AS r;
CREATE MATERIALIZED VIEW shop.over_chance AS SELECT r + 1 AS r FROM shop.chance;
"""
CHAIN = ['materialized_view:"O.ver".per_code rows', 'materialized_view:"O.ver".summed rows',
         "materialized_view:shop.counted rows", "materialized_view:shop.per_code rows"]  # fmt: skip
UNPROVEN = [f"materialized_view:shop.{name} rows" for name in ("chance", "hidden", "over_chance")]


@dataclass(frozen=True)
class Copies:
    """A database and its reloaded dump, with both fingerprints."""

    production: Dsn
    clone: Dsn
    before: Fingerprint
    after: Fingerprint


def fingerprint(dsn: Dsn) -> Fingerprint:
    """Of a quiet database."""
    return settled_fingerprint(lambda: Reader.open(dsn))


def reload(server: Server, production: Dsn, clone: Dsn, folder: Path) -> None:
    """PostgreSQL's own tools, as a clone is made."""
    with Session.open(server.dsn) as session:
        bindir = bindir_for(session.major, ["pg_dump", "pg_restore"])
    dump = folder / "dump"
    assert run_tool(bindir, ["pg_dump", "-Fc", "-f", str(dump)], production, read_only=True).status == 0
    done = run_tool(bindir, ["pg_restore", "--exit-on-error", "-d", clone.database, str(dump)], clone, read_only=False)
    assert (done.status, done.stderr) == (0, ())


@pytest.fixture(scope="module")
def copies(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    """The rich database, dumped and reloaded once."""
    with world(server) as production, scratch_database(server) as clone:
        run(production, STALE)
        reload(server, production, clone, tmp_path_factory.mktemp("dump"))
        yield Copies(production, clone, fingerprint(production), fingerprint(clone))


def lines(found: tuple[Difference, ...], kind: str) -> list[str]:
    """Object and facet of every difference of a kind."""
    return sorted(f"{line.object} {line.facet or line.change}" for line in found if line.kind == kind)


def test_only_texts_of_expressions_differ_and_all_are_cosmetic(copies: Copies) -> None:
    """Every kind of object under every odd name comes back by name; what reads otherwise is shown to be the same."""
    found = differences(copies.before, copies.after, branches=("catalog",))
    with CloneWriter.open(copies.clone) as session:
        judged = witness(session, copies.before, copies.after, found)
    assert lines(judged, "cosmetic") == [
        "constraint:shop.customer.code_known definition",
        "constraint:shop.postcode.looks_right definition",
        "index:shop.customer_lower definition",
        "trigger:shop.customer.touched definition",
        'view:"Sch.e""ma 🙂"."V.i""ew 🙂" definition',
        "view:shop.known definition",
    ]
    assert lines(judged, "real") == []
    assert fingerprint(copies.clone).digest == copies.after.digest, "the witness left something behind"


def test_rows_and_sequences_are_equal_and_stale_views_are_told(copies: Copies) -> None:
    """Enums, composites, odd names, large objects, inheritance, partitions: equal. A refreshed view is recomputed."""
    found = differences(copies.before, copies.after, branches=("data", "sequences"))
    assert lines(found, "real") == sorted([*CHAIN, *UNPROVEN])
    with Reader.open(copies.production) as reader, reader.snapshot():
        told = explain_materialised(reader, copies.after, found)
        assert recomputed(reader, "materialized_view:shop.per_code").rows == 2
        assert reader.connection.execute("SHOW search_path").fetchone() == {"search_path": "pg_catalog, pg_temp"}
    assert lines(told, "recomputed") == CHAIN
    assert lines(told, "real") == UNPROVEN
    assert "large_objects:this" in copies.after.data


def test_a_view_that_was_refreshed_from_other_rows_stays_real(copies: Copies, server: Server) -> None:
    """The stale view under it is what a refresh gives, the view itself is not: it is not called recomputed."""
    change = """INSERT INTO shop.customer (name, code, mood, zip) VALUES ('later', 'o', 'sad', 'b');
                REFRESH MATERIALIZED VIEW shop.per_code; REFRESH MATERIALIZED VIEW "O.ver".summed;
                DELETE FROM shop.customer WHERE name = 'later'; REFRESH MATERIALIZED VIEW shop.per_code"""
    with (
        scratch_database(server, change, template=copies.clone.database) as changed,
        Reader.open(copies.production) as reader,
        reader.snapshot(),
    ):
        after = fingerprint(changed)
        told = explain_materialised(reader, after, differences(copies.before, after, branches=("data",)))
    assert set(lines(told, "recomputed")) == {*CHAIN} - {'materialized_view:"O.ver".summed rows'}


def test_a_view_that_cannot_be_computed_stays_real(copies: Copies) -> None:
    """A reader without rights, or a query that fails, proves nothing; the snapshot goes on."""
    found = differences(copies.before, copies.after, branches=("data",))
    with Reader.open(copies.production) as reader, reader.snapshot():
        reader.connection.execute("SET LOCAL ROLE fp_login")
        told = explain_materialised(reader, copies.after, found)
        assert reader.row("session/proof")["has_transaction_id"] is False
    assert {line.kind for line in told} == {"real"}
    assert {line.object: line.detail.partition("; ")[2] for line in told}.items() >= {
        ("materialized_view:shop.chance", "production's own recomputation gives something else"),
        ("materialized_view:shop.per_code", "the reader may not compute its query"),
    }


#: What is done to the clone, and the line that must stay real.
SABOTAGE = {
    "another list": (
        """CREATE OR REPLACE VIEW shop.known WITH (check_option = local) AS
           SELECT id, name AS "N.ame", code FROM shop.customer WHERE code IN ('n', 'x')""",
        "view:shop.known definition",
    ),
    "another function of the same name": (
        """CREATE FUNCTION "Sch.e""ma 🙂"."varchar"(text) RETURNS varchar LANGUAGE sql AS 'SELECT $1::varchar';
           CREATE OR REPLACE VIEW "Sch.e""ma 🙂"."V.i""ew 🙂" AS SELECT t."C.o""l 🙂" AS "C""c"
           FROM "Sch.e""ma 🙂"."T.a""b 🙂" t
           WHERE "Sch.e""ma 🙂"."varchar"(t."C.o""l 🙂") IN ('a''b', 'c"d', '🙂')""",
        'view:"Sch.e""ma 🙂"."V.i""ew 🙂" definition',
    ),
    "a condition more": (
        """CREATE OR REPLACE VIEW shop.known WITH (check_option = local) AS
           SELECT id, name AS "N.ame", code FROM shop.customer WHERE code IN ('n', 'o') AND true""",
        "view:shop.known definition",
    ),
    "another check": (
        """ALTER TABLE shop.customer DROP CONSTRAINT code_known;
           ALTER TABLE shop.customer ADD CONSTRAINT code_known CHECK (code IN ('n', 'o', 'q'))""",
        "constraint:shop.customer.code_known definition",
    ),
    "another domain check": (
        """ALTER DOMAIN shop.postcode DROP CONSTRAINT looks_right;
           ALTER DOMAIN shop.postcode ADD CONSTRAINT looks_right CHECK (VALUE IN ('a', 'c')) NOT VALID""",
        "constraint:shop.postcode.looks_right definition",
    ),
    "another query of a materialised view": (
        """DROP MATERIALIZED VIEW shop.per_code CASCADE;
           CREATE MATERIALIZED VIEW shop.per_code AS SELECT code, count(name) AS n FROM shop.customer GROUP BY code""",
        "materialized_view:shop.per_code definition",
    ),
}


@pytest.mark.parametrize("name", SABOTAGE)
def test_a_really_different_definition_is_never_cosmetic(copies: Copies, server: Server, name: str) -> None:
    """The clone is changed for real; the witness must not call that cosmetic."""
    change, expected = SABOTAGE[name]
    with scratch_database(server, change, template=copies.clone.database) as changed:
        after = fingerprint(changed)
        found = differences(copies.before, after, branches=("catalog",))
        with CloneWriter.open(changed) as session:
            judged = witness(session, copies.before, after, found)
    assert expected in lines(judged, "real")
    assert expected not in lines(judged, "cosmetic")


def test_a_definition_whose_names_are_gone_is_real_with_the_reason(copies: Copies, server: Server) -> None:
    """Production's text cannot even be executed in the clone."""
    change = """DROP VIEW shop.known; ALTER TABLE shop.customer RENAME name TO called;
                CREATE VIEW shop.known AS SELECT id, called AS "N.ame", code FROM shop.customer"""
    with scratch_database(server, change, template=copies.clone.database) as changed:
        after = fingerprint(changed)
        found = differences(copies.before, after, branches=("catalog",))
        with CloneWriter.open(changed) as session:
            judged = witness(session, copies.before, after, found)
    told = next(line for line in judged if line.object == "view:shop.known" and line.facet == "definition")
    assert (told.kind, "42703" in told.detail) == ("real", True)


def test_a_clone_that_moved_since_its_fingerprint_proves_nothing(copies: Copies, server: Server) -> None:
    """The witness judges what it was given, not what is there by now."""
    found = differences(copies.before, copies.after, branches=("catalog",))
    change = "DROP VIEW shop.known; CREATE VIEW shop.known AS SELECT 1 AS id"
    with (
        scratch_database(server, change, template=copies.clone.database) as changed,
        CloneWriter.open(changed) as session,
    ):
        judged = witness(session, copies.before, copies.after, found)
    assert "view:shop.known definition" in lines(judged, "real")


def test_every_branch_of_a_copy_by_template_is_equal(server: Server, copies: Copies) -> None:
    """CREATE DATABASE … TEMPLATE gives the same contents, texts included."""
    with scratch_database(server, template=copies.clone.database) as copied:
        assert differences(copies.after, fingerprint(copied)) == ()
