"""The twelve documents of a package from its evidence alone: a bundle in, text out. Pure.

A figure that stands in a document stands in a fact; templates format and place, they compute nothing. What a template
names and nothing gives is an error (`StrictUndefined`); every expression passes through
`oneroof.reports.values.finalize`, so that no name of an object can become markdown, HTML or an escape sequence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from oneroof.evidence.model import Bundle, RunFacts, Source
from oneroof.reports import values
from oneroof.reports.figures import does_not_apply, key_figures
from oneroof.reports.loader import templates
from oneroof.reports.packets import packet_views, risks
from oneroof.reports.pages import HUB, Page, package_folder, package_slug, pages
from oneroof.reports.text import fenced, prose
from oneroof.verdict.judge import conclude
from oneroof.verdict.model import Conclusion, Judgement, StageRecord

#: From a package's folder to the hub's page of packages.
TO_HUB = f"../{HUB}"
_WORDS_A_MINUTE = 200
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Document:
    """One markdown document: its path below where packages are published, and its text."""

    path: str
    text: str


def render_package(
    bundle: Bundle, revision: int, *, slug: str | None = None, to_hub: str = TO_HUB
) -> tuple[Document, ...]:
    """All documents of a package, in order.

    Args:
        bundle: the evidence; everything in the documents is in it.
        revision: of the package, from 1.
        slug: the package's name, when it is not the one that follows from the run.
        to_hub: the link from a document to the hub's page of packages.
    """
    conclusion = conclude(bundle.records)
    folder = package_folder(bundle.run, slug or package_slug(bundle))
    places = pages(folder, bundle.run.programme)
    shared = {
        "run": bundle.run,
        "conclusion": conclusion,
        "revision": revision,
        "evidence_digest": bundle.digest,
        "other": _facts_of(bundle.records),
        "stages": _stages(bundle.records, conclusion, places),
        "final_word": final_word(bundle.records, conclusion),
        "packets": packet_views(bundle),
        "risks": risks(bundle),
    }
    documents: list[Document] = []
    for page in places:
        record, judgement = _of_stage(bundle, conclusion, page.number)
        own = _own(page, record, judgement, bundle.sources.get(page.number, {}))
        body = (
            _environment()
            .get_template(f"{page.number:02d}.md")
            .render(**shared, **own, page=page, navigation=_navigation(places, page.number, to_hub))
        )
        front = _front_matter(page, bundle, revision, own["verdict"], body)
        documents.append(Document(f"{folder}/{page.file}", f"{front}\n{_tidy(body)}"))
    return tuple(documents)


@cache
def _environment() -> Environment:
    """The templates, compiled once; no expression leaves them unescaped."""
    environment = Environment(
        loader=DictLoader(dict(templates())),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=values.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        at=values.at,
        counted=values.counted,
        either=values.either,
        either_word=values.either_word,
        expectation=values.expectation,
        fenced=lambda text, language: fenced(values.text(text), language),
        held=values.held,
        name=values.name,
        names=values.names,
        rows=values.rows,
        seconds=values.seconds,
        size=values.size,
    )
    environment.tests["missing"] = lambda value: isinstance(value, values.Missing)
    return environment


def _facts_of(records: Sequence[StageRecord]) -> Any:
    """A function that gives another stage's fact by the stage's key and the fact's path."""
    facts = {record.key: record.facts for record in records}
    return lambda key, path: values.at(facts.get(key, {}), path)


def _of_stage(bundle: Bundle, conclusion: Conclusion, number: int) -> tuple[StageRecord, Judgement]:
    for record, judgement in zip(bundle.records, conclusion.judgements, strict=True):
        if record.number == number:
            return record, judgement
    missing = StageRecord(number, "missing", "missing", 0.0, {"error": {"code": "missing", "message": "No facts."}})
    return missing, Judgement("FAIL", ())


def _own(page: Page, record: StageRecord, judgement: Judgement, sources: Mapping[str, Source]) -> dict[str, Any]:
    """What a page says of its own stage."""
    facts = record.facts
    why_not = str(facts["not_applicable"]) if does_not_apply(record) else ""
    return {
        "record": record,
        "verdict": judgement.verdict,
        "sentence": _SENTENCES[judgement.verdict],
        "findings": judgement.findings,
        "why_not": why_not,
        "error": facts.get("error"),
        "fact": lambda path: values.at(facts, path),
        "facts_file": f"evidence/facts/{page.number:02d}-{record.key}.json",
        "sources": [
            {
                "fact": fact,
                "query": source.query,
                "files": [{"path": f"evidence/{path}", "digest": digest} for path, digest in source.files.items()],
            }
            for fact, source in sorted(sources.items())
        ],
    }


_SENTENCES = {
    "PASS": "Every condition of this stage holds.",
    "FAIL": "At least one condition of this stage does not hold; the findings below say which.",
    "N/A": "This stage does not apply to this rehearsal.",
}


def _stages(records: Sequence[StageRecord], conclusion: Conclusion, places: Sequence[Page]) -> list[dict[str, Any]]:
    by_number = {page.number: page for page in places}
    return [
        {
            "number": f"{record.number:02d}",
            "title": by_number[record.number].title.partition(" — ")[2],
            "file": Markup(by_number[record.number].file),  # noqa: S704 - made of our own title's letters
            "verdict": judgement.verdict,
            "figures": key_figures(record),
            "seconds": record.seconds,
        }
        for record, judgement in zip(records, conclusion.judgements, strict=True)
    ]


def final_word(records: Sequence[StageRecord], conclusion: Conclusion) -> str:
    """What was proven of production, as a sentence; nothing is claimed that stage 10's verdict does not carry."""
    verdicts = {record.key: judgement.verdict for record, judgement in zip(records, conclusion.judgements, strict=True)}
    facts = {record.key: record.facts for record in records}
    if verdicts.get("impact") != "PASS":
        return "That production is unchanged was not proven."
    if values.at(facts.get("impact", {}), "identical") is True:
        return "Production's fingerprint is identical before and after: it was not changed."
    return "Others changed production meanwhile (document 10 lists what); none of our sessions can have written."


def _navigation(places: Sequence[Page], number: int, to_hub: str) -> Markup:
    """Links to the page before, the page after and the hub."""
    links = []
    for page in places:
        if page.number == number - 1:
            links.append(f"[← {prose(page.title)}]({page.file})")
        if page.number == number + 1:
            links.append(f"[{prose(page.title)} →]({page.file})")
    links.append(f"[Back to the Knowledge Hub]({to_hub})")
    return Markup(" · ".join(links))  # noqa: S704 - made of our own titles


def _front_matter(page: Page, bundle: Bundle, revision: int, verdict: str, body: str) -> str:
    """YAML between two lines of dashes; each value is JSON, which YAML reads alike."""
    run: RunFacts = bundle.run
    minutes = max(1, -(-len(_WORD.findall(body)) // _WORDS_A_MINUTE))
    fields = {
        "code": page.code,
        "title": page.title,
        "revision": revision,
        "reading_time": minutes,
        "tags": list(page.tags),
        "date": run.started[:10],
        "verdict": verdict,
        "run_id": run.run_id,
        "evidence": bundle.digest,
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    return "\n".join(("---", *lines, "---", ""))


def _tidy(body: str) -> str:
    """No two empty lines in a row outside fences, one line feed at the end."""
    kept: list[str] = []
    fence = ""
    for line in body.split("\n"):
        opened = re.match(r"`{3,}", line)
        if fence:
            fence = "" if line == fence else fence
        elif opened:
            fence = opened[0]
        elif not line.strip() and kept and not kept[-1]:
            continue
        kept.append(line if fence or opened else line.rstrip())
    return "\n".join(kept).strip("\n") + "\n"
