"""Which tables a change can reach, and what PostgreSQL counts of the others; texts in other encodings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import get_args

import pytest

from oneroof.errors import UsageError
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Fingerprint, Mode
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.rows import TableRows, Value, differing_rows
from oneroof.fingerprint.scope import read_counters, touched_tables
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader, Session
from tests.pg.fingerprint_world import run, scratch_database

REACHED = """
CREATE TABLE "of a default" (k int); CREATE TABLE "of a check" (k int); CREATE TABLE "of a domain" (k int);
CREATE TABLE "of an event" (k int); CREATE TABLE "two steps away" (k int); CREATE TABLE "of a policy" (k int);
CREATE TABLE "of a trigger 📦" (k int); CREATE TABLE "out of reach" (k int);
CREATE TABLE shouted (k int); CREATE TABLE "of a ""quote"" mark" (k int); CREATE TABLE given (k int);
CREATE MATERIALIZED VIEW refreshed AS SELECT 1 AS k;
CREATE FUNCTION f_given() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT k FROM given); END';
CREATE FUNCTION f_second() RETURNS int LANGUAGE sql AS 'SELECT count(*)::int FROM "two steps away"';
CREATE FUNCTION f_default() RETURNS int LANGUAGE sql AS 'SELECT f_second() FROM "of a default"';
CREATE FUNCTION f_check(int) RETURNS bool LANGUAGE plpgsql AS 'BEGIN PERFORM k FROM "of a check"; RETURN true; END';
CREATE FUNCTION f_domain(int) RETURNS bool LANGUAGE plpgsql AS 'BEGIN PERFORM k FROM "of a domain"; RETURN true; END';
CREATE FUNCTION f_policy() RETURNS bool LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM "of a policy")';
CREATE FUNCTION f_trigger() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN DELETE FROM "of a trigger 📦"; DELETE FROM PUBLIC.Shouted;
    DELETE FROM "of a ""quote"" mark"; RETURN NEW; END';
CREATE FUNCTION f_event() RETURNS event_trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO "of an event" VALUES (1); REFRESH MATERIALIZED VIEW refreshed; END';
CREATE DOMAIN counted AS int DEFAULT f_given() CHECK (f_domain(VALUE)); CREATE DOMAIN again AS counted;
CREATE TYPE boxed AS (c again[]); CREATE DOMAIN boxes AS boxed[];
CREATE TABLE wanted (k int DEFAULT f_default() CHECK (f_check(k)), c boxes);
CREATE POLICY p ON wanted USING (f_policy());
CREATE TRIGGER t AFTER INSERT ON wanted FOR EACH ROW EXECUTE FUNCTION f_trigger();
CREATE MATERIALIZED VIEW seen AS SELECT 1 AS k;
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f_event();
"""


@pytest.mark.every_version(thorough=True)
def test_what_runs_with_a_change_is_reached(server: Server) -> None:
    """Triggers, event triggers, defaults, CHECKs, domains inside of other types, policies, and what these call.

    A name counts in any case and however its quotes are doubled.
    """
    with scratch_database(server, REACHED) as dsn, Reader.open(dsn) as reader, reader.snapshot():
        found = touched_tables(reader, {("public", "wanted")})
        assert found == {
            "table:public.wanted",
            *(f'table:public."of a {what}"' for what in ("default", "check", "domain", "policy", "trigger 📦")),
            'table:public."of an event"',
            *("table:public.shouted", 'table:public."of a ""quote"" mark"', "table:public.given"),
            "materialized_view:public.refreshed",
            'table:public."two steps away"',
        }
        assert touched_tables(reader, ()) == set()


def test_materialised_views_are_counted(server: Server) -> None:
    """Under the reference that they have in the fingerprint."""
    refs = {"table:public.wanted", "materialized_view:public.seen", "table:public.nothing"}
    with scratch_database(server, REACHED) as dsn, Reader.open(dsn) as reader, reader.snapshot():
        assert set(read_counters(reader, refs)) == refs - {"table:public.nothing"}


@contextmanager
def encoded(server: Server, encoding: str, script: str) -> Iterator[Dsn]:
    """A database of another encoding; the script is given as UTF-8."""
    name = f"enc_{encoding.lower()}"
    create = SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE 'C'")
    with Session.open(server.dsn) as session:
        session.execute(create.format(Identifier(name), Identifier(encoding)))
        try:
            run(server.dsn.with_database(name), script)
            yield server.dsn.with_database(name)
        finally:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def taken(dsn: Dsn, mode: Mode) -> Fingerprint:
    """Its fingerprint in a mode."""
    return settled_fingerprint(lambda: Reader.open(dsn), plan=DataPlan(mode))


def rows_of(first: Dsn, second: Dsn, *, salt: str = "") -> TableRows:
    """The rows of ``t`` that differ, with their values."""
    with ExitStack() as stack:
        one, other = (stack.enter_context(Reader.open(dsn)) for dsn in (first, second))
        for session in (one, other):
            stack.enter_context(session.snapshot())
        return differing_rows(one, other, "public", "t", show_values=True, salt=salt)


TEXTS = "CREATE TABLE t (k int PRIMARY KEY, v text); INSERT INTO t VALUES (1, 'Grüße'), (2, 'plain'), (3, NULL)"


def test_equal_texts_in_two_encodings(servers: Callable[[str], Server]) -> None:
    """Portable digests are of UTF-8, whatever the database writes; other modes are refused; a change is found."""
    server = servers("default")
    with scratch_database(server, TEXTS) as first, encoded(server, "LATIN1", TEXTS) as second:
        one, other = taken(first, "portable"), taken(second, "portable")
        assert differences(one, other, branches=("data",)) == ()
        run(second, "UPDATE t SET v = 'Grüsse' WHERE k = 1")
        assert [line.object for line in differences(one, taken(second, "portable"), branches=("data",))] == [
            "table:public.t"
        ]
        for mode in ("everyday", "strict"):
            with pytest.raises(UsageError, match="LATIN1"):
                differences(taken(first, mode), taken(second, mode), branches=("data",))


@pytest.mark.thorough
def test_bytes_of_no_encoding(servers: Callable[[str], Server]) -> None:
    """Two databases in SQL_ASCII are compared, also where the bytes are no text; one with another is refused."""
    server = servers("default")
    odd = "INSERT INTO t VALUES (4, convert_from('\\x80ff41', 'SQL_ASCII'))"
    with scratch_database(server, TEXTS) as first, encoded(server, "SQL_ASCII", f"{TEXTS}; {odd}") as second:
        with Session.open(server.dsn) as session:
            session.execute(SQL("CREATE DATABASE enc_copy TEMPLATE enc_sql_ascii STRATEGY file_copy"))
        try:
            third = server.dsn.with_database("enc_copy")
            assert rows_of(second, third).total == 0
            before = {mode: taken(second, mode) for mode in get_args(Mode)}
            run(third, "UPDATE t SET v = convert_from('\\x80fe41', 'SQL_ASCII') WHERE k = 4")
            for mode, there in before.items():
                here = taken(third, mode)
                assert [line.object for line in differences(there, here, branches=("data",))] == ["table:public.t"], (
                    mode
                )
            for salt in ("", "salted"):
                assert rows_of(second, third, salt=salt).rows[0].values == (Value("v", "\\x80\\xffA", "\\x80\\xfeA"),)
        finally:
            with Session.open(server.dsn) as session:
                session.execute(SQL("DROP DATABASE enc_copy"))
        with pytest.raises(UsageError, match="SQL_ASCII"):
            differences(taken(first, "portable"), taken(second, "portable"), branches=("data",))
