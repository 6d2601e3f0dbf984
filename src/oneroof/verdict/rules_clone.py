"""The rules of stages 04 to 09: what must hold of the packets, the scanner, the events and the way back, on the clone.

A rule is a generator of findings. A missing or malformed fact raises inside it and becomes a FAIL in
`oneroof.verdict.judge`.
"""

from __future__ import annotations

from collections.abc import Sequence

from oneroof.verdict import rules_load, rules_scope
from oneroof.verdict.findings import Earlier, Findings, must, note, own_packets, refs, some
from oneroof.verdict.model import Facts, Finding

#: Views of effective owners, each with the figures of the coverage that it gives by itself.
COVERAGE_VIEWS = {
    "v_object_owner": ("direct", "inherited"),
    "v_object_owner_count": ("total", "required", "direct", "inherited", "gap", "conflict"),
}
#: The SQLSTATE of what was not refused.
ACCEPTED = "00000"
TRIGGER_ENABLED_ALWAYS = "A"
#: What the scanner's write-half may write; anything else is a side effect.
SCAN_TABLES = frozenset({"candidate_scan_run", "candidate_state", "candidate_object", "governance_source_snapshot"})
#: Branches that a rollback must give back exactly; sequences follow no transaction, their movement is reported.
REVERSED = ("catalog", "data", "ours")
#: The validation's own refusals of an event: unknown type, inactive type (`docs/reference/database.md`).
EVENT_REFUSED = frozenset({"OR101", "OR102"})
#: The cursor's own refusals, by the fact that keeps them.
CURSOR_REFUSED = {"backward_sqlstate": "OR111", "stale_sqlstate": "OR112", "beyond_horizon_sqlstate": "OR113"}
#: Kinds of object by which a packet could leave the database; refused on a clone that shares production's server.
OUTWARD_KINDS = frozenset({"foreign_data_wrapper", "foreign_server", "server", "user_mapping", "subscription"})
OUTWARD_EXTENSIONS = frozenset({"dblink", "postgres_fdw", "file_fdw", "plperlu", "plpython3u", "pltclu", "pg_cron"})


def _said(packet: Facts, what: str) -> str:
    """A sentence about a packet: what was not done and, when one was measured, the first deviation."""
    deviation = packet["deviation"]
    if deviation is None:
        return f"{packet['code']} {what}."
    return (
        f"{packet['code']} {what}: {deviation['what']} at step {deviation['step']}:"
        f" expected {deviation['expected']}, found {deviation['found']}."
    )


def _applied(packets: Sequence[Facts]) -> Findings:
    yield from must(packets, "no-packet", "No packet was applied.")
    for packet in packets:
        sound = packet["deviation"] is None and packet["executed"] is True
        yield from must(sound, "deviation", _said(packet, "was not executed"))
        again = packet.get("again")
        if again is not None:
            yield from must(
                again["executed"] is True, "not-idempotent", f"{packet['code']} says idempotent and is not."
            )


def _object(change: Facts) -> str:
    return str(change["object"])


def _is_outward(ref: str) -> bool:
    kind, _, name = ref.partition(":")
    return kind in OUTWARD_KINDS or (kind == "extension" and name in OUTWARD_EXTENSIONS)


def seed(facts: Facts, earlier: Earlier) -> Findings:
    """Every packet ran as declared; in the governance programme the seed closed the whole gap."""
    yield from _applied(facts["packets"])
    hidden = facts["hidden_writes"]
    yield from must(
        not hidden,
        "hidden-write",
        f"Written, and in no packet's measured write set: {some([item['object'] for item in hidden])}.",
    )
    yield from rules_scope.reached(facts["packets"], earlier)
    yield from rules_load.held(facts, earlier["preflight"])
    outward = [ref for packet in facts["packets"] for ref in map(_object, packet["catalog"]) if _is_outward(ref)]
    yield from must(
        not outward or earlier["clone"]["placement"] != "same",
        "leaves-the-database",
        f"On production's own server a packet may not bring what reaches out: {some(outward)}."
        " Rehearse it with --clone-server embedded.",
    )
    if own_packets(earlier):
        return
    direct = facts["plan"]["direct_rows"]
    yield from must(
        facts["ownership_after"] == facts["ownership_before"] + direct,
        "ownership-count",
        f"Ownership rows went {facts['ownership_before']} to {facts['ownership_after']}; the plan has {direct}.",
    )
    yield from must(
        facts["ownership_triggers"] == 0,
        "not-inert",
        f"The ownership table has {facts['ownership_triggers']} triggers.",
    )
    yield from must(facts["gap_after"] == 0, "gap-left", f"{facts['gap_after']} objects still have no owner.")
    yield from must(facts["conflict_after"] == 0, "conflict", f"{facts['conflict_after']} objects have two owners.")


def coverage_pct(required: int, gap: int, conflict: int) -> str:
    """The contract's formula: two places, never rounded up; ``n/a`` when nothing is required."""
    if required == 0:
        return "n/a"
    hundredths = 10000 * (required - gap - conflict) // required
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def scan_read(facts: Facts, earlier: Earlier) -> Findings:
    """Coverage is whole, and is what its parts say."""
    expected = coverage_pct(facts["required"], facts["gap"], facts["conflict"])
    yield from must(
        facts["coverage_pct"] == expected,
        "coverage-sum",
        f"Coverage {facts['coverage_pct']} is not {expected}, its parts'.",
    )
    yield from _views_agree(facts)
    yield from must(
        facts["gap"] == 0 and facts["conflict"] == 0,
        "not-covered",
        f"Coverage is {facts['coverage_pct']} %: gap {facts['gap']}, conflict {facts['conflict']}.",
    )
    after = earlier["seed"].get("gap_after", facts["gap"])
    yield from must(
        facts["gap"] == after, "gap-moved", f"The scan sees a gap of {facts['gap']}, the seed left {after}."
    )
    yield from must(
        facts["direct"] + facts["inherited"] <= facts["total"],
        "resolution-sum",
        "More objects are resolved than there are.",
    )


def _views_agree(facts: Facts) -> Findings:
    """Who owns each object and how many are owned are told by views of their own: both must be the coverage."""
    for view, names in COVERAGE_VIEWS.items():
        found = facts["views"][view]
        apart = [f"{name} {found[name]} and {facts[name]}" for name in names if found[name] != facts[name]]
        yield from must(
            not apart, "views-differ", f"{view} and v_governance_coverage disagree: {some(apart, len(names))}."
        )
    yield from must(
        facts["owners_apart"] == 0,
        "owners-differ",
        "Owners of whose objects v_object_owner and v_object_owner_count give different numbers:"
        f" {facts['owners_apart']}.",
    )
    by_catch_all = facts["views"]["v_object_owner_count"]["by_catch_all"]
    without = coverage_pct(facts["required"], facts["gap"] + by_catch_all, facts["conflict"])
    yield from must(
        facts["coverage_pct_excluding_catch_all"] == without,
        "coverage-sum",
        f"Coverage without catch-alls {facts['coverage_pct_excluding_catch_all']} is not {without}, its parts'.",
    )


def scan_write(facts: Facts, earlier: Earlier) -> Findings:
    """Bounded, idempotent, without side effects."""
    yield from _applied([facts["packet"]])
    yield from rules_scope.reached([facts["packet"], {"deltas": facts["second_write_set"]}], earlier)
    yield from must(
        facts["candidate_state"] == facts["rules"],
        "states",
        f"{facts['candidate_state']} states for {facts['rules']} rules.",
    )
    second = facts["second_run"]
    yield from must(
        (second["inserted"], second["updated"], second["runs_appended"]) == (0, 0, 1),
        "not-idempotent",
        f"The second run inserted {second['inserted']}, updated {second['updated']}"
        f" and appended {second['runs_appended']} runs.",
    )
    for run, allowed in (("write_set", SCAN_TABLES), ("second_write_set", frozenset({"candidate_scan_run"}))):
        beyond = [item["table"] for item in facts[run] if item["table"].rsplit(".", 1)[-1] not in allowed]
        yield from must(not beyond, "side-effect", f"The scan also wrote to {some(beyond)}.")
    yield from note(not facts["truncated"], "truncated", f"Rules at their cap: {some(facts['at_cap'])}.")


def event_boundary(facts: Facts, _earlier: Earlier) -> Findings:
    """The database itself refuses every event type; the refusal is the validation's, shown by a positive control."""
    attempts = facts["attempts"]
    yield from must(attempts, "no-types", "No event type is registered, so no refusal could be shown.")
    accepted = [item["event_type"] for item in attempts if item["sqlstate"] == ACCEPTED]
    other = [item["event_type"] for item in attempts if item["sqlstate"] not in {ACCEPTED, *EVENT_REFUSED}]
    yield from must(not other, "other-refusal", f"Refused, but not by the validation: {some(other)}.")
    yield from must(not accepted, "emission-accepted", f"The database accepted events of {some(accepted)}.")
    yield from must(
        not facts["active_types"], "active-type", f"Event types are active already: {some(facts['active_types'])}."
    )
    control = facts["positive_control"]
    yield from must(
        control is not None and control["sqlstate"] == ACCEPTED,
        "control",
        "The positive control was refused: the refusals above may have another cause than the validation.",
    )
    yield from must(
        facts["validation_trigger"] == TRIGGER_ENABLED_ALWAYS,
        "validation-trigger",
        f"The validation trigger is {facts['validation_trigger'] or 'absent'}, not ENABLE ALWAYS.",
    )
    yield from must(
        facts["outbox_after"] == facts["outbox_before"],
        "outbox-moved",
        f"event_outbox went from {facts['outbox_before']} to {facts['outbox_after']} rows.",
    )
    yield from must(
        facts["issues_written"] == 0, "issues-written", f"system_issues: {facts['issues_written']} rows written."
    )


def cursor(facts: Facts, _earlier: Earlier) -> Findings:
    """Forward only, by compare-and-set, and nothing keeps running."""
    yield from must(facts["advanced"] is True, "not-advanced", "The cursor did not advance.")
    yield from must(facts["repeat_changed"] is False, "repeat", "The same position again changed something.")
    for name, what in (
        ("backward_sqlstate", "backward"),
        ("stale_sqlstate", "from a stale position"),
        ("beyond_horizon_sqlstate", "beyond the safe horizon"),
    ):
        refused = facts[name] == CURSOR_REFUSED[name]
        yield from must(refused, f"moved-{what.split()[0]}", f"A move {what} ended with {facts[name]}.")
    yield from must(facts["position_moved_back"] is False, "moved-back", "The cursor's position went backward.")
    yield from must(facts["processes_left"] == 0, "daemon", f"{facts['processes_left']} processes were left behind.")


def rollback(facts: Facts, earlier: Earlier) -> Findings:
    """Everything reversed to an equal fingerprint, applied once more; the drop line proven and the clone kept."""
    yield from must(
        {item["code"] for item in earlier["seed"]["packets"] if item["executed"]}
        <= {item["code"] for item in facts["packets"]},
        "not-rolled-back",
        "A packet that was applied was not rolled back.",
    )
    for packet in facts["packets"]:
        for name in ("rolled_back", "reapplied", "rolled_back_again"):
            words = name.replace("_", " ")
            yield from must(packet[name] is True, words.replace(" ", "-"), _said(packet, f"was not {words}"))
            if packet[name] is not True:
                break  # what comes after it was not tried
    yield from must(
        not facts["differences"], "rollback-differs", f"After the rollback these differ: {refs(facts['differences'])}."
    )
    before, after = facts["baseline_branches"], facts["after_branches"]
    tolerated = {item["branch"] for item in facts["tolerated"]}
    unequal = [name for name in REVERSED if before[name] != after[name] and name not in tolerated]
    yield from must(
        facts["identical"] is True and not unequal and before == earlier["baseline"]["clone_fingerprint"]["branches"],
        "not-identical",
        "The clone's fingerprint after the rollback is not its baseline's.",
    )
    moved = facts["sequences_moved"]
    yield from must(
        bool(moved) or before["sequences"] == after["sequences"] or "sequences" in tolerated,
        "sequences",
        "The digest of the sequences moved and no sequence was found that did.",
    )
    yield from note(not moved, "sequences-moved", f"Sequences stay where the packets moved them: {some(moved)}.")
    for item in facts["tolerated"]:
        yield Finding("note", "tolerated", f"The packet tolerates that {item['object']} stays {item['change']}.")
    yield from must(facts["reapplied"] is True, "not-reapplied", "The packets could not be applied once more.")
    yield from rules_load.held(facts, earlier["preflight"])
    if not own_packets(earlier):
        before = earlier["seed"]["gap_before"]
        yield from must(facts["gap_after"] == before, "gap", f"The gap is {facts['gap_after']}, it was {before}.")
    if earlier["clone"]["strategy"] == "external":
        yield Finding("note", "external", "The clone is the platform's, which drops it; no drop line was tried.")
    else:
        why = "The drop command did not drop a throwaway copy, or would not drop the clone."
        yield from must(facts["drop_proven"] is True, "drop", why)
    yield from must(facts["clone_retained"] is True, "clone-gone", "The clone is not there any more.")
