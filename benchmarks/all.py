"""Every benchmark of what oneroof must reach, one after the other, and one table of what came of it.

    python -m benchmarks.all --scale 0.4 --runs 3

They mean something on a machine that does nothing else, and the targets are of scale 1: what costs the same whatever
the size, a catalog or a server's start, weighs more in a smaller database. Each script prints its ratios as lines that
are read here; one that cannot be run (a peer is not installed) or breaks is named with its last words. The exit code is
1 when one broke or gave no ratio; a target that is missed is marked in the table and is no error.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

#: In the order of the table; ``max_load`` reads no reference database, its scale is pgbench's.
SCRIPTS = (
    *("fingerprint_copy", "fingerprint_reladiff", "fingerprint_md5", "clone_read_once", "impact_wal"),
    *("fingerprint_memory", "clone_pgcopydb", "clone_template", "rehearsal", "one_byte", "max_load"),
    *("effective_owners", "coverage_memory", "plan_scale"),
)
_RATIO = re.compile(
    r"^ratio of (?P<what>.+?) to (?P<against>.+): (?P<found>-?[\d.]+)(?: \(to reach: (?P<reach>[\d.]+)\))?$"
)
_HEADER = ("what", "against", "to reach", "measured", "script")


@dataclass(frozen=True)
class Line:
    """One row of the table; ``reach`` is None where nothing was promised."""

    what: str
    against: str
    reach: float | None
    found: float
    script: str

    @property
    def cells(self) -> tuple[str, ...]:
        """As the table has them."""
        missed = self.reach is not None and self.found > self.reach
        reach = "" if self.reach is None else f"≤ {self.reach:g}"
        return self.what, self.against, reach, f"{self.found:.3g}" + (" (missed)" if missed else ""), self.script


def read_lines(script: str, said: str) -> list[Line]:
    """The ratios that a script has printed."""
    return [
        Line(
            found["what"],
            found["against"],
            float(found["reach"]) if found["reach"] else None,
            float(found["found"]),
            script,
        )
        for found in map(_RATIO.match, said.splitlines())
        if found is not None
    ]


def table(lines: Sequence[Line]) -> str:
    """Markdown, those with a target first."""
    ordered = sorted(lines, key=lambda line: line.reach is None)
    rows = [_HEADER, tuple("---" for _ in _HEADER), *(line.cells for line in ordered)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def main() -> int:
    """Run them all, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--scale", type=float, default=0.4, help="of the reference database, 1: 1.2 GB (default 0.4)")
    parser.add_argument("--runs", type=int, default=3, help="of each side (default 3)")
    parser.add_argument("--only", action="append", choices=SCRIPTS, help="this one alone; may be given again")
    options = parser.parse_args()
    lines: list[Line] = []
    broken: list[str] = []
    for script in options.only or SCRIPTS:
        begun = time.monotonic()
        print(f"== {script}", flush=True)
        words = ["--scale", f"{options.scale:g}", "--runs", str(options.runs)]
        command = [sys.executable, "-m", f"benchmarks.{script}", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(done.stdout, end="")
        found = read_lines(script, done.stdout)
        lines += found
        if done.returncode != 0 or not found:
            broken.append(f"{script}: {(done.stderr.strip() or 'it printed no ratio').splitlines()[-1]}")
            print(broken[-1])
        print(f"   {time.monotonic() - begun:.0f} s", flush=True)
    print(f"\nScale {options.scale:g} (targets are of scale 1), {options.runs} runs of each side\n\n{table(lines)}")
    for sentence in broken:
        print(f"Not measured: {sentence}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
