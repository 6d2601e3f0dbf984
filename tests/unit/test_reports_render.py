"""Twelve documents from evidence alone."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from oneroof.evidence.compose import compose_bundle
from oneroof.evidence.model import Bundle
from oneroof.reports.listing import front_matter
from oneroof.reports.render import Document, render_package
from oneroof.reports.text import visible
from oneroof.verdict.judge import STAGES, conclude
from tests.matrix import sampled
from tests.unit.evidence_sample import HOSTILE, Edit, careless, own_packet_sample, sample

MARKDOWN = MarkdownIt("commonmark").enable("table")
FOLDER = "knowledge/dev/reports/architecture/one-roof-nonprod-clone-full-coverage-pipeline-2026-11-21"


def bundle_of(made: Any) -> Bundle:
    """The bundle of a sample."""
    run, records, packets = made
    return compose_bundle(run, records, packets, conclude(records))[1]


def rendered(edit: Edit | None = None, *, name: str = "plain") -> tuple[Document, ...]:
    """The documents of the governance sample."""
    return render_package(bundle_of(sample(edit, name)), 1)


PLAIN = rendered()


def body(document: Document) -> str:
    """Without the front matter."""
    return document.text.split("\n---\n", 1)[1]


def parsed(document: Document) -> list[Token]:
    """The document's block tokens."""
    return MARKDOWN.parse(body(document))


def test_twelve_documents_in_their_places() -> None:
    """Paths as in the seeds."""
    assert [document.path.removeprefix(f"{FOLDER}/") for document in PLAIN] == [
        "01-production-safety-preflight.md",
        "02-clone-creation.md",
        "03-clone-baseline.md",
        "04-step-a-ownership-seed.md",
        "05-step-b-scanner-read.md",
        "06-step-c-scanner-write-half.md",
        "07-step-d-issue-event-boundary.md",
        "08-step-e-worker-cursor.md",
        "09-step-f-rollback-drop.md",
        "10-production-impact.md",
        "11-step-g-production-rollout-lessons-and-packet.md",
        "12-final-go-nogo-and-next-macro.md",
    ]


def test_front_matter() -> None:
    """Code, title, revision, reading time, tags, verdict, evidence digest."""
    bundle = bundle_of(sample())
    fields = [front_matter(document.text) for document in render_package(bundle, 7)]
    assert all(re.fullmatch(r"KB-[0-9A-F]{4}", field["code"]) for field in fields)
    assert len({field["code"] for field in fields}) == 12
    assert {field["revision"] for field in fields} == {7}
    assert {field["evidence"] for field in fields} == {bundle.digest}
    assert {field["verdict"] for field in fields} == {"PASS"}
    assert all(1 <= field["reading_time"] <= 10 for field in fields)
    assert fields[0]["title"] == "01 — Production safety preflight"
    assert fields[10]["title"] == "11 — Step G: Production Rollout Lessons & Packet"
    assert set(fields[11]["tags"]) == {"one-roof", "phase1", "coverage", "nonprod-clone", "go-nogo", "next-macro"}


def test_codes_are_stable() -> None:
    """Another revision, other facts: the same codes; another day: others."""
    codes = [front_matter(document.text)["code"] for document in PLAIN]
    other = bundle_of(sample(lambda facts: facts["clone"].update(bytes=1)))
    assert [front_matter(document.text)["code"] for document in render_package(other, 2)] == codes
    later = replace(other, run=replace(other.run, started="2026-11-22T00:00:00Z"))
    assert [front_matter(document.text)["code"] for document in render_package(later, 1)] != codes


def test_rendering_is_a_pure_function() -> None:
    """The same evidence gives the same bytes, and nothing of it is changed."""
    bundle = bundle_of(sample())
    before = copy.deepcopy(bundle)
    assert render_package(bundle, 1) == render_package(bundle, 1) == PLAIN
    assert bundle == before


def test_everything_was_measured() -> None:
    """Each template asks for facts that the stages have: a misspelt one would be `not measured`."""
    for document in (*PLAIN, *render_package(bundle_of(own_packet_sample()), 1)):
        assert "not measured" not in document.text.lower(), document.path


def test_every_fact_of_the_sample_is_shown() -> None:
    """No fact of a stage is left out of its document."""
    _run, records, _packets = sample()
    known_elsewhere = {"identity_is_clone", "programme", "passed", "failed", "not_applicable", "packet", "rehearsed"}
    for record, document in zip(records, PLAIN, strict=True):
        text = body(document)
        for name, value in record.facts.items():
            if isinstance(value, str) and name not in known_elsewhere:
                assert value in text, (record.key, name)
            if isinstance(value, int) and not isinstance(value, bool) and name not in known_elsewhere:
                assert f"{value:,}" in text, (record.key, name)


def test_links_lead_somewhere() -> None:
    """To documents of the package, to files of the evidence, to the hub; the chain is whole."""
    bundle = bundle_of(sample())
    names = [document.path.rsplit("/", 1)[-1] for document in PLAIN]
    for position, document in enumerate(PLAIN):
        links = re.findall(r"\]\(([^)]*)\)", document.text)
        for link in links:
            known = link.removeprefix("evidence/") in bundle.files or link in {*names, "../README.md"}
            assert known or link.startswith("evidence/packets/"), link
        assert document.text.count("[Back to the Knowledge Hub](../README.md)") == 2
        before, after = names[position - 1 : position], names[position + 1 : position + 2]
        assert [link for link in links if link in names and position < 11] == (before + after) * 2 or position == 11


def test_the_queries_are_named_with_their_digests() -> None:
    """Next to each figure's name."""
    bundle = bundle_of(sample())
    for number, sources in bundle.sources.items():
        text = body(PLAIN[number - 1])
        for fact, source in sources.items():
            assert f"`{fact}` | `{source.query}`" in text
            assert all(digest in text for digest in source.files.values())


def test_the_final_word() -> None:
    """As the seed's: status, stages, GO or NO-GO, the blocker, next macros, the clone and how to drop it."""
    text = body(PLAIN[11])
    assert "Clone pipeline, steps A to F: **DONE**." in text
    assert "| 04 | [Step A: Ownership seed](04-step-a-ownership-seed.md) | PASS | ownership rows 0→2; gap 5→0;" in text
    assert "coverage 100.00 %; 2 direct + 5 inherited" in text
    assert "| `production_ownership_seed` | NO-GO | human ratification of APR-BOOT-AUTHMODEL-1" in text
    assert "### The single remaining blocker\n\nhuman ratification of APR-BOOT-AUTHMODEL-1" in text
    assert "1. `RATIFY_APR-BOOT-AUTHMODEL-1`: waits for" in text
    assert "expect gap 5→0" in text
    assert "Retained as evidence, in the state after step F, when stage 09 ended: `shop_gov_test_20261121`" in text
    assert "12.5 MB (12,500,000 bytes)" in text
    assert "Nobody looked again since; `oneroof clone list` does." in text
    assert "```sh\npsql -d postgres -c 'DROP DATABASE IF EXISTS \"shop_gov_test_20261121\"'\n```" in text


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (None, "Others changed production meanwhile"),
        (
            lambda facts: facts["impact"].update(
                fingerprint_after=facts["impact"]["fingerprint_before"],
                branches_after=facts["impact"]["branches_before"],
                identical=True,
                changed_by_others=[],
            ),
            "identical before and after",
        ),
        (lambda facts: facts["impact"]["sessions"][0].update(transaction_ids_assigned=1), "was not proven"),
        (lambda facts: facts.update(impact={"error": {"code": "server-lost", "message": "Lost."}}), "was not proven"),
    ],
)
def test_nothing_is_claimed_of_production_beyond_stage_10(edit: Edit | None, words: str) -> None:
    """The sentence follows from the facts and the verdict of stage 10."""
    assert words in body(rendered(edit)[11])


def test_the_production_packet() -> None:
    """Preconditions, command, deltas, verification, rollback verbatim, automation, risks."""
    text = body(PLAIN[10])
    assert "Guard `gap` must give the value that the rehearsal measured:" in text
    assert "psql -v ratified_apr=<APR-CODE> -f commit_ready_f6_ownership_seed.sql" in text
    assert "| `public.governance_object_ownership` | 2 | 0 | 0 |" in text
    assert "| gap (`v_object_owner_gap`) | 5 | 0 |" in text
    assert "Afterwards `gap` must give `0`:" in text
    verbatim = "DELETE FROM governance_object_ownership WHERE created_by='F6_OWNERSHIP_SEED_COMMIT'"
    assert f"```sql\n{verbatim}\n```" in text
    assert "| flipping `event_type_registry.active` |" in text
    assert "system_issues carries 9 triggers: it is not inert" in text
    assert "event_outbox carries a validation trigger (state A)" in text
    assert "definitions that read differently after dump and reload: 1 (view:public.plain); cosmetic" in text


@pytest.mark.parametrize(
    ("triggers", "words"), [(0, "0 triggers: the seed is a clean insert"), (4, "carries 4 triggers")]
)
def test_the_ownership_table_s_triggers_are_a_measurement(triggers: int, words: str) -> None:
    """Said only where it was measured."""
    assert "governance\\_object\\_ownership carries" not in PLAIN[10].text
    text = rendered(lambda facts: facts["seed"].update(ownership_triggers=triggers))[10].text
    assert f"governance_object_ownership carries {triggers} triggers" in text
    assert words in text


def test_a_stage_that_does_not_apply_says_why() -> None:
    """It still has its document."""
    documents = render_package(bundle_of(own_packet_sample()), 1)
    assert len(documents) == 12
    assert "one-roof-nonprod-clone-f6-ownership-seed-commit-2026-11-21/" in documents[0].path
    for document in documents[4:8]:
        assert front_matter(document.text)["verdict"] == "N/A"
        assert "Nothing: this stage does not apply. The rehearsal is of your own packets" in document.text
        assert "## Facts" not in document.text
    assert "production_rollout:F6_OWNERSHIP_SEED_COMMIT" in documents[11].text


def broken(stage: str, **measured: Any) -> Edit:
    """A stage that ended with an error after it had measured something."""

    def edit(facts: dict[str, dict[str, Any]]) -> None:
        error = {"code": "sql-failed", "message": "The server refused a statement.", "sqlstate": "42P01"}
        facts[stage] = {"error": error, **measured}

    return edit


@pytest.mark.parametrize("stage", [key for _number, key, _title in STAGES[:-1]])
def test_a_stage_that_broke_shows_what_it_has(stage: str) -> None:
    """Every document can be written whatever stage broke, and none of its figures is invented."""
    documents = rendered(broken(stage))
    number = [key for _number, key, _title in STAGES].index(stage)
    text = documents[number].text
    assert "**Verdict: FAIL.**" in text
    assert "| SQLSTATE | `42P01` |" in text
    assert "The server refused a statement." in text
    assert "## What was to be done" in text
    final = documents[11].text
    assert "**FAIL.**" in final
    assert "NO-GO" in final or stage == "rollout_packet"
    assert not re.search(r"\| GO \|", final)


def test_a_failure_names_what_decides_it() -> None:
    """In words, in the stage's document and in the final one."""
    documents = rendered(lambda facts: facts["rollback"].update(clone_retained=False))
    assert "- decides the verdict · `clone-gone`: The clone is not there any more." in documents[8].text
    assert front_matter(documents[8].text)["verdict"] == "FAIL"
    assert "stage 09 failed: The clone is not there any more." in documents[11].text
    assert "Not there any more when stage 09 ended: `shop_gov_test_20261121`" in documents[11].text
    assert "Nobody looked again since" not in documents[11].text


def deviated(facts: dict[str, dict[str, Any]]) -> None:
    """A packet whose write set was not as declared."""
    packet = facts["seed"]["packets"][0]
    packet.update(executed=False, packet_digest=None)
    packet["deviation"] = {"step": 12, "what": "rows in audit", "expected": "0", "found": "2"}
    facts["rollout_packet"]["packets"] = []


def test_a_deviation_is_told() -> None:
    """Step, expected and found; no packet goes to production."""
    documents = rendered(deviated)
    assert "First deviation, at step 12: rows in audit; expected `0`, found `2`." in documents[3].text
    assert "There is no packet to roll out." in documents[10].text


def structure(document: Document) -> Counter[str]:
    """What a document is made of, text and the way names are shown left aside."""
    counted: Counter[str] = Counter()
    for token in parsed(document):
        counted[token.type] += 1
        for child in token.children or []:
            if child.type not in {"text", "text_special", "code_inline", "softbreak"}:
                counted[child.type] += 1
    return counted


def hostile_everywhere(name: str) -> Edit:
    """A name wherever a name can stand in facts."""

    def edit(facts: dict[str, dict[str, Any]]) -> None:
        facts["preflight"].update(unseen=[name], governance_schema=name, server_version=f"18.1 {name}")
        facts["preflight"]["identity"]["database"] = name
        facts["clone"].update(clone=name, strategy=name)
        difference = {"object": name, "branch": "sequences", "change": "changed", "facet": name, "kind": "real"}
        facts["clone"]["differences"] = [{**difference, "detail": name}]
        facts["baseline"]["isolation"][0].update(object=name, message=name, disarmed=name, code=name)
        packet = facts["seed"]["packets"][0]
        packet["deltas"][0]["table"] = name
        packet["catalog"] = [{"object": name, "change": "added"}]
        packet["deviation"] = {"step": 1, "what": name, "expected": name, "found": name}
        facts["seed"]["plan"]["unmatched"] = [name]
        facts["scan_write"].update(ruleset_version=name, at_cap=[name])
        facts["event_boundary"]["attempts"][0]["event_type"] = name
        facts["event_boundary"]["active_types"] = [name]
        facts["rollback"].update(drop_command=name, drop_copy=name)
        facts["impact"]["unreadable"] = [name]
        packet = facts["rollout_packet"]["packets"][0]
        packet.update(title=name, command=name, rollback_within=name)
        packet["hazards"] = [{"code": name, "message": name}]

    return edit


def plainly(edit_name: Callable[[str], Edit]) -> list[Counter[str]]:
    """The structure of the documents when every one of those names is harmless."""
    return [structure(document) for document in rendered(edit_name("plain"), name="plain")]


@pytest.mark.parametrize("number", sampled(range(len(HOSTILE)), [0, 5, 10]))
def test_hostile_names_do_not_break_a_document(number: int) -> None:
    """The structure is that of a harmless name; nothing hidden comes through; the name is seen as it is."""
    name = HOSTILE[number]
    documents = rendered(hostile_everywhere(name), name=name)
    for document, expected in zip(documents, plainly(hostile_everywhere), strict=True):
        assert structure(document) == expected, document.path
        assert not any(token.type.startswith("html") for token in parsed(document))
        hidden = [character for character in document.text if visible(character) != character and character != "\n"]
        assert not hidden, document.path
        assert set(front_matter(document.text)) == set(front_matter(PLAIN[0].text))
    seen = "".join(
        child.content for token in parsed(documents[0]) for child in token.children or [] if child.type != "softbreak"
    )
    assert visible(name).strip() in seen.replace("[U+0020]", " ")


def test_a_rollback_with_hidden_characters_says_so() -> None:
    """Verbatim but for what cannot be seen, and the document says that there is something."""
    bundle = bundle_of(sample())
    files = dict(bundle.packets["F6_OWNERSHIP_SEED_COMMIT"])
    files["rollback.sql"] = "DELETE FROM t -- \u202e ``` \n".encode()
    text = render_package(replace(bundle, packets={"F6_OWNERSHIP_SEED_COMMIT": files}), 1)[10].text
    assert "````sql\nDELETE FROM t -- [U+202E] ``` \n````" in text
    assert "Characters that cannot be seen are shown by their code points here" in text


def test_a_long_list_is_cut_and_says_where_the_rest_is() -> None:
    """Two hundred lines in a document; the evidence has all."""

    def many(facts: dict[str, dict[str, Any]]) -> None:
        one = facts["impact"]["changed_by_others"][0]
        rest = facts["impact"]["changed_by_others"][1:]
        facts["impact"]["changed_by_others"] = [{**one, "object": f"table:public.t{n}"} for n in range(300)] + rest

    text = rendered(many)[9].text
    assert "`table:public.t199`" in text
    assert "`table:public.t200`" not in text
    assert "all of it stands in [evidence/facts/10-impact.json]" in text


def test_no_secret_in_a_document() -> None:
    """Not even when a stage put one into a fact."""
    for document in rendered(careless):
        assert "s3cr3t" not in document.text


def test_documents_are_tidy() -> None:
    """One line feed at the end, no trailing blanks, no two empty lines in a row outside fences."""
    for document in PLAIN:
        assert document.text.endswith("\n")
        assert "\n\n\n" not in document.text
        assert not re.search(r"[ \t]+\n", document.text)
        json.dumps(document.text)
