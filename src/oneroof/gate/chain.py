"""The chain of authority models from the pinned one, and what was approved and what ran under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from oneroof.config import TrustSettings
from oneroof.gate.authority import Authority
from oneroof.gate.judge import Judged, Models, approval_problem
from oneroof.gate.state import ApprovalRow, GateState, RolloutRow
from oneroof.gate.statement import Database
from oneroof.gate.values import moment_text


@dataclass(frozen=True)
class Chain:
    """``trusted`` are the models, by digest, that the pinned one vouches for; ``active`` is the one in force here.

    None is in force before the first ratification. ``problems`` are sentences.
    """

    trusted: Mapping[str, Authority]
    active: Authority | None
    problems: tuple[str, ...] = ()


def follow_chain(
    trust: TrustSettings, models: Models, judged: Mapping[str, Judged], state: GateState, here: Database
) -> Chain:
    """Follow the chain up, each next version ratified by the people of both, and down to what was signed before.

    A model comes into force by an approval for this database alone. What was signed before is vouched for by what was
    ratified under an earlier identity too (the database was adopted).

    Args:
        trust: the pins of the settings file.
        models: those recorded in the database.
        judged: its proposals.
        state: its approvals.
        here: the database.
    """
    if trust.authority_version is None:
        return Chain({}, None, ("No authority model is pinned: [trust] in oneroof.toml names none.",))
    pinned = models.of(trust.authority_version)
    if pinned is None:
        missing = f"Version {trust.authority_version} of the authority model, which oneroof.toml pins, is not recorded."
        return Chain({}, None, (missing,) if models.by_digest else ())
    if pinned.digest != trust.authority_digest:
        said = f"Version {pinned.version} of the authority model has the digest {pinned.digest}"
        return Chain({}, None, (f"{said}, and oneroof.toml pins {trust.authority_digest}.",))
    ever = _ratified(state.approvals, judged, here)
    ratified = _ratified([row for row in state.approvals if row.database_uid == here.database_uid], judged, here)
    trusted = {pinned.digest: pinned, **_below(pinned, ever)}
    active = pinned if pinned.digest in ratified else None
    while active is not None and (above := _next(active, models, ratified)) is not None:
        trusted[above.digest] = active = above
    newest = max((model.version for digest, model in models.by_digest.items() if digest in ratified), default=0)
    return Chain(trusted, active, () if active is None or newest == active.version else (_unlinked(newest, active),))


def _unlinked(newest: int, active: Authority) -> str:
    return f"Version {newest} of the authority model was not ratified by the people of version {active.version}."


def _ratified(rows: Iterable[ApprovalRow], judged: Mapping[str, Judged], here: Database) -> dict[str, Judged]:
    """By a model's digest the proposal that brought it into force, where its quorum and its approval hold.

    Of several (an adopted database ratifies the model once more, by itself) the one that says what was before it.
    """
    found: dict[str, Judged] = {}
    for row in rows:
        item = judged.get(row.apr_code)
        if row.subject_kind != "authority-model" or item is None or item.problems:
            continue
        if approval_problem(row, item, here) is None and (
            row.subject_digest not in found or item.authority.digest != row.subject_digest
        ):
            found[row.subject_digest] = item
    return found


def _next(active: Authority, models: Models, ratified: Mapping[str, Judged]) -> Authority | None:
    above = models.of(active.version + 1)
    by = ratified.get(above.digest) if above is not None else None
    return above if by is not None and by.authority.digest == active.digest else None


def _below(pinned: Authority, ratified: Mapping[str, Judged]) -> dict[str, Authority]:
    """Older models, for what was signed in their time: the one that ratified a trusted one is named in its bytes."""
    found: dict[str, Authority] = {}
    current = pinned
    while (by := ratified.get(current.digest)) is not None and by.authority.version == current.version - 1:
        current = by.authority
        found[current.digest] = current
    return found


def approval_problems(
    state: GateState, judged: Mapping[str, Judged], trusted: Mapping[str, Authority], here: Database
) -> Iterator[str]:
    """Every approval that people have not signed for, as sentences."""
    for row in state.approvals:
        item = judged.get(row.apr_code)
        if item is None:
            yield f"An approval names {row.apr_code}, of which no proposal can be read."
            continue
        problem = approval_problem(row, item, here)
        if problem is not None:
            yield problem
        if item.authority.digest not in trusted:
            yield f"{row.apr_code} was signed under an authority model that the pinned one does not vouch for."


def rollout_problems(state: GateState, judged: Mapping[str, Judged]) -> Iterator[str]:
    """Every run that no approval covered when it ran, as sentences."""
    approvals = {row.approval_id: row for row in state.approvals}
    for row in state.rollouts:
        approval, item = approvals.get(row.approval_id), judged.get(row.apr_code)
        if (
            approval is None
            or item is None
            or (approval.apr_code, approval.subject_digest)
            != (
                row.apr_code,
                row.packet_digest,
            )
        ):
            yield f"{row.packet_code} ran ({row.act}) without an approval of its digest under {row.apr_code}."
            continue
        yield from _outside(row, approval, item)


def _outside(row: RolloutRow, approval: ApprovalRow, item: Judged) -> Iterator[str]:
    at = moment_text(row.recorded_at)
    if row.act == "executed":
        if not approval.ratified_at <= row.recorded_at <= approval.expires_at:
            yield f"{row.packet_code} ran at {at}, outside of its approval until {moment_text(approval.expires_at)}."
        if item.held_at(row.recorded_at).in_force:
            yield f"{row.packet_code} ran at {at} while {row.apr_code} was held."
        return
    ran = [each for each in item.rollouts if each.act == "executed" and each.packet_digest == row.packet_digest]
    mine = (subject for subject in item.statement.packets if subject.digest == row.packet_digest)
    window = next((subject.rollback_within for subject in mine), 0)
    if not any(each.recorded_at <= row.recorded_at <= each.recorded_at + timedelta(seconds=window) for each in ran):
        yield f"{row.packet_code} was rolled back at {at}, outside of its window."
