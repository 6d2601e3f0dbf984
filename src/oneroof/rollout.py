"""One packet on production, as one short function: everything verified, thirteen steps, everything logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from oneroof import errors
from oneroof.config import Settings
from oneroof.evidence.journal import Journal
from oneroof.gate.store import read_state
from oneroof.pg.asks import Asks
from oneroof.pg.channel import Channel
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader
from oneroof.production import piped, session
from oneroof.production.noted import note_outcome, noted
from oneroof.production.prepare import Preparation, Wanted, as_facts, plan, prepare
from oneroof.production.ran import Ran
from oneroof.production.status import RolloutStatus, read_status

#: Asks a person at a terminal to type a packet's code; gives what was typed, or None where there is no terminal.
Typed = Callable[[str], str | None]


@dataclass(frozen=True)
class RolledOut:
    """What came of one rollout or rollback. ``executed``: whether the operation (or its undoing) ran and was kept.

    ``refused_because`` is a sentence, where it was not; ``deltas`` is the write set that was measured; ``log_hash``
    the entry of the gate log, None where it could not be written.
    """

    run_id: str
    apr_code: str
    packet_code: str
    packet_digest: str
    direction: str
    executed: bool | Literal["unknown"]
    deltas: tuple[Mapping[str, Any], ...]
    refused_because: str | None
    log_hash: str | None
    checks: tuple[Mapping[str, Any], ...]
    exit_code: int

    def as_document(self) -> dict[str, Any]:
        """The JSON document of ``rollout run`` and ``rollout rollback``."""
        return {
            "run_id": self.run_id,
            "apr_code": self.apr_code,
            "packet_code": self.packet_code,
            "packet_digest": self.packet_digest,
            "direction": self.direction,
            "executed": self.executed,
            "deltas": [dict(delta) for delta in self.deltas],
            "refused_because": self.refused_because,
            "log_hash": self.log_hash,
            "checks": [dict(check) for check in self.checks],
        }


def rollout(wanted: Wanted, typed: Typed, *, channel: bool = False) -> RolledOut:
    """Run one packet on production, or its rollback: exactly what was rehearsed and signed, or nothing.

    1. verify, reading only: bundle, packet, endpoint, identity, gate, statement, attestations, version
    2. a packet that is never automated: a person at a terminal types its code
    3. note the intent in this machine's journal
    4. the thirteen steps in one transaction, over a connection or through a channel
    5. log the attempt from a second transaction, where it was aborted

    Raises:
        OneroofError: whatever was refused before acting. OutcomeUnknown: the answer to COMMIT was lost.
    """
    with _asking(wanted.settings, channel=channel) as asks:
        prepared = prepare(wanted, asks)
    _require_word(prepared, typed)
    with noted(prepared) as journal:
        if channel:
            ran = piped.run(prepared, _channel(wanted.settings), journal)
        else:
            ran = session.run(prepared, _dsn(wanted.settings), journal)
        return _settled(prepared, journal, ran)


def rollout_plan(wanted: Wanted, *, channel: bool = False) -> tuple[Preparation, errors.OneroofError | None]:
    """All that `rollout` would verify, and what it would run; nothing runs."""
    with _asking(wanted.settings, channel=channel) as asks:
        return plan(wanted, asks)


def rollout_status(settings: Settings, *, channel: bool = False) -> RolloutStatus:
    """Every packet of this database and what it waits for; attempts whose answer was lost are settled."""
    with _asking(settings, channel=channel) as asks:
        now = asks.value("production/read_clock")
        return read_status(asks, read_state(asks), settings.trust, now, settings.home)


@contextmanager
def _asking(settings: Settings, *, channel: bool) -> Iterator[Asks]:
    """Something that can only read production: a session that proves it, or the channel's psql."""
    if channel:
        yield _channel(settings)
        return
    with Reader.open(_dsn(settings)) as reader, reader.snapshot():
        yield reader


def _dsn(settings: Settings) -> Dsn:
    return Dsn.parse(settings.rollout_dsn())


def _channel(settings: Settings) -> Channel:
    if settings.channel.command is None:
        raise errors.ConfigError(
            "oneroof.toml names no channel.",
            next_step='Set [channel] command = "ssh HOST docker exec -i CONTAINER psql -U USER -d DATABASE".',
        )
    return Channel(settings.channel.command)


def _require_word(prepared: Preparation, typed: Typed) -> None:
    """A packet with ``automation = "never"`` runs only when a person types its code, gate or no gate."""
    packet = prepared.known_packet
    if packet.automation == "never":
        word = typed(packet.code)
        if word is None:
            raise errors.Refused(
                f"{packet.code} is never automated: a person at a terminal types its code.",
                next_step="Run the same command at a terminal.",
            )
        if word != packet.code:
            raise errors.Refused(f"What was typed is not {packet.code}.")


def _settled(prepared: Preparation, journal: Journal, ran: Ran) -> RolledOut:
    """Note how it ended, and tell it."""
    act = "executed" if prepared.wanted.direction == "forward" else "rolled_back"
    note_outcome(journal, act if ran.executed else "aborted", ran.because)
    return RolledOut(
        run_id=journal.run_id,
        apr_code=prepared.wanted.apr_code,
        packet_code=prepared.known_packet.code,
        packet_digest=prepared.packet_digest,
        direction=prepared.wanted.direction,
        executed=ran.executed,
        deltas=ran.deltas,
        refused_because=ran.because,
        log_hash=ran.log_hash,
        checks=tuple(as_facts(prepared.checks)),
        exit_code=ran.exit_code,
    )
