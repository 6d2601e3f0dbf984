"""Rehearsals killed at every stage boundary and inside every stage, and resumed: what came of each.

A victim is a production and the folder from which it is rehearsed by the installed program, in a process group of its
own. The process is watched from outside, by its journal, and ended by SIGKILL; where it really was is read from the
journal afterwards. Then `oneroof rehearse --resume last` goes on, now and then killed once more on its way. After that:

* verdict PASS, the bundle verifies, production's fingerprint is what it was;
* on the server: production, the clone that the result names, no other database, no session of oneroof or its tools;
* on the machine: no process, no folder of work, no dump, no socket; no run counts as unfinished.

Own packets (two, one of them DDL) on a small database, and the governance programme on a small demo production. Run by
``make kills``: each boundary, and inside each stage KILLS=2 times. A place that no kill hit is tried again; that none
ever did is an error, for then nothing was proven there.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from oneroof.demo.production import build
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.verdict.judge import STAGES
from tests.conftest import reachable_home
from tests.faults.killing import PACKETS, Moment, Nursery, Victim, hit, lengths_of, moments, place_of, shop, wrong
from tests.stages.conftest import SMALL

PROGRAMMES = ("packets", "governance")
PLACES = ("same", "embedded")
#: Every so many times the run that goes on is killed, too.
AGAIN = 5
#: How often a place that was not hit is tried again.
TRIES = 6


@dataclass
class Tally:
    """How many of each; ``violations`` are sentences; ``wanted`` and ``killed`` are places, as `hit` calls them."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    wanted: set[str] = field(default_factory=set)
    killed: set[str] = field(default_factory=set)

    @property
    def never(self) -> list[str]:
        """Places that no kill hit."""
        return sorted(self.wanted - self.killed)

    @property
    def kills(self) -> int:
        """Rehearsals that were killed, of all programmes."""
        return sum(number for name, number in self.counts.items() if name.endswith("kills"))

    @property
    def proven(self) -> bool:
        """Each place was hit, and nothing was wrong afterwards."""
        return bool(self.kills) and not self.never and not self.violations

    def add(self, other: Tally) -> None:
        """Both together."""
        self.counts.update(other.counts)
        self.violations += other.violations
        self.wanted |= other.wanted
        self.killed |= other.killed

    def of(self, programme: str, place: str) -> Tally:
        """The same, each line with its programme and its place."""
        name = f"{programme}, {place}: ".__add__
        return Tally(
            Counter({name(what): count for what, count in self.counts.items()}),
            [*map(name, self.violations)],
            {*map(name, self.wanted)},
            {*map(name, self.killed)},
        )


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
    tally.killed.add(at)
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
            chosen = [
                (moment, number % AGAIN == AGAIN - 1)
                for number, moment in enumerate(moments(rest, inside))
                if number % part[1] == part[0] and (not only or moment.number in only)
            ]
            tally.wanted = {place_of(moment) for moment, _ in chosen}
            for moment, again in chain(chosen, _not_hit(chosen, tally)):
                one(who, before, moment, rest, tally, again=again)
                _tell(f"{programme} {place} {moment}", tally)
        finally:
            nursery.close()
            server.stop()
    return tally


def _not_hit(chosen: Sequence[tuple[Moment, bool]], tally: Tally) -> Iterator[tuple[Moment, bool]]:
    """Moments of places that none of all kills hit, again and again."""
    for _ in range(TRIES):
        for place in tally.never:
            yield next(moment for moment, _ in chosen if place_of(moment) == place), False


def _tell(what: str, tally: Tally) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}: {tally.counts['kills']} kills, {tally.violations[-1:]}\n")


def main() -> int:
    """Run them all and say what came of it; 1 when anything was not as it must be, or was not tried."""
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
        jobs = {
            pool.submit(work, programme, place, given.inside, seed, (worker, given.workers), given.stage or []): (
                programme,
                place,
            )
            for programme in given.programme or PROGRAMMES
            for place in given.place or PLACES
            for worker in range(given.workers)
        }
        for job, (programme, place) in jobs.items():
            total.add(job.result().of(programme, place))
    say = sys.stdout.write
    for name, number in sorted(total.counts.items()):
        say(f"{number:7} {name}\n")
    for violation in total.violations:
        say(f"VIOLATION {violation}\n")
    for place in total.never:
        say(f"NEVER HIT {place}\n")
    say(f"seed {seed}, {time.monotonic() - began:.0f} s, {given.workers} workers\n")
    say(f"{total.kills} kills: {len(total.violations)} not resumed, not restarted, or left something behind\n")
    return 0 if total.proven else 1


if __name__ == "__main__":
    sys.exit(main())
