"""Stage 04 (step A): the first packet runs on the clone: the ownership seed, or the user's own packets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from oneroof.coverage.read import Counts, read_counts
from oneroof.coverage.seed import seed_packet
from oneroof.errors import ConfigError
from oneroof.fingerprint.hidden import Horizon, hidden_writes, read_horizon
from oneroof.packets.load import load
from oneroof.pg.session import CloneWriter
from oneroof.stages.apply import WRITE_SET, apply_first
from oneroof.stages.context import Context, Outcome

_OWN_SOURCES = {"hidden_writes": "fingerprint/count_newer", **WRITE_SET}
_SOURCES = {"ownership_triggers": "coverage/count_triggers", **_OWN_SOURCES}


def run(context: Context) -> Outcome:
    """Plan the seed from intended owners, write it as a packet, run it; or run what the user gave."""
    with context.reading_log(to_its_end=False):  # what is done here leaves a core to it
        outcome = _own_packets(context) if context.programme == "packets" else _seed(context)
    return replace(outcome, facts={**outcome.facts, "load": context.load()})


def _seed(context: Context) -> Outcome:
    schema = context.need(context.governance)
    owners = context.settings.coverage.owners
    if owners is None:
        raise ConfigError(
            "No file of intended owners is named.",
            next_step="Set [coverage] owners in oneroof.toml, or give --owners FILE.",
        )
    with context.open_clone() as session:
        horizon = read_horizon(session)
        before = read_counts(session, schema)
        planned = seed_packet(session, schema, owners, context.workdir / "packets")
        packet, _ = apply_first(context, session, load(planned.folder))
        after = read_counts(session, schema)
        triggers = int(session.value("coverage/count_triggers", schema=schema))
        hidden = _hidden(context, session, horizon, packet["deltas"])
    moved, written = _moved(before, after), {"write_set": packet["deltas"], "hidden_writes": hidden}
    return Outcome(
        {"packets": [packet], "plan": planned.as_fact(), **moved, "ownership_triggers": triggers, **written},
        {"plan": "coverage/list_tree", **dict.fromkeys(moved, "coverage/count_ownership"), **_SOURCES},
    )


def _moved(before: Counts, after: Counts) -> dict[str, Any]:
    return {
        "ownership_before": before.ownership,
        "ownership_after": after.ownership,
        "gap_before": before.gap,
        "gap_after": after.gap,
        "conflict_after": after.conflict,
    }


def _own_packets(context: Context) -> Outcome:
    packets: list[dict[str, Any]] = []
    with context.open_clone() as session:
        horizon = read_horizon(session)
        for own in context.own_packets:
            facts, done = apply_first(context, session, own)
            packets.append(facts)
            if not done.executed:
                break
        written = [delta for facts in packets for delta in facts["deltas"]]
        hidden = _hidden(context, session, horizon, written)
    return Outcome({"packets": packets, "write_set": written, "hidden_writes": hidden}, _OWN_SOURCES)


def _hidden(
    context: Context, session: CloneWriter, horizon: Horizon, deltas: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Tables that were written although no packet's measured write set has them: the counters can be turned off."""
    written = {delta["table"] for delta in deltas}
    return [write.as_fact() for write in hidden_writes(session, context.need(context.baseline), horizon, written)]
