"""Reading on a standby: proven to be production's and to have all that production had, or refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oneroof import errors
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.fingerprint.standby import conflicts_told, proven_standby
from oneroof.pg import server as embedded
from oneroof.pg.compose import Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader, Session
from tests.acceptance.conftest import call
from tests.conftest import reachable_home
from tests.pg.fingerprint_world import run
from tests.pg.standby import standby_of


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Server, Server]]:
    """A production of its own, small, and its standby."""
    with reachable_home() as home, embedded.running(home=home, settings={"max_wal_size": "64MB"}) as production:
        run(production.dsn, "CREATE DATABASE shop")
        run(production.dsn.with_database("shop"), "CREATE TABLE public.t (a int PRIMARY KEY)")
        with standby_of(production) as standby:
            yield production, standby


def shops(pair: tuple[Server, Server]) -> tuple[Dsn, Dsn]:
    """The database on both."""
    return pair[0].dsn.with_database("shop"), pair[1].dsn.with_database("shop")


def prove(production: Dsn, standby: Dsn, patience: float = 30.0) -> object:
    """Ask both."""
    with Reader.open(production) as one, Reader.open(standby) as other:
        return proven_standby(one, other, patience=patience)


def test_the_standby_has_what_was_committed_before(pair: tuple[Server, Server]) -> None:
    """A row committed without waiting for the disk: waited for, then read; several sessions share one moment there."""
    production, standby = shops(pair)
    for number in range(20):
        run(production, f"INSERT INTO public.t VALUES ({number})")
        prove(production, standby)
        with Reader.open(standby) as reader, reader.snapshot():
            assert reader.value("fingerprint/count_rows", {"catalog": Identifier("public", "t")}) == number + 1
    here = settled_fingerprint(lambda: Reader.open(production))
    there = settled_fingerprint(lambda: Reader.open(standby))
    assert here.branches == there.branches


def test_a_position_at_the_beginning_of_a_page_is_reached(pair: tuple[Server, Server]) -> None:
    """There the server counts the page's header as written, and no record ever ends behind it."""
    production, standby = shops(pair)
    with Session.open(production) as session:
        session.connection.execute("SELECT pg_switch_wal()")
    prove(production, standby, patience=20.0)


def test_a_standby_that_lags_is_waited_for_and_then_refused(pair: tuple[Server, Server]) -> None:
    """Replay is paused, as on a slow standby: an error after the patience, a proof when it goes on."""
    production, standby = shops(pair)
    run(standby, "SELECT pg_wal_replay_pause()")
    try:
        run(production, "INSERT INTO public.t VALUES (1000)")
        with pytest.raises(errors.EnvironmentFault, match="has replayed") as caught:
            prove(production, standby, patience=0.3)
        assert "--max-lag" in caught.value.next_step
        later = threading.Timer(0.5, run, [standby, "SELECT pg_wal_replay_resume()"])
        later.start()
        begun = time.monotonic()
        prove(production, standby)
        assert time.monotonic() - begun > 0.3
        later.join()
    finally:
        run(standby, "SELECT pg_wal_replay_resume()")


def test_what_is_no_standby_of_it_is_refused(pair: tuple[Server, Server], server: Server) -> None:
    """Production itself, another server, another database, the two exchanged."""
    production, standby = shops(pair)
    for one, other, words in (
        (production, production, "takes writes of its own"),
        (production, server.dsn, "not a standby of"),
        (production, pair[1].dsn, "not a standby of"),
        (standby, standby, "is a standby itself"),
    ):
        with pytest.raises(errors.IdentityRefused, match=words):
            prove(one, other)


def test_a_standby_is_never_taken_for_production(pair: tuple[Server, Server], tmp_path: Path) -> None:
    """By no command that looks at production: what it has may be behind."""
    standby = shops(pair)[1].conninfo
    for command in (("preflight",), ("fingerprint",), ("clone", "create", "--clone-server", "embedded")):
        answer = call(tmp_path, *command, "--production", standby, "--json", schema="error")
        assert (answer.status, answer.document["error"]["code"]) == (4, "identity"), command
        assert "is a standby itself" in answer.document["error"]["message"]


def test_an_unlogged_table_is_unreadable_there(pair: tuple[Server, Server]) -> None:
    """It is nothing on a standby: named, never equal and never empty."""
    production, standby = shops(pair)
    run(production, "CREATE UNLOGGED TABLE public.u AS SELECT 1 AS a")
    try:
        prove(production, standby)
        found = settled_fingerprint(lambda: Reader.open(standby))
        assert found.unreadable == ("table:public.u",)
    finally:
        run(production, "DROP TABLE public.u")


def test_replay_that_ends_a_query_is_told_with_the_remedy() -> None:
    """A conflict is the standby's doing."""
    with pytest.raises(errors.SqlFailed) as caught, conflicts_told():
        raise errors.SqlFailed("canceling statement due to conflict with recovery", sqlstate="40001")
    assert "hot_standby_feedback" in caught.value.next_step


def test_a_copy_that_was_promoted_is_refused(pair: tuple[Server, Server]) -> None:
    """Last, because it is no standby after it: it takes writes, whatever it shares with production."""
    production, standby = shops(pair)
    run(standby, "SELECT pg_promote()")
    with pytest.raises(errors.IdentityRefused, match="takes writes of its own"):
        prove(production, standby)
