"""Packets of the user's own through all stages: what moves outside a transaction, what may not leave the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.stages.conftest import Result, Small

Rehearsed = Callable[..., Result]


def _packet(folder: Path, manifest: str, operation: str, rollback: str) -> Path:
    packet = folder / "OWN_CHANGE"
    packet.mkdir()
    (packet / "packet.toml").write_text(f'format = 1\ncode = "OWN_CHANGE"\ntitle = "x"\n{manifest}')
    (packet / "operation.sql").write_text(operation + "\n")
    (packet / "rollback.sql").write_text(rollback + "\n")
    return packet


def test_a_sequence_that_a_packet_moves_is_reported_not_failed(small: Small, rehearsed: Rehearsed) -> None:
    """An INSERT with a serial key: the rollback gives the rows back, the sequence stays, and it is said."""
    small.sql("CREATE TABLE aside.orders (id serial PRIMARY KEY, v text)")
    packet = _packet(
        small.folder,
        '[[delta]]\ntable = "aside.orders"\ninserted = 1\nvolatile = ["id"]\n',
        "INSERT INTO aside.orders (v) VALUES ('new');",
        "DELETE FROM aside.orders WHERE v = 'new';",
    )
    result = rehearsed(packets=(packet,))
    assert result.failed() == [], result.said("rollback")
    assert result.facts("rollback")["sequences_moved"] == ["sequence:aside.orders_id_seq"]


def test_a_rollback_that_forgets_a_row(small: Small, rehearsed: Rehearsed) -> None:
    """It ran, and it did not undo: the table is named, with expected and found."""
    small.sql("CREATE TABLE aside.pair (k int PRIMARY KEY)")
    packet = _packet(
        small.folder,
        '[[delta]]\ntable = "aside.pair"\ninserted = 2\n',
        "INSERT INTO aside.pair VALUES (1), (2);",
        "DELETE FROM aside.pair WHERE k = 1;",
    )
    result = rehearsed(packets=(packet,))
    assert "rollback" in result.failed()
    assert "aside.pair" in result.said("rollback")


def test_a_packet_that_brings_what_reaches_out(small: Small, rehearsed: Rehearsed) -> None:
    """On production's own server an extension that opens connections is refused, whatever else is right."""
    packet = _packet(
        small.folder,
        '[[catalog]]\nobject = "extension:dblink"\nchange = "added"\n',
        "CREATE EXTENSION dblink;",
        "DROP EXTENSION dblink;",
    )
    result = rehearsed(packets=(packet,))
    assert "leaves-the-database" in result.codes("seed")


def test_commit_inside_an_operation(small: Small, rehearsed: Rehearsed) -> None:
    """Hidden in a DO block: the server refuses it, nothing of the packet stays, the package says why."""
    small.sql("CREATE TABLE aside.pair (k int PRIMARY KEY)")
    packet = _packet(
        small.folder,
        '[[delta]]\ntable = "aside.pair"\ninserted = 1\n',
        "DO $$ BEGIN INSERT INTO aside.pair VALUES (1); EXECUTE 'COM' || 'MIT'; END $$;",
        "DELETE FROM aside.pair;",
    )
    result = rehearsed(packets=(packet,))
    assert result.failed()[0] == "seed"
    assert "rollout_packet" in result.failed()
    assert result.judgements["impact"].verdict == "PASS"


def test_truncate_and_refill_with_the_declared_count(small: Small, rehearsed: Rehearsed) -> None:
    """The counters say exactly what is declared; the relation's file and its rows do not."""
    small.sql("CREATE TABLE aside.pair (k int); INSERT INTO aside.pair SELECT generate_series(1, 40)")
    packet = _packet(
        small.folder,
        '[[delta]]\ntable = "aside.pair"\ninserted = 3\n',
        "TRUNCATE aside.pair; INSERT INTO aside.pair VALUES (101), (102), (103);",
        "DELETE FROM aside.pair WHERE k > 100;",
    )
    result = rehearsed(packets=(packet,))
    assert result.failed()[0] == "seed"
    assert "aside.pair" in result.said("seed")


def test_a_sequence_that_others_move_while_it_is_cloned(small: Small, rehearsed: Rehearsed) -> None:
    """Sequences follow no snapshot: a value between production's before and after is enough."""
    small.sql("CREATE SEQUENCE aside.busy")
    packet = _packet(
        small.folder,
        '[[catalog]]\nobject = "table:aside.pair"\nchange = "added"\n',
        "CREATE TABLE aside.pair (k int);",
        "DROP TABLE aside.pair;",
    )
    result = rehearsed(
        {2: small.on_production("SELECT nextval('aside.busy'), nextval('aside.busy')")}, packets=(packet,)
    )
    assert result.failed() == [], result.said("clone")
    assert "aside.busy" in str(result.facts("impact")["changed_by_others"])
