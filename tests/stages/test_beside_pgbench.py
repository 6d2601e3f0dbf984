"""A whole rehearsal of a production at work: pgbench writes from beginning to end, and is told apart from us."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.stages.conftest import Small, one_table, rehearse_with, with_clone, with_max_load

LIMIT = 0.5
#: As ``pgbench -i`` fills them, but for the number of accounts: what it does not find it changes not.
ROWS = """
INSERT INTO public.pgbench_branches SELECT 1, 0;
INSERT INTO public.pgbench_tellers SELECT n, 1, 0 FROM generate_series(1, 10) AS n;
INSERT INTO public.pgbench_accounts SELECT n, 1, 0, '' FROM generate_series(1, 5000) AS n;
"""
WRITTEN = {"table:public.pgbench_branches", "table:public.pgbench_history", "table:public.pgbench_tellers"}


def _pgbench(production: Small, *words: str) -> list[str]:
    parameters = production.dsn.parameters
    where = ["-h", parameters["host"], "-p", parameters["port"], "-U", parameters["user"], production.dsn.database]
    return [str(production.server.bindir / "pgbench"), *words, *where]


@contextmanager
def _at_work(production: Small) -> Iterator[subprocess.Popen[bytes]]:
    """Its standard transaction by two clients, 40 a second."""
    with subprocess.Popen(_pgbench(production, "-n", "-c", "2", "-R", "40", "-T", "600")) as running:
        try:
            yield running
        finally:
            running.terminate()


def test_what_pgbench_writes_all_the_while_is_told_apart_and_fails_nothing(bare: Small) -> None:
    """PASS in every stage; what changed is said to be others', and the load that was asked for is kept."""
    subprocess.run(_pgbench(bare, "-i", "-I", "dtp"), check=True, capture_output=True)
    bare.sql(ROWS)
    settings = with_max_load(with_clone(bare.settings(), strategy="dump"), LIMIT)
    with _at_work(bare) as others:
        result = rehearse_with(bare, settings=settings, packets=(one_table(bare),))
        assert others.poll() is None
    assert result.failed() == []
    assert result.rehearsal.conclusion.verdict == "PASS"
    changed = {item["object"] for item in result.listed("impact", "changed_by_others")}
    assert changed >= WRITTEN
    assert {name for name in changed if "pgbench" not in name} == set()
    assert "others-wrote" in {finding.code for finding in result.judgements["impact"].findings}
    for key in ("preflight", "clone", "impact"):
        load: Any = result.facts(key)["load"]
        assert 0 < load["achieved"] <= load["limit"] == LIMIT
    held: Any = result.facts("clone")["load"]
    assert held["longest_snapshot"] > 0
    assert held["chunks"] >= len(WRITTEN)  # the rows that streamed
    again: Any = result.facts("impact")["load"]  # rows are read in chunks there; for the clone they come as a stream
    assert (again["chunks"] > 0, again["chunk_p95"] > 0) == (True, True)
    about_others = [action for action in result.rehearsal.conclusion.actions if "pgbench" in (action.blocker or "")]
    assert about_others == []
