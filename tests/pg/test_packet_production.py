"""A packet on production: the door to it, what is refused there, and a connection that is lost at COMMIT."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from oneroof import errors
from oneroof.clone.identity import open_production, read_identity
from oneroof.clone.model import Identity
from oneroof.fingerprint.catalog import SALT, read_catalog
from oneroof.fingerprint.ours import core_names
from oneroof.packets.outcome import Execution
from oneroof.packets.production import run_on_production
from oneroof.packets.relations import relation_digests
from oneroof.pg import queries
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.faults.wire import When, wire
from tests.pg.both_ways import CONTENT, Pair, ask, named, tell
from tests.pg.gate_support import BOOT
from tests.pg.packet_room import delta, guard, packet

CODES = ("A_RUN", "CUT_BEFORE", "CUT_AFTER", "ELSEWHERE")
SEED = packet(
    guard("SELECT count(*) FROM item", "pinned") + delta("public.item", inserted=30, volatile=["touched"]),
    "INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n;",
    "DELETE FROM item WHERE id > 1000;",
)
Log = list[dict[str, Any]]


@pytest.fixture(scope="module")
def pair(server: embedded.Server) -> Iterator[Pair]:
    """An open gate; only the database of the session is used."""
    pair = Pair.furnish(server)
    pair.open_gates([(named(SEED, code), True) for code in CODES])
    yield pair
    pair.drop()


def _identity(dsn: Dsn) -> Identity:
    with Session.open(dsn) as session:
        return read_identity(session)


def _run(pair: Pair, code: str, log: Log, *, dsn: Dsn | None = None, **changes: Any) -> Execution:
    identity = _identity(pair.by_session)
    given: dict[str, Any] = {
        "direction": "forward",
        "apr_code": BOOT,
        "identity": identity,
        "verified": None,
        **changes,
    }
    with open_production(dsn or pair.by_session, identity) as session:
        return run_on_production(session, *pair.pinned[code], log=log.append, **given)


def test_what_a_run_says(pair: Pair) -> None:
    """The transaction's id is in the journal before COMMIT is sent; the log's hash is the newest entry's."""
    log: Log = []
    done = _run(pair, "A_RUN", log)
    assert (done.executed, done.refusal, done.pins) == (True, None, None)
    assert [line["event"] for line in log] == ["gate", "packet", "commit"]
    assert log[-1]["transaction_id"] == done.transaction_id
    newest = "SELECT hash FROM oneroof.os_gate_log ORDER BY height DESC LIMIT 1"
    assert done.log_hash == ask(pair.by_session, newest)
    assert ask(pair.by_session, f"SELECT pg_xact_status('{done.transaction_id}'::xid8)") == "committed"
    assert done.deltas_fact() == ask(pair.by_session, "SELECT deltas FROM oneroof.governance_rollout")
    refused = _run(pair, "A_RUN", log)
    assert refused.refusal is not None
    assert (refused.executed, refused.refusal["code"]) == (False, "already-ran")
    assert _run(pair, "A_RUN", log, direction="rollback").executed


def test_what_was_verified_outside_must_be_what_is_there(pair: Pair) -> None:
    """The gate is told which acts, statement and approval were verified."""
    verified = {"statement_digest": "0" * 64, "authority_digest": "", "act_digests": [], "approval_id": str(uuid4())}
    refused = _run(pair, "ELSEWHERE", [], verified=verified)
    assert refused.refusal is not None
    assert refused.refusal["code"] == "tampered"


def test_only_the_production_that_was_meant(pair: Pair) -> None:
    """A clone, or another production, is refused at the door and, by the run itself, at step 2."""
    meant = _identity(pair.by_session)
    with pytest.raises(errors.IdentityRefused, match="does not say that it is production"):
        open_production(pair.clone, meant)
    with pytest.raises(errors.IdentityRefused, match="database is"):
        open_production(pair.by_psql, meant)
    other = replace(meant, database_uid=str(uuid4()))
    with pytest.raises(errors.IdentityRefused, match="not the production that was meant: uid"):
        _run(pair, "ELSEWHERE", [], identity=other)


@pytest.mark.parametrize(
    ("code", "when", "status"), [("CUT_BEFORE", "before", "aborted"), ("CUT_AFTER", "after", "committed")]
)
def test_a_connection_lost_at_commit_leaves_the_outcome_unknown(
    pair: Pair, tmp_path: Path, code: str, when: When, status: str
) -> None:
    """Whichever it was: the error carries what the server is asked about afterwards."""
    before = ask(pair.by_session, CONTENT)
    log: Log = []
    # The first COMMIT is that of the session that looks at the identity.
    with wire(tmp_path, pair.by_session, b"COMMIT\0", when, nth=2) as (through, made):
        with pytest.raises(errors.OutcomeUnknown) as caught:
            _run(pair, code, log, dsn=through)
        assert made.cut
    assert caught.value.transaction_id == log[-1]["transaction_id"]
    assert _settled(pair, caught.value.transaction_id) == status
    if status == "committed":
        tell(pair.by_session, "DELETE FROM item WHERE id > 1000")
    assert ask(pair.by_session, CONTENT) == before


def _settled(pair: Pair, transaction: str | None) -> str:
    """The transaction's end, once the server has noticed that its client is gone."""
    for _ in range(100):
        status = ask(pair.by_session, f"SELECT pg_xact_status('{transaction}'::xid8)")
        if status != "in progress":
            return str(status)
        tell(pair.by_session, "SELECT pg_sleep(0.05)")
    return "in progress"


@pytest.mark.every_version(thorough=True)
def test_the_inventory_and_the_fingerprint_agree(pair: Pair) -> None:
    """A relation's digest that the server computes is that of the entries that a fingerprint reads."""
    with Session.open(pair.by_session) as session, session.transaction():
        entries = read_catalog(session)
        catalog = SQL(queries.union("fingerprint/catalog/", session.major, escaped=True))
        tables = sorted(ref for ref in entries.catalog if ref.startswith(("table:", "view:")))
        row = session.row(
            "packets/read_inventory",
            {"catalog": catalog},
            salt=SALT,
            hidden="[]",
            core=json.dumps(core_names()),
            relations=json.dumps(tables),
        )
    assert row["relations"] == relation_digests(entries.catalog, tables)
    assert len(tables) > 5
    assert set(row["inventory"]) == set(entries.catalog)
    assert set(row["core"]) == set(entries.ours)
    for ref, (digest, parents) in row["inventory"].items():
        entry = entries.catalog[ref]
        without = replace(entry, facets={name: text for name, text in entry.facets.items() if name != "position"})
        assert digest == without.digest, ref
        assert parents == [part for part in (entry.parent, entry.facets.get("follows")) if part is not None]
