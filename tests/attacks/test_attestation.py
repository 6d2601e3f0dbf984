"""Attacks on attestations: whoever can write a bundle's files makes it look attested, and is refused, each by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from oneroof.errors import GateClosed
from oneroof.evidence.attest import attest, read_attestations
from oneroof.evidence.attestation import ATTESTATIONS, Attestation, Reproduced, SignedAttestation
from oneroof.evidence.bundle import FOLDER, read_bundle
from oneroof.evidence.model import Bundle
from oneroof.evidence.parse import pinned_digests
from oneroof.gate.attested import attestors_of, require_attestations
from oneroof.gate.authority import Authority, parse_authority
from oneroof.gate.founding import FirstAttestor, Founder, render_authority
from oneroof.gate.statement import PacketSubject
from oneroof.keys.ssh import ACT
from tests.acceptance.conftest import call
from tests.attest_support import make_key, public, signed
from tests.unit.evidence_sample import renew, write

NOW = datetime.now(UTC).replace(microsecond=0)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
OTHER = "f" * 64


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Keys of two attestors, of three members, and of nobody."""
    folder = tmp_path_factory.mktemp("keys")
    return {name: make_key(folder, name) for name in ("ci", "lab", "ada", "bob", "grace", "nobody")}


def model(keys: Mapping[str, Path], attestors: tuple[str, ...] = ("ci", "lab")) -> bytes:
    """An authority file that asks for one attestation."""
    people = [("ada", "Ada", "L2"), ("bob", "Bob", "L2"), ("grace", "Grace", "L4")]
    return render_authority(
        "Example",
        [Founder(ref, name, level, "Lead", public(keys[ref])) for ref, name, level in people],  # type: ignore[arg-type]
        [FirstAttestor(ref, f"Runner {ref}", public(keys[ref])) for ref in attestors],
        l2=2,
        min_version="0.1.0",
        since=LONG_AGO,
    )


@dataclass(frozen=True)
class World:
    """A bundle, the keys, and the authority model of a verifier, whose file lies elsewhere."""

    package: Path
    keys: Mapping[str, Path]
    content: bytes
    file: Path

    @property
    def authority(self) -> Authority:
        """As the verifier reads it."""
        return parse_authority(self.content)

    @property
    def bundle(self) -> Bundle:
        """As it is read now."""
        return read_bundle(self.package)

    def attest(self, ref: str = "ci", now: datetime | None = None) -> SignedAttestation:
        """An honest attestor's word."""
        return attest(self.package, self.keys[ref], ref, now=now)

    def said(self, ref: str = "ci") -> Attestation:
        """What an honest attestor says."""
        return Attestation(ref, self.bundle.digest, self.bundle.run.run_id, NOW, "0.2.0")

    def lay(self, word: SignedAttestation) -> None:
        """Put files there as somebody would who can write all of the bundle."""
        (self.package / FOLDER / ATTESTATIONS).mkdir(exist_ok=True)
        for path, content in word.files().items():
            (self.package / FOLDER / path).write_bytes(content)

    def verified(self) -> tuple[int, str, str]:
        """Exit code, verdict and what is said of the attestations, from the command."""
        answer = call(self.package.parent, "--json", "verify", self.package, "--authority", self.file)
        found = answer.document
        detail = [check["detail"] for check in found.get("checks", []) if check["name"] == "attestations"]
        return answer.status, found.get("verdict", ""), "".join(detail) or found["error"]["message"]


@pytest.fixture
def world(tmp_path: Path, keys: Mapping[str, Path]) -> World:
    """The sample's bundle, not yet attested."""
    content = model(keys)
    file = tmp_path / "mine" / "authority.toml"
    file.parent.mkdir()
    file.write_bytes(content)
    package = tmp_path / "package"
    package.mkdir()
    write(package)
    return World(package, keys, content, file)


def test_an_honest_attestation_counts(world: World) -> None:
    """The ground on which the attacks stand."""
    world.attest()
    status, verdict, said = world.verified()
    assert (status, verdict) == (0, "PASS")
    assert "attested by ci" in said


def test_a_bundle_without_a_word_is_not_attested(world: World) -> None:
    """Where the model asks for one, nobody's word is a FAIL."""
    assert world.verified()[:2] == (1, "FAIL")
    assert "nobody" in world.verified()[2]


def test_one_byte_changed_in_the_evidence_after_attestation(world: World) -> None:
    """Tampered with; and with all digests renewed the attestation is about another bundle."""
    world.attest()
    victim = world.package / FOLDER / "facts" / "02-clone.json"
    victim.write_bytes(victim.read_bytes().replace(b"12400000", b"12400001"))
    assert world.verified()[0] == 4
    words = [(path, path.read_bytes()) for path in (world.package / FOLDER / ATTESTATIONS).iterdir()]
    for path, _content in words:
        path.unlink()
    (world.package / FOLDER / ATTESTATIONS).rmdir()
    renew(world.package)
    assert world.verified()[:2] == (1, "FAIL")
    (world.package / FOLDER / ATTESTATIONS).mkdir()
    for path, content in words:
        path.write_bytes(content)
    status, _, said = world.verified()
    assert status == 4
    assert "another bundle" in said


@pytest.mark.parametrize(("suffix", "expected"), [("", 4), (".sig", 1)])
def test_one_byte_changed_in_an_attestation(world: World, suffix: str, expected: int) -> None:
    """In the words: they are no longer named by their digest. In the signature: it is not one over these bytes."""
    word = world.attest()
    file = world.package / FOLDER / f"{word.path}{suffix}"
    content = bytearray(file.read_bytes())
    place = len(content) // 2
    content[place] = ord("A") if content[place] != ord("A") else ord("B")
    file.write_bytes(content)
    status, verdict, _ = world.verified()
    assert status == expected
    assert verdict != "PASS"


def test_an_attestation_of_another_bundle(world: World, tmp_path: Path) -> None:
    """Copied from a rehearsal that was good: refused, whichever of the two it is laid beside."""
    other = replace(world, package=tmp_path / "other")
    write(other.package, lambda facts: facts["clone"].update(bytes=12_399_999))
    world.lay(other.attest())
    status, _, said = world.verified()
    assert status == 4
    assert "another bundle" in said


def _with(key: str, ref: str = "ci", namespace: str = "") -> Callable[[World], SignedAttestation]:
    def make(world: World) -> SignedAttestation:
        extra = {"namespace": namespace} if namespace else {}
        return signed(world.said(ref), world.keys[key], **extra)

    return make


FORGERIES: dict[str, tuple[Callable[[World], SignedAttestation], str]] = {
    "the key of another attestor": (_with("lab"), "a key that is not theirs"),
    "the key of a member": (_with("ada"), "a key that is not theirs"),
    "a key of nobody": (_with("nobody"), "a key that is not theirs"),
    "an attestor of one's own making": (_with("nobody", ref="nobody"), "no attestor of the authority model"),
    "a member as attestor": (_with("ada", ref="ada"), "no attestor of the authority model"),
    "the namespace of acts": (_with("ci", namespace=ACT), "namespace"),
    "any other namespace": (_with("ci", namespace="file"), "namespace"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_attestation(world: World, name: str) -> None:
    """Of the right shape, about this bundle, and made by the wrong hand: named, and not counted."""
    make, why = FORGERIES[name]
    world.lay(make(world))
    status, verdict, said = world.verified()
    assert (status, verdict) == (1, "FAIL")
    assert why in said


def test_another_signature_of_the_same_attestor_beside_the_words(world: World) -> None:
    """A signature over other words of theirs, laid beside these."""
    word = world.attest()
    other = signed(replace(world.said(), tool_version="9.9.9"), world.keys["ci"])
    (world.package / FOLDER / f"{word.path}.sig").write_text(other.signature)
    status, verdict, said = world.verified()
    assert (status, verdict) == (1, "FAIL")
    assert "not one over these bytes" in said


def test_a_forged_word_beside_a_good_one_is_no_pass(world: World) -> None:
    """Enough attestors vouch, and somebody lied: the verifier is told, and does not pass."""
    world.attest()
    world.lay(signed(world.said("lab"), world.keys["nobody"]))
    assert world.verified()[:2] == (1, "FAIL")


@pytest.mark.parametrize("line", ["valid_until", "revoked_at", "compromised_since"])
def test_an_expired_a_revoked_and_a_stolen_key(world: World, line: str) -> None:
    """The model says until when the key is good; a stolen key's own word about its time does not help it."""
    ended = (NOW - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    ci = public(world.keys["ci"]).rsplit(" ", 1)[0].encode()
    lines = world.content.decode().split("\n")
    at = next(number for number, text in enumerate(lines) if ci.decode() in text)
    world.file.write_text("\n".join([*lines[: at + 1], f"{line} = {ended}", *lines[at + 1 :]]))
    world.attest()
    assert world.verified()[:2] == (1, "FAIL")
    if line != "valid_until":
        world.attest(now=NOW - timedelta(days=30))
        assert world.verified()[:2] == (1, "FAIL")


def test_a_word_about_the_future(world: World) -> None:
    """Made ahead of its time."""
    world.attest(now=NOW + timedelta(days=1))
    assert "not yet" in world.verified()[2]
    assert world.verified()[0] == 1


def test_two_attestations_of_one_attestor_are_one(world: World) -> None:
    """Policy that asks for two people is not met by one who signs twice."""
    world.attest()
    world.attest(now=NOW - timedelta(hours=1))
    assert len(read_attestations(world.package)) == 2
    assert attestors_of(world.bundle, world.authority, NOW).refs == ("ci",)


def test_a_reproduction_of_other_packets(world: World, tmp_path: Path) -> None:
    """A second rehearsal of something else says that it reproduced this one."""
    other = replace(world, package=tmp_path / "other")
    write(other.package, lambda facts: facts["clone"].update(bytes=12_399_999))
    wrong = Reproduced(world.bundle.digest, {**pinned_digests(world.bundle.packets), "CANDIDATES": OTHER})
    world.lay(signed(replace(other.said("lab"), reproduces=wrong), world.keys["lab"]))
    status, _, said = world.verified()
    assert status == 4
    assert "other packets" in said


def test_an_authority_model_brought_along_by_the_bundle(world: World) -> None:
    """It names the forger as attestor: inside the bundle it is refused, beside it only the verifier's digest counts."""
    forged = model({**world.keys, "ci": world.keys["nobody"]})
    world.lay(signed(world.said(), world.keys["nobody"]))
    brought = world.package / "authority.toml"
    brought.write_bytes(forged)
    assert world.verified()[:2] == (1, "FAIL")
    mine = hashlib.sha256(world.content).hexdigest()
    answer = call(world.package.parent, "--json", "verify", world.package, "--authority", mine)
    assert answer.status == 2
    assert mine in answer.document["error"]["message"]
    brought.write_bytes(world.content)
    assert call(world.package.parent, "verify", world.package, "--authority", mine).status == 1
    inside = world.package / FOLDER / "authority.toml"
    inside.write_bytes(forged)
    assert world.verified()[0] == 4


def subject(world: World, **named: str) -> PacketSubject:
    """A signed subject that names attestations by their digests."""
    empty = {"inserted": {"min": 2, "max": 2}, "updated": {"min": 0, "max": 0}, "deleted": {"min": 0, "max": 0}}
    return PacketSubject.model_validate(
        {
            "kind": "packet",
            "code": "F6_OWNERSHIP_SEED_COMMIT",
            "title": "Seed",
            "phase": 1,
            **dict.fromkeys(("digest", "plan_digest", "source_digest"), OTHER),
            "evidence_digest": world.bundle.digest,
            "run_id": world.bundle.run.run_id,
            "automation": "never",
            "catalog": (),
            "guards": (),
            "hazards": (),
            "rollback_within": 60,
            "deltas": ({"table": "public.t", **empty, "truncated": False, "rewritten": False},),
            "database": {
                "system_identifier": "7300",
                "database": "shop",
                "database_uid": "11111111-1111-1111-1111-111111111111",
            },
            "attestors": tuple(named),
            "attestations": tuple(named.values()),
            "login_roles": "separate",
            "programme": None,
        }
    )


@dataclass(frozen=True)
class Needs:
    """How many attestors must vouch."""

    attestations: int


def required(world: World, named: PacketSubject, count: int) -> tuple[str, ...]:
    """Who vouches, at a rollout."""
    words = read_attestations(world.package)
    return require_attestations(words, world.authority, named, world.bundle.digest, Needs(count), NOW)


def test_what_was_signed_for_must_still_lie_there(world: World) -> None:
    """Taken away after people signed, or another of the same attestor put in its place: the gate is closed."""
    word = world.attest(now=NOW - timedelta(hours=1))
    named = subject(world, ci=word.digest)
    assert required(world, named, 1) == ("ci",)
    world.attest(now=NOW - timedelta(hours=2))
    assert required(world, named, 1) == ("ci",), "an earlier one of theirs beside it takes nothing away"
    for path in word.files():
        (world.package / FOLDER / path).unlink()
    with pytest.raises(GateClosed, match="does not lie beside the bundle"):
        required(world, named, 1)


def test_an_attestor_who_came_after_the_signatures(world: World) -> None:
    """Only those whom the statement names count: people signed for these."""
    named = subject(world, ci=world.attest(now=NOW).digest)
    world.attest("lab", now=NOW)
    with pytest.raises(GateClosed, match="2 attestors must vouch"):
        required(world, named, 2)


def test_an_attestation_under_another_attestors_name(world: World) -> None:
    """The statement says lab, the digest is ci's."""
    named = subject(world, lab=world.attest(now=NOW).digest)
    with pytest.raises(GateClosed, match="lab"):
        required(world, named, 1)
