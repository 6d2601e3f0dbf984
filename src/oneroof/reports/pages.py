"""The twelve documents of a package: their numbers, titles, names, codes and tags. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from oneroof.evidence.model import Bundle, Programme, RunFacts

ARCHITECTURE = "knowledge/dev/reports/architecture"
#: The Knowledge Hub's page of packages, beside them.
HUB = "README.md"
GOVERNANCE_SLUG = "one-roof-nonprod-clone-full-coverage-pipeline"
_LONGEST_SLUG = 80
_CODES = 0x10000

_TITLES: dict[int, str] = {
    1: "Production safety preflight",
    2: "Clone creation",
    3: "Clone baseline",
    4: "Step A: Ownership seed",
    5: "Step B: Scanner read",
    6: "Step C: Scanner write-half",
    7: "Step D: Issue/event boundary",
    8: "Step E: Worker/cursor",
    9: "Step F: Rollback/drop",
    10: "Production impact",
    11: "Step G: Production Rollout Lessons & Packet",
    12: "Final GO/NO-GO & Next Macro",
}
#: What is rehearsed in step A when it is not the ownership seed.
_OWN_TITLES: dict[int, str] = {4: "Step A: Packets on the clone"}
_COMMON_TAGS: dict[Programme, tuple[str, ...]] = {
    "governance": ("one-roof", "phase1", "coverage", "nonprod-clone"),
    "packets": ("one-roof", "packet", "nonprod-clone"),
}
_TAGS: dict[int, tuple[str, ...]] = {11: ("rollout",), 12: ("go-nogo", "next-macro")}


@dataclass(frozen=True)
class Page:
    """One document's place: ``title`` as shown (``12 — Final GO/NO-GO & Next Macro``), ``file`` its name."""

    number: int
    title: str
    file: str
    code: str
    tags: tuple[str, ...]


def package_slug(bundle: Bundle) -> str:
    """The name of a rehearsal without its date: the programme's, or that of the packets that were tried."""
    if bundle.run.programme == "governance":
        return GOVERNANCE_SLUG
    tried = next((record.facts.get("packets", ()) for record in bundle.records if record.key == "seed"), ())
    codes = sorted({*bundle.packets, *(str(item.get("code")) for item in tried)})
    return f"one-roof-nonprod-clone-{slug('-'.join(codes) or 'packets')}"


def package_folder(run: RunFacts, name: str) -> str:
    """The package's folder below where it is published: its slug and the day on which it was rehearsed (UTC)."""
    return f"{ARCHITECTURE}/{name}-{run.started[:10]}"


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens; what is too long or cannot be written so ends with a digest."""
    ascii_text = unicodedata.normalize("NFKD", text.replace("/", " ")).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_text.replace("&", " and ")).strip("-")
    if words and len(words) <= _LONGEST_SLUG:
        return words
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{words[: _LONGEST_SLUG - 9].strip('-')}-{digest}".strip("-")


def pages(folder: str, programme: Programme) -> tuple[Page, ...]:
    """The twelve documents of a package, in order.

    A document's code (``KB-`` and four hexadecimal digits) follows from its package and number alone, so that it is the
    same in every revision; two documents of a package never share one.
    """
    titles = _TITLES if programme == "governance" else {**_TITLES, **_OWN_TITLES}
    codes = _codes(folder.rsplit("/", 1)[-1], titles)
    return tuple(
        Page(
            number,
            f"{number:02d} — {title}",
            f"{number:02d}-{_file_slug(title)}.md",
            code,
            (*_COMMON_TAGS[programme], *_TAGS.get(number, ())),
        )
        for (number, title), code in zip(sorted(titles.items()), codes, strict=True)
    )


def _file_slug(title: str) -> str:
    return slug(title.replace("GO/NO-GO", "go-nogo"))


def _codes(package: str, numbers: Iterable[int]) -> list[str]:
    taken: list[int] = []
    for number in sorted(numbers):
        code = int(hashlib.sha256(f"{package}/{number:02d}".encode()).hexdigest()[:4], 16)
        while code in taken:
            code = (code + 1) % _CODES
        taken.append(code)
    return [f"KB-{code:04X}" for code in taken]
