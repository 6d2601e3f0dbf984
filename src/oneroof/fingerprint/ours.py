"""What of a database is oneroof's own core (identity, gate, log): by name, in its schema. Pure.

A clone of a database that never saw oneroof gets ``oneroof.database_identity`` alone; set apart here, its catalog
branch still equals production's. Relations of the governance part are ordinary catalog and data, whatever their schema.
"""

from __future__ import annotations

from collections.abc import Mapping

from oneroof.fingerprint.model import Entry

SCHEMA = "schema:oneroof"
#: Relations of the core beside those whose name starts with ``os_``; a test compares with the core's migrations.
_RELATIONS = frozenset({"database_identity", "governance_rollout", "schema_migration", "schema_object"})
_FUNCTIONS = frozenset(
    {
        "fn_append_only",
        "fn_approval_derive",
        "fn_authority_active",
        "fn_authority_derive",
        "fn_gate_act",
        "fn_gate_act_digests",
        "fn_gate_act_fits",
        "fn_gate_acts",
        "fn_gate_admissible",
        "fn_gate_attempt",
        "fn_gate_canonical",
        "fn_gate_closed",
        "fn_gate_count",
        "fn_gate_databases",
        "fn_gate_entry",
        "fn_gate_head",
        "fn_gate_held",
        "fn_gate_here",
        "fn_gate_holds_rollout_lock",
        "fn_gate_lock_shared",
        "fn_gate_log_chain",
        "fn_gate_log_hash",
        "fn_gate_log_root",
        "fn_gate_log_row",
        "fn_gate_log_verify",
        "fn_gate_member",
        "fn_gate_parse",
        "fn_gate_quorum",
        "fn_gate_refusal",
        "fn_gate_requirement",
        "fn_gate_root",
        "fn_gate_run_refusal",
        "fn_gate_say",
        "fn_gate_subject",
        "fn_gate_tally",
        "fn_gate_tampered",
        "fn_gate_time",
        "fn_gate_too_old",
        "fn_gate_unreviewed",
        "fn_gate_version",
        "fn_hold_derive",
        "fn_identity_replace",
        "fn_lock_key_chain",
        "fn_lock_key_gate",
        "fn_proposal_derive",
        "fn_ratify",
        "fn_refuse",
        "fn_rollout_derive",
        "fn_rollout_order",
        "fn_programme_record",
        "fn_rollout_record",
        "fn_signature_derive",
    }
)


def core_names() -> dict[str, list[str]]:
    """The names that make an object the core's, for a query that must know them."""
    return {"relations": sorted(_RELATIONS), "functions": sorted(_FUNCTIONS)}


def is_ours(ref: str) -> bool:
    """Whether a reference names an object of the core itself (for what it contains, ask `owned`)."""
    if ref == SCHEMA:
        return True
    kind, _, path = ref.partition(":")
    if not path.startswith("oneroof."):
        return False
    name = path.removeprefix("oneroof.")
    if kind == "table":
        return name in _RELATIONS or name.startswith("os_")
    return kind == "function" and name.partition("(")[0] in _FUNCTIONS


def owned(catalog: Mapping[str, Entry]) -> frozenset[str]:
    """The references of ``catalog`` that are the core's: its objects and all that they contain."""
    found: set[str] = set()
    for ref in catalog:
        step: str | None = ref
        while step is not None and step != SCHEMA and not is_ours(step):
            entry = catalog.get(step)
            step = entry.parent if entry is not None else None
        if step is not None and (step != SCHEMA or ref == SCHEMA):
            found.add(ref)
    return frozenset(found)
