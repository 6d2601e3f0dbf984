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
        "fn_gate_attempt",
        "fn_gate_head",
        "fn_gate_lock_shared",
        "fn_gate_log_chain",
        "fn_gate_log_hash",
        "fn_gate_log_root",
        "fn_gate_refusal",
        "fn_identity_replace",
        "fn_lock_key_chain",
        "fn_lock_key_gate",
        "fn_refuse",
        "fn_rollout_record",
        "fn_rollout_order",
    }
)


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
