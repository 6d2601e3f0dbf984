"""Attacks on a rollout, by name: what is not exactly what was signed, here and now, is refused, and nothing is changed.

The production, its gate, the bundle and the signatures are real; see `tests.rollout_world`. What an operation itself
can try is in `test_operations`, what a rendered file is put through in `tests/pg/test_packet_psql.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from oneroof import errors
from oneroof.gate import verify
from oneroof.gate.act import Meaning
from oneroof.gate.store import open_recorder, record_act, record_hold
from oneroof.packets.render import RESULT_MARK
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.acceptance.conftest import Answer
from tests.faults.wire import wire
from tests.matrix import sampled
from tests.rollout_world import APR, CODE, NAME, PACKET, World, endpoint, write_settings
from tests.unit.evidence_sample import renew

ROLLOUT_LOCK = b"pg_advisory_xact_lock(80294"
OPERATION = b"current_setting('oneroof.statement')"
#: What must be the same after a refusal; attempts are logged, so the log is not in it.
STATE = """
SELECT jsonb_build_object(
    'price', (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.id) FROM public.price p),
    'audit', (SELECT jsonb_agg(to_jsonb(a)) FROM public.audit a),
    'rollouts', (SELECT count(*) FROM oneroof.governance_rollout),
    'relations', (SELECT jsonb_object_agg(c.relname, jsonb_build_array(c.relfilenode, c.relnatts, c.relhastriggers))
                    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace))
"""


def refused(world: World, answer: Answer, status: int, *said: str) -> None:
    """Nothing ran, and the sentence says why."""
    assert (answer.status, answer.document["executed"]) == (status, False), answer.stdout
    for words in said:
        assert words in answer.document["refused_because"], answer.document["refused_because"]
    assert world.raised == 0


def psql(world: World, file: Path, apr: str = APR) -> subprocess.CompletedProcess[str]:
    """The rendered file by plain psql, as in the reports: no other option."""
    program = embedded.provider() / "psql"
    words: list[str | Path] = [program, "-d", world.dsn.conninfo, "-v", f"ratified_apr={apr}", "-f", file]
    environment = {**os.environ, "PSQLRC": os.devnull}
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


def rendered(world: World) -> Path:
    """The bundle's packet as a file."""
    file = world.folder / "commit.sql"
    world.done("packet", "render", world.bundle, CODE, "--out", file)
    return file


@contextmanager
def meanwhile(world: World, folder: Path, word: bytes, act: Callable[[], Any]) -> Iterator[None]:
    """When the rollout says a word to the server, something happens before the server hears it."""
    failed: list[Exception] = []

    def acted() -> None:
        write_settings(world)  # whoever acts takes the way that nothing is done to
        try:
            act()
        except Exception as error:  # noqa: BLE001 - told by the test, not by the wire's thread
            failed.append(error)

    (folder / "wire").mkdir(exist_ok=True)
    with wire(folder / "wire", world.dsn, word, meanwhile=acted) as (dsn, cut):
        write_settings(world, dsn)
        yield
    assert failed == []
    assert cut.heard, "the word was never said"


# -- one byte changed after ratification ----------------------------------------------------------------------------

CHANGED = [
    f"packets/{CODE}/operation.sql",
    f"packets/{CODE}/packet.toml",
    f"packets/{CODE}/pins.toml",
    f"packets/{CODE}/rollback.sql",
    "facts/04-seed.json",
    "manifest.json",
    "attestations/*.json",
    "attestations/*.sig",
]


def _change_one_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    place = len(content) // 2
    content[place] = ord("1") if content[place] != ord("1") else ord("2")
    file.write_bytes(content)


def _renew(bundle: Path) -> None:
    """Every digest of the bundle made right again; the attestations stay what they were."""
    words = bundle / "evidence" / "attestations"
    words.rename(bundle / "kept")
    renew(bundle)
    (bundle / "kept").rename(words)


@pytest.mark.parametrize("name", sampled(CHANGED, [CHANGED[0], CHANGED[2], CHANGED[-1]]))
def test_one_byte_changed_after_ratification(ready: World, tmp_path: Path, name: str) -> None:
    """In packet, pins, evidence, attestation: refused as it is, and also with every digest of the bundle renewed."""
    world = replace(ready, bundle=tmp_path / "bundle")
    shutil.copytree(ready.bundle, world.bundle)
    (file,) = (world.bundle / "evidence").glob(name)
    before = world.one(STATE)
    _change_one_byte(file)
    refused(world, world.run(), 4)
    if name.startswith(("packets", "facts")):
        _renew(world.bundle)
        refused(world, world.run(), 4)
    assert world.one(STATE) == before


def test_another_packet_than_the_one_that_was_signed(ready: World) -> None:
    """Rehearsed, attested, of the same code for the same database, and never signed."""
    packet = ready.folder / "packet"
    packet.mkdir()
    for name, content in PACKET.items():
        (packet / name).write_text(content.replace("+ 100", "+ 1000").replace("- 100", "- 1000"))
    ready.done("rehearse", "--packet", "packet", "--out", "out", "--attest", ready.key("ci"), "--attest-as", "ci")
    other = replace(ready, bundle=next(ready.folder.glob("out/knowledge/dev/reports/architecture/*/evidence")))
    refused(other, other.run(), 4, f"{APR} does not cover a packet with the digest")
    run = psql(other, rendered(other))
    assert run.returncode == 3
    assert "OR202: packet digest: expected one that" in run.stderr
    assert ready.raised == 0


# -- time, holds, versions ------------------------------------------------------------------------------------------


def with_authority(world: World, old: str, new: str) -> None:
    """Another authority file before anybody has signed, and its pin."""
    file = world.folder / "authority.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    (world.folder / "trust.toml").write_text(f'authority_version = 1\nauthority_digest = "{digest}"\n')
    write_settings(world)


@pytest.mark.thorough
def test_an_expired_approval(world: World, tmp_path: Path) -> None:
    """By the server's clock: while the rollout waits for its lock, and ever after; by psql, too."""
    begun = time.monotonic()
    world.done("gate", "status")
    patience = 3 + round(5 * (time.monotonic() - begun))  # long enough to begin on this machine, whatever else it does
    with_authority(world, 'approval_validity = "30d"', f'approval_validity = "{patience}s"')
    file = rendered(world)
    world.open_gate()
    expires = "SELECT extract(epoch FROM min(expires_at) - clock_timestamp()) FROM oneroof.os_proposal_approvals"
    with meanwhile(world, tmp_path, ROLLOUT_LOCK, lambda: time.sleep(max(0, float(world.one(expires))) + 0.05)):
        answer = world.run()
    refused(world, answer, 4, "The gate is closed: approval: expected an approval that holds at")
    refused(world, world.run(), 4, f"The approval of {APR} expired at 20")
    run = psql(world, file)
    assert (run.returncode, world.raised) == (3, 0)
    assert "OR202: approval: expected an approval that holds at" in run.stderr


def record(world: World, ref: str, meaning: Meaning) -> None:
    """Somebody's act, recorded by a program that asks nobody whether it still means anything."""
    signed = world.decide(ref, meaning)
    with open_recorder(world.dsn) as session:
        (record_hold if meaning == "hold" else record_act)(session, signed)


def test_a_hold(ready: World) -> None:
    """Any of level L2 and above, after the ratification; by psql, too."""
    file = rendered(ready)
    ready.done("gate", "hold", APR, "--as", "hal", "--key", ready.key("hal"), "--reason", "Wait.", "--yes")
    refused(ready, ready.run(), 4, f"{APR} is held by Hal Abelson")
    run = psql(ready, file)
    assert (run.returncode, ready.raised) == (3, 0)
    assert "OR202: hold" in run.stderr


def test_a_hold_that_arrives_between_check_and_lock(ready: World, tmp_path: Path) -> None:
    """All was verified, then somebody says no: what the database finds is not what was verified."""
    with meanwhile(ready, tmp_path, ROLLOUT_LOCK, lambda: record(ready, "hal", "hold")):
        answer = ready.run()
    refused(ready, answer, 4, "The gate is closed: verified acts")


LOG_ORDER = "SELECT jsonb_agg(l.act ORDER BY l.height) FROM oneroof.os_gate_log l WHERE l.act IN ('executed', 'held')"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


def test_a_hold_that_arrives_during_a_rollout_waits_for_it(ready: World, tmp_path: Path) -> None:
    """It comes too late for this run, and the log says so: its entry stands after the run's."""
    acting = threading.Thread(target=record, args=(ready, "hal", "hold"))

    def begin() -> None:
        acting.start()
        until(lambda: ready.one(WAITING) == 1)

    with meanwhile(ready, tmp_path, OPERATION, begin):
        answer = ready.run()
    acting.join()
    assert (answer.status, ready.raised) == (0, 10)
    assert ready.one(LOG_ORDER) == ["executed", "held"]
    ready.done("gate", "verify")


def test_a_reject_that_arrives_between_ratification_and_commit(ready: World, tmp_path: Path) -> None:
    """The database records none after the ratification, so it cannot be taken for one that counted: it says: hold."""

    def begin() -> None:
        with pytest.raises(errors.Refused, match="is ratified; what can still be said is hold"):
            record(ready, "grace", "reject")
        record(ready, "grace", "hold")

    with meanwhile(ready, tmp_path, ROLLOUT_LOCK, begin):
        answer = ready.run()
    refused(ready, answer, 4, "The gate is closed")


def until(there: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    deadline = time.monotonic() + 20
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_old_version_of_oneroof(ready: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is older than the statement asks for refuses by itself, before the database does."""
    monkeypatch.setattr(verify, "__version__", "0.0.9")
    refused(ready, ready.run(), 4, "0.0.9")


def test_a_statement_for_a_later_version_of_oneroof(world: World) -> None:
    """An authority model that asks for a newer oneroof than this one: this one neither ratifies nor runs under it."""
    with_authority(world, 'min_version = "', 'min_version = "9')
    world.propose()
    for ref in ("ada", "bob", "grace"):
        world.sign(ref)
    answer = world.oneroof("gate", "ratify", APR)
    assert (answer.status, "90.1.0" in answer.stderr) == (4, True), answer.stderr
    refused(world, world.run(), 4)


# -- another database posing as production --------------------------------------------------------------------------


def leads_to(world: World, dsn: Dsn, pinned: str) -> World:
    """The operator's settings lead elsewhere."""
    write_settings(world, dsn, "")
    file = world.folder / "oneroof.toml"
    file.write_text(file.read_text().replace(f'endpoint = "{endpoint(dsn)}"', f'endpoint = "{pinned}"'))
    return replace(world, dsn=dsn)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that a server's own account may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="oneroof-test-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_physical_copy(ready: World, shop_server: embedded.Server, home: Path) -> None:
    """The same system identifier, uid, name and gate, at another place: the endpoint is pinned, so it is refused."""
    (home / "copy").mkdir()
    shop_server.account.own(home / "copy")
    program, account = shop_server.bindir / "pg_basebackup", shop_server.account
    words: list[str | Path] = [program, "-D", home / "copy" / "data", "-c", "fast", "-d", shop_server.dsn.conninfo]
    subprocess.run(words, check=True, cwd=home, user=account.uid, group=account.gid, extra_groups=_no_groups(account))
    server = embedded.start(home=home / "copy", throwaway=True)
    try:
        dsn = server.dsn.with_database(NAME)
        copy = leads_to(ready, dsn, endpoint(ready.dsn))
        assert copy.one("SELECT kind FROM oneroof.database_identity") == "production"
        refused(
            copy, copy.run(), 4, f"The connection leads to {endpoint(dsn)}; oneroof.toml pins {endpoint(ready.dsn)}"
        )
        file = copy.folder / "oneroof.toml"
        file.write_text("".join(line for line in file.read_text().splitlines(True) if "endpoint" not in line))
        refused(copy, copy.run(), 4, "oneroof.toml does not say where production is")
    finally:
        server.stop()
    assert ready.raised == 0


def _no_groups(account: embedded.Account) -> list[int] | None:
    return None if account.uid is None else []


@dataclass(frozen=True)
class Restored:
    """A copy made of rows: its content is production's, its place is not."""

    world: World
    file: Path


@pytest.fixture(params=["another name", "another server"])
def restored(
    request: pytest.FixtureRequest, ready: World, shop_server: embedded.Server, server: embedded.Server
) -> Iterator[Restored]:
    """By template under another name on the same server; by dump and reload under the same name on another."""
    file = rendered(ready)
    place, name = (shop_server, "shop_restored") if request.param == "another name" else (server, NAME)
    template = NAME if place is shop_server else "template0"
    with Session.open(place.dsn) as session:
        made = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        session.execute(made.format(Identifier(name), Identifier(template)))
    dsn = place.dsn.with_database(name)
    if place is server:
        dump = subprocess.run([server.bindir / "pg_dump", "-d", ready.dsn.conninfo], capture_output=True, check=True)
        load: list[str | Path] = [server.bindir / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn.conninfo]
        subprocess.run(load, input=dump.stdout, stdout=subprocess.DEVNULL, check=True)
    yield Restored(leads_to(ready, dsn, endpoint(dsn)), file)
    with Session.open(place.dsn) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def test_a_restored_copy(restored: Restored) -> None:
    """Even where the settings were made to lead there: nobody signed for it, adopted or not; nor by psql."""
    world = restored.world
    refused(world, world.run(), 4)
    for kind in ("production", "clone"):
        run = psql(world, restored.file)
        assert (run.returncode, RESULT_MARK in run.stdout, world.raised) == (3, False, 0)
        assert "OR202: " in run.stderr
        world.done("adopt", "--as", kind)
        refused(world, world.run(), 4)


# -- drift between check and act ------------------------------------------------------------------------------------

OTHER_BODY = """
CREATE OR REPLACE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN NEW.amount := NEW.amount + 1; RETURN NEW; END'
"""
#: What somebody does after everything was verified and before the locks, and words of what is named.
DRIFTS = {
    "a row more": ("INSERT INTO price VALUES (51, 5)", "Step 7: guard cheap: expected 10, found 11."),
    "a row less": ("DELETE FROM price WHERE id = 3", "Step 7: guard cheap: expected 10, found 9."),
    "another value, the same count": ("UPDATE price SET amount = amount + 0.5 WHERE id = 3", "Step 7: guard total"),
    "a trigger": (
        "CREATE TRIGGER t AFTER UPDATE ON price FOR EACH STATEMENT EXECUTE FUNCTION look()",
        "Step 7: definition of table:public.price",
    ),
    "a trigger disabled": ("ALTER TABLE price DISABLE TRIGGER look", "Step 7: definition of table:public.price"),
    "a trigger's function": (OTHER_BODY, "Step 7: definition of table:public.price"),
    "a column": ("ALTER TABLE price ADD extra int", "Step 7: definition of table:public.price"),
    "a constraint": ("ALTER TABLE price ADD CHECK (amount > 0)", "Step 7: definition of table:public.price"),
    "a rule": (
        "CREATE RULE r AS ON UPDATE TO price DO ALSO INSERT INTO audit VALUES ('x')",
        "Step 7: definition of table:public.price",
    ),
    "the owner": ("ALTER TABLE price OWNER TO pg_monitor", "Step 7: definition of table:public.price"),
}


@pytest.mark.parametrize("name", sampled(DRIFTS, ["another value, the same count", "a trigger's function"]))
def test_drift_between_check_and_act(ready: World, tmp_path: Path, name: str) -> None:
    """Found under the locks, before the operation; nothing but the drift itself is there afterwards."""
    script, said = DRIFTS[name]
    after: list[Any] = []

    def drift() -> None:
        ready.sql(script)
        after.append(ready.one(STATE))

    with meanwhile(ready, tmp_path, ROLLOUT_LOCK, drift):
        answer = ready.run()
    refused(ready, answer, 1, said)
    assert [ready.one(STATE)] == after


def test_drift_after_the_locks_waits_for_the_rollout(ready: World, tmp_path: Path) -> None:
    """Rows and definitions of a locked table stay as they were checked until the packet has run."""
    scripts = (
        "INSERT INTO price VALUES (51, 5)",
        "CREATE TRIGGER t AFTER UPDATE ON price FOR EACH ROW EXECUTE FUNCTION look()",
        "ALTER TABLE price ADD extra int",
    )
    drifting = [threading.Thread(target=ready.sql, args=(script,)) for script in scripts]

    def begin() -> None:
        for thread in drifting:
            thread.start()
        until(lambda: ready.one(WAITING) == len(scripts))

    with meanwhile(ready, tmp_path, OPERATION, begin):
        answer = ready.run()
    for thread in drifting:
        thread.join()
    assert (answer.status, ready.raised) == (0, 10)
    assert ready.one("SELECT amount FROM price WHERE id = 51") == 5


# -- the rendered file, codes, the log ------------------------------------------------------------------------------


def test_a_statement_taken_out_of_the_rendered_file(world: World) -> None:
    """Whichever it is, a closed gate keeps the packet from running: logging the run asks it once more."""
    text = rendered(world).read_text()
    statements = re.split(r"(?<=\\gset\n)|(?<=\n;\n)|(?=^\\if )", text, flags=re.MULTILINE)
    assert len(statements) > 100
    file = world.folder / "edited.sql"
    before = world.one(STATE)
    gate = [part for part in statements if "fn_gate_refusal" in part]
    assert gate
    for part in [*gate, *statements[::9]]:
        file.write_text(text.replace(part, "", 1))
        assert RESULT_MARK not in psql(world, file).stdout, part
    assert world.one(STATE) == before


def test_a_code_that_is_sql_or_a_command(ready: World) -> None:
    """It is looked up as it stands, and is no proposal's."""
    for code in ("APR-X'; DROP TABLE price; --", "APR-$(touch pwned)", "`touch pwned`", "\\! touch pwned"):
        refused(ready, ready.run(apr=code), 4, "There is no proposal")
    assert not (ready.folder / "pwned").exists()


def test_uninstalling_to_lose_the_log(ready: World) -> None:
    """Refused while approvals or rollouts stand there, and with an export that is not all of it."""
    assert ready.run().status == 0
    export = ready.folder / "gate.jsonl"
    ready.done("gate", "export", "--all", export)
    text = export.read_text()
    less = json.loads(text)
    less["tables"]["os_gate_log"].pop()
    tries: list[tuple[str | None, int, str]] = [
        (None, 4, "which would be lost"),
        (text.rstrip()[:-1], 2, "is no export of a gate"),
        (json.dumps(less), 4, "does not hold what stands in os_gate_log now"),
    ]
    for content, status, said in tries:
        export.write_text(content or "")
        answer = ready.oneroof("uninstall", *(() if content is None else ("--exported", str(export))))
        assert (answer.status, said in answer.stderr) == (status, True), answer.stderr
    assert ready.one("SELECT count(*) FROM oneroof.governance_rollout") == 1
    ready.done("gate", "verify")
