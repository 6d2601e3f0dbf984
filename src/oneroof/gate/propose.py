"""From verified bundles to the statement that people decide on. Pure: bundles, an authority model and a time in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from oneroof.errors import BundleTampered, FactsSayNo, IdentityRefused, Refused, StatementInvalid, UsageError
from oneroof.evidence.check import check_bundle
from oneroof.evidence.model import PINS, Bundle
from oneroof.gate.statement import AuthoritySubject, Database, PacketSubject
from oneroof.gate.values import Strict, seconds_of, sentence
from oneroof.packets.check import check, refuse
from oneroof.packets.model import Delta, Packet
from oneroof.packets.names import show
from oneroof.packets.parse import parse
from oneroof.packets.pins import Pins, pinned_digest
from oneroof.packets.plan import plan_digest

LoginRoles = Literal["separate", "one-login"]
Shape = TypeVar("Shape", bound=Strict)


@dataclass(frozen=True)
class Vouched:
    """A bundle, and the attestors whose signatures over its digest hold: each one's attestation, by its digest."""

    bundle: Bundle
    attestations: Mapping[str, str]


def require_proof(bundle: Bundle) -> None:
    """Raise unless the bundle's facts, computed again, give PASS.

    Raises:
        BundleTampered: the bundle contradicts itself. FactsSayNo: the rehearsal ended with FAIL.
    """
    verification = check_bundle(bundle)
    wrong = next((item for item in verification.checks if not item.ok), None)
    if wrong is not None:
        raise BundleTampered(f"The bundle contradicts itself: {wrong.name}: {wrong.detail}.")
    if verification.verdict != "PASS":
        raise FactsSayNo(
            f"The rehearsal {bundle.run.run_id} ended with FAIL; it is no proof of anything.",
            next_step="Mend what its findings name, rehearse again, and propose that bundle.",
        )


def database_of(bundle: Bundle) -> Database:
    """The database that a rehearsal was made for.

    Raises:
        IdentityRefused: it had no identity of production then, so that nobody could sign for it.
    """
    here = bundle.run.production
    if here.get("kind") != "production" or here.get("uid") in {None, "none"}:
        raise IdentityRefused(
            f"The rehearsal {bundle.run.run_id} is of a database without an identity of production:"
            f" it says {here.get('kind', 'none')}.",
            next_step="Run `oneroof install` on production (or `oneroof adopt`), then rehearse again.",
        )
    names = {"system_identifier": "system_identifier", "database": "database", "database_uid": "uid"}
    return _shaped(Database, {name: here.get(key) for name, key in names.items()}, bundle)


def _shaped(shape: type[Shape], value: Mapping[str, Any], bundle: Bundle) -> Shape:
    """What a bundle says, as a part of a statement, which has stricter shapes."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise StatementInvalid(
            f"The rehearsal {bundle.run.run_id} cannot be proposed: {sentence(error)}.",
            next_step="Correct the packet, rehearse again, and propose that bundle.",
        ) from error


def packet_subjects(
    vouched: Vouched, codes: Sequence[str], login_roles: LoginRoles, *, programme: bool
) -> tuple[PacketSubject, ...]:
    """The subjects of one bundle, in the order of their phases.

    Args:
        vouched: what was verified before.
        codes: of the packets to propose; none: all that were rehearsed.
        login_roles: whether the database's roles are held by separate logins.
        programme: the scanner's packet is proposed as a programme: scheduled scans may run until the approval expires.

    Raises:
        UsageError: the bundle has no such packet. Refused: it was not rehearsed to its end, or reading refuses it.
    """
    bundle = vouched.bundle
    missing = sorted(set(codes) - set(bundle.packets))
    if missing:
        raise UsageError(
            f"The bundle {bundle.run.run_id} has no packet {missing[0]}.",
            next_step=f"It has: {', '.join(sorted(bundle.packets)) or 'none'}.",
        )
    chosen = [code for code in bundle.packets if not codes or code in codes]
    if not chosen:
        raise UsageError(f"The bundle {bundle.run.run_id} has no packet.", next_step="Rehearse one first.")
    ruleset = _ruleset(bundle, chosen) if programme else {}
    found = [_subject(vouched, code, login_roles, ruleset.get(code)) for code in chosen]
    return tuple(sorted(found, key=lambda item: (item.phase or 0, item.code)))


def _ruleset(bundle: Bundle, codes: Sequence[str]) -> dict[str, str]:
    """The scanner's packet and its ruleset, by the facts of stage 06."""
    facts: Mapping[str, Any] = next((item.facts for item in bundle.records if item.key == "scan_write"), {})
    code = str((facts.get("packet") or {}).get("code"))
    if code not in codes or "ruleset_version" not in facts:
        raise UsageError(
            "Only the scanner's packet can be a programme, and it is not among those proposed.",
            next_step="Name it with --packet, or leave --programme out.",
        )
    return {code: str(facts["ruleset_version"])}


def pinned_packet(bundle: Bundle, code: str) -> tuple[Packet, Pins]:
    """A packet of a bundle with what the rehearsal pinned.

    Raises:
        Refused: it has no pins: it was not rehearsed to its end.
    """
    files = dict(bundle.packets[code])
    pins = files.pop(PINS, None)
    if pins is None:
        raise Refused(
            f"The packet {code} was not rehearsed to its end: the bundle has no pins for it.",
            next_step="Rehearse it again; only what was rehearsed can be proposed.",
        )
    packet = parse(files)
    return packet, Pins.parse(pins, packet)


def _subject(vouched: Vouched, code: str, login_roles: LoginRoles, ruleset: str | None) -> PacketSubject:
    bundle = vouched.bundle
    packet, pins = pinned_packet(bundle, code)
    refuse(packet)
    attestors = sorted(vouched.attestations)
    return _shaped(
        PacketSubject,
        {
            "kind": "packet",
            "code": packet.code,
            "title": packet.title,
            "digest": pinned_digest(packet, pins),
            "plan_digest": plan_digest(packet, pins),
            "source_digest": packet.source_digest,
            "evidence_digest": bundle.digest,
            "run_id": bundle.run.run_id,
            "phase": packet.phase,
            "automation": packet.automation,
            "database": database_of(bundle),
            "deltas": [_delta(delta) for delta in packet.deltas],
            "catalog": [{"object": item.object, "change": item.change} for item in packet.catalog],
            "guards": [guard.name for guard in packet.guards],
            "rollback_within": seconds_of(packet.rollback.within),
            "hazards": sorted({hazard.code for hazard in check(packet)} | _of_the_rehearsal(bundle)),
            "attestors": attestors,
            "attestations": [vouched.attestations[ref] for ref in attestors],
            "login_roles": login_roles,
            "programme": None if ruleset is None else {"kind": "scan-write", "ruleset": ruleset},
        },
        bundle,
    )


def _of_the_rehearsal(bundle: Bundle) -> set[str]:
    """Hazards that come from how it was rehearsed, whatever the packet does."""
    first: Mapping[str, Any] = next((item.facts for item in bundle.records if item.key == "preflight"), {})
    return set() if first.get("data_scope") == "full" else {"rows-left-out"}


def _delta(delta: Delta) -> dict[str, Any]:
    counts = {"inserted": delta.inserted, "updated": delta.updated, "deleted": delta.deleted}
    ranges = {name: {"min": count.min, "max": count.max} for name, count in counts.items()}
    return {"table": show(delta.name), **ranges, "truncated": delta.truncated, "rewritten": delta.rewritten}


def authority_subject(version: int, digest: str, canonical_digest: str, database: Database) -> AuthoritySubject:
    """The authority model as a subject of a statement, for one database."""
    return AuthoritySubject(
        kind="authority-model", version=version, digest=digest, canonical_digest=canonical_digest, database=database
    )
