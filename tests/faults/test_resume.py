"""`kill -9` of a rehearsal, then `--resume`: it goes on from a place that is known, or begins again; nothing is left.

A sample, and for `make thorough` each boundary and each stage once; `python -m tests.kills` (``make kills``) does more.
"""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oneroof.evidence.journal import Journal, unfinished
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session
from oneroof.verdict.judge import STAGES
from tests.acceptance.conftest import Answer, call
from tests.conftest import reachable_home
from tests.faults.killing import PACKETS, Moment, Nursery, Victim, hit, lengths_of, place_of, shop, watch, wrong

#: An operation in which there is time to be killed, before anything of it is kept.
SLOW = {
    **PACKETS["RAISE_PRICES"],
    "operation.sql": PACKETS["RAISE_PRICES"]["operation.sql"] + "SELECT pg_sleep(0.5);\n",
}

#: Seconds that a stage works, for a kill in its midst to hit it; shorter ones wait at their begin to be killed.
TIME_ENOUGH = 0.1
#: How often a stage is tried that ended before the kill came.
TRIES = 3


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """Starts the program many times at little cost."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture
def victim(
    request: pytest.FixtureRequest, nursery: Nursery, server: embedded.Server, make_database: Callable[..., object]
) -> Iterator[Victim]:
    """A small production, two packets, clones on the same server."""
    dsn = server.dsn.with_database("kill_me")
    make_database(dsn.database)
    slow = {"RAISE_PRICES": SLOW, "ADD_TABLE": PACKETS["ADD_TABLE"]}
    with reachable_home() as folder:
        words = shop(dsn, folder, getattr(request, "param", slow))
        more = {"ONEROOF_CLONE_DSN": server.dsn.conninfo}
        made = Victim(nursery, server, dsn, folder, ["--production", dsn.conninfo, *words], more)
        yield made
        made.drop_clones()


def _resumed(victim: Victim, *words: str) -> Answer:
    """``--resume`` in this process."""
    more = ["--resume", *(words or ("last",))]
    return call(victim.folder, "--json", "rehearse", *more, schema=None, environment=victim.environment)


def _refused(victim: Victim, exit_code: int, code: str, *words: str) -> str:
    answer = _resumed(victim, *words)
    assert (answer.status, answer.document["error"]["code"]) == (exit_code, code), answer.stdout
    return str(answer.document["error"]["message"])


def test_killed_again_and_again(victim: Victim) -> None:
    """While the clone is made, in an operation, before the rollback, after it, at the end: from the right place."""
    before = victim.fingerprint()
    assert victim.kill(Moment(2, "begin", event="making"))
    assert hit(victim.lines()) == "inside 02"
    went = victim.resume_and_kill
    for moment in (Moment(4, "begin", asleep=True), Moment(8, "end"), Moment(9, "end"), Moment(12, "end")):
        assert went(moment), moment
    status, document = victim.rehearse("--resume", "last")
    assert wrong(victim, before, status, document) == []
    again = [(line["killed_in"], line["from"]) for line in document["resumed"]]
    assert again[:2] == [(2, 1), (4, 4)]
    assert again[2][0] in {8, 9}
    assert again[2][1] == 4
    assert again[3][0] in {9, 10}
    assert again[3][1] == 10
    assert len(again) == 4, "the last time nothing but the publication was left"
    impact = next(stage["facts"] for stage in document["stages"] if stage["key"] == "impact")
    assert len(impact["killed_sessions"]) >= 4
    assert all(session["untouched"] for session in (*impact["sessions"], *impact["killed_sessions"]))
    assert (victim.folder / document["package"] / "evidence").is_dir()
    assert not list(Path(victim.folder / document["package"]).glob("revisions/*")), "published once"
    assert "came to its end" in _refused(victim, 2, "usage")


@pytest.mark.thorough
@pytest.mark.parametrize("victim", [PACKETS], indirect=True, ids=["packets"])
def test_killed_at_every_boundary(victim: Victim) -> None:
    """Before the first stage does anything, then after each one, and each is really hit; nothing is left."""
    before = victim.fingerprint()
    assert victim.kill(Moment(1, "begin"))
    for number, _key, _title in STAGES:
        moment = Moment(number, "end")
        assert victim.resume_and_kill(moment), moment
        assert hit(victim.lines()) == place_of(moment)
    status, document = victim.rehearse("--resume", "last")
    assert wrong(victim, before, status, document) == []
    assert len(document["resumed"]) == len(STAGES), "the last time nothing but the publication was left"


@pytest.mark.thorough
@pytest.mark.parametrize("victim", [PACKETS], indirect=True, ids=["packets"])
def test_killed_inside_every_stage(victim: Victim) -> None:
    """While it works, or where it has no time to be killed in, at its begin; each is really hit; nothing is left."""
    before = victim.fingerprint()
    status, document = victim.rehearse(*victim.words)
    assert status == 0, document
    victim.lengths = lengths_of(victim.lines())
    victim.drop_clones()
    go = victim.kill
    for number, _key, _title in STAGES:
        works = victim.lengths[number] > TIME_ENOUGH
        moment = Moment(number, "inside" if works else "begin", part=0.3)
        for _ in range(TRIES):
            assert go(moment), moment
            go = victim.resume_and_kill
            if hit(victim.lines()) == place_of(moment):
                break
            victim.drop_clones()  # it was quicker: without its clone it begins again
        assert hit(victim.lines()) == place_of(moment)
    status, document = victim.rehearse("--resume", "last")
    assert wrong(victim, before, status, document) == []
    assert {line["killed_in"] for line in document["resumed"]} == {number for number, _key, _title in STAGES}


@pytest.mark.thorough
def test_a_clone_that_is_not_what_it_was(victim: Victim) -> None:
    """Somebody wrote in it, somebody dropped it: a new one is made, and the reason is told."""
    before = victim.fingerprint()
    assert victim.kill(Moment(4, "begin", asleep=True))
    clone = victim.databases()[-1]
    with Session.open(victim.server.dsn.with_database(clone)) as session:
        session.connection.execute("INSERT INTO public.price VALUES (1000, 1)")
    assert victim.resume_and_kill(Moment(4, "begin", asleep=True))
    assert _reasons(victim) == ["the clone could not be brought back to what stage 03 left: table:public.price."]
    with Session.open(victim.server.dsn) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(clone)))
    status, document = victim.rehearse("--resume", "last")
    assert wrong(victim, before, status, document) == []
    assert _reasons(victim)[1] == f"the clone {clone} is gone."
    assert [line["from"] for line in document["resumed"]] == [1, 1]


def _reasons(victim: Victim) -> list[str]:
    return [line["why"] for line in victim.lines() if line["event"] == "resumed-from"]


def test_what_was_kept_is_held_to_its_digest(victim: Victim) -> None:
    """Facts or state edited or gone, another packet, another word, a run that lives: refused, and nothing is done."""
    assert victim.kill(Moment(4, "begin", asleep=True))
    run = victim.journal()
    assert run is not None
    folder, kept = run.parent, run.parent.parent.parent / "kept"
    shutil.copytree(folder, kept)
    databases = victim.databases()
    refused = functools.partial(_refused, victim, 4, "run-changed")
    for pattern in ("facts/02-clone.json", "state/*.json"):
        (file,) = folder.glob(pattern)
        file.write_text(file.read_text().replace("1", "2", 1))
        assert file.name in refused()
        file.unlink()
        assert file.name in refused()
        shutil.copy(kept / file.relative_to(folder), file)
    lines = run.read_text()
    run.write_text(lines.replace('"stage-ended"', '"stage-ended', 1))
    assert "cannot be read" in refused()
    run.write_text(lines.replace('"version": "', '"version": "9.', 1))
    assert "begun by oneroof 9." in refused()
    run.write_text(lines)
    operation = victim.folder / "ADD_TABLE" / "operation.sql"
    operation.write_text("CREATE TABLE added (w int);\n")
    assert "the packet ADD_TABLE differs" in refused()
    operation.write_text(PACKETS["ADD_TABLE"]["operation.sql"])
    assert "the packet ADD_TABLE differs" in refused("last", "--packet", "RAISE_PRICES")
    assert "clone server differs" in refused("last", "--clone-server", "embedded")
    assert "production.dsn differs" in refused("last", "--production", "dbname=other")
    assert "no run nowhere" in _refused(victim, 2, "usage", "nowhere")
    journal = Journal.resume(victim.home, folder.name)
    assert "is not over" in _refused(victim, 4, "run-alive")
    journal.close()
    assert victim.databases() == databases
    assert json.loads((folder / "facts" / "02-clone.json").read_text())["key"] == "clone"


@pytest.fixture
def alone(nursery: Nursery, server: embedded.Server, make_database: Callable[..., object]) -> Iterator[Victim]:
    """A small production without a clone maker, so clones are in servers of their own."""
    dsn = server.dsn.with_database("leave_me")
    make_database(dsn.database)
    with reachable_home() as folder:
        yield Victim(
            nursery,
            server,
            dsn,
            folder,
            ["--production", dsn.conninfo, *shop(dsn, folder, {"ADD_TABLE": PACKETS["ADD_TABLE"]})],
        )


def test_what_a_killed_run_left_in_a_server_of_its_own_is_listed_and_dropped(alone: Victim) -> None:
    """Not while the run is at it; then by its name, with the server's folder; before it had a name, by its run."""

    def ask(*words: str) -> Answer:
        return call(alone.folder, "--json", "clone", *words, schema=None, environment=alone.environment)

    at = Moment(3, "end").line
    process = alone.start(*alone.words, stop=at)
    try:
        watch(process, alone.journal, Moment(3, "end"), {}, lambda: False)
        (made,) = [line for line in alone.lines() if line["event"] == "making" and line["kind"] == "server"]
        run, folder = Path(made["name"]).name, Path(made["name"])
        assert ask("list").document["clones"] == []
        assert ask("drop", run).status != 0
        (alone.home / "clones" / f"{run}.json").write_text("{}")  # whatever a note says meanwhile
        refused = ask("drop", run)
        assert (refused.status, refused.document["error"]["code"]) == (4, "run-alive"), refused.stdout
        (alone.home / "clones" / f"{run}.json").unlink()
        assert (folder / "data" / "PG_VERSION").exists()
    finally:
        process.kill()
    (listed,) = ask("list").document["clones"]
    assert listed["name"].startswith("leave_me_gov_test_")
    shown = (listed["state"], listed["run_id"], listed["folder"], listed["production"], listed["overdue"])
    assert shown == ("unfinished", run, str(folder), "leave_me", False)
    assert listed["bytes"] > 1 << 20
    assert ask("drop", "--expired").document["clones"] == []
    assert ask("drop", listed["name"]).status == 0
    assert (folder.exists(), ask("list").document["clones"]) == (False, [])
    assert not [made for left in unfinished(alone.home) for made in left.left if made.kind == "server"]

    assert alone.kill(Moment(2, "begin"))
    (listed,) = ask("list").document["clones"]
    assert (listed["name"], listed["state"]) == (listed["run_id"], "unfinished")
    assert ask("drop", listed["run_id"]).status == 0
    assert not Path(listed["folder"]).exists()
