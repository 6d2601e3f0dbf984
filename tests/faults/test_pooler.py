"""PgBouncer in between: a session whose server process is lent to others is refused, one that keeps its own is not."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from oneroof import errors
from oneroof.pg import server as embedded
from oneroof.pg.session import CloneMaker, Reader, Session
from tests.faults.pooler import PGBOUNCER, Pooler, before, is_there


@pytest.fixture
def pooler(server: embedded.Server) -> Iterator[Pooler]:
    """Poolers before the test server, by mode."""
    if not is_there():
        assert "ONEROOF_TEST_PGBOUNCER_NEEDED" not in os.environ, "this machine has no pooler, and CI must have one"
        pytest.skip(f"no {PGBOUNCER}: a pooler is not tried here")
    with before(server) as start:
        yield start


@pytest.mark.parametrize("mode", ["transaction", "statement"])
def test_a_process_that_is_lent_to_others_is_refused_with_the_reason(pooler: Pooler, mode: str) -> None:
    """Every kind of session, before it does anything."""
    dsn = pooler(mode)
    for kind in (Reader, CloneMaker, Session):
        with pytest.raises(errors.PoolerBetween, match="lends our server process") as refused:
            kind.open(dsn)
        assert "the server itself" in refused.value.next_step


def test_a_pooler_that_takes_no_options_is_named(pooler: Pooler) -> None:
    """As PgBouncer is by default: our sessions are read-only by an option."""
    with pytest.raises(errors.PoolerBetween, match="refuses the options"):
        Reader.open(pooler("transaction", "extra_float_digits"))


def test_session_mode_keeps_what_is_ours(pooler: Pooler) -> None:
    """The process is ours until we end; so it is told from transaction mode, not refused for being a pooler."""
    with Session.open(pooler("session")) as session:
        assert session.value("session/read_mark")
