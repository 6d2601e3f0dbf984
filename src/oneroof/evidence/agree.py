"""Facts that stand in several places must agree: whoever edits one has to find all of them. Pure.

A rule of `oneroof.verdict` says what is good; these say what belongs together. Each gives a sentence where two facts do
not, and nothing where one of them was never measured (a stage that broke, or did not apply). What no other fact repeats
(a size, a duration, a name that others gave) is not here: only the attestor's signature vouches for that.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from oneroof.evidence.canonical import canonical
from oneroof.evidence.model import RunFacts
from oneroof.fingerprint.model import DIGESTED, digest_of
from oneroof.verdict.model import Facts

Stages = Mapping[str, Facts]
Faults = Iterator[str]

_SQLSTATE = re.compile(r"[0-9A-Z]{5}", re.ASCII)
_MISSING = object()
_READER = "production reader"
_CANDIDATES = ("candidate_state", "candidate_object")
_OWNERSHIP = "governance_object_ownership"


def disagreements(run: RunFacts, stages: Stages) -> Faults:
    """Every pair of facts that belongs together and does not agree, as a sentence.

    Raises:
        KeyError, TypeError, ValueError, …: facts that do not have their stage's shape.
    """
    for rule in _RULES:
        yield from rule(stages)
    yield from _times(run, stages)


def _at(stages: Stages, path: str) -> Any:
    """A fact by its path (``clone.identity.database``), or a mark that it is not there."""
    found: Any = stages
    for part in path.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return _MISSING
        found = found[part]
    return found


def _same(stages: Stages, *pairs: tuple[str, str]) -> Faults:
    for left, right in pairs:
        yield from _equal(left, _at(stages, left), right, _at(stages, right))


def _equal(left: str, one: Any, right: str, other: Any) -> Faults:
    if one is not _MISSING and other is not _MISSING and canonical(one) != canonical(other):
        yield f"{left} and {right} disagree"


def _identities(stages: Stages) -> Faults:
    yield from _same(
        stages,
        ("preflight.system_identifier", "preflight.identity.system_identifier"),
        ("clone.clone", "clone.identity.database"),
        ("verdict.programme", "preflight.programme"),
    )
    production, copy = (_at(stages, f"{stage}.identity.system_identifier") for stage in ("preflight", "clone"))
    name, drop = _at(stages, "clone.clone"), _at(stages, "rollback.drop_command")
    strategy = _at(stages, "clone.strategy")
    if strategy != "external" and _MISSING not in (name, drop) and name.isidentifier() and not _drops(drop, name):
        yield "rollback.drop_command does not drop the clone, and nothing else"
    placement = _at(stages, "clone.placement")
    one_cluster = placement == "same" or strategy == "basebackup"
    if placement in {"same", "embedded"} and (production == copy) is not one_cluster:
        yield "clone.placement and the two system identifiers disagree"
    if placement not in {_MISSING, "same", "embedded", "dsn"}:
        yield "clone.placement is unknown"
    version, major = _at(stages, "preflight.server_version"), _at(stages, "preflight.server_major")
    if _MISSING not in {version, major} and not re.match(rf"{major}(?![0-9])", version):
        yield "preflight.server_version and preflight.server_major disagree"
    approvals, approved = _at(stages, "preflight.os_proposal_approvals"), _at(stages, "preflight.approved_packets")
    if not approvals and approved is not _MISSING and approved:
        yield "preflight.approved_packets names packets and os_proposal_approvals none"


def _drops(line: str, name: str) -> bool:
    """Whether a shell runs psql once, with one statement, which drops the clone."""
    try:
        words = shlex.split(line)
    except ValueError:
        return False
    program = words[0].rsplit("/", 1)[-1] if words else ""
    statement = words[-1].rstrip(";") if words else ""
    dropped = statement in {f'DROP DATABASE IF EXISTS "{name}"', f"DROP DATABASE IF EXISTS {name}"}
    return program == "psql" and words[-2] == "-c" and words.count("-c") == 1 and dropped


def _fingerprints(stages: Stages) -> Faults:
    """A digest is over its branches; production at its snapshot is one and the same wherever it is named."""
    for path in ("preflight.fingerprint", "clone.clone_fingerprint", "baseline.clone_fingerprint"):
        found = _at(stages, path)
        if found is not _MISSING and found["digest"] != digest_of(found["branches"][name] for name in DIGESTED):
            yield f"{path} is not the digest of its branches"
    for when in ("before", "after"):
        whole, branches = _at(stages, f"impact.fingerprint_{when}"), _at(stages, f"impact.branches_{when}")
        if _MISSING not in (whole, branches) and whole != digest_of(branches[name] for name in DIGESTED):
            yield f"impact.fingerprint_{when} is not the digest of its branches"
    yield from _same(
        stages,
        ("clone.snapshot_fingerprint", "preflight.fingerprint"),
        ("clone.tables_compared", "preflight.fingerprint.tables"),
        ("clone.sequences_compared", "preflight.fingerprint.sequences"),
        ("preflight.unmodelled", "preflight.fingerprint.unmodelled"),
    )
    isolation = _at(stages, "baseline.isolation")
    if isolation is not _MISSING and not any(item["disarmed"] for item in isolation):
        yield from _same(stages, ("baseline.clone_fingerprint", "clone.clone_fingerprint"))
    for branch, listed in (("data", "clone.differences"), ("catalog", "baseline.differences")):
        yield from _listed(stages, branch, listed)


def _streamed(stages: Stages) -> Faults:
    """Production was read once exactly when rows streamed and none was read again; then all that should did."""
    once, tables, again = (_at(stages, f"clone.{name}") for name in ("read_once", "streamed.tables", "read_again"))
    missing = [found is _MISSING for found in (once, tables, again)]
    if all(missing):
        return
    if any(missing):
        yield "clone.read_once, streamed and read_again are not all there"
        return
    if once is not (tables > 0 and not again):
        yield "clone.read_once does not follow from streamed and read_again"
    follow = _at(stages, "preflight.rows_follow")
    unproven = sum(item["code"] == "not-proven" for item in again)
    if follow is not _MISSING and tables + unproven != follow:
        yield "clone.streamed and preflight.rows_follow disagree"


def _listed(stages: Stages, branch: str, listed: str) -> Faults:
    """A branch's digests are equal exactly when no difference of it is listed."""
    copied = "clone.compared_data" if branch == "data" else f"clone.clone_fingerprint.branches.{branch}"
    sides = [_at(stages, f"preflight.fingerprint.branches.{branch}"), _at(stages, copied)]
    found = _at(stages, listed)
    if _MISSING in sides or found is _MISSING:
        return
    differs = any(item["branch"] == branch for item in found)
    if differs is (sides[0] == sides[1]):
        yield f"{listed} and the digests of the {branch} branch disagree"


def _counted(stages: Stages) -> Faults:
    """Counts are those of their lists."""
    differences = _at(stages, "baseline.differences")
    if differences is not _MISSING:
        for kind in ("real", "cosmetic", "recomputed"):
            count = sum(item["kind"] == kind for item in differences)
            yield from _equal(
                f"baseline.differences_{kind}", _at(stages, f"baseline.differences_{kind}"), "its list", count
            )
        if any(item["branch"] != "catalog" for item in differences):
            yield "baseline.differences holds another branch than the catalog"
    attempts, control = (
        _at(stages, "event_boundary.attempts"),
        _at(stages, "event_boundary.positive_control.event_type"),
    )
    if attempts is not _MISSING:
        types = [item["event_type"] for item in attempts]
        yield from _equal(
            "event_boundary.attempts", len(types), "event_types.total", _at(stages, "preflight.event_types.total")
        )
        if len(set(types)) != len(types) or control not in {_MISSING, *types}:
            yield "event_boundary.positive_control and attempts disagree"
    active = _at(stages, "event_boundary.active_types")
    if active is not _MISSING:
        yield from _equal(
            "event_boundary.active_types",
            len(active),
            "event_types.active",
            _at(stages, "preflight.event_types.active"),
        )
    moved, changed = _at(stages, "impact.sequences_moved"), _at(stages, "impact.changed_by_others")
    if _MISSING not in (moved, changed):
        named = [item["object"] for item in changed if item["branch"] == "sequences"]
        yield from _equal("impact.sequences_moved", moved, "changed_by_others", named)
    capped, truncated = _at(stages, "scan_write.at_cap"), _at(stages, "scan_write.truncated")
    if _MISSING not in (capped, truncated) and bool(capped) is not truncated:
        yield "scan_write.truncated and at_cap disagree"


def _written(stages: Stages) -> Faults:
    """What a packet wrote is what the stage's write set says, and what the counts before and after say."""
    packets = _at(stages, "seed.packets")
    if packets is not _MISSING:
        deltas = [delta for packet in packets for delta in packet["deltas"]]
        yield from _equal("seed.write_set", _at(stages, "seed.write_set"), "its packets' deltas", deltas)
        yield from _ownership(stages, deltas)
    yield from _same(
        stages,
        ("scan_write.write_set", "scan_write.packet.deltas"),
        ("rollback.ownership_after", "seed.ownership_before"),
    )
    yield from _scanned(stages)
    second, runs = _at(stages, "scan_write.second_write_set"), _at(stages, "scan_write.second_run.runs_appended")
    if _MISSING not in (second, runs) and sum(_rows(delta) for delta in second) != runs:
        yield "scan_write.second_write_set and second_run disagree"
    if _at(stages, "seed.ownership_before") == 0 and _at(stages, "scan_read.required") is not _MISSING:
        yield from _same(stages, ("seed.gap_before", "scan_read.required"))
    applied, undone = _codes(stages), _at(stages, "rollback.packets")
    if undone is not _MISSING and applied is not None:
        yield from _equal("rollback.packets", sorted(item["code"] for item in undone), "the packets applied", applied)


def _scanned(stages: Stages) -> Faults:
    """The first run's own counts are those of the rows written; where all were inserted, they are all that stand."""
    yield from _same(stages, ("scan_write.source_snapshot_ref", "preflight.fingerprint.digest"))
    run, written = _at(stages, "scan_write.first_run"), _at(stages, "scan_write.write_set")
    if run is _MISSING or written is _MISSING or run["inserted"] is None:
        return
    own = [delta for delta in written if delta["table"].rsplit(".", 1)[-1] in _CANDIDATES]
    for name in ("inserted", "updated"):
        yield from _equal(f"scan_write.first_run.{name}", run[name], "its write set", sum(delta[name] for delta in own))
    if run["updated"] == 0 and run["unchanged"] == 0:
        standing = sum(_at(stages, f"scan_write.{name}") for name in _CANDIDATES)
        yield from _equal("scan_write.first_run.inserted", run["inserted"], "the candidates that stand", standing)


def _rows(delta: Mapping[str, Any]) -> int:
    return int(delta["inserted"]) + int(delta["updated"]) + int(delta["deleted"])


def _ownership(stages: Stages, deltas: Sequence[Mapping[str, Any]]) -> Faults:
    before, after = _at(stages, "seed.ownership_before"), _at(stages, "seed.ownership_after")
    own = [delta for delta in deltas if delta["table"].rsplit(".", 1)[-1] == _OWNERSHIP]
    if _MISSING not in (before, after):
        moved = sum(delta["inserted"] - delta["deleted"] for delta in own)
        yield from _equal("seed.ownership_after", after - before, "the rows written", moved)


def _codes(stages: Stages) -> list[str] | None:
    """The packets that ran and were pinned, by code; None where a stage that runs packets broke."""
    packets = _at(stages, "seed.packets")
    if packets is _MISSING or "error" in stages.get("scan_write", {}):
        return None
    scanned = _at(stages, "scan_write.packet")
    ran = [*packets, *([] if scanned is _MISSING else [scanned])]
    return sorted(item["code"] for item in ran if item["packet_digest"])


def _sessions(stages: Stages) -> Faults:
    """What a session proves follows from its parts; the one of stage 01 is among those of stage 10."""
    first, asked = _at(stages, "preflight.session"), _at(stages, "impact.sessions")
    killed, resumed = _at(stages, "impact.killed_sessions"), _at(stages, "verdict.resumed")
    later: Any = [*asked, *([] if killed is _MISSING else killed)] if asked is not _MISSING else _MISSING
    if killed is not _MISSING and killed and (resumed is _MISSING or not resumed):
        yield "impact.killed_sessions names sessions and verdict.resumed no resumption"
    if _MISSING not in (killed, resumed) and not killed and any(line["killed_in"] > 1 for line in resumed):
        yield "verdict.resumed says that a process was killed, and impact.killed_sessions names no session of it"
    proofs = [*([] if first is _MISSING else [first]), *([] if later is _MISSING else later)]
    for proof in proofs:
        untouched = proof["read_only_at_open"] and proof["read_only_at_end"] and proof["transaction_ids_assigned"] == 0
        if proof["untouched"] is not untouched or proof["kind"] != _READER:
            yield f"session {proof['backend_pid']}: untouched does not follow from its parts"
    if _MISSING not in (first, later):
        again = [proof for proof in later if proof["backend_pid"] == first["backend_pid"]]
        if not any(proof["transactions"] >= first["transactions"] for proof in again):
            yield "the session of stage 01 is not among those of stage 10"


def _sqlstates(stages: Stages) -> Faults:
    """An SQLSTATE is five digits or capital letters (manual, appendix A)."""
    attempts = _at(stages, "event_boundary.attempts")
    cursor = [fact for name, fact in stages.get("cursor", {}).items() if name.endswith("_sqlstate")]
    for state in [*cursor, *([] if attempts is _MISSING else (item["sqlstate"] for item in attempts))]:
        if not _SQLSTATE.fullmatch(state):
            yield f"{state} is no SQLSTATE"


def _times(run: RunFacts, stages: Stages) -> Faults:
    started, ended = (datetime.fromisoformat(text) for text in (run.started, run.ended))
    expires = _at(stages, "clone.expires")
    if started.tzinfo is None or ended < started:
        yield "the run ended before it started"
    if expires is not _MISSING and datetime.fromisoformat(expires) <= started:
        yield "the clone expires before the run started"


_RULES: tuple[Callable[[Stages], Faults], ...] = (
    _identities,
    _fingerprints,
    _streamed,
    _counted,
    _written,
    _sessions,
    _sqlstates,
)
