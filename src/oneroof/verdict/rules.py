"""One rule a stage: the conditions under which its facts are a PASS, each with the sentence that says why not.

Rules are generators of findings. A missing or malformed fact raises inside the rule and becomes a FAIL in
`oneroof.verdict.judge`: what is unknown is never good. Where two facts must agree (a digest measured in one stage and
compared in another), the rule compares them again: no stored boolean is believed alone. The stages that work on the
clone alone have theirs in `oneroof.verdict.rules_clone`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from oneroof.fingerprint.model import DIGESTED
from oneroof.verdict import rules_clone, rules_fidelity, rules_impact, rules_load, rules_scope
from oneroof.verdict.findings import Earlier, Findings, Rule, must, note, refs, some
from oneroof.verdict.model import Facts, Finding

#: read_only_sql_transaction (manual, appendix A): what a refused write in a read-only transaction raises.
READ_ONLY_SQLSTATE = "25006"
#: Strategies by which PostgreSQL's tools have sessions on production.
BY_TOOLS = frozenset({"dump", "basebackup"})
#: Differences of rows and sequences that are accounted for: by recomputing, by name, without the masked columns.
PROVEN = frozenset({"recomputed", "not_carried", "masked"})
#: What can contain rows, or sequences (a column owns some): with it they come and go, and are not listed themselves.
TAKEN_ALONG = {
    "data": frozenset({"table", "materialized_view", "large_objects", "schema", "extension"}),
    "sequences": frozenset({"sequence", "column", "table", "foreign_table", "view", "schema", "extension"}),
}


def preflight(facts: Facts, _earlier: Earlier) -> Findings:
    """The session is read-only, the fingerprint is whole, the copy fits, the tools are there."""
    yield from must(
        facts["read_only_sqlstate"] == READ_ONLY_SQLSTATE,
        "write-not-refused",
        f"The attempted write ended with SQLSTATE {facts['read_only_sqlstate']}, not {READ_ONLY_SQLSTATE}.",
    )
    session = facts["session"]
    yield from must(
        session["untouched"] and _untouched(session), "session-wrote", "The reading session had a transaction id."
    )
    yield from must(len(facts["fingerprint"]["digest"]) == 64, "no-fingerprint", "There is no fingerprint.")  # noqa: PLR2004
    yield from must(
        not facts["unreadable"],
        "unreadable",
        f"The role may not read {some(facts['unreadable'])}: nothing is proven of it.",
    )
    log = facts["gate_log"]
    yield from must(
        log is None or log["problems"] == 0,
        "gate-log",
        "The gate log of production is not whole: `oneroof gate verify` names what is wrong with it.",
    )
    forecast = facts["forecast"]
    free = forecast["free_bytes"]
    yield from must(
        free is None or free >= forecast["needed_bytes"],
        "no-space",
        f"The clone needs {forecast['needed_bytes']} bytes and {free} are free.",
    )
    yield from note(free is not None, "space-unknown", "Free space on the clone's server cannot be measured from here.")
    majors = {name: major for name, major in facts["tools"].items() if major != facts["server_major"]}
    yield from must(not majors, "tool-version", f"Tools of another major version: {some(sorted(majors))}.")
    yield from note(not facts["unseen"], "unseen", f"Hidden by the platform: {some(facts['unseen'])}.")
    yield from rules_scope.chosen(facts)
    yield from rules_load.held(facts, facts)
    yield from note(
        not facts["unmodelled"],
        "unmodelled",
        f"Kinds the fingerprint does not know: {some(sorted(facts['unmodelled']))}.",
    )
    rights = [name for name, held in sorted(facts["role"].items()) if held]
    yield from note(
        not rights,
        "rights-to-write",
        f"The reading role has more rights than it needs: {some(rights)}; it reads READ ONLY.",
    )
    yield from note(
        not facts["owner_candidates"],
        "owner-candidates",
        f"Could become the owner of oneroof's schema: {some(facts['owner_candidates'])}.",
    )


def clone(facts: Facts, earlier: Earlier) -> Findings:
    """No error, a new identity, contents equal to production's at the same snapshot."""
    yield from must(facts["errors"] == 0, "restore-errors", f"The tools reported {facts['errors']} errors.")
    yield from must(
        facts["identity_is_clone"] and facts["identity"]["kind"] == "clone",
        "identity",
        "The copy's identity is not a clone's.",
    )
    yield from must(
        facts["identity"]["uid"] != earlier["preflight"]["identity"]["uid"],
        "same-identity",
        "The clone has production's uid.",
    )
    for branch in ("data", "sequences"):
        differing = [item for item in facts["differences"] if item["branch"] == branch and item["kind"] not in PROVEN]
        yield from must(not differing, f"{branch}-differ", f"The clone's {branch} differ: {refs(differing)}.")
    yield from must(facts["identical"] is True, "not-identical", "The contents were not found identical.")
    yield from rules_fidelity.claimed(facts)
    yield from rules_scope.compared(facts, earlier)
    yield from rules_load.held(facts, earlier["preflight"])
    lost = [name for name, carried in sorted(facts["carried"].items()) if not carried]
    yield from must(not lost, "not-carried", f"Not carried to the clone: {some(lost)}.")
    yield from must(
        facts["tool_read_only"] is (True if facts["strategy"] in BY_TOOLS else None),
        "tool-writable",
        "It is not measured that the sessions of PostgreSQL's tools were opened read-only.",
    )


def baseline(facts: Facts, _earlier: Earlier) -> Findings:
    """Every catalog difference is proven cosmetic; nothing can reach out."""
    real = [item for item in facts["differences"] if item["kind"] != "cosmetic"]
    yield from must(not real, "real-difference", f"Really different from production: {refs(real)}.")
    yield from must(
        facts["differences_real"] == len(real), "count", "The count of real differences is not that of the list."
    )
    cosmetic = sum(item["kind"] == "cosmetic" for item in facts["differences"])
    yield from must(
        facts["differences_cosmetic"] == cosmetic, "count", "The count of cosmetic differences is not the list's."
    )
    open_ways = [item for item in facts["isolation"] if not item["resolved"]]
    for item in open_ways:
        yield Finding("fail", item["code"], f"{item['object']}: {item['message']}")
    yield from must(facts["isolated"] is (not open_ways), "isolation", "The clone was not found isolated.")
    for item in facts["isolation"]:
        if item["resolved"]:
            yield Finding("note", item["code"], f"{item['object']}: {item['message']} {item['disarmed']}".strip())


def impact(facts: Facts, earlier: Earlier) -> Findings:
    """Production is as it was, or others changed it and it is shown that we did not."""
    yield from must(
        facts["fingerprint_before"] == earlier["preflight"]["fingerprint"]["digest"],
        "other-before",
        "The fingerprint before is not the one of stage 01.",
    )
    yield from must(facts["sessions"], "no-proof", "No session on production gave its proof.")
    wrote = [str(item["backend_pid"]) for item in facts["sessions"] if not _untouched(item)]
    killed = facts["killed_sessions"]
    wrote += [str(item["backend_pid"]) for item in killed if not _never_wrote(item)]
    yield from must(not wrote, "we-wrote", f"Sessions of ours could have written or did: backend {some(wrote)}.")
    yield from note(
        not killed,
        "killed-sessions",
        f"{len(killed)} sessions ended with a process of this run that was killed: each was read-only from its first"
        " statement, and had said before each COMMIT that it is and has no transaction id.",
    )
    tools, strategy = facts["tools_read_only"], earlier["clone"].get("strategy")
    yield from must(
        tools is True or (tools is None and strategy not in BY_TOOLS),
        "tool-writable",
        "It is not measured that the sessions of PostgreSQL's tools were opened read-only.",
    )
    yield from note(facts["ours_untouched"] is True, "ours", "The gate's or the log's tables changed meanwhile.")
    yield from must(not facts["unreadable"], "unreadable", f"No longer readable: {some(facts['unreadable'])}.")
    same = facts["fingerprint_before"] == facts["fingerprint_after"]
    branches = [name for name, digest in facts["branches_before"].items() if facts["branches_after"][name] != digest]
    moved = [name for name in branches if name in DIGESTED]
    yield from must(
        bool(moved) is not same
        and _explained({*branches} - {"cluster"}, facts["changed_by_others"])
        and facts["branches_before"] == earlier["preflight"]["fingerprint"]["branches"],
        "branches",
        "The digests of the branches do not say what the whole digest says.",
    )
    yield from must(facts["identical"] is same, "identical", "The two digests do not say what `identical` says.")
    yield from rules_impact.way(facts, earlier)
    yield from rules_scope.left_out(facts, earlier)
    yield from rules_load.held(facts, earlier["preflight"])
    changed = facts["changed_by_others"]
    yield from must(same or changed, "unexplained", "The fingerprint moved and no object was found that did.")
    yield from note(
        same, "others-wrote", f"Others changed {refs(changed)} meanwhile; no session of ours can have written."
    )


def _explained(moved: AbstractSet[str], changed: Sequence[Facts]) -> bool:
    """Whether objects are listed in each branch whose digest moved, and in no other.

    What came or went as a whole stands in the catalog's list alone, and takes its rows and sequences with it; so does
    an extension whose version changed.
    """
    listed = {item["branch"] for item in changed}
    whole = {
        item["object"].partition(":")[0]
        for item in changed
        if item["branch"] == "catalog"
        and (item["change"] != "changed" or (item["object"].startswith("extension:") and item["facet"] == "version"))
    }
    return listed <= moved and all(whole & TAKEN_ALONG.get(branch, frozenset()) for branch in moved - listed)


def _untouched(proof: Facts) -> bool:
    return bool(_never_wrote(proof) and proof["transactions"] > 0)


def _never_wrote(proof: Facts) -> bool:
    """A session that was killed may have come to no end of a transaction: then the server rolled its only one back."""
    return bool(
        proof["read_only_at_open"]
        and proof["read_only_at_end"]
        and proof["transaction_ids_assigned"] == 0
        and proof["untouched"]
    )


def rollout_packet(facts: Facts, earlier: Earlier) -> Findings:
    """Every packet that was to run is pinned, and is the one that was applied."""
    packets = facts["packets"]
    yield from must(packets, "no-packet", "There is no packet to roll out.")
    scanned = earlier["scan_write"].get("packet")
    ran = [*earlier["seed"].get("packets", []), *([scanned] if scanned else [])]
    applied = {item["code"]: item["packet_digest"] for item in ran if item["executed"]}
    for packet in packets:
        code = packet["code"]
        yield from must(packet["packet_digest"], "not-pinned", f"{code} is not pinned.")
        yield from must(
            packet["rehearsed"] is (code in applied)
            and applied.get(code, packet["packet_digest"]) == packet["packet_digest"],
            "other-packet",
            f"{code} in the bundle is not the packet that was applied.",
        )
        for hazard in packet["hazards"]:
            yield Finding("note", hazard["code"], f"{code}: {hazard['message']}")
    missing = sorted({item["code"] for item in ran} - {packet["code"] for packet in packets})
    yield from must(not missing, "packet-missing", f"Rehearsed and not in the bundle: {some(missing)}.")


RULES: Mapping[str, Rule] = {
    "preflight": preflight,
    "clone": clone,
    "baseline": baseline,
    "seed": rules_clone.seed,
    "scan_read": rules_clone.scan_read,
    "scan_write": rules_clone.scan_write,
    "event_boundary": rules_clone.event_boundary,
    "cursor": rules_clone.cursor,
    "rollback": rules_clone.rollback,
    "impact": impact,
    "rollout_packet": rollout_packet,
}
