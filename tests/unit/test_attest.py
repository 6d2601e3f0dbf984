"""Attestations: laid beside a bundle and nothing else with them; whose word counts, and why another's does not."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from oneroof.errors import BundleTampered, ConfigError
from oneroof.evidence.attest import attest, check_attestor, place_attestation, read_attestations, verified_attestors
from oneroof.evidence.attestation import (
    ATTESTATIONS,
    Attestation,
    AttestationInvalidError,
    Reproduced,
    SignedAttestation,
    parse_attestation,
)
from oneroof.evidence.bundle import FOLDER, read_bundle
from oneroof.evidence.canonical import canonical
from oneroof.evidence.model import MANIFEST
from oneroof.evidence.parse import pinned_digests
from oneroof.keys.public import AllowedKey
from oneroof.keys.ssh import ATTESTATION, allowed_signers
from oneroof.reports.publish import check_documents, publish
from oneroof.verdict.judge import conclude
from tests.attest_support import DAY, NOW, attestor, make_key, public, signed
from tests.unit.evidence_sample import renew, sample, write

RUN_ID = "20261121T221500Z-0a1b2c3d"
OTHER_RUN = "20261122T221500Z-0a1b2c3d"
D1, D2 = "1" * 64, "2" * 64


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two attestors' keys."""
    folder = tmp_path_factory.mktemp("keys")
    return {name: make_key(folder, name) for name in ("ci", "lab")}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package's folder with the sample's bundle."""
    write(tmp_path)
    return tmp_path


def said(package: Path, ref: str = "ci") -> Attestation:
    """What an honest attestor says of a bundle."""
    bundle = read_bundle(package)
    return Attestation(ref, bundle.digest, bundle.run.run_id, NOW, "0.2.0")


PLAIN = Attestation("ci", D1, RUN_ID, NOW, "0.2.0")
AGAIN = replace(PLAIN, reproduces=Reproduced(D2, {"F6_OWNERSHIP_SEED_COMMIT": D1}))


@pytest.mark.parametrize("one", [PLAIN, AGAIN], ids=["plain", "again"])
def test_bytes_and_back(one: Attestation) -> None:
    """Canonical, whole, and read as written."""
    assert parse_attestation(one.as_bytes()) == one
    assert json.loads(one.as_bytes())["attested_at"] == "2026-11-22T01:00:00Z"
    assert one.is_of(D1)
    assert one.is_of(D2) is (one is AGAIN)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "oneroof-act-v1"},
        {"attestor_ref": "CI"},
        {"attestor_ref": "../ci"},
        {"attestor_ref": 7},
        {"evidence_digest": "1" * 63},
        {"evidence_digest": None},
        {"run_id": "today"},
        {"attested_at": "2026-11-22T01:00:00+00:00"},
        {"attested_at": "2026-13-22T01:00:00Z"},
        {"tool_version": "0.2.0\n"},
        {"reproduces": {}},
        {"reproduces": {"evidence_digest": D2, "packets": {}}},
        {"reproduces": {"evidence_digest": D2, "packets": {"lower": D1}}},
        {"reproduces": {"evidence_digest": D2, "packets": {"A": "x"}}},
        {"reproduces": {"evidence_digest": D1, "packets": {"A": D2}}},
        {"more": 1},
    ],
    ids=str,
)
def test_a_malformed_attestation_is_none(change: dict[str, object]) -> None:
    """One value off, one key too many: the shape is exact."""
    with pytest.raises(AttestationInvalidError):
        parse_attestation(canonical({**json.loads(AGAIN.as_bytes()), **change}))


def test_another_form_of_the_same_words_is_none() -> None:
    """What is signed has one form."""
    for content in (PLAIN.as_bytes() + b"\n", json.dumps(json.loads(PLAIN.as_bytes())).encode(), b"[]", b"\xff"):
        with pytest.raises(AttestationInvalidError):
            parse_attestation(content)


def test_attesting_changes_nothing_but_the_folder(package: Path, keys: dict[str, Path]) -> None:
    """The evidence digest stays; the two files are there and nothing else is left behind."""
    before = read_bundle(package)
    done = attest(package, keys["ci"], "ci", now=NOW)
    after = read_bundle(package)
    assert (after.digest, after.files) == (before.digest, before.files)
    assert after.attestations == read_attestations(package / FOLDER) == (done,)
    names = {path.name for path in (package / FOLDER / ATTESTATIONS).iterdir()}
    assert names == {Path(path).name for path in done.files()}
    assert {path.name for path in package.iterdir()} == {FOLDER}
    assert done.path == f"attestations/ci-{done.digest[:16]}.json"
    assert done.attestation == replace(said(package), tool_version=done.attestation.tool_version)


def test_a_second_attestor_and_the_same_word_again(package: Path, keys: dict[str, Path]) -> None:
    """Each has files of its own; placing again changes nothing."""
    first = attest(package, keys["ci"], "ci", now=NOW)
    second = attest(package, keys["lab"], "lab.2", now=NOW)
    place_attestation(package, first)
    assert set(read_attestations(package)) == {first, second}
    with pytest.raises(BundleTampered, match="another bundle"):
        place_attestation(package, signed(PLAIN, keys["ci"]))


def test_stock_tools_verify_it(package: Path, keys: dict[str, Path], tmp_path: Path) -> None:
    """``ssh-keygen -Y verify`` on the two files, as the auditor's manual says."""
    done = attest(package, keys["ci"], "ci", now=NOW)
    signers = tmp_path / "allowed_signers"
    signers.write_text(
        allowed_signers([AllowedKey("ci", public(keys["ci"]), NOW - 3650 * DAY)], namespaces=(ATTESTATION,))
    )
    file = package / FOLDER / done.path
    command: list[str | Path] = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        signers,
        "-I",
        "ci",
        "-n",
        "oneroof-attestation-v1",
        "-s",
    ]
    with file.open("rb") as content:
        subprocess.run([*command, f"{file}.sig"], stdin=content, check=True, capture_output=True)


def _alone(name: str) -> Callable[[Path, SignedAttestation], None]:
    def take(root: Path, one: SignedAttestation) -> None:
        (root / f"{one.path}{name}").unlink()

    return take


def _renamed(root: Path, one: SignedAttestation) -> None:
    for path in one.files():
        (root / path).rename(root / path.replace("/ci-", "/lab-"))


def _linked(root: Path, one: SignedAttestation) -> None:
    (root / one.path).rename(root.parent / "elsewhere")
    (root / one.path).symlink_to(root.parent / "elsewhere")


def _emptied(root: Path, one: SignedAttestation) -> None:
    for path in one.files():
        (root / path).unlink()


def _with(name: str, content: bytes = b"x") -> Callable[[Path, SignedAttestation], None]:
    def lay(root: Path, _one: SignedAttestation) -> None:
        (root / ATTESTATIONS / name).write_bytes(content)

    return lay


def _folder(root: Path, _one: SignedAttestation) -> None:
    (root / ATTESTATIONS / "more").mkdir()
    (root / ATTESTATIONS / "more" / "ci-0123456789abcdef.json").write_bytes(b"{}")


def _signature(root: Path, one: SignedAttestation) -> None:
    (root / f"{one.path}.sig").write_bytes(b"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n")


@pytest.mark.parametrize(
    "break_it",
    [
        *(_alone(""), _alone(".sig"), _renamed, _linked, _emptied, _folder, _signature),
        *(_with("readme.txt"), _with("CI-0123456789abcdef.json"), _with("ci-0123456789abcdef.json.sig")),
        *(_with("allowed_signers"), _with(".ci-0123456789abcdef.json-1")),
    ],
)
def test_nothing_else_lies_there(
    package: Path, keys: dict[str, Path], break_it: Callable[[Path, SignedAttestation], None]
) -> None:
    """A half, another name, a link, another file, an empty folder: refused with exit 4, and the file is named."""
    break_it(package / FOLDER, attest(package, keys["ci"], "ci", now=NOW))
    with pytest.raises(BundleTampered, match="attestation") as caught:
        read_bundle(package)
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"evidence_digest": D1}, "another bundle"),
        ({"run_id": OTHER_RUN}, "another run"),
        ({"evidence_digest": D1, "reproduces": Reproduced(D2, {"A": D1})}, "another bundle"),
    ],
    ids=str,
)
def test_an_attestation_of_something_else_is_refused(
    package: Path, keys: dict[str, Path], change: dict[str, object], why: str
) -> None:
    """Correctly signed, and not about this bundle."""
    stray = signed(replace(said(package), **change), keys["ci"])  # type: ignore[arg-type]
    (package / FOLDER / ATTESTATIONS).mkdir()
    for path, content in stray.files().items():
        (package / FOLDER / path).write_bytes(content)
    with pytest.raises(BundleTampered, match=why):
        read_bundle(package)


def test_a_second_rehearsal_lies_beside_the_first(package: Path, keys: dict[str, Path], tmp_path: Path) -> None:
    """Its attestation belongs to both bundles, when it names the packets that the first one has."""
    first = read_bundle(package)
    second = tmp_path / "again"
    write(second, lambda facts: facts["clone"].update(bytes=12_399_999))
    digests = pinned_digests(first.packets)
    done = attest(second, keys["lab"], "lab", reproduces=Reproduced(first.digest, digests), now=NOW)
    place_attestation(package, done)
    assert read_attestations(package) == read_attestations(second) == (done,)
    found = verified_attestors([done], [attestor("lab", keys["lab"])], first.digest, NOW)
    assert [(item.ref, item.reproduced) for item in found.counted] == [("lab", True)]

    other = Reproduced(first.digest, {**digests, "CANDIDATES": D1})
    wrong = attest(second, keys["lab"], "lab", reproduces=other, now=NOW + DAY)
    with pytest.raises(BundleTampered, match="other packets"):
        place_attestation(package, wrong)
    assert read_attestations(package) == (done,)


def test_the_manifest_does_not_name_attestations(package: Path, keys: dict[str, Path]) -> None:
    """They sign its digest; who lists them there has made another bundle."""
    done = attest(package, keys["ci"], "ci", now=NOW)
    renew(package)
    listed = json.loads((package / FOLDER / MANIFEST).read_bytes())["files"]
    assert done.path in listed
    with pytest.raises(BundleTampered, match="a bundle holds no such file"):
        read_bundle(package)


def test_publishing_keeps_attestations(tmp_path: Path, keys: dict[str, Path]) -> None:
    """The same evidence again leaves them; other evidence takes them along below revisions."""
    run, records, packets = sample()
    package = publish(tmp_path, run, records, packets, conclude(records)).folder
    done = attest(package, keys["ci"], "ci", now=NOW)
    publish(tmp_path, run, records, packets, conclude(records))
    assert read_attestations(package) == (done,)
    assert check_documents(package).ok
    run, records, packets = sample(lambda facts: facts["clone"].update(bytes=12_399_999))
    publish(tmp_path, run, records, packets, conclude(records))
    assert read_attestations(package) == ()
    assert read_attestations(package / "revisions" / "1") == (done,)
    assert check_documents(package / "revisions" / "1").ok


def test_whose_word_counts(package: Path, keys: dict[str, Path]) -> None:
    """A known attestor's, by a key that was valid then; each once."""
    one, later = signed(said(package), keys["ci"]), signed(replace(said(package), attested_at=NOW + DAY), keys["ci"])
    digest = read_bundle(package).digest
    found = verified_attestors([later, one], [attestor("ci", keys["ci"])], digest, NOW + 2 * DAY)
    assert found.refs == ("ci",)
    assert [(item.digest, item.name) for item in found.counted] == [(one.digest, "Runner ci")]
    assert [item.why for item in found.not_counted] == ["ci is counted once"]
    assert {item["counts"] for item in found.as_fact()} == {True, False}


@pytest.mark.parametrize(
    ("times", "counts", "why"),
    [
        ({"valid_from": NOW + DAY}, False, "not valid yet"),
        ({"valid_until": NOW - DAY}, False, "expired"),
        ({"valid_until": NOW + DAY}, True, ""),
        ({"revoked_at": NOW - DAY}, False, "revoked"),
        ({"revoked_at": NOW + DAY}, False, "revoked"),
        ({"revoked_at": NOW + 3 * DAY}, True, ""),
        ({"compromised_since": NOW + DAY}, False, "compromised"),
        ({"compromised_since": NOW + 3 * DAY}, True, ""),
    ],
    ids=str,
)
def test_keys_and_their_times(
    package: Path, keys: dict[str, Path], times: dict[str, object], counts: bool, why: str
) -> None:
    """Expiry looks at the time of signing; a revoked or stolen key also at when it was first seen, two days later."""
    one = signed(said(package), keys["ci"])
    runner = attestor("ci", keys["ci"], **times)  # type: ignore[arg-type]
    found = verified_attestors([one], [runner], read_bundle(package).digest, NOW + 2 * DAY)
    assert bool(found.counted) is counts
    assert why in "".join(item.why for item in found.not_counted)


def test_a_time_to_come_does_not_count(package: Path, keys: dict[str, Path]) -> None:
    """An attestation cannot be made ahead of time."""
    one = signed(said(package), keys["ci"])
    found = verified_attestors([one], [attestor("ci", keys["ci"])], read_bundle(package).digest, NOW - DAY)
    assert "not yet" in found.not_counted[0].why


def test_who_attests_is_asked_before_the_work(tmp_path: Path, keys: dict[str, Path]) -> None:
    """A key that is not there, or nobody's, is found before the rehearsal and not after it."""
    assert check_attestor(None, "ci") is None
    assert check_attestor(keys["ci"], "ci") == (keys["ci"], "ci")
    for key, ref in ((keys["ci"], None), (keys["ci"], "C I"), (tmp_path / "none", "ci")):
        with pytest.raises(ConfigError):
            check_attestor(key, ref)


def test_a_tampered_bundle_is_not_signed(package: Path, keys: dict[str, Path]) -> None:
    """Nothing is laid beside what is not whole."""
    (package / FOLDER / "run.json").write_bytes(b"{}")
    with pytest.raises(BundleTampered):
        attest(package, keys["ci"], "ci")
    assert not (package / FOLDER / ATTESTATIONS).exists()
    shutil.rmtree(package / FOLDER)
