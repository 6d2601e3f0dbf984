"""The corpus of packets: folders as people write them, run as a rehearsal runs them; and where each bad one fails.

A bad packet says so itself, in comments above its packet.toml::

    # fails at: forward, step 12
    # what: public."Au.dit" inserted
    # expected: 0
    # found: 2

in the product's own words. It fails at: ``reading`` (what: the whole message), ``forward``, ``again`` (it says that it
is idempotent), ``rollback``, ``after the rollback`` (what: the objects that differ from before), ``once more`` (with
the pins of the first run), ``elsewhere`` (with them, on a database of another name). ``*`` stands for anything.
``# meanwhile: LOCK …`` is what somebody else does before it runs, in a transaction that lasts until it ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from oneroof.clone.identity import read_identity
from oneroof.errors import PacketMalformed
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.packets.execute import Execution, execute
from oneroof.packets.load import load
from oneroof.packets.model import Direction, Packet
from oneroof.packets.pins import Pins
from oneroof.packets.rehearse import apply, paste_blocks
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import CloneWriter, Reader, Session
from tests.corpora.differences_room import IDENTITY, database

FOLDER = Path(__file__).parent / "packets"
ROOM = (FOLDER / "room.sql").read_text()
#: What only a superuser can make; nothing of it is ever read.
_OUTSIDE = """
CREATE EXTENSION file_fdw;
CREATE SERVER "Fi.les" FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE "Out.side" (id integer) SERVER "Fi.les" OPTIONS (filename '/dev/null');
RESET search_path;
"""
#: Steps at which nothing was kept, so that packets that fail there can share a database.
NOTHING_KEPT = frozenset({"reading", "forward"})


class Failure(NamedTuple):
    """Where a packet failed, and the product's own words; all empty when it did not."""

    at: str = ""
    what: str = ""
    expected: str = ""
    found: str = ""

    def is_meant_by(self, meant: Failure) -> bool:
        """Every part is as the packet itself says."""
        return all(fnmatchcase(mine, _as_pattern(theirs)) for mine, theirs in zip(self, meant, strict=True))


def _as_pattern(text: str) -> str:
    return text.replace("[", "[[]").replace("?", "[?]")


@dataclass(frozen=True)
class Written:
    """A packet's folder and what it says of its own failure."""

    folder: Path
    meant: Failure = field(default_factory=Failure)
    others: str = ""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @classmethod
    def read(cls, folder: Path) -> Written:
        """Its comments."""
        text = (folder / "packet.toml").read_text()
        said = dict(re.findall(r"^# (fails at|what|expected|found|meanwhile): (.*)$", text, re.MULTILINE))
        meant = Failure(*(said.get(key, "") for key in ("fails at", "what", "expected", "found")))
        return cls(folder, meant, said.get("meanwhile", ""))

    @contextmanager
    def meanwhile(self, here: Room) -> Iterator[None]:
        """What somebody else does, in a transaction that is open for the length of a block."""
        if not self.others:
            yield
            return
        with Session.open(here.dsn) as other, other.transaction():
            other.connection.execute(self.others.encode())
            yield


def written(kind: str) -> list[Written]:
    """Every packet of a kind, ``bad`` or ``good``, in order."""
    return [Written.read(folder) for folder in sorted((FOLDER / kind).iterdir())]


@dataclass(frozen=True)
class Room:
    """A database that says it is a clone, and a session that may write there."""

    dsn: Dsn
    session: CloneWriter

    def run(self, packet: Packet, direction: Direction, pins: Pins | None) -> Execution:
        """One run of thirteen steps."""
        identity = read_identity(self.session)
        return execute(self.session, packet, direction=direction, identity=identity, pins=pins, log=lambda _: None)

    def fingerprint(self) -> Fingerprint:
        """Everything in it."""
        return settled_fingerprint(lambda: Reader.open(self.dsn), workers=1)


#: Makes a room of another name for the length of a block.
Elsewhere = Callable[[], AbstractContextManager[Room]]


@contextmanager
def rooms(server: Server) -> Iterator[str]:
    """The name of a database to copy, furnished and with nobody connected."""
    with database(server, "template0") as dsn:
        with Session.open(dsn) as session:
            session.connection.execute((IDENTITY + ROOM + _OUTSIDE).encode())
        yield dsn.database


@contextmanager
def room(server: Server, template: str) -> Iterator[Room]:
    """A copy to run packets on."""
    with database(server, template) as dsn, CloneWriter.open(dsn) as session:
        yield Room(dsn, session)


def rehearse(
    here: Room, folder: Path, *, before: Fingerprint | None = None, elsewhere: Elsewhere | None = None
) -> Failure:
    """Read, forward, again where it is idempotent, back, compared with ``before``, forward with the pins, back.

    ``elsewhere`` makes a database of another name on which it is run with the same pins.
    """
    try:
        packet = load(folder)
    except PacketMalformed as error:
        return Failure("reading", error.message.removeprefix(f"{folder}: "))
    applied = apply(here.session, packet, identity=read_identity(here.session), log=lambda _: None)
    if applied.pins is None:
        return _failure("forward", applied.first)
    if applied.again is not None and not applied.again.executed:
        return _failure("again", applied.again)
    failed = _back_and_once_more(here, packet, applied.pins, before)
    if elsewhere is not None and not failed.at:
        with elsewhere() as other:
            return _failure("elsewhere", other.run(packet, "forward", applied.pins))
    return failed


def _back_and_once_more(here: Room, packet: Packet, pins: Pins, before: Fingerprint | None) -> Failure:
    for at in ("rollback", "once more", "rollback"):
        failed = _failure(at, here.run(packet, "forward" if at == "once more" else "rollback", pins))
        if failed.at:
            return failed
        if at == "rollback" and before is not None:
            found = differences(before, here.fingerprint(), ("catalog", "data", "ours"))
            if found:
                return Failure("after the rollback", ", ".join(f"{line.object} {line.facet}" for line in found))
    return Failure()


def _failure(at: str, done: Execution) -> Failure:
    if done.executed:
        return Failure()
    assert done.deviation is not None, paste_blocks(done)
    first = done.deviation
    return Failure(f"{at}, step {first.step}", first.what, first.expected, first.found)
