"""Whether one act can count at all: the first reason why not, as part of a sentence, or None. Pure.

The rules, in this order:

1. its signature verified;
2. it is about this statement, for its databases, under its authority model;
3. its member is in the authority model, under the printed name that stands there, at a level that may do this;
4. it was made with a key of that member, valid when it was signed, not revoked, not compromised;
5. it was signed within the statement's life and not in the future, and recorded in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from oneroof.gate.act import Meaning, VerifiedAct
from oneroof.gate.authority import Authority
from oneroof.gate.people import Key, Level, Member
from oneroof.gate.statement import Statement
from oneroof.gate.values import moment_text

#: How far a signer's clock may be from ours.
TOLERANCE = timedelta(seconds=60)
_EVERYBODY: frozenset[Level] = frozenset({"L1", "L2", "L3", "L4"})
#: Who may do what; approving and rejecting are told apart by level when they are counted.
MAY: dict[Meaning, frozenset[Level]] = {
    "propose": _EVERYBODY,
    "approve": frozenset({"L2", "L4"}),
    "reject": frozenset({"L2", "L4"}),
    "hold": frozenset({"L2", "L3", "L4"}),
    "lift": frozenset({"L2", "L4"}),
    "review": frozenset({"L2", "L3", "L4"}),
}
#: What must be said while the statement can still be ratified; the others belong to the time after it.
_BEFORE_RATIFICATION: frozenset[Meaning] = frozenset({"propose", "approve", "reject"})


@dataclass(frozen=True)
class Bench:
    """Against what acts are judged. ``ratified_at``: what came later does not count; None: not ratified yet."""

    statement: Statement
    authority: Authority
    now: datetime
    ratified_at: datetime | None = None


def why_not(verified: VerifiedAct, bench: Bench) -> str | None:
    """The first reason why an act cannot count, or None."""
    act, statement = verified.act, bench.statement
    if verified.problem is not None:
        return verified.problem
    if act.statement_digest != statement.digest or act.apr_code != statement.apr_code:
        return "it is about another statement"
    if act.databases != statement.databases:
        return "it is for other databases"
    if act.authority_digest != statement.authority.digest:
        return "it was signed under another authority model"
    member = bench.authority.member(act.member_ref)
    if member is None:
        return "the authority model has no such member"
    return _person(verified, member) or _key(verified, member) or _time(verified, bench)


def _person(verified: VerifiedAct, member: Member) -> str | None:
    act = verified.act
    if act.printed_name != member.name:
        return f"its printed name is not {member.name}"
    if member.level not in MAY[act.meaning]:
        return f"level {member.level} may not {act.meaning}"
    return None


def _key(verified: VerifiedAct, member: Member) -> str | None:
    key = next((item for item in member.key if item.fingerprint == verified.fingerprint), None)
    if key is None:
        return "it was made with a key that is not theirs"
    return _validity(key, verified.act.signed_at) or _trusted(key, verified.act.signed_at, verified.recorded_at)


def _validity(key: Key, signed_at: datetime) -> str | None:
    if signed_at < key.valid_from:
        return f"its key is valid from {moment_text(key.valid_from)}, and it was signed before"
    if key.valid_until is not None and signed_at > key.valid_until:
        return f"its key expired at {moment_text(key.valid_until)}, and it was signed after"
    return None


def _trusted(key: Key, signed_at: datetime, recorded_at: datetime | None) -> str | None:
    """A revoked key's holder is believed about the time; a compromised key's is not: the record alone tells."""
    if key.revoked_at is not None and max(signed_at, recorded_at or signed_at) >= key.revoked_at:
        return f"its key was revoked at {moment_text(key.revoked_at)}"
    since = key.compromised_since
    if since is not None and (recorded_at is None or recorded_at >= since):
        return f"its key cannot be trusted since {moment_text(since)}, and it was not recorded before"
    return None


def _time(verified: VerifiedAct, bench: Bench) -> str | None:
    act, statement = verified.act, bench.statement
    if act.signed_at < statement.created_at - TOLERANCE:
        return "it was signed before the statement was made"
    if act.signed_at > bench.now + TOLERANCE:
        return f"it says that it was signed at {moment_text(act.signed_at)}, which has not come yet"
    return _in_time(verified, bench) if act.meaning in _BEFORE_RATIFICATION else None


def _in_time(verified: VerifiedAct, bench: Bench) -> str | None:
    signed_at, recorded_at, expires_at = verified.act.signed_at, verified.recorded_at, bench.statement.expires_at
    expiry = moment_text(expires_at)
    if signed_at > expires_at:
        return f"it was signed after the statement expired at {expiry}"
    if recorded_at is not None and recorded_at > expires_at:
        return f"it was recorded after the statement expired at {expiry}"
    if bench.ratified_at is not None and (recorded_at or signed_at) > bench.ratified_at:
        return "it came after the ratification"
    return None


def sort_out(acts: Sequence[VerifiedAct], bench: Bench) -> tuple[list[VerifiedAct], list[tuple[VerifiedAct, str]]]:
    """The acts that can count, each once, in the order of `moment`; and the others, each with the reason."""
    good: dict[str, VerifiedAct] = {}
    bad: list[tuple[VerifiedAct, str]] = []
    for verified in sorted(acts, key=moment):
        why = why_not(verified, bench)
        if why is None and verified.act.digest in good:
            why = "the same act is there already"
        if why is None:
            good[verified.act.digest] = verified
        else:
            bad.append((verified, why))
    return list(good.values()), bad


def moment(verified: VerifiedAct) -> tuple[datetime, datetime, bool, str]:
    """What orders acts: when it was recorded (not yet: last), when signed; at the same time a reject is later."""
    recorded = verified.recorded_at or datetime.max.replace(tzinfo=UTC)
    return recorded, verified.act.signed_at, verified.act.meaning == "reject", verified.act.digest
