"""Drift and replays against rollouts at random moments, many times over: how often anything ran on a changed state.

A race: a production with an open gate, fresh from a template; one thread runs the rollout, another waits for a random
moment and then changes something that was verified, guarded, pinned or signed. Afterwards the database alone decides:

* what is locked while a packet runs (rows and definitions of its tables, acts on its proposal): it ran on a changed
  state when both were committed and the change's COMMIT came first, by the server's commit timestamps and by the order
  of the gate's log; besides, whatever the operation would have left behind had it met the change is looked for;
* what no lock protects (the body of a trigger's function): when the operation met the change, which its rows show;
* a rollout that says it did not run, and left something, counts as well.

A replay: a packet that ran is run again, by oneroof, past all that oneroof verifies, and by the rendered file; two at
once at first; after a rollback too. It ran again when the log or the rows say so.

Run by ``make races``, RACES=1000 of each; two worker processes, each with a server of its own.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from oneroof import errors
from oneroof.clone.identity import open_production, read_identity
from oneroof.config import Settings, load
from oneroof.evidence.bundle import read_bundle
from oneroof.gate.act import SignedAct
from oneroof.gate.propose import pinned_packet
from oneroof.gate.store import open_recorder, record_hold
from oneroof.packets.file import psql_file
from oneroof.packets.production import run_on_production
from oneroof.pg import server as embedded
from oneroof.pg.session import Session
from oneroof.production.prepare import Wanted
from oneroof.rollout import rollout
from tests.conftest import reachable_home
from tests.rollout_world import APR, CODE, OPENED, World, copy, keep, rehearse

#: Tells which of two transactions committed first.
SETTINGS = {"track_commit_timestamp": "on"}
#: How many replays meet one production.
BATCH = 20


@dataclass(frozen=True)
class Drift:
    """What somebody does; ``met`` is true when the operation ran on it, by what it left; ``locked``: it has to wait."""

    script: str
    met: str
    locked: bool = True


_COUNTED = "(SELECT deltas #>> '{0,updated}' <> '10' FROM oneroof.governance_rollout)"
DRIFTS = {
    "a row more": Drift("INSERT INTO price VALUES (51, 5)", "EXISTS (SELECT FROM price WHERE id = 51 AND amount <> 5)"),
    "a row less": Drift("DELETE FROM price WHERE id = 3", _COUNTED),
    "a row that the operation changes": Drift(
        "UPDATE price SET amount = amount * 2 WHERE id = 3", "EXISTS (SELECT FROM price WHERE id = 3 AND amount = 106)"
    ),
    "a row that a guard adds up": Drift("UPDATE price SET amount = amount + 1 WHERE id = 40", _COUNTED),
    "a trigger": Drift(
        "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN INSERT INTO public.audit VALUES (''x''); RETURN NULL; END';"
        "CREATE TRIGGER tell AFTER UPDATE ON price FOR EACH ROW EXECUTE FUNCTION tell()",
        "EXISTS (SELECT FROM audit)",
    ),
    "a column": Drift("ALTER TABLE price ADD extra int DEFAULT 1", _COUNTED),
    "a constraint": Drift("ALTER TABLE price ADD CHECK (amount < 100000)", _COUNTED),
    "a trigger's function": Drift(
        "CREATE OR REPLACE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN NEW.amount := NEW.amount + 1000; RETURN NEW; END'",
        "EXISTS (SELECT FROM price WHERE amount > 1000)",
        locked=False,
    ),
}
HOLD = "a hold"
KINDS = (*DRIFTS, HOLD)
#: What the database says of a race: whether it ran, how many rows say so, whose COMMIT came first.
JUDGE = """
SELECT (SELECT count(*) FROM oneroof.governance_rollout) AS runs,
       (SELECT count(*) FROM price WHERE changed_by IS NOT NULL) AS raised,
       coalesce({met}, false) AS met,
       coalesce((SELECT pg_xact_commit_timestamp('{drift}'::xid) <= pg_xact_commit_timestamp(r.xmin)
                   FROM oneroof.governance_rollout r), false) AS first,
       coalesce((SELECT min(l.height) FILTER (WHERE l.act = 'held') < min(l.height) FILTER (WHERE l.act = 'executed')
                   FROM oneroof.os_gate_log l), false) AS held_first
"""


@dataclass
class Tally:
    """How many of each; ``violations`` are sentences."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Both together."""
        self.counts.update(other.counts)
        self.violations += other.violations


@dataclass
class Track:
    """A production with an open gate that is made again for each race."""

    opened: World
    server: embedded.Server
    folder: Path
    rest: random.Random
    seconds: list[float] = field(default_factory=lambda: [0.7])
    made: int = 0

    def fresh(self) -> tuple[World, Settings]:
        """The production as it was when the gate had been opened."""
        self.made += 1
        folder = self.folder / str(self.made)
        folder.mkdir()
        world = copy(self.opened, self.server, folder, OPENED)
        return world, load(folder / "oneroof.toml", {"ONEROOF_HOME": str(folder / "home")})

    def done(self, world: World) -> None:
        """Nothing of it stays."""
        shutil.rmtree(world.folder)

    def moment(self) -> float:
        """Seconds from the beginning of a rollout to some point in it, or shortly after."""
        return self.rest.uniform(0, 1.05 * statistics.median(self.seconds[-50:]))


def run(world: World, settings: Settings) -> bool:
    """The rollout, by its own function; true when it says that it ran."""
    with suppress(errors.OneroofError):
        return rollout(Wanted(settings, APR, world.bundle), lambda _code: None).executed is True
    return False


# -- races ----------------------------------------------------------------------------------------------------------


def races(track: Track, count: int, moment: Callable[[], float] | None = None) -> Tally:
    """So many races, each kind in turn."""
    tally = Tally()
    held: SignedAct | None = None
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        world, settings = track.fresh()
        if kind == HOLD and held is None:
            held = world.decide("hal", "hold")  # the same bytes fit each copy of the same log
        _race(track, world, settings, kind, held, (moment or track.moment)(), tally)
        track.done(world)
    return tally


def _race(
    track: Track, world: World, settings: Settings, kind: str, held: SignedAct | None, moment: float, tally: Tally
) -> None:
    drifted: list[str] = []
    ready, go = threading.Event(), threading.Event()

    def drift() -> None:
        with (
            open_recorder(world.dsn)
            if kind == HOLD
            else Session.open(world.dsn, settings={"search_path": "public"}) as session
        ):
            ready.set()
            go.wait()
            time.sleep(moment)
            if kind == HOLD:
                assert held is not None
                record_hold(session, held)  # type: ignore[arg-type]
                drifted.append("0")
                return
            with session.transaction():
                session.connection.execute(DRIFTS[kind].script.encode())
                row = session.connection.execute("SELECT pg_current_xact_id()::xid::text AS id").fetchone()
            assert row is not None
            drifted.append(row["id"])

    with ThreadPoolExecutor(1) as other:
        drifting = other.submit(drift)
        ready.wait()
        go.set()
        began = time.monotonic()
        said = run(world, settings)
        took = time.monotonic() - began
        drifting.result(60)
    if said:
        track.seconds.append(took)
    _judge(world, kind, drifted[0], said=said, tally=tally)


def _judge(world: World, kind: str, drift: str, *, said: bool, tally: Tally) -> None:
    """Decide from the database what happened."""
    about = DRIFTS.get(kind, Drift("", "false"))
    with Session.open(world.dsn, settings={"search_path": "public"}) as session:
        found: dict[str, Any] = dict(
            session.connection.execute(
                JUDGE.format(met=about.met, drift=drift if drift != "0" else "2").encode()
            ).fetchone()
            or {}
        )
    ran = found["runs"] > 0
    first = found["held_first"] if kind == HOLD else found["first"]
    tally.counts[f"{kind}: {'ran before it' if ran else 'refused'}"] += 1
    tally.counts["ran" if ran else "refused"] += 1
    if not about.locked and ran and first and not found["met"]:
        tally.counts["came between the last check and COMMIT, and was not met"] += 1
    if ran and (found["met"] or (first and about.locked)):
        tally.violations.append(f"{kind}: it ran on the changed state: {found}")
    if ran is not said or (not ran and found["raised"] > 0) or found["runs"] > 1:
        tally.violations.append(f"{kind}: what it says is not what is there: {said}, {found}")


# -- replays --------------------------------------------------------------------------------------------------------


def replays(track: Track, count: int) -> Tally:
    """So many runs of what ran already."""
    tally = Tally()
    while tally.counts["replays"] < count:
        world, settings = track.fresh()
        _batch(track, world, settings, min(BATCH, count - tally.counts["replays"]), tally)
        track.done(world)
    return tally


def _batch(track: Track, world: World, settings: Settings, count: int, tally: Tally) -> None:
    """Two at once, of which one is a replay; then one after the other; in every second batch after a rollback."""
    other = load(world.folder / "oneroof.toml", {"ONEROOF_HOME": str(world.folder / "other")})
    with ThreadPoolExecutor(2) as both:
        twins = [both.submit(run, world, given) for given in (settings, other)]
        said = [twin.result() for twin in twins]
    back = track.made % 2 == 0
    if back:
        rollout(Wanted(settings, APR, world.bundle, direction="rollback"), lambda _code: None)
    ways = (_by_oneroof, _unverified, _by_psql)
    for number in range(count - 1):
        way = ways[number % len(ways)]
        said.append(way(world, settings))
        tally.counts[f"replays {way.__name__.strip('_').replace('_', ' ')}"] += 1
    tally.counts["replays two at once"] += 1
    tally.counts["replays"] += count
    runs = world.one("SELECT count(*) FROM oneroof.governance_rollout WHERE act = 'executed'")
    rows = world.one("SELECT jsonb_build_array(count(*) FILTER (WHERE changed_by IS NOT NULL), sum(amount)) FROM price")
    expected = [0, 1275] if back else [10, 2275]
    if runs != 1 or rows != expected or sum(said) != 1:
        tally.violations.append(f"a replay ran: {runs} runs, rows {rows}, expected {expected}; said {said}")


def _by_oneroof(world: World, settings: Settings) -> bool:
    return run(world, settings)


def _unverified(world: World, _settings: Settings) -> bool:
    """Past all that oneroof verifies: the database alone stands in the way."""
    packet, pins = pinned_packet(read_bundle(world.bundle), CODE)
    with Session.open(world.dsn) as session:
        identity = read_identity(session)
    with open_production(world.dsn, identity) as session:
        done = run_on_production(
            session,
            packet,
            pins,
            direction="forward",
            apr_code=APR,
            identity=identity,
            verified=None,
            log=lambda _line: None,
        )
    return done.executed


def _by_psql(world: World, _settings: Settings) -> bool:
    packet, pins = pinned_packet(read_bundle(world.bundle), CODE)
    words: list[str | Path] = [
        embedded.provider() / "psql",
        "-X",
        "-d",
        world.dsn.conninfo,
        "-v",
        f"ratified_apr={APR}",
        "-f",
        "-",
    ]
    script = psql_file(packet, pins, "forward").encode()
    return subprocess.run(words, input=script, capture_output=True, check=False).returncode == 0


# -- the whole of it ------------------------------------------------------------------------------------------------


def work(worker: int, races_wanted: int, replays_wanted: int, seed: int) -> tuple[Tally, Tally]:
    """One worker's share, on a server of its own."""
    with reachable_home() as home:
        server = embedded.start(home=home / "postgres", throwaway=True, settings=SETTINGS)
        try:
            for name in ("rehearsed", "opened", "races"):
                (home / name).mkdir()
            opened = copy(rehearse(server, home / "rehearsed"), server, home / "opened")
            opened.open_gate()
            keep(server, OPENED)
            track = Track(opened, server, home / "races", random.Random(f"{seed}/{worker}"))
            return races(track, races_wanted), replays(track, replays_wanted)
        finally:
            server.stop()


def shares(count: int, workers: int) -> list[int]:
    """So many for each."""
    return [count // workers + (worker < count % workers) for worker in range(workers)]


def main() -> int:
    """Run them all and say what came of it; 1 when anything ran that must not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("races", type=int, help="how many races, and how many replays")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=None, help="to see the same moments again")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else time.time_ns()
    began = time.monotonic()
    raced, replayed = Tally(), Tally()
    with ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool:
        parts = shares(given.races, given.workers)
        jobs = [pool.submit(work, worker, part, part, seed) for worker, part in enumerate(parts)]
        for job in jobs:
            races_done, replays_done = job.result()
            raced.add(races_done)
            replayed.add(replays_done)
    say = sys.stdout.write
    for name, number in sorted((raced.counts + replayed.counts).items()):
        say(f"{number:7} {name}\n")
    for violation in (*raced.violations, *replayed.violations):
        say(f"VIOLATION {violation}\n")
    say(f"seed {seed}, {time.monotonic() - began:.0f} s, {given.workers} workers\n")
    total = raced.counts["ran"] + raced.counts["refused"]
    say(f"{total} drift races: {len(raced.violations)} executions on a changed state\n")
    say(f"{replayed.counts['replays']} replays: {len(replayed.violations)} runs\n")
    tried = total and replayed.counts["replays"]
    return 1 if raced.violations or replayed.violations or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
