"""The scanner's write-half as a packet: what its run will write is known from evaluating the rules read-only before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oneroof.coverage.read import count_governance_events, governance
from oneroof.packets.builtin import in_toml, relation_prefix, write_packet
from oneroof.packets.model import Delta
from oneroof.packets.outcome import Declaration
from oneroof.packets.values import Count
from oneroof.pg.compose import Literal
from oneroof.pg.session import Row, Session
from oneroof.scanner.rules import Ruleset, changes_query, read_ruleset
from oneroof.scanner.undo import undo

CANDIDATE_CODE = "F7_CANDIDATE_MATERIALISATION_COMMIT"
#: Columns that differ at every run, by table; what a clock, a login or a database's identity says.
VOLATILE: Mapping[str, tuple[str, ...]] = {
    "governance_source_snapshot": ("database_uid", "taken_at"),
    "candidate_state": ("created_at", "changed_at"),
    "candidate_object": ("created_at", "changed_at"),
    "candidate_scan_run": ("run_id", "ran_at"),
}


@dataclass(frozen=True)
class Run:
    """What one run wrote, as its ``candidate_scan_run`` row says."""

    run_id: str
    inserted: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class Forecast:
    """What a run will write, by evaluating the rules on the state of this moment; rows by table."""

    inserted: Mapping[str, int]
    updated: Mapping[str, int]
    states: int
    candidates: int


@dataclass(frozen=True)
class ScanPacket:
    """The packet's folder, and what it was made from.

    ``earlier``: runs for this ruleset that stood before it; ``evaluated``: states and candidates that the rules gave.
    """

    folder: Path
    schema: str
    ruleset_version: str
    source_snapshot_ref: str
    rules: int
    forecast: Forecast
    earlier: tuple[str, ...]
    evaluated: int

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {
            "ruleset_version": self.ruleset_version,
            "source_snapshot_ref": self.source_snapshot_ref,
            "rules": self.rules,
        }


@dataclass(frozen=True)
class Candidates:
    """What stands after the runs of a rehearsal. ``at_cap``: states with as many candidates as a state may have."""

    states: int
    candidates: int
    truncated: bool
    at_cap: tuple[str, ...]
    runs: tuple[Run, ...]

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence; a run that did not happen has no figures (None)."""
        first = self.runs[0] if self.runs else None
        second = self.runs[1] if len(self.runs) > 1 else None
        return {
            "candidate_state": self.states,
            "candidate_object": self.candidates,
            "truncated": self.truncated,
            "at_cap": list(self.at_cap),
            "first_run": {
                "inserted": first.inserted if first else None,
                "updated": first.updated if first else None,
                "unchanged": first.unchanged if first else None,
            },
            "second_run": {
                "inserted": second.inserted if second else None,
                "updated": second.updated if second else None,
                "runs_appended": max(len(self.runs) - 1, 0),
            },
        }


def candidate_packet(session: Session, schema: str, source_snapshot: str, folder: Path) -> ScanPacket:
    """Write the packet ``folder/F7_CANDIDATE_MATERIALISATION_COMMIT`` for the ruleset in force.

    Args:
        session: on the database whose state the packet is made for; nothing is written there.
        schema: where the governance part stands.
        source_snapshot: the digest of the fingerprint that the run belongs to, and its reference.
        folder: where the packet's folder goes.

    Raises:
        ConfigError: see `oneroof.scanner.rules.read_ruleset`. NameTaken: the packet is there already.
    """
    ruleset = read_ruleset(session, schema)
    changes = evaluate(session, schema, ruleset)
    known = session.value("scanner/find_snapshot", governance(schema), snapshot_ref=source_snapshot)
    earlier = tuple(run.run_id for run in _runs(session, schema, ruleset.version))
    held = session.rows("scanner/list_held", governance(schema), ruleset_version=ruleset.version)
    forecast = _forecast(changes, snapshot_inserted=not known)
    values: dict[str, str | int] = {
        "schema": relation_prefix(schema),
        "search_path": schema,
        "ruleset": Literal(ruleset.version).as_string(None),
        "snapshot": Literal(source_snapshot).as_string(None),
        "rules": len(ruleset.rules),
        "states_after": forecast.states,
        "candidates_after": forecast.candidates,
        "events": count_governance_events(session, schema),
    }
    statements = {
        "snapshot_ref": Literal(source_snapshot),
        "fingerprint": Literal(source_snapshot),
        "server_major": Literal(session.major),
        "ruleset_version": Literal(ruleset.version),
        "changes": changes_query(ruleset, schema),
        "code": Literal(CANDIDATE_CODE),
        "statements": undo(changes, held, ruleset.version, source_snapshot, earlier, snapshot_inserted=not known),
    }
    blocks = {"deltas": _delta_blocks(schema, forecast)}
    written = write_packet(CANDIDATE_CODE, folder, values, blocks=blocks, statements=statements)
    return ScanPacket(
        written, schema, ruleset.version, source_snapshot, len(ruleset.rules), forecast, earlier, len(changes)
    )


def evaluate(session: Session, schema: str, ruleset: Ruleset) -> list[Row]:
    """What a run would do to each state and candidate, by reading alone; see ``sql/scanner/list_changes.sql``."""
    return session.rows("scanner/show_changes", {"changes": changes_query(ruleset, schema)})


def second_run_declaration(planned: ScanPacket) -> Declaration:
    """What the same operation writes when it runs again on what it left: one row, of the run itself."""
    return Declaration(deltas=(_delta(planned.schema, "candidate_scan_run", 1, 0),))


def rollback_declaration(planned: ScanPacket, runs: int) -> Declaration:
    """What the packet's rollback writes after the operation ran ``runs`` times: all of their run rows go."""
    forecast = planned.forecast
    inserted = {**forecast.inserted, "candidate_scan_run": runs}
    tables = [table for table, count in inserted.items() if count or forecast.updated.get(table)]
    return Declaration(
        deltas=tuple(
            _delta(planned.schema, table, inserted[table], forecast.updated.get(table, 0)).inverse() for table in tables
        )
    )


def read_candidates(session: Session, schema: str, planned: ScanPacket) -> Candidates:
    """What stands of the packet's ruleset, and the runs since the packet was made."""
    version = planned.ruleset_version
    counts = session.row("scanner/count_candidates", governance(schema), ruleset_version=version)
    runs = tuple(run for run in _runs(session, schema, version) if run.run_id not in planned.earlier)
    return Candidates(
        counts["candidate_state"], counts["candidate_object"], counts["truncated"], tuple(counts["at_cap"]), runs
    )


def _runs(session: Session, schema: str, version: str) -> list[Run]:
    rows = session.rows("scanner/list_runs", governance(schema), ruleset_version=version)
    return [Run(row["run_id"], row["inserted"], row["updated"], row["unchanged"]) for row in rows]


def _forecast(changes: list[Row], *, snapshot_inserted: bool) -> Forecast:
    counted = Counter((f"candidate_{row['relation']}", row["change"]) for row in changes)
    inserted = {table: counted[table, "inserted"] for table in ("candidate_state", "candidate_object")}
    updated = {table: counted[table, "updated"] for table in ("candidate_state", "candidate_object")}
    return Forecast(
        {"governance_source_snapshot": int(snapshot_inserted), **inserted, "candidate_scan_run": 1},
        updated,
        sum(row["relation"] == "state" for row in changes),
        sum(row["relation"] == "object" and row["qualifies"] for row in changes),
    )


def _delta_blocks(schema: str, forecast: Forecast) -> str:
    blocks = []
    for table, inserted in forecast.inserted.items():
        updated = forecast.updated.get(table, 0)
        if inserted or updated:
            columns = ", ".join(f'"{name}"' for name in VOLATILE[table])
            blocks.append(
                f'[[delta]]\ntable = "{in_toml(relation_prefix(schema))}.{table}"\n'
                f"inserted = {inserted}\nupdated = {updated}\nvolatile = [{columns}]\n"
            )
    return "\n".join(blocks)


def _delta(schema: str, table: str, inserted: int, updated: int) -> Delta:
    return Delta(
        table=f"{relation_prefix(schema)}.{table}",
        inserted=Count(min=inserted, max=inserted),
        updated=Count(min=updated, max=updated),
        volatile=VOLATILE[table],
    )
