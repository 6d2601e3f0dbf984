"""What may be done on production now, what blocks it, and what comes next: computed from facts alone."""

from __future__ import annotations

from collections.abc import Mapping

from oneroof.verdict.model import Action, Facts, Macro

#: The act that ratifies the first authority model (the trust model, rule 2).
FIRST_APR = "APR-BOOT-AUTHMODEL-1"
SEED_MACRO = "ONE_ROOF_PHASE1_F6_OWNERSHIP_SEED_COMMIT_ON_RATIFICATION"
StageFacts = Mapping[str, Facts]


def _gate_blocker(facts: StageFacts) -> str | None:
    """Why the gate is closed for everything, or None when at least one approval stands."""
    approvals = facts.get("preflight", {}).get("os_proposal_approvals")
    if approvals is None:
        return f"oneroof's gate is not installed on production: install it, then people ratify {FIRST_APR}"
    if not isinstance(approvals, int) or approvals < 1:
        return f"human ratification of {FIRST_APR}: the gate needs os_proposal_approvals >= 1, it is {approvals}"
    return None


def _packet_blocker(facts: StageFacts, phase: int | None, code: str | None = None) -> str | None:
    """Why the packet of a phase (or of a code) may not run: the gate, or no approval of exactly its digest."""
    closed = _gate_blocker(facts)
    if closed is not None:
        return closed
    packets = facts.get("rollout_packet", {}).get("packets", [])
    digests = {
        item["packet_digest"] for item in packets if item["code"] == code or (code is None and item["phase"] == phase)
    }
    approved = set(facts.get("preflight", {}).get("approved_packets", []))
    if not digests or not digests <= approved:
        return "no approval of this packet's digest for this database"
    return None


def _governance_actions(facts: StageFacts) -> tuple[tuple[str, str | None], ...]:
    before = facts.get("preflight", {})
    seeded = facts.get("seed", {}).get("gap_before") == 0
    types = before.get("event_types", {})
    active = types.get("active", 0)
    dispatcher = before.get("dispatcher_present") is True
    return (
        ("production_ownership_seed", _packet_blocker(facts, 1)),
        ("production_scanner_write", None if seeded and not _packet_blocker(facts, 2) else "after the ownership seed"),
        (
            "production_emit_activation",
            None
            if active and dispatcher
            else "a governed flip of event_type_registry.active"
            f" ({active} of {types.get('total', 0)} active), and a dispatcher"
            f" ({'present' if dispatcher else 'none'})",
        ),
        (
            "production_worker_daemon",
            None if active and dispatcher else "after emission is activated, and then bounded",
        ),
    )


def _own_packets(facts: StageFacts) -> bool:
    return facts.get("preflight", {}).get("programme") == "packets"


def actions_of(facts: StageFacts, failure: str | None) -> tuple[Action, ...]:
    """GO or NO-GO for each action on production; a rehearsal that failed makes every one NO-GO."""
    if not _own_packets(facts):
        wanted = _governance_actions(facts)
    else:
        packets = facts.get("rollout_packet", {}).get("packets", [])
        codes = [str(item["code"]) for item in packets if isinstance(item, Mapping) and "code" in item]
        wanted = tuple((f"production_rollout:{code}", _packet_blocker(facts, None, code)) for code in codes)
    return tuple(
        Action(
            name,
            "NO-GO" if failure or blocker else "GO",
            f"the rehearsal is no proof: {failure}" if failure else blocker,
        )
        for name, blocker in wanted
    )


def blocker_of(facts: StageFacts, failure: str | None) -> str | None:
    """The single thing that stands before the first action, or None."""
    return failure or _gate_blocker(facts)


def macros_of(facts: StageFacts, failure: str | None) -> tuple[Macro, ...]:
    """What to do next, in order, each with what it waits for and what to expect of it."""
    if failure is not None:
        return (Macro("MEND_AND_REHEARSE_AGAIN", failure, "twelve stages without a FAIL"),)
    closed = _gate_blocker(facts)
    ratify = (Macro(f"RATIFY_{FIRST_APR}", "people: an L2 quorum and the L4 signature", "os_proposal_approvals >= 1"),)
    review = Macro(
        "INDEPENDENT_REVIEW",
        "nothing; optional",
        "a review of the package by a person or a model: it can be attached, it never counts as a signature",
    )
    first = ratify if closed else ()
    seed = facts.get("seed", {})
    if _own_packets(facts):
        rollouts = tuple(
            Macro(f"ROLLOUT_{item['code']}", "an approval of its packet digest", "the deltas measured at stage 04")
            for item in facts.get("rollout_packet", {}).get("packets", [])
        )
        return (*first, *rollouts, review)
    return (
        *first,
        Macro(SEED_MACRO, f"the approval that {FIRST_APR} carries", f"gap {seed['gap_before']}→{seed['gap_after']}"),
        review,
        Macro(
            "CANDIDATE_MATERIALISATION",
            "the seed, and an approval of its own",
            "later, governed; the decision on emission comes after it, separately",
        ),
    )
