"""One rule a stage: the conditions under which its facts are a PASS, each with the sentence that says why not.

Rules are generators of findings. A missing or malformed fact raises inside the rule and becomes a FAIL in
`oneroof.verdict.judge`: what is unknown is never good. Where two facts must agree (a digest measured in one stage and
compared in another), the rule compares them again: no stored boolean is believed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from oneroof.verdict.model import Facts, Finding, Severity

#: read_only_sql_transaction (manual, appendix A): what a refused write in a read-only transaction raises.
READ_ONLY_SQLSTATE = "25006"
ACCEPTED = "00000"
TRIGGER_ENABLED_ALWAYS = "A"
#: What the scanner's write-half may write; anything else is a side effect.
SCAN_TABLES = frozenset({"candidate_scan_run", "candidate_state", "candidate_object", "governance_source_snapshot"})

#: Branches that make the digest of a database (`oneroof.fingerprint.model`).
DIGESTED = frozenset({"catalog", "data", "sequences"})

Earlier = Mapping[str, Facts]
Findings = Iterator[Finding]
Rule = Callable[[Facts, Earlier], Findings]


def _finding(severity: Severity, holds: object, code: str, message: str) -> Findings:
    if not holds:
        yield Finding(severity, code, message)


def _must(holds: object, code: str, message: str) -> Findings:
    return _finding("fail", holds, code, message)


def _note(holds: object, code: str, message: str) -> Findings:
    return _finding("note", holds, code, message)


def _some(values: Sequence[Any], limit: int = 5) -> str:
    shown = ", ".join(str(value) for value in values[:limit])
    return shown + (f" and {len(values) - limit} more" if len(values) > limit else "")


def _refs(differences: Sequence[Facts]) -> str:
    return _some([f"{item['object']} ({item['change']} {item['facet']})".replace(" )", ")") for item in differences])


def preflight(facts: Facts, _earlier: Earlier) -> Findings:
    """The session is read-only, the fingerprint is whole, the copy fits, the tools are there."""
    yield from _must(
        facts["read_only_sqlstate"] == READ_ONLY_SQLSTATE,
        "write-not-refused",
        f"The attempted write ended with SQLSTATE {facts['read_only_sqlstate']}, not {READ_ONLY_SQLSTATE}.",
    )
    yield from _must(facts["session"]["untouched"], "session-wrote", "The reading session had a transaction id.")
    yield from _must(len(facts["fingerprint"]["digest"]) == 64, "no-fingerprint", "There is no fingerprint.")  # noqa: PLR2004
    yield from _must(
        not facts["unreadable"],
        "unreadable",
        f"The role may not read {_some(facts['unreadable'])}: nothing is proven of it.",
    )
    forecast = facts["forecast"]
    free = forecast["free_bytes"]
    yield from _must(
        free is None or free >= forecast["needed_bytes"],
        "no-space",
        f"The clone needs {forecast['needed_bytes']} bytes and {free} are free.",
    )
    yield from _note(
        free is not None, "space-unknown", "Free space on the clone's server cannot be measured from here."
    )
    majors = {name: major for name, major in facts["tools"].items() if major != facts["server_major"]}
    yield from _must(not majors, "tool-version", f"Tools of another major version: {_some(sorted(majors))}.")
    yield from _note(not facts["unseen"], "unseen", f"Hidden by the platform: {_some(facts['unseen'])}.")
    yield from _note(
        not facts["unmodelled"],
        "unmodelled",
        f"Kinds the fingerprint does not know: {_some(sorted(facts['unmodelled']))}.",
    )
    rights = [name for name, held in sorted(facts["role"].items()) if held]
    yield from _note(
        not rights,
        "rights-to-write",
        f"The reading role has more rights than it needs: {_some(rights)}; it reads READ ONLY.",
    )
    yield from _note(
        not facts["owner_candidates"],
        "owner-candidates",
        f"Could become the owner of oneroof's schema: {_some(facts['owner_candidates'])}.",
    )


def clone(facts: Facts, earlier: Earlier) -> Findings:
    """No error, a new identity, contents equal to production's at the same snapshot."""
    yield from _must(facts["errors"] == 0, "restore-errors", f"The tools reported {facts['errors']} errors.")
    yield from _must(
        facts["identity_is_clone"] and facts["identity"]["kind"] == "clone",
        "identity",
        "The copy's identity is not a clone's.",
    )
    yield from _must(
        facts["identity"]["uid"] != earlier["preflight"]["identity"]["uid"],
        "same-identity",
        "The clone has production's uid.",
    )
    for branch in ("data", "sequences"):
        differing = [item for item in facts["differences"] if item["branch"] == branch and item["kind"] == "real"]
        yield from _must(not differing, f"{branch}-differ", f"The clone's {branch} differ: {_refs(differing)}.")
    yield from _must(facts["identical"] is True, "not-identical", "The contents were not found identical.")
    if not any(item["branch"] == "data" for item in facts["differences"]):
        same = facts["snapshot_fingerprint"]["branches"]["data"] == facts["clone_fingerprint"]["branches"]["data"]
        yield from _must(same, "data-digest", "The data digests of production's snapshot and the clone differ.")
    lost = [name for name, carried in sorted(facts["carried"].items()) if not carried]
    yield from _must(not lost, "not-carried", f"Not carried to the clone: {_some(lost)}.")
    yield from _must(facts["tool_read_only"] is True, "tool-writable", "pg_dump's sessions were not opened read-only.")


def baseline(facts: Facts, _earlier: Earlier) -> Findings:
    """Every catalog difference is proven cosmetic; nothing can reach out."""
    real = [item for item in facts["differences"] if item["kind"] == "real"]
    yield from _must(not real, "real-difference", f"Really different from production: {_refs(real)}.")
    yield from _must(
        facts["differences_real"] == len(real), "count", "The count of real differences is not that of the list."
    )
    cosmetic = sum(item["kind"] == "cosmetic" for item in facts["differences"])
    yield from _must(
        facts["differences_cosmetic"] == cosmetic, "count", "The count of cosmetic differences is not the list's."
    )
    open_ways = [item for item in facts["isolation"] if not item["resolved"]]
    for item in open_ways:
        yield Finding("fail", item["code"], item["message"])
    yield from _must(facts["isolated"] is (not open_ways), "isolation", "The clone was not found isolated.")
    for item in facts["isolation"]:
        if item["resolved"]:
            yield Finding("note", item["code"], f"{item['message']} {item['disarmed']}".strip())


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
    yield from _must(packets, "no-packet", "No packet was applied.")
    for packet in packets:
        sound = packet["deviation"] is None and packet["executed"] is True
        yield from _must(sound, "deviation", _said(packet, "was not executed"))
        again = packet.get("again")
        if again is not None:
            yield from _must(
                again["executed"] is True, "not-idempotent", f"{packet['code']} says idempotent and is not."
            )


def own_packets(earlier: Earlier) -> bool:
    """Whether the rehearsal is of the user's own packets; anything else counts as the governance programme."""
    return earlier["preflight"].get("programme") == "packets"


def seed(facts: Facts, earlier: Earlier) -> Findings:
    """Every packet ran as declared; in the governance programme the seed closed the whole gap."""
    yield from _applied(facts["packets"])
    if own_packets(earlier):
        return
    direct = facts["plan"]["direct_rows"]
    yield from _must(
        facts["ownership_after"] == facts["ownership_before"] + direct,
        "ownership-count",
        f"Ownership rows went {facts['ownership_before']} to {facts['ownership_after']}; the plan has {direct}.",
    )
    yield from _must(
        facts["ownership_triggers"] == 0,
        "not-inert",
        f"The ownership table has {facts['ownership_triggers']} triggers.",
    )
    yield from _must(facts["gap_after"] == 0, "gap-left", f"{facts['gap_after']} objects still have no owner.")
    yield from _must(facts["conflict_after"] == 0, "conflict", f"{facts['conflict_after']} objects have two owners.")


def coverage_pct(required: int, gap: int, conflict: int) -> str:
    """The contract's formula: two places, never rounded up; ``n/a`` when nothing is required."""
    if required == 0:
        return "n/a"
    hundredths = 10000 * (required - gap - conflict) // required
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def scan_read(facts: Facts, earlier: Earlier) -> Findings:
    """Coverage is whole, and is what its parts say."""
    expected = coverage_pct(facts["required"], facts["gap"], facts["conflict"])
    yield from _must(
        facts["coverage_pct"] == expected,
        "coverage-sum",
        f"Coverage {facts['coverage_pct']} is not {expected}, its parts'.",
    )
    yield from _must(
        facts["gap"] == 0 and facts["conflict"] == 0,
        "not-covered",
        f"Coverage is {facts['coverage_pct']} %: gap {facts['gap']}, conflict {facts['conflict']}.",
    )
    after = earlier["seed"].get("gap_after", facts["gap"])
    yield from _must(
        facts["gap"] == after, "gap-moved", f"The scan sees a gap of {facts['gap']}, the seed left {after}."
    )
    yield from _must(
        facts["direct"] + facts["inherited"] <= facts["total"],
        "resolution-sum",
        "More objects are resolved than there are.",
    )


def scan_write(facts: Facts, _earlier: Earlier) -> Findings:
    """Bounded, idempotent, without side effects."""
    yield from _applied([facts["packet"]])
    yield from _must(
        facts["candidate_state"] == facts["rules"],
        "states",
        f"{facts['candidate_state']} states for {facts['rules']} rules.",
    )
    second = facts["second_run"]
    yield from _must(
        (second["inserted"], second["updated"], second["runs_appended"]) == (0, 0, 1),
        "not-idempotent",
        f"The second run inserted {second['inserted']}, updated {second['updated']}"
        f" and appended {second['runs_appended']} runs.",
    )
    for run, allowed in (("write_set", SCAN_TABLES), ("second_write_set", frozenset({"candidate_scan_run"}))):
        beyond = [item["table"] for item in facts[run] if item["table"].rsplit(".", 1)[-1] not in allowed]
        yield from _must(not beyond, "side-effect", f"The scan also wrote to {_some(beyond)}.")
    yield from _note(not facts["truncated"], "truncated", f"Rules at their cap: {_some(facts['at_cap'])}.")


def event_boundary(facts: Facts, _earlier: Earlier) -> Findings:
    """The database itself refuses every event type; the refusal is the validation's, shown by a positive control."""
    attempts = facts["attempts"]
    yield from _must(attempts, "no-types", "No event type is registered, so no refusal could be shown.")
    accepted = [item["event_type"] for item in attempts if item["sqlstate"] == ACCEPTED]
    yield from _must(not accepted, "emission-accepted", f"The database accepted events of {_some(accepted)}.")
    yield from _must(
        not facts["active_types"], "active-type", f"Event types are active already: {_some(facts['active_types'])}."
    )
    control = facts["positive_control"]
    yield from _must(
        control is not None and control["sqlstate"] == ACCEPTED,
        "control",
        "The positive control was refused: the refusals above may have another cause than the validation.",
    )
    yield from _must(
        facts["validation_trigger"] == TRIGGER_ENABLED_ALWAYS,
        "validation-trigger",
        f"The validation trigger is {facts['validation_trigger'] or 'absent'}, not ENABLE ALWAYS.",
    )
    yield from _must(
        facts["outbox_after"] == facts["outbox_before"],
        "outbox-moved",
        f"event_outbox went from {facts['outbox_before']} to {facts['outbox_after']} rows.",
    )
    yield from _must(
        facts["issues_written"] == 0, "issues-written", f"system_issues: {facts['issues_written']} rows written."
    )


def cursor(facts: Facts, _earlier: Earlier) -> Findings:
    """Forward only, by compare-and-set, and nothing keeps running."""
    yield from _must(facts["advanced"] is True, "not-advanced", "The cursor did not advance.")
    yield from _must(facts["repeat_changed"] is False, "repeat", "The same position again changed something.")
    for name, what in (
        ("backward_sqlstate", "backward"),
        ("stale_sqlstate", "from a stale position"),
        ("beyond_horizon_sqlstate", "beyond the safe horizon"),
    ):
        yield from _must(facts[name] != ACCEPTED, f"moved-{what.split()[0]}", f"The cursor moved {what}.")
    yield from _must(facts["position_moved_back"] is False, "moved-back", "The cursor's position went backward.")
    yield from _must(facts["processes_left"] == 0, "daemon", f"{facts['processes_left']} processes were left behind.")


def rollback(facts: Facts, earlier: Earlier) -> Findings:
    """Everything reversed to an equal fingerprint, applied once more; the drop line proven and the clone kept."""
    yield from _must(
        {item["code"] for item in earlier["seed"]["packets"]} <= {item["code"] for item in facts["packets"]},
        "not-rolled-back",
        "A packet that was applied was not rolled back.",
    )
    for packet in facts["packets"]:
        for name in ("rolled_back", "reapplied", "rolled_back_again"):
            words = name.replace("_", " ")
            yield from _must(packet[name] is True, words.replace(" ", "-"), _said(packet, f"was not {words}"))
            if packet[name] is not True:
                break  # what comes after it was not tried
    yield from _must(
        not facts["differences"], "rollback-differs", f"After the rollback these differ: {_refs(facts['differences'])}."
    )
    base = earlier["baseline"]["clone_fingerprint"]["digest"]
    yield from _must(
        facts["identical"] is True and facts["after_digest"] == facts["baseline_digest"] == base,
        "not-identical",
        "The clone's fingerprint after the rollback is not its baseline's.",
    )
    yield from _must(facts["reapplied"] is True, "not-reapplied", "The packets could not be applied once more.")
    if not own_packets(earlier):
        before = earlier["seed"]["gap_before"]
        yield from _must(facts["gap_after"] == before, "gap", f"The gap is {facts['gap_after']}, it was {before}.")
    yield from _must(facts["drop_proven"] is True, "drop", "The drop command did not drop a throwaway copy.")
    yield from _must(facts["clone_retained"] is True, "clone-gone", "The clone is not there any more.")


def impact(facts: Facts, earlier: Earlier) -> Findings:
    """Production is as it was, or others changed it and it is shown that we did not."""
    yield from _must(
        facts["fingerprint_before"] == earlier["preflight"]["fingerprint"]["digest"],
        "other-before",
        "The fingerprint before is not the one of stage 01.",
    )
    yield from _must(facts["sessions"], "no-proof", "No session on production gave its proof.")
    wrote = [str(item["backend_pid"]) for item in facts["sessions"] if not _untouched(item)]
    yield from _must(not wrote, "we-wrote", f"Sessions of ours could have written or did: backend {_some(wrote)}.")
    yield from _must(facts["tools_read_only"] is True, "tool-writable", "A tool's session was not opened read-only.")
    yield from _note(facts["ours_untouched"] is True, "ours", "The gate's or the log's tables changed meanwhile.")
    yield from _must(not facts["unreadable"], "unreadable", f"No longer readable: {_some(facts['unreadable'])}.")
    same = facts["fingerprint_before"] == facts["fingerprint_after"]
    branches = [name for name, digest in facts["branches_before"].items() if facts["branches_after"][name] != digest]
    moved = [name for name in branches if name in DIGESTED]
    yield from _must(
        bool(moved) is not same and facts["branches_before"] == earlier["preflight"]["fingerprint"]["branches"],
        "branches",
        "The digests of the branches do not say what the whole digest says.",
    )
    yield from _must(facts["identical"] is same, "identical", "The two digests do not say what `identical` says.")
    changed = facts["changed_by_others"]
    yield from _must(same or changed, "unexplained", "The fingerprint moved and no object was found that did.")
    yield from _note(
        same, "others-wrote", f"Others changed {_refs(changed)} meanwhile; no session of ours can have written."
    )


def _untouched(proof: Facts) -> bool:
    return bool(
        proof["read_only_at_open"]
        and proof["read_only_at_end"]
        and proof["transaction_ids_assigned"] == 0
        and proof["transactions"] > 0
    )


def rollout_packet(facts: Facts, earlier: Earlier) -> Findings:
    """Every packet is pinned, and is the one that was applied."""
    packets = facts["packets"]
    yield from _must(packets, "no-packet", "There is no packet to roll out.")
    applied = {item["code"]: item["packet_digest"] for item in earlier["seed"].get("packets", [])}
    scanned = earlier["scan_write"].get("packet")
    if scanned:
        applied[scanned["code"]] = scanned["packet_digest"]
    for packet in packets:
        code = packet["code"]
        yield from _must(packet["packet_digest"], "not-pinned", f"{code} is not pinned.")
        yield from _must(
            packet["rehearsed"] is (code in applied)
            and applied.get(code, packet["packet_digest"]) == packet["packet_digest"],
            "other-packet",
            f"{code} in the bundle is not the packet that was applied.",
        )
        for hazard in packet["hazards"]:
            yield Finding("note", hazard["code"], f"{code}: {hazard['message']}")
    missing = sorted(set(applied) - {packet["code"] for packet in packets})
    yield from _must(not missing, "packet-missing", f"Applied and not in the bundle: {_some(missing)}.")


RULES: Mapping[str, Rule] = {
    "preflight": preflight,
    "clone": clone,
    "baseline": baseline,
    "seed": seed,
    "scan_read": scan_read,
    "scan_write": scan_write,
    "event_boundary": event_boundary,
    "cursor": cursor,
    "rollback": rollback,
    "impact": impact,
    "rollout_packet": rollout_packet,
}
