"""One proposal judged from its bytes: statement, every act's signature, quorum, holds.

What a row says beside the bytes is compared with them, never believed. Nothing here reads a database or a file; the one
thing that is run is ``ssh-keygen -Y verify``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from oneroof.errors import AuthorityInvalid, GateClosed, Refused, SignatureInvalid, StatementInvalid
from oneroof.evidence.canonical import sha256_hex
from oneroof.gate.act import RecordedAct, VerifiedAct, signed_act
from oneroof.gate.admissible import Bench, why_not
from oneroof.gate.authority import Authority, parse_authority
from oneroof.gate.quorum import Counted, Holding, NotCounted, Quorum, holding, quorum, reviewed_by
from oneroof.gate.state import ActRow, ApprovalRow, AuthorityRow, GateState, ProposalRow, RolloutRow
from oneroof.gate.statement import Database, Statement, parse_statement
from oneroof.gate.text import safe_text
from oneroof.gate.values import moment_text
from oneroof.keys.public import ACT, AllowedKey
from oneroof.keys.ssh import verify

#: Verifies one signature: content, signature, keys, principal, namespace, time; gives the key's fingerprint or raises.
Verify = Callable[[bytes, str, Sequence[AllowedKey], str, str, datetime], str]
#: Rounding of the server's clock to the whole seconds that people read.
_SECOND = timedelta(seconds=1)


def verify_acts(
    authorities: Iterable[Authority], acts: Iterable[RecordedAct], check: Verify = verify
) -> tuple[VerifiedAct, ...]:
    """Look at the signature of every act: by whom it says it is, over exactly its bytes, with a key valid then.

    Args:
        authorities: the models whose members may have signed (two where one follows the other).
        acts: as they were recorded, or read from a file.
        check: how a signature is verified.
    """
    keys = [key for authority in authorities for key in authority.signing_keys()]
    return tuple(_verified(recorded, keys, check) for recorded in acts)


def _verified(recorded: RecordedAct, keys: Sequence[AllowedKey], check: Verify) -> VerifiedAct:
    signed = recorded.signed
    try:
        by = check(signed.content, signed.signature, keys, signed.act.member_ref, ACT, signed.act.signed_at)
    except SignatureInvalid as error:
        return VerifiedAct(signed.act, recorded.recorded_at, error.message.rstrip("."), None)
    return VerifiedAct(signed.act, recorded.recorded_at, None, by)


@dataclass(frozen=True)
class Models:
    """The authority models recorded in a database, parsed from their bytes; ``problems`` are sentences."""

    by_digest: Mapping[str, Authority]
    problems: tuple[str, ...]

    def of(self, version: int) -> Authority | None:
        """The model of that version, or None."""
        return next((model for model in self.by_digest.values() if model.version == version), None)


def read_models(rows: Iterable[AuthorityRow]) -> Models:
    """Parse every recorded authority model and compare what its row says beside the bytes."""
    found: dict[str, Authority] = {}
    problems: list[str] = []
    for row in rows:
        try:
            model = parse_authority(row.content)
        except AuthorityInvalid as error:
            problems.append(f"Version {row.version} of the authority model: {error.message}")
            continue
        said = (row.version, row.digest, row.canonical_content)
        if said != (model.version, model.digest, model.canonical()) or _differs(row.canonical_content, row.canonical):
            problems.append(f"The row of the authority model {model.version} does not say what its bytes say.")
            continue
        found[model.digest] = model
    return Models(found, tuple(problems))


def _differs(content: bytes, canonical: str) -> bool:
    return bool(json.loads(content) != json.loads(canonical))


@dataclass(frozen=True)
class Judged:
    """A proposal, and what its acts amount to at a moment.

    ``decisions`` are approvals, rejects and reviews; ``approvals`` are the rows for this database under the identity
    that it has now, ``rollouts`` all that ran. Any of its ``problems``, which are sentences, closes the gate.
    ``ignored`` are acts beside those of the quorum that count for nothing; ``unreadable`` the digests of rows that are
    no act at all. They close nothing: else whoever may record a row could close the gate for everybody.
    """

    statement: Statement
    authority: Authority
    successor: Authority | None
    proposer: VerifiedAct
    decisions: tuple[VerifiedAct, ...]
    hold_acts: tuple[VerifiedAct, ...]
    quorum: Quorum
    holding: Holding
    reviews: tuple[Counted, ...]
    approvals: tuple[ApprovalRow, ...]
    rollouts: tuple[RolloutRow, ...]
    problems: tuple[str, ...]
    ignored: tuple[NotCounted, ...]
    unreadable: tuple[str, ...]

    @property
    def apr_code(self) -> str:
        """By which people know it."""
        return self.statement.apr_code

    @property
    def act_digests(self) -> list[str]:
        """The digests of all acts on it, its proposer's and holds among them, sorted: what a database compares."""
        readable = (item.act.digest for item in (self.proposer, *self.decisions, *self.hold_acts))
        return sorted([*readable, *self.unreadable])

    @property
    def ratified_at(self) -> datetime | None:
        """When it was ratified here; None: it was not."""
        return min((row.ratified_at for row in self.approvals), default=None)

    @property
    def review_due(self) -> datetime | None:
        """Until when the review of a break-glass run is due; None: none is."""
        seconds = self.quorum.threshold.review_seconds
        ran = min((row.recorded_at for row in self.rollouts if row.act == "executed"), default=None)
        if seconds is None or ran is None or self.reviews:
            return None
        return ran + timedelta(seconds=seconds)

    def held_at(self, moment: datetime) -> Holding:
        """Whether a hold was in force at a moment, by what was recorded until then."""
        until = [item for item in self.hold_acts if item.recorded_at is None or item.recorded_at <= moment]
        return holding(self.statement, self.authority, until, moment)


def judge(state: GateState, row: ProposalRow, models: Models, now: datetime, check: Verify = verify) -> Judged:
    """Judge a proposal of a database.

    Raises:
        GateClosed: it names an authority model that is not recorded here, or cannot be used.
        StatementInvalid: its bytes are no statement, or its proposer's are no act.
    """
    statement = parse_statement(row.statement)
    authority = models.by_digest.get(statement.authority.digest)
    if authority is None:
        raise GateClosed(
            f"{row.apr_code} names the authority model {statement.authority.digest}, which cannot be used here.",
            next_step="Run `oneroof gate verify`, which says what is wrong with the models recorded there.",
        )
    brought = statement.authority_subjects[:1]
    successor = next((models.by_digest.get(item.digest) for item in brought if item.digest != authority.digest), None)
    both = [model for model in (authority, successor) if model is not None]
    proposer = RecordedAct(signed_act(row.proposer_act, row.proposer_act_signature), row.recorded_at)
    acts, no_acts = readable_acts(item for item in state.acts if item.apr_code == row.apr_code)
    holds, no_holds = readable_acts(item for item in state.holds if item.apr_code == row.apr_code)
    first, *decisions = verify_acts(both, [proposer, *acts.values()], check)
    hold_acts = verify_acts(both, holds.values(), check)
    approvals = [item for item in state.approvals if item.apr_code == row.apr_code]
    ratified_at = min((item.ratified_at for item in approvals), default=None)
    attestors = sorted({ref for subject in statement.packets for ref in subject.attestors})
    return Judged(
        statement=statement,
        authority=authority,
        successor=successor,
        proposer=first,
        decisions=tuple(decisions),
        hold_acts=hold_acts,
        quorum=quorum(
            statement, authority, (first, *decisions), attestors, now, ratified_at=ratified_at, successor=successor
        ),
        holding=holding(statement, authority, hold_acts, now),
        reviews=reviewed_by(statement, authority, decisions, now),
        approvals=tuple(item for item in approvals if item.database_uid == state.identity.database_uid),
        rollouts=tuple(item for item in state.rollouts if item.apr_code == row.apr_code),
        problems=(*_row_problems(row, statement), *_act_problems((*acts, *holds), (*decisions, *hold_acts))),
        ignored=(*(no_acts + no_holds), *_ignored((*decisions, *hold_acts), Bench(statement, authority, now))),
        unreadable=tuple(item.act_digest for item in no_acts + no_holds),
    )


def judge_all(
    state: GateState, models: Models, now: datetime, check: Verify = verify
) -> tuple[dict[str, Judged], dict[str, str]]:
    """Every proposal by its APR code; and of those that cannot be read, why."""
    judged: dict[str, Judged] = {}
    unreadable: dict[str, str] = {}
    for row in state.proposals:
        try:
            judged[row.apr_code] = judge(state, row, models, now, check)
        except Refused as error:
            unreadable[row.apr_code] = f"{row.apr_code}: {error.message}"
    return judged, unreadable


def readable_acts(rows: Iterable[ActRow]) -> tuple[dict[ActRow, RecordedAct], list[NotCounted]]:
    """The acts in rows, in their order; and the rows that hold none, each with the reason."""
    found: dict[ActRow, RecordedAct] = {}
    none: list[NotCounted] = []
    for row in rows:
        try:
            found[row] = RecordedAct(signed_act(row.act, row.signature), row.recorded_at)
        except StatementInvalid as error:
            none.append(NotCounted(row.member_ref, error.message.rstrip("."), sha256_hex(row.act)))
    return found, none


def _ignored(acts: Iterable[VerifiedAct], bench: Bench) -> Iterator[NotCounted]:
    """Holds, lifts and reviews that count for nothing; of decisions the quorum says why."""
    for item in acts:
        if item.act.meaning in {"hold", "lift", "review"} and (why := why_not(item, bench)) is not None:
            yield NotCounted(item.act.member_ref, f"its {item.act.meaning}: {why}", item.act.digest)


def no_acts(judged: Iterable[Judged]) -> Iterator[str]:
    """Rows that are no act, as sentences."""
    for item in judged:
        for ignored in item.ignored:
            if ignored.act_digest in item.unreadable:
                yield f"{item.apr_code}: a row of {safe_text(ignored.who)} counts for nothing: {ignored.why}."


def overdue_reviews(judged: Iterable[Judged], now: datetime) -> dict[str, datetime]:
    """Proposals that broke the glass, ran, and were not reviewed in time, by their codes, with when it was due."""
    due = {item.apr_code: item.review_due for item in judged if item.statement.break_glass}
    return {apr_code: at for apr_code, at in due.items() if at is not None and at < now}


def _row_problems(row: ProposalRow, statement: Statement) -> Iterator[str]:
    said = (row.apr_code, row.statement_digest)
    if said != (statement.apr_code, statement.digest) or _differs(row.statement, row.canonical):
        yield f"The row of {row.apr_code} does not say what the statement's bytes say."


def _act_problems(rows: Sequence[ActRow], acts: Sequence[VerifiedAct]) -> Iterator[str]:
    for row, item in zip(rows, acts, strict=True):
        act = item.act
        said = (row.act_digest, row.apr_code, row.member_ref, row.meaning)
        if said != (act.digest, act.apr_code, act.member_ref, act.meaning):
            yield f"The row of the act {row.act_digest} does not say what the act's bytes say."


def approval_problem(row: ApprovalRow, judged: Judged, here: Database) -> str | None:
    """Why a row of the gate is not what people signed, as a sentence; None: it is.

    A row under an identity that the database had before (it was adopted) opens nothing, and is held against what was
    signed for that identity.
    """
    statement = judged.statement
    signed = next((item for item in statement.databases if item.database_uid == row.database_uid), here)
    subjects = {(item.kind, item.digest) for item in statement.subjects if item.database == signed}
    latest = row.ratified_at + timedelta(seconds=judged.quorum.threshold.approval_seconds) + _SECOND
    found = (
        ("the statement", row.statement_digest, statement.digest),
        ("the authority model", row.authority_digest, statement.authority.digest),
        ("the server", row.system_identifier, signed.system_identifier),
        ("the database", row.database_name, signed.database),
        ("the identity", row.database_uid, signed.database_uid),
    )
    for what, said, expected in found:
        if said != expected:
            return f"An approval of {judged.apr_code} names {what} {said}, and what was signed says {expected}."
    if (row.subject_kind, row.subject_digest) not in subjects:
        return f"{judged.apr_code} was signed without the subject {row.subject_digest} that an approval of it names."
    if row.expires_at > latest:
        return (
            f"An approval of {judged.apr_code} lasts until {moment_text(row.expires_at)};"
            f" what was signed allows {moment_text(latest - _SECOND)}."
        )
    if not judged.quorum.open:
        return f"{judged.apr_code} was ratified without its quorum: {because(judged.quorum)}."
    return None


def because(counted: Quorum) -> str:
    """What is missing, or who refused, as the end of a sentence."""
    refused = [f"{ref} rejected it" for ref in counted.rejected_by]
    return "; ".join([*refused, *(f"missing: {item}" for item in counted.missing)]) or "nothing is missing"
