"""What a bundle is: plain data. No file here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from oneroof.evidence.attestation import SignedAttestation
from oneroof.verdict.model import Conclusion, StageRecord

FORMAT = "oneroof-bundle-v1"
MANIFEST = "manifest.json"
DIGEST_FILE = "evidence.sha256"
RUN = "run.json"
VERDICT = "verdict.json"
#: A packet's own three files and, once it was rehearsed, its pins (the packet format).
SOURCE_FILES = ("operation.sql", "packet.toml", "rollback.sql")
PINS = "pins.toml"

Programme = Literal["governance", "packets"]
#: A packet's files by name, byte for byte.
PacketFiles = Mapping[str, bytes]


@dataclass(frozen=True)
class RunFacts:
    """What is true of the whole run.

    ``production`` is the database's identity (system identifier, database, uid, kind); ``clone`` the clone's name, or
    None when none was made. ``started`` and ``ended`` are ISO 8601 in UTC. ``label`` says where production is, without
    user and password. ``majors`` are the major versions of the servers that queries ran on (empty: as stage 01
    measured). ``versions`` names what took part (``python``, ``pg_dump``, …).
    """

    run_id: str
    tool_version: str
    started: str
    ended: str
    programme: Programme
    production: Mapping[str, Any]
    clone: str | None
    label: str = ""
    majors: tuple[int, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    def as_fact(self) -> dict[str, Any]:
        """The content of ``run.json``: plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Source:
    """The query that gave a fact: its name, and its texts in the bundle with their SHA-256.

    There is more than one text only when the servers' versions needed different ones.
    """

    query: str
    files: Mapping[str, str]

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for evidence."""
        return {"query": self.query, "files": dict(self.files)}


@dataclass(frozen=True)
class Bundle:
    """A bundle as it was read: every byte of it is the one that its manifest names.

    ``sources`` is by stage number and fact; ``queries`` by path in the bundle; ``packets`` by code; ``concluded`` is
    the content of ``verdict.json``, to be compared with what the facts give now; ``files`` has every file's SHA-256.
    ``attestations`` lie beside all that; none of their signatures has been checked.
    """

    digest: str
    run: RunFacts
    records: tuple[StageRecord, ...]
    sources: Mapping[int, Mapping[str, Source]]
    queries: Mapping[str, bytes]
    packets: Mapping[str, PacketFiles]
    concluded: Mapping[str, Any]
    files: Mapping[str, str]
    attestations: tuple[SignedAttestation, ...] = ()


@dataclass(frozen=True)
class Check:
    """One thing that was checked again offline, and what was found."""

    name: str
    ok: bool
    detail: str

    def as_fact(self) -> dict[str, Any]:
        """Plain JSON values for ``verify --json``."""
        return asdict(self)


@dataclass(frozen=True)
class Verification:
    """What an offline check of a bundle found; the verdict is PASS only when every check holds and the facts give PASS.

    ``conclusion`` is what the facts give now, or None when they cannot be judged at all.
    """

    verdict: Literal["PASS", "FAIL"]
    checks: tuple[Check, ...]
    evidence_digest: str
    conclusion: Conclusion | None = None

    def as_document(self) -> dict[str, Any]:
        """The JSON document of ``verify --json``."""
        return {
            "verdict": self.verdict,
            "evidence_digest": self.evidence_digest,
            "checks": [check.as_fact() for check in self.checks],
        }
