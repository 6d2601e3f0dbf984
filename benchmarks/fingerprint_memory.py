"""The client's memory while it takes a fingerprint: the same whatever the tables' sizes.

Two reference databases, one of them eight times the other; for each, a client of its own takes a fingerprint and says
the most memory that it ever had. The last line has the ratio of the two.

    python -m benchmarks.fingerprint_memory --scale 0.2
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys

from benchmarks.measure import fingerprint, ratio
from benchmarks.reference import arguments, reference
from oneroof.pg.dsn import Dsn

SMALLER = 8


def measured(options: argparse.Namespace, scale: float) -> int:
    """The most memory of a client that takes a fingerprint at this scale, in kilobytes."""
    with reference(argparse.Namespace(**{**vars(options), "scale": scale})) as place:
        command = [sys.executable, "-m", "benchmarks.fingerprint_memory", "--measure", place.dsn.conninfo]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        print(f"{place}: the client had {int(done.stdout) / 1024:.1f} MB at most")
        return int(done.stdout)


def main() -> None:
    """Print both, then the ratio."""
    parser = arguments(__doc__)
    parser.add_argument("--measure", type=Dsn.parse, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        fingerprint(options.measure, options.connections)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    small, large = (measured(options, scale) for scale in (options.scale / SMALLER, options.scale))
    ratio(f"the client's memory, {SMALLER} times the rows,", "itself", large / small, 1.1)


if __name__ == "__main__":
    main()
