"""The bundle on disk: written whole or not at all, read byte for byte or refused."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from oneroof.errors import DiskFull, EnvironmentFault, NameTaken, UsageError
from oneroof.evidence.compose import compose_bundle
from oneroof.evidence.model import MANIFEST, Bundle, PacketFiles, RunFacts
from oneroof.evidence.parse import parse_bundle, refuse
from oneroof.verdict.model import Conclusion, StageRecord

__all__ = ["Bundle", "RunFacts", "locate", "place_bundle", "read_bundle", "write_bundle"]
FOLDER = "evidence"
#: A bundle that is being written stands beside its place under this prefix; whatever is left there is rubbish.
UNDER_WAY = f".{FOLDER}-"


def write_bundle(
    folder: Path,
    run: RunFacts,
    records: Sequence[StageRecord],
    packets: Mapping[str, PacketFiles],
    conclusion: Conclusion,
) -> str:
    """Write ``evidence/`` below a package's folder and give its evidence digest.

    The same bundle again changes nothing.

    Raises:
        NameTaken: another bundle stands there.
        DiskFull, EnvironmentFault: it cannot be written; nothing stands there then.
        OneroofError: see `oneroof.evidence.compose.compose_bundle`.
    """
    files, bundle = compose_bundle(run, records, packets, conclusion)
    if (folder / FOLDER).exists():
        if read_bundle(folder).digest == bundle.digest:
            return bundle.digest
        raise NameTaken(f"Another bundle stands at {folder / FOLDER}.", next_step="Publish below another folder.")
    place_bundle(folder, files)
    return bundle.digest


def place_bundle(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files as ``evidence/`` of a folder: beside its place first, all of it synced, then renamed."""
    under_way = folder / f"{UNDER_WAY}{token_hex(4)}"
    with disk_errors(under_way):
        try:
            for path, content in files.items():
                _write(under_way / path, content)
            for inner, _folders, _files in os.walk(under_way):
                sync_folder(Path(inner))
            under_way.rename(folder / FOLDER)
            sync_folder(folder)
        except BaseException:
            shutil.rmtree(under_way, ignore_errors=True)
            raise


def read_bundle(folder: Path) -> Bundle:
    """Read a package's bundle, every byte checked.

    Args:
        folder: a package's folder, or its ``evidence/``.

    Raises:
        UsageError: there is no bundle at all.
        BundleTampered: a file is missing, too many, a link, changed, or not canonical; it is named.
        EnvironmentFault: a file cannot be read.
    """
    root = locate(folder)
    with disk_errors(root):
        return parse_bundle({path: _read(root, path) for path in _paths(root)})


def locate(folder: Path) -> Path:
    """The ``evidence/`` of a package's folder, or the folder itself when it is one."""
    inner = folder / FOLDER
    if inner.is_symlink():
        refuse(FOLDER, "it is a symbolic link")
    if inner.is_dir():
        return inner
    if (folder / MANIFEST).exists() or (folder.name == FOLDER and folder.is_dir()):
        return folder
    raise UsageError(f"{folder} is no package and no bundle.", next_step="Name the folder that holds evidence/.")


def _paths(root: Path, prefix: str = "") -> Iterator[str]:
    entries = sorted(os.scandir(root / prefix), key=lambda entry: entry.name)
    if not entries:
        refuse(prefix or FOLDER, "it is an empty folder")
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.is_symlink():
            refuse(path, "it is a symbolic link")
        if entry.is_dir(follow_symlinks=False):
            yield from _paths(root, f"{path}/")
        elif entry.is_file(follow_symlinks=False):
            yield path
        else:
            refuse(path, "it is no regular file")


def _read(root: Path, path: str) -> bytes:
    # looked at again after opening: between the listing and now it may have become something else
    descriptor = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            refuse(path, "it is no regular file")
        return file.read()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file by another content in one step; a reader sees the old one or the new one."""
    under_way = path.with_name(f".{path.name}-{token_hex(4)}")
    with disk_errors(path):
        try:
            _write(under_way, content)
            under_way.replace(path)
        except BaseException:
            under_way.unlink(missing_ok=True)
            raise


def sync_folder(folder: Path) -> None:
    """Make names that were added to a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """The operating system's errors in our words."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(f"There is no space left to write {place}.") from error
        raise EnvironmentFault(
            f"{error.filename or place}: {error.strerror}.", next_step="Check the folder and its permissions."
        ) from error
