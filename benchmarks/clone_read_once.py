"""What it costs to digest production's rows while they stream into a clone, against the clone alone.

In turns, on one server: a clone without any digest; a clone whose rows are digested on their way; then what proves that
they arrived, reading the clone back; and, for comparison, what production's own fingerprint costs the plain way, which
is the second reading that falls away. The last line is the ratio of the second to the first.

    python -m benchmarks.clone_read_once [--scale 1] [--runs 5]
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from benchmarks.reference import Place, arguments, reference
from oneroof.clone import stream
from oneroof.clone.dump import create
from oneroof.clone.identity import read_identity
from oneroof.clone.model import Clone, ClonePlace, silent
from oneroof.clone.tool import TOOLS
from oneroof.clone.wish import CloneWish
from oneroof.fingerprint.take import take
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Session
from oneroof.pg.tools import bindir_for


class Nothing:
    """Stands where a digest would: takes every block and remembers none."""

    def update(self, block: bytes) -> None:
        """Forget it."""

    def hexdigest(self) -> str:
        """Of nothing."""
        return ""


def cloned(place: Place, maintenance: Dsn, work: Path, jobs: int) -> tuple[float, Clone]:
    """Seconds of a clone on the same server, and the clone."""
    with Reader.open(place.dsn) as reader, reader.snapshot() as snapshot:
        there = ClonePlace(maintenance, "same", bindir_for(reader.major, TOOLS))
        wish = CloneWish(
            place.dsn, snapshot, there, read_identity(reader), "benchmark", datetime.now(UTC), work, jobs=jobs
        )
        begun = time.monotonic()
        made = create(reader, wish)
        return time.monotonic() - begun, made


def read_back(made: Clone, jobs: int) -> float:
    """Seconds of the proof that the clone's rows are those that streamed."""
    begun = time.monotonic()
    with Reader.open(made.dsn) as reader, reader.snapshot() as snapshot:
        same = stream.read_back(made.place.bindir, (made.dsn, snapshot), made.streams, jobs=jobs, progress=silent)
    if same != made.streams.keys():
        raise SystemExit(f"Not proven: {sorted(made.streams.keys() - same)}")
    return time.monotonic() - begun


def plain(place: Place) -> float:
    """Seconds of production's fingerprint by two sessions."""
    begun = time.monotonic()
    with (
        Reader.open(place.dsn) as reader,
        Reader.open(place.dsn) as sibling,
        reader.snapshot() as snapshot,
        sibling.snapshot(snapshot),
    ):
        take(reader, siblings=(sibling,))
    return time.monotonic() - begun


def drop(maintenance: Dsn, name: str) -> None:
    """Remove a clone, and let no run pay for what the one before left to write."""
    with Session.open(maintenance) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        session.execute(SQL("CHECKPOINT"))


def main() -> None:
    """Clone in turns, print the medians and the ratio."""
    options = arguments(__doc__).parse_args()
    taken: dict[str, list[float]] = {"alone": [], "digested": [], "read back": [], "plain fingerprint": []}
    with (
        reference(options) as place,
        tempfile.TemporaryDirectory(prefix="oneroof-clone-", dir=options.folder) as folder,
    ):
        maintenance, work, jobs = place.dsn.with_database("postgres"), Path(folder), options.connections
        print(place, flush=True)
        for run in range(options.runs):
            with patch.object(stream, "hashlib", SimpleNamespace(sha256=Nothing)):
                seconds, made = cloned(place, maintenance, work, jobs)
            taken["alone"].append(seconds)
            drop(maintenance, made.name)
            seconds, made = cloned(place, maintenance, work, jobs)
            taken["digested"].append(seconds)
            taken["read back"].append(read_back(made, jobs))
            drop(maintenance, made.name)
            taken["plain fingerprint"].append(plain(place))
            print(
                f"run {run + 1}:", ", ".join(f"{name} {times[-1]:.1f} s" for name, times in taken.items()), flush=True
            )
    median = {name: statistics.median(times) for name, times in taken.items()}
    proven = median["digested"] + median["read back"]
    both = median["alone"] + median["plain fingerprint"]
    print(f"digested and proven / alone and a plain fingerprint: {proven / both:.2f}")
    print(f"digested and proven / alone: {proven / median['alone']:.2f}")
    print(f"digested / alone: {median['digested'] / median['alone']:.2f}")


if __name__ == "__main__":
    main()
