"""The governor for real: the server itself says how long it was at work for us."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from oneroof.fingerprint.load import CHUNK_SECONDS, Governor, open_reader
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Session
from tests.pg.fingerprint_world import scratch_database

SETUP = """
CREATE TABLE public.large AS SELECT i, repeat('x', 100) || i AS v FROM generate_series(1, 60000) AS i;
CREATE TABLE public.small AS SELECT 1 AS a;
"""
LIMIT = 0.3


@pytest.fixture(scope="module")
def place(server: Server) -> Iterator[Dsn]:
    """Some megabytes in one table, and next to nothing in another."""
    with scratch_database(server, SETUP) as dsn:
        yield dsn


def test_a_session_that_is_cancelled_rests_no_longer(place: Dsn) -> None:
    """One statement under a tiny limit asks for a minute of rest; whoever ends the run waits for none of it."""
    governor = Governor(0.0001)
    with open_reader(place, governor) as reader, ThreadPoolExecutor(1) as pool:
        resting = pool.submit(reader.rows, "fingerprint/stamp_catalog")
        while not governor.load().longest_statement:
            time.sleep(0.01)
        assert not resting.done()
        reader.cancel()
        assert resting.result(timeout=5)


def test_small_tables_that_are_read_together_are_a_chunk(server: Server) -> None:
    """Where nothing is large enough to be cut, what the chunks took is told all the same."""
    with scratch_database(
        server, "CREATE TABLE public.a AS SELECT 1 AS a; CREATE TABLE public.b AS SELECT 1 AS b"
    ) as dsn:
        governor = Governor(LIMIT)
        settled_fingerprint(lambda: open_reader(dsn, governor), workers=governor.sessions)
    load = governor.load()
    assert (load.chunks, load.chunk_p95 > 0) == (1, True)


def _active(server: Server, dsn: Dsn) -> float:
    """Seconds that sessions were at work in a database, as the server counts them."""
    with Session.open(server.dsn) as session:
        row = session.connection.execute(
            "SELECT active_time / 1000 AS seconds FROM pg_stat_database WHERE datname = %s", [dsn.database]
        ).fetchone()
    return float((row or {})["seconds"])


def _share(server: Server, dsn: Dsn, governor: Governor | None) -> tuple[float, Fingerprint]:
    """The share of time that the server was at work for a fingerprint, and the fingerprint."""
    before, begun = _active(server, dsn), time.monotonic()
    found = settled_fingerprint(
        lambda: open_reader(dsn, governor),
        workers=1 if governor is None else governor.sessions,
    )
    took = time.monotonic() - begun
    return (_active(server, dsn) - before) / took, found


def test_the_server_is_at_work_for_us_no_more_than_was_said(server: Server, place: Dsn) -> None:
    """Without the governor most of the time; with it under the limit, in chunks, and the digests are the same."""
    free, plain = _share(server, place, None)
    governor = Governor(LIMIT)
    kept, governed = _share(server, place, governor)
    load = governor.load()
    assert governed.digest == plain.digest
    assert kept <= LIMIT * 1.1
    assert free >= 1.5 * kept
    assert load.achieved <= LIMIT
    assert load.chunks >= 3, "the large table is read in chunks"
    assert load.chunk_p95 <= 5 * CHUNK_SECONDS, "few chunks on a busy machine; the unit test holds the figure itself"
    assert 0 < load.longest_snapshot <= load.seconds
