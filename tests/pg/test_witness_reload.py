"""Dump and reload, within a version and from one to the next: whatever reads otherwise is shown to be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from oneroof.fingerprint.refs import kind_of
from oneroof.fingerprint.versions import not_compared
from oneroof.fingerprint.witness.judge import WAYS
from oneroof.pg.server import Server
from tests.conftest import PROGRAMS
from tests.matrix import sampled
from tests.pg.fingerprint_world import ROLES, run, scratch_database, world
from tests.pg.reload_world import Pair, judged, portable, reload, reloaded

#: From which version to which; ``default`` is the packaged 18.
JUMPS = [("default", "default"), ("15", "17"), ("17", "default"), ("15", "default"), ("15", "15"), ("17", "17")]
HERE = [jump for jump in JUMPS if {*jump} <= {*PROGRAMS}]
ALWAYS = [jump for jump in HERE if jump in {("15", "17"), ("17", "default")}]
#: The kinds that a reload within one version rewrites; the others' texts stay as they are.
REWRITTEN = {key for key in WAYS if key[1] not in {"partition_bound", "row_filter"}} - {("type", "default")}


@pytest.mark.parametrize("jump", sampled(HERE, ALWAYS), ids="-to-".join)
def test_no_cosmetic_difference_is_called_real(
    servers: Callable[[str], Server], tmp_path: Path, jump: tuple[str, str]
) -> None:
    """Every file of the corpus, dumped by the newer version's tools and reloaded."""
    source, target = servers(jump[0]), servers(jump[1])
    with reloaded(source, target, tmp_path) as pair:
        told = judged(pair)
        named = not_compared(pair.before, pair.after)
    assert [line for line in told if line.kind != "cosmetic"] == []
    kinds = Counter((kind_of(line.object), line.facet) for line in told)
    assert {*kinds} == REWRITTEN
    assert bool(named) == (jump[0] != jump[1]), "what is of one version alone is named, and nothing within a version"


@pytest.mark.parametrize("jump", sampled([jump for jump in HERE if jump[0] != jump[1]], []), ids="-to-".join)
def test_a_rich_database_differs_in_the_versions_of_its_extensions_alone(
    servers: Callable[[str], Server], tmp_path: Path, jump: tuple[str, str]
) -> None:
    """Rights, roles, subscriptions, rows of every type, large objects: equal; another extension is real."""
    source, target = servers(jump[0]), servers(jump[1])
    run(target.dsn, ROLES)
    with world(source) as production, scratch_database(target) as clone:
        reload(production, clone, target, tmp_path)
        told = judged(Pair(production, clone, portable(production), portable(clone)))
    real = [line for line in told if line.kind == "real"]
    assert {(line.object.partition(":")[0], line.facet) for line in real} <= {("extension", "version")}
    assert any(line.kind == "cosmetic" for line in told)
