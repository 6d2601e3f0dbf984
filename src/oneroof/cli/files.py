"""Files that a command writes for people: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from oneroof.errors import EnvironmentFault, UsageError


def write_file(path: Path, text: str) -> None:
    """Write the file beside its place and move it there; it replaces what has its name.

    Raises:
        EnvironmentFault: it cannot be written there.
    """
    try:
        number, made = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(text)
            Path(made).replace(path)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EnvironmentFault(
            f"{path} cannot be written: {error.strerror}.", next_step="Name a file in a folder that you may write to."
        ) from error


def refuse_unwritable(path: Path) -> None:
    """Raise before long work, when the file that shall hold its result cannot be written.

    Raises:
        EnvironmentFault: there is no such folder, or it may not be written to.
    """
    if path.is_dir() or not os.access(path.parent, os.W_OK | os.X_OK):
        raise EnvironmentFault(
            f"{path} cannot be written.", next_step="Name a file in a folder that is there and that you may write to."
        )


def read_file(path: Path) -> str:
    """The file's text.

    Raises:
        UsageError: it cannot be read as text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8.") from error
