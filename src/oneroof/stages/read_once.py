"""Production's rows are read once: stage 01 leaves them to the clone's streams, stage 02 completes its fingerprint.

The proof, per table: what left production at the snapshot has the SHA-256 that the clone's rows have, read back by the
same COPY in the very snapshot of the clone's fingerprint. So they are the same rows, and their digest, taken in the
clone, is production's. Whatever cannot be so proven is read in production after all, and the facts name it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from oneroof.clone.model import Clone
from oneroof.clone.stream import list_streamed, read_back, stream_ref
from oneroof.errors import EnvironmentFault
from oneroof.evidence.kept import facts_digest, keep_facts
from oneroof.fingerprint.data import list_tables
from oneroof.fingerprint.model import Entry, Fingerprint
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.refs import LARGE_OBJECTS
from oneroof.fingerprint.take import digest_rows_of
from oneroof.pg.session import CloneWriter, Reader
from oneroof.stages.context import Context
from oneroof.verdict.model import StageRecord

#: Why rows were read again, by code.
_WHY = {
    "not-proven": "its rows in the clone are not those that left production",
    "not-streamed": "its stream proves nothing of every value, or of the order",
    "large-objects": "large objects come by a dump",
}


@dataclass(frozen=True)
class ReadOnce:
    """How production's rows were digested: tables and bytes as they streamed; what was read again, and its code."""

    tables: int
    bytes: int
    again: tuple[tuple[str, str], ...]

    def as_fact(self) -> dict[str, Any]:
        """For evidence; ``read_once`` is whether nothing had to be read again."""
        return {
            "read_once": bool(self.tables) and not self.again,
            "streamed": {"tables": self.tables, "bytes": self.bytes},
            "read_again": [{"object": ref, "code": code, "why": _WHY[code]} for ref, code in self.again],
        }


def first_plan(context: Context, reader: Reader, plan: DataPlan) -> DataPlan:
    """What stage 01 digests itself when the rest will be digested as it streams into the clone.

    Args:
        context: whether there will be a clone whose strategy sees the rows.
        reader: in the transaction of the snapshot.
        plan: what production's fingerprint shall cover in the end.
    """
    context.rows_scope = plan.scope
    if not context.makes_clone or not context.strategy.streams:
        return plan
    streamed = {stream_ref(table) for table in list_streamed(reader) if table.proves}
    tables = list_tables(reader)
    later = {table.ref for table in tables if table.ref in streamed and table.readable and plan.covers(table.ref)}
    now = {ref for ref in [*(table.ref for table in tables), LARGE_OBJECTS] if plan.covers(ref) and ref not in later}
    context.rows_follow = frozenset(later)
    return replace(plan, scope="touched", touched=frozenset(now)) if later else plan


def prove(context: Context, session: CloneWriter, snapshot: str) -> None:
    """Read the clone's rows back in the snapshot of its fingerprint; keep which tables are proven production's."""
    made = context.need(context.clone)
    streams = {ref: digest for ref, digest in made.streams.items() if ref in context.rows_follow}
    if context.proven is None and streams:
        jobs, progress = context.settings.clone.jobs, context.talk.progress
        context.proven = read_back(made.place.bindir, (session.dsn, snapshot), streams, jobs=jobs, progress=progress)


def complete(context: Context, copied: Fingerprint, made: Clone) -> ReadOnce:
    """Give production's fingerprint its rows: the clone's digests where proven, else read in production's snapshot."""
    production = context.need(context.production_fingerprint)
    proven = (context.proven or frozenset()) & copied.data.keys()
    taken = {ref: copied.data[ref] for ref in proven}
    again = _digest_again(context, context.rows_follow - proven)
    _keep(context, replace(production, data={**production.data, **taken, **again}))
    why = dict.fromkeys(again, "not-proven")
    streamed_and_read = [ref for ref in made.streams if ref in production.data]
    why |= dict.fromkeys(streamed_and_read, "not-streamed")
    if made.strategy == "dump" and LARGE_OBJECTS in production.data:
        why[LARGE_OBJECTS] = "large-objects"
    return ReadOnce(len(taken), sum(made.streams[ref].bytes for ref in taken), tuple(sorted(why.items())))


def complete_without_clone(context: Context) -> None:
    """There is no clone to take digests from: read production the plain way, so that stage 10 has what to compare.

    Raises:
        EnvironmentFault: the snapshot is gone. OneroofError: production cannot be read any more.
    """
    if context.rows_follow and context.moment is None:
        raise EnvironmentFault("Production's rows were not digested at the snapshot, which is gone.")
    if context.rows_follow:
        production = context.need(context.production_fingerprint)
        again = _digest_again(context, context.rows_follow)
        _keep(context, replace(production, data={**production.data, **again}))


def completed(context: Context, records: Sequence[StageRecord]) -> list[StageRecord]:
    """The records with stage 01's as it stands when production's rows have been digested; kept again if they were."""
    done = list(records)
    whole = context.production_fingerprint
    if done and whole is not None and not context.rows_follow and "fingerprint" in done[0].facts:
        fact = whole.as_fact()
        if done[0].facts["fingerprint"] != fact:
            done[0] = replace(done[0], facts={**done[0].facts, "fingerprint": fact})
            # said first: whichever of the two files a kill leaves is one that the journal names
            digest = facts_digest(done[0])
            context.journal.event("facts", number=done[0].number, key=done[0].key, facts=digest)
            keep_facts(context.journal.folder, done[0])
    return done


def _digest_again(context: Context, refs: Collection[str]) -> dict[str, Entry]:
    production = context.need(context.production_fingerprint)
    plan = DataPlan(production.mode, "touched", frozenset(refs), salt=production.salt)
    return digest_rows_of(context.need(context.reader), plan, progress=context.talk.progress) if refs else {}


def _keep(context: Context, production: Fingerprint) -> None:
    outside = tuple(ref for ref in production.undigested if ref not in context.rows_follow)
    context.production_fingerprint = replace(production, scope=context.rows_scope, undigested=outside)
    context.rows_follow = frozenset()
