"""Stage 02: production's own tools copy it at the exported snapshot; the copy's contents equal production's."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from oneroof.clone.model import Clone
from oneroof.clone.wish import CloneWish
from oneroof.errors import Interrupted, OneroofError
from oneroof.fingerprint.compare import differences, sequence_interval
from oneroof.fingerprint.model import Difference, Fingerprint
from oneroof.fingerprint.recompute import explain_materialised
from oneroof.fingerprint.sequences import read_sequences
from oneroof.fingerprint.settled import ATTEMPTS
from oneroof.fingerprint.take import CatalogMoved, take
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneWriter, Reader
from oneroof.stages.context import Context, Outcome
from oneroof.stages.fidelity import claim, without_masked, without_unlogged
from oneroof.stages.read_once import complete, complete_without_clone, prove
from oneroof.stages.scope import narrowed

#: Errors of a restore that are shown; all are counted.
_TOLD = 10


def run(context: Context) -> Outcome:
    """Copy, identify, compare row by row in digests; then let go of production's snapshot, however it went."""
    reader = context.need(context.reader)
    try:
        with context.need(context.moment):
            made, copied = _copied(context, reader)
            reader = context.need(context.reader)
            once = complete(context, copied, made)
            production = context.need(context.production_fingerprint)
            later = replace(production, sequences=read_sequences(reader)[0])  # they follow no snapshot: read again now
            rows = explain_materialised(reader, copied, differences(production, copied, branches=("data",)))
            found = without_unlogged(made, (*rows, *sequence_interval(production, later, copied)))
            found = without_masked(context, reader, made, copied, found)
    finally:
        context.moment = None  # it is over, however it went
    return Outcome(
        {
            **_facts(made, production, copied, found),
            **once.as_fact(),
            "tool_read_only": context.tools_read_only,
            "mask_required": context.masks.required,
            "fidelity": claim(context, production, found),
            "load": context.load(),
        },
        {
            "clone_fingerprint": "fingerprint/digest_everyday",
            "snapshot_fingerprint": "fingerprint/digest_everyday",
            "differences": "fingerprint/digest_everyday",
            "identity": "clone/read_identity",
            "bytes": "clone/database_size",
            "carried": "clone/read_database",
            "tool_read_only": "clone/probe_tool",
            "streamed": "clone/stream_out",
            "read_again": "clone/list_streamed",
        },
    )


def _copied(context: Context, reader: Reader) -> tuple[Clone, Fingerprint]:
    """The clone and its fingerprint; when there is none, production's own is made whole nevertheless."""
    try:
        made = context.strategy.create(reader, _wish(context), progress=context.talk.progress, ledger=context.journal)
        context.clone = made
        for error in made.errors[:_TOLD]:  # to the person alone: a server's words may hold a value, so no fact has them
            context.talk.note(f"While the clone was made: {error}")
        context.return_to_production()
        context.copied_fingerprint = fingerprint_clone(context)
    except Interrupted:
        raise
    except OneroofError:
        with suppress(OneroofError):  # what cannot be read any more, stage 10 says
            complete_without_clone(context)
        raise
    return made, context.copied_fingerprint


def _wish(context: Context) -> CloneWish:
    settings, until = context.settings.clone, context.clone_expires
    return CloneWish(
        production=context.production,
        snapshot=context.need(context.snapshot),
        place=context.need(context.place),
        parent=context.need(context.identity),
        run_id=context.run_id,
        made_at=context.started,
        workdir=context.workdir,
        jobs=context.settings.clone.jobs,
        life=until - context.started if until else timedelta(days=settings.expires_days),
        owner=context.clone_owner,
        masks=context.masks,
        governor=context.governor,
        vacate=context.leave_production,
        probed=context.tools_answered,
        replication=Dsn.parse(settings.replication_dsn) if settings.replication_dsn else None,
        checkpoint=settings.checkpoint,
    )


def _facts(made: Clone, production: Fingerprint, copied: Fingerprint, found: tuple[Difference, ...]) -> dict[str, Any]:
    return {
        "clone": made.name,
        "strategy": made.strategy,
        "placement": made.place.placement,
        "bytes": made.bytes,
        "errors": len(made.errors),
        "identical": not any(difference.kind == "real" for difference in found),
        "tables_compared": len(production.data),
        "rows_compared": sum(int(entry.facets["rows"]) for entry in production.data.values()),
        "sequences_compared": len(production.sequences),
        "differences": [difference.as_fact() for difference in found],
        "snapshot_fingerprint": production.as_fact(),
        "clone_fingerprint": copied.as_fact(),
        "compared_data": narrowed(copied, production).branch_digest("data"),
        "identity": made.identity.as_fact(),
        "identity_is_clone": made.identity.kind == "clone",
        "carried": dict(made.carried),
        "expires": made.expires,
        "clone_folder": str(made.place.folder) if made.place.folder else None,
        "measured": dict(made.measured),
        "masked": [masked.as_fact() for masked in made.masked],
    }


def fingerprint_clone(context: Context) -> Fingerprint:
    """The clone's full fingerprint, in one snapshot of two sessions; taken again when the cluster's catalog moved."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with context.open_clone() as session, context.open_clone() as sibling:
                return _take(session, sibling, context)
        except CatalogMoved:
            if attempt == ATTEMPTS:
                raise
    raise CatalogMoved


def _take(session: CloneWriter, sibling: CloneWriter, context: Context) -> Fingerprint:
    with session.transaction(read_only=True, repeatable=True):
        snapshot = str(session.value("session/export_snapshot"))
        with sibling.transaction(read_only=True, repeatable=True):
            sibling.adopt_snapshot(snapshot)
            fingerprint = take(session, siblings=(sibling,), progress=context.talk.progress)
        prove(context, session, snapshot)
        return fingerprint
