"""Who has signed, who is missing, and which acts do not count and why. Pure.

What makes a single act inadmissible stands in `oneroof.gate.admissible`. Here, in this order:

1. people are counted, never keys, acts or rows; of each the latest admissible act;
2. the proposer and whoever attested the evidence never count, neither as L2 nor as L4;
3. the L2 quorum is of members of level L2 alone;
4. where an L4 signature is needed, it is the President's or a deputy's, and only L2 acts that it saw count;
5. one reject of level L4 closes; a reject of level L2 only does not count;
6. each packet has the attestations that are needed, the proposal is its proposer's own act, ratified in its life;
7. a statement that brings the next authority model needs all of this under both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from oneroof.gate.act import Meaning, VerifiedAct
from oneroof.gate.admissible import Bench, moment, sort_out
from oneroof.gate.authority import Authority, Requirement, requirement
from oneroof.gate.people import Level, Member
from oneroof.gate.statement import Statement
from oneroof.gate.values import moment_text


@dataclass(frozen=True)
class Counted:
    """An act that counts."""

    member_ref: str
    name: str
    level: Level
    act_digest: str
    signed_at: datetime
    fingerprint: str


class NotCounted(NamedTuple):
    """An act that does not count: whose it says it is (their ref), why, and the act's digest."""

    who: str
    why: str
    act_digest: str


@dataclass(frozen=True)
class Quorum:
    """What is needed, what is there, and whether that is enough.

    ``missing``: phrases that name people, dates and packets, each what would have to come; ``rejected_by``: refs.
    """

    threshold: Requirement
    signed: tuple[Counted, ...]
    missing: tuple[str, ...]
    not_counted: tuple[NotCounted, ...]
    rejected_by: tuple[str, ...]
    open: bool

    @property
    def l2_signed(self) -> tuple[str, ...]:
        """Refs of the members of level L2 who count."""
        return tuple(item.member_ref for item in self.signed if item.level == "L2")

    @property
    def l4_signed(self) -> tuple[str, ...]:
        """The ref of the member of level L4 whose act counts, or nothing."""
        return tuple(item.member_ref for item in self.signed if item.level == "L4")


@dataclass(frozen=True)
class Holding:
    """Whether a hold is in force, by whom, and what its lifting still needs."""

    in_force: bool
    held_by: tuple[Counted, ...]
    lifting: Quorum | None


def quorum(
    statement: Statement,
    authority: Authority,
    acts: Sequence[VerifiedAct],
    attestors: Sequence[str],
    now: datetime,
    *,
    ratified_at: datetime | None = None,
    successor: Authority | None = None,
) -> Quorum:
    """Count the acts on a statement.

    Args:
        statement: what is decided on.
        authority: the model that it names.
        acts: all acts known, the proposer's own among them, in any order.
        attestors: refs whose attestation of the evidence was verified.
        now: the present moment.
        ratified_at: when it was ratified: then it is counted as it was, without later acts and whatever has passed.
        successor: the next authority model, when the statement brings one.
    """
    here = _quorum(Bench(statement, authority, now, ratified_at), acts, attestors)
    problem = _wrong_models(statement, authority, successor)
    if problem is not None:
        return replace(here, open=False, missing=(problem, *here.missing))
    if successor is None:
        return here
    there = _quorum(Bench(statement, successor, now, ratified_at), acts, attestors)
    return _both(here, there, f"under version {successor.version}: ")


def _wrong_models(statement: Statement, authority: Authority, successor: Authority | None) -> str | None:
    """A statement names the model it is signed under; it may bring that one (the first in a database), or the next."""
    if (statement.authority.version, statement.authority.digest) != (authority.version, authority.digest):
        return f"the authority model of version {statement.authority.version} that the statement names"
    brought = statement.authority_subjects[:1]
    for subject in brought:
        model = authority if subject.version == authority.version else successor
        if model is None or (subject.version, subject.digest) != (model.version, model.digest):
            return f"the authority model of version {subject.version} that the statement brings"
        if subject.canonical_digest != model.canonical_digest:
            return f"the canonical form of the authority model of version {subject.version}"
        if model is successor and model.version != authority.version + 1:
            return f"an authority model of version {authority.version + 1}, the one after {authority.version}"
    if successor is not None and not (brought and brought[0].version == successor.version):
        return "a statement that brings the next authority model"
    return None


def _both(here: Quorum, there: Quorum, prefix: str) -> Quorum:
    seen = {(item.who, item.why, item.act_digest) for item in here.not_counted}
    others = [item for item in there.not_counted if (item.who, item.why, item.act_digest) not in seen]
    return replace(
        here,
        missing=(*here.missing, *(prefix + item for item in there.missing if item not in here.missing)),
        not_counted=(*here.not_counted, *(item._replace(why=prefix + item.why) for item in others)),
        rejected_by=tuple(sorted({*here.rejected_by, *there.rejected_by})),
        open=here.open and there.open,
    )


def holding(statement: Statement, authority: Authority, acts: Sequence[VerifiedAct], now: datetime) -> Holding:
    """Whether a hold is in force: the latest hold stands until the quorum has lifted it afterwards."""
    bench = Bench(statement, authority, now)
    good, _ = sort_out([item for item in acts if item.act.meaning in {"hold", "lift"}], bench)
    holds = [item for item in good if item.act.meaning == "hold"]
    if not holds:
        return Holding(in_force=False, held_by=(), lifting=None)
    lifts = [item for item in good if item.act.meaning == "lift" and moment(item) > moment(holds[-1])]
    tally = _Tally(bench, lifts, (), "lift")
    missing = tuple(tally.people_missing())
    lifting = Quorum(tally.needs, tally.signed(), missing, tuple(tally.not_counted()), (), open=not missing)
    held_by = tuple(_counted(item, authority) for item in holds)
    return Holding(in_force=bool(missing), held_by=held_by, lifting=lifting)


def reviewed_by(
    statement: Statement, authority: Authority, acts: Sequence[VerifiedAct], now: datetime
) -> tuple[Counted, ...]:
    """Whose reviews are there, for a statement that broke the glass; its proposer's does not count."""
    reviews = [item for item in acts if item.act.meaning == "review" and item.act.member_ref != statement.proposer]
    good, _ = sort_out(reviews, Bench(statement, authority, now))
    return tuple(_counted(item, authority) for item in good)


def _quorum(bench: Bench, acts: Sequence[VerifiedAct], attestors: Sequence[str]) -> Quorum:
    good, bad = sort_out([item for item in acts if item.act.meaning in {"propose", "approve", "reject"}], bench)
    tally = _Tally(bench, [item for item in good if item.act.meaning != "propose"], attestors, "approve")
    foreign = [
        (item, "the statement names another proposer")
        for item in good
        if item.act.meaning == "propose" and item.act.member_ref != bench.statement.proposer
    ]
    missing = (
        *_not_in_order(bench, good),
        *tally.people_missing(),
        *_attestations_missing(bench, tally.needs, attestors),
    )
    others = [NotCounted(item.act.member_ref, why, item.act.digest) for item, why in (*bad, *foreign)]
    return Quorum(
        threshold=tally.needs,
        signed=tally.signed(),
        missing=missing,
        not_counted=tuple(sorted([*others, *tally.not_counted()])),
        rejected_by=tally.rejected_by,
        open=not missing and not tally.rejected_by,
    )


def _not_in_order(bench: Bench, good: Sequence[VerifiedAct]) -> Iterator[str]:
    """What the statement itself lacks, whoever signs it."""
    statement, authority = bench.statement, bench.authority
    own = [item for item in good if item.act.meaning == "propose" and item.act.member_ref == statement.proposer]
    if not own:
        proposer = authority.member(statement.proposer)
        yield f"the proposal's own act, signed by {proposer.name if proposer else statement.proposer}"
    if statement.expires_at - statement.created_at > timedelta(seconds=authority.proposal_seconds):
        yield f"a proposal that lives at most {authority.proposal_seconds} seconds"
    if (bench.ratified_at or bench.now) > statement.expires_at:
        yield f"a new proposal, because this one expired at {moment_text(statement.expires_at)}"


def _attestations_missing(bench: Bench, needs: Requirement, attestors: Sequence[str]) -> Iterator[str]:
    known = {item.ref for item in bench.authority.attestors} & set(attestors)
    for subject in bench.statement.packets:
        lacking = needs.attestations - len(known & set(subject.attestors))
        if lacking > 0:
            yield f"{_number(lacking)} more attestation{'s' * (lacking > 1)} of {subject.code}'s rehearsal"


class _Tally:
    """The latest decision of each person, counted by level. ``meaning`` is what counts in favour."""

    def __init__(
        self, bench: Bench, decisions: Sequence[VerifiedAct], attestors: Sequence[str], meaning: Meaning
    ) -> None:
        self._authority = bench.authority
        self.needs = requirement(bench.authority, bench.statement)
        attested = {ref for subject in bench.statement.packets for ref in subject.attestors} | set(attestors)
        self._barred = {bench.statement.proposer: "is the proposer", **dict.fromkeys(attested, "attested the evidence")}
        self._latest = {item.act.member_ref: item for item in decisions}  # in the order of `moment`: the last one stays
        self._superseded = [item for item in decisions if self._latest[item.act.member_ref] is not item]
        favour = [item for ref, item in self._latest.items() if item.act.meaning == meaning and ref not in self._barred]
        self._l2 = [item for item in favour if self._level(item) == "L2"]
        # The President's or a deputy's act that saw the most of them; of equals the latest.
        fours = [item for item in favour if self._level(item) == "L4"]
        self._l4 = max(fours, key=lambda item: (len(self._seen_by(item)), moment(item)), default=None)
        self._l2_counted = self._l2 if self._l4 is None or not self.needs.l4 else self._seen_by(self._l4)

    def _level(self, item: VerifiedAct) -> Level:
        return _member(item, self._authority).level

    def _seen_by(self, four: VerifiedAct) -> list[VerifiedAct]:
        return [item for item in self._l2 if item.act.digest in four.act.seen]

    @property
    def rejected_by(self) -> tuple[str, ...]:
        """The members of level L4 whose latest act is a reject, barred from counting or not."""
        rejects = (ref for ref, item in self._latest.items() if item.act.meaning == "reject")
        return tuple(sorted(ref for ref in rejects if self._level(self._latest[ref]) == "L4"))

    def signed(self) -> tuple[Counted, ...]:
        """The acts that count: L2 by ref, then L4."""
        counted = [_counted(item, self._authority) for item in self._l2_counted]
        four = [] if self._l4 is None else [_counted(self._l4, self._authority)]
        return (*sorted(counted, key=lambda item: item.member_ref), *four)

    def not_counted(self) -> Iterator[NotCounted]:
        """The admissible acts that do not count, each with the reason."""
        counted = {item.act.digest for item in (*self._l2_counted, *([self._l4] if self._l4 else []))}
        for item in self._superseded:
            yield NotCounted(item.act.member_ref, "a later act of the same person replaces it", item.act.digest)
        for ref, item in self._latest.items():
            if item.act.digest not in counted:
                yield NotCounted(ref, self._why(item), item.act.digest)

    def _why(self, item: VerifiedAct) -> str:
        ref, act = item.act.member_ref, item.act
        if act.meaning == "reject":
            return "it is a reject"
        if ref in self._barred:
            return f"{_member(item, self._authority).name} {self._barred[ref]}"
        if self._level(item) == "L2":
            return "the act of level L4 did not see it"
        return "another act of level L4 counts"

    def people_missing(self) -> Iterator[str]:
        """Who would have to sign, by name."""
        lacking = self.needs.l2 - len(self._l2)
        if lacking > 0:
            there = {item.act.member_ref for item in self._l2}
            yield _lacking(lacking, [member for member in self._free("L2") if member.ref not in there])
        if not self.needs.l4:
            return
        if self._l4 is None:
            yield self._l4_names()
        elif lacking <= 0 and len(self._l2_counted) < self.needs.l2:
            unseen = [_member(item, self._authority).name for item in self._l2 if item not in self._l2_counted]
            yield f"{self._l4_names()}, again and last: the act of level L4 did not see the one of {', '.join(unseen)}"

    def _free(self, level: Level) -> list[Member]:
        return [item for item in self._authority.members if item.level == level and item.ref not in self._barred]

    def _l4_names(self) -> str:
        free = sorted(self._free("L4"), key=lambda item: item.deputy_for is not None)
        names = [f"{'deputy' if item.deputy_for else 'the President'} {item.name} (L4)" for item in free]
        return " or ".join(names) or "a signature of level L4, which nobody is left to give"


def _lacking(count: int, free: Sequence[Member]) -> str:
    if not free:
        return f"{_number(count)} more of level L2, and nobody is left who may sign"
    short = f", and no more than {len(free)} may still sign" if len(free) < count else ""
    return f"{_number(count)} more of {', '.join(item.name for item in free)} (L2){short}"


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five")
    return words[count] if count < len(words) else str(count)


def _member(item: VerifiedAct, authority: Authority) -> Member:
    return next(member for member in authority.members if member.ref == item.act.member_ref)


def _counted(item: VerifiedAct, authority: Authority) -> Counted:
    member = _member(item, authority)
    return Counted(member.ref, member.name, member.level, item.act.digest, item.act.signed_at, item.fingerprint or "")
