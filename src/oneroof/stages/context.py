"""What a rehearsal knows: given at its start, filled stage by stage, released at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any, Literal, Protocol, TypeVar

from oneroof.clone.crew import beside
from oneroof.clone.identity import open_clone
from oneroof.clone.mask import masks_of
from oneroof.clone.mask_plan import MaskWish
from oneroof.clone.model import Clone, ClonePlace, Identity
from oneroof.clone.strategies import Strategy, strategy_for
from oneroof.config import Settings
from oneroof.errors import OneroofError
from oneroof.evidence.canonical import plain
from oneroof.evidence.journal import Journal
from oneroof.fingerprint.load import Governor, open_reader, sessions_of
from oneroof.fingerprint.model import Fingerprint, Scope
from oneroof.fingerprint.plan import EVERYTHING, DataPlan
from oneroof.fingerprint.wal import LogReading, WalStart, read_ahead
from oneroof.packets.model import Packet
from oneroof.packets.outcome import Declaration
from oneroof.packets.pins import PinnedValue, Pins
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter, Reader, Session, SessionProof
from oneroof.verdict.model import Judgement, StageRecord

Programme = Literal["governance", "packets"]
_T = TypeVar("_T")


class Talk(Protocol):
    """Who is told how the run goes; the terminal, or nobody."""

    def stage_started(self, number: int, title: str) -> None:
        """A stage begins."""

    def progress(self, what: str, done: int, total: int) -> None:
        """Long work inside a stage; ``total`` is 0 when unknown."""

    def stage_ended(self, record: StageRecord, judgement: Judgement) -> None:
        """A stage has its verdict."""

    def note(self, message: str) -> None:
        """A sentence that a person should read."""


class Silent:
    """A `Talk` that tells nobody."""

    def stage_started(self, number: int, title: str) -> None:
        """Say nothing."""

    def progress(self, what: str, done: int, total: int) -> None:
        """Say nothing."""

    def stage_ended(self, record: StageRecord, judgement: Judgement) -> None:
        """Say nothing."""

    def note(self, message: str) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Outcome:
    """What a stage gives: facts (JSON values), and for facts that the server gave, the query's name."""

    facts: Mapping[str, Any]
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Applied:
    """A packet that ran on the clone, with the pins measured when it first did.

    ``pins`` are in the clone's words, and hold the packet to them on the clone; ``files`` are the pinned packet as
    published, whose pins are in production's words.
    """

    packet: Packet
    pins: Pins
    files: Mapping[str, bytes]
    packet_digest: str
    #: What the first rollback has to undo when it is more than the inverse (the scanner's second run).
    rollback_declared: Declaration | None = None


@dataclass
class Context:
    """One rehearsal. Fields that end in None at first are set by the stage that their comment names."""

    run_id: str
    started: datetime
    settings: Settings
    production: Dsn
    programme: Programme
    own_packets: tuple[Packet, ...]
    workdir: Path
    journal: Journal
    talk: Talk
    clone_server: str | None = None
    #: How the clone is made, as the command line says; None: as the settings say.
    clone_strategy: str | None = None
    clone_owner: str = ""
    #: When the clone is overdue; None: as the settings say, from its making.
    clone_expires: datetime | None = None
    #: Guards' values by packet code, as the rehearsal that is reproduced has pinned them.
    known: Mapping[str, Mapping[str, PinnedValue]] = field(default_factory=dict)
    #: False for the preflight alone, which looks at any database.
    needs_governance: bool = True
    #: False for the preflight alone, whose fingerprint nobody completes.
    makes_clone: bool = True
    #: Whose rows of production are digested, as somebody asked; and what follows from it. The clone's all are.
    data: Scope | None = None
    plan: DataPlan = EVERYTHING
    #: Keeps what our own sessions do on production under a limit, where the settings give one.
    governor: Governor | None = None
    resources: ExitStack = field(default_factory=ExitStack)
    facts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    proofs: list[Callable[[], SessionProof]] = field(default_factory=list)
    #: The last proofs of sessions on production whose process was killed, when this run was resumed.
    killed_sessions: list[Mapping[str, Any]] = field(default_factory=list)
    #: How often it was resumed: the stage in which its process was killed, and the one from which it went on.
    resumed: list[Mapping[str, int]] = field(default_factory=list)
    #: Whether the sessions of PostgreSQL's tools on production are read-only, as one answered; None: none was opened.
    tools_read_only: bool | None = None
    #: Major versions of the servers that were asked, production's first.
    majors: list[int] = field(default_factory=list)
    # 01
    reader: Reader | None = None
    snapshot: str | None = None
    moment: ExitStack | None = None
    identity: Identity | None = None
    place: ClonePlace | None = None
    governance: str | None = None
    production_fingerprint: Fingerprint | None = None
    #: Where production's log stood at that fingerprint; None when this process did not take it.
    wal_start: WalStart | None = None
    #: The log from there on, as far as it was read; None where it would prove nothing.
    log: LogReading | None = None
    #: Tables whose rows stage 02 digests as they stream, and what production's fingerprint covers when it is whole.
    rows_follow: frozenset[str] = frozenset()
    rows_scope: Scope = "full"
    # 02
    clone: Clone | None = None
    #: Tables whose rows in the clone are proven to be those that left production; None before they were read back.
    proven: frozenset[str] | None = None
    copied_fingerprint: Fingerprint | None = None
    # 03
    baseline: Fingerprint | None = None
    # 04, 06
    applied: list[Applied] = field(default_factory=list)
    #: When the stage that ended last did (ISO 8601).
    ended: str = ""
    interrupted: bool = False
    #: The error that ended a stage, when one did.
    error: OneroofError | None = None
    # 08
    cursor_consumer: str | None = None

    def raise_if_interrupted(self) -> None:
        """End here when somebody asked to, also when the exception that said so was lost."""
        if self.interrupted:
            raise KeyboardInterrupt

    @property
    def strategy(self) -> Strategy:
        """How the clone is made."""
        return strategy_for(self.clone_strategy or self.settings.clone.strategy)

    def open_reader(self, database: str | None = None) -> Reader:
        """A session on production of the kind that cannot write; its proof will be asked for in stage 10.

        ``database`` is another one of the same server, where production's log may be read.
        """
        target = self.production if database is None else self.production.with_database(database)
        reader = open_reader(target, self.governor, application=self.application)
        number = len(self.killed_sessions) + len(self.proofs)
        self.proofs.append(reader.proof)
        self.resources.callback(reader.close)
        self._note_major(reader)

        def noting(proof: SessionProof) -> None:
            self.journal.event("session", number=number, proof=proof.as_fact())

        return reader.noted_by(noting)

    @contextmanager
    def reading_log(self, *, to_its_end: bool) -> Iterator[None]:
        """Read production's log beside the block: later a checkpoint may have taken it away.

        Args:
            to_its_end: all that there is of it, even if the block must wait; else as far as it goes meanwhile. A block
                that fails or is interrupted waits for nothing, no rest of a governed session either.
        """
        log, reader = self.log, self.reader
        if log is None or reader is None:
            yield
            return
        done, sessions = Event(), [reader]

        def open_database(name: str) -> Reader:
            sessions.append(self.open_reader(name))
            return sessions[-1]

        def stop() -> None:  # what was read stays good: stage 10 goes on from there
            done.set()
            for session in tuple(sessions):
                session.cancel()

        with beside(lambda: read_ahead(reader, log, open_database=open_database, enough=done.is_set), stop):
            yield
            if not to_its_end:
                done.set()

    @property
    def workers(self) -> int:
        """How many sessions digest production's tables side by side."""
        return sessions_of(self.governor)

    def load(self) -> dict[str, Any] | None:
        """The fact ``load``: what our own sessions did on production in this stage; None where there is no limit."""
        return {**plain(self.governor.load().as_fact())} if self.governor else None

    @property
    def application(self) -> str:
        """How this run's sessions on production are called there."""
        return f"oneroof/{self.run_id}"

    @property
    def masks(self) -> MaskWish:
        """What is masked in the clone, from the settings file alone."""
        return masks_of(self.settings.clone)

    def tools_answered(self, read_only: bool) -> None:
        """Keep whether the tools' sessions on production are read-only, however the clone goes on."""
        self.tools_read_only = read_only

    def leave_production(self) -> None:
        """End every session on production that the moment of stage 01 holds; each has given its proof."""
        self.need(self.moment).close()
        self.need(self.reader).close()

    def return_to_production(self) -> Reader:
        """The reader, or after `leave_production` another one, in a snapshot that the moment holds."""
        reader = self.need(self.reader)
        if reader.connection.closed:
            reader = self.reader = self.open_reader()
            self.snapshot = self.need(self.moment).enter_context(reader.snapshot())
        return reader

    def open_clone(self) -> CloneWriter:
        """A session on the clone; the database's identity is checked each time."""
        clone = self.need(self.clone)
        writer = open_clone(clone.dsn, self.need(self.identity), clone.identity)
        self._note_major(writer)
        return writer

    def _note_major(self, session: Session) -> None:
        if session.major not in self.majors:
            self.majors.append(session.major)

    @staticmethod
    def need(value: _T | None) -> _T:
        """A field that an earlier stage has set; asking before is a bug."""
        if value is None:
            raise LookupError("a stage asked for what no stage before it gave")
        return value
