"""Which database this is, and the only door to writing in a clone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.clone.identity import open_clone, read_identity, stamp_clone
from oneroof.pg.server import Server
from oneroof.pg.session import CloneMaker, Installer, Reader, Session
from oneroof.schema.install import install
from tests.pg.clone_world import Cloning

TABLE = "CREATE SCHEMA oneroof; CREATE TABLE oneroof.database_identity (database_uid uuid, kind text, parent jsonb);"


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases, clones and roles."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


@pytest.mark.every_version(thorough=True)
def test_a_reader_without_any_right_reads_the_servers_identity(cloning: Cloning) -> None:
    """pg_control_system() may be executed by PUBLIC: no grant is needed."""
    production = cloning.database()
    login = cloning.role()
    with Reader.open(production.with_parameters(user=login)) as reader, reader.snapshot():
        found = read_identity(reader)
    control = cloning.ask(production, "SELECT system_identifier::text AS s FROM pg_control_system()")
    assert found.system_identifier == control[0]["s"]
    assert found.as_fact() == {
        "system_identifier": found.system_identifier,
        "database": production.database,
        "uid": "none",
        "kind": "none",
    }


def test_a_reader_who_may_not_ask_the_server(cloning: Cloning) -> None:
    """An administrator revoked the function: PrivilegeMissing, with the grant to make."""
    production = cloning.database("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
    login = cloning.role()
    with (
        Reader.open(production.with_parameters(user=login)) as reader,
        pytest.raises(errors.PrivilegeMissing) as caught,
        reader.snapshot(),
    ):
        read_identity(reader)
    assert "GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system()" in caught.value.next_step


def test_a_table_that_may_not_be_read_is_not_no_identity(cloning: Cloning) -> None:
    """Fail closed: what cannot be seen is not taken for absent."""
    production = cloning.database(TABLE + "INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'clone')")
    login = cloning.role()
    with Session.open(production.with_parameters(user=login)) as session, pytest.raises(errors.PrivilegeMissing):
        read_identity(session)


NOT_AN_IDENTITY = {
    "no row": TABLE,
    "two rows": TABLE + "INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'clone'), (NULL, 'clone')",
    "another kind": TABLE + "INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'staging')",
    "a view": "CREATE SCHEMA oneroof; CREATE VIEW oneroof.database_identity AS SELECT gen_random_uuid() database_uid,"
    " 'clone' AS kind, '{}'::jsonb AS parent",
    "a child's row": TABLE + "CREATE TABLE oneroof.child () INHERITS (oneroof.database_identity);"
    "INSERT INTO oneroof.child VALUES (gen_random_uuid(), 'clone')",
}


@pytest.mark.parametrize("what", NOT_AN_IDENTITY)
def test_what_is_not_exactly_one_known_identity_is_refused(cloning: Cloning, what: str) -> None:
    """Also a view that could say anything, and a child table whose row anybody may have written."""
    database = cloning.database(NOT_AN_IDENTITY[what])
    with Session.open(database) as session, pytest.raises(errors.IdentityRefused):
        read_identity(session)


@pytest.mark.every_version(thorough=True)
def test_a_writer_is_opened_only_in_a_clone(cloning: Cloning) -> None:
    """The clone opens; production does not, nor does a database that says nothing."""
    production = cloning.database("CREATE TABLE t (a int)")
    identity = cloning.identity(production)
    clone = cloning.clone(production)
    with open_clone(clone.dsn, identity) as writer:
        writer.connection.execute(b"INSERT INTO public.t VALUES (1)")
    for other in (production, cloning.database()):
        with pytest.raises(errors.IdentityRefused):
            open_clone(other, identity)
    assert cloning.ask(production, "SELECT FROM t") == []


def test_production_that_poses_as_a_clone_is_refused(cloning: Cloning) -> None:
    """By server and name, whatever its row says; and a database with production's uid, whatever its name is."""
    row = "INSERT INTO oneroof.database_identity VALUES ('11111111-1111-4111-8111-111111111111', 'clone', '{}')"
    production = cloning.database(TABLE + row)
    identity = cloning.identity(production)
    assert identity.kind == "clone"
    with pytest.raises(errors.IdentityRefused, match="production itself"):
        open_clone(production, identity)
    renamed = cloning.database(TABLE + row)
    with pytest.raises(errors.IdentityRefused, match="production itself"):
        open_clone(renamed, identity)


def test_production_is_never_stamped(cloning: Cloning) -> None:
    """A maker's session that stands in production by mistake changes nothing there."""
    production = cloning.database()
    identity = cloning.identity(production)
    with CloneMaker.open(production) as maker, pytest.raises(errors.IdentityRefused):
        stamp_clone(maker, identity, expires="2026-06-09T00:00:00+00:00", owner="x")
    assert cloning.ask(production, "SELECT FROM pg_namespace WHERE nspname = 'oneroof'") == []


def test_a_clone_of_a_clone_is_a_clone_of_its_own(cloning: Cloning) -> None:
    """The identity is replaced again; the first clone is then production, and is refused."""
    production = cloning.database("CREATE TABLE t (a int)")
    first = cloning.clone(production)
    second = cloning.clone(first.dsn)
    assert second.identity.kind == "clone"
    assert second.identity.database_uid != first.identity.database_uid
    assert dict(second.identity.parent or {})["uid"] == first.identity.database_uid
    with pytest.raises(errors.IdentityRefused):
        open_clone(first.dsn, first.identity)
    open_clone(second.dsn, first.identity).close()


@pytest.mark.every_version(thorough=True)
def test_a_non_superuser_who_is_member_of_the_owner_stamps(cloning: Cloning) -> None:
    """With our schema installed by production's owner, the maker needs no more than membership."""
    owner, maker = cloning.role("LOGIN CREATEDB"), cloning.role("LOGIN CREATEDB")
    production = cloning.database()
    name = production.database
    cloning.run(cloning.server.dsn, f"GRANT {owner} TO {maker}; ALTER DATABASE {name} OWNER TO {owner}")
    with Installer.open(production.with_parameters(user=owner)) as installer:
        install(installer)
    place = cloning.place(cloning.server.dsn.with_parameters(user=maker))
    clone = cloning.clone(production.with_parameters(user=owner), place=place)
    assert clone.errors == ()
    assert all(clone.carried.values())
    assert clone.identity.kind == "clone"
