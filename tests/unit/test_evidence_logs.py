"""Two bundles of one database: what was done to its gate log between them is found offline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from oneroof.evidence.bundle import read_bundle, write_bundle
from oneroof.evidence.logs import compare_logs
from oneroof.verdict.judge import conclude
from tests.acceptance.conftest import call
from tests.unit.evidence_sample import sample

FIRST, SECOND = "2026-11-21T10:00:00+00:00", "2026-11-22T10:00:00+00:00"
A, B, C, D = (letter * 64 for letter in "abcd")


def written(folder: Path, hashes: Sequence[str] | None, started: str, **production: Any) -> Path:
    """A bundle whose production had this gate log."""
    run, records, packets = sample()
    log = None if hashes is None else {"hashes": list(hashes), "problems": 0}
    changed = [
        replace(record, facts={**record.facts, "gate_log": log}) if record.key == "preflight" else record
        for record in records
    ]
    run = replace(run, started=started, ended=started, production={**run.production, **production})
    folder.mkdir()
    write_bundle(folder, run, changed, packets, conclude(changed))
    return folder


LATER = {
    "grown": ([A, B, C, D], True, "3 entries stand as they were, 1 came since"),
    "the same": ([A, B, C], True, "3 entries stand as they were, 0 came since"),
    "edited": ([A, D, C], False, "entry 2 was"),
    "deleted": ([A, C], False, "entry 2 was"),
    "cut off": ([A, B], False, "1 entries were cut off"),
    "emptied": ([], False, "3 entries were cut off"),
    "gone": (None, False, "says nothing of a gate log"),
}


@pytest.mark.parametrize("what", LATER)
def test_what_became_of_the_log(tmp_path: Path, what: str) -> None:
    """An edit, a deletion and a truncation are each found, whichever bundle is named first; growth is none of them."""
    hashes, whole, words = LATER[what]
    one = read_bundle(written(tmp_path / "one", [A, B, C], FIRST))
    other = read_bundle(written(tmp_path / "other", hashes, SECOND))
    for found in (compare_logs(one, other), compare_logs(other, one)):
        assert (found.ok, words in found.detail) == (whole, True), found.detail


def test_bundles_of_two_databases_do_not_compare(tmp_path: Path) -> None:
    """They say nothing about each other."""
    one = read_bundle(written(tmp_path / "one", [A], FIRST))
    other = read_bundle(written(tmp_path / "other", [A], SECOND, database="elsewhere"))
    assert not compare_logs(one, other).ok


def test_by_the_command(tmp_path: Path) -> None:
    """`oneroof verify ONE OTHER`: exit 0 when the log only grew, 1 when it did not."""
    one = written(tmp_path / "one", [A, B], FIRST)
    grown, cut = written(tmp_path / "grown", [A, B, C], SECOND), written(tmp_path / "cut", [A], SECOND)
    answer = call(tmp_path, "--json", "verify", one, grown, schema="verify")
    assert (answer.status, json.loads(answer.stdout)["checks"][-1]["name"]) == (0, "gate log")
    assert call(tmp_path, "verify", one, cut).status == 1
