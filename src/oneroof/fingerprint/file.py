"""A fingerprint as a document that can be kept and compared later: what comparing needs, and nothing more. Pure.

What a facet says in PostgreSQL's words or in names stands as it is; every other facet (definitions, comments, settings)
is a salted digest, so that no text of a user's is in the file. Each entry has its own digest, from which those of the
branches and of the whole can be computed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from oneroof.errors import FileDamaged, UsageError
from oneroof.fingerprint.compare import SHOWN
from oneroof.fingerprint.model import DIGESTED, UNSEEN, Branch, BranchName, Entry, Fingerprint, digest_of
from oneroof.fingerprint.refs import kind_of

FORMAT = "oneroof-fingerprint"
#: Another with every other way to digest rows: a file of one is never compared with a fingerprint of another.
VERSION = 2
_BRANCHES: tuple[BranchName, ...] = ("catalog", "data", "sequences", "ours", "cluster")
_SALT = "oneroof-fingerprint-file-v1 "
#: Numbers, and names of objects and roles: what comparing computes with, also across versions.
_KEPT = SHOWN | {
    "acl", "digest", "failover", "follows", "increment", "is_called", "last_value", "not_null_constraint", "origin",
    "password_required", "position", "rows", "run_as_owner",
}  # fmt: skip
_KEPT_OF_KIND = frozenset({("publication", "generated")})


@dataclass(frozen=True)
class KeptFingerprint(Fingerprint):
    """A fingerprint whose facets are sealed; digests are those of the one that was taken."""

    kept: Mapping[str, str] | None = None

    def branch_digest(self, name: BranchName) -> str:
        """As it was when the fingerprint was taken."""
        return (self.kept or {})[name]


def sealed(found: Fingerprint) -> KeptFingerprint:
    """The same with every text of a user's as a salted digest; sealed fingerprints are compared with sealed ones."""
    if isinstance(found, KeptFingerprint):
        return found
    given: dict[str, Any] = {name: getattr(found, name) for name in found.__dataclass_fields__}
    for name in _BRANCHES:
        given[name] = {ref: _sealed_entry(entry) for ref, entry in found.branch(name).items()}
    return KeptFingerprint(**given, kept=dict(found.branches))


def _sealed_entry(entry: Entry) -> Entry:
    return replace(entry, facets={name: _sealed_facet(entry.ref, name, value) for name, value in entry.facets.items()})


def _sealed_facet(ref: str, name: str, value: str) -> str:
    if name in _KEPT or (kind_of(ref), name) in _KEPT_OF_KIND or value == UNSEEN:
        return value
    return "sha256:" + hashlib.sha256(f"{_SALT}{ref} {name} {value}".encode()).hexdigest()


def written(found: Fingerprint, about: Mapping[str, Any]) -> str:
    """The file's text.

    Args:
        found: what was taken.
        about: what else people want to know of it (when, which server was read, under which load): JSON values.
    """
    kept = sealed(found)
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "about": dict(about),
        "major": found.major,
        "mode": found.mode,
        "salt": found.salt,
        "scope": found.scope,
        "undigested": list(found.undigested),
        "platform": found.platform,
        "digest": found.digest,
        "branches": dict(found.branches),
        "unseen": list(found.unseen),
        "unreadable": list(found.unreadable),
        "unmodelled": dict(found.unmodelled),
        "entries": {name: _listed(found.branch(name), kept.branch(name)) for name in _BRANCHES},
    }
    return json.dumps({**document, "sha256": _checksum(document)}, ensure_ascii=False, indent=1) + "\n"


def _listed(taken: Branch, kept: Branch) -> list[dict[str, Any]]:
    return [
        {"ref": ref, "parent": kept[ref].parent, "digest": taken[ref].digest, "facets": dict(kept[ref].facets)}
        for ref in sorted(kept)
    ]


def _checksum(document: Mapping[str, Any]) -> str:
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read(text: str, name: str) -> KeptFingerprint:
    """What `written` wrote.

    Raises:
        UsageError: it is no such file, or of another version. FileDamaged: it is not what was written.
    """
    document = _document(text, name)
    checksum = document.pop("sha256", None)
    try:
        if _checksum(document) != checksum:
            raise FileDamaged(f"{name} is not what was written: its checksum differs.")
        entries = document["entries"]
        _check_digests(document, name)
        return KeptFingerprint(
            catalog=_branch(entries["catalog"]),
            data=_branch(entries["data"]),
            sequences=_branch(entries["sequences"]),
            ours=_branch(entries["ours"]),
            cluster=_branch(entries["cluster"]),
            major=document["major"],
            unseen=tuple(document["unseen"]),
            unreadable=tuple(document["unreadable"]),
            unmodelled=document["unmodelled"],
            mode=document["mode"],
            salt=document["salt"],
            scope=document["scope"],
            undigested=tuple(document["undigested"]),
            platform=document["platform"],
            kept=document["branches"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileDamaged(f"{name} is not what was written: {type(error).__name__}.") from error


def _document(text: str, name: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"{name} is no fingerprint: it is not JSON.", next_step="Write one with oneroof fingerprint --out FILE."
        ) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UsageError(f"{name} is no fingerprint.", next_step="Write one with oneroof fingerprint --out FILE.")
    if document.get("version") != VERSION:
        raise UsageError(
            f"{name} is a fingerprint of version {document.get('version')}; this oneroof reads version {VERSION}.",
            next_step="Take it again with this oneroof.",
        )
    return document


def _branch(entries: Iterable[Mapping[str, Any]]) -> dict[str, Entry]:
    return {entry["ref"]: Entry(entry["ref"], dict(entry["facets"]), entry["parent"]) for entry in entries}


def _check_digests(document: Mapping[str, Any], name: str) -> None:
    """The entries' digests give the branches', and those the whole's; data of a narrower scope holds its scope too."""
    for branch in _BRANCHES:
        entries = sorted((entry["ref"], entry["digest"]) for entry in document["entries"][branch])
        lines = [digest for _, digest in entries]
        if branch == "data":
            lines += Fingerprint.scope_lines(document["scope"], document["undigested"])
        if digest_of(lines) != document["branches"][branch]:
            raise FileDamaged(f"{name} is not what was written: the branch {branch} has another digest.")
    if digest_of(document["branches"][branch] for branch in DIGESTED) != document["digest"]:
        raise FileDamaged(f"{name} is not what was written: the whole has another digest.")
