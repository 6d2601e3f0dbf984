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
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from benchmarks.cloning import beside, cloned, drop
from benchmarks.measure import alternate, ratio
from benchmarks.reference import Place, arguments, reference
from oneroof.clone import stream
from oneroof.clone.model import Clone, silent
from oneroof.fingerprint.take import take
from oneroof.pg.session import Reader


class Nothing:
    """Stands where a digest would: takes every block and remembers none."""

    def update(self, block: bytes) -> None:
        """Forget it."""

    def hexdigest(self) -> str:
        """Of nothing."""
        return ""


def read_back(made: Clone, jobs: int) -> float:
    """Seconds of the proof that the clone's rows are those that streamed."""
    begun = time.perf_counter()
    with Reader.open(made.dsn) as reader, reader.snapshot() as snapshot:
        same = stream.read_back(made.place.bindir, (made.dsn, snapshot), made.streams, jobs=jobs, progress=silent)
    if same != made.streams.keys():
        raise SystemExit(f"Not proven: {sorted(made.streams.keys() - same)}")
    return time.perf_counter() - begun


def plain(place: Place) -> None:
    """Production's fingerprint by two sessions."""
    with (
        Reader.open(place.dsn) as reader,
        Reader.open(place.dsn) as sibling,
        reader.snapshot() as snapshot,
        sibling.snapshot(snapshot),
    ):
        take(reader, siblings=(sibling,))


def main() -> None:
    """Clone in turns, print the medians and the ratio."""
    options = arguments(__doc__).parse_args()
    proofs: list[float] = []
    with (
        reference(options) as place,
        tempfile.TemporaryDirectory(prefix="oneroof-clone-", dir=options.folder) as folder,
    ):
        maintenance, work, jobs = place.dsn.with_database("postgres"), Path(folder), options.connections

        def alone() -> float:
            with patch.object(stream, "hashlib", SimpleNamespace(sha256=Nothing)):
                seconds, made = cloned(place.dsn, work, beside(maintenance), jobs=jobs)
            drop(maintenance, made.name)
            return seconds

        def digested() -> float:
            seconds, made = cloned(place.dsn, work, beside(maintenance), jobs=jobs)
            proofs.append(read_back(made, jobs))
            drop(maintenance, made.name)
            return seconds

        print(f"{place}, {jobs} connections, {options.runs} runs", flush=True)
        sides = {
            "a clone without digests": alone,
            "a clone whose rows are digested": digested,
            "a plain fingerprint": lambda: plain(place),
        }
        median = alternate(sides, options.runs)
    clone, plainly = median["a clone without digests"], median["a plain fingerprint"]
    proof = statistics.median(proofs[1:])
    proven = median["a clone whose rows are digested"] + proof
    print(f"{'the clone read back':<44} {proof:8.2f} s")
    ratio("a clone digested and proven", "a clone and a plain fingerprint", proven / (clone + plainly))
    ratio("a clone digested and proven", "the clone alone", proven / clone)
    ratio("a clone digested as it streams", "the clone alone", median["a clone whose rows are digested"] / clone, 1.1)


if __name__ == "__main__":
    main()
