"""Publishing a package: the documents and their evidence below a folder, revision by revision.

The same evidence again changes nothing. Other evidence makes a new revision: what stood there goes below
``revisions/<n>/`` first, documents and evidence as they were, then the new evidence takes its place in one step, then
the documents do. A kill at any moment leaves nothing half-written: what was under way is finished or swept up by the
next publication.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from oneroof import __version__
from oneroof.errors import BundleTampered
from oneroof.evidence.bundle import (
    FOLDER,
    UNDER_WAY,
    disk_errors,
    place_bundle,
    read_bundle,
    sync_folder,
    write_atomically,
)
from oneroof.evidence.compose import compose_bundle
from oneroof.evidence.model import DIGEST_FILE, RUN, Bundle, Check, PacketFiles, RunFacts
from oneroof.reports.listing import MARK, hub_page, listed
from oneroof.reports.pages import ARCHITECTURE, HUB, package_folder, package_slug, slug
from oneroof.reports.render import TO_HUB, render_package
from oneroof.verdict.model import Conclusion, StageRecord

REVISIONS = "revisions"
#: From a document of an archived revision to the hub's page.
_ARCHIVE_TO_HUB = f"../../../{HUB}"
_DOCUMENT = re.compile(r"[0-9]{2}-[a-z0-9-]+\.md")
_ARCHIVING = re.compile(r"\.(?P<revision>[0-9]+)-[0-9a-f]{8}")


@dataclass(frozen=True)
class Package:
    """A published package: its folder, and which revision stands there."""

    folder: Path
    revision: int


def publish(
    out: Path,
    run: RunFacts,
    records: Sequence[StageRecord],
    packets: Mapping[str, PacketFiles],
    conclusion: Conclusion,
) -> Package:
    """Publish a rehearsal below ``out``.

    Args:
        out: where packages are published; made when it is not there.
        run: what is true of the whole run.
        records: the twelve stages.
        packets: by code, the pinned packets' files.
        conclusion: what was concluded from the records.

    Raises:
        BundleTampered: the very evidence stands there already, and was changed since.
        DiskFull, EnvironmentFault: it cannot be written; the next publication finds everything in order.
    """
    files, bundle = compose_bundle(run, records, packets, conclusion)
    chosen = _free_slug(out, bundle)
    folder = out / package_folder(run, chosen)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with disk_errors(folder), _locked(folder):
        _recover(folder)
        revision, standing = _standing(folder)
        if standing == bundle.digest:
            read_bundle(folder)
        elif standing is not None:
            revision += 1
        texts = _texts(bundle, revision, chosen)
        if standing != bundle.digest:
            if standing is not None:
                _archive(folder, revision - 1, standing)
            place_bundle(folder, files)
        _write_documents(folder, texts)
    _write_hub_page(out / ARCHITECTURE)
    return Package(folder, revision)


def check_documents(folder: Path) -> Check:
    """Whether the documents of a package are what its evidence gives, byte for byte.

    Raises:
        UsageError, BundleTampered: see `oneroof.evidence.bundle.read_bundle`.
    """
    bundle = read_bundle(folder)
    if bundle.run.tool_version != __version__:
        return Check("documents", True, f"written by oneroof {bundle.run.tool_version}, not compared by {__version__}")
    place = folder.resolve()
    archived = place.parent.name == REVISIONS and place.name.isdigit()
    revision = int(place.name) if archived else _standing(place)[0]
    name = (place.parent.parent if archived else place).name
    texts = _texts(bundle, revision, name.removesuffix(f"-{bundle.run.started[:10]}"), archived=archived)
    with disk_errors(folder):
        found = {path.name: path.read_bytes() for path in place.glob("*.md")}
    differing = sorted(file for file in {*texts, *found} if found.get(file) != texts.get(file))
    detail = (
        f"not what the evidence gives: {', '.join(differing)}" if differing else f"{len(texts)} as the evidence gives"
    )
    return Check("documents", not differing, detail)


def _texts(bundle: Bundle, revision: int, name: str, *, archived: bool = False) -> dict[str, bytes]:
    """The documents' bytes by file name."""
    to_hub = _ARCHIVE_TO_HUB if archived else TO_HUB
    documents = render_package(bundle, revision, slug=name, to_hub=to_hub)
    return {document.path.rsplit("/", 1)[-1]: document.text.encode() for document in documents}


def _free_slug(out: Path, bundle: Bundle) -> str:
    """The package's name; with the database's beside it where another database's package of that day stands."""
    plain = package_slug(bundle)
    run_file = out / package_folder(bundle.run, plain) / FOLDER / RUN
    try:
        standing = json.loads(run_file.read_bytes())["production"]
    except (OSError, ValueError, KeyError, TypeError):
        return plain
    ours = bundle.run.production
    names = ("system_identifier", "database")
    if not isinstance(standing, dict) or all(standing.get(name) == ours.get(name) for name in names):
        return plain
    identity = "/".join(str(ours.get(name)) for name in names)
    return f"{plain}-{slug(str(ours.get('database')))}-{hashlib.sha256(identity.encode()).hexdigest()[:4]}"


def _standing(folder: Path) -> tuple[int, str | None]:
    """The number of the revision that stands (or will), and its evidence digest when there is one."""
    archived = [int(path.name) for path in (folder / REVISIONS).glob("*") if path.name.isdigit()]
    revision = max(archived, default=0) + 1
    try:
        return revision, (folder / FOLDER / DIGEST_FILE).read_text(errors="replace")[:64]
    except OSError:
        return revision, "" if (folder / FOLDER).exists() else None


def _archive(folder: Path, revision: int, digest: str) -> None:
    """Move a revision below ``revisions/``: its documents are copied, its evidence moves, then it gets its name."""
    documents = _documents_of(folder, revision, digest)
    staging = folder / REVISIONS / f".{revision}-{token_hex(4)}"
    staging.mkdir(parents=True)
    for name, content in documents.items():
        write_atomically(staging / name, content)
    sync_folder(staging)
    (folder / FOLDER).rename(staging / FOLDER)
    staging.rename(folder / REVISIONS / str(revision))
    sync_folder(folder / REVISIONS)
    sync_folder(folder)


def _documents_of(folder: Path, revision: int, digest: str) -> dict[str, bytes]:
    """The documents of the evidence that stands; made again where a kill came between evidence and documents."""
    standing = {path.name: path.read_text(errors="replace") for path in _documents(folder)}
    if not standing or not all(digest in text for text in standing.values()):
        try:
            bundle = read_bundle(folder)
        except BundleTampered:
            pass  # it is kept as it is found; a verification will say so
        else:
            return _texts(bundle, revision, folder.name.removesuffix(f"-{bundle.run.started[:10]}"), archived=True)
    return {name: text.replace(f"]({TO_HUB})", f"]({_ARCHIVE_TO_HUB})").encode() for name, text in standing.items()}


def _documents(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if _DOCUMENT.fullmatch(path.name))


def _write_documents(folder: Path, texts: Mapping[str, bytes]) -> None:
    for name, content in texts.items():
        file = folder / name
        if not file.is_file() or file.is_symlink() or file.read_bytes() != content:
            write_atomically(file, content)
    for path in list(_documents(folder)):
        if path.name not in texts:
            path.unlink()
    sync_folder(folder)


def _recover(folder: Path) -> None:
    """Finish or sweep up what a publication that was killed left under way."""
    for path in folder.glob(f"{UNDER_WAY}*"):
        shutil.rmtree(path)
    for path in folder.glob(".[0-9][0-9]-*.md-*"):
        path.unlink()
    for path in (folder / REVISIONS).glob(".*"):
        under_way = _ARCHIVING.fullmatch(path.name)
        if under_way and (path / FOLDER).exists():
            path.rename(folder / REVISIONS / under_way["revision"])
        elif under_way:
            shutil.rmtree(path)


def _write_hub_page(place: Path) -> None:
    """List the packages beside each other; a page that people wrote is left alone."""
    page = place / HUB
    with disk_errors(page), _locked(place):
        if page.exists() and not page.read_text(errors="replace").startswith(MARK):
            return
        for left in place.glob(f".{HUB}-*"):
            left.unlink()
        finals = (file for file in sorted(place.glob("*/12-*.md")) if file.is_file())
        found = (listed(file.parent.name, file.name, file.read_text(errors="replace")) for file in finals)
        content = hub_page(package for package in found if package is not None).encode()
        if not page.exists() or page.read_bytes() != content:
            write_atomically(page, content)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One publication at a time in a folder; the kernel lets go however the process ends."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
