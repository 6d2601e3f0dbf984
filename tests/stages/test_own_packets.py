"""Packets of the user's own through all stages: what moves outside a transaction, what may not leave the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest

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
    """Hidden in a DO block: the server refuses it, nothing of the packet stays, the package says why."""
    bare.sql("CREATE TABLE aside.pair (k int PRIMARY KEY)")
    packet = own_packet(
        bare.folder,
        '[[delta]]\ntable = "aside.pair"\ninserted = 1\n',
        "DO $$ BEGIN INSERT INTO aside.pair VALUES (1); EXECUTE 'COM' || 'MIT'; END $$;",
        "DELETE FROM aside.pair;",
    )
    result = rehearse_with(bare, packets=(packet,))
    assert result.failed()[0] == "seed"
    assert "rollout_packet" in result.failed()
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
