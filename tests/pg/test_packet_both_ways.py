"""One pinned packet, run by a session and by plain psql on copies of one database: the same comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest

from oneroof.packets.model import Direction, Packet
from oneroof.pg import server as embedded
from tests.matrix import sampled
from tests.pg.both_ways import Outcome, Pair, named, tell
from tests.pg.packet_room import change, delta, guard, packet

INSERT = "INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n;"
DELETE = "DELETE FROM item WHERE id > 1000;"
ITEM_30 = delta("public.item", inserted=30, volatile=["touched"])
COUNT = "SELECT count(*) FROM v_governance_item"
LOCK = '[[lock]]\nrelation = "public.item"\n'
ODD = '"Odd ""q"" Schema."."Tä.ble 🐘"'
DIRECTIONS: tuple[Direction, ...] = ("forward", "rollback")
DRIFTED = "A_SEED_LATER"
BY_OPERATOR = "A_SEED_BY_OPERATOR"
OPERATOR = f"operator_{uuid4().hex[:8]}"
#: A login that has what an operator needs for these packets, and nothing else.
MAKE_OPERATOR = f"""
CREATE ROLE {OPERATOR} LOGIN;
GRANT USAGE ON SCHEMA oneroof, public TO {OPERATOR};
GRANT SELECT ON oneroof.database_identity TO {OPERATOR};
GRANT EXECUTE ON FUNCTION oneroof.fn_gate_refusal(text, text, text, text, jsonb),
                          oneroof.fn_rollout_record(text, text, text, text, jsonb) TO {OPERATOR};
GRANT SELECT, INSERT, UPDATE, DELETE ON item TO {OPERATOR};
GRANT SELECT ON v_governance_item, other TO {OPERATOR};
GRANT USAGE, SELECT ON SEQUENCE counter TO {OPERATOR};
"""
#: Comments and literals that psql would read otherwise than the server, if it read them.
TRAPS = "-- :name :'name' \\q \\! false `false`\nSELECT ':name', '\\q', $x$ \\gset :{?name} $oneroof_0$ $x$;\n"


SEED = (
    LOCK
    + guard(COUNT, "pinned")
    + guard("SELECT string_agg(note, ',' ORDER BY id) FROM other", "pinned", name="secret")
    + ITEM_30
    + guard(COUNT, 130, kind="verify")
)
#: What runs, is undone, and leaves the database as it was.
GOOD: dict[str, Packet] = {
    "A_SEED": packet(SEED, TRAPS + "SELECT nextval('counter');" + INSERT, DELETE),
    "SOME_DDL": packet(
        LOCK + change("index:public.i", "added") + change("column:public.item.extra", "added"),
        "CREATE INDEX i ON item (name); ALTER TABLE item ADD extra text;",
        "ALTER TABLE item DROP extra; DROP INDEX i;",
    ),
    "ODD_NAMES": packet(
        f"[[lock]]\nrelation = '{ODD}'\n" + delta(ODD, inserted=2) + guard(f"SELECT count(*) FROM {ODD}", "pinned"),
        f"""INSERT INTO {ODD} VALUES (1, 'a:b'), (2, E'x\\\\y');""",
        f"DELETE FROM {ODD};",
    ),
    "A_TRUNCATE_DECLARED": packet(
        delta("public.empty", truncated=True, inserted=2)
        + '[[rollback.delta]]\ntable = "public.empty"\ntruncated = true\n',
        "TRUNCATE empty; INSERT INTO empty VALUES (1), (2);",
        "TRUNCATE empty;",
    ),
}
#: What somebody does between the rehearsal and the run, how it is taken back, and the deviation that both ways name.
DRIFTS: dict[str, tuple[str, str, tuple[int, str, str]]] = {
    "a guard's value": (
        "DELETE FROM item WHERE id = 100",
        "INSERT INTO item VALUES (100, 'name 100', 50.0, '2026-01-01')",
        (7, "guard g", "99"),
    ),
    "a guard's value that is not shown": (
        "INSERT INTO other VALUES (9, 'x')",
        "DELETE FROM other WHERE id = 9",
        (7, "guard secret", "another value, which is not shown"),
    ),
    "the set that a guard ranges over": (
        "UPDATE item SET name = 'x' WHERE id = 5",
        "UPDATE item SET name = 'name 5' WHERE id = 5",
        (7, "rows of public.v_governance_item", ""),
    ),
    "a trigger that appeared": (
        "CREATE TRIGGER t BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION write_audit()",
        "DROP TRIGGER t ON item",
        (7, "definition of table:public.item", ""),
    ),
}


@dataclass(frozen=True)
class Case:
    """A packet that deviates by itself, and what both ways name first."""

    packet: Packet
    first: tuple[int, str, str]


def _case(declares: str, operation: str, first: tuple[int, str, str], *, head: str = "") -> Case:
    return Case(packet(declares, operation, head=head), first)


CASES: dict[str, Case] = {
    "AN_UNDECLARED_WRITE": _case(ITEM_30, INSERT + "DELETE FROM other;", (12, "public.other deleted", "2")),
    "SEVERAL_THINGS_AT_ONCE": _case(
        ITEM_30 + guard(COUNT, 99, kind="verify"),
        INSERT + "CREATE INDEX extra ON other (note);",
        (9, "verify g", "130"),
    ),
    "A_WRONG_COUNT": _case(ITEM_30, "INSERT INTO item VALUES (1001, 'x');", (12, "public.item inserted", "1")),
    "A_ROLE_NOBODY_HAS": _case(ITEM_30, INSERT, (8, "role", ""), head='role = "Nobody \\"here\\""'),
    "A_DEFERRED_TRIGGER": _case(
        delta("public.late", inserted=1), "INSERT INTO late VALUES (1);", (12, "public.audit inserted", "1")
    ),
    "A_COMMIT_INSIDE": _case(ITEM_30, "DO $$ BEGIN EXECUTE 'COMMIT'; END $$;", (8, "operation.sql", "SQLSTATE 0A000")),
    "OTHER_LITERALS": _case(
        ITEM_30, INSERT + "SET standard_conforming_strings = off;", (8, "session standard_conforming_strings", "off")
    ),
    "ANOTHER_ENCODING": _case(
        ITEM_30, INSERT + "SET LOCAL client_encoding = 'SJIS';", (8, "session client_encoding", "SJIS")
    ),
    "NO_SYNC": _case(ITEM_30, INSERT + "SET synchronous_commit = local;", (8, "session synchronous_commit", "local")),
    "A_DUPLICATE_KEY": _case(ITEM_30, "INSERT INTO item VALUES (1, 'x');", (8, "operation.sql", "SQLSTATE 23505")),
    "A_TRUNCATE": _case(
        delta("public.other", inserted=2),
        "TRUNCATE other; INSERT INTO other VALUES (1, 'one'), (2, 'two');",
        (12, "public.other file", "another file"),
    ),
    "A_GATE_TABLE": _case(
        ITEM_30,
        INSERT + "INSERT INTO oneroof.os_gate_log (act, subject, content) VALUES ('x', 'y', '{}');",
        (10, "oneroof.os_gate_log rows written", "1"),
    ),
    "A_WRITING_GUARD": _case(
        guard("WITH x AS (DELETE FROM other RETURNING 1) SELECT count(*) FROM x", 2) + ITEM_30,
        INSERT,
        (7, "guard g", "SQLSTATE 25006"),
    ),
}


@pytest.fixture(scope="module")
def pair(server: embedded.Server) -> Iterator[Pair]:
    """Both databases, their gates open for every packet here."""
    pair = Pair.furnish(server, MAKE_OPERATOR)
    wanted = [
        (named(found, code), True)
        for code, found in {**GOOD, **dict.fromkeys((DRIFTED, BY_OPERATOR), GOOD["A_SEED"])}.items()
    ]
    pair.open_gates([*wanted, *((named(case.packet, code), False) for code, case in CASES.items())])
    yield pair
    for dsn in (pair.clone, pair.by_session, pair.by_psql):
        tell(dsn, f"DROP OWNED BY {OPERATOR}")
    tell(server.dsn, f"DROP ROLE {OPERATOR}")
    pair.drop()


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("code", sampled(GOOD, ["A_SEED", "ODD_NAMES", "SOME_DDL"]))
def test_what_runs_is_the_same(pair: Pair, code: str) -> None:
    """Operation, replay, undoing and its replay: result, content and log are the same each time."""
    done = pair.run(code)
    assert done.executed, done.deviations
    assert done.sequences_moved == (("sequence:public.counter",) if code == "A_SEED" else ())
    assert pair.run(code).first[:2] == (4, f"packet {code}")
    undone = pair.run(code, "rollback")
    assert undone.executed, undone.deviations
    assert pair.run(code, "rollback").first[:2] == (4, f"packet {code}")


@pytest.mark.every_version(thorough=True)
def test_an_operator_needs_no_more_than_that(pair: Pair) -> None:
    """Both ways under a login that owns nothing; what its rights do not cover is refused both ways."""
    pair.login = OPERATOR
    try:
        for direction in DIRECTIONS:
            done = pair.run(BY_OPERATOR, direction)
            assert done.executed, done.deviations
        assert pair.run("AN_UNDECLARED_WRITE").first == (8, "operation.sql", "SQLSTATE 42501")
    finally:
        pair.login = None


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("drift", sampled(DRIFTS, list(DRIFTS)[::3]))
def test_drift_is_refused_alike(pair: Pair, drift: str) -> None:
    """What moved since the rehearsal is named at step 7 either way."""
    done, taken_back, first = DRIFTS[drift]
    pair.meanwhile(done)
    try:
        found = pair.run(DRIFTED)
    finally:
        pair.meanwhile(taken_back)
    _deviates(found, first)


@pytest.mark.parametrize("code", sampled(CASES, list(CASES)[::3]))
def test_what_is_refused_is_refused_alike(pair: Pair, code: str) -> None:
    """Step, what, expected and found of every deviation are the same, and nothing is kept either way."""
    _deviates(pair.run(code), CASES[code].first)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_gate_that_is_closed_is_closed_both_ways(pair: Pair, direction: Direction) -> None:
    """An APR code that nobody ratified."""
    assert pair.run(DRIFTED, direction, apr="APR-NOBODY-1").first[0] == 4


def _deviates(found: Outcome, first: tuple[int, str, str]) -> None:
    assert not found.executed
    assert found.first[:2] == first[:2]
    assert first[2] in found.first[2]
