"""A rollout through a command that ends in psql: plain, over a real sshd, noisy, cut off, dying after COMMIT."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oneroof.packets.render import RESULT_MARK
from oneroof.pg import server as embedded
from tests.acceptance.conftest import Answer
from tests.faults.secure_shell import is_there, secure_shell
from tests.matrix import sampled
from tests.rollout_world import APR, CODE, World, endpoint, write_settings

DELTAS = [{"table": "public.price", "inserted": 0, "updated": 10, "deleted": 0, "new_file": False, "measured": "full"}]
#: Only the call that carries the packet has this word; queries come without.
CARRIES = "*ratified_apr*"


@dataclass(frozen=True)
class Way:
    """A production that is reached through a channel alone."""

    world: World
    psql: str

    def through(self, command: str) -> None:
        """What oneroof.toml says: a channel, no connection, and the identity that stands at its end."""
        world = self.world
        uid = world.one("SELECT database_uid::text FROM oneroof.database_identity")
        write_settings(world, None, f'database_uid = "{uid}"\n\n[channel]\ncommand = {_toml(command)}\n')
        file = world.folder / "oneroof.toml"
        production = f'[production]\ndsn = "{world.dsn.conninfo}"\n'
        text = file.read_text()
        assert production in text
        file.write_text(text.replace(production, "").replace(f'endpoint = "{endpoint(world.dsn)}"\n', ""))

    def script(self, body: str) -> None:
        """A channel that is a shell script: ``$PSQL`` is psql."""
        file = self.world.folder / "channel.sh"
        file.write_text(f"#!/bin/sh\nPSQL={shlex.quote(self.psql)}\n{body}\n")
        file.chmod(0o755)
        self.through(str(file))

    def status(self) -> list[str]:
        """What became of attempts, asked through the same channel."""
        answer = self.world.oneroof("--json", "rollout", "status", "--channel", schema="rollout-status")
        assert answer.status in {0, 5}, answer.stdout
        return [attempt["outcome"] for attempt in answer.document["attempts"]]


def _toml(text: str) -> str:
    return "'" + text + "'"


@pytest.fixture
def way(ready: World, shop_server: embedded.Server) -> Way:
    """An open gate; psql without any connection string, as a person would type it."""
    given = ready.dsn.parameters
    where = f"-h {given['host']} -p {given['port']} -U {given['user']} -d {given['dbname']}"
    return Way(ready, f"{shop_server.bindir / 'psql'} {where}")


def _ran(answer: Answer, world: World) -> None:
    assert (answer.status, answer.document["executed"]) == (0, True), answer.stdout
    assert answer.document["deltas"] == DELTAS
    assert len(answer.document["log_hash"]) == 64
    assert world.raised == 10


def _there_and_back(way: Way) -> None:
    """Plan, run, replay, rollback, and its replay: all through the channel."""
    world = way.world
    plan = world.done("--json", "rollout", "plan", "--apr", APR, "--bundle", world.bundle, "--channel")
    assert plan.document["would_run"]
    _ran(world.run("--channel"), world)
    again = world.run("--channel")
    assert (again.status, again.document["executed"], world.raised) == (4, False, 10)
    assert f"The gate is closed: packet {CODE}: expected not run under {APR}" in again.document["refused_because"]
    assert len(again.document["log_hash"]) == 64, "the attempt is logged through the channel, too"
    back = world.rollback("--channel")
    assert (back.status, back.document["executed"], world.raised) == (0, True, 0), back.stdout
    assert world.rollback("--channel").status == 4
    assert way.status() == []


@pytest.mark.thorough
def test_there_and_back_through_a_command(way: Way) -> None:
    """The command is psql itself."""
    way.through(way.psql)
    _there_and_back(way)


def test_refusals_through_a_command(way: Way) -> None:
    """Drift, another database at its end, no such program, one whose identity is not pinned, none at all."""
    world = way.world
    way.through(way.psql)
    world.sql("INSERT INTO price VALUES (51, 5)")
    drifted = world.run("--channel")
    assert (drifted.status, drifted.document["executed"], world.raised) == (1, False, 0)
    assert drifted.document["refused_because"] == "Step 7: guard cheap: expected 10, found 11."
    world.sql("DELETE FROM price WHERE id = 51")
    way.through(way.psql.replace("-d shop", "-d postgres"))
    elsewhere = world.run("--channel")
    assert elsewhere.status == 4, elsewhere.stdout
    assert "has no identity of production" in elsewhere.document["refused_because"]
    way.through("/no/such/program")
    assert world.run("--channel").status == 3
    write_settings(world, None, f"\n[channel]\ncommand = {_toml(way.psql)}\n")
    unpinned = world.run("--channel")
    assert unpinned.status == 4
    assert "pins no database_uid" in unpinned.document["refused_because"]
    write_settings(world)
    assert world.run("--channel").status == 2
    assert world.raised == 0


def test_codes_never_reach_a_shell(way: Way) -> None:
    """What a shell at the other end would obey is no proposal's code."""
    way.script('exec sh -c "$PSQL $*"')
    for code in ("APR-X;touch pwned", "$(touch pwned)", "APR-X -c 'DROP TABLE price'", "-o/tmp/pwned"):
        answer = way.world.oneroof(
            "--json", "rollout", "run", f"--apr={code}", "--bundle", way.world.bundle, "--channel"
        )
        assert answer.status == 4, answer.stdout
    assert way.world.raised == 0
    assert not (way.world.folder / "pwned").exists()


NOISE = """
echo "Welcome to db.example"
echo "oneroof-answer of yesterday: [" >&2
printf 'Last login: yesterday\\n'
$PSQL "$@"
status=$?
echo "logout"
exit $status
"""


def test_a_channel_that_chatters(way: Way) -> None:
    """Greetings and farewells of a login shell around everything."""
    way.script(NOISE)
    _there_and_back(way)


#: How a channel loses what psql says of the packet; what comes of it; whether it was kept.
LOSSES = {
    "dies before psql": ("exit 255", "aborted"),
    "dies in the middle of the file": ('head -c 20000 | $PSQL "$@"; exit 255', "aborted"),
    "is cut off in the middle of the file, and says nothing": ('head -c 20000 | $PSQL "$@" 2>&1 >/dev/null', "aborted"),
    "dies after COMMIT": ('$PSQL "$@" >/dev/null; exit 255', "executed"),
    "loses the result line and ends with 0": (f'$PSQL "$@" | grep -v {RESULT_MARK}; exit 0', "executed"),
    "cuts the result line": ('$PSQL "$@" | head -c 100; exit 0', "executed"),
    "says it twice": ('$PSQL "$@" | tee /dev/fd/2 2>&1; exit 0', "executed"),
    "has the result and ends badly": ('$PSQL "$@"; exit 1', "executed"),
    "greets without ending its line": ("printf 'hello '; $PSQL \"$@\"; exit 0", "executed"),
}


@pytest.mark.parametrize("name", sampled(LOSSES, ["dies in the middle of the file", "cuts the result line"]))
def test_a_lost_word_is_found_out_through_the_channel(way: Way, name: str) -> None:
    """Exit 5, never a guess; `rollout status --channel` says what became of it, and the next run does what it must."""
    body, outcome = LOSSES[name]
    way.script(f'case "$*" in\n{CARRIES}) {body};;\n*) exec $PSQL "$@";;\nesac')
    answer = way.world.run("--channel")
    assert (answer.status, answer.document["executed"]) == (5, "unknown"), answer.stdout
    assert answer.document["error"]["next"] == "Run `oneroof rollout status --channel`, which finds out."
    assert way.world.raised == (10 if outcome == "executed" else 0)
    assert way.status() == [outcome]
    assert way.status() == [], "what was found out is not asked again"
    way.through(way.psql)
    assert way.world.run("--channel").status == (4 if outcome == "executed" else 0)


def test_a_cut_answer_to_a_question_is_no_answer(way: Way) -> None:
    """Before anything is done: exit 3."""
    for body in ('$PSQL "$@" | head -c 200', 'echo "oneroof-answer []"; $PSQL "$@"', "exit 0"):
        way.script(body)
        answer = way.world.run("--channel")
        assert answer.status == 3, answer.stdout
        assert "did not answer" in answer.document["refused_because"]
    assert way.world.raised == 0


@pytest.mark.thorough
def test_a_psql_that_goes_on_without_us_is_not_called_aborted(way: Way, tmp_path: Path) -> None:
    """The channel is gone while the far psql waits for the rollout's lock: unknown, until it has ended."""
    holds = way.psql.split()
    begin = "SELECT pg_advisory_lock(oneroof.fn_lock_key_gate()); \\echo held\n"
    with subprocess.Popen([*holds, "-X", "-q", "-f", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdin.write(begin.encode())
        holder.stdin.flush()
        while b"held" not in holder.stdout.readline():
            pass
        far = tmp_path / "far.out"
        leave = f'cat >far.sql; ($PSQL "$@" <far.sql >{far} 2>&1 &) ; sleep 1; exit 255'
        way.script(f'case "$*" in\n{CARRIES}) {leave};;\n*) exec $PSQL "$@";;\nesac')
        assert way.world.run("--channel").status == 5
        assert way.status() == ["unknown"]
        holder.stdin.close()
    _until_ended(far)
    assert way.status() == ["executed" if way.world.raised else "aborted"]


def _until_ended(far: Path) -> None:
    deadline = time.monotonic() + 30
    while not any(mark in far.read_text() for mark in (RESULT_MARK, "ERROR")):
        assert time.monotonic() < deadline
        time.sleep(0.05)


# -- over a real sshd -----------------------------------------------------------------------------------------------


@pytest.fixture
def over_ssh(tmp_path: Path) -> Iterator[str]:
    """A command that leads through sshd."""
    if not is_there():
        assert "ONEROOF_TEST_SSHD_NEEDED" not in os.environ, "this machine has no sshd, and CI must have one"
        pytest.skip("no sshd here (Debian: openssh-server); the header says so")
    (tmp_path / "ssh").mkdir()
    with secure_shell(tmp_path / "ssh") as command:
        yield command


def test_there_and_back_over_ssh(way: Way, over_ssh: str) -> None:
    """`ssh HOST psql …`, with a banner, through a real sshd and a real login shell: run, refused, rolled back."""
    way.through(f"{over_ssh} {way.psql}")
    _ran(way.world.run("--channel"), way.world)
    assert way.world.run("--channel").status == 4
    assert (way.world.rollback("--channel").status, way.world.raised) == (0, 0)


def test_the_reports_own_call_over_ssh_with_a_closed_gate(
    world: World, shop_server: embedded.Server, over_ssh: str
) -> None:
    """`psql -v ratified_apr=<APR> -f -`, the file piped in, no other option: it does not end 0."""
    file = world.folder / "commit.sql"
    world.done("packet", "render", world.bundle, CODE, "--out", file)
    given = world.dsn.parameters
    where = f"-h {given['host']} -p {given['port']} -U {given['user']} -d {given['dbname']}"
    words = [*shlex.split(over_ssh), f"{shop_server.bindir / 'psql'} {where} -v ratified_apr={APR} -f -"]
    done = subprocess.run(words, input=file.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 3, done.stderr
    assert RESULT_MARK.encode() not in done.stdout
    assert b"OR202: proposal: expected" in done.stderr
    assert world.raised == 0
