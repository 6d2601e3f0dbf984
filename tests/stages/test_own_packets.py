"""Packets of the user's own through all stages: what moves outside a transaction, what may not leave the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from oneroof.errors import UsageError
from tests.stages.conftest import Result, Small, one_table, own_packet, rehearse_with

Rehearsed = Callable[..., Result]


@pytest.mark.thorough
def test_sequences_that_a_packet_moves_and_that_others_move(small: Small, rehearsed: Rehearsed) -> None:
    """A packet with a serial key: its rollback gives the rows back, the sequence stays, and it is said, not failed.

    Sequences follow no snapshot: of one that others move while it is cloned, a value between production's before and
    after is enough.
    """
    small.sql("CREATE TABLE aside.orders (id serial PRIMARY KEY, v text); CREATE SEQUENCE aside.busy")
    orders = own_packet(
        small.folder,
        '[[delta]]\ntable = "aside.orders"\ninserted = 1\nvolatile = ["id"]\n',
        "INSERT INTO aside.orders (v) VALUES ('new');",
        "DELETE FROM aside.orders WHERE v = 'new';",
    )
    others = small.on_production("SELECT nextval('aside.busy'), nextval('aside.busy')")
    result = rehearsed({2: others}, packets=(orders, one_table(small)))
    assert result.failed() == [], result.said("rollback") + result.said("clone")
    assert result.facts("rollback")["sequences_moved"] == ["sequence:aside.orders_id_seq"]
    assert "aside.busy" in str(result.facts("impact")["changed_by_others"])


def test_a_rollback_that_forgets_a_row(bare: Small) -> None:
    """It ran, and it did not undo: the table is named, with expected and found."""
    bare.sql("CREATE TABLE aside.pair (k int PRIMARY KEY)")
    packet = own_packet(
        bare.folder,
        '[[delta]]\ntable = "aside.pair"\ninserted = 2\n',
        "INSERT INTO aside.pair VALUES (1), (2);",
        "DELETE FROM aside.pair WHERE k = 1;",
    )
    result = rehearse_with(bare, packets=(packet,))
    assert "rollback" in result.failed()
    assert "aside.pair" in result.said("rollback")


def test_a_packet_that_brings_what_reaches_out(bare: Small) -> None:
    """On production's own server an extension that opens connections is refused, whatever else is right."""
    packet = own_packet(
        bare.folder,
        '[[catalog]]\nobject = "extension:dblink"\nchange = "added"\n',
        "CREATE EXTENSION dblink;",
        "DROP EXTENSION dblink;",
    )
    result = rehearse_with(bare, packets=(packet,))
    assert "leaves-the-database" in result.codes("seed")


def test_commit_inside_an_operation(bare: Small) -> None:
    """Hidden in a DO block: the server refuses it, nothing of the packet stays, the package says why.

    The other packet is pinned, and stage 11 says that it is not all that was to be rehearsed.
    """
    bare.sql("CREATE TABLE aside.pair (k int PRIMARY KEY)")
    packet = own_packet(
        bare.folder,
        '[[delta]]\ntable = "aside.pair"\ninserted = 1\n',
        "DO $$ BEGIN INSERT INTO aside.pair VALUES (1); EXECUTE 'COM' || 'MIT'; END $$;",
        "DELETE FROM aside.pair;",
    )
    result = rehearse_with(bare, packets=(one_table(bare), packet))
    assert result.failed()[0] == "seed"
    assert result.codes("rollout_packet") == {"packet-missing"}
    assert "OWN_CHANGE" in result.said("rollout_packet")
    assert [item["code"] for item in result.listed("rollout_packet", "packets")] == ["ONE"]
    assert {action.verdict for action in result.rehearsal.conclusion.actions} == {"NO-GO"}
    assert result.judgements["impact"].verdict == "PASS"


def test_truncate_and_refill_with_the_declared_count(bare: Small) -> None:
    """The counters say exactly what is declared; the relation's file and its rows do not."""
    bare.sql("CREATE TABLE aside.pair (k int); INSERT INTO aside.pair SELECT generate_series(1, 40)")
    packet = own_packet(
        bare.folder,
        '[[delta]]\ntable = "aside.pair"\ninserted = 3\n',
        "TRUNCATE aside.pair; INSERT INTO aside.pair VALUES (101), (102), (103);",
        "DELETE FROM aside.pair WHERE k > 100;",
    )
    result = rehearse_with(bare, packets=(packet,))
    assert result.failed()[0] == "seed"
    assert "aside.pair" in result.said("seed")


def scoped(small: Small) -> Small:
    """A production in which a change of one table reaches another by a trigger that its text does not name."""
    small.sql(
        "CREATE TABLE aside.pair (k int PRIMARY KEY); CREATE TABLE aside.seen (k int);"
        " CREATE TABLE aside.\"other 📦\" (v text); INSERT INTO aside.\"other 📦\" VALUES ('x'), ('xx');"
        " CREATE FUNCTION aside.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO aside.seen VALUES (NEW.k); RETURN NEW; END $$;"
        " CREATE TRIGGER t AFTER INSERT ON aside.pair FOR EACH ROW EXECUTE FUNCTION aside.note()"
    )
    return small


def two_tables(small: Small) -> Path:
    """A packet that writes both."""
    return own_packet(
        small.folder,
        '[[delta]]\ntable = "aside.pair"\ninserted = 1\n[[delta]]\ntable = "aside.seen"\ninserted = 1\n',
        "INSERT INTO aside.pair VALUES (1);",
        "DELETE FROM aside.pair; DELETE FROM aside.seen;",
    )


def test_rows_that_packets_cannot_reach_are_left_out(bare: Small) -> None:
    """Production's fingerprint is of what they reach; the clone's and the rollback's are whole; the rest is named.

    Of a packet that is edited while it is rehearsed, the bundle has what ran. Without a gate no action is a GO.
    """
    packet = two_tables(scoped(bare))
    operation = packet / "operation.sql"
    ran = operation.read_bytes()

    def edit() -> None:
        operation.write_text("DELETE FROM aside.pair;\n")

    others = bare.on_production(
        "UPDATE aside.\"other 📦\" SET v = 'y'; CREATE TABLE aside.late (k int); SELECT pg_stat_force_next_flush()"
    )
    done = rehearse_with(
        bare,
        {5: edit, 10: others},
        packets=(packet,),
        data="touched",
    )
    assert done.failed() == [], [done.said(key) for key in done.failed()]
    first, copied = done.facts("preflight"), done.facts("clone")
    assert first["data_scope"] == "touched"
    assert first["left_out"] == ["large_objects:this", 'table:aside."other 📦"']
    assert copied["clone_fingerprint"]["scope"] == "full"  # type: ignore[index]
    assert copied["tables_compared"] == 2
    notes = " ".join(finding.message for finding in done.judgements["impact"].findings)
    assert 'somebody was seen to write to: table:aside."other 📦"' in notes
    package = done.rehearsal.package.folder
    assert 'table:aside."other 📦"' in (package / "02-clone-creation.md").read_text()
    assert (package / "evidence/packets/OWN_CHANGE/operation.sql").read_bytes() == ran
    (action,) = done.rehearsal.conclusion.actions
    assert (action.verdict, action.action) == ("NO-GO", "production_rollout:OWN_CHANGE")
    assert "gate is not installed on production" in str(action.blocker)


@pytest.mark.thorough
def test_the_programme_reaches_its_own_tables(small: Small) -> None:
    """Ownership coverage with ``--data touched``: the tables of the governance schema are digested, others are not."""
    small.sql("CREATE TABLE aside.audit AS SELECT 1 AS k")
    done = rehearse_with(small, data="touched")
    assert done.failed() == [], [done.said(key) for key in done.failed()]
    left_out = str(done.facts("preflight")["left_out"])
    assert "table:aside.audit" in left_out
    assert "governance_object_ownership" not in left_out


def test_a_scope_that_would_prove_nothing_is_refused(bare: Small) -> None:
    """No row of production's is digested, and rows are written: it is not begun."""
    with pytest.raises(UsageError, match="--data none"):
        rehearse_with(bare, packets=(two_tables(scoped(bare)),), data="none")
    with pytest.raises(UsageError, match="--data none"):
        rehearse_with(bare, data="none")
