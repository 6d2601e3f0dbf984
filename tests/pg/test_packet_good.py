"""What a run measured can be pasted into packet.toml, and then holds. Good packets: tests/corpora/packets/good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from oneroof.packets.rehearse import paste_blocks
from oneroof.pg.dsn import Dsn
from tests.pg.packet_room import Room, change, delta, packet


@dataclass(frozen=True)
class Good:
    """An operation, its undoing, and what it declares."""

    operation: str
    rollback: str
    declares: str


PARTITION = Good(
    "CREATE TABLE part_3 PARTITION OF part FOR VALUES IN (3); INSERT INTO part VALUES (3, 'x'), (1, 'y');"
    " CREATE INDEX part_v ON part (v);",
    "DROP INDEX part_v; DELETE FROM part; DROP TABLE part_3;",
    change("table:public.part_3", "added")
    + change("index:public.part_v", "added")
    + delta("public.part_1", inserted=1)
    + delta("public.part_3", inserted=1),
)


@pytest.fixture
def room(database: Dsn) -> Iterator[Room]:
    """A clone of its own."""
    room = Room.furnish(database)
    yield room
    room.session.close()


def test_what_was_measured_can_be_pasted_and_then_holds(room: Room) -> None:
    """A first run with a wrong declaration gives the blocks with which the second does not deviate."""
    good = PARTITION
    wrong = room.run(packet(change("index:public.never", "added"), good.operation, good.rollback))
    assert not wrong.executed
    blocks = paste_blocks(wrong)
    assert blocks.count("[[") == 4
    assert room.run(packet(blocks, good.operation, good.rollback)).deviations == ()
    back = room.run(packet("[[delta]]\ntable = 'public.x'\ndeleted = 1", "SELECT 1;", good.rollback), "rollback")
    assert "[[rollback.delta]]" in paste_blocks(back)
    assert 'change = "removed"' in paste_blocks(back)
