"""Rehearsals killed at every stage boundary and inside every stage, and resumed: what came of each.

A victim is a production and the folder from which it is rehearsed by the installed program, in a process group of its
own. The process is watched from outside, by its journal, and ended by SIGKILL; where it really was is read from the
journal afterwards. Then `oneroof rehearse --resume last` goes on, now and then killed once more on its way. After that:

* verdict PASS, the bundle verifies, production's fingerprint is what it was;
* on the server: production, the clone that the result names, no other database, no session of oneroof or its tools;
* on the machine: no process, no folder of work, no dump, no socket; no run counts as unfinished.

Own packets (two, one of them DDL) on a small database, and the governance programme on a small demo production. Run by
``make kills``: each boundary, and inside each stage KILLS=2 times.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from oneroof.demo.production import build
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.verdict.judge import STAGES
from tests.conftest import reachable_home
from tests.faults.killing import PACKETS, Moment, Nursery, Victim, hit, lengths_of, moments, shop, wrong
from tests.stages.conftest import SMALL

PROGRAMMES = ("packets", "governance")
PLACES = ("same", "embedded")
#: Every so many times the run that goes on is killed, too.
AGAIN = 5


@dataclass
class Tally:
    """How many of each; ``violations`` are sentences."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Both together."""
        self.counts.update(other.counts)
        self.violations += other.violations


def victim(nursery: Nursery, server: embedded.Server, folder: Path, programme: str, place: str) -> Victim:
    """A production of a programme, and how it is rehearsed."""
    folder.mkdir(mode=0o755, exist_ok=True)
    more = {"ONEROOF_CLONE_DSN": server.dsn.conninfo} if place == "same" else {}
    if programme == "governance":
        made = build(server.dsn, folder=folder, shape=SMALL, database=f"demo_{place}")
        dsn = server.dsn.with_database(f"demo_{place}")
        return Victim(nursery, server, dsn, folder, [*_at(dsn), "--owners", str(made.owners_file)], more)
    dsn = server.dsn.with_database(f"shop_{place}")
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {}").format(Identifier(dsn.database)))
    return Victim(nursery, server, dsn, folder, [*_at(dsn), *shop(dsn, folder, PACKETS)], more)


def _at(dsn: Dsn) -> list[str]:
    return ["--production", dsn.conninfo]


def one(who: Victim, before: str, moment: Moment, rest: random.Random, tally: Tally, *, again: bool) -> None:
    """Kill, resume, look."""
    killed = who.kill(moment)
    at = hit(who.lines())
    if not killed or who.lines()[-1]["event"] == "finished":
        tally.counts["was quicker: not killed"] += 1
        who.drop_clones()
        return
    tally.counts[f"killed {at}"] += 1
    if again and who.resume_and_kill(Moment(rest.randint(1, len(STAGES)), "inside", rest.random())):
        tally.counts["killed once more, while it went on"] += 1
    if who.lines()[-1]["event"] != "finished":
        status, document = who.rehearse("--resume", "last")
        tally.counts[f"went on from {who.from_where()}"] += 1
        tally.violations += [f"{moment}, {at}: {sentence}" for sentence in wrong(who, before, status, document)]
    tally.counts["kills"] += 1
    who.drop_clones()


def work(programme: str, place: str, inside: int, seed: int, part: tuple[int, int], only: Sequence[int]) -> Tally:
    """All moments of one programme with one place, or one worker's part of them; ``only`` those of some stages."""
    tally, rest = Tally(), random.Random(f"{seed}/{programme}/{place}")
    with reachable_home() as home:
        server, nursery = embedded.start(home=home / "postgres", throwaway=True), Nursery()
        try:
            who = victim(nursery, server, home / "victim", programme, place)
            status, document = who.rehearse(*who.words)
            if status != 0:
                tally.violations.append(f"{programme}, {place}: not a sound rehearsal: {document.get('error')}")
                return tally
            who.lengths = lengths_of(who.lines())
            who.drop_clones()
            before = who.fingerprint()
            for number, moment in enumerate(moments(rest, inside)):
                if number % part[1] == part[0] and (not only or moment.number in only):
                    one(who, before, moment, rest, tally, again=number % AGAIN == AGAIN - 1)
                    _tell(f"{programme} {place} {moment}", tally)
        finally:
            nursery.close()
            server.stop()
    tally.counts = Counter({f"{programme}, {place}: {name}": count for name, count in tally.counts.items()})
    tally.violations = [f"{programme}, {place}: {sentence}" for sentence in tally.violations]
    return tally


def _tell(what: str, tally: Tally) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}: {tally.counts['kills']} kills, {tally.violations[-1:]}\n")


def main() -> int:
    """Run them all and say what came of it; 1 when anything was not as it must be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("inside", type=int, help="how many times inside each stage")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--programme", choices=PROGRAMMES, action="append")
    parser.add_argument("--place", choices=PLACES, action="append")
    parser.add_argument("--stage", type=int, action="append", help="of these stages alone")
    parser.add_argument("--seed", type=int, default=None, help="to see the same moments again")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else time.time_ns()
    began, total = time.monotonic(), Tally()
    with ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(work, programme, place, given.inside, seed, (worker, given.workers), given.stage or [])
            for programme in given.programme or PROGRAMMES
            for place in given.place or PLACES
            for worker in range(given.workers)
        ]
        for job in jobs:
            total.add(job.result())
    say = sys.stdout.write
    for name, number in sorted(total.counts.items()):
        say(f"{number:7} {name}\n")
    for violation in total.violations:
        say(f"VIOLATION {violation}\n")
    kills = sum(number for name, number in total.counts.items() if name.endswith(": kills"))
    say(f"seed {seed}, {time.monotonic() - began:.0f} s, {given.workers} workers\n")
    say(f"{kills} kills: {len(total.violations)} not resumed, not restarted, or left something behind\n")
    return 1 if total.violations else 0


if __name__ == "__main__":
    sys.exit(main())
