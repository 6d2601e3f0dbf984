"""Fingerprints of two equal databases against reladiff over the same two.

reladiff compares the tables that have a key, each with all its columns, with as many threads a database as the
fingerprint has connections. It is installed from PyPI into an environment of its own below the cache folder.

    python -m benchmarks.fingerprint_reladiff --scale 0.1
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.measure import alternate, fingerprint, ratio
from benchmarks.reference import arguments, reference
from oneroof.fingerprint.compare import differences
from oneroof.pg.compose import SQL, Composable, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session

PEER = "reladiff[postgresql]==0.6.0"
KEYS = {"pgbench_accounts": "aid", "documents": "id", "pgbench_tellers": "tid", "pgbench_branches": "bid"}
OTHER = "oneroof_reference_copy"


def reladiff() -> Path:
    """The program, installed once."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "oneroof-benchmarks" / "reladiff-0.6.0"
    program = cache / "bin" / "reladiff"
    if not program.exists():
        venv.create(cache, with_pip=True)
        subprocess.run([cache / "bin" / "pip", "install", "--quiet", PEER], check=True)
    return program


def compare(program: Path, one: Dsn, other: Dsn, threads: int) -> None:
    """Every table that has a key.

    Raises:
        SystemExit: reladiff found a difference, or failed.
    """
    environment = one.tool_environment(os.environ, read_only=True)
    databases = [f"postgresql:///{dsn.parameters['dbname']}" for dsn in (one, other)]
    for table, key in KEYS.items():
        command = [str(program), databases[0], table, databases[1], table, "-k", key, "-c", "%", "-j", str(threads)]
        done = subprocess.run([*command, "--stats"], env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0 or "0.00% difference score" not in done.stdout:
            sys.exit(f"reladiff of {table}: {done.stderr.strip() or done.stdout.strip()}")


def ours(one: Dsn, other: Dsn, connections: int) -> None:
    """Both fingerprints, one after the other, and their differences.

    Raises:
        SystemExit: there is one.
    """
    found = differences(fingerprint(one, connections), fingerprint(other, connections))
    if found:
        sys.exit(f"{found[0].object} differs")


def main() -> None:
    """Print the medians, then the ratio."""
    options = arguments(__doc__).parse_args()
    program = reladiff()
    with reference(options) as place:
        print(f"{place}, {options.connections} connections, {options.runs} runs")
        one, other = place.dsn, place.dsn.with_database(OTHER)
        copy(one, other)
        try:
            found = alternate(
                {
                    "reladiff": lambda: compare(program, one, other, options.connections),
                    "two fingerprints, everyday": lambda: ours(one, other, options.connections),
                },
                options.runs,
            )
        finally:
            maintain(one, SQL("DROP DATABASE {}").format(Identifier(OTHER)))
    ratio("two everyday fingerprints", "reladiff", found["two fingerprints, everyday"] / found["reladiff"], 0.25)


def copy(one: Dsn, other: Dsn) -> None:
    """The second database, by template."""
    names = [Identifier(dsn.parameters["dbname"]) for dsn in (other, one)]
    maintain(one, SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(*names))


def maintain(dsn: Dsn, statement: Composable) -> None:
    """Run a statement in the maintenance database."""
    with Session.open(dsn.with_database("postgres")) as session:
        session.execute(statement)


if __name__ == "__main__":
    main()
