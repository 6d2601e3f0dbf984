"""The client's memory while it lists objects: the same whatever their number; and that of a plan, which holds them.

    python -m benchmarks.coverage_memory [--scale 0.1] [--times 10]

Two forests of `benchmarks.effective_owners`, one ``--times`` as large as the other (at scale 1: 1,051,020 objects).
For each, every command that lists what may be as many as the catalog is run in a process of its own, which says the
most memory that it ever had. The ratio is of the list that grew most. What holds every object by its nature, a plan
and a comparison with an earlier document, is shown in bytes an object.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.effective_owners import build
from benchmarks.measure import ratio
from benchmarks.reference import SETTINGS
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn

TO_REACH = 1.1
#: It says the most memory itself: what the kernel tells the parent is never less than the parent's own at the start.
_RUN = """
import atexit, pathlib
def tell():
    status = pathlib.Path("/proc/self/status").read_text()
    pathlib.Path("most_memory").write_text(status.split("VmHWM:")[1].split()[0])
atexit.register(tell)
from oneroof.cli.main import run
run()
"""
#: What passes the client.
LISTS: tuple[tuple[str, ...], ...] = (
    ("inventory",),
    ("inventory", "--json"),
    ("inventory", "--counts"),
    ("coverage", "--json", "--objects"),
    ("coverage", "--by", "owner"),
    ("gaps",),
    ("gaps", "--json"),
    ("conflicts", "--json"),
)
EARLIER, OWNERS = "earlier.json", "owners.toml"
#: What holds it; an owner for a third of the containers, as the rows that stand say it.
WHOLE: tuple[tuple[str, ...], ...] = (
    ("coverage", "--compare", EARLIER),
    ("coverage", "--owners", OWNERS),
    ("seed", "plan", "--owners", OWNERS, "--out", "plan"),
)


def main() -> None:
    """Print the most memory of each command in both forests, then the ratio."""
    options = _arguments()
    with tempfile.TemporaryDirectory(prefix="oneroof-lists-") as folder:
        Path(folder).chmod(0o755)  # the server's account passes through it
        with embedded.running(home=Path(folder) / "postgres", settings=SETTINGS) as server:
            small, large = (
                _measured(server.dsn, options.scale / times, Path(folder) / str(times))
                for times in (options.times, 1.0)
            )
    growth = max(large[words] / small[words] for words in LISTS)
    objects = 1_051_020 * options.scale * (1 - 1 / options.times)
    for words in WHOLE:
        print(f"{' '.join(words)}: {(large[words] - small[words]) * 1024 / objects:.0f} bytes an object")
    ratio(f"the client's memory for any list, {options.times:g} times the objects,", "itself", growth, TO_REACH)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--scale", type=float, default=0.1, help="of the larger forest; 1: 1,051,020 objects")
    parser.add_argument("--times", type=float, default=10.0, help="so many times as large as the other (default 10)")
    parser.add_argument("--runs", type=int, default=1, help="ignored: the most memory of a run is that of the next one")
    return parser.parse_args()


def _measured(server: Dsn, scale: float, folder: Path) -> dict[tuple[str, ...], int]:
    """Kilobytes by command."""
    dsn = build(server, scale)
    folder.mkdir()
    areas = (f'[[owner]]\nobject = "project:{n}"\nowner = "team:{n % 50}"\n' for n in range(1, round(1000 * scale), 3))
    (folder / OWNERS).write_text("\n".join(areas))
    listed = ("coverage", "--json", "--objects")
    with (folder / EARLIER).open("wb") as file:
        most_memory(dsn, listed, folder, file.fileno())
    return {words: most_memory(dsn, words, folder) for words in (*LISTS, *WHOLE)}


def most_memory(dsn: Dsn, words: Sequence[str], folder: Path, stdout: int = subprocess.DEVNULL) -> int:
    """The most memory that the command ever had, in kilobytes, in a process of its own."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", _RUN, *words, "--production", dsn.conninfo]
    done = subprocess.run(command, cwd=folder, stdout=stdout, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}")
    seconds = time.perf_counter() - begun
    used = int((folder / "most_memory").read_text())
    print(f"{' '.join(words):<44} {used / 1024:8.1f} MB {seconds:6.1f} s", flush=True)
    return used


if __name__ == "__main__":
    main()
