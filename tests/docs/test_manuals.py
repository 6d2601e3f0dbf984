"""The manuals' ways without oneroof, run as they stand: an act by hand, a bundle with stock tools."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from oneroof.evidence.attest import attest
from oneroof.gate.act import signed_act
from oneroof.gate.authority import parse_authority
from oneroof.gate.ceremony import require_valid
from oneroof.gate.files import Proposal, render_proposal
from oneroof.keys.public import ATTESTATION, AllowedKey
from oneroof.keys.ssh import allowed_signers
from tests import gate_support as gate
from tests.attest_support import DAY, NOW, make_key, public
from tests.unit.evidence_sample import write

MANUALS = Path(__file__).parents[2] / "docs" / "manuals"
STAND_IN = Path(__file__).with_name("jq_stand_in.py")
APR = "APR-2026-007"
#: A name that a shell, JSON and a careless reader could each take for something else.
HOSTILE = "shop \"2\" 'x' $HOME `id` \\ 🛒 ünï"


def section(page: str, title: str) -> str:
    """The text below a heading."""
    found = re.search(
        rf"^## [^\n]*{re.escape(title)}[^\n]*\n(.*?)(?=^## |\Z)", (MANUALS / page).read_text(), re.DOTALL | re.MULTILINE
    )
    assert found is not None, title
    return found[1]


def commands(text: str) -> list[str]:
    """What a reader would type, in order: the lines after ``$``, and the shell blocks as a whole."""
    found = []
    for block in re.finditer(r"^ *```(console|sh)\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        body = textwrap.dedent(block[2])
        found += [body] if block[1] == "sh" else [line[2:] for line in body.splitlines() if line.startswith("$ ")]
    return found


def run(line: str, folder: Path) -> str:
    """A line in a shell."""
    return subprocess.run(["bash", "-euc", line], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(params=["stand-in", *(["jq"] if shutil.which("jq") else [])], autouse=True)
def jq(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manuals read JSON with jq: the real one where it is, and the same in Python everywhere."""
    if request.param == "stand-in":
        folder = tmp_path_factory.mktemp("bin")
        program = folder / "jq"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(STAND_IN))} "$@"\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_an_act_by_hand(tmp_path: Path) -> None:
    """Two databases, one with a hostile name: the act that jq writes and ssh-keygen signs is exactly one of ours."""
    key = make_key(tmp_path, "ada")
    people = gate.organisation(lambda ref: _short(key) if ref == "ada" else gate.made_up(ref))
    first = {**gate.SHOP, "database": HOSTILE}
    second = {**gate.SHOP, "database_uid": "01111111-2222-3333-4444-555555555555"}
    subjects = [gate.packet(database=first), gate.packet(database=second, digest="c" * 64)]
    world = gate.World(parse_authority(people.encode()), {"apr_code": APR, "subjects": subjects})
    heads = {item.database_uid: gate.HEAD for item in world.statement.databases}
    proposal = Proposal(world.statement, world.authority, (), heads)
    (tmp_path / f"{APR}.proposal.json").write_bytes(render_proposal(proposal))
    (tmp_path / "allowed_signers").write_text(allowed_signers(world.authority.signing_keys()))
    said = [
        run(line.replace("~/.ssh/id_approve", str(key)), tmp_path)
        for line in commands(section("approver.md", "By hand"))
        if not line.startswith("jq . APR")  # looks at an act that somebody else has written
    ]
    assert world.statement.digest in said[1]
    assert said[3].split()[0] == said[4].strip() == world.authority.digest
    assert "Good" in said[-1]
    act = tmp_path / f"{APR}-ada-approve.act"
    done = signed_act(act.read_bytes(), act.with_name(f"{act.name}.sig").read_text())
    require_valid(proposal, done)
    assert done.act.databases == world.statement.databases


def _short(key: Path) -> str:
    return " ".join(public(key).split()[:2])


def test_a_bundle_with_stock_tools(tmp_path: Path) -> None:
    """The auditor's lines without oneroof: digests of every file, and an attestor's signature."""
    package = tmp_path / "PACKAGE"
    package.mkdir()
    write(package)
    key = make_key(tmp_path, "ci")
    word = attest(package, key, "ci", now=NOW)
    lines = [line for line in commands(section("auditor.md", "The rehearsal")) if not line.startswith("oneroof")]
    assert "manifest.json: OK" in run("\n".join(lines), tmp_path)
    victim = package / "evidence" / "run.json"
    victim.write_bytes(victim.read_bytes() + b" ")
    with pytest.raises(subprocess.CalledProcessError):
        run("\n".join(["set -o pipefail", *lines]), tmp_path)

    signers = allowed_signers([AllowedKey("ci", public(key), NOW - 3650 * DAY)], namespaces=(ATTESTATION,))
    (package / "evidence" / "attestations" / "allowed_signers").write_text(signers)
    lines = [
        line.replace("ci-0123456789abcdef", Path(word.path).stem)
        for line in commands(section("auditor.md", "allowed_signers"))
        if "attestation" in line or "evidence_digest" in line
    ]
    said = run("\n".join(lines), tmp_path)
    assert 'Good "oneroof-attestation-v1" signature for ci' in said
    assert word.attestation.evidence_digest in said
