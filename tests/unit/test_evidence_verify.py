"""Offline verification: edit a fact, renew every digest, and the verdict turns or the disagreement is found."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from oneroof.errors import BundleTampered
from oneroof.evidence.bundle import FOLDER, read_bundle, write_bundle
from oneroof.evidence.canonical import canonical, sha256_hex
from oneroof.evidence.check import check_bundle
from oneroof.evidence.compose import compose_bundle
from oneroof.evidence.model import DIGEST_FILE, MANIFEST, Verification
from oneroof.evidence.parse import parse_bundle
from oneroof.evidence.verify import verify
from oneroof.verdict.judge import conclude
from tests.matrix import sampled
from tests.unit.evidence_sample import own_packet_sample, renew, sample, write

Change = Callable[[dict[str, Any]], object]

#: Facts that nothing else in a bundle repeats: only an attestor's signature vouches for them (see the reference).
UNREPEATED = {
    "facts/02-clone.json facts.clone_folder",
    "facts/09-rollback.json facts.after_branches.cluster",
    "facts/10-impact.json facts.branches_after.cluster",
    "facts/01-preflight.json facts.forecast.database_bytes",
    "facts/01-preflight.json facts.forecast.estimated_seconds",
    "facts/01-preflight.json facts.forecast.free_bytes",
    "facts/01-preflight.json facts.forecast.needed_bytes",
    "facts/01-preflight.json facts.forecast.tables",
    "facts/01-preflight.json facts.gate_log.hashes",
    "facts/01-preflight.json facts.gate_log.hashes.0",
    "facts/01-preflight.json facts.governance_schema",
    "facts/01-preflight.json facts.server_version",
    "facts/01-preflight.json facts.session.backend_pid",
    "facts/02-clone.json facts.bytes",
    "facts/02-clone.json facts.identity.uid",
    "facts/02-clone.json facts.rows_compared",
    "facts/02-clone.json facts.strategy",
    "facts/02-clone.json facts.streamed.bytes",
    "facts/03-baseline.json facts.differences.0.change",
    "facts/03-baseline.json facts.differences.0.detail",
    "facts/03-baseline.json facts.differences.0.facet",
    "facts/03-baseline.json facts.differences.0.object",
    "facts/03-baseline.json facts.isolation.0.object",
    "facts/04-seed.json facts.plan.optimal_rows",
    "facts/04-seed.json facts.plan.unmatched",
    "facts/06-scan_write.json facts.first_run.unchanged",
    "facts/06-scan_write.json facts.ruleset_version",
    "facts/07-event_boundary.json facts.attempts.1.event_type",
    "facts/07-event_boundary.json facts.issues_triggers",
    "facts/08-cursor.json facts.processes_before",
    "facts/09-rollback.json facts.bytes",
    "facts/09-rollback.json facts.drop_command",
    "facts/09-rollback.json facts.drop_copy",
    "facts/10-impact.json facts.changed_by_others.0.branch",
    "facts/10-impact.json facts.changed_by_others.0.detail",
    "facts/10-impact.json facts.changed_by_others.0.kind",
    "facts/10-impact.json facts.changed_by_others.1.detail",
    "facts/10-impact.json facts.changed_by_others.1.kind",
    "facts/10-impact.json facts.fingerprint_after",
    "facts/10-impact.json facts.sessions",
    "facts/10-impact.json facts.sessions.0.transactions",
    "facts/10-impact.json facts.sessions.1.backend_pid",
    "facts/10-impact.json facts.sessions.1.transactions",
    "facts/10-impact.json facts.wal.catalog_kept",
    "facts/10-impact.json facts.wal.read_in",
    "facts/10-impact.json facts.wal.transactions.committed",
    "facts/10-impact.json facts.wal.transactions.undone",
    "facts/10-impact.json facts.wal_relations.0.transactions.0",
    "facts/10-impact.json facts.wal_relations.0.transactions.1",
    "run.json label",
    "run.json versions.python",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package's folder with the sample's bundle."""
    write(tmp_path)
    return tmp_path


def edit(package: Path, path: str, change: Change) -> Verification:
    """Edit a JSON file of a bundle, make every digest right again, verify."""
    file = package / FOLDER / path
    value = json.loads(file.read_bytes())
    change(value)
    file.write_bytes(canonical(value))
    renew(package)
    return verify(package)


def failed(found: Verification) -> list[str]:
    """The names of the checks that do not hold."""
    return [check.name for check in found.checks if not check.ok]


def test_a_bundle_as_written_passes(package: Path) -> None:
    """Every check holds, by name, and the digest is the one that was given at the writing."""
    found = verify(package)
    assert found.verdict == "PASS", found
    assert [check.name for check in found.checks] == [
        "digests",
        "stages",
        "verdict",
        "packets",
        "queries",
        "run",
        "facts",
    ]
    assert found.evidence_digest == read_bundle(package).digest
    assert found.as_document()["checks"][0] == {
        "name": "digests",
        "ok": True,
        "detail": "24 files are byte for byte those of the manifest",
    }


def test_a_user_s_own_packet_passes(tmp_path: Path) -> None:
    """Stages that do not apply are no disagreement."""
    run, records, packets = own_packet_sample()
    write_bundle(tmp_path, run, records, packets, conclude(records))
    assert verify(tmp_path).verdict == "PASS"


def test_a_failed_rehearsal_verifies_as_failed(tmp_path: Path) -> None:
    """Its bundle is sound, and its verdict is FAIL."""
    write(tmp_path, lambda facts: facts["rollback"].update(clone_retained=False))
    found = verify(tmp_path)
    assert (found.verdict, failed(found)) == ("FAIL", [])
    assert found.conclusion is not None
    assert found.conclusion.verdict == "FAIL"


def test_a_changed_byte_is_refused_not_judged(package: Path) -> None:
    """Without renewed digests nothing is computed."""
    file = package / FOLDER / "facts/09-rollback.json"
    file.write_bytes(file.read_bytes().replace(b'"clone_retained":true', b'"clone_retained":null'))
    with pytest.raises(BundleTampered, match="09-rollback"):
        verify(package)


@pytest.mark.parametrize(
    ("path", "change", "check"),
    [
        ("facts/01-preflight.json", lambda file: file["facts"].update(read_only_sqlstate="00000"), "verdict"),
        ("facts/01-preflight.json", lambda file: file["facts"].update(os_proposal_approvals=1), "verdict"),
        ("facts/02-clone.json", lambda file: file["facts"].update(errors=1), "verdict"),
        ("facts/03-baseline.json", lambda file: file["facts"]["differences"].clear(), "facts"),
        ("facts/04-seed.json", lambda file: file["facts"].update(gap_before=6), "facts"),
        ("facts/04-seed.json", lambda file: file["facts"]["packets"][0]["deltas"][0].update(inserted=1), "packets"),
        ("facts/05-scan_read.json", lambda file: file["facts"].update(gap=1), "verdict"),
        ("facts/05-scan_read.json", lambda file: file["facts"].update(total=8), "verdict"),
        ("facts/05-scan_read.json", lambda file: file["facts"].pop("views"), "verdict"),
        (
            "facts/05-scan_read.json",
            lambda file: file["facts"]["views"]["v_object_owner"].update(inherited=0),
            "verdict",
        ),
        ("facts/06-scan_write.json", lambda file: file["facts"]["second_run"].update(updated=1), "verdict"),
        ("facts/07-event_boundary.json", lambda file: file["facts"]["attempts"].pop(), "facts"),
        ("facts/08-cursor.json", lambda file: file["facts"].update(processes_left=1), "verdict"),
        ("facts/09-rollback.json", lambda file: file["facts"]["after_branches"].update(data="0" * 64), "verdict"),
        ("facts/10-impact.json", lambda file: file["facts"].update(identical=True), "verdict"),
        ("facts/11-rollout_packet.json", lambda file: file["facts"]["packets"].pop(), "packets"),
        ("facts/11-rollout_packet.json", lambda file: file["facts"]["packets"][0].update(command="rm -r /"), "packets"),
        ("facts/12-verdict.json", lambda file: file["facts"].update(passed=12), "verdict"),
        ("facts/12-verdict.json", lambda file: file.update(title="Another"), "stages"),
        ("verdict.json", lambda file: file.update(verdict="FAIL"), "verdict"),
        ("verdict.json", lambda file: file["actions"][0].update(verdict="GO"), "verdict"),
        ("verdict.json", lambda file: file.update(blocker=None), "verdict"),
        ("verdict.json", lambda file: file.pop("next_macros"), "verdict"),
        ("verdict.json", lambda file: file.update(more="words"), "verdict"),
        ("run.json", lambda file: file.update(clone="other"), "run"),
        ("run.json", lambda file: file["production"].update(database="other"), "run"),
        ("run.json", lambda file: file.update(programme="packets"), "run"),
        ("run.json", lambda file: file.update(majors=[15]), "run"),
        ("run.json", lambda file: file.update(ended="2020-01-01T00:00:00+00:00"), "facts"),
    ],
)
def test_an_edited_fact_with_renewed_digests_is_found(package: Path, path: str, change: Change, check: str) -> None:
    """Every digest is right, and still: the verdict turns, or the check that found it is named."""
    found = edit(package, path, change)
    assert found.verdict == "FAIL"
    assert check in failed(found), found.checks


def _leaves(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, (*place, key))
    elif isinstance(value, list):
        yield place
        for position, item in enumerate(value):
            yield from _leaves(item, (*place, position))
    else:
        yield place


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return f"{value}x"
    if isinstance(value, list):
        return value[:-1] if value else ["x"]
    return 1 if value is None else {"x": 1}


def _edited(document: Any, place: tuple[str | int, ...]) -> Any:
    edited = copy.deepcopy(document)
    inner = edited
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = _other(inner[place[-1]])
    return edited


def _renewed(files: dict[str, bytes], manifest: dict[str, Any], path: str, data: bytes) -> dict[str, bytes]:
    """The bundle with other content of one file, and every digest right again."""
    listed = {**manifest["files"], path: {"bytes": len(data), "sha256": sha256_hex(data)}}
    content = canonical({**manifest, "files": listed})
    return {**files, path: data, MANIFEST: content, DIGEST_FILE: f"{sha256_hex(content)}  {MANIFEST}\n".encode()}


def _undetected(files: dict[str, bytes], every: int) -> Iterator[str]:
    manifest = json.loads(files[MANIFEST])
    for path in sorted(files):
        if not path.endswith(".json") or path == MANIFEST:
            continue
        document = json.loads(files[path])
        for place in islice(_leaves(document), 0, None, every):
            try:
                bundle = parse_bundle(_renewed(files, manifest, path, canonical(_edited(document, place))))
            except BundleTampered:
                continue
            if place != ("seconds",) and check_bundle(bundle).verdict == "PASS":
                yield f"{path} {'.'.join(str(step) for step in place)}"


@pytest.mark.parametrize("every", sampled([6, 1], [6]))
@pytest.mark.parametrize("made", [sample, own_packet_sample], ids=["governance", "own packet"])
def test_every_fact_that_can_be_found_out_is(made: Callable[[], Any], every: int) -> None:
    """Each value (in the suite: each sixth) is edited and every digest renewed: what passes is a short, known list."""
    run, records, packets = made()
    files, _ = compose_bundle(run, records, packets, conclude(records))
    assert set(_undetected(files, every)) <= UNREPEATED


def test_another_query_text_is_found(package: Path) -> None:
    """The text beside a fact is the one whose digest the fact names."""
    file = package / FOLDER / "queries/session/proof.sql"
    file.write_bytes(file.read_bytes() + b" ")
    renew(package)
    assert failed(verify(package)) == ["queries"]


def test_missing_and_needless_query_texts_are_found(package: Path) -> None:
    """Exactly the texts that gave facts."""
    file = package / FOLDER / "queries/session/proof.sql"
    file.rename(file.with_name("proof2.sql"))
    renew(package)
    found = verify(package)
    assert failed(found) == ["queries"]
    detail = next(check.detail for check in found.checks if check.name == "queries")
    assert "proof2.sql gave no fact" in detail
    assert "is not in the bundle" in detail


@pytest.mark.parametrize("name", ["packet.toml", "operation.sql", "rollback.sql", "pins.toml"])
def test_another_packet_is_found(package: Path, name: str) -> None:
    """One byte of any of the four files, with renewed digests, is another packet."""
    file = package / FOLDER / "packets/F6_OWNERSHIP_SEED_COMMIT" / name
    file.write_bytes(file.read_bytes() + b"\n")
    renew(package)
    found = verify(package)
    assert found.verdict == "FAIL"
    assert "packets" in failed(found)


def test_a_packet_without_pins_is_found(package: Path) -> None:
    """Only a pinned packet is proposed and signed."""
    (package / FOLDER / "packets/CANDIDATES/pins.toml").unlink()
    renew(package)
    assert "CANDIDATES has no pins.toml" in next(
        check.detail for check in verify(package).checks if check.name == "packets"
    )


def test_a_missing_stage_is_found(package: Path) -> None:
    """Eleven stages are no rehearsal, whatever the digests say."""
    (package / FOLDER / "facts/08-cursor.json").unlink()
    renew(package)
    found = verify(package)
    assert found.verdict == "FAIL"
    assert {"stages", "verdict"} <= set(failed(found))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"packets": "text"},
        {"packets": [1]},
        {"packets": [{}]},
        {"packets": [{"code": "F6_OWNERSHIP_SEED_COMMIT"}]},
        {"packets": {"code": None}},
        {"error": "text"},
        {"error": []},
        {"not_applicable": {"deep": 1}},
    ],
)
@pytest.mark.parametrize("path", ["04-seed", "06-scan_write", "09-rollback", "11-rollout_packet", "01-preflight"])
def test_facts_of_another_shape_are_a_fail_never_a_crash(package: Path, path: str, facts: dict[str, Any]) -> None:
    """Whatever stands there, verification ends with a verdict."""
    found = edit(package, f"facts/{path}.json", lambda file: file.update(facts=facts))
    assert found.verdict == "FAIL"
    assert failed(found)


def test_another_version_may_say_it_in_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A finding's words change with versions of oneroof; each stage's verdict does not, and is compared."""
    run, records, packets = sample()
    concluded = conclude(records)
    files, _ = compose_bundle(run, records, packets, concluded)
    document = json.loads(files["verdict.json"])
    document["stages"][0]["findings"] = [{"code": "x", "severity": "note", "message": "in other words"}]
    worded = _renewed(files, json.loads(files[MANIFEST]), "verdict.json", canonical(document))
    assert check_bundle(parse_bundle(worded)).verdict == "FAIL"
    monkeypatch.setattr("oneroof.evidence.check.__version__", "99.0.0")
    assert check_bundle(parse_bundle(worded)).verdict == "PASS"
    document["stages"][0]["verdict"] = "FAIL"
    turned = _renewed(files, json.loads(files[MANIFEST]), "verdict.json", canonical(document))
    assert check_bundle(parse_bundle(turned)).verdict == "FAIL"
