"""Stage 10: production's fingerprint again; what moved meanwhile was not us, and each session of ours proves it.

Where production's log proves which tables nobody wrote to, those keep their digests; else everything is read again. The
facts say which way was gone and, where it was the second, why.
"""

from __future__ import annotations

from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.impact import take_again
from oneroof.fingerprint.scope import read_counters
from oneroof.stages.context import Context, Outcome
from oneroof.stages.read_once import complete_without_clone

_SOURCES = {
    "fingerprint_after": "fingerprint/digest_everyday",
    "changed_by_others": "fingerprint/digest_everyday",
    "sequences_moved": "fingerprint/read_sequence",
    "sessions": "session/proof",
    "impact_by": "fingerprint/wal_find_functions",
    "left_out_counted": "fingerprint/scope/read_counters",
}
_WAL_SOURCES = {"wal": "fingerprint/wal_read_records", "wal_relations": "fingerprint/wal_read_blocks"}


def run(context: Context) -> Outcome:
    """Compare before and after in every branch, then ask each session on production what it could have done."""
    complete_without_clone(context)
    before = context.need(context.production_fingerprint)
    if context.moment is not None:
        context.moment.close()  # stage 02 did not come to use it
    reader = context.need(context.reader)
    again = take_again(
        reader,
        before,
        context.wal_start,
        open_reader=context.open_reader,
        open_database=context.open_reader,
        ahead=context.log,
        workers=context.workers,
        progress=context.talk.progress,
    )
    after = again.fingerprint
    with reader.snapshot():
        counted = dict(read_counters(reader, before.undigested))
    moved = differences(before, after, branches=("catalog", "data", "sequences", "ours"))
    return Outcome(
        {
            "fingerprint_before": before.digest,
            "fingerprint_after": after.digest,
            "branches_before": before.branches,
            "branches_after": after.branches,
            "identical": before.digest == after.digest,
            "impact_by": again.by,
            "wal": again.as_fact(),
            "wal_relations": again.relations(),
            "changed_by_others": [difference.as_fact() for difference in moved],
            "sequences_moved": [difference.object for difference in moved if difference.branch == "sequences"],
            "ours_untouched": not any(difference.branch == "ours" for difference in moved),
            "sessions": [proof().as_fact() for proof in context.proofs],
            "killed_sessions": [dict(proof) for proof in context.killed_sessions],
            "tools_read_only": context.tools_read_only,
            "unreadable": list(after.unreadable),
            "left_out_counted": counted,
            "load": context.load(),
        },
        {**_SOURCES, **(_WAL_SOURCES if again.by == "wal" else {})},
    )
