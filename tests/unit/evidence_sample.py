"""Records of a rehearsal as the stages write them, for tests of evidence and reports: small, whole, and a PASS."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from oneroof.evidence.bundle import FOLDER, write_bundle
from oneroof.evidence.canonical import canonical, sha256_hex
from oneroof.evidence.model import DIGEST_FILE, MANIFEST, PINS, PacketFiles, RunFacts
from oneroof.fingerprint.model import DIGESTED, digest_of
from oneroof.packets.digest import packet_digest, source_digest
from oneroof.packets.parse import parse
from oneroof.verdict.judge import STAGES, conclude, count_verdicts
from oneroof.verdict.model import StageRecord

Edit = Callable[[dict[str, dict[str, Any]]], object]

HOSTILE = (
    "a|b",
    "`tick` ``two``",
    "<script>alert(1)</script>",
    "\x1b[31mred\x1b[0m \x07",
    "\u202egnp.exe\u2066",
    "two\nlines\r\n# heading",
    "{{ 7 * 7 }} {% raw %}",
    "[link](javascript:alert(1)) ![i](x)",
    '"quoted"."name" \\ back',
    "📦 ünïcode 名前",
    " leading and  double ",
    "-->",
    "***",
    "| --- |",
    "$x$ @all #1 https://evil.example www.evil.example",
    "\u2028\u200b\ufeff\u00a0",
)
OWNERSHIP = "public.governance_object_ownership"
#: After the seed, as each of the views comes to it.
COVERAGE = {"total": 7, "required": 5, "direct": 2, "inherited": 5, "gap": 0, "conflict": 0}


def seed_packet(title: str = "Ownership seed", table: str = OWNERSHIP) -> PacketFiles:
    """A pinned packet: three files as people write them, and pins."""
    manifest = f"""format = 1
code = "F6_OWNERSHIP_SEED_COMMIT"
title = {json.dumps(title)}
phase = 1
automation = "after-gate"

[[guard]]
name = "gap"
sql = "SELECT count(*) FROM v_object_owner_gap"
expect = "pinned"

[[delta]]
table = {json.dumps(table)}
inserted = 2

[[verify]]
name = "gap"
sql = "SELECT count(*) FROM v_object_owner_gap"
expect = 0
"""
    return {
        "packet.toml": manifest.encode(),
        "operation.sql": b"INSERT INTO governance_object_ownership SELECT 1;\n",
        "rollback.sql": b"DELETE FROM governance_object_ownership WHERE created_by='F6_OWNERSHIP_SEED_COMMIT'\n",
        PINS: b'[guard]\n"gap" = "5"\n',
    }


def scan_packet() -> PacketFiles:
    """The scanner's packet."""
    manifest = b"""format = 1
code = "CANDIDATES"
title = "Candidate materialisation"
phase = 2

[[delta]]
table = "public.candidate_state"
inserted = 3

[[delta]]
table = "public.candidate_object"
inserted = 4

[[delta]]
table = "public.candidate_scan_run"
inserted = 1
"""
    return {
        "packet.toml": manifest,
        "operation.sql": b"INSERT INTO candidate_state SELECT 1;\n",
        "rollback.sql": b"DELETE FROM candidate_state;\n",
        PINS: b'[guard]\n"x" = "1"\n',
    }


def fingerprint(catalog: str, data: str = "data", sequences: str = "sequences") -> dict[str, Any]:
    """A fingerprint as a fact: what is not named is the same everywhere."""
    names = {"catalog": catalog, "data": data, "sequences": sequences, "ours": "ours", "cluster": "cluster"}
    branches = {name: sha256_hex(content.encode()) for name, content in names.items()}
    return {
        "digest": digest_of(branches[name] for name in DIGESTED),
        "branches": branches,
        "objects": 41,
        "tables": 7,
        "sequences": 2,
        "unmodelled": {},
        "mode": "everyday",
        "scope": "full",
        "undigested": [],
    }


BEFORE = fingerprint("production")
ON_CLONE = fingerprint("clone")
AFTER = fingerprint("production", "rows of others", "nextval of others")


LOAD = {
    "limit": 0.5,
    "achieved": 0.438,
    "sessions": 1,
    "chunks": 12,
    "chunk_p95": 0.058,
    "longest_statement": 0.25,
    "longest_snapshot": 21.5,
    "seconds": 20.25,
}


def session(pid: int) -> dict[str, Any]:
    """A session's proof as a fact."""
    return {
        "kind": "production reader",
        "backend_pid": pid,
        "read_only_at_open": True,
        "read_only_at_end": True,
        "transactions": 3,
        "transaction_ids_assigned": 0,
        "untouched": True,
    }


def _executed(code: str, files: PacketFiles, table: str, inserted: int) -> dict[str, Any]:
    return {
        "code": code,
        "executed": True,
        "deviation": None,
        "deltas": [{"table": table, "inserted": inserted, "updated": 0, "deleted": 0}],
        "catalog": [],
        "packet_digest": packet_digest(files, files[PINS]),
        "source_digest": source_digest(files),
        "again": None,
    }


def _rollout(files: PacketFiles) -> dict[str, Any]:
    sources = {name: content for name, content in files.items() if name != PINS}
    manifest = parse(sources).manifest
    file = f"commit_ready_{manifest.code.removesuffix('_COMMIT').lower()}.sql"
    return {
        "code": manifest.code,
        "title": manifest.title,
        "phase": manifest.phase,
        "automation": manifest.automation,
        "packet_digest": packet_digest(sources, files[PINS]),
        "source_digest": source_digest(sources),
        "rehearsed": True,
        "file": file,
        "command": f"psql -v ratified_apr=<APR-CODE> -f {file}",
        "deltas": [delta.as_fact() for delta in manifest.delta],
        "guards": [guard.name for guard in manifest.guard],
        "rollback_within": manifest.rollback.within,
        "hazards": [] if manifest.guard else [{"code": "no-guard", "message": "It has no guard."}],
    }


def _early(name: str) -> dict[str, dict[str, Any]]:
    identity = {"system_identifier": "7300", "database": "shop", "uid": "11111111", "kind": "production"}
    return {
        "preflight": {
            "programme": "governance",
            "read_only_sqlstate": "25006",
            "os_proposal_approvals": 0,
            "approved_packets": [],
            "gate_log": {"hashes": ["c" * 64], "problems": 0},
            "system_identifier": "7300",
            "identity": identity,
            "server_version": "18.1",
            "server_major": 18,
            "governance_schema": "public",
            "fingerprint": dict(BEFORE),
            "wal": {"position": "0/FF000000", "timeline": "00000001", "why_not": None},
            "rows_follow": 4,
            "data_scope": "full",
            "left_out": [],
            "left_out_counted": {},
            "load": dict(LOAD),
            "unseen": [],
            "unreadable": [],
            "unmodelled": {},
            "forecast": {
                "database_bytes": 12_345_678,
                "needed_bytes": 16_049_381,
                "free_bytes": 9_876_543_210,
                "tables": 7,
                "estimated_seconds": 3.217,
            },
            "tools": {"pg_dump": 18, "pg_restore": 18, "psql": 18},
            "role": {
                "superuser": False,
                "create": False,
                "replication": False,
                "bypassrls": False,
                "server_programs": False,
            },
            "owner_candidates": [name],
            "event_types": {"total": 2, "active": 0},
            "dispatcher_present": False,
            "session": session(100),
        },
        "clone": {
            "clone": "shop_gov_test_20261121",
            "strategy": "dump",
            "placement": "same",
            "clone_folder": None,
            "bytes": 12_400_000,
            "errors": 0,
            "identical": True,
            "tables_compared": 7,
            "rows_compared": 1234,
            "sequences_compared": 2,
            "differences": [],
            "snapshot_fingerprint": dict(BEFORE),
            "clone_fingerprint": dict(ON_CLONE),
            "compared_data": ON_CLONE["branches"]["data"],
            "identity": {**identity, "database": "shop_gov_test_20261121", "uid": "22222222", "kind": "clone"},
            "identity_is_clone": True,
            "carried": {"comment": True, "settings": True, "acl": True},
            "expires": "2026-11-28T22:15:00Z",
            "tool_read_only": True,
            "read_once": True,
            "streamed": {"tables": 4, "bytes": 400},
            "read_again": [],
            "measured": {},
            "masked": [],
            "mask_required": False,
            "fidelity": {"claimed": True, "moment": "snapshot", "moved": []},
            "load": dict(LOAD),
        },
        "baseline": {
            "differences_real": 0,
            "differences_cosmetic": 1,
            "differences_recomputed": 0,
            "differences": [
                {
                    "object": f"view:public.{name}",
                    "branch": "catalog",
                    "change": "changed",
                    "facet": "definition",
                    "kind": "cosmetic",
                    "detail": "production's text, reloaded, gives the clone's text",
                }
            ],
            "isolated": True,
            "isolation": [
                {
                    "code": "publication",
                    "object": name,
                    "message": f"The publication {name} sends nothing without a subscriber.",
                    "resolved": True,
                    "disarmed": "",
                }
            ],
            "clone_fingerprint": dict(ON_CLONE),
        },
    }


def _on_clone(seed: PacketFiles, scan: PacketFiles, table: str) -> dict[str, dict[str, Any]]:
    deltas = [{"table": table, "inserted": 2, "updated": 0, "deleted": 0}]
    state = {"table": "public.candidate_state", "inserted": 3, "updated": 0, "deleted": 0}
    candidates = {"table": "public.candidate_object", "inserted": 4, "updated": 0, "deleted": 0}
    appended = {"table": "public.candidate_scan_run", "inserted": 1, "updated": 0, "deleted": 0}
    return {
        "seed": {
            "packets": [_executed("F6_OWNERSHIP_SEED_COMMIT", seed, table, 2)],
            "plan": {"direct_rows": 2, "optimal_rows": 2, "unmatched": []},
            "ownership_triggers": 0,
            "ownership_before": 0,
            "ownership_after": 2,
            "gap_before": 5,
            "gap_after": 0,
            "conflict_after": 0,
            "write_set": deltas,
            "hidden_writes": [],
            "load": dict(LOAD),
        },
        "scan_read": {
            **COVERAGE,
            "coverage_pct": "100.00",
            "coverage_pct_excluding_catch_all": "100.00",
            "views": {
                "v_object_owner": {"direct": 2, "inherited": 5},
                "v_object_owner_count": {**COVERAGE, "by_catch_all": 0},
            },
            "owners_apart": 0,
        },
        "scan_write": {
            "ruleset_version": "1",
            "source_snapshot_ref": BEFORE["digest"],
            "rules": 3,
            "candidate_state": 3,
            "candidate_object": 4,
            "truncated": False,
            "at_cap": [],
            "first_run": {"inserted": 7, "updated": 0, "unchanged": 0},
            "second_run": {"inserted": 0, "updated": 0, "runs_appended": 1},
            "write_set": [state, candidates, appended],
            "second_write_set": [appended],
            "packet": {
                **_executed("CANDIDATES", scan, "public.candidate_state", 3),
                "deltas": [state, candidates, appended],
            },
        },
        "event_boundary": {
            "attempts": [{"event_type": f"governance.{name}", "sqlstate": "OR102"} for name in ("a", "b")],
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
            "processes_before": 4,
            "processes_left": 0,
        },
    }


def _late(name: str, seed: PacketFiles, scan: PacketFiles) -> dict[str, dict[str, Any]]:
    undone = {"rolled_back": True, "deviation": None, "reapplied": True, "rolled_back_again": True}
    return {
        "rollback": {
            "packets": [{"code": code, **undone} for code in ("F6_OWNERSHIP_SEED_COMMIT", "CANDIDATES")],
            "gap_after": 5,
            "ownership_after": 0,
            "identical": True,
            "differences": [],
            "sequences_moved": [],
            "tolerated": [],
            "baseline_branches": ON_CLONE["branches"],
            "after_branches": ON_CLONE["branches"],
            "reapplied": True,
            "drop_command": "psql -d postgres -c 'DROP DATABASE IF EXISTS \"shop_gov_test_20261121\"'",
            "drop_proven": True,
            "drop_copy": "shop_gov_test_20261121_2",
            "clone_retained": True,
            "bytes": 12_500_000,
            "load": dict(LOAD),
        },
        "impact": {
            "fingerprint_before": BEFORE["digest"],
            "fingerprint_after": AFTER["digest"],
            "branches_before": BEFORE["branches"],
            "branches_after": AFTER["branches"],
            "identical": False,
            "impact_by": "wal",
            "wal": WAL,
            "wal_relations": [
                {
                    "object": f"table:public.{name}",
                    "why": ["written"],
                    "records": 2,
                    "transactions": [740, 745],
                }
            ],
            "changed_by_others": [
                {"object": f"table:public.{name}", "branch": "data", **CHANGED},
                {"object": f"sequence:public.{name}", "branch": "sequences", **CHANGED},
            ],
            "sequences_moved": [f"sequence:public.{name}"],
            "sessions": [session(100), session(101)],
            "killed_sessions": [],
            "tools_read_only": True,
            "ours_untouched": True,
            "unreadable": [],
            "left_out_counted": {},
            "load": dict(LOAD),
        },
        "rollout_packet": {
            "packets": [
                _rollout(seed),
                _rollout(scan),
            ]
        },
    }


WAL: dict[str, Any] = {
    "why_not": None,
    "tables": 7,
    "kept": 6,
    "digested": 1,
    "from": "0/FF000000",
    "to": "1/1000",
    "timeline": "00000001",
    "bytes": 0x1001000,
    "records": 4,
    "kinds": {"Heap/INSERT": 2, "Transaction/COMMIT": 2},
    "transactions": {"committed": 2, "aborted": 0, "undone": 1},
    "read_in": "postgres",
    "catalogs": [],
    "catalog_kept": True,
}
CHANGED = {"change": "changed", "facet": "", "kind": "real", "detail": ""}
SOURCES = {
    "preflight": {"read_only_sqlstate": "session/proof", "server_version": "session/proof"},
    "impact": {"sessions": "session/proof", "fingerprint_after": "session/export_snapshot"},
}


def records_of(facts: Mapping[str, Mapping[str, Any]]) -> tuple[StageRecord, ...]:
    """Twelve records; the last one counts the verdicts of the others."""
    records: list[StageRecord] = []
    for number, key, title in STAGES:
        own = {**count_verdicts(records), "programme": "governance", "resumed": []} if key == "verdict" else facts[key]
        records.append(StageRecord(number, key, title, number + 0.12345, own, SOURCES.get(key, {})))
    return tuple(records)


def sample(
    edit: Edit | None = None, name: str = "plain"
) -> tuple[RunFacts, tuple[StageRecord, ...], dict[str, PacketFiles]]:
    """A rehearsal of the governance programme, edited before the verdicts are counted; objects are named ``name``."""
    seed, scan = seed_packet(), scan_packet()
    facts = copy.deepcopy({**_early(name), **_on_clone(seed, scan, OWNERSHIP), **_late(name, seed, scan)})
    if edit is not None:
        edit(facts)
    run = RunFacts(
        run_id="20261121T221500Z-0a1b2c3d",
        tool_version="0.1.0",
        started="2026-11-21T22:15:00+00:00",
        ended="2026-11-21T22:16:30+00:00",
        programme="governance",
        production=facts["preflight"].get("identity", {}),
        clone="shop_gov_test_20261121",
        label="shop on db.example",
        versions={"python": "3.11.7"},
    )
    return run, records_of(facts), {"F6_OWNERSHIP_SEED_COMMIT": seed, "CANDIDATES": scan}


def own_packet_sample(edit: Edit | None = None) -> tuple[RunFacts, tuple[StageRecord, ...], dict[str, PacketFiles]]:
    """A rehearsal of a packet of the user's own, on a database that never saw oneroof."""

    def own(facts: dict[str, dict[str, Any]]) -> None:
        facts["preflight"].update(programme="packets", os_proposal_approvals=None, governance_schema=None)
        for name in ("event_types", "dispatcher_present"):
            del facts["preflight"][name]
        for name in ("scan_read", "scan_write", "event_boundary", "cursor"):
            facts[name] = {
                "not_applicable": "The rehearsal is of your own packets; the governance schema is not installed here."
            }
        facts["seed"] = {key: facts["seed"][key] for key in ("packets", "write_set", "hidden_writes", "load")}
        del facts["rollback"]["gap_after"], facts["rollback"]["ownership_after"]
        for stage in ("rollback", "rollout_packet"):
            facts[stage]["packets"] = facts[stage]["packets"][:1]
        if edit is not None:
            edit(facts)

    run, records, packets = sample(own)
    last = replace(records[-1], facts={**records[-1].facts, "programme": "packets"})
    del packets["CANDIDATES"]
    return replace(run, programme="packets"), (*records[:-1], last), packets


def write(folder: Path, edit: Edit | None = None) -> str:
    """A bundle of the sample below a folder; its evidence digest."""
    run, records, packets = sample(edit)
    return write_bundle(folder, run, records, packets, conclude(records))


def renew(folder: Path) -> None:
    """Make every digest of a bundle that was edited right again, as somebody would who can write all of it."""
    root = folder / FOLDER
    manifest = json.loads((root / MANIFEST).read_bytes())
    paths = (str(path.relative_to(root)) for path in sorted(root.rglob("*")) if path.is_file())
    contents = {path: (root / path).read_bytes() for path in paths if path not in {MANIFEST, DIGEST_FILE}}
    manifest["files"] = {path: {"bytes": len(data), "sha256": sha256_hex(data)} for path, data in contents.items()}
    (root / MANIFEST).write_bytes(canonical(manifest))
    (root / DIGEST_FILE).write_text(f"{sha256_hex(canonical(manifest))}  {MANIFEST}\n")


def careless(facts: dict[str, dict[str, Any]]) -> None:
    """Passwords where a careless stage could have put them."""
    facts["preflight"]["server_version"] = "18.1 postgresql://u:s3cr3t@h/d"
    facts["rollback"]["drop_command"] += " # PGPASSWORD=s3cr3t"
    facts["baseline"]["isolation"][0]["message"] += " host=h password='s3cr3t' user=u"
