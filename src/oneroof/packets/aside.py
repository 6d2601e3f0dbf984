"""A folder of files that people get whole or not at all; where it stands already, the last file comes last."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from oneroof.errors import EnvironmentFault, NameTaken


@contextmanager
def written_aside(out: Path, names: Sequence[str]) -> Iterator[Path]:
    """A folder beside ``out`` to write in; what it holds is moved into place when the block ends without an error.

    Args:
        out: where it goes; made where it is not there, else what bears one of the names is replaced.
        names: what is written. The last one is moved last, so that where it is, the rest is there.

    Raises:
        EnvironmentFault: the operating system refuses.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        outer = Path(tempfile.mkdtemp(prefix=".oneroof-", dir=out.parent))
        aside = outer / "new"
        try:
            aside.mkdir()  # with the mode that folders have here
            yield aside
            _move(aside, out, names)
        finally:
            shutil.rmtree(outer, ignore_errors=True)
    except OSError as error:
        raise EnvironmentFault(
            f"{out} cannot be written: {error.strerror or error}.",
            next_step="Name a folder that you may write to, on a disk with space; what is written last is not there.",
        ) from error


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder that is not there yet, or empty; the last file comes last.

    Raises:
        NameTaken: it holds something already. EnvironmentFault: the operating system refuses.
    """
    with written_aside(folder, tuple(files)) as aside:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise NameTaken(
                f"{folder} is there already and not empty.", next_step="Choose another folder for the packet."
            )
        for name, content in files.items():
            (aside / name).write_bytes(content)


def _move(aside: Path, out: Path, names: Sequence[str]) -> None:
    if not out.exists():
        aside.rename(out)
        return
    for name in names:
        if (aside / name).exists():
            (aside / name).rename(out / name)
