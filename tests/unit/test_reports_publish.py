"""Publishing: the same evidence changes nothing, other evidence is a new revision, a kill leaves nothing by halves."""

from __future__ import annotations

import os
import re
import signal
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from oneroof.errors import BundleTampered, EnvironmentFault
from oneroof.evidence.bundle import FOLDER, read_bundle
from oneroof.evidence.canonical import canonical
from oneroof.evidence.verify import verify
from oneroof.reports.listing import MARK, front_matter
from oneroof.reports.publish import Package, check_documents, publish
from oneroof.verdict.judge import conclude
from tests.matrix import sampled
from tests.unit.evidence_sample import Edit, careless, own_packet_sample, sample

#: Every so many steps on disk a publication is killed.
KILLS = sampled([67, 5], [67])


def published(out: Path, edit: Edit | None = None, made: Any = None) -> Package:
    """Publish a sample."""
    run, records, packets = made or sample(edit)
    return publish(out, run, records, packets, conclude(records))


def other(size: int) -> Edit:
    """Other facts: another size of the clone."""
    return lambda facts: facts["clone"].update(bytes=size)


def everything(folder: Path) -> Mapping[str, tuple[bytes, int]]:
    """Every file below a folder with its bytes and the time it was written."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def documents(folder: Path) -> list[Path]:
    """The twelve documents."""
    return sorted(folder.glob("*.md"))


def sound(folder: Path) -> None:
    """The bundle verifies and the documents are its."""
    assert verify(folder).verdict == "PASS"
    check = check_documents(folder)
    assert check.ok, check.detail


def test_a_package(tmp_path: Path) -> None:
    """Twelve documents and their evidence, in the seeds' place, and a hub page beside."""
    package = published(tmp_path / "new" / "out")
    assert package.revision == 1
    architecture = tmp_path / "new/out/knowledge/dev/reports/architecture"
    assert package.folder == architecture / "one-roof-nonprod-clone-full-coverage-pipeline-2026-11-21"
    assert len(documents(package.folder)) == 12
    assert {path.name for path in package.folder.iterdir() if path.suffix != ".md"} == {FOLDER}
    sound(package.folder)
    hub = (architecture / "README.md").read_text()
    assert f"[{package.folder.name}]({package.folder.name}/12-final-go-nogo-and-next-macro.md) | PASS | 1" in hub


def test_the_same_evidence_changes_nothing(tmp_path: Path) -> None:
    """Not even a time of writing."""
    package = published(tmp_path)
    before = everything(tmp_path)
    assert published(tmp_path) == package
    assert everything(tmp_path) == before


def test_other_evidence_is_a_new_revision(tmp_path: Path) -> None:
    """The earlier one is kept whole below ``revisions/``: evidence byte for byte, documents with their links."""
    first = published(tmp_path)
    old = everything(first.folder)
    assert published(tmp_path, other(2)).revision == 2
    assert published(tmp_path, other(3)).revision == 3
    kept = first.folder / "revisions"
    assert sorted(path.name for path in kept.iterdir()) == ["1", "2"]
    for name, (content, _written) in old.items():
        moved = (kept / "1" / name).read_bytes()
        assert moved == content.replace(b"](../README.md)", b"](../../../README.md)"), name
    for folder in (first.folder, kept / "1", kept / "2"):
        sound(folder)
    assert {front_matter(path.read_text())["revision"] for path in documents(first.folder)} == {3}
    assert {front_matter(path.read_text())["revision"] for path in documents(kept / "2")} == {2}
    for link in re.findall(r"\]\(([^)]*)\)", documents(kept / "1")[5].read_text()):
        assert (kept / "1" / link).exists(), link
    hub = (first.folder.parent / "README.md").read_text()
    assert hub.count("| PASS | 3 |") == 1


def test_codes_stay_over_revisions(tmp_path: Path) -> None:
    """A document is known by its code, whatever its revision."""
    folder = published(tmp_path).folder
    before = [front_matter(path.read_text())["code"] for path in documents(folder)]
    published(tmp_path, other(2))
    assert [front_matter(path.read_text())["code"] for path in documents(folder)] == before


def test_another_database_has_another_package(tmp_path: Path) -> None:
    """Two productions rehearsed on one day are no revisions of each other."""

    def elsewhere(facts: dict[str, dict[str, Any]]) -> None:
        facts["preflight"]["identity"]["database"] = "Other Shop"

    first, second = published(tmp_path), published(tmp_path, elsewhere)
    assert re.fullmatch(
        r"one-roof-nonprod-clone-full-coverage-pipeline-other-shop-[0-9a-f]{4}-2026-11-21", second.folder.name
    )
    assert (first.revision, second.revision) == (1, 1)
    assert published(tmp_path, elsewhere) == second
    for package in (first, second):
        sound(package.folder)


def test_own_packets_have_a_name_of_their_own(tmp_path: Path) -> None:
    """By the packets' codes; also when none of them could be pinned."""
    package = published(tmp_path, made=own_packet_sample())
    assert package.folder.name == "one-roof-nonprod-clone-f6-ownership-seed-commit-2026-11-21"

    def deviated(facts: dict[str, dict[str, Any]]) -> None:
        facts["seed"]["packets"][0].update(executed=False, packet_digest=None)
        facts["rollout_packet"]["packets"] = []
        facts["rollback"]["packets"] = []

    run, records, _packets = own_packet_sample(deviated)
    failed = published(tmp_path, made=(run, records, {}))
    assert failed.folder == package.folder
    assert failed.revision == 2
    assert front_matter(documents(failed.folder)[11].read_text())["verdict"] == "FAIL"


def test_damaged_documents_are_written_again(tmp_path: Path) -> None:
    """The evidence says what they hold: the same publication mends them, and an edited one is found before."""
    package = published(tmp_path)
    final, first = documents(package.folder)[11], documents(package.folder)[0]
    before = final.read_bytes()
    final.write_bytes(before.replace(b"NO-GO", b"GO"))
    first.unlink()
    (package.folder / "13-stray.md").write_text("x")
    check = check_documents(package.folder)
    assert not check.ok
    assert "12-final" in check.detail
    assert "01-production" in check.detail
    published(tmp_path)
    assert final.read_bytes() == before
    assert not (package.folder / "13-stray.md").exists()
    sound(package.folder)


def test_a_document_that_is_a_link_is_replaced(tmp_path: Path) -> None:
    """Nothing is written through a link."""
    package = published(tmp_path)
    outside = tmp_path / "outside.md"
    outside.write_text("mine")
    documents(package.folder)[0].unlink()
    (package.folder / "01-production-safety-preflight.md").symlink_to(outside)
    published(tmp_path)
    assert outside.read_text() == "mine"
    sound(package.folder)


def test_tampered_evidence_is_not_published_over(tmp_path: Path) -> None:
    """The very evidence with a byte changed is refused; other evidence archives what it finds."""
    package = published(tmp_path)
    victim = package.folder / FOLDER / "run.json"
    victim.write_bytes(victim.read_bytes().replace(b"python", b"Python"))
    with pytest.raises(BundleTampered):
        published(tmp_path)
    assert published(tmp_path, other(2)).revision == 2
    with pytest.raises(BundleTampered):
        read_bundle(package.folder / "revisions/1")
    sound(package.folder)


@pytest.mark.parametrize("content", [b"", b"not json", canonical({"production": "text"}), canonical([])])
def test_evidence_of_any_content_is_archived(tmp_path: Path, content: bytes) -> None:
    """Whatever stands there is kept, and does not stop a publication."""
    package = published(tmp_path)
    (package.folder / FOLDER / "run.json").write_bytes(content)
    (package.folder / FOLDER / "evidence.sha256").write_bytes(b"\xff")
    assert published(tmp_path, other(2)).revision == 2
    assert (package.folder / "revisions/1" / FOLDER / "run.json").read_bytes() == content


def test_a_hub_page_that_people_wrote_is_left_alone(tmp_path: Path) -> None:
    """Only a page that begins as ours does is written again."""
    page = published(tmp_path).folder.parent / "README.md"
    assert page.read_text().startswith(MARK)
    page.write_text("# Our own words\n")
    published(tmp_path, other(2))
    assert page.read_text() == "# Our own words\n"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """One error, in our words."""
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault):
        published(tmp_path / "file")


def test_no_secret_in_a_package(tmp_path: Path) -> None:
    """Not even when a stage put one into a fact."""
    run, records, packets = sample(careless)
    published(tmp_path, made=(replace(run, label="host=h password=s3cr3t"), records, packets))
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"s3cr3t" not in path.read_bytes(), path


def _child(out: Path, edit: Edit, steps: int | None) -> int:
    """Publish in a child process that kills itself with -9 before step ``steps`` + 1 on disk; its process id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the test runner's own threads hold no lock of ours
        child = os.fork()
    if child:
        return child
    try:
        left = steps

        def counted(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **named: Any) -> Any:
                nonlocal left
                if left is not None:
                    left -= 1
                    if left < 0:
                        os.kill(os.getpid(), signal.SIGKILL)
                return function(*args, **named)

            return call

        for name in ("fsync", "rename", "replace", "mkdir"):
            setattr(os, name, counted(getattr(os, name)))
        published(out, edit)
        os._exit(0)
    finally:
        os._exit(1)


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed(out: Path, edit: Edit, after: int) -> bool:
    """Publish other facts in a process that is killed after so many steps on disk; whether it was."""
    status = _ended(_child(out, edit, after))
    assert status in {0, -signal.SIGKILL}
    return status != 0


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many steps on disk a second publication takes."""
    low, high = 0, 1000
    while low < high:
        middle = (low + high) // 2
        folder = tmp_path_factory.mktemp("steps")
        published(folder)
        low, high = (middle + 1, high) if killed(folder, other(2), middle) else (low, middle)
    return low


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process needs no sync: the kernel keeps what it wrote. The steps are counted all the same."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.mark.parametrize("every", KILLS)
@pytest.mark.usefixtures("quick")
def test_a_kill_at_any_moment_leaves_nothing_by_halves(tmp_path: Path, steps: int, every: int) -> None:
    """What stands is whole; the next publication finishes or sweeps up, and loses no revision."""
    for after in range(0, steps, every):
        out = tmp_path / str(after)
        first = published(out)
        assert killed(out, other(2), after)
        if (first.folder / FOLDER).exists():
            read_bundle(first.folder)
        assert published(out, other(2)) == Package(first.folder, 2)
        sound(first.folder)
        sound(first.folder / "revisions/1")
        kept = documents(first.folder / "revisions/1")
        assert {front_matter(path.read_text())["revision"] for path in kept} == {1}
        assert sorted(path.name for path in (first.folder / "revisions").iterdir()) == ["1"]
        assert not [path for place in (first.folder, first.folder.parent) for path in place.glob(".*")]


@pytest.mark.parametrize("every", KILLS)
@pytest.mark.usefixtures("quick")
def test_a_kill_does_not_mix_revisions(tmp_path: Path, steps: int, every: int) -> None:
    """Documents of an earlier revision are never archived as those of a later one."""
    for after in range(1, steps, 3 * every):
        out = tmp_path / str(after)
        published(out)
        assert killed(out, other(2), after)
        package = published(out, other(3))
        for folder in (package.folder, *sorted((package.folder / "revisions").iterdir())):
            sound(folder)


def test_publications_at_once(tmp_path: Path) -> None:
    """One after the other: as many revisions, all whole."""
    children = [_child(tmp_path, other(size), None) for size in range(4)]
    assert [_ended(child) for child in children] == [0] * 4
    (folder,) = (path for path in (tmp_path / "knowledge/dev/reports/architecture").iterdir() if path.is_dir())
    assert sorted(path.name for path in (folder / "revisions").iterdir()) == ["1", "2", "3"]
    for one in (folder, *(folder / "revisions").iterdir()):
        sound(one)
    assert [path.name for path in tmp_path.iterdir()] == ["knowledge"]
