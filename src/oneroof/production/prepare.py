"""What is verified before a packet runs on production, one check after the other; each is one line of the plan.

Nothing here writes. `prepare` raises at the first check that does not hold; `plan` tells of all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from oneroof import __version__, errors
from oneroof.clone.identity import read_identity
from oneroof.clone.model import Identity
from oneroof.config import Settings
from oneroof.evidence.bundle import read_bundle
from oneroof.evidence.model import Bundle, Check
from oneroof.gate.attested import require_attestations
from oneroof.gate.authority import asked_version
from oneroof.gate.propose import pinned_packet, require_proof
from oneroof.gate.state import GateState
from oneroof.gate.statement import PacketSubject
from oneroof.gate.store import read_state
from oneroof.gate.verify import Opening, opening
from oneroof.packets.model import Direction, Packet
from oneroof.packets.pins import Pins, pinned_digest
from oneroof.packets.plan import plan_digest
from oneroof.pg.asks import Asks
from oneroof.production.endpoint import check_endpoint

T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """What a person asked for: which packet of which bundle, under which APR, forward or back."""

    settings: Settings
    apr_code: str
    bundle: Path
    code: str | None = None
    direction: Direction = "forward"


@dataclass
class Preparation:
    """What the checks have found so far; each check may use what those before it found."""

    wanted: Wanted
    session: Asks
    now: datetime
    bundle: Bundle | None = None
    packet: Packet | None = None
    pins: Pins | None = None
    packet_digest: str = ""
    identity: Identity | None = None
    state: GateState | None = None
    opening: Opening | None = None
    subject: PacketSubject | None = None
    checks: list[Check] = field(default_factory=list)

    @property
    def known_packet(self) -> Packet:
        """The packet, after `prepare`."""
        return _need(self.packet)

    @property
    def known_pins(self) -> Pins:
        """Its pins, after `prepare`."""
        return _need(self.pins)

    @property
    def known_identity(self) -> Identity:
        """Production's identity, after `prepare`."""
        return _need(self.identity)

    @property
    def known_opening(self) -> Opening:
        """What opens the gate, after `prepare`."""
        return _need(self.opening)

    @property
    def known_subject(self) -> PacketSubject:
        """The packet as it was signed, after `prepare`."""
        return _need(self.subject)

    @property
    def known_bundle(self) -> Bundle:
        """The evidence, after `prepare`."""
        return _need(self.bundle)

    def as_intent(self) -> dict[str, Any]:
        """For the journal, before anything is run."""
        return {
            "apr_code": self.wanted.apr_code,
            "packet_code": self.known_packet.code,
            "packet_digest": self.packet_digest,
            "direction": self.wanted.direction,
            "database_uid": self.known_identity.database_uid,
            "approval": dict(self.known_opening.verified),
        }


def prepare(wanted: Wanted, session: Asks) -> Preparation:
    """Check everything; the first thing that does not hold is raised.

    Raises:
        Refused: identity, gate, signature, replay, a bundle that is not as it was written.
        FactsSayNo: the bundle's verdict is FAIL.
        UsageError: there is no such bundle or packet.
    """
    preparation = _begin(wanted, session)
    for name, check in CHECKS:
        preparation.checks.append(Check(name, ok=True, detail=check(preparation)))
    return preparation


def plan(wanted: Wanted, session: Asks) -> tuple[Preparation, errors.OneroofError | None]:
    """Check as far as that goes, and give the first refusal beside what was found; nothing is run, nothing is raised.

    A check whose ground is missing because another did not hold is told as not reached.
    """
    preparation = _begin(wanted, session)
    first: errors.OneroofError | None = None
    for name, check in CHECKS:
        try:
            found = Check(name, ok=True, detail=check(preparation))
        except _NotReachedError:
            found = Check(name, ok=False, detail="not reached")
        except errors.OneroofError as error:
            first = first or error
            found = Check(name, ok=False, detail=error.message)
        preparation.checks.append(found)
    return preparation, first


class _NotReachedError(Exception):
    """A check has nothing to stand on, because one before it did not hold."""


def _begin(wanted: Wanted, session: Asks) -> Preparation:
    return Preparation(wanted, session, now=session.value("production/read_clock"))


def _need(value: T | None) -> T:
    if value is None:
        raise _NotReachedError
    return value


def _bundle(at: Preparation) -> str:
    """The evidence is byte for byte what was written, and its facts give PASS.

    What ran is taken back by what was signed then: a newer oneroof that judges its facts otherwise does not stand in
    the way.
    """
    at.bundle = read_bundle(at.wanted.bundle)
    if at.wanted.direction == "rollback":
        return f"evidence {at.bundle.digest}, as it was written"
    require_proof(at.bundle)
    return f"evidence {at.bundle.digest}, verdict PASS computed again"


def _packet(at: Preparation) -> str:
    """The packet with its pins, and its digest computed from the four files."""
    bundle = _need(at.bundle)
    code = at.wanted.code or _only_code(bundle)
    if code not in bundle.packets:
        raise errors.UsageError(
            f"The bundle has no packet {code}.", next_step=f"It has: {', '.join(sorted(bundle.packets)) or 'none'}."
        )
    at.packet, at.pins = pinned_packet(bundle, code)
    at.packet_digest = pinned_digest(at.packet, at.pins)
    return f"{code}, packet digest {at.packet_digest}"


def _only_code(bundle: Bundle) -> str:
    codes = sorted(bundle.packets)
    if len(codes) != 1:
        raise errors.UsageError(
            f"The bundle has {len(codes)} packets; one runs at a time.",
            next_step=f"Name one with --packet: {', '.join(codes)}.",
        )
    return codes[0]


def _endpoint(at: Preparation) -> str:
    """The connection leads where oneroof.toml says that production is."""
    return check_endpoint(at.wanted.settings.trust, at.session)


def _identity(at: Preparation) -> str:
    """The database says that it is production, and is the one that oneroof.toml pins."""
    at.identity = read_identity(at.session)
    if at.identity.kind != "production" or at.identity.database_uid is None:
        raise errors.IdentityRefused(
            f"{at.session.label} has no identity of production: it says {at.identity.kind or 'nothing'}.",
            next_step="Install oneroof there (`oneroof install`), or adopt a restored copy (`oneroof adopt`).",
        )
    pinned = at.wanted.settings.trust.database_uid
    if pinned is not None and pinned != at.identity.database_uid:
        raise errors.IdentityRefused(
            f"{at.session.label} is another database than oneroof.toml pins: {at.identity.database_uid}."
        )
    return f"database {at.identity.database}, uid {at.identity.database_uid}"


def _gate(at: Preparation) -> str:
    """The statement, every signature, the quorum, the approval: from their bytes, as of the server's clock."""
    at.state = read_state(at.session)
    at.opening = opening(
        at.state,
        at.wanted.settings.trust,
        at.wanted.apr_code,
        at.now,
        packet_digest=at.packet_digest or None,
        direction=at.wanted.direction,
    )
    return f"{at.wanted.apr_code} is ratified; statement {at.opening.statement.digest}"


def _subject(at: Preparation) -> str:
    """The statement covers this very packet, plan and evidence, for this very database."""
    statement, packet, pins = _need(at.opening).statement, _need(at.packet), _need(at.pins)
    identity, bundle = _need(at.identity), _need(at.bundle)
    here = [subject for subject in statement.packets if subject.database.database_uid == identity.database_uid]
    at.subject = next((subject for subject in here if subject.digest == at.packet_digest), None)
    if at.subject is None:
        covered = ", ".join(f"{subject.code} {subject.digest}" for subject in here) or "no packet for this database"
        raise errors.Refused(
            f"{at.wanted.apr_code} does not cover the packet {packet.code} with digest {at.packet_digest}:"
            f" it covers {covered}.",
            next_step="Propose this packet, or name the bundle whose packet was signed.",
        )
    for what, signed, found in (
        ("plan", at.subject.plan_digest, plan_digest(packet, pins)),
        ("evidence", at.subject.evidence_digest, bundle.digest),
        ("system identifier", at.subject.database.system_identifier, identity.system_identifier),
        ("database name", at.subject.database.database, identity.database),
    ):
        if signed != found:
            raise errors.Refused(f"The {what} that was signed is {signed}; here it is {found}.")
    return f"covers {packet.code} for {identity.database}"


def _attestations(at: Preparation) -> str:
    """As many attestors as the policy asks for vouch for the evidence, and those that the statement names."""
    ready, subject, bundle = _need(at.opening), _need(at.subject), _need(at.bundle)
    counted = require_attestations(
        bundle.attestations, ready.authority, subject, bundle.digest, ready.requirement, at.now
    )
    return f"attested by {', '.join(counted)}" if counted else "the policy asks for no attestation"


def _version(at: Preparation) -> str:
    """This oneroof is as new as the statement and the authority model ask for; `opening` refused it otherwise."""
    ready = _need(at.opening)
    asked = asked_version(ready.authority, ready.statement)
    return f"oneroof {__version__}, asked for {asked}"


#: The checks by name, in their order.
CHECKS: tuple[tuple[str, Callable[[Preparation], str]], ...] = (
    ("bundle", _bundle),
    ("packet", _packet),
    ("endpoint", _endpoint),
    ("identity", _identity),
    ("gate", _gate),
    ("statement", _subject),
    ("attestations", _attestations),
    ("version", _version),
)


def as_facts(checks: list[Check]) -> list[dict[str, Any]]:
    """Plain JSON values, a row each."""
    return [check.as_fact() for check in checks]
