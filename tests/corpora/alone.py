"""Every seeded difference by itself, in a copy that has no other: ``python -m tests.corpora.alone [WORD]``; minutes.

The suite changes one copy by hundreds of files at once. Here nothing can hide behind anything else.
"""

from __future__ import annotations

import sys

from oneroof.pg import server as embedded
from oneroof.pg.session import Session
from tests.conftest import VERSIONS, reachable_home
from tests.corpora.differences_room import production
from tests.corpora.test_differences import judge


def main(word: str = "") -> int:
    """Judge the files whose name holds ``word``, on each version that this machine has; gives the exit code."""
    failed = 0
    for version, bindir in VERSIONS.items():
        with reachable_home() as home:
            server = embedded.start(bindir=bindir, home=home / "postgres", throwaway=True)
            try:
                failed += _judge_all(server, version, word)
            finally:
                server.stop()
    return 1 if failed else 0


def _judge_all(server: embedded.Server, version: str, word: str) -> int:
    """How many were not as expected; that no file was chosen is one, too."""
    failed = 0
    with Session.open(server.dsn) as session:
        major = session.major
    with production(server, major, lambda seeded: word in seeded.path.stem) as made:
        for seeded in made.seeded:
            try:
                judge(made, [seeded], major)
            except AssertionError as error:
                failed += 1
                sys.stdout.write(f"{version}: {seeded.path.name}: {error}\n")
        sys.stdout.write(f"{version}: {len(made.seeded)} differences, {failed} not as expected\n")
    if not made.seeded:
        sys.stdout.write("No file's name holds that word: nothing was tried.\n")
    return failed if made.seeded else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
