"""The order of columns in tables that inherit: told from a change, and never a reason to compare other values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.witness import witness
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import CloneWriter
from tests.pg.fingerprint_world import scratch_database
from tests.pg.test_fingerprint_reload import fingerprint, reload

pytestmark = pytest.mark.every_version(thorough=True)

PRODUCTION = """
CREATE SCHEMA "S.🙂"; CREATE TABLE "S.🙂"."Pa.rent" (a int, "B b" text); CREATE TABLE other (a int, o int);
DO $$ DECLARE called text; BEGIN FOREACH called IN ARRAY '{child,swapped,placed,moved,orphan}'::text[] LOOP
    EXECUTE format('CREATE TABLE %I (x int, "B b" text, y text) INHERITS ("S.🙂"."Pa.rent", other)', called);
    EXECUTE format('INSERT INTO %I VALUES (1, ''b'', 4, 2, ''y''), (5, ''b'', 7, 6, ''y'')', called);
END LOOP; END $$;
CREATE TABLE held (h int) INHERITS (other); CREATE TABLE plain (p int, q int);
INSERT INTO held VALUES (1, 2, 3);
INSERT INTO plain VALUES (1, 2);
ALTER TABLE "S.🙂"."Pa.rent" ADD c int DEFAULT 7; ALTER TABLE other ADD d int DEFAULT 8;
CREATE TABLE holds (v held);
"""


@dataclass(frozen=True)
class Pair:
    """A production, its reloaded dump, and production's fingerprint."""

    production: Dsn
    clone: Dsn
    before: Fingerprint


@pytest.fixture(scope="module")
def pair(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Dumped and reloaded once."""
    with scratch_database(server, PRODUCTION) as production, scratch_database(server) as clone:
        reload(server, production, clone, tmp_path_factory.mktemp("order"))
        yield Pair(production, clone, fingerprint(production))


def judged(pair: Pair, clone: Dsn) -> tuple[Difference, ...]:
    """What differs, each with its kind."""
    after = fingerprint(clone)
    found = differences(pair.before, after)
    with CloneWriter.open(clone) as session:
        told = witness(session, pair.before, after, found)
    assert fingerprint(clone).digest == after.digest, "the witness left something behind"
    return told


def tables(lines: tuple[Difference, ...], kind: str) -> set[str]:
    """Tables with a difference of a kind."""
    return {
        line.object if line.branch == "data" else line.object.removeprefix("column:").rpartition(".")[0]
        for line in lines
        if line.kind == kind
    }


def test_a_reload_s_order_is_cosmetic_and_a_row_type_s_is_not(pair: Pair) -> None:
    """Two parents, a column of both: cosmetic. One whose row type another table stores: its order is a value."""
    told = judged(pair, pair.clone)
    assert tables(told, "cosmetic") >= {"public.child", "public.orphan"}
    assert tables(told, "real") == {"public.held"}
    assert all("row type" in line.detail for line in told if line.kind == "real")


#: What is done to the reloaded clone, each to a table of its own; a reference that must be real.
SABOTAGE = {
    "table:public.swapped": "UPDATE swapped SET a = x, x = a WHERE a = 1",
    "table:public.placed": 'UPDATE placed SET (a, "B b", c, o, d, x, y) = (a, "B b", o, x, 7, 8, y)',
    "public.moved": "ALTER TABLE moved DROP x, ADD x int; UPDATE moved SET x = CASE a WHEN 1 THEN 2 ELSE 6 END",
    "public.plain": "ALTER TABLE plain DROP p, ADD p int; UPDATE plain SET p = 1",
    "table:public.orphan": "ALTER TABLE orphan NO INHERIT other",
}


def test_what_really_differs_stays_real(pair: Pair, server: Server) -> None:
    """Values swapped between columns, values by place instead of by name, other orders, other parents: all found."""
    with scratch_database(server, "; ".join(SABOTAGE.values()), template=pair.clone.database) as changed:
        told = judged(pair, changed)
    assert tables(told, "real") | {line.object for line in told if line.kind == "real"} >= {*SABOTAGE, "public.held"}
    assert "table:public.moved" not in tables(told, "real"), "the same values by name, in another order"
