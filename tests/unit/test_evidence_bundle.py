"""The bundle: written whole or not at all; refused when a single byte, file or link is not as it was written."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneroof.errors import BundleTampered, EnvironmentFault, NameTaken, OneroofError, UsageError
from oneroof.evidence.bundle import FOLDER, place_bundle, read_bundle, write_bundle
from oneroof.evidence.canonical import canonical, sha256_hex
from oneroof.evidence.compose import compose_bundle
from oneroof.evidence.model import DIGEST_FILE, MANIFEST
from oneroof.evidence.parse import parse_bundle
from oneroof.verdict.judge import conclude
from tests.draws import examples
from tests.unit.evidence_sample import careless, own_packet_sample, renew, sample, write


def composed() -> dict[str, bytes]:
    """The files of the sample's bundle."""
    run, records, packets = sample()
    return compose_bundle(run, records, packets, conclude(records))[0]


FILES = composed()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package's folder with the sample's bundle."""
    write(tmp_path)
    return tmp_path


def test_round_trip(tmp_path: Path) -> None:
    """What is read is what was written: facts, packets, sources and digests."""
    run, records, packets = sample()
    digest = write_bundle(tmp_path, run, records, packets, conclude(records))
    bundle = read_bundle(tmp_path)
    assert bundle.digest == digest == sha256_hex((tmp_path / FOLDER / MANIFEST).read_bytes())
    assert bundle.run == run
    assert bundle.packets == packets
    assert [dict(record.facts) for record in bundle.records] == [dict(record.facts) for record in records]
    assert [record.seconds for record in bundle.records] == [round(record.seconds, 3) for record in records]
    assert bundle.sources[1]["server_version"].query == "session/proof"
    assert bundle.concluded == conclude(records).as_fact(records)
    assert read_bundle(tmp_path / FOLDER) == bundle, "the bundle's own folder will do"


def test_the_layout_is_the_documented_one() -> None:
    """Names of files are part of the contract."""
    packets = {
        f"packets/{code}/{name}"
        for code in ("CANDIDATES", "F6_OWNERSHIP_SEED_COMMIT")
        for name in ("operation.sql", "packet.toml", "pins.toml", "rollback.sql")
    }
    plain = {"evidence.sha256", "manifest.json", "run.json", "verdict.json"}
    queries = {"queries/session/export_snapshot.sql", "queries/session/proof.sql"}
    facts = {path for path in FILES if path.startswith("facts/")}
    assert set(FILES) == plain | queries | packets | facts
    assert min(facts) == "facts/01-preflight.json"
    assert max(facts) == "facts/12-verdict.json"


def test_the_manifest_checks_with_stock_tools(package: Path) -> None:
    """``sha256sum -c`` verifies the manifest, and its digests every file, without us."""
    subprocess.run(["sha256sum", "-c", DIGEST_FILE], cwd=package / FOLDER, check=True, capture_output=True)
    manifest = json.loads((package / FOLDER / MANIFEST).read_bytes())
    sums = "".join(f"{entry['sha256']}  {path}\n" for path, entry in manifest["files"].items())
    subprocess.run(["sha256sum", "-c"], cwd=package / FOLDER, check=True, capture_output=True, input=sums.encode())
    assert (manifest["format"], manifest["run_id"]) == ("oneroof-bundle-v1", "20261121T221500Z-0a1b2c3d")


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of the clock, the folder or chance is in a bundle."""
    assert write(tmp_path / "one") == write(tmp_path / "two")
    assert composed() == FILES


def test_writing_again_changes_nothing(package: Path) -> None:
    """The same bundle is left as it is; another one is refused."""
    before = (package / FOLDER).stat()
    write(package)
    again = (package / FOLDER).stat()  # it was read: its access time may be another
    assert (again.st_ino, again.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    with pytest.raises(NameTaken):
        write(package, lambda facts: facts["clone"].update(bytes=1))


@pytest.mark.parametrize("path", sorted(FILES))
@pytest.mark.parametrize("place", ["first", "second", "middle", "last"])
def test_one_changed_byte_is_refused(package: Path, path: str, place: str) -> None:
    """A flipped bit anywhere in any file: refused, and the file is named."""
    file = package / FOLDER / path
    content = bytearray(file.read_bytes())
    offset = {"first": 0, "second": 1, "middle": len(content) // 2, "last": len(content) - 1}[place]
    content[offset] ^= 1
    file.write_bytes(content)
    with pytest.raises(BundleTampered) as caught:
        read_bundle(package)
    assert path in caught.value.message or (path == DIGEST_FILE and MANIFEST in caught.value.message)
    assert caught.value.exit_code == 4


@settings(max_examples=examples(300))
@given(data=st.data())
def test_any_change_of_bytes_is_refused(data: st.DataObject) -> None:
    """Any byte of any file to any other value, a byte more or a byte less."""
    path = data.draw(st.sampled_from(sorted(FILES)))
    content = bytearray(FILES[path])
    offset = data.draw(st.integers(0, len(content) - 1))
    match data.draw(st.sampled_from(["change", "insert", "delete"])):
        case "change":
            content[offset] ^= data.draw(st.integers(1, 255))
        case "insert":
            content.insert(offset, data.draw(st.integers(0, 255)))
        case _:
            del content[offset]
    with pytest.raises(BundleTampered):
        parse_bundle({**FILES, path: bytes(content)})


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_missing_file_is_refused(path: str) -> None:
    """Every file counts, also when the manifest was made to leave it out."""
    with pytest.raises(BundleTampered, match=path.rsplit("/", 1)[-1]):
        parse_bundle({name: content for name, content in FILES.items() if name != path})


@pytest.mark.parametrize(
    "path",
    [
        "extra.json",
        "facts/13.json",
        "facts/13-more.JSON",
        "facts/../run.json",
        "../outside.json",
        "/etc/passwd",
        "./run.json",
        "facts//01-preflight.json",
        "queries/session/.hidden.sql",
        "queries/a/../b.sql",
        "packets/CODE/operation.sh",
        "packets/../operation.sql",
        "packets/.hidden/operation.sql",
        "run.json ",
        "run.json\n",
        "\x1b[31m.json",
        "facts\\01-preflight.json",
        "attestations/a.json",
    ],
)
@pytest.mark.parametrize("listed", [True, False], ids=["in the manifest", "not in the manifest"])
def test_a_file_that_no_bundle_holds_is_refused(path: str, listed: bool) -> None:
    """Other files, and paths that lead out of the bundle, whatever the manifest says; the name is shown harmlessly."""
    files = {**FILES, path: b"{}"}
    if listed:
        files = _renewed(files)
    with pytest.raises(BundleTampered) as caught:
        parse_bundle(files)
    assert caught.value.message.isprintable()


def _renewed(files: dict[str, bytes], /, **changed: Any) -> dict[str, bytes]:
    """Files with a manifest that fits them."""
    listed = {path: content for path, content in files.items() if path not in {MANIFEST, DIGEST_FILE}}
    manifest = json.loads(files[MANIFEST])
    manifest["files"] = {path: {"bytes": len(data), "sha256": sha256_hex(data)} for path, data in listed.items()}
    content = canonical({**manifest, **changed})
    return {**files, MANIFEST: content, DIGEST_FILE: f"{sha256_hex(content)}  {MANIFEST}\n".encode()}


def test_the_helper_renews() -> None:
    """The refusals below are not the helper's fault."""
    parse_bundle(_renewed(FILES))


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "oneroof-bundle-v2"},
        {"run_id": "another"},
        {"tool_version": "another"},
        {"files": []},
        {"files": {}},
        {"more": 1},
        {"files": {"run.json": "text"}},
        {"files": {"run.json": {"sha256": "", "bytes": 1, "more": 1}}},
    ],
)
def test_a_malformed_manifest_is_refused(changed: dict[str, Any]) -> None:
    """Its format, its keys and its entries are fixed."""
    with pytest.raises(BundleTampered):
        parse_bundle(_renewed(FILES, **changed))


def _json(path: str, change: Callable[[dict[str, Any]], object]) -> dict[str, bytes]:
    value = json.loads(FILES[path])
    change(value)
    return _renewed({**FILES, path: canonical(value)})


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("run.json", lambda value: value.pop("started")),
        ("run.json", lambda value: value.update(more=1)),
        ("run.json", lambda value: value.update(programme="other")),
        ("run.json", lambda value: value.update(majors=["18"])),
        ("run.json", lambda value: value.update(started="../../../outside")),
        ("run.json", lambda value: value.update(ended="2026-11-21T22:16:30+02:00")),
        ("run.json", lambda value: value.update(run_id="../outside")),
        ("run.json", lambda value: value.update(clone=1)),
        ("facts/04-seed.json", lambda value: value.update(number=5)),
        ("facts/04-seed.json", lambda value: value.update(number=True)),
        ("facts/04-seed.json", lambda value: value.update(key="clone")),
        ("facts/04-seed.json", lambda value: value.update(facts=[])),
        ("facts/04-seed.json", lambda value: value.pop("sources")),
        ("facts/04-seed.json", lambda value: value.update(verdict="PASS")),
        ("facts/01-preflight.json", lambda value: value["sources"].update(role="text")),
        ("facts/01-preflight.json", lambda value: value["sources"]["server_version"].update(files={})),
        ("facts/01-preflight.json", lambda value: value["sources"]["server_version"].update(query="other")),
        (
            "facts/01-preflight.json",
            lambda value: value["sources"]["server_version"].update(files={"queries/session/proof.sql": "00"}),
        ),
    ],
)
def test_a_malformed_file_is_refused_with_right_digests(path: str, change: Callable[[dict[str, Any]], object]) -> None:
    """The shape of each file is fixed, whatever the digests say."""
    with pytest.raises(BundleTampered, match=path):
        parse_bundle(_json(path, change))


def test_json_in_another_form_is_refused_with_right_digests() -> None:
    """The same value, written with a space."""
    files = _renewed({**FILES, "run.json": FILES["run.json"].replace(b",", b", ")})
    with pytest.raises(BundleTampered, match=r"run\.json.*canonical"):
        parse_bundle(files)


def test_two_files_of_one_stage_are_refused() -> None:
    """A second truth about a stage has no place."""
    value = {**json.loads(FILES["facts/04-seed.json"]), "key": "seed2"}
    with pytest.raises(BundleTampered, match="another file of this stage"):
        parse_bundle(_renewed({**FILES, "facts/04-seed2.json": canonical(value)}))


def test_a_packet_without_its_operation_is_refused() -> None:
    """Three files make a packet, pins or not."""
    files = {path: content for path, content in FILES.items() if path != "packets/CANDIDATES/operation.sql"}
    with pytest.raises(BundleTampered, match=r"packets/CANDIDATES/operation\.sql"):
        parse_bundle(_renewed(files))


def _link(root: Path, path: str) -> None:
    (root.parent / "elsewhere").write_bytes((root / path).read_bytes())
    (root / path).unlink()
    (root / path).symlink_to(root.parent / "elsewhere")


def _link_folder(root: Path, path: str) -> None:
    shutil.move(root / path, root.parent / "elsewhere")
    (root / path).symlink_to(root.parent / "elsewhere")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda root: _link(root, "run.json"), "run.json"),
        (lambda root: _link(root, MANIFEST), MANIFEST),
        (lambda root: _link_folder(root, "facts"), "facts"),
        (lambda root: (root / "empty").mkdir(), "empty"),
        (lambda root: (root / "facts/extra").mkdir(), "facts/extra"),
        (lambda root: (root / "extra.txt").write_text(""), "extra.txt"),
        (lambda root: (root / ".hidden").write_text(""), ".hidden"),
        (lambda root: (root / "packets/CANDIDATES/\x1b[31m").write_text(""), "x1b"),
        (lambda root: (root / "dangling.json").symlink_to("nowhere"), "dangling.json"),
        (lambda root: os.mkfifo(root / "pipe"), "pipe"),
        (lambda root: ((root / "run.json").unlink(), (root / "run.json").mkdir()), "run.json"),
        (lambda root: (root / MANIFEST).unlink(), MANIFEST),
        (lambda root: (root / DIGEST_FILE).unlink(), DIGEST_FILE),
        (lambda root: (root / os.fsdecode(b"\xff.json")).write_text(""), "udcff"),
    ],
    ids=[
        "linked file",
        "linked manifest",
        "linked folder",
        "empty folder",
        "empty folder inside",
        "extra file",
        "hidden file",
        "hostile name",
        "dangling link",
        "pipe",
        "folder for a file",
        "no manifest",
        "no digest",
        "name that is no text",
    ],
)
def test_what_is_not_a_plain_file_is_refused(package: Path, damage: Callable[[Path], object], named: str) -> None:
    """Links, pipes, folders and whatever else stands in the folder; nothing waits or follows."""
    damage(package / FOLDER)
    with pytest.raises(BundleTampered) as caught:
        read_bundle(package)
    assert named in caught.value.message
    assert caught.value.message.isprintable()


def test_a_linked_evidence_folder_is_refused(package: Path) -> None:
    """A package holds its evidence itself."""
    shutil.move(package / FOLDER, package / "elsewhere")
    (package / FOLDER).symlink_to(package / "elsewhere")
    with pytest.raises(BundleTampered, match="symbolic link"):
        read_bundle(package)


def test_no_bundle_at_all_is_a_usage_error(tmp_path: Path) -> None:
    """A wrong folder is no tampering."""
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UsageError):
            read_bundle(folder)
    (tmp_path / FOLDER).mkdir()
    with pytest.raises(BundleTampered):
        read_bundle(tmp_path)


def test_the_text_of_each_query_is_kept() -> None:
    """The bundle holds the text that ran, byte for byte, with its digest beside the fact."""
    facts = json.loads(FILES["facts/01-preflight.json"])
    for source in facts["sources"].values():
        for path, digest in source["files"].items():
            assert sha256_hex(FILES[path]) == digest


def test_a_source_that_is_no_query_is_a_bug() -> None:
    """A misspelt source never becomes evidence."""
    run, records, packets = sample()
    records = (replace(records[0], sources={"role": "session/nothing"}), *records[1:])
    with pytest.raises(OneroofError, match="session/nothing"):
        compose_bundle(run, records, packets, conclude(records))


def test_a_conclusion_that_does_not_follow_is_not_written(tmp_path: Path) -> None:
    """Somebody else's PASS beside facts that say FAIL is a bug, and nothing is left."""
    run, records, packets = sample(lambda facts: facts["clone"].update(errors=1))
    with pytest.raises(OneroofError, match="does not follow"):
        write_bundle(tmp_path, run, records, packets, conclude(sample()[1]))
    assert list(tmp_path.iterdir()) == []


def test_a_failed_rehearsal_has_a_bundle(tmp_path: Path) -> None:
    """Stages that broke keep what they measured; without packets there are none."""

    def broken(facts: dict[str, dict[str, Any]]) -> None:
        facts["clone"] = {"error": {"code": "disk-full", "message": "There is not enough free space."}}
        for name in ("baseline", "seed", "scan_read", "scan_write", "event_boundary", "cursor", "rollback"):
            facts[name] = {"error": {"code": "not-run", "message": "Not run: stage 02 did not pass."}}
        facts["rollout_packet"] = {"packets": []}

    run, records, _packets = sample(broken)
    conclusion = conclude(records)
    assert conclusion.verdict == "FAIL"
    write_bundle(tmp_path, replace(run, clone=None), records, {}, conclusion)
    assert read_bundle(tmp_path).concluded["verdict"] == "FAIL"


def test_a_user_s_own_packet_has_a_bundle(tmp_path: Path) -> None:
    """Stages that do not apply say why."""
    run, records, packets = own_packet_sample()
    write_bundle(tmp_path, run, records, packets, conclude(records))
    assert read_bundle(tmp_path).packets.keys() == {"F6_OWNERSHIP_SEED_COMMIT"}


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """When a write fails half-way, no half-written bundle stands there, not even beside its place."""
    code = """
        import resource, signal, sys
        from pathlib import Path
        from oneroof.errors import EnvironmentFault
        from tests.unit.evidence_sample import write
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write(Path(sys.argv[1]))
        except EnvironmentFault as error:
            print(error.message)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "File too large" in done.stdout
    assert list(tmp_path.iterdir()) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000


def test_a_bundle_is_placed_in_one_step(package: Path) -> None:
    """What stands there is never replaced by halves: a second bundle in its place is an error."""
    with pytest.raises(EnvironmentFault):
        place_bundle(package, FILES)
    assert [path.name for path in package.iterdir()] == [FOLDER]
    read_bundle(package)


def test_no_secret_reaches_a_bundle(tmp_path: Path) -> None:
    """Whatever a stage, a tool or a person put into a fact."""
    run, records, packets = sample(careless)
    write_bundle(tmp_path, replace(run, label="postgresql://u:s3cr3t@h/d"), records, packets, conclude(records))
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"s3cr3t" not in path.read_bytes(), path
    read_bundle(tmp_path)


def test_renewed_digests_are_read(package: Path) -> None:
    """Reading checks bytes; what the facts mean is `verify`'s to say."""
    file = package / FOLDER / "facts/05-scan_read.json"
    file.write_bytes(canonical({**json.loads(file.read_bytes()), "seconds": 99}))
    renew(package)
    assert read_bundle(package).records[4].seconds == 99
