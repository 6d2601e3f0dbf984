"""Clones listed, dropped by command only, and the line that drops one proven by a shell on a throwaway copy."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from oneroof import errors
from oneroof.clone import manage
from oneroof.clone.manage import _Shell, drop_clone, drop_command, list_clones, prove_drop
from oneroof.clone.pristine import has_twin, keep_pristine
from oneroof.clone.remove import BIRTH_MARK, drop_line
from oneroof.pg.dsn import Dsn
from oneroof.pg.errors import translated
from oneroof.pg.server import Server
from oneroof.pg.session import CloneMaker, Row, Session
from tests.pg.clone_world import WEIRD, Cloning, quoted

#: All that a shell, psql or SQL could take for something else; and what a terminal would not show.
NASTY = "a'b\"c $(id) `id` \\x ; -- 💥\u202e"


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases, clones and roles."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


@pytest.mark.every_version(thorough=True)
def test_clones_are_listed_and_nothing_else(cloning: Cloning) -> None:
    """By their identity, with owner, expiry, run and production; production and others are not in it."""
    production = cloning.database("CREATE TABLE t (a int)", WEIRD)
    cloning.database(name="lookalike_gov_test_20260602")
    clone = cloning.clone(production, owner="team")
    with CloneMaker.open(cloning.server.dsn) as maker:
        (found,) = list_clones(maker)
    assert found.name == clone.name
    assert found.state == "clone"
    assert (found.owner, found.expires, found.run_id) == ("team", clone.expires, "20260602T235900Z-0a1b2c3d")
    assert found.production == WEIRD
    assert (found.bytes or 0) > 0
    assert found.as_fact()["state"] == "clone"
    assert not found.is_overdue(datetime(2026, 6, 9, 23, 58, tzinfo=UTC))
    assert found.is_overdue(datetime(2026, 6, 10, tzinfo=UTC))
    assert not replace(found, expires="soon").is_overdue(datetime(2036, 1, 1, tzinfo=UTC))


def test_a_clone_that_this_role_may_not_enter(cloning: Cloning) -> None:
    """Its name says what it may be: listed as unreadable, and not dropped."""
    production = cloning.database("CREATE TABLE t (a int)")
    clone = cloning.clone(production)
    maker = cloning.role("LOGIN CREATEDB")
    cloning.run(cloning.server.dsn, f"REVOKE CONNECT ON DATABASE {clone.name} FROM PUBLIC")
    with CloneMaker.open(cloning.server.dsn.with_parameters(user=maker)) as session:
        (found,) = list_clones(session)
        assert (found.name, found.state, found.bytes) == (clone.name, "unreadable", None)
        with pytest.raises(errors.IdentityRefused):
            drop_clone(session, clone.name)


def test_a_clone_is_dropped_by_command(cloning: Cloning) -> None:
    """Also one with a subscription, which would keep PostgreSQL from dropping it."""
    production = cloning.database("CREATE TABLE t (a int)", NASTY)
    identity = cloning.identity(production)
    clone = cloning.clone(production)
    subscription = "CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false)"
    cloning.run(clone.dsn, subscription)
    with CloneMaker.open(cloning.server.dsn) as maker:
        assert drop_clone(maker, clone.name, production=identity).state == "clone"
        assert list_clones(maker) == ()
    assert cloning.made() == []


def test_what_is_no_clone_of_ours_is_not_dropped(cloning: Cloning) -> None:
    """Production, a database with a clone's name, one with our comment alone, one that is not there."""
    production = cloning.database("CREATE TABLE t (a int)")
    lookalike = cloning.database(name="lookalike_gov_test_20260602")
    commented = cloning.database(name="commented_gov_test_20260602")
    cloning.run(commented, f"COMMENT ON DATABASE {commented.database} IS 'oneroof: partial clone of run x'")
    with CloneMaker.open(cloning.server.dsn) as maker:
        for name in (production.database, lookalike.database, commented.database, "not_there", "template1", "postgres"):
            with pytest.raises(errors.IdentityRefused):
                drop_clone(maker, name)
    assert {production.database, lookalike.database, commented.database} <= set(cloning.names())


def test_production_that_says_it_is_a_clone_is_not_dropped(cloning: Cloning) -> None:
    """Where production is known, neither its name nor its uid is dropped."""
    first = cloning.clone(cloning.database())
    as_production = cloning.identity(first.dsn)
    with CloneMaker.open(cloning.server.dsn) as maker:
        with pytest.raises(errors.IdentityRefused, match="production"):
            drop_clone(maker, first.name, production=as_production)
        with pytest.raises(errors.IdentityRefused, match="identity"):
            drop_clone(maker, first.name, production=replace(as_production, database="renamed"))
    assert cloning.made() == [first.name]


@pytest.mark.every_version(thorough=True)
def test_a_partial_clone_of_any_age_is_dropped(cloning: Cloning) -> None:
    """Just born and without its comment; half dropped: both are listed as partial."""
    born = "shop_gov_test_20260602"
    cloning.run_alone(f"CREATE DATABASE {born} ALLOW_CONNECTIONS false CONNECTION LIMIT {BIRTH_MARK}")
    half = cloning.clone(cloning.database()).name
    cloning.run(cloning.server.dsn, f"UPDATE pg_database SET datconnlimit = -2 WHERE datname = '{half}'")
    with CloneMaker.open(cloning.server.dsn) as maker:
        assert {(clone.name, clone.state) for clone in list_clones(maker)} == {(born, "partial"), (half, "partial")}
        for name in (born, half):
            drop_clone(maker, name)
    assert cloning.made() == []


def test_a_twin_that_its_clone_left_behind_is_nobody_elses(cloning: Cloning) -> None:
    """A clone that somebody dropped by SQL: its name is not given again while its twin is there."""
    production = cloning.database("CREATE TABLE t (a int)")
    first = cloning.clone(production)
    with CloneMaker.open(cloning.server.dsn) as maker:
        twin = keep_pristine(maker, first.name)
        with pytest.raises(errors.NameTaken, match=first.name):
            keep_pristine(maker, first.name)
        cloning.run_alone(f"DROP DATABASE {quoted(first.name)}")
        second = cloning.clone(production)
        assert second.name == f"{first.name}_2"
        assert not has_twin(maker, second.name)
        assert keep_pristine(maker, second.name) == f"{second.name}_pristine"
        assert drop_clone(maker, twin).state == "pristine"
        assert cloning.clone(production).name == first.name


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("name", [NASTY, "two\nlines\t"])
def test_the_drop_line_is_proven_and_the_clone_stays(cloning: Cloning, name: str) -> None:
    """The line itself, run by a shell for a copy; then the very line for the clone, which is gone."""
    production = cloning.database("CREATE TABLE t (a int); INSERT INTO t VALUES (1)", name)
    clone = cloning.clone(production)
    proof = prove_drop(clone)
    assert (proof.proven, proof.retained, proof.reason) == (True, True, "")
    assert proof.command == drop_command(clone)
    assert "\n" not in proof.command
    assert proof.copy_name != clone.name
    assert cloning.made() == [clone.name]
    assert cloning.ask(clone.dsn, "SELECT a FROM t") == [{"a": 1}]
    assert proof.as_fact() == {
        "drop_command": proof.command,
        "drop_proven": True,
        "drop_copy": proof.copy_name,
        "clone_retained": True,
        "bytes": proof.bytes,
    }
    assert proof.bytes > 0
    assert subprocess.run(["/bin/sh", "-c", proof.command], check=False, capture_output=True).returncode == 0
    assert cloning.made() == []
    assert production.database in cloning.names()


def test_a_line_that_does_not_drop_is_not_proven(cloning: Cloning, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that names another database ends with 0, because of IF EXISTS: SQL sees the copy still there."""
    clone = cloning.clone(cloning.database())
    monkeypatch.setattr(manage, "drop_line", lambda place, name: drop_line(place, name.upper()))
    proof = prove_drop(clone)
    assert not proof.proven
    assert "still there" in proof.reason
    assert cloning.made() == [clone.name]


def test_the_clone_is_free_while_the_line_runs(cloning: Cloning) -> None:
    """What is done meanwhile is done once, whatever becomes of the copy; its error is its own."""
    clone = cloning.clone(cloning.database("CREATE TABLE t (a int)"))
    made: list[list[str]] = []

    def refused() -> None:
        made.append(cloning.made())
        cloning.ask(clone.dsn, "SELECT a FROM t")
        raise errors.Refused("Not this.")

    with pytest.raises(errors.Refused, match="Not this"):
        prove_drop(clone, meanwhile=refused)
    assert cloning.made() == [clone.name]
    with Session.open(clone.dsn):
        proof = prove_drop(clone, meanwhile=lambda: made.append([]))
    assert (proof.proven, made[1:]) == (False, [[]])


@pytest.mark.every_version
@pytest.mark.parametrize("refusing", [False, True])
def test_the_kernel_copies_where_the_server_offers_it(
    cloning: Cloning, monkeypatch: pytest.MonkeyPatch, *, refusing: bool
) -> None:
    """From 18 on; a file system that refuses is asked in the usual way, and the line is proven all the same."""
    clone = cloning.clone(cloning.database("CREATE TABLE t (a int)"))
    asked: list[str | None] = []
    plain = CloneMaker.rows

    def rows(maker: CloneMaker, query: str, /, *rest: Any, **parameters: Any) -> list[Row]:
        if query == "clone/copy_database":
            setting = "SELECT pg_catalog.current_setting('file_copy_method', true) AS value"
            (now,) = maker.connection.execute(setting).fetchall()
            asked.append(now["value"])
            if refusing and now["value"] == "clone":
                with translated("a refusal of the file system"):  # 58P01
                    maker.connection.execute("SELECT pg_catalog.pg_read_file('nowhere')")
        return plain(maker, query, *rest, **parameters)

    monkeypatch.setattr(CloneMaker, "rows", rows)
    assert prove_drop(clone).proven
    newer = ["clone", "copy"] if refusing else ["clone"]
    assert asked == ([None] if cloning.major < 18 else newer)
    assert cloning.made() == [clone.name]


@pytest.mark.thorough
def test_a_clone_that_somebody_uses_cannot_be_copied(cloning: Cloning) -> None:
    """Then nothing is proven, the reason is said, and no copy stays."""
    clone = cloning.clone(cloning.database())
    with Session.open(clone.dsn):
        proof = prove_drop(clone)
    assert (proof.proven, proof.retained) == (False, True)
    assert "being accessed by other users" in proof.reason
    assert cloning.made() == [clone.name]


@pytest.mark.every_version
def test_what_keeps_the_clone_from_being_dropped_is_said(cloning: Cloning) -> None:
    """A subscription stops DROP DATABASE, and no copy would have it: the line is not proven, and says why."""
    clone = cloning.clone(cloning.database())
    cloning.run(
        clone.dsn,
        "CREATE SUBSCRIPTION \"far Off\" CONNECTION '' PUBLICATION p WITH (connect = false, slot_name = NONE)",
    )
    proof = prove_drop(clone)
    assert (proof.proven, proof.retained) == (False, True)
    assert proof.reason == "The line would not drop the clone: subscription far Off."
    cloning.run(clone.dsn, 'DROP SUBSCRIPTION "far Off"')
    cloning.run(cloning.server.dsn, f"ALTER DATABASE {quoted(clone.name)} IS_TEMPLATE true")
    assert prove_drop(clone).reason == "The line would not drop the clone: template."
    cloning.run(cloning.server.dsn, f"ALTER DATABASE {quoted(clone.name)} IS_TEMPLATE false")
    assert prove_drop(clone).proven
    assert cloning.made() == [clone.name]


def test_a_maker_with_a_password_prints_none(cloning: Cloning) -> None:
    """The line holds none; the proof hands it to psql by environment, as an operator would."""
    clone = cloning.clone(cloning.database())
    place = replace(clone.place, server=clone.place.server.with_parameters(password="hunter2"))
    proof = prove_drop(replace(clone, place=place))
    assert proof.proven
    assert "hunter2" not in str(proof)
    assert quoted(clone.name) in proof.command


def test_a_line_that_nobody_wants_any_more_is_ended_before_it_began() -> None:
    """Ctrl-C between the decision to run it and its process: the run does not wait for it."""
    shell, began = _Shell("exec sleep 20", Dsn.parse("")), time.monotonic()
    shell.kill()
    assert shell.run()[0] is False
    assert time.monotonic() - began < 10
