"""Everything of the gate verified again from its bytes: before a ratification, before a rollout, and for an auditor.

What is trusted is ``[trust]`` of the settings file alone. From the pinned authority model the chain goes up, each next
version ratified by the people of both; what the database says beside signed bytes is only compared with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from oneroof import __version__
from oneroof.config import TrustSettings
from oneroof.errors import GateClosed, IdentityRefused
from oneroof.evidence.model import Check
from oneroof.gate.authority import Authority, Requirement, asked_version
from oneroof.gate.chain import Chain, approval_problems, follow_chain, rollout_problems
from oneroof.gate.judge import Judged, Models, Verify, because, judge_all, no_acts, overdue_reviews, read_models
from oneroof.gate.log import log_problems
from oneroof.gate.quorum import Quorum
from oneroof.gate.state import ApprovalRow, GateState
from oneroof.gate.statement import Database, Statement
from oneroof.gate.text import safe_text
from oneroof.gate.values import moment_text, version_key
from oneroof.keys.ssh import verify

Direction = Literal["forward", "rollback"]


@dataclass(frozen=True)
class GateVerification:
    """What verifying a whole gate found.

    ``judged`` has every proposal that could be read, by its APR code; ``unreadable`` says by APR code why the others
    could not. ``checks`` are for people; any ``problems``, which are sentences, mean that something here is not what
    was signed. ``overdue`` has the break-glass runs that nobody reviewed in time, with when that was due.
    """

    here: Database
    checks: tuple[Check, ...]
    judged: Mapping[str, Judged]
    unreadable: Mapping[str, str]
    chain: Chain
    overdue: Mapping[str, datetime]

    @property
    def active(self) -> Authority | None:
        """The authority model in force here; None before the first ratification."""
        return self.chain.active

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is off."""
        return tuple(check.detail for check in self.checks if not check.ok)


@dataclass(frozen=True)
class Opening:
    """An open gate: what was signed, under which authority model, and what the database is to hold it against.

    ``verified`` is the mapping that ``fn_gate_refusal`` compares with what is there, inside the transaction.
    ``approval`` is the row of the packet asked for; None when none was asked for and there are several.
    """

    statement: Statement
    authority: Authority
    requirement: Requirement
    quorum: Quorum
    approvals: tuple[ApprovalRow, ...]
    approval: ApprovalRow | None
    verified: Mapping[str, Any]


def verify_gate(
    state: GateState, trust: TrustSettings, now: datetime, check: Verify = verify, only: str | None = None
) -> GateVerification:
    """Verify a whole gate: identity, log, authority models, every proposal, every approval, every rollout.

    Args:
        state: as it stands in the database, in one moment.
        trust: the pins of the settings file; without an authority model among them nothing is trusted.
        now: the server's clock.
        check: how a signature is verified.
        only: an APR code: of proposals, approvals and rollouts no others than its own and those that brought the
            authority models into force, which are all that can open the gate for it.

    Raises:
        IdentityRefused: the database has no identity.
    """
    here = _here(state)
    whole = state
    if only is not None:
        state = _narrowed(state, only)
    models = read_models(state.authorities)
    judged, unreadable = judge_all(state, models, now, check)
    chain = follow_chain(trust, models, judged, state, here)
    own = [problem for item in judged.values() for problem in item.problems]
    acts = [each.act for item in judged.values() for each in (item.proposer, *item.decisions, *item.hold_acts)]
    approvals = approval_problems(state, judged, chain.trusted, here)
    checks = (
        _check("identity", _identity_problems(state, trust), f"{here.database}, uid {here.database_uid}"),
        _check("log", log_problems(whole, trust, acts), f"{state.height} entries, each bound to the one before"),
        _check("authority", chain.problems, _authority_detail(chain.active)),
        _check("approvals", approvals, f"{len(state.approvals)} approvals are signed for"),
        _check("rollouts", rollout_problems(state, judged), f"{len(state.rollouts)} runs were approved"),
        _check(
            "records",
            [*models.problems, *unreadable.values(), *own, *no_acts(judged.values())],
            f"{len(judged)} proposals say what was signed",
        ),
    )
    overdue = overdue_reviews(_that_broke_glass(whole, judged, models, now, check).values(), now)
    return GateVerification(here, checks, judged, unreadable, chain, overdue)


def _narrowed(state: GateState, apr_code: str) -> GateState:
    """The same state and all of its log, with no other proposals than bear on one."""
    codes = {apr_code, *(row.apr_code for row in state.approvals if row.subject_kind == "authority-model")}
    return replace(
        state,
        proposals=tuple(row for row in state.proposals if row.apr_code in codes),
        approvals=tuple(row for row in state.approvals if row.apr_code in codes),
        rollouts=tuple(row for row in state.rollouts if row.apr_code in codes),
    )


def _that_broke_glass(
    whole: GateState, judged: Mapping[str, Judged], models: Models, now: datetime, check: Verify
) -> Mapping[str, Judged]:
    """What bears on whether glass may be broken: where one of those judged would, all that ran here."""
    if not any(item.statement.break_glass for item in judged.values()):
        return {}
    ran = {row.apr_code for row in whole.rollouts} - set(judged)
    others = replace(whole, proposals=tuple(row for row in whole.proposals if row.apr_code in ran))
    return {**judged, **judge_all(others, models, now, check)[0]}


def _check(name: str, problems: Iterable[str], otherwise: str) -> Check:
    found = list(problems)
    return Check(name, not found, " ".join(found) if found else otherwise)


def _here(state: GateState) -> Database:
    found = state.identity
    if found.database_uid is None:
        raise IdentityRefused(
            f"The database {found.database} has no identity.", next_step="Run `oneroof install` there first."
        )
    return Database(system_identifier=found.system_identifier, database=found.database, database_uid=found.database_uid)


def _identity_problems(state: GateState, trust: TrustSettings) -> Iterator[str]:
    found = state.identity
    if found.kind != "production":
        yield f"The database {found.database} says that it is a {found.kind}, not production."
    if trust.database_uid is not None and trust.database_uid != found.database_uid:
        yield f"The database has the identity {found.database_uid}, and oneroof.toml pins {trust.database_uid}."


def _authority_detail(active: Authority | None) -> str:
    if active is None:
        return "no authority model is ratified here yet"
    return f"version {active.version} of {active.name} is in force, digest {active.digest}"


# -- opening --------------------------------------------------------------------------------------------------------


def require_sound(verification: GateVerification, apr_code: str) -> Judged:
    """The proposal of that code, in a gate in which nothing that could open it is off.

    Another proposal that says something else than what was signed closes only itself: else whoever may record one could
    close the gate for everybody.

    Raises:
        GateClosed: names the first thing that is off, or there is no such proposal here.
    """
    require_checks(verification)
    found = require_proposal(verification, apr_code)
    for problem in found.problems:
        raise GateClosed(problem, next_step="Nothing was done. `oneroof gate verify` says more (records).")
    return found


def require_checks(verification: GateVerification) -> None:
    """Raise when something is off that concerns every proposal of this database.

    Raises:
        GateClosed: names the first thing that is off.
    """
    wrong = next((check for check in verification.checks if not check.ok and check.name != "records"), None)
    if wrong is not None:
        raise GateClosed(wrong.detail, next_step=f"Nothing was done. `oneroof gate verify` says more ({wrong.name}).")


def require_proposal(verification: GateVerification, apr_code: str) -> Judged:
    """The proposal of that code.

    Raises:
        GateClosed: there is none here, or it cannot be read.
    """
    if apr_code in verification.unreadable:
        raise GateClosed(verification.unreadable[apr_code])
    found = verification.judged.get(apr_code)
    if found is None:
        raise GateClosed(
            f"There is no proposal {safe_text(apr_code)} in {verification.here.database}.",
            next_step="Run `oneroof gate status`, which lists what is proposed there.",
        )
    return found


def require_new_enough(judged: Judged) -> None:
    """Raise when the statement or its authority model ask for a newer oneroof than this one.

    Raises:
        GateClosed: names both versions.
    """
    asked = asked_version(judged.authority, judged.statement)
    if version_key(__version__) < version_key(asked):
        raise GateClosed(
            f"This is oneroof {__version__}; {judged.apr_code} asks for {asked} or newer.",
            next_step="Upgrade oneroof on this machine.",
        )


def require_ratifiable(verification: GateVerification, apr_code: str, now: datetime) -> Judged:
    """The proposal of that code, if it may be ratified here now.

    Raises:
        GateClosed: one sentence that names what or who is missing, the wrong digest or the passed date.
    """
    item = require_sound(verification, apr_code)
    require_new_enough(item)
    if item.approvals:
        raise GateClosed(f"{apr_code} was ratified at {moment_text(item.approvals[0].ratified_at)}; once is enough.")
    if item.authority.digest not in verification.chain.trusted:
        raise GateClosed(
            f"{apr_code} was signed under version {item.authority.version} of the authority model with the digest"
            f" {item.authority.digest}, which [trust] in oneroof.toml does not vouch for.",
            next_step="Find out who proposed it, and compare the digest with the file that your people reviewed.",
        )
    brings_its_own = any(subject.digest == item.authority.digest for subject in item.statement.authority_subjects)
    if verification.active is not None or not brings_its_own:
        _require_in_force(item, verification.active)
    if item.statement.expires_at <= now:
        raise GateClosed(
            f"{apr_code} expired at {moment_text(item.statement.expires_at)}.",
            next_step="Propose it again; what expired can no longer be ratified.",
        )
    _require_not_held(item)
    if not item.quorum.open:
        raise GateClosed(f"{apr_code} cannot be ratified: {because(item.quorum)}.")
    return item


def is_open(verification: GateVerification, item: Judged, now: datetime) -> bool:
    """Whether what `opening` asks for is there now, for every subject of this database."""
    try:
        require_sound(verification, item.apr_code)
        require_new_enough(item)
        _require_ratified(item, None)
        _require_in_force(item, verification.active)
        _require_unexpired(item, now)
        _require_not_held(item)
        _require_reviewed(verification, item)
    except GateClosed:
        return False
    return item.quorum.open


def opening(
    state: GateState,
    trust: TrustSettings,
    apr_code: str,
    now: datetime,
    *,
    packet_digest: str | None = None,
    direction: Direction = "forward",
    check: Verify = verify,
) -> Opening:
    """Verify everything again, right before a packet runs.

    1. nothing in the gate is off: identity, log, authority models, approvals, rollouts, this proposal;
    2. this oneroof is new enough for the statement and its authority model, and it is ratified here by its quorum;
    3. forward: the statement is signed under the authority model now in force, its approval has not expired, no hold
       is in force, and nothing that broke the glass waits for an overdue review.

    Args:
        state: as it stands in the database, in one moment.
        trust: the pins of the settings file.
        apr_code: under which the packet is to run.
        now: the server's clock.
        packet_digest: of the packet that is to run; may be left out where the statement has one for this database.
        direction: ``rollback`` is covered by an approval that has expired, by one that is held, and by one of the time
            of an older authority model.
        check: how a signature is verified.

    Raises:
        GateClosed: one sentence that names what or who is missing, the wrong digest or the passed date.
        IdentityRefused: the database has no identity.
    """
    verification = verify_gate(state, trust, now, check, only=apr_code)
    item = require_sound(verification, apr_code)
    require_new_enough(item)
    _require_ratified(item, packet_digest)
    if direction == "forward":
        _require_in_force(item, verification.active)
        _require_unexpired(item, now)
        _require_not_held(item)
        _require_reviewed(verification, item)
    approval = _approval(item, packet_digest)
    return Opening(
        statement=item.statement,
        authority=item.authority,
        requirement=item.quorum.threshold,
        quorum=item.quorum,
        approvals=item.approvals,
        approval=approval,
        verified={
            "statement_digest": item.statement.digest,
            "authority_digest": item.authority.digest,
            "act_digests": item.act_digests,
            "approval_id": None if approval is None else approval.approval_id,
            "tool_version": __version__,
        },
    )


def _require_in_force(item: Judged, active: Authority | None) -> None:
    if active is None or item.authority.digest != active.digest:
        now = "none is in force" if active is None else f"version {active.version} is in force"
        raise GateClosed(
            f"{item.apr_code} was signed under version {item.authority.version} of the authority model, and {now}.",
            next_step="Propose it again under the version in force.",
        )


def _require_ratified(item: Judged, packet_digest: str | None) -> None:
    if not item.approvals:
        open_now = item.quorum.open
        why = "enough people have signed, and nobody has ratified it" if open_now else because(item.quorum)
        raise GateClosed(
            f"{item.apr_code} is not ratified: {why}.",
            next_step=f"Run `oneroof gate ratify {item.apr_code}`{'' if open_now else ' once they have signed'}.",
        )
    digests = {row.subject_digest for row in item.approvals if row.subject_kind == "packet"}
    if packet_digest is not None and packet_digest not in digests:
        raise GateClosed(
            f"{item.apr_code} does not cover a packet with the digest {packet_digest}:"
            f" it covers {', '.join(sorted(digests)) or 'no packet'} here.",
            next_step="Propose this packet, or name the bundle whose packet was signed.",
        )


def _require_unexpired(item: Judged, now: datetime) -> None:
    expires_at = min(row.expires_at for row in item.approvals)
    if expires_at <= now:
        raise GateClosed(
            f"The approval of {item.apr_code} expired at {moment_text(expires_at)}.",
            next_step="Propose the packet again; an expired approval opens nothing.",
        )


def _require_not_held(item: Judged) -> None:
    if item.holding.in_force:
        lifting = item.holding.lifting
        held_by = ", ".join(person.name for person in item.holding.held_by)
        needed = "; ".join(lifting.missing) if lifting is not None else "its quorum"
        raise GateClosed(
            f"{item.apr_code} is held by {held_by}; lifting it still needs: {needed}.",
            next_step=f"Settle why it is held; then `oneroof gate hold {item.apr_code} --lift`, each of them.",
        )


def _require_reviewed(verification: GateVerification, item: Judged) -> None:
    late = {apr_code: due for apr_code, due in verification.overdue.items() if apr_code != item.apr_code}
    if item.statement.break_glass and late:
        apr_code = min(late, key=lambda each: late[each])
        raise GateClosed(
            f"The review of {apr_code}, which broke the glass, was due at {moment_text(late[apr_code])}.",
            next_step=f"Somebody else than its proposer reviews it: `oneroof gate sign {apr_code} --meaning review`.",
        )


def _approval(item: Judged, packet_digest: str | None) -> ApprovalRow | None:
    rows = [row for row in item.approvals if row.subject_kind == "packet"]
    chosen = [row for row in rows if packet_digest is None or row.subject_digest == packet_digest]
    return chosen[0] if len(chosen) == 1 else None
