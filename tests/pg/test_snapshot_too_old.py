"""A server that removes what an old snapshot needs (15 and 16, ``old_snapshot_threshold``): said so, no verdict."""

from __future__ import annotations

import time

import pytest

from oneroof import errors
from oneroof.fingerprint.data import list_tables
from oneroof.fingerprint.plan import EVERYTHING
from oneroof.fingerprint.workers import digest_all
from oneroof.pg import server as embedded
from oneroof.pg.session import Reader
from tests.conftest import PROGRAMS, reachable_home
from tests.pg.fingerprint_world import run

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("version", [version for version in ("15",) if version in PROGRAMS])
def test_a_snapshot_too_old(version: str) -> None:
    """The rows that it sees are updated and vacuumed away while it is open: an error that names the setting."""
    settings = {"old_snapshot_threshold": "0", "autovacuum": "off"}  # 0: at once, for tests (manual)
    with reachable_home() as home, embedded.running(home=home, bindir=PROGRAMS[version], settings=settings) as server:
        run(server.dsn, "CREATE TABLE public.t AS SELECT i FROM generate_series(1, 1000) AS i")
        with Reader.open(server.dsn) as reader, reader.snapshot():
            tables = list_tables(reader)
            time.sleep(6)  # as PostgreSQL's own test of this setting waits
            for _ in range(3):
                run(server.dsn, "UPDATE public.t SET i = i + 1")
                run(server.dsn, "VACUUM public.t")
            with pytest.raises(errors.SnapshotTooOld) as caught:
                digest_all([reader], tables, EVERYTHING, lambda *_: None)
    assert (caught.value.exit_code, "old_snapshot_threshold" in caught.value.next_step) == (3, True)
