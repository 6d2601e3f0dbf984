"""One scheduled run of the scanner's write-half under an approval that grants it until it expires, as one function."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oneroof import errors
from oneroof.config import Settings
from oneroof.evidence.journal import Journal
from oneroof.evidence.model import Bundle
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.packets.load import load
from oneroof.packets.model import OPERATION, Packet
from oneroof.packets.outcome import Execution
from oneroof.packets.production import Approved, run_programme
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader, Rollout
from oneroof.production.attempts import PROGRAMME
from oneroof.production.noted import note_outcome, noted
from oneroof.production.prepare import Preparation, Wanted, prepare
from oneroof.production.ran import Ran
from oneroof.production.session import carry_out
from oneroof.scanner.write import CANDIDATE_CODE, ScanPacket, candidate_packet
from oneroof.schema.status import require_governance


@dataclass(frozen=True)
class Scan:
    """What a run wrote: rows by what became of them. ``refused_because``: why it did not run; then nothing was kept."""

    executed: bool
    ruleset_version: str
    source_snapshot_ref: str
    inserted: int
    updated: int
    unchanged: int
    deltas: list[dict[str, Any]]
    refused_because: str | None
    log_hash: str | None
    exit_code: int

    def as_document(self) -> dict[str, Any]:
        """The JSON document of ``scan write``."""
        return {name: value for name, value in self.__dict__.items() if name != "exit_code"}


def scan_write(settings: Settings, *, apr_code: str, bundle: Path, ruleset: str) -> Scan:
    """Materialise the candidates of this moment: the pattern that people signed, filled with what the rules find now.

    1. verify, reading only, all that a rollout verifies; the statement grants the programme for this ruleset
    2. take the fingerprint that the run belongs to, and evaluate the rules
    3. the operation is the signed one, word for word, save the fingerprint that it names; no other table is written
    4. the thirteen steps in one transaction; the gate is asked again, the run is logged

    Raises:
        OneroofError: whatever was refused before acting.
    """
    wanted = Wanted(settings, apr_code, bundle, CANDIDATE_CODE)
    dsn = Dsn.parse(settings.rollout_dsn())
    with tempfile.TemporaryDirectory(prefix="oneroof-scan-") as folder:
        with Reader.open(dsn) as reader:
            with reader.snapshot():
                prepared = prepare(wanted, reader)
            _require_granted(prepared, ruleset)
            planned = _planned(reader, Path(folder))
        packet = load(planned.folder)
        _require_pattern(prepared, planned, packet, ruleset)
        with noted(prepared, "scan write", direction=PROGRAMME) as journal:
            ran = carry_out(prepared, dsn, lambda session: _run(prepared, session, packet, journal))
            note_outcome(journal, "executed" if ran.executed else "aborted", ran.because)
            return _told(planned, ran)


def _require_granted(prepared: Preparation, ruleset: str) -> None:
    """The statement lets scans run again and again, for this ruleset."""
    granted = prepared.known_subject.programme
    if granted is None:
        raise errors.Refused(
            f"{prepared.wanted.apr_code} lets {CANDIDATE_CODE} run once; it grants no programme.",
            next_step="Propose it with --programme.",
        )
    if granted.ruleset != ruleset:
        raise errors.Refused(
            f"{prepared.wanted.apr_code} grants scans of the ruleset {granted.ruleset}, not {ruleset}."
        )


def _planned(reader: Reader, folder: Path) -> ScanPacket:
    """A packet for the state of this moment."""
    fingerprint = settled_fingerprint(lambda: Reader.open(reader.dsn))
    with reader.snapshot():
        return candidate_packet(reader, require_governance(reader), fingerprint.digest, folder)


def _require_pattern(prepared: Preparation, planned: ScanPacket, packet: Packet, ruleset: str) -> None:
    """Word for word the operation that was signed, save the fingerprint it names; the same tables or fewer."""
    if planned.ruleset_version != ruleset:
        raise errors.Refused(f"The ruleset in force is {planned.ruleset_version}, not {ruleset}.")
    signed = prepared.known_packet
    then = signed.files[OPERATION].replace(_snapshot_of(prepared.known_bundle).encode(), b"")
    if packet.files[OPERATION].replace(planned.source_snapshot_ref.encode(), b"") != then:
        raise errors.Refused(
            "The operation of this scan is not the one that was signed: the ruleset or oneroof has changed since.",
            next_step="Rehearse and propose it again.",
        )
    more = {delta.table for delta in packet.deltas} - {delta.table for delta in signed.deltas}
    if more or packet.catalog or packet.manifest.role != signed.manifest.role:
        raise errors.Refused(f"This scan would write {', '.join(sorted(more)) or 'otherwise'}; that was not signed.")


def _snapshot_of(bundle: Bundle) -> str:
    facts = next((record.facts for record in bundle.records if record.key == "scan_write"), {})
    found = facts.get("source_snapshot_ref")
    if not isinstance(found, str) or not found:
        raise errors.Refused(f"The rehearsal {bundle.run.run_id} did not rehearse the scanner's write-half.")
    return found


def _run(prepared: Preparation, session: Rollout, packet: Packet, journal: Journal) -> Execution:
    subject = prepared.known_subject
    return run_programme(
        session,
        packet,
        Approved(prepared.wanted.apr_code, subject.digest, subject.plan_digest),
        identity=prepared.known_identity,
        verified=prepared.known_opening.verified,
        log=journal.write,
    )


def _told(planned: ScanPacket, ran: Ran) -> Scan:
    forecast, counted = planned.forecast, ("candidate_state", "candidate_object")
    inserted, updated = (
        sum(rows.get(table, 0) for table in counted) if ran.executed else 0
        for rows in (forecast.inserted, forecast.updated)
    )
    return Scan(
        executed=ran.executed,
        ruleset_version=planned.ruleset_version,
        source_snapshot_ref=planned.source_snapshot_ref,
        inserted=inserted,
        updated=updated,
        unchanged=planned.evaluated - inserted - updated if ran.executed else 0,
        deltas=[dict(delta) for delta in ran.deltas],
        refused_because=ran.because,
        log_hash=ran.log_hash,
        exit_code=ran.exit_code,
    )
