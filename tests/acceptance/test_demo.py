"""`oneroof demo` as a newcomer calls it, held against the command line contract and the seed run's final word."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from oneroof.verdict.judge import STAGES
from tests.acceptance.conftest import Answer, Oneroof


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, Path]:
    """One run of the demo for the tests of this file."""
    from tests.acceptance.conftest import call  # noqa: PLC0415 - the function fixture's own body

    folder = tmp_path_factory.mktemp("demo")
    return call(folder, "demo", "--ratify", "--dir", "out", "--json", schema="demo", process=True), folder / "out"


def test_twelve_pass(demo: tuple[Answer, Path]) -> None:
    """Exit 0 and twelve PASS."""
    answer, _ = demo
    assert answer.status == 0, answer.stderr
    stages = answer.document["stages"]
    assert [(stage["number"], stage["key"]) for stage in stages] == [(number, key) for number, key, _ in STAGES]
    assert {stage["verdict"] for stage in stages} == {"PASS"}


def test_the_figures_of_the_seed_run(demo: tuple[Answer, Path]) -> None:
    """Thirty rows close a gap of 210; 5 states and 35 candidates: results of scanning this fixture."""
    facts = {stage["key"]: stage["facts"] for stage in demo[0].document["stages"]}
    assert facts["preflight"]["read_only_sqlstate"] == "25006"
    assert facts["preflight"]["os_proposal_approvals"] == 0
    assert facts["clone"]["errors"] == 0
    assert facts["baseline"]["differences_real"] == 0
    assert facts["baseline"]["differences_cosmetic"] > 0
    seed = facts["seed"]
    assert (seed["ownership_before"], seed["ownership_after"]) == (0, 30)
    assert (seed["gap_before"], seed["gap_after"], seed["conflict_after"]) == (210, 0, 0)
    scan = facts["scan_read"]
    assert (scan["total"], scan["direct"], scan["inherited"], scan["coverage_pct"]) == (240, 30, 210, "100.00")
    assert (facts["scan_write"]["candidate_state"], facts["scan_write"]["candidate_object"]) == (5, 35)
    assert facts["scan_write"]["second_run"] == {"inserted": 0, "updated": 0, "runs_appended": 1}
    assert facts["event_boundary"]["issues_triggers"] == 9
    assert facts["rollback"]["gap_after"] == 210
    assert facts["rollback"]["drop_proven"] is True
    assert facts["impact"]["identical"] is True


def test_the_final_word(demo: tuple[Answer, Path]) -> None:
    """NO-GO for each action on production; the one blocker is people; the next macros in the seed's order."""
    document = demo[0].document
    assert [action["verdict"] for action in document["actions"]] == ["NO-GO"] * 4
    assert "APR-BOOT-AUTHMODEL-1" in document["blocker"]
    assert [macro["macro"] for macro in document["next_macros"]] == [
        "RATIFY_APR-BOOT-AUTHMODEL-1",
        "ONE_ROOF_PHASE1_F6_OWNERSHIP_SEED_COMMIT_ON_RATIFICATION",
        "INDEPENDENT_REVIEW",
        "CANDIDATE_MATERIALISATION",
    ]
    assert document["next_macros"][1]["expect"] == "gap 210→0"


def test_the_gate_opens_and_the_seed_runs(demo: tuple[Answer, Path]) -> None:
    """`--ratify` goes on: executed, thirty rows, no gap left; and an act verifies with stock ssh-keygen alone."""
    answer, out = demo
    rolled_out = answer.document["rollout"]
    assert (rolled_out["executed"], rolled_out["gap"], rolled_out["refused_because"]) == (True, 0, None)
    assert [delta["inserted"] for delta in rolled_out["deltas"]] == [30]
    acts = sorted((out / "gate").glob("*-approve.act"))
    assert len(acts) == 3
    for act in acts:
        who = act.name.removeprefix("APR-BOOT-AUTHMODEL-1-").removesuffix("-approve.act")
        words: list[str | Path] = ["ssh-keygen", "-Y", "verify", "-f", out / "gate" / "allowed_signers", "-I", who]
        with act.open("rb") as content:
            done = subprocess.run(
                [*words, "-n", "oneroof-act-v1", "-s", f"{act}.sig"], stdin=content, capture_output=True, check=False
            )
        assert done.returncode == 0, done.stderr


def test_everything_lies_below_its_folder(demo: tuple[Answer, Path]) -> None:
    """Twelve documents and their evidence are there; the server's folder is gone."""
    answer, out = demo
    package = Path(answer.document["package"])
    assert package.is_relative_to(out)
    documents = sorted(path.name for path in package.glob("*.md"))
    assert len(documents) == len(STAGES)
    assert not (out / "postgres").exists()


def test_the_bundle_verifies_and_a_changed_byte_does_not(demo: tuple[Answer, Path], oneroof: Oneroof) -> None:
    """Exit 0 as published; exit 4 with one byte changed."""
    package = Path(demo[0].document["package"])
    assert oneroof("--json", "verify", package, schema="verify").document["verdict"] == "PASS"
    victim = sorted((package / "evidence" / "facts").glob("*.json"))[3]
    original = victim.read_bytes()
    try:
        victim.write_bytes(original.replace(b"true", b"True", 1))
        refused = oneroof("verify", package, "--json", schema="error", process=True)
        assert (refused.status, refused.document["exit"]) == (4, 4)
    finally:
        victim.write_bytes(original)


def test_no_secret_and_no_value_of_a_row_is_published(demo: tuple[Answer, Path]) -> None:
    """No connection string, no e-mail of the fixture's people, nowhere in the package."""
    package = Path(demo[0].document["package"])
    text = "\n".join(path.read_text() for path in package.rglob("*") if path.is_file())
    for forbidden in ("password=", "@example", "SCRAM-SHA-256"):
        assert forbidden not in text
    assert json.loads((package / "evidence" / "manifest.json").read_text())["format"] == "oneroof-bundle-v1"
