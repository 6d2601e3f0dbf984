"""Stage 03: what differs in the clone's catalog is cosmetic by a witness, or real; nothing in it can reach out."""

from __future__ import annotations

from oneroof.clone.isolation import check_isolation
from oneroof.clone.model import IsolationFinding
from oneroof.errors import OneroofError
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.witness import witness
from oneroof.pg.session import CloneWriter
from oneroof.stages.context import Context, Outcome
from oneroof.stages.s02_clone import fingerprint_clone


def run(context: Context) -> Outcome:
    """List the differences, call the witness for each, check isolation; then the fingerprint to come back to."""
    production = context.need(context.production_fingerprint)
    copied = context.need(context.copied_fingerprint)
    found = differences(production, copied, branches=("catalog",))
    with context.open_clone() as session:
        judged = witness(session, production, copied, found)
        isolation = _isolate(context, session)
    disarmed = any(finding.disarmed for finding in isolation)
    context.baseline = fingerprint_clone(context) if disarmed else copied
    kinds = [difference.kind for difference in judged]
    return Outcome(
        {
            "differences_real": kinds.count("real"),
            "differences_cosmetic": kinds.count("cosmetic"),
            "differences_recomputed": kinds.count("recomputed"),
            "differences": [difference.as_fact() for difference in judged],
            "isolated": all(finding.resolved for finding in isolation),
            "isolation": [finding.as_fact() for finding in isolation],
            "clone_fingerprint": context.baseline.as_fact(),
        },
        {
            "differences": "fingerprint/witness/describe_view",
            "isolation": "clone/list_extensions",
            "clone_fingerprint": "fingerprint/digest_everyday",
        },
    )


def _isolate(context: Context, session: CloneWriter) -> tuple[IsolationFinding, ...]:
    return check_isolation(session, same_server=context.need(context.place).placement == "same")


def disarm_unproven(context: Context) -> None:
    """A clone that did not pass stage 02 stays, to be looked at: it must not reach out either."""
    try:
        with context.open_clone() as session:
            left = [finding.object for finding in _isolate(context, session) if not finding.resolved]
    except OneroofError as error:
        context.talk.note(f"The clone stays, and may reach out: {error.message} Drop it, or keep people away.")
        return
    if left:
        context.talk.note(f"The clone stays, and can still reach out: {', '.join(left)}.")
