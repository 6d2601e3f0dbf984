"""The gate's commands end to end, on one small database with a real, attested rehearsal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from oneroof.config import load
from oneroof.errors import GateClosed
from oneroof.gate.authority import parse_authority
from oneroof.gate.store import read_state
from oneroof.gate.verify import opening, verify_gate
from oneroof.packets.toml import toml_literal
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Session
from oneroof.schema.export import export_gate
from oneroof.schema.install import install, uninstall
from tests.acceptance import gate_world
from tests.acceptance.conftest import PROGRAM, call
from tests.acceptance.gate_world import APR, Organisation, Rehearsed, World
from tests.unit import evidence_sample


@pytest.fixture(scope="module")
def organisation(gate_key: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    """Seven people and an attestor."""
    return gate_world.found(tmp_path_factory.mktemp("organisation"), gate_key)


@pytest.fixture(scope="module")
def rehearsed(
    servers: Callable[[str], embedded.Server], organisation: Organisation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsed]:
    """One real rehearsal for all tests of this file."""
    made = gate_world.rehearse(tmp_path_factory.mktemp("rehearsed"), servers("default"), organisation)
    yield made
    made.drop()


@pytest.fixture
def world(tmp_path: Path, organisation: Organisation, rehearsed: Rehearsed) -> Iterator[World]:
    """The database as it was after the rehearsal; nothing is proposed."""
    with rehearsed.fresh() as dsn:
        yield gate_world.make_world(tmp_path, dsn, organisation, rehearsed)


@pytest.fixture(scope="module")
def kept_signed(rehearsed: Rehearsed, organisation: Organisation, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same, proposed by larry and signed by ada, bob and the President, kept for the tests that begin there."""
    with rehearsed.fresh() as dsn:
        made = gate_world.make_world(tmp_path_factory.mktemp("signed"), dsn, organisation, rehearsed)
        made.sign_all("ada", "bob", "grace")
        rehearsed.keep("signed")
    return "signed"


@pytest.fixture
def signed(tmp_path: Path, organisation: Organisation, rehearsed: Rehearsed, kept_signed: str) -> Iterator[World]:
    """The database with everything signed, not ratified."""
    with rehearsed.fresh(kept_signed) as dsn:
        yield gate_world.make_world(tmp_path, dsn, organisation, rehearsed)


def test_from_a_bundle_to_an_open_gate(world: World) -> None:
    """Propose, sign, ratify: each step says what is missing and from whom; at the end the gate is open."""
    proposed = world.propose()
    assert {item["kind"] for item in proposed["subjects"]} == {"packet", "authority-model"}
    status = world.run("status", APR, schema="gate-status")
    assert (status.status, status.document["open"]) == (1, False)
    assert any("Ada Lovelace" in item for item in status.document["missing"])
    assert any("Grace Hopper" in item for item in status.document["missing"])
    world.sign("ada")
    assert "one more of" in world.refused("ratify", APR)
    world.sign("bob")
    assert "Grace Hopper" in world.refused("ratify", APR)
    world.sign("grace")
    ratified = world.good("ratify", APR)
    assert (ratified["open"], ratified["approvals_written"], ratified["missing"]) == (True, 2, [])
    assert [item["member_ref"] for item in ratified["signed"]] == ["ada", "bob", "grace"]
    assert world.run("status", APR).status == 0
    verified = world.good("verify")
    assert verified["verdict"] == "PASS", verified
    assert verified["authority"]["version"] == 1
    assert "ratified" in world.refused("ratify", APR)


def test_what_a_person_reads(world: World, tmp_path: Path) -> None:
    """The form says what runs, where, what is attested; the same words everywhere; from a file as from the database."""
    world.write_settings(log_height=None)
    proposed = world.propose()
    shown = world.good("show", APR)
    covered = "rollback: the same signatures cover it for 3 days"
    texts = ("Two marks", world.dsn.database, "inserts 2 rows", covered, "CI runner", proposed["words"], "VERIFIED")
    for text in texts:
        assert text in shown["form"], text
    world.good("export", APR, "--out", tmp_path / "p.json")
    from_file = world.good("show", "p.json")
    assert (from_file["statement"], from_file["words"]) == (shown["statement"], shown["words"])
    listed = world.good("status")
    assert [item["apr_code"] for item in listed["proposals"]] == [APR]
    assert listed["authority"] is None
    assert APR in call(tmp_path, "gate", "status").stdout
    assert "Grace Hopper" in call(tmp_path, "gate", "show", APR).stdout


def test_signed_by_hand_with_ssh_keygen_alone(world: World, tmp_path: Path) -> None:
    """Export, `ssh-keygen -Y sign`, submit, ratify; and the act verifies with `ssh-keygen -Y verify`, without us."""
    world.propose()
    world.sign("bob")
    told = world.good("export", APR, "--act-for", "ada", "--meaning", "approve", "--out", tmp_path / "ada.act")
    assert "ssh-keygen -Y sign" in told["next"]
    _ssh_keygen(tmp_path, "-Y", "sign", "-f", world.organisation.keys("ada"), "-n", "oneroof-act-v1", "ada.act")
    assert [item["new"] for item in world.good("submit", "ada.act")["recorded"]] == [True]
    assert [item["new"] for item in world.good("submit", "ada.act")["recorded"]] == [False]
    signed = world.sign("grace", "approve", APR, "--out", tmp_path)
    assert world.good("ratify", APR)["open"] is True
    world.good("export", "--allowed-signers", tmp_path / "signers")
    for ref, act in (("ada", "ada.act"), ("grace", f"{APR}-grace-approve.act")):
        verify = ("-Y", "verify", "-f", "signers", "-I", ref, "-n", "oneroof-act-v1", "-s", f"{act}.sig")
        assert "Good" in _ssh_keygen(tmp_path, *verify, stdin=tmp_path / act)
    assert str(tmp_path / f"{APR}-grace-approve.act") in signed["files"]
    attestation = next(world.rehearsed.package.rglob("attestations/ci-*.json"))
    verify = ("-Y", "verify", "-f", "signers", "-I", "ci", "-n", "oneroof-attestation-v1", "-s", f"{attestation}.sig")
    assert "Good" in _ssh_keygen(tmp_path, *verify, stdin=attestation)


def _ssh_keygen(folder: Path, *words: str | Path, stdin: Path | None = None) -> str:
    content = stdin.read_bytes() if stdin is not None else b""
    done = subprocess.run(["ssh-keygen", *words], cwd=folder, input=content, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_signed_without_any_database(world: World, tmp_path: Path) -> None:
    """A file goes round, each person signs where no database is; the acts come back and are recorded."""
    world.propose("--out", tmp_path / "p.json")
    assert world.run("status", APR).status == 4, "nothing was recorded"
    away = tmp_path / "away"
    away.mkdir()
    (away / "oneroof.toml").write_text(
        f'[trust]\nauthority_version = 1\nauthority_digest = "{world.organisation.digest}"\n'
    )
    acts: list[Path] = []
    for ref in ("ada", "bob"):
        acts += _signed_away(world, away, tmp_path / "p.json", ref)
    assert [item["meaning"] for item in world.good("submit", *acts, "p.json")["recorded"]] == [
        "propose",
        "approve",
        "approve",
    ]
    world.good("export", APR, "--out", tmp_path / "again.json")  # with the acts that the President must have seen
    world.good("submit", *_signed_away(world, away, tmp_path / "again.json", "grace"))
    assert world.good("ratify", APR)["open"] is True


def _signed_away(world: World, away: Path, file: Path, ref: str) -> list[Path]:
    answer = call(
        away, "gate", "sign", file, "--meaning", "approve", *world.signer(ref), "--out", away, "--json",
        schema="gate-sign", environment={"ONEROOF_PRODUCTION": "host=/nowhere"},
    )  # fmt: skip
    assert answer.status == 0, answer.stdout
    assert "PROPOSAL" in answer.stderr, "the form is shown although nobody is asked"
    return [Path(path) for path in answer.document["files"] if path.endswith(".act")]


def test_a_file_that_brings_its_own_authority_model(
    world: World, tmp_path: Path, gate_key: Callable[[str], Path]
) -> None:
    """It is refused by the pin of the machine that signs, and of the machine that records."""
    other = tmp_path / "other"
    other.mkdir()
    stranger = gate_world.found(other, lambda ref: gate_key(f"stranger-{ref}"))
    theirs = World(tmp_path / "other", world.dsn, stranger, world.rehearsed)
    theirs.write_settings()
    theirs.good(
        "propose",
        APR,
        "--authority",
        stranger.authority,
        "--reason",
        "x",
        *theirs.signer("larry"),
        "--out",
        other / "p",
    )
    sentence = world.refused("sign", other / "p", "--meaning", "approve", *world.signer("ada"))
    assert stranger.digest in sentence
    assert world.organisation.digest in sentence
    assert stranger.digest in world.refused("submit", other / "p")


def test_wrong_codes(world: World) -> None:
    """A code that is not there, or is none: exit 4, and it is named."""
    for words in (
        ("show", "APR-NOBODY-1"),
        ("status", "APR-NOBODY-1"),
        ("ratify", "APR-NOBODY-1"),
        ("export", "APR-NOBODY-1", "--out", "x"),
        ("sign", "APR-NOBODY-1", "--meaning", "approve", *world.signer("ada")),
        ("hold", "APR-NOBODY-1", "--reason", "x", *world.signer("ada")),
    ):
        assert "There is no proposal APR-NOBODY-1" in world.refused(*words), words
    assert "no APR code" in world.refused("ratify", "apr-boot")
    assert r"\u{1b}" in world.refused("show", "\x1b[31mAPR")
    assert "statement" in world.refused(
        "propose", "boot-1", "--authority", world.organisation.authority, "--reason", "x", *world.signer("larry")
    )


@pytest.mark.thorough
def test_an_expired_statement(world: World, tmp_path: Path) -> None:
    """Signing it, recording it, ratifying it: each is refused, with the date that has passed."""
    begun = time.monotonic()
    world.good("status")
    patience = 3 + round(10 * (time.monotonic() - begun))  # long enough to sign on this machine, whatever else it does
    world.propose("--expires", f"{patience}s")
    expires_at = world.good("status")["proposals"][0]["expires_at"]
    world.good("export", APR, "--out", tmp_path / "p.json")
    for ref in ("ada", "bob"):
        world.sign(ref)
    while not world.good("status")["proposals"][0]["expired"]:
        time.sleep(0.2)
    for words in (
        ("ratify", APR),
        ("sign", APR, "--meaning", "approve", *world.signer("grace")),
        ("sign", "p.json", "--meaning", "approve", *world.signer("grace")),
    ):
        assert f"expired at {expires_at}" in world.refused(*words), words
    assert world.run("status", APR).status == 1


def test_keys_that_are_not_the_signers(world: World, tmp_path: Path, gate_key: Callable[[str], Path]) -> None:
    """Somebody else's key, an unknown one, no key at all, a member nobody knows: nothing is recorded."""
    world.propose()
    for key in (world.organisation.keys("bob"), gate_key("nobody")):
        words = ("sign", APR, "--meaning", "approve", "--as", "ada", "--key", key, "--yes")
        assert "key that is not theirs" in world.refused(*words)
    assert "no key at" in world.refused(
        "sign", APR, "--meaning", "approve", "--as", "ada", "--key", "none", "--yes", exit_code=3
    )
    missing = world.refused(
        "sign", APR, "--meaning", "approve", "--as", "zoe", "--key", world.organisation.keys("ada"), "--yes"
    )
    assert "no member zoe" in missing
    assert "L1, which may not approve" in world.refused("sign", APR, "--meaning", "approve", *world.signer("larry"))
    assert "L3, which may not lift" in world.refused("hold", APR, "--lift", "--reason", "x", *world.signer("hugo"))
    assert world.good("status")["proposals"][0]["signed"] == []


def test_signatures_over_other_bytes(world: World, tmp_path: Path) -> None:
    """An act changed after it was signed, or a signature of another act: refused before the database hears of it."""
    world.propose()
    world.sign("ada", "reject", APR, "--reason", "no", "--out", tmp_path / "no.act")
    rejected = (tmp_path / "no.act").read_bytes()
    (tmp_path / "yes.act").write_bytes(rejected.replace(b'"reject"', b'"approve"'))
    (tmp_path / "yes.act.sig").write_bytes((tmp_path / "no.act.sig").read_bytes())
    assert "not one over these bytes" in world.refused("submit", "yes.act")
    (tmp_path / "broken.act").write_bytes(rejected[:-2])
    (tmp_path / "broken.act.sig").write_bytes((tmp_path / "no.act.sig").read_bytes())
    assert "cannot be read" in world.refused("submit", "broken.act")
    assert "no signature beside it" in world.refused("submit", _unsigned(world, tmp_path), exit_code=2)
    assert [item["why"] for item in world.good("status")["proposals"][0]["not_counted"]] == ["it is a reject"]


def _unsigned(world: World, folder: Path) -> str:
    world.good("export", APR, "--act-for", "bob", "--out", folder / "bob.act")
    return "bob.act"


def test_an_authority_file_with_a_typo(world: World, tmp_path: Path) -> None:
    """Exit 2: it names the place; the gate stays closed."""
    text = world.organisation.authority.read_text()
    words = ("propose", APR, "--authority", "typo.toml", "--reason", "x", *world.signer("larry"))
    for change, named in (
        (text.replace("level = ", "levl = ", 1), "member[1].level is missing"),
        (text.replace('"L2"', '"L3"'), "members of level L2"),
        (text + "[[policy", "not TOML"),
    ):
        (tmp_path / "typo.toml").write_text(change)
        answer = world.run(*words, schema="error")
        assert (answer.status, answer.document["error"]["code"]) == (2, "authority")
        assert named in answer.document["error"]["message"]


def test_pins_that_do_not_fit(signed: World) -> None:
    """No pin, another digest, another endpoint, another identity, a log that was cut off: closed, and it says which."""
    first = ("propose", APR, "--authority", signed.organisation.authority, "--reason", "x", *signed.signer("larry"))
    signed.write_settings(authority_version=None, authority_digest=None)
    assert "No authority model is pinned" in signed.refused(*first)
    signed.write_settings(authority_digest="0" * 64)
    assert signed.organisation.digest in signed.refused(*first)
    signed.write_settings()
    for pins, said in (
        ({"authority_version": 2, "authority_digest": "0" * 64}, "Version 2"),
        ({"authority_digest": "0" * 64}, "0" * 64),
        ({"endpoint": "db.example:5432/shop"}, "db.example:5432/shop"),
        ({"database_uid": "00000000-0000-4000-8000-000000000000"}, "00000000-0000-4000-8000-000000000000"),
        ({"log_height": 999, "log_head": "0" * 64}, "ends at entry"),
        ({"log_height": 1, "log_head": "0" * 64}, "Entry 1"),
    ):
        signed.write_settings(**pins)
        assert said in signed.refused("ratify", APR), pins
    signed.write_settings(log_height=1, log_head="0" * 64)
    assert (answer := signed.run("verify", schema="gate-verify")).status == 1
    assert "Entry 1" in answer.document["problems"][0]
    signed.write_settings()
    head = signed.good("verify")
    signed.write_settings(log_height=head["height"], log_head=head["head"])
    assert signed.good("ratify", APR)["open"] is True


def test_bundles_that_cannot_be_proposed(world: World, tmp_path: Path) -> None:
    """A FAIL verdict, a changed byte, no identity, another database, a packet that is not in it."""
    words = ("propose", APR, "--authority", world.organisation.authority, "--reason", "x", *world.signer("larry"))

    def failed(facts: dict[str, dict[str, Any]]) -> None:
        facts["clone"]["errors"] = 1

    def nameless(facts: dict[str, dict[str, Any]]) -> None:
        for identity in (facts["preflight"]["identity"], facts["clone"]["identity"]):
            identity["uid"] = "none" if identity["kind"] == "production" else identity["uid"]
        facts["preflight"]["identity"]["kind"] = "none"

    stranger = "33333333-3333-4333-8333-333333333333"

    def strange(facts: dict[str, dict[str, Any]]) -> None:
        facts["preflight"]["identity"]["uid"] = stranger

    for name, edit in (("failed", failed), ("nameless", nameless), ("foreign", None), ("stranger", strange)):
        (tmp_path / name).mkdir()
        evidence_sample.write(tmp_path / name, edit)
    assert "FAIL" in world.refused(*words, "--bundle", "failed", exit_code=1)
    assert "without an identity" in world.refused(*words, "--bundle", "nameless")
    assert "database_uid" in world.refused(*words, "--bundle", "foreign"), "a UUID of another form"
    assert stranger in world.refused(*words, "--bundle", "stranger")
    shutil.copytree(world.rehearsed.package, tmp_path / "changed")
    operation = next((tmp_path / "changed").rglob("operation.sql"))
    operation.write_text("INSERT INTO mark VALUES (3), (4);\n")
    assert "operation.sql" in world.refused(*words, "--bundle", "changed")
    assert "no packet OTHER" in world.refused(
        *words, "--bundle", world.rehearsed.package, "--packet", "OTHER", exit_code=2
    )
    assert "programme" in world.refused(*words, "--bundle", world.rehearsed.package, "--programme", exit_code=2)
    assert "break-glass" in world.refused(*words, "--bundle", world.rehearsed.package, "--break-glass")
    assert "nothing to propose" in world.refused(*words[:2], *words[4:], exit_code=2)
    assert world.good("status")["proposals"] == []


def test_a_reject_of_the_president_and_a_proposer_who_signs(world: World) -> None:
    """One L4 reject closes, the latest act counts; who proposed never counts, and status says so."""
    world.propose(ref="ada")
    world.sign("ada")
    world.sign("bob")
    world.sign("carol")
    unsaid = world.run("sign", APR, "--meaning", "reject", *world.signer("grace"), schema="error")
    assert (unsaid.status, "gives its reason" in unsaid.document["error"]["message"]) == (2, True)
    world.sign("grace", "reject", APR, "--reason", "not tonight")
    assert "grace rejected it" in world.refused("ratify", APR)
    world.sign("grace")
    shown = world.good("ratify", APR)
    assert {item["who"]: item["why"] for item in shown["not_counted"]}["ada"] == "Ada Lovelace is the proposer"
    assert [item["member_ref"] for item in shown["signed"]] == ["bob", "carol", "grace"]


def test_a_hold_stops_it_until_the_quorum_lifts_it(signed: World) -> None:
    """L3 may hold; it closes a gate that was open, too; each lift is an act, and all of the quorum is needed."""
    signed.good("hold", APR, "--reason", "look again", *signed.signer("hugo"))
    assert "held by Hugo Holder" in signed.refused("ratify", APR)
    for ref in ("ada", "bob"):
        signed.good("hold", APR, "--lift", "--reason", "looked", *signed.signer(ref))
    assert "Grace Hopper" in signed.refused("ratify", APR)
    signed.good("hold", APR, "--lift", "--reason", "looked", *signed.signer("grace"))
    assert signed.good("ratify", APR)["open"] is True
    signed.good("hold", APR, "--reason", "again", *signed.signer("carol"))
    answer = signed.run("status", APR, schema="gate-status")
    assert (answer.status, answer.document["open"]) == (1, False)
    assert "Carol Chief" in answer.document["holds"][0]
    assert signed.good("verify")["verdict"] == "PASS"


@pytest.mark.thorough
def test_one_ceremony_for_two_databases(world: World, make_database: Callable[..., Dsn], rehearsed: Rehearsed) -> None:
    """One statement, one signature each; recorded and ratified in both."""
    other = make_database()
    with Installer.open(other) as session:
        install(session)
    world.write_settings(endpoint=None)
    both = ("--production", world.dsn.conninfo, "--production", other.conninfo)
    proposed = world.propose(*both)
    assert len(proposed["recorded_in"]) == 2
    assert [item["kind"] for item in proposed["subjects"]].count("authority-model") == 2
    for ref in ("ada", "bob", "grace"):
        assert len(world.sign(ref, "approve", APR, *both)["recorded_in"]) == 2
    for dsn, written in ((world.dsn, 2), (other, 1)):
        with Session.open(dsn) as session:
            endpoint = session.endpoint
        world.write_settings(endpoint=endpoint)
        assert world.good("ratify", APR, "--production", dsn.conninfo)["approvals_written"] == written
    twice = ("--production", world.dsn.conninfo, "--production", world.dsn.conninfo)
    assert "are one" in world.refused("hold", APR, "--reason", "x", *world.signer("ada"), *twice, exit_code=2)


def test_the_next_authority_model(signed: World, tmp_path: Path) -> None:
    """Version 2 is signed by the people of both; what was signed under version 1 opens nothing any more."""
    signed.good("ratify", APR)
    text = signed.organisation.authority.read_text().replace("version = 1", "version = 2", 1)
    (tmp_path / "v2.toml").write_text(text.replace("Ada Lovelace", "Ada King"))
    second = ("propose", "APR-AUTHMODEL-2", "--authority", "v2.toml", "--reason", "she married")
    signed.good(*second, *signed.signer("larry"))
    signed.sign("bob", apr="APR-AUTHMODEL-2")
    signed.sign("ada", apr="APR-AUTHMODEL-2")
    signed.sign("grace", apr="APR-AUTHMODEL-2")
    assert "under version 2: one more of" in signed.refused("ratify", "APR-AUTHMODEL-2"), "Ada has another name there"
    signed.sign("carol", apr="APR-AUTHMODEL-2")
    signed.sign("grace", apr="APR-AUTHMODEL-2")
    assert signed.good("ratify", "APR-AUTHMODEL-2")["approvals_written"] == 1
    verified = signed.good("verify")
    assert (verified["authority"]["version"], verified["problems"]) == (2, [])
    assert signed.good("status")["proposals"][0]["open"] is False
    version_2 = parse_authority((tmp_path / "v2.toml").read_bytes())
    signed.write_settings(authority_version=2, authority_digest=version_2.digest)
    assert signed.good("verify")["verdict"] == "PASS", "what was signed in the time of version 1 still verifies"
    assert "the next one is 3" in signed.refused(*second, *signed.signer("larry"))


UNGUARD = """
ALTER TABLE oneroof.{table} DISABLE TRIGGER ALL;
DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT conname FROM pg_constraint WHERE conrelid = 'oneroof.{table}'::regclass AND contype = 'c' LOOP
        EXECUTE format('ALTER TABLE oneroof.{table} DROP CONSTRAINT %I', each.conname);
    END LOOP;
END $$;
"""


def test_a_restored_copy_that_was_adopted(signed: World) -> None:
    """What was ratified for its former identity opens nothing, and is no forgery; a new ceremony is needed."""
    signed.good("ratify", APR)
    signed.sql("SELECT oneroof.fn_identity_replace('production', NULL)")
    verified = signed.good("verify")
    assert (verified["problems"], verified["authority"]) == ([], None)
    assert signed.run("status", APR).document["open"] is False
    words = ("propose", "APR-AGAIN-1", "--authority", signed.organisation.authority, "--reason", "restored")
    assert signed.good(*words, *signed.signer("larry"))["recorded_in"] == [signed.dsn.database]
    for ref in ("ada", "bob", "grace"):
        signed.sign(ref, apr="APR-AGAIN-1")
    assert signed.good("ratify", "APR-AGAIN-1")["approvals_written"] == 1
    assert signed.good("verify")["authority"]["version"] == 1


def test_the_end_of_the_log_is_missed_by_who_saw_it(signed: World) -> None:
    """The last entries taken away with their rows, and the database's own check silenced: found all the same."""
    with Session.open(signed.dsn) as session, session.connection.transaction(force_rollback=True):
        for table in ("os_gate_log", "os_proposal_signature"):
            session.connection.execute(UNGUARD.format(table=table).encode())
        session.connection.execute(b"DELETE FROM oneroof.os_proposal_signature WHERE member_ref = 'bob'")
        session.connection.execute(b"DELETE FROM oneroof.os_gate_log WHERE content->>'member_ref' IN ('bob', 'grace')")
        state = replace(read_state(session), log_problems=())
        trust = load(signed.folder / "oneroof.toml", environment={}).trust
        problems = " ".join(verify_gate(state, trust, session.value("production/read_clock")).problems)
    assert "which Grace Hopper saw" in problems


def test_what_was_verified_is_what_the_database_finds(signed: World) -> None:
    """The mapping that `opening` gives opens the gate inside the database; any other value in it closes it."""
    signed.good("ratify", APR)
    trust = load(signed.folder / "oneroof.toml", environment={}).trust
    with Session.open(signed.dsn) as session:
        ready = opening(read_state(session), trust, APR, session.value("production/read_clock"))
        (packet,) = ready.statement.packets

        def refusal(verified: dict[str, Any]) -> Any:
            words = (APR, packet.digest, packet.plan_digest, "forward", json.dumps(verified))
            query = b"SELECT oneroof.fn_gate_refusal(%s, %s, %s, %s, %s::jsonb) AS found"
            found = session.connection.execute(query, words).fetchone()
            return None if found is None else found["found"]

        assert refusal(dict(ready.verified)) is None
        for name, other in (
            ("statement_digest", "0" * 64),
            ("authority_digest", "0" * 64),
            ("approval_id", "00000000-0000-4000-8000-000000000000"),
            ("act_digests", ready.verified["act_digests"][:-1]),
        ):
            assert refusal({**ready.verified, name: other})["code"] == "tampered", name
        assert refusal({**ready.verified, "tool_version": "0.0.1"})["code"] == "too-old"
        with pytest.raises(GateClosed, match="does not cover a packet with the digest 000"):
            opening(read_state(session), trust, APR, ready.statement.created_at, packet_digest="0" * 64)
        later = ready.approvals[0].expires_at + timedelta(seconds=1)
        with pytest.raises(GateClosed, match=r"The approval of .* expired at"):
            opening(read_state(session), trust, APR, later)
        assert opening(read_state(session), trust, APR, later, direction="rollback").approval is not None


def test_rows_and_log_are_held_against_each_other(signed: World) -> None:
    """A row without its entry and an entry without its row are found, the database's own check silenced."""
    trust = load(signed.folder / "oneroof.toml", environment={}).trust
    signed.good("hold", APR, "--reason", "look", *signed.signer("hugo"))
    with Session.open(signed.dsn) as session:
        state, now = replace(read_state(session), log_problems=()), session.value("production/read_clock")
    assert verify_gate(state, trust, now).problems == ()
    (gone,) = verify_gate(replace(state, holds=()), trust, now).problems
    assert "The gate log says held" in gone
    cut = replace(state, log=state.log[:-1], head=state.log[-2].hash, height=state.height - 1)
    (unlogged,) = verify_gate(cut, trust, now).problems
    assert "A row of the gate (held" in unlogged
    with pytest.raises(GateClosed, match="the row is gone"):
        opening(replace(state, holds=()), trust, APR, now)


@pytest.fixture
def logins(world: World) -> Iterator[dict[str, Dsn]]:
    """Our roles on the server, and a login for each that has nothing else; gone afterwards."""
    with Installer.open(world.dsn) as installer:
        install(installer, with_roles=True)
    names = ("reader", "recorder", "ratifier", "operator")
    world.sql("; ".join(f"CREATE ROLE gate_test_{name} LOGIN IN ROLE oneroof_{name}" for name in names))
    yield {name: world.dsn.with_parameters(user=f"gate_test_{name}") for name in names}
    world.sql(f"DROP ROLE {', '.join(f'gate_test_{name}' for name in names)}")
    with Installer.open(world.dsn) as installer:
        changes = uninstall(installer, exported=export_gate(installer))
    assert [change for change in changes if "role" in change], "our roles are gone with it"


def test_each_step_with_a_login_of_its_own(world: World, logins: dict[str, Dsn]) -> None:
    """Recorder and ratifier write what is theirs and nothing else; the statement says that the roles are apart."""
    apart = "\n".join(f"{name}_dsn = {toml_literal(logins[name].conninfo)}" for name in ("recorder", "ratifier"))
    world.write_settings(f"[gate]\n{apart}", logins["reader"])
    world.propose()
    packet = world.good("show", APR)["statement"]["subjects"][1]
    assert packet["login_roles"] == "separate"
    for ref in ("ada", "bob", "grace"):
        world.sign(ref)
    wrong = apart.replace("recorder_dsn", "x").replace("ratifier_dsn", "recorder_dsn").replace("x =", "ratifier_dsn =")
    world.write_settings(f"[gate]\n{wrong}", logins["reader"])
    assert "permission denied" in world.refused("ratify", APR, exit_code=3)
    assert "permission denied" in world.refused("hold", APR, "--reason", "x", *world.signer("hugo"), exit_code=3)
    world.write_settings(f"[gate]\n{apart}", logins["reader"])
    assert world.good("ratify", APR)["open"] is True
    assert world.good("verify")["verdict"] == "PASS"
    assert world.run("status", APR).status == 0


FORGERIES = {
    "an approval made eternal": (
        "os_proposal_approvals",
        "UPDATE oneroof.os_proposal_approvals SET expires_at = 'infinity'",
        "lasts until 9999",
    ),
    "an approval lengthened": (
        "os_proposal_approvals",
        "UPDATE oneroof.os_proposal_approvals SET expires_at = expires_at + interval '1 day'",
        "what was signed allows",
    ),
    "an approval of another digest": (
        "os_proposal_approvals",
        "UPDATE oneroof.os_proposal_approvals SET subject_digest = repeat('0', 64) WHERE subject_kind = 'packet'",
        "0" * 64,
    ),
    "an act relabelled": (
        "os_proposal_signature",
        "UPDATE oneroof.os_proposal_signature SET meaning = 'reject' WHERE member_ref = 'ada'",
        "does not say what the act's bytes say",
    ),
    "an act taken away": (
        "os_proposal_signature",
        "DELETE FROM oneroof.os_proposal_signature WHERE member_ref = 'ada'",
        "without its quorum",
    ),
    "a statement that counts otherwise": (
        "os_proposal",
        "UPDATE oneroof.os_proposal SET canonical = jsonb_set(canonical, '{break_glass}', 'true')",
        "does not say what the statement's bytes say",
    ),
    "the end of the log": (
        "os_gate_log",
        "DELETE FROM oneroof.os_gate_log WHERE height = (SELECT max(height) FROM oneroof.os_gate_log)",
        "not in the log",
    ),
    "an entry of the log": (
        "os_gate_log",
        "UPDATE oneroof.os_gate_log SET content = '{}' WHERE height = 2",
        "Entry 2 of the gate log is not what was hashed",
    ),
}


def test_what_a_superuser_can_change_is_found(signed: World) -> None:
    """Past every trigger and check of the database: verifying names it, and the gate is closed."""
    signed.good("ratify", APR)
    trust = load(signed.folder / "oneroof.toml", environment={}).trust
    with Session.open(signed.dsn) as session:
        now = session.value("production/read_clock")
        for name, (table, change, said) in FORGERIES.items():
            with session.connection.transaction(force_rollback=True):
                session.connection.execute(UNGUARD.format(table=table).encode())
                session.connection.execute(change.encode())
                state = read_state(session)
            problems = " ".join(verify_gate(state, trust, now).problems)
            assert said in problems, (name, problems)
            with pytest.raises(GateClosed):
                opening(state, trust, APR, now)
        assert verify_gate(read_state(session), trust, now).problems == ()
    signed.sql(UNGUARD.format(table="os_gate_log") + "DELETE FROM oneroof.os_gate_log WHERE height > 3")
    answer = signed.run("verify", schema="gate-verify")
    assert (answer.status, answer.document["verdict"]) == (1, "FAIL")
    assert signed.run("status", APR).document["open"] is False


def test_the_whole_gate_as_a_file(world: World, tmp_path: Path) -> None:
    """The same gate gives the same bytes; every row is in it; nothing is overwritten."""
    world.propose()
    world.good("export", "--all", tmp_path / "one")
    world.good("export", "--all", tmp_path / "two")
    content = (tmp_path / "one").read_bytes()
    assert content == (tmp_path / "two").read_bytes()
    tables = json.loads(content)["tables"]
    filled = {name for name, rows in tables.items() if rows}
    assert filled == {"database_identity", "os_authority_model", "os_proposal", "os_gate_log"}
    assert "overwritten" in world.refused("export", "--all", tmp_path / "one")
    world.sign("ada")
    world.good("export", "--all", tmp_path / "three")
    assert (tmp_path / "three").read_bytes() != content
    assert world.good("export", APR)["files"] == [f"{APR}.proposal.json"]
    assert world.good("export", APR, "--act-for", "bob")["files"] == [f"{APR}-bob-approve.act"]
    assert "nothing to write" in world.refused("export", exit_code=2)
    assert "Which proposal" in world.refused("export", "--out", "x", exit_code=2)


def test_a_clone_takes_no_proposals(world: World) -> None:
    """The recorder and the ratifier write only where the identity says production."""
    world.sql("SELECT oneroof.fn_identity_replace('clone', '{}')")
    words = ("propose", APR, "--authority", world.organisation.authority, "--reason", "x", *world.signer("larry"))
    assert "does not say that it is production" in world.refused(*words)
    assert "does not say that it is production" in world.refused("ratify", APR)


def test_a_database_without_the_gate(world: World, make_database: Callable[..., Dsn]) -> None:
    """Exit 3 where it is read, 4 where it would be written to; an unreachable one is exit 3."""
    bare = ("--production", make_database().conninfo)
    for reading in (("status",), ("verify",), ("show", APR), ("export", "--all", "x")):
        assert "does not have oneroof's gate" in world.refused(*reading, *bare, exit_code=3)
    for writing in (("ratify", APR), ("hold", APR, "--reason", "x", *world.signer("ada"))):
        assert "does not say that it is production" in world.refused(*writing, *bare)
        assert "nowhere" in world.refused(*writing, "--production", "host=/nowhere", exit_code=3)
    assert "password" in world.refused("status", "--production", "host=x password=y", exit_code=2)


def test_without_a_terminal_nobody_signs_unasked(world: World, tmp_path: Path) -> None:
    """Exit 2 without --yes, the form shown all the same; at a terminal the first of the six words is asked for."""
    world.propose("--out", tmp_path / "p.json")
    words = [
        "gate",
        "sign",
        "p.json",
        "--meaning",
        "approve",
        "--as",
        "ada",
        "--key",
        str(world.organisation.keys("ada")),
    ]
    answer = call(tmp_path, *words)
    assert (answer.status, "PROPOSAL" in answer.stderr) == (2, True)
    first = world.good("show", "p.json")["words"].split("-")[0]
    assert _at_a_terminal(tmp_path, words, "wrong\n")[0] == 4
    status, said = _at_a_terminal(tmp_path, words, f"{first}\n")
    assert status == 0, said
    assert "type its first word" in said
    assert (tmp_path / f"{APR}-ada-approve.act.sig").is_file()


def _at_a_terminal(folder: Path, words: list[str], typed: str) -> tuple[int, str]:
    """The installed program with a terminal of its own, at which a person types."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [PROGRAM, *words], cwd=folder, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, text=True
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    said = process.communicate(timeout=60)[1]
    os.close(ours)
    return process.returncode, said


def test_a_new_organisation(tmp_path: Path, gate_key: Callable[[str], Path]) -> None:
    """What init writes can be used and is not overwritten; at a terminal it asks; private keys are refused."""
    member = f"--member=grace:Grace:L4:President:{gate_key('grace')}"
    for words, code, said in (
        ((member,), 2, "is a private key"),
        (("--member=grace:Grace",), 2, "is no member"),
        ((f"--member=a:A:L9:T:{gate_key('ada')}.pub",), 2, "no level 'L9'"),
        ((f"{member}.pub",), 2, "L2"),
        ((), 2, "no terminal"),
        ((f"{member}.pub", f"--member=ada:Ada:L2:Lead:{gate_key('grace')}.pub"), 2, "the same key"),
        ((f"--member=ada:Ada:L2:Lead:{tmp_path}/none.pub",), 3, "none.pub"),
    ):
        answer = call(tmp_path, "gate", "init", *words, "--json", schema="error")
        assert (answer.status, said in answer.document["error"]["message"]) == (code, True), answer.stdout
        assert not (tmp_path / "authority.toml").exists()
    keys = {ref: f"{gate_key(ref)}.pub" for ref in ("grace", "ada")}
    people = f"grace\nGrace Hopper\nPresident\n{keys['grace']}\nada\nAda\nL2\nLead\n{keys['ada']}\n\n\n\n"
    status, said = _at_a_terminal(tmp_path, ["gate", "init", "--name", "Shop"], people)
    assert status == 0, said
    authority = parse_authority((tmp_path / "authority.toml").read_bytes())
    assert [(item.ref, item.level) for item in authority.members] == [("grace", "L4"), ("ada", "L2")]
    answer = call(tmp_path, "gate", "init", f"{member}.pub", "--json", schema="error")
    assert (answer.status, "overwritten" in answer.document["error"]["message"]) == (4, True)


def test_a_rendered_file_is_not_poured_over_a_terminal(rehearsed: Rehearsed, tmp_path: Path) -> None:
    """In a pipe it is printed; on a terminal that is refused, with the way to have it."""
    code = next((rehearsed.package / "evidence/packets").iterdir()).name
    words = [str(PROGRAM), "packet", "render", str(rehearsed.package), code]
    ours, theirs = os.openpty()
    shown = subprocess.run(words, cwd=tmp_path, stdout=theirs, stderr=subprocess.PIPE, check=False, text=True)
    os.close(ours)
    os.close(theirs)
    assert shown.returncode == 2
    assert "--out" in shown.stderr
    piped = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True)
    assert piped.stdout.startswith(b"--")
