"""The rendered form of a pinned packet, with the texts of this package's queries."""

from __future__ import annotations

from oneroof.fingerprint.catalog import SALT
from oneroof.fingerprint.ours import core_names
from oneroof.packets.check import refuse
from oneroof.packets.model import Direction, Packet
from oneroof.packets.pins import Pins
from oneroof.packets.render import render
from oneroof.pg.texts import Texts


def psql_file(packet: Packet, pins: Pins, direction: Direction) -> str:
    """The self-guarding file for plain psql (`oneroof.packets.render`), for the server version that the pins name.

    Raises:
        PacketMalformed: reading the packet says that it may not be run.
    """
    refuse(packet)
    return render(packet, pins, direction, Texts(pins.server_major), salt=SALT, core=core_names())
