"""Names and literals with a percent sign, beside parameters: each stays what it is."""

from __future__ import annotations

from collections.abc import Callable

from oneroof.pg.compose import SQL, Identifier, composed
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader
from tests.pg.fingerprint_world import run
from tests.stages.conftest import Result, Small


def test_a_percent_sign_is_no_parameter(make_database: Callable[..., Dsn]) -> None:
    """Where ``%%`` would be taken for ``%``, another table would be read."""
    dsn = make_database()
    run(dsn, 'CREATE TABLE "a%%b" (v int); CREATE TABLE "a%b" (v int); INSERT INTO "a%%b" VALUES (1), (2)')
    with Reader.open(dsn) as reader:
        for name, rows in (("a%%b", 2), ("a%b", 0)):
            parts = {"relation": SQL("{}").format(Identifier("public", name))}
            text = composed("SELECT count(*) FROM {relation} WHERE v <> %(v)s", parts, {"v": 7}, reader.connection)
            found = reader.connection.execute(text, {"v": 7}).fetchone()
            assert found == {"count": rows}


def test_a_rehearsal_beside_such_tables_passes(bare: Small, rehearsed_bare: Callable[..., Result]) -> None:
    """The search for hidden writes asks every table."""
    bare.sql('CREATE TABLE aside."100%" (v int PRIMARY KEY); CREATE TABLE aside."50%%s" (v int)')
    assert rehearsed_bare().failed() == []
