"""The hub's page of packages: one line each, newest first. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from oneroof.reports.text import code, prose

_NAME = re.compile(r"[a-z0-9-]+", re.ASCII)
#: How a page of ours begins; a page that begins otherwise was written by people and is left alone.
MARK = "---\ngenerated_by: oneroof\n---\n"


@dataclass(frozen=True)
class Listed:
    """A package as its final document presents it."""

    folder: str
    file: str
    date: str
    verdict: str
    revision: int
    evidence: str


def front_matter(text: str) -> Mapping[str, Any]:
    """The fields of a document of ours; empty when it is none."""
    head, _, _ = text.removeprefix("---\n").partition("\n---\n")
    fields: dict[str, Any] = {}
    for line in head.split("\n") if text.startswith("---\n") else ():
        key, _, value = line.partition(": ")
        try:
            fields[key] = json.loads(value)
        except ValueError:
            return {}
    return fields


def listed(folder: str, file: str, text: str) -> Listed | None:
    """A package by its final document; None when that, or the folder's name, is not ours."""
    if not _NAME.fullmatch(folder) or not _NAME.fullmatch(file.removesuffix(".md")):
        return None
    fields = front_matter(text)
    try:
        return Listed(
            folder=folder,
            file=file,
            date=str(fields["date"]),
            verdict=str(fields["verdict"]),
            revision=int(fields["revision"]),
            evidence=str(fields["evidence"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def hub_page(packages: Iterable[Listed]) -> str:
    """The page that every document leads back to."""
    rows = [
        f"| {prose(item.date)} | [{prose(item.folder)}]({item.folder}/{item.file}) | {prose(item.verdict)} "
        f"| {item.revision} | {code(item.evidence)} |"
        for item in sorted(packages, key=lambda item: (item.date, item.folder), reverse=True)
    ]
    head = (
        "# Knowledge Hub: rehearsals",
        "",
        "| date | package | verdict | revision | evidence digest |",
        "|---|---|---|---|---|",
    )
    return MARK + "\n" + "\n".join((*head, *rows)) + "\n"
