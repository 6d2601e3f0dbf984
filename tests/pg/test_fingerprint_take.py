"""Taking a fingerprint: one moment or a refusal, by a role that only reads, whoever writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from oneroof import errors
from oneroof.clone.model import silent
from oneroof.fingerprint import take as take_module
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.data import list_tables
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.plan import EVERYTHING
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.fingerprint.take import take
from oneroof.fingerprint.workers import digest_all
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader, Session
from tests.matrix import sampled
from tests.pg.fingerprint_world import run, scratch_database, world

pytestmark = pytest.mark.every_version(thorough=True)

#: As `oneroof grants` prints it (tests/pg/test_fingerprint_grants.py): no superuser, no BYPASSRLS, no membership.
GRANTS = """
ALTER TABLE shop.audit DISABLE ROW LEVEL SECURITY;
GRANT USAGE ON SCHEMA shop, "Sch.e""ma 🙂" TO fp_login;
GRANT SELECT ON ALL TABLES IN SCHEMA shop, "Sch.e""ma 🙂" TO fp_login;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA shop, "Sch.e""ma 🙂" TO fp_login;
GRANT SELECT ON LARGE OBJECT 900100 TO fp_login;
GRANT SELECT ON pg_catalog.pg_user_mapping TO fp_login;
"""


@pytest.fixture(scope="module")
def production(server: Server) -> Iterator[Dsn]:
    """The rich database, readable by ``fp_login``."""
    with world(server) as dsn:
        run(dsn, GRANTS)
        yield dsn


@pytest.fixture
def small(server: Server) -> Iterator[Dsn]:
    """A small database to move."""
    script = """
        CREATE TABLE public.t (a int); INSERT INTO public.t VALUES (1), (2);
        CREATE VIEW public.v AS SELECT a FROM public.t;
        CREATE SEQUENCE public.s; CREATE TABLE public.big AS SELECT i FROM generate_series(1, 1000) AS i;
        CREATE MATERIALIZED VIEW public.m AS SELECT count(*) FROM public.t;
    """
    with scratch_database(server, script) as dsn:
        yield dsn


def of(dsn: Dsn, workers: int = 2) -> Fingerprint:
    """The fingerprint of a quiet database."""
    return settled_fingerprint(lambda: Reader.open(dsn), workers=workers)


def test_a_reader_with_plain_grants_sees_what_the_superuser_sees(production: Dsn) -> None:
    """The same catalog, rows and sequences, and options of user mappings as digests."""
    superuser = of(production)
    reader = of(production.with_parameters(user="fp_login"))
    assert reader.unreadable == ()
    assert reader.unseen == superuser.unseen == ()
    assert reader.branch_digest("data") == superuser.branch_digest("data")
    assert reader.branch_digest("sequences") == superuser.branch_digest("sequences")
    assert differences(superuser, reader, branches=("catalog", "data", "sequences", "ours", "cluster")) == ()


def test_a_member_of_pg_read_all_data_sees_everything(production: Dsn) -> None:
    """Also the options of user mappings, as digests."""
    run(production, "GRANT pg_read_all_data TO fp_login")
    try:
        superuser, reader = of(production), of(production.with_parameters(user="fp_login"))
    finally:
        run(production, "REVOKE pg_read_all_data FROM fp_login")
    assert (reader.unreadable, reader.unseen) == ((), ())
    assert reader.branches == superuser.branches


def test_what_the_role_may_not_read_is_named(production: Dsn) -> None:
    """A table, a sequence, a large object, row security: unreadable, and nowhere in the data."""
    take_away = """
        REVOKE SELECT ON shop.refund, shop.per_code FROM fp_login; REVOKE SELECT ON SEQUENCE shop.counter FROM fp_login;
        REVOKE SELECT ON LARGE OBJECT 900100 FROM fp_login; REVOKE USAGE ON SCHEMA "Sch.e""ma 🙂" FROM fp_login;
        ALTER TABLE shop.audit ENABLE ROW LEVEL SECURITY; REVOKE SELECT ON shop.orders FROM fp_login;
    """
    run(production, take_away)
    try:
        found = of(production.with_parameters(user="fp_login"))
    finally:
        run(production, GRANTS)
    assert found.unreadable == (
        "large_objects:this",
        "materialized_view:shop.per_code",
        "sequence:shop.counter",
        'table:"Sch.e""ma 🙂"."T.a""b 🙂"',
        "table:shop.audit",
        "table:shop.orders",
        "table:shop.refund",
    )
    assert not set(found.unreadable) & {*found.data, *found.sequences}


MOVES = {
    "a table": "CREATE TABLE public.new (a int)",
    "a column": "ALTER TABLE public.t ADD b int",
    "a rewrite": "ALTER TABLE public.big ALTER i TYPE bigint",
    "a view": "CREATE OR REPLACE VIEW public.v AS SELECT a FROM public.t WHERE a > 1",
    "a view's name": "ALTER VIEW public.v RENAME TO w",
    "TRUNCATE": "TRUNCATE public.t",
    "DROP": "DROP TABLE public.big",
    "a grant": "GRANT SELECT ON public.t TO PUBLIC",
    "a comment": "COMMENT ON TABLE public.t IS 'x'",
    "a function": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "an enum's label": "CREATE TYPE public.e AS ENUM ('a')",
    "a refresh": "REFRESH MATERIALIZED VIEW public.m",
    "a sequence's step": "ALTER SEQUENCE public.s INCREMENT 2",
}


@pytest.mark.parametrize("name", sampled(MOVES, list(MOVES)[::4]))
def test_a_catalog_that_moves_after_the_snapshot_is_no_fingerprint(small: Dsn, name: str) -> None:
    """Committed between the snapshot and the reading: whatever functions of the catalog say by then, no verdict."""
    with Reader.open(small) as reader, reader.snapshot():
        run(small, MOVES[name])
        with pytest.raises(errors.CatalogMoved):
            take(reader)


@pytest.mark.every_version
def test_a_change_that_was_open_at_the_snapshot_and_was_committed_since_is_seen(small: Dsn) -> None:
    """It began before, so no newer transaction is there: only that it is not at work any more tells of it."""
    with Session.open(small) as other, Reader.open(small) as reader:
        with other.transaction():
            other.connection.execute("CREATE TABLE public.pending (a int)")
            moment = ExitStack()
            moment.enter_context(reader.snapshot())
        with moment, pytest.raises(errors.CatalogMoved, match="pg_"):
            take(reader)


@pytest.mark.every_version
def test_versions_are_read_only_where_a_transaction_ended(small: Dsn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none did they cannot be others; rows that somebody wrote make them be asked for, inside and outside."""
    asked: list[Session] = []
    stamp = take_module._stamp

    def noted(session: Session) -> Any:
        asked.append(session)
        return stamp(session)

    monkeypatch.setattr(take_module, "_stamp", noted)
    with Reader.open(small) as reader:
        for _ in range(5):  # the server's own autovacuum has transactions, too
            asked.clear()
            with reader.snapshot():
                take(reader)
            if not asked:
                break
        assert not asked
        with reader.snapshot():
            run(small, "INSERT INTO public.t VALUES (4)")
            take(reader)
    assert len(asked) == 2
    assert asked[1] is reader


def test_what_is_no_change_of_the_catalog_does_not_disturb(small: Dsn) -> None:
    """Rows of others are outside the snapshot; temporary tables, statistics, vacuum and sequences are no DDL."""
    before = of(small)
    with Reader.open(small) as reader, reader.snapshot(), Session.open(small) as other:
        for statement in (
            "INSERT INTO public.t VALUES (3)",
            "CREATE TEMP TABLE x (a serial PRIMARY KEY CHECK (a > 0)); CREATE TEMP VIEW y AS SELECT a FROM x",
            "ANALYZE public.big",
            "VACUUM public.big",
            "SELECT nextval('public.s')",
        ):
            other.connection.execute(statement.encode())
        found = take(reader)
    assert [(line.object, line.facet) for line in differences(before, found)] == [("sequence:public.s", "value")]
    assert [line.object for line in differences(before, of(small), branches=("data",))] == ["table:public.t"]


def test_ddl_and_truncate_wait_until_the_moment_is_over(small: Dsn) -> None:
    """ACCESS SHARE is held on what was read, so a dump at the same snapshot reads the same."""
    with Reader.open(small) as reader, reader.snapshot():
        take(reader)
        with Session.open(small, settings={"lock_timeout": "50ms"}) as other:
            for statement in ("TRUNCATE public.t", "DROP TABLE public.big", "ALTER TABLE public.t ADD b int"):
                assert other.attempt(SQL(statement)) == "55P03"


def _moving(small: Dsn, times: int) -> Callable[[str, int, int], None]:
    """A progress that changes the schema while rows are read, ``times`` times."""
    left = iter(range(times))

    def progress(_what: str, done: int, total: int) -> None:
        if done == total > 0 and (number := next(left, None)) is not None:
            run(small, f"CREATE TABLE public.new_{number} (a int)")

    return progress


def test_the_loop_takes_it_again_until_the_catalog_stands_still(small: Dsn) -> None:
    """Two attempts moved, the third did not: its result is the database as it is."""
    found = settled_fingerprint(lambda: Reader.open(small), progress=_moving(small, 2))
    assert "table:public.new_1" in found.catalog
    assert differences(found, of(small)) == ()


def test_the_loop_gives_up_with_a_clear_error(small: Dsn) -> None:
    """It never concludes from a catalog that kept moving."""
    with pytest.raises(errors.CatalogMoved, match="moved during the fingerprint"):
        settled_fingerprint(lambda: Reader.open(small), attempts=2, progress=_moving(small, 9))


def test_workers_share_the_work_and_give_the_same(production: Dsn) -> None:
    """One session or four: one digest."""
    assert of(production, workers=1).branches == of(production, workers=4).branches


def test_a_worker_that_dies_is_an_error(small: Dsn) -> None:
    """Not a missing table, and not a wait for ever."""
    with (
        Reader.open(small) as reader,
        reader.snapshot() as snapshot,
        Reader.open(small) as sibling,
    ):
        sibling.rows("session/begin_repeatable_read_only")
        sibling.adopt_snapshot(snapshot)
        run(small, f"SELECT pg_terminate_backend({sibling.backend_pid}, 5000)")
        with pytest.raises(errors.ServerLost):
            digest_all([sibling], list_tables(reader), EVERYTHING, silent)


def test_sessions_that_see_different_moments_are_refused(small: Dsn) -> None:
    """Committed transactions in between, or an isolation level that sees each statement's own moment."""
    with Reader.open(small) as reader, reader.snapshot(), Reader.open(small) as sibling:
        run(small, "INSERT INTO public.t VALUES (9)")
        with sibling.snapshot(), pytest.raises(errors.Refused, match="one moment"):
            take(reader, siblings=[sibling])
    with Session.open(small) as session, session.transaction(), pytest.raises(errors.Refused, match="one moment"):
        take(session)


def test_a_reader_that_took_a_fingerprint_proves_that_it_wrote_nothing(small: Dsn) -> None:
    """No transaction id, READ ONLY from first to last."""
    with Reader.open(small) as reader, Reader.open(small) as observer:
        with reader.snapshot():
            take(reader, observer=observer)
        assert reader.proof().untouched
        assert observer.proof().untouched


def test_a_value_that_cannot_be_read_is_an_error_and_no_fingerprint(small: Dsn) -> None:
    """A value whose output function raises: no digest is invented for the table."""
    run(small, "CREATE TYPE public.e AS ENUM ('a', 'b'); CREATE TABLE public.broken AS SELECT 'b'::public.e AS e")
    run(small, "DELETE FROM pg_enum WHERE enumlabel = 'b'")
    with Reader.open(small) as reader, reader.snapshot():
        with pytest.raises(errors.SqlFailed, match="digest_parts"):
            take(reader)
        assert reader.value("fingerprint/count_rows", {"catalog": Identifier("pg_class")}) > 0, "the moment goes on"


def core_sql() -> str:
    """The statements that install oneroof's core."""
    scripts = (SQL(queries.load(name).text).format() for name in queries.names("schema/core/"))
    return "\n".join(script.as_string(None) for script in scripts)


def test_the_core_is_set_apart_by_name(small: Dsn) -> None:
    """Installing the core changes neither catalog nor data nor sequences; its rows are in the branch of its own."""
    before = of(small)
    run(small, core_sql())
    after = of(small)
    assert differences(before, after) == ()
    assert {"schema:oneroof", "table:oneroof.database_identity", "column:oneroof.os_gate_log.hash"} <= set(after.ours)
    run(small, "INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'production', NULL)")
    changed = differences(after, of(small), branches=("catalog", "data", "sequences", "ours"))
    assert [(line.branch, line.object, line.facet) for line in changed] == [
        ("ours", "table:oneroof.database_identity", "rows")
    ]


def test_what_else_stands_in_the_schema_of_the_core_is_ordinary(small: Dsn) -> None:
    """Governance relations, or anybody's, are catalog and data."""
    run(small, core_sql())
    before = of(small)
    run(
        small,
        "CREATE TABLE oneroof.governance_object (a serial); CREATE FUNCTION oneroof.fn_else() RETURNS int RETURN 1",
    )
    found = differences(before, of(small))
    assert [line.object for line in found] == ["function:oneroof.fn_else()", "table:oneroof.governance_object"]
