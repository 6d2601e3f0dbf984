"""Each stage's facts in the run's own folder, as it ends: evidence outlives a package that cannot be published.

Besides, what later stages need and no fact has (``state/``), for a run that is resumed. Both are on disk before the
journal names them with their SHA-256, and are read only when they still have it.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from oneroof.errors import DiskFull, EnvironmentFault, RunChanged
from oneroof.evidence.bundle import sync_folder
from oneroof.evidence.canonical import sha256_hex
from oneroof.evidence.redact import redacted
from oneroof.verdict.model import StageRecord

#: Below ``runs/<run_id>/``.
FOLDER = "facts"
STATE = "state"


def keep_facts(run: Path, record: StageRecord) -> str:
    """Write a stage's facts to ``facts/NN-key.json`` in the run's folder; on disk when this returns.

    Returns:
        The SHA-256 of the file.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    written = _facts(record)
    with _said(f"The facts of stage {record.number:02d}", file := _facts_file(run, record.number, record.key)):
        _write(file, written)
    return sha256_hex(written)


def facts_digest(record: StageRecord) -> str:
    """The SHA-256 that the file of a stage's facts has, or will have."""
    return sha256_hex(_facts(record))


def _facts(record: StageRecord) -> bytes:
    content = {
        "number": record.number,
        "key": record.key,
        "title": record.title,
        "seconds": record.seconds,
        "facts": record.facts,
        "sources": record.sources,
    }
    text = json.dumps(_without_secrets(content), ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return (text + "\n").encode()


def read_facts(run: Path, number: int, key: str, *digests: str) -> StageRecord:
    """A stage's facts as they were kept, with one of the digests that the run noted of them.

    Raises:
        RunChanged: the file is missing, or is not the one that was kept.
    """
    content = _read_kept(_facts_file(run, number, key), *digests)
    names = ("number", "key", "title", "seconds", "facts", "sources")
    return StageRecord(*(content[name] for name in names))


def keep_state(run: Path, content: Any) -> tuple[str, str]:
    """Write a JSON value below ``state/``, in a file named by its SHA-256; on disk when this returns.

    Returns:
        The file's name and its SHA-256.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    written = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    digest = sha256_hex(written)
    file = run / STATE / f"{digest[:16]}.json"
    with _said("What later stages need", file):
        _write(file, written)
    return file.name, digest


def read_state(run: Path, name: str, digest: str) -> Any:
    """What `keep_state` wrote.

    Raises:
        RunChanged: the file is missing, or is not the one that was kept.
    """
    return _read_kept(run / STATE / name, digest)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {redacted(str(key)): _without_secrets(item) for key, item in value.items()}
    return [_without_secrets(item) for item in value] if isinstance(value, (list, tuple)) else value


def _facts_file(run: Path, number: int, key: str) -> Path:
    return run / FOLDER / f"{number:02d}-{key}.json"


def _read_kept(file: Path, *digests: str) -> Any:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise RunChanged(f"{file}, which the run kept, cannot be read: {error.strerror}.") from error
    if sha256_hex(content) not in digests:
        raise RunChanged(f"{file} is not what the run kept: its SHA-256 is another than the journal's.")
    return json.loads(content)


def _write(file: Path, content: bytes) -> None:
    """In one step: a file of that name may be one that the journal names already, and we may be killed here."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    under_way = file.with_name(f".{file.name}")
    descriptor = os.open(under_way, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(descriptor)
    under_way.replace(file)
    for folder in (file.parent, file.parent.parent):
        sync_folder(folder)


@contextmanager
def _said(what: str, file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        kind = DiskFull if error.errno in {errno.ENOSPC, errno.EDQUOT} else EnvironmentFault
        raise kind(
            f"{what} cannot be kept in {file}: {error.strerror}.",
            next_step="Free some space or mend the disk; then resume the run.",
        ) from error
