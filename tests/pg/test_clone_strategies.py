"""Each strategy on one small but nasty database: everything arrives, and nobody can take the clone for production."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.clone import physical
from oneroof.clone.basebackup import choose
from oneroof.clone.identity import open_clone, read_identity
from oneroof.clone.place import PlaceWish
from oneroof.fingerprint.compare import differences
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from tests.conftest import reachable_home
from tests.matrix import sampled
from tests.pg.clone_world import Books, quoted
from tests.pg.strategy_world import NAME, World, world

UNLOGGED = "table:public.fleeting"


@pytest.fixture(scope="module")
def there() -> Iterator[World]:
    """One production for all of them; it archives its log, as most do."""
    with reachable_home() as folder:
        archive = folder / "archive"
        archive.mkdir(mode=0o777)
        archive.chmod(0o777)
        settings = {"archive_mode": "on", "archive_command": f"cp %p {archive}/%f"}
        with world(folder, settings) as made:
            yield made


def _word(there: World, strategy: str) -> str:
    """What `--clone` says; for ``external``, of a database that somebody else has made."""
    if strategy == "external":
        there.run(there.server.dsn, f"CREATE DATABASE theirs TEMPLATE {quoted(NAME)}")
        return there.server.dsn.with_database("theirs").conninfo
    return strategy


WAYS = ["dump", "template", "basebackup", "external"]


@pytest.mark.parametrize("strategy", sampled(WAYS, ["basebackup", "template"]))
def test_everything_arrives(there: World, strategy: str) -> None:
    """Roles, owners, ACLs, extensions, settings, large objects, comments, rows, sequences: equal in every branch."""
    before = there.fingerprint(there.production)
    clone = there.clone(_word(there, strategy))
    found = differences(before, there.clone_fingerprint(clone))
    absent = [UNLOGGED] if strategy == "basebackup" else []
    assert [line.object for line in found] == absent
    assert clone.measured.get("not_carried", []) == absent
    assert not clone.errors
    assert set(clone.carried) == {"comment", "settings", "acl", "owner", "connection_limit"}
    assert all(clone.carried.values())
    assert clone.identity.kind == "clone"
    assert there.fingerprint(there.production).branches["data"] == before.branches["data"]


def test_a_physical_copy_is_never_confused_with_production(there: World) -> None:
    """It has production's system identifier, name and rows; a lock tells them apart, then a uid that we drew."""
    copy = there.physical_copy()
    production = there.identity()
    with Session.open(copy) as session:
        assert read_identity(session).is_same_place(production)
    with pytest.raises(errors.IdentityRefused):
        open_clone(copy, production)  # nobody has shown yet that it is another server
    clone = there.clone(copy.conninfo)
    assert clone.identity.is_same_place(production)
    found = differences(there.fingerprint(there.production), there.clone_fingerprint(clone))
    assert [line.object for line in found] == [UNLOGGED]
    open_clone(clone.dsn, production, clone.identity).close()
    with pytest.raises(errors.IdentityRefused):  # the same words lead to production
        open_clone(there.production, production, clone.identity)
    with pytest.raises(errors.IdentityRefused):
        open_clone(clone.dsn, production)  # another run, which did not draw the uid
    assert there.ask(there.production, "SELECT to_regclass('oneroof.database_identity') IS NULL")


def test_production_by_another_name_is_not_an_external_clone(there: World) -> None:
    """The DSN is spelled otherwise and leads to the same server: a lock of ours is seen there."""
    elsewhere = there.folder / "other-way"
    if not elsewhere.exists():
        elsewhere.symlink_to(there.server.socket)
    same = Dsn.parse(there.production.with_parameters(host=str(elsewhere)).conninfo)
    with pytest.raises(errors.IdentityRefused, match="production itself"):
        there.clone(same.conninfo)
    assert there.ask(there.production, "SELECT to_regclass('oneroof.database_identity') IS NULL")


def test_another_production_or_no_copy_is_not_written_to(there: World) -> None:
    """A DSN typed wrongly must not get a clone's identity."""
    there.run(there.server.dsn, "CREATE DATABASE unlike")
    unlike = there.server.dsn.with_database("unlike")
    with pytest.raises(errors.IdentityRefused, match="no copy of production"):
        there.clone(unlike.conninfo)
    there.run(
        unlike,
        "CREATE SCHEMA oneroof",
        "CREATE TABLE oneroof.database_identity (database_uid uuid, kind text, parent jsonb)",
        "INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'production')",
    )
    with pytest.raises(errors.IdentityRefused, match="another production"):
        there.clone(unlike.conninfo)
    assert there.ask(unlike, "SELECT count(*) FROM oneroof.database_identity WHERE kind = 'clone'") == 0


def test_a_template_needs_production_for_itself(there: World) -> None:
    """Somebody who is connected is counted, told, and not thrown out; nothing is left behind."""
    before, books = there.databases(), Books()
    with Session.open(there.production) as somebody:
        with pytest.raises(errors.SourceInUse, match="1 sessions") as refused:
            there.clone("template", books=books)
        assert "--clone dump" in refused.value.next_step
        assert somebody.value("clone/database_size", database=NAME) > 0
    assert there.databases() == before
    assert not books.open


@pytest.mark.thorough
def test_somebody_connects_after_the_place_was_chosen(there: World) -> None:
    """The copy itself looks again, after our own sessions have gone."""
    books, before = Books(), there.databases()
    with pytest.raises(errors.SourceInUse):
        there.clone("template", books=books, vacate=lambda: None)  # our own reader stays, as a stranger would
    assert (books.open, there.databases()) == ([], before)


def test_what_a_cluster_would_do_by_itself_it_does_not_do_in_a_copy(there: World) -> None:
    """It archives nothing, nothing else of it is open, and a prepared transaction holds no lock for ever."""
    there.run(there.server.dsn, "CREATE DATABASE neighbour")
    there.run(there.production, "BEGIN; INSERT INTO orders VALUES (9999, 1, 1); PREPARE TRANSACTION 'pre''pared'")
    try:
        clone = there.clone("basebackup")
    finally:
        prepared = there.ask(there.production, "SELECT count(*) FROM pg_prepared_xacts")
        there.run(there.production, "ROLLBACK PREPARED 'pre''pared'")
    assert (prepared, clone.measured["prepared_rolled_back"]) == (1, 1)
    assert there.ask(clone.dsn, "SELECT count(*) FROM pg_prepared_xacts") == 0
    archive = there.folder / "archive"
    before = {path.name for path in archive.iterdir()}
    there.run(clone.dsn, "CREATE TABLE filler AS SELECT 1", "SELECT pg_switch_wal()", "CHECKPOINT")
    assert {path.name for path in archive.iterdir()} == before
    assert clone.measured["workers"] == []
    assert clone.measured["databases_closed"] >= 1
    for database in ("neighbour", NAME):
        with pytest.raises(errors.CannotConnect):
            Session.open(clone.dsn.with_database(database))
    with pytest.raises(errors.CannotConnect):
        Session.open(clone.dsn.with_parameters(user="us.er"))


def test_a_damaged_base_backup_is_never_started(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte of one page, changed after it was copied: the manifest's SHA-256 finds it, and nothing stays behind."""
    file, honest, before = there.ask(there.production, "SELECT pg_relation_filepath('orders')"), physical.verify, []

    def damaged(bindir: Path, data: Path) -> None:
        before.append(data)
        content = bytearray((data / file).read_bytes())
        content[-1] ^= 1
        (data / file).write_bytes(content)
        honest(bindir, data)

    monkeypatch.setattr(physical, "verify", damaged)
    databases, books = there.databases(), Books()
    with pytest.raises(errors.ToolFailed, match="pg_verifybackup on the base backup: checksum mismatch") as refused:
        there.clone("basebackup", books=books)
    assert file in refused.value.message
    (data,) = before
    assert not data.parent.exists()
    assert (books.open, there.databases()) == ([], databases)


def test_a_login_without_replication_is_told_so(there: World) -> None:
    """In stage 01, before anything is copied."""
    there.run(there.server.dsn, "CREATE ROLE plain LOGIN")
    with Reader.open(there.production) as reader, reader.snapshot():
        plain = there.production.with_parameters(user="plain")
        wish = PlaceWish(there.production, "embedded", bindir=there.bindir, replication=plain)
        with pytest.raises(errors.PrivilegeMissing, match="may not replicate") as refused:
            choose(wish, reader, read_identity(reader))
    assert "replication_dsn" in refused.value.next_step
