"""The three phases on a demo production of other figures: proposed, signed, ratified, run, verified, rolled back."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from oneroof.demo.catalogue import RULES, Shape
from oneroof.demo.production import build
from oneroof.demo.run import run_demo
from oneroof.pg import server as embedded
from oneroof.stages.context import Silent
from tests.acceptance.conftest import PROGRAM, Answer, call, drop_embedded
from tests.conftest import reachable_home
from tests.rollout_world import APR, PEOPLE, World, endpoint, make_keys

SMALL = Shape(folders=3, collections=21, bad=dict.fromkeys(RULES, 1))
#: A login for each session kind; the activator is a login of its own, for phase 3 alone.
LOGINS = """
CREATE ROLE rdr LOGIN; GRANT oneroof_reader, pg_read_all_data TO rdr;
CREATE ROLE rec LOGIN; GRANT oneroof_reader, oneroof_recorder TO rec;
CREATE ROLE rat LOGIN; GRANT oneroof_reader, oneroof_ratifier TO rat;
CREATE ROLE op LOGIN; GRANT oneroof_reader, oneroof_operator TO op;
CREATE ROLE act LOGIN; GRANT oneroof_reader, oneroof_operator, oneroof_activator TO act;
"""
SEED, SCAN, EMIT = "F6_OWNERSHIP_SEED_COMMIT", "F7_CANDIDATE_MATERIALISATION_COMMIT", "F8_EMIT_ACTIVATION_COMMIT"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A demo production of three folders, rehearsed; its people's keys; the gate closed."""
    home = tmp_path_factory.mktemp("phases")
    with reachable_home() as place, embedded.running(home=place / "postgres") as server:
        made = build(server.dsn, shape=SMALL, folder=home)
        world = World(home, made.dsn, home / "bundle", make_keys(home / "keys"))
        world.done("install", "--roles", "--production", made.dsn.conninfo)
        world.sql(LOGINS)
        _write_settings(world, "")
        members = [f"--member={ref}:{who}:Title:keys/{ref}.pub" for ref, who in PEOPLE.items()]
        said = world.done("gate", "init", "--name", "Shop", *members, "--l2", "2").stdout
        _write_settings(world, said[said.index("authority_version") :].split("\n\n")[0] + "\n")
        package = world.done("--json", "rehearse", "--out", "out").document["package"]
        yield replace(world, bundle=Path(package))
        drop_embedded(world.folder)


def _write_settings(world: World, pinned: str, operator: str = "op") -> None:
    """Each session kind by a login of its own, which has no more than its role."""
    reader, recorder, ratifier, rollout = (
        world.dsn.with_parameters(user=login).conninfo for login in ("rdr", "rec", "rat", operator)
    )
    (world.folder / "oneroof.toml").write_text(
        f'[production]\ndsn = "{reader}"\n\n[clone]\nserver = "embedded"\n\n[coverage]\nowners = "owners.toml"\n\n'
        f'[gate]\nrecorder_dsn = "{recorder}"\nratifier_dsn = "{ratifier}"\n\n[rollout]\ndsn = "{rollout}"\n\n'
        f'[trust]\n{pinned}endpoint = "{endpoint(world.dsn)}"\n'
    )
    (world.folder / "pinned").write_text(pinned)


def ceremony(world: World, apr: str, *words: str | Path) -> None:
    """Proposed, signed by enough, ratified."""
    brings: list[str | Path] = ["--authority", "authority.toml"] if apr == APR else []
    who: list[str | Path] = ["--reason", "Now", "--as", "lin", "--key", world.key("lin"), "--yes"]
    world.done("gate", "propose", apr, *brings, *words, *who)
    for ref in ("ada", "bob", "grace"):
        world.sign(ref, apr)
    world.ratify(apr)


def roll(world: World, verb: str, apr: str, code: str, bundle: Path | None = None) -> Answer:
    """`rollout run` or `rollback` of one packet."""
    words: list[str | Path] = [
        "--json",
        "rollout",
        verb,
        "--apr",
        apr,
        "--bundle",
        bundle or world.bundle,
        "--packet",
        code,
    ]
    return world.oneroof(*words, schema=f"rollout-{verb}")


def typed(world: World, verb: str, apr: str, bundle: Path, word: str) -> int:
    """The same at a terminal, where a person types a word; gives the exit code."""
    ours, theirs = pty.openpty()
    command = [str(PROGRAM), "rollout", verb, "--apr", apr, "--bundle", str(bundle)]
    with subprocess.Popen(command, cwd=world.folder, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs) as running:
        os.write(ours, f"{word}\n".encode())
        status = running.wait(60)
    os.close(ours)
    os.close(theirs)
    return status


@pytest.mark.thorough
def test_three_phases(world: World) -> None:
    """Seed, candidates as a programme, activation: forward in their order, back in the other one."""
    required = int(world.one("SELECT required FROM v_governance_coverage"))
    ceremony(world, APR, "--bundle", world.bundle, "--packet", SEED)
    plan: list[str | Path] = ["--json", "rollout", "plan", "--apr", APR, "--bundle", world.bundle, "--packet", SEED]
    planned = world.oneroof(*plan, schema="rollout-plan").document
    assert (planned["would_run"], planned["refused_because"]) == (True, None)
    assert int(world.one("SELECT count(*) FROM governance_object_ownership")) == 0
    seeded = roll(world, "run", APR, SEED)
    assert (seeded.status, seeded.document["executed"]) == (0, True), seeded.stdout
    assert seeded.document["deltas"][0]["inserted"] == int(
        world.one("SELECT count(*) FROM governance_object_ownership")
    )
    assert int(world.one("SELECT gap FROM v_governance_coverage")) == 0
    assert world.one("SELECT coverage_pct::text FROM v_governance_coverage") == "100.00"

    _scans(world)
    emit = _activation(world)

    early = roll(world, "rollback", APR, SEED)
    assert early.status == 4
    assert "later phase" in early.document["refused_because"]
    assert typed(world, "rollback", "APR-EMIT-1", emit, EMIT) == 0
    assert int(world.one("SELECT count(*) FROM event_type_registry WHERE active AND domain = 'governance'")) == 0
    assert roll(world, "rollback", "APR-SCAN-1", SCAN).status == 0
    assert roll(world, "rollback", APR, SEED).status == 0
    assert int(world.one("SELECT gap FROM v_governance_coverage")) == required
    assert world.done("--json", "gate", "verify").document["verdict"] == "PASS"
    phases = world.oneroof("--json", "rollout", "status", schema="rollout-status").document["phases"]
    assert [(row["phase"], row["state"]) for row in phases] == [
        (1, "rolled_back"),
        (2, "rolled_back"),
        (3, "rolled_back"),
    ]


def _scans(world: World) -> None:
    """Phase 2 runs once as rehearsed; then scheduled scans go on under the same approval, and write what is new."""
    ruleset = str(world.one("SELECT ruleset_version FROM governance_ruleset WHERE active"))
    words: list[str | Path] = ["--json", "scan", "write", "--ruleset", ruleset, "--bundle", world.bundle, "--apr"]
    assert world.oneroof(*words, APR).status == 4, "the seed's approval grants no programme"
    ceremony(world, "APR-SCAN-1", "--bundle", world.bundle, "--packet", SCAN, "--programme")
    first = roll(world, "run", "APR-SCAN-1", SCAN)
    assert (first.status, first.document["executed"]) == (0, True), first.stdout
    again = world.oneroof(*words, "APR-SCAN-1", schema="scan-write").document
    assert (again["executed"], again["inserted"], again["updated"]) == (True, 0, 0)
    _settled(world)
    held: list[str | Path] = [
        "gate",
        "hold",
        "APR-SCAN-1",
        "--as",
        "hal",
        "--key",
        world.key("hal"),
        "--reason",
        "Wait",
        "--yes",
    ]
    world.done(*held)
    refused = world.oneroof(*words, "APR-SCAN-1")
    assert refused.status == 4
    for ref in ("ada", "bob", "grace"):
        who: list[str | Path] = ["--as", ref, "--key", world.key(ref), "--reason", "Go", "--yes"]
        world.done("gate", "hold", "APR-SCAN-1", "--lift", *who)
    assert world.oneroof(*words, "APR-SCAN-1").status == 0
    assert world.oneroof("--json", "scan", "write", *words[3:4], "other", *words[5:], "APR-SCAN-1").status == 4


def _settled(world: World) -> None:
    """When the answer to COMMIT was lost, the gate's log knows the run by its transaction."""
    journal = max((world.folder / ".oneroof" / "runs").glob("*/journal.jsonl"))
    whole = journal.read_text()
    lost = "".join(line for line in whole.splitlines(keepends=True) if '"rollout-outcome"' not in line)
    assert lost != whole
    for text, outcome in ((lost, "executed"), (re.sub(r'("transaction_id": ")\d+', r"\g<1>3", lost), "aborted")):
        journal.write_text(text)
        found = world.oneroof("--json", "rollout", "status", schema="rollout-status").document["attempts"]
        assert [(attempt["direction"], attempt["outcome"]) for attempt in found] == [("programme", outcome)]


def _activation(world: World) -> Path:
    """Phase 3 runs only when a person at a terminal types its code; then an event is accepted."""
    assert world.oneroof("--json", "packet", "activation", schema="packet-activation").status == 0
    package = Path(world.done("--json", "rehearse", "--packet", EMIT, "--out", "emit").document["package"])
    ceremony(world, "APR-EMIT-1", "--bundle", package)
    silent = roll(world, "run", "APR-EMIT-1", EMIT, package)
    assert (silent.status, silent.document["executed"]) == (4, False)
    assert "types its code" in silent.document["refused_because"]
    assert typed(world, "run", "APR-EMIT-1", package, "yes") == 4
    assert typed(world, "run", "APR-EMIT-1", package, EMIT) == 3, "an operator may not flip event types"
    _write_settings(world, (world.folder / "pinned").read_text(), "act")
    assert int(world.one("SELECT count(*) FROM event_type_registry WHERE active AND domain = 'governance'")) == 0
    assert typed(world, "run", "APR-EMIT-1", package, EMIT) == 0
    assert int(world.one("SELECT count(*) FROM event_type_registry WHERE NOT active AND domain = 'governance'")) == 0
    return package


@pytest.mark.thorough
def test_the_demo_without_one_signature_changes_nothing(tmp_path: Path) -> None:
    """`demo --ratify --without …`: exit 4, nothing executed, the gap as it was, and the missing person named."""
    done = run_demo(
        tmp_path / "out", keep=False, scale=0, talk=Silent(), shape=SMALL, ratify=True, without=["demo.lead.two"]
    )
    assert done.ceremony is not None
    told = done.ceremony.as_document()
    assert (done.exit_code, told["executed"], told["direct"]) == (4, False, 0)
    assert told["gap"] > 0
    assert "Demo Lead Two" in told["refused_because"]


def test_the_commands_are_those_of_the_contract(tmp_path: Path) -> None:
    """`demo --without` alone is a usage error."""
    assert call(tmp_path, "demo", "--without", "demo.president").status == 2
