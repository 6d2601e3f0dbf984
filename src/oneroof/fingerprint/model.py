"""What a fingerprint is: plain data, pure functions of it. No database here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

BranchName = Literal["catalog", "data", "sequences", "ours", "cluster"]
#: How rows are digested: fast, against accidents; SHA-256 of each, against deceit; equal across major versions.
Mode = Literal["everyday", "strict", "portable"]
#: Of which tables: all, those that a change may touch, none.
Scope = Literal["full", "touched", "none"]
#: The branches that make the digest of a database; the others are compared by what is expected there.
DIGESTED: tuple[BranchName, ...] = ("catalog", "data", "sequences")
#: The value of a facet that PostgreSQL hides from the role that looked; it is not compared, but named as unseen.
UNSEEN = "(unseen)"


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 over length-prefixed UTF-8 texts, in the order given."""
    state = hashlib.sha256()
    for line in lines:
        content = line.encode()
        state.update(len(content).to_bytes(8, "big"))
        state.update(content)
    return state.hexdigest()


@dataclass(frozen=True)
class Entry:
    """One object in one branch: its reference, what contains it, and its facets as text.

    ``ref`` is ``kind:path`` as in the database contract (`index:public.owner_idx`); no OID, attnum or relfilenode is
    in any facet. A branch's digest is over its entries' refs and facets, sorted.
    """

    ref: str
    facets: Mapping[str, str]
    parent: str | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the ref and the facets in bytewise order."""
        return digest_of([self.ref, *(part for name in sorted(self.facets) for part in (name, self.facets[name]))])


Branch = Mapping[str, Entry]


@dataclass(frozen=True)
class Fingerprint:
    """A digest tree over everything in a database that a change could alter.

    ``unseen`` names what the platform hides from every customer role (declared); ``unreadable`` names what this role
    may not read (a FAIL); ``unmodelled`` counts objects of kinds that the fingerprint does not know, by kind.
    ``mode`` and ``scope`` are of the data branch; ``undigested`` names what holds rows and is outside the scope, with
    no entry there. ``salt`` is the plan's; it is no fact.
    """

    catalog: Branch
    data: Branch
    sequences: Branch
    ours: Branch
    cluster: Branch
    major: int
    unseen: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    unmodelled: Mapping[str, int] = field(default_factory=dict)
    mode: Mode = "everyday"
    scope: Scope = "full"
    undigested: tuple[str, ...] = ()
    #: Where the server runs, which decides what is ``unseen`` (`oneroof.fingerprint.platform`).
    platform: str = "self"
    salt: str = ""

    def branch(self, name: BranchName) -> Branch:
        """One branch by name."""
        found: Branch = getattr(self, name)
        return found

    def branch_digest(self, name: BranchName) -> str:
        """SHA-256 over the digests of the branch's entries in bytewise order of their refs.

        What rows were left out is a part of the data branch: a narrower scope never has the digest of a wider one.
        """
        branch = self.branch(name)
        lines = [branch[ref].digest for ref in sorted(branch)]
        return digest_of(lines + (self.scope_lines(self.scope, self.undigested) if name == "data" else []))

    @staticmethod
    def scope_lines(scope: str, undigested: Iterable[str]) -> list[str]:
        """What a scope adds to the digest of the data branch: nothing where it leaves nothing out."""
        left_out = sorted(undigested)
        return [f"scope {scope}", *left_out] if left_out else []

    @cached_property
    def branches(self) -> dict[str, str]:
        """Every branch's digest by name."""
        names: tuple[BranchName, ...] = ("catalog", "data", "sequences", "ours", "cluster")
        return {name: self.branch_digest(name) for name in names}

    @property
    def digest(self) -> str:
        """SHA-256 over the branches that a change of the database's logical content would alter."""
        return digest_of(self.branches[name] for name in DIGESTED)

    def as_fact(self) -> dict[str, Any]:
        """For evidence: digests and counts; no value of a row."""
        return {
            "digest": self.digest,
            "branches": self.branches,
            "objects": len(self.catalog),
            "tables": len(self.data),
            "sequences": len(self.sequences),
            "unmodelled": dict(self.unmodelled),
            "mode": self.mode,
            "scope": self.scope,
            "undigested": list(self.undigested),
            "platform": self.platform,
        }


@dataclass(frozen=True)
class Difference:
    """One difference between two fingerprints.

    ``object`` is a ref, ``facet`` what of it differs ("" for a whole object added or removed); ``kind`` is real until
    a witness proves it cosmetic; ``detail`` is a sentence without a value of any row.
    """

    object: str
    branch: BranchName
    change: Literal["added", "removed", "changed"]
    facet: str = ""
    kind: Literal["real", "cosmetic", "recomputed", "not_carried", "masked"] = "real"
    detail: str = ""

    def as_fact(self) -> dict[str, str]:
        """Plain JSON values for evidence."""
        return {
            "object": self.object,
            "branch": self.branch,
            "change": self.change,
            "facet": self.facet,
            "kind": self.kind,
            "detail": self.detail,
        }
