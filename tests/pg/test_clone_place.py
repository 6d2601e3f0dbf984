"""Where a clone goes: asked and found fit, or refused with the reason; a private server for a reader alone."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.clone.folder import kept_clones
from oneroof.clone.identity import read_identity
from oneroof.clone.model import ClonePlace
from oneroof.clone.place import PlaceWish, choose_place, forecast
from oneroof.pg import server as private
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader, Session
from tests.pg.clone_world import RICH, Books, Cloning, plain_dump, quoted


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases, clones and roles."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


def _choose(production: Dsn, books: Books | None = None, **wish: object) -> ClonePlace:
    with Reader.open(production) as reader, reader.snapshot():
        asked = replace(PlaceWish(production), **wish)  # type: ignore[arg-type] # the test's own words
        return choose_place(asked, reader, read_identity(reader), ledger=books)


@pytest.mark.every_version(thorough=True)
def test_the_same_server_by_default(cloning: Cloning) -> None:
    """Production's own login, in the database that every server has; its free space is measured."""
    production = cloning.database("CREATE TABLE t AS SELECT g, repeat('x', 100) FROM generate_series(1, 20000) g")
    cloning.run(production, "ANALYZE")
    place = _choose(production)
    assert place.placement == "same"
    assert place.server.database == "postgres"
    assert place.free_bytes is not None
    assert place.free_bytes > 0
    with Reader.open(production) as reader, reader.snapshot():
        cost = forecast(reader, place)
        size = cloning.ask(production, "SELECT pg_database_size(current_database())::int8 AS b")[0]["b"]
    assert cost.database_bytes == size
    assert cost.needed_bytes == -(-size * 13 // 10)
    assert cost.free_bytes == place.free_bytes
    assert cost.tables == 1
    assert 0 <= cost.estimated_seconds < 60
    assert set(cost.as_fact()) == {"database_bytes", "needed_bytes", "free_bytes", "tables", "estimated_seconds"}


def test_a_production_named_postgres_is_not_worked_from(cloning: Cloning) -> None:
    """Its clones are made from template1; production is never the maker's own database."""
    assert _choose(cloning.server.dsn).server.database == "template1"


def test_production_as_the_clone_server(cloning: Cloning) -> None:
    """A maker's DSN that names production's own database is refused."""
    production = cloning.database()
    with pytest.raises(errors.IdentityRefused, match="production itself"):
        _choose(production, maker=production)
    with pytest.raises(errors.IdentityRefused, match="production itself"):
        _choose(production, server=production.conninfo)


def test_a_maker_without_createdb(cloning: Cloning) -> None:
    """PrivilegeMissing: the role is named, and what to do."""
    maker = cloning.role()
    with pytest.raises(errors.PrivilegeMissing, match=maker) as caught:
        _choose(cloning.database(), maker=cloning.server.dsn.with_parameters(user=maker))
    assert "CREATEDB" in caught.value.next_step
    assert "embedded" in caught.value.next_step


@pytest.mark.every_version(thorough=True)
def test_a_maker_who_is_no_member_of_an_owner(cloning: Cloning) -> None:
    """Owners are named; a membership that may set the role and inherits opens the way, as far as a clone."""
    maker, owner, other = cloning.role("LOGIN CREATEDB"), cloning.role(), cloning.role()
    production = cloning.database(
        "CREATE TABLE t (a int); CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('x'); CREATE PUBLICATION p FOR TABLE t;"
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    )
    cloning.run(
        production,
        f"ALTER TABLE t OWNER TO {owner}; ALTER FUNCTION f() OWNER TO {other}; ALTER SCHEMA s OWNER TO {owner};"
        f"ALTER TYPE s.e OWNER TO {other}; ALTER PUBLICATION p OWNER TO {other};"
        f"ALTER DATABASE {production.database} OWNER TO {owner}",
    )
    wish = cloning.server.dsn.with_parameters(user=maker)
    with pytest.raises(errors.PrivilegeMissing) as caught:
        _choose(production, maker=wish)
    assert owner in caught.value.message
    assert other in caught.value.message
    cloning.run(cloning.server.dsn, f"GRANT {owner}, {other} TO {maker}")
    place = _choose(production, maker=wish)
    clone = cloning.clone(production, place=place)
    assert clone.errors == ()
    assert all(clone.carried.values())
    bindir = place.bindir
    assert plain_dump(clone.dsn.with_parameters(user="postgres"), bindir) == plain_dump(production, bindir)


def test_free_space_that_the_operator_limits(cloning: Cloning) -> None:
    """Less than 1.3 times the size is refused, with both figures; the limit stands in the place."""
    production = cloning.database()
    size = cloning.ask(production, "SELECT pg_database_size(current_database())::int8 AS b")[0]["b"]
    with pytest.raises(errors.DiskFull, match=f"and {size} are free"):
        _choose(production, free_bytes=size)
    with pytest.raises(errors.DiskFull):
        _choose(production, free_bytes=size, server="embedded", home=cloning.folder / "home")
    assert not (cloning.folder / "home").exists()
    assert _choose(production, free_bytes=2 * size).free_bytes == 2 * size


@pytest.mark.every_version(thorough=True)
def test_free_space_that_cannot_be_measured(cloning: Cloning) -> None:
    """A maker who may not know the data directory: None, which is unknown and not enough nor too little."""
    maker = cloning.role("LOGIN CREATEDB")
    production = cloning.database()
    cloning.run(cloning.server.dsn, f"ALTER DATABASE {production.database} OWNER TO {maker}")
    place = _choose(production, maker=cloning.server.dsn.with_parameters(user=maker))
    assert place.free_bytes is None
    with Reader.open(production) as reader, reader.snapshot():
        assert forecast(reader, place).as_fact()["free_bytes"] is None


@pytest.fixture(scope="module")
def other_server() -> Iterator[Server]:
    """Another server of the default version, on which nothing happens by itself."""
    with private.running(settings={"autovacuum": "off"}) as server:
        yield server


@pytest.mark.thorough
def test_another_server_that_lacks_something(cloning: Cloning, other_server: Server) -> None:
    """A role, a tablespace: each is named before anything is made; with them there the clone is made."""
    owner = cloning.role()
    production = cloning.database("CREATE TABLE t (a int)")
    cloning.run(production, f"GRANT SELECT ON t TO {owner}")
    wish = other_server.dsn.conninfo
    with pytest.raises(errors.EnvironmentFault, match=owner):
        _choose(production, server=wish)
    there = Cloning(other_server, cloning.folder)
    there.run(other_server.dsn, f"CREATE ROLE {owner}")
    with _tablespace(cloning) as tablespace:
        cloning.run(production, f"CREATE TABLE placed (a int) TABLESPACE {tablespace}")
        with pytest.raises(errors.EnvironmentFault, match=f"tablespaces .*{tablespace}"):
            _choose(production, server=wish)
        cloning.run(production, "DROP TABLE placed")
    place = _choose(production, server=wish)
    assert place.placement == "dsn"
    clone = cloning.clone(production, place=place)
    assert clone.errors == ()
    assert clone.identity.system_identifier != cloning.identity(production).system_identifier


def test_another_server_without_an_extension(cloning: Cloning, servers: Callable[[str], Server]) -> None:
    """Another major version is refused first; of the same one, an extension that is not there is named."""
    production = cloning.database()
    if "15" in _versions():
        with pytest.raises(errors.EnvironmentFault, match="same major version"):
            _choose(production, server=servers("15").dsn.conninfo)
    with Session.open(production) as session:
        (row,) = session.rows("clone/list_missing_extensions", names=["citext", "not_there_at_all"])
    assert row == {"name": "not_there_at_all"}


def _versions() -> set[str]:
    return {"15"} if Path("/usr/lib/postgresql/15/bin/postgres").exists() else set()


@contextlib.contextmanager
def _tablespace(cloning: Cloning) -> Iterator[str]:
    """A tablespace inside the server's own data directory for the length of a block."""
    with Session.open(cloning.server.dsn, settings={"allow_in_place_tablespaces": "on"}) as session:
        session.connection.execute(b"CREATE TABLESPACE placed_here LOCATION ''")
    try:
        yield "placed_here"
    finally:
        cloning.run_alone("DROP TABLESPACE placed_here")


@pytest.fixture
def tablespace(cloning: Cloning) -> Iterator[str]:
    """A tablespace of production's; what stands in it goes first."""
    with _tablespace(cloning) as name:
        yield name
        cloning.close()
        cloning.databases.clear()
        cloning.roles.clear()


@pytest.mark.every_version(thorough=True)
def test_a_reader_alone_gets_an_embedded_clone(cloning: Cloning, tablespace: str) -> None:
    """Production's roles by name, without a login, with their memberships; the clone is equal; its folder stays."""
    login, group = cloning.role("LOGIN PASSWORD 'hunter2'"), cloning.role("NOLOGIN BYPASSRLS NOINHERIT")
    without_large_objects = re.sub(r"(SELECT lo_from_bytea.*?;|COMMENT ON LARGE.*?;)", "", RICH)
    production = cloning.database(without_large_objects, "Ünï 💥")
    cloning.run(
        production,
        f"CREATE TABLE owned (a int) TABLESPACE {tablespace}; ALTER TABLE owned OWNER TO {group};"
        f"GRANT SELECT ON parted TO {login}; GRANT {group} TO {login}; GRANT pg_read_all_data TO {login}, {group};"
        f"GRANT CREATE ON DATABASE {quoted(production.database)} TO {group}; ALTER ROLE {login} BYPASSRLS",
    )
    books, home = Books(), cloning.folder / "home"
    reader_dsn = production.with_parameters(user=login)
    place = _choose(reader_dsn, books, server="embedded", home=home)
    try:
        assert place.placement == "embedded"
        assert place.free_bytes is not None
        (shown,) = cloning.ask(place.server, "SHOW data_directory")
        clone = cloning.clone(reader_dsn, place=place)
        assert (clone.errors, clone.warnings) == ((), ())
        assert all(clone.carried.values())
        role = "SELECT rolcanlogin AS l, rolbypassrls AS b, rolinherit AS i FROM pg_roles WHERE rolname = '{}'"
        assert cloning.ask(clone.dsn, role.format(group)) == [{"l": False, "b": True, "i": False}]
        assert cloning.ask(clone.dsn, role.format(login)) == [{"l": False, "b": True, "i": True}]
        members = f"SELECT pg_has_role('{login}', '{group}', 'MEMBER') AS m"
        assert cloning.ask(clone.dsn, members) == [{"m": True}]
        assert plain_dump(clone.dsn, place.bindir) == plain_dump(production, place.bindir)
    finally:
        place.release()
    data = Path(shown["data_directory"])
    assert (data / "PG_VERSION").exists()
    (kept,) = kept_clones(home.parent)
    assert (kept.name, kept.folder, kept.production) == (clone.name, str(data.parent), production.database)
    shutil.rmtree(data.parent)
    assert [kind for kind, _, _ in books.open] == ["server"]
    with pytest.raises(errors.CannotConnect):
        Session.open(place.server)


def test_an_embedded_place_without_a_clone_leaves_nothing(cloning: Cloning) -> None:
    """The server, its folders and its line in the books are gone."""
    books, home = Books(), cloning.folder / "home"
    place = _choose(cloning.database(), books, server="embedded", home=home)
    folder = re.search(r"host='?([^ ']+)", place.server.conninfo)
    place.release()
    assert not home.exists()
    assert folder is not None
    assert not Path(folder[1]).exists()
    assert books.open == []
    with pytest.raises(errors.CannotConnect):
        Session.open(place.server)


def test_the_books_name_the_folder_that_there_is(cloning: Cloning) -> None:
    """Where the account of the server cannot reach the one that was wanted it is another: that one is named."""
    closed = cloning.folder / "closed"
    closed.mkdir(mode=0o700)
    books = Books()
    place = _choose(cloning.database(), books, server="embedded", home=closed / "home")
    assert [(kind, name) for kind, name, _ in books.open] == [("server", str(place.folder))]
    assert (place.folder == closed / "home") is (private.Account.choose().uid is None)
    place.release()
    assert books.open == []
    assert place.folder is not None
    assert not place.folder.exists()


def test_an_embedded_place_needs_server_programs(cloning: Cloning) -> None:
    """A folder with client tools alone, or with nothing: ToolMissing, and nothing is started."""
    with pytest.raises(errors.ToolMissing, match="postgres"):
        _choose(cloning.database(), server="embedded", bindir=cloning.folder, home=cloning.folder / "home")
    assert not (cloning.folder / "home").exists()


@pytest.mark.thorough
def test_the_first_role_has_productions_name_for_it(cloning: Cloning, other_server: Server) -> None:
    """A production whose cluster was made by another role than postgres: what is its own there is its own here.

    And its server has given out no transaction id meanwhile: neither our sessions nor the tools' wrote there.
    """
    first = other_server.dsn.with_parameters(user="temporary")
    cloning.run(other_server.dsn, "CREATE ROLE temporary LOGIN SUPERUSER")
    cloning.run(first, 'ALTER ROLE postgres RENAME TO "rds ädmin"')
    production = other_server.dsn.with_parameters(user="rds ädmin").with_database("template1")
    cloning.run(production, "CREATE ROLE postgres NOLOGIN; CREATE EXTENSION citext; CREATE TABLE public.t (c citext)")
    cloning.run(production, "ALTER TABLE public.t OWNER TO postgres")
    place = _choose(production, server="embedded")
    next_transaction = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next"
    before = cloning.ask(production, next_transaction)
    try:
        clone = cloning.clone(production, place=place)
        assert cloning.ask(production, next_transaction) == before  # no session on its server wrote anything
        assert (clone.errors, clone.warnings) == ((), ())
        assert all(clone.carried.values())
        assert plain_dump(clone.dsn, place.bindir) == plain_dump(production, place.bindir)
        query = "SELECT extname::text AS e, extowner::regrole::text AS o FROM pg_extension ORDER BY 1"
        assert cloning.ask(clone.dsn, query) == cloning.ask(production, query)
    finally:
        (shown,) = cloning.ask(place.server, "SHOW data_directory")
        place.release()
        shutil.rmtree(Path(shown["data_directory"]).parent, ignore_errors=True)
        cloning.run(production, "DROP TABLE public.t; DROP EXTENSION citext; DROP ROLE postgres")
        cloning.run(first, 'ALTER ROLE "rds ädmin" RENAME TO postgres')
        cloning.run(other_server.dsn, "DROP ROLE temporary")
