"""Stage 10: production's fingerprint again; what moved meanwhile was not us, and each session of ours proves it."""

from __future__ import annotations

from oneroof.fingerprint.compare import differences
from oneroof.stages.context import Context, Outcome
from oneroof.stages.s01_preflight import take_in_one_moment


def run(context: Context) -> Outcome:
    """Compare before and after in every branch, then ask each session on production what it could have done."""
    before = context.need(context.production_fingerprint)
    after = take_in_one_moment(context)
    context.need(context.moment).close()
    moved = differences(before, after, branches=("catalog", "data", "sequences", "ours"))
    return Outcome(
        {
            "fingerprint_before": before.digest,
            "fingerprint_after": after.digest,
            "branches_before": before.branches,
            "branches_after": after.branches,
            "identical": before.digest == after.digest,
            "changed_by_others": [difference.as_fact() for difference in moved],
            "sequences_moved": [difference.object for difference in moved if difference.branch == "sequences"],
            "ours_untouched": not any(difference.branch == "ours" for difference in moved),
            "sessions": [proof().as_fact() for proof in context.proofs],
            "tools_read_only": context.tools_read_only,
            "unreadable": list(after.unreadable),
        },
        {
            "fingerprint_after": "fingerprint/digest_everyday",
            "changed_by_others": "fingerprint/digest_everyday",
            "sequences_moved": "fingerprint/read_sequence",
            "sessions": "session/proof",
        },
    )
