"""Facts of a whole, sound rehearsal of the governance programme, for tests that need no database."""

from __future__ import annotations

import copy
from typing import Any

from oneroof.verdict.judge import STAGES, count_verdicts
from oneroof.verdict.model import StageRecord


def digest(letter: str) -> str:
    """64 times one letter: shaped like a SHA-256."""
    return letter * 64


def _fingerprint(letter: str) -> dict[str, Any]:
    branches = {name: digest(letter) for name in ("catalog", "data", "sequences", "ours", "cluster")}
    counts = {
        "objects": 9,
        "tables": 4,
        "sequences": 1,
        "unmodelled": {},
        "mode": "everyday",
        "scope": "full",
        "undigested": [],
    }
    return {"digest": digest(letter), "branches": branches, **counts}


def _session(pid: int) -> dict[str, Any]:
    return {
        "kind": "production reader",
        "backend_pid": pid,
        "read_only_at_open": True,
        "read_only_at_end": True,
        "transactions": 2,
        "transaction_ids_assigned": 0,
        "untouched": True,
    }


def _packet(code: str, table: str, rows: int, letter: str) -> dict[str, Any]:
    return {
        "code": code,
        "executed": True,
        "deviation": None,
        "deltas": [{"table": table, "inserted": rows, "updated": 0, "deleted": 0}],
        "catalog": [],
        "packet_digest": digest(letter),
        "source_digest": digest("5"),
        "again": None,
    }


def _rollout(code: str, letter: str, phase: int) -> dict[str, Any]:
    return {
        "code": code,
        "title": code.capitalize(),
        "phase": phase,
        "automation": "after-gate",
        "packet_digest": digest(letter),
        "source_digest": digest("5"),
        "rehearsed": True,
        "file": f"commit_ready_{code.lower()}.sql",
        "command": f"psql -v ratified_apr=<APR-CODE> -f commit_ready_{code.lower()}.sql",
        "deltas": [{"table": "public.governance_object_ownership", "inserted": 3, "updated": 0, "deleted": 0}],
        "guards": ["gap", "own", "conflict"],
        "rollback_within": "72h",
        "hazards": [],
    }


SEED = "F6_OWNERSHIP_SEED_COMMIT"
SCAN = "F7_CANDIDATES_COMMIT"
OWNERSHIP = "public.governance_object_ownership"
#: After the seed, as each of the views comes to it.
COVERAGE = {"total": 10, "required": 7, "direct": 3, "inherited": 7, "gap": 0, "conflict": 0}

_FACTS: dict[str, dict[str, Any]] = {
    "preflight": {
        "programme": "governance",
        "read_only_sqlstate": "25006",
        "os_proposal_approvals": 0,
        "approved_packets": [],
        "gate_log": {"hashes": [], "problems": 0},
        "system_identifier": "7000000000000000001",
        "identity": {
            "system_identifier": "7000000000000000001",
            "database": "shop",
            "uid": "11111111-1111-4111-8111-111111111111",
            "kind": "production",
        },
        "server_version": "18.6",
        "server_major": 18,
        "governance_schema": "public",
        "fingerprint": _fingerprint("a"),
        "wal": {"position": "1/FF000000", "timeline": "00000001", "why_not": None},
        "rows_follow": 4,
        "data_scope": "full",
        "left_out": [],
        "left_out_counted": {},
        "load": None,
        "unseen": [],
        "unreadable": [],
        "unmodelled": {},
        "forecast": {
            "database_bytes": 1000,
            "needed_bytes": 1300,
            "free_bytes": 9000,
            "tables": 4,
            "estimated_seconds": 1.5,
        },
        "tools": {"pg_dump": 18, "pg_restore": 18, "psql": 18},
        "role": {
            "superuser": False,
            "create": False,
            "replication": False,
            "bypassrls": False,
            "server_programs": False,
            "write_tables": False,
        },
        "owner_candidates": [],
        "event_types": {"total": 2, "active": 0},
        "dispatcher_present": False,
        "session": _session(11),
    },
    "clone": {
        "clone": "shop_gov_test_20260101",
        "strategy": "dump",
        "placement": "same",
        "clone_folder": None,
        "bytes": 1000,
        "errors": 0,
        "identical": True,
        "tables_compared": 4,
        "rows_compared": 40,
        "sequences_compared": 1,
        "differences": [],
        "snapshot_fingerprint": _fingerprint("a"),
        "clone_fingerprint": _fingerprint("a"),
        "compared_data": digest("a"),
        "identity": {
            "system_identifier": "7000000000000000001",
            "database": "shop_gov_test_20260101",
            "uid": "22222222-2222-4222-8222-222222222222",
            "kind": "clone",
        },
        "identity_is_clone": True,
        "carried": {"comment": True, "settings": True, "acl": True},
        "expires": "2026-01-08T00:00:00+00:00",
        "tool_read_only": True,
        "read_once": True,
        "streamed": {"tables": 4, "bytes": 400},
        "read_again": [],
        "measured": {},
        "masked": [],
        "mask_required": False,
        "fidelity": {"claimed": True, "moment": "snapshot", "moved": []},
        "load": None,
    },
    "baseline": {
        "differences_real": 0,
        "differences_cosmetic": 1,
        "differences_recomputed": 0,
        "differences": [
            {
                "object": "view:public.v_open",
                "branch": "catalog",
                "change": "changed",
                "facet": "definition",
                "kind": "cosmetic",
                "detail": "production's text gives the clone's",
            }
        ],
        "isolated": True,
        "isolation": [],
        "clone_fingerprint": _fingerprint("b"),
    },
    "seed": {
        "ownership_triggers": 0,
        "packets": [_packet(SEED, OWNERSHIP, 3, "c")],
        "plan": {"direct_rows": 3, "optimal_rows": 3, "unmatched": []},
        "ownership_before": 0,
        "ownership_after": 3,
        "gap_before": 7,
        "gap_after": 0,
        "conflict_after": 0,
        "write_set": [{"table": OWNERSHIP, "inserted": 3, "updated": 0, "deleted": 0}],
        "hidden_writes": [],
        "load": None,
    },
    "scan_read": {
        **COVERAGE,
        "coverage_pct": "100.00",
        "coverage_pct_excluding_catch_all": "100.00",
        "views": {
            "v_object_owner": {"direct": 3, "inherited": 7},
            "v_object_owner_count": {**COVERAGE, "by_catch_all": 0},
        },
        "owners_apart": 0,
    },
    "scan_write": {
        "ruleset_version": "v1",
        "source_snapshot_ref": digest("a"),
        "rules": 2,
        "candidate_state": 2,
        "candidate_object": 4,
        "truncated": False,
        "at_cap": [],
        "first_run": {"inserted": 6, "updated": 0, "unchanged": 0},
        "second_run": {"inserted": 0, "updated": 0, "runs_appended": 1},
        "write_set": [{"table": "public.candidate_state", "inserted": 2, "updated": 0, "deleted": 0}],
        "second_write_set": [{"table": "public.candidate_scan_run", "inserted": 1, "updated": 0, "deleted": 0}],
        "packet": _packet(SCAN, "public.candidate_state", 2, "d"),
    },
    "event_boundary": {
        "attempts": [
            {"event_type": "governance.a", "sqlstate": "OR102"},
            {"event_type": "governance.b", "sqlstate": "OR102"},
        ],
        "positive_control": {"event_type": "governance.a", "sqlstate": "00000"},
        "outbox_before": 0,
        "outbox_after": 0,
        "issues_written": 0,
        "issues_triggers": 9,
        "validation_trigger": "A",
        "active_types": [],
    },
    "cursor": {
        "advanced": True,
        "repeat_changed": False,
        "backward_sqlstate": "OR111",
        "stale_sqlstate": "OR112",
        "beyond_horizon_sqlstate": "OR113",
        "position_moved_back": False,
        "processes_before": 0,
        "processes_left": 0,
    },
    "rollback": {
        "packets": [
            {"code": code, "rolled_back": True, "deviation": None, "reapplied": True, "rolled_back_again": True}
            for code in (SEED, SCAN)
        ],
        "gap_after": 7,
        "ownership_after": 0,
        "identical": True,
        "differences": [],
        "sequences_moved": [],
        "tolerated": [],
        "baseline_branches": _fingerprint("b")["branches"],
        "after_branches": _fingerprint("b")["branches"],
        "reapplied": True,
        "drop_command": "psql -d postgres -c 'DROP DATABASE IF EXISTS shop_gov_test_20260101;'",
        "drop_proven": True,
        "drop_copy": "shop_gov_test_20260101_drop",
        "clone_retained": True,
        "bytes": 1000,
        "load": None,
    },
    "impact": {
        "fingerprint_before": digest("a"),
        "fingerprint_after": digest("a"),
        "branches_before": _fingerprint("a")["branches"],
        "branches_after": _fingerprint("a")["branches"],
        "identical": True,
        "impact_by": "wal",
        "wal": {
            "why_not": None,
            "tables": 4,
            "kept": 3,
            "digested": 1,
            "from": "1/FF000000",
            "to": "2/1000",
            "timeline": "00000001",
            "bytes": 0x1001000,
            "records": 7,
            "kinds": {"Heap/INSERT": 2, "Transaction/ABORT": 1, "Transaction/COMMIT": 3, "XLOG/FPI_FOR_HINT": 1},
            "transactions": {"committed": 3, "aborted": 1, "undone": 0},
            "read_in": "postgres",
            "catalogs": ["pg_statistic"],
            "catalog_kept": True,
        },
        "wal_relations": [
            {"object": "table:public.u", "why": ["written", "unlogged"], "records": 2, "transactions": [740, 745]}
        ],
        "changed_by_others": [],
        "sequences_moved": [],
        "ours_untouched": True,
        "sessions": [_session(11), _session(12)],
        "killed_sessions": [],
        "tools_read_only": True,
        "unreadable": [],
        "left_out_counted": {},
        "load": None,
    },
    "rollout_packet": {"packets": [_rollout(SEED, "c", 1), _rollout(SCAN, "d", 2)]},
}


def sound_facts() -> dict[str, dict[str, Any]]:
    """A copy of the facts by stage key, without the last stage's, to be changed at will."""
    return copy.deepcopy(_FACTS)


def records_of(facts: dict[str, dict[str, Any]]) -> list[StageRecord]:
    """Twelve records; the last stage's counts are those of the facts given."""
    records = [StageRecord(number, key, title, 0.1, facts[key], {}) for number, key, title in STAGES if key in facts]
    last = STAGES[-1]
    records.append(StageRecord(*last, 0.0, {**count_verdicts(records), "programme": "governance", "resumed": []}, {}))
    return records


def sound_records() -> list[StageRecord]:
    """Twelve records of a rehearsal that passed."""
    return records_of(sound_facts())
