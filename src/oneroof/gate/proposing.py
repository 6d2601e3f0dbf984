"""A proposal in the making: from proven bundles and databases that were looked at to the statement that people sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from oneroof import __version__
from oneroof.config import TrustSettings
from oneroof.errors import GateClosed, UsageError
from oneroof.evidence.bundle import disk_errors
from oneroof.evidence.model import Bundle
from oneroof.gate.attested import attestors_of
from oneroof.gate.authority import Authority, parse_authority, requirement
from oneroof.gate.files import Proposal
from oneroof.gate.look import Seen, require_pinned
from oneroof.gate.propose import Vouched, authority_subject, database_of, packet_subjects
from oneroof.gate.statement import AuthoritySubject, Database, PacketSubject, Statement, make_statement
from oneroof.gate.values import version_key
from oneroof.gate.verify import require_checks
from oneroof.packets.values import duration_seconds
from oneroof.pg.asks import Asks

Subjects = tuple[PacketSubject | AuthoritySubject, ...]


@dataclass(frozen=True)
class Asked:
    """What a person wants proposed."""

    apr_code: str
    bundles: tuple[Path, ...]
    authority_file: Path | None
    codes: tuple[str, ...]
    proposer: str
    title: str | None
    reason: str
    expires: str | None
    break_glass: bool
    programme: bool


def make_proposal(
    asked: Asked, bundles: Sequence[Bundle], sessions: Sequence[tuple[Asks, Seen]], trust: TrustSettings
) -> Proposal:
    """The statement, and what people need to read and sign it; nothing is recorded."""
    seen = [each for _, each in sessions]
    for each in seen:
        require_checks(each.verification)
    current, brought = _models(asked, seen[0], trust)
    if brought is not None and brought.digest != current.digest and bundles:
        raise UsageError(
            "A statement that brings the next authority model brings no packets: it ends the model that they would be"
            " signed under, so none of them could run.",
            next_step="Propose the authority model alone; then the packets, under it.",
        )
    databases = _databases(bundles, seen)
    packets = [
        subject
        for bundle in bundles
        for subject in packet_subjects(
            _vouched(bundle, current, seen[0].now),
            asked.codes,
            _login_roles(sessions, database_of(bundle)),
            programme=asked.programme,
        )
    ]
    models = (
        []
        if brought is None
        else [
            authority_subject(brought.version, brought.digest, brought.canonical_digest, place) for place in databases
        ]
    )
    statement = _statement(asked, (*models, *packets), current, seen[0].now)
    _require_policy(current, statement)
    heads = {each.uid: each.state.head for each in seen if each.uid in {item.database_uid for item in databases}}
    successor = brought if brought is not None and brought.digest != current.digest else None
    return Proposal(statement, current, (), heads, successor)


def _models(asked: Asked, seen: Seen, trust: TrustSettings) -> tuple[Authority, Authority | None]:
    """The authority model that people sign under, and the one that the statement brings, if it does."""
    active = seen.verification.active
    if trust.authority_version is None or trust.authority_digest is None:
        raise GateClosed(
            "No authority model is pinned: [trust] in oneroof.toml names none.",
            next_step="Write one with `oneroof gate init`, and paste the lines that it prints into oneroof.toml.",
        )
    brought: Authority | None = None
    if asked.authority_file is not None:
        with disk_errors(asked.authority_file):
            brought = parse_authority(asked.authority_file.read_bytes())
    if active is not None:
        if brought is not None and brought.version != active.version + 1:
            raise GateClosed(
                f"Version {active.version} of the authority model is in force; the next one is {active.version + 1},"
                f" and {asked.authority_file} is version {brought.version}."
            )
        return active, brought
    if brought is None:
        raise GateClosed(
            "No authority model is in force here yet.",
            next_step="Bring the first one: --authority authority.toml, under APR-BOOT-AUTHMODEL-1.",
        )
    require_pinned(brought, trust.authority_version, trust.authority_digest)
    return brought, brought


def _databases(bundles: Sequence[Bundle], seen: Sequence[Seen]) -> tuple[Database, ...]:
    """Every database that the statement is for; each must be one of those looked at, whose log head is signed."""
    here = {each.uid: each.verification.here for each in seen}
    for bundle in bundles:
        place = database_of(bundle)
        if here.get(place.database_uid) != place:
            shown = ", ".join(f"{item.database} ({uid})" for uid, item in here.items())
            raise GateClosed(
                f"The rehearsal {bundle.run.run_id} is of {place.database} with the identity {place.database_uid};"
                f" connected to: {shown}.",
                next_step="Name that database with --production; with several bundles, each of their databases.",
            )
    return tuple(here[each.uid] for each in seen)


def _vouched(bundle: Bundle, authority: Authority, now: datetime) -> Vouched:
    found = attestors_of(bundle, authority, now)
    return Vouched(bundle, {item.ref: item.digest for item in found.counted})


def _login_roles(sessions: Sequence[tuple[Asks, Seen]], place: Database) -> Any:
    session = next(session for session, seen in sessions if seen.uid == place.database_uid)
    return session.value("gate/read_login_roles")


def _statement(asked: Asked, subjects: Subjects, authority: Authority, now: datetime) -> Statement:
    longest = timedelta(seconds=authority.proposal_seconds)
    life = longest if asked.expires is None else timedelta(seconds=_seconds(asked.expires))
    if life > longest:
        raise UsageError(
            f"A proposal lives at most {authority.proposal_seconds} seconds under this authority model.",
            next_step="Give a shorter --expires.",
        )
    titles = [item.title for item in subjects if isinstance(item, PacketSubject)]
    model = [f"Authority model, version {item.version}" for item in subjects if isinstance(item, AuthoritySubject)]
    created = now.replace(microsecond=0)
    return make_statement(
        apr_code=asked.apr_code,
        title=asked.title or "; ".join(dict.fromkeys([*model, *titles]))[:200].strip(),
        reason=asked.reason,
        subjects=subjects,
        proposer=asked.proposer,
        authority={"version": authority.version, "digest": authority.digest},
        created_at=created,
        expires_at=created + life,
        nonce=token_hex(16),
        min_version=max(authority.min_version, ".".join(map(str, version_key(__version__))), key=version_key),
        break_glass=asked.break_glass,
    )


def _seconds(text: str) -> int:
    try:
        return int(duration_seconds(text))
    except ValueError as error:
        raise UsageError(f"{text!r} is no duration.", next_step='Write it as "7d", "12h" or "30min".') from error


def _require_policy(authority: Authority, statement: Statement) -> None:
    """Break-glass is a policy, not a wish: without one that matches, nothing is weaker than the default."""
    if statement.break_glass and requirement(authority, statement).review_seconds is None:
        raise GateClosed(
            "No break-glass policy of the authority model matches what is proposed.",
            next_step="Propose it without --break-glass.",
        )
