"""The JSON document of a rehearsal and the rows of its summary."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import oneroof
from oneroof.evidence.canonical import plain
from oneroof.reports.figures import key_figures
from oneroof.reports.publish import Package
from oneroof.reports.summary import action_rows, finding_rows, rehearsal_document, stage_rows
from oneroof.verdict.judge import conclude
from oneroof.verdict.model import StageRecord
from tests.unit.evidence_sample import HOSTILE, own_packet_sample, sample

SCHEMA = json.loads((Path(oneroof.__file__).parent / "cli/schemas/rehearse.json").read_text())


@pytest.mark.parametrize("made", [sample, own_packet_sample])
def test_the_document_of_the_contract(made: Any) -> None:
    """As the command line contract's JSON Schema has it; plain JSON values only."""
    run, records, _packets = made()
    document = rehearsal_document(run, records, conclude(records), Package(Path("out/package"), 1))
    # who attested and what was reproduced is known only after publishing; the command adds both
    jsonschema.validate({**document, "attested_by": None, "reproduces": None}, SCHEMA)
    assert json.loads(json.dumps(document)) == plain(document) | {"stages": json.loads(json.dumps(document["stages"]))}
    assert document["package"] == "out/package"
    assert document["clone"] == "shop_gov_test_20261121"
    assert document["packets"][0]["code"] == "F6_OWNERSHIP_SEED_COMMIT"
    assert [stage["number"] for stage in document["stages"]] == list(range(1, 13))


def test_without_a_package() -> None:
    """When nothing could be published."""
    run, records, _packets = sample()
    assert rehearsal_document(run, records, conclude(records), None)["package"] == ""


def test_rows() -> None:
    """Label, verdict as a word, key figures."""
    _run, records, _packets = sample()
    conclusion = conclude(records)
    rows = stage_rows(records, conclusion)
    assert [row.verdict for row in rows] == ["PASS"] * 12
    assert rows[3].label == "04 Ownership seed"
    assert rows[3].figures == "ownership rows 0→2; gap 5→0; conflict 0"
    assert rows[0].figures.startswith("write refused with 25006; fingerprint ")
    assert finding_rows(records, conclusion) == ()
    assert [row.verdict for row in action_rows(conclusion)] == ["NO-GO"] * 4


def test_findings_that_decide_are_rows() -> None:
    """Notes are not."""
    _run, records, _packets = sample(lambda facts: facts["cursor"].update(processes_left=2))
    rows = finding_rows(records, conclude(records))
    assert [(row.label, row.verdict) for row in rows][:1] == [("08 daemon", "FAIL")]
    assert "2 processes were left behind." in rows[0].figures


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_rows_are_safe_on_a_terminal(name: str) -> None:
    """No control character, nothing that turns the direction of writing, one line each."""

    def hostile(facts: dict[str, dict[str, Any]]) -> None:
        facts["clone"].update(clone=name, errors=1)
        facts["baseline"]["isolation"][0].update(message=name, resolved=False)
        facts["cursor"] = {"error": {"code": name, "message": name}}
        facts["impact"]["changed_by_others"][0]["object"] = name

    _run, records, _packets = sample(hostile)
    conclusion = conclude(records)
    for row in (*stage_rows(records, conclusion), *finding_rows(records, conclusion), *action_rows(conclusion)):
        for text in (row.label, row.verdict, row.figures):
            assert not [c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]


@pytest.mark.parametrize("record", sample()[1], ids=lambda record: record.key)
def test_figures_of_a_stage_without_facts(record: StageRecord) -> None:
    """What was not measured is said so; nothing is invented."""
    figures = key_figures(StageRecord(record.number, record.key, record.title, 0.0, {}))
    assert "not measured" in figures
    assert not any(character.isdigit() for character in figures)


def test_figures_of_a_change_by_others() -> None:
    """The first three objects; an identical fingerprint needs none."""

    def many(facts: dict[str, dict[str, Any]]) -> None:
        one = facts["impact"]["changed_by_others"][0]
        facts["impact"]["changed_by_others"] = [{**one, "object": f"table:public.t{n}"} for n in range(5)]

    figures = key_figures(sample(many)[1][9])
    assert figures.endswith("moved meanwhile: table:public.t0, table:public.t1, table:public.t2, …")
