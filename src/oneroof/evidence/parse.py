"""From the bytes of a bundle's files to a `Bundle`, or a refusal that names the file. No file is opened here.

The rules, in this order:

1. ``manifest.json`` is there, canonical, of our format, and ``evidence.sha256`` holds its digest;
2. every path is one that a bundle can hold; none points out of it;
3. the files are exactly those of the manifest, each with its number of bytes and its SHA-256;
4. every JSON file is canonical and has the shape of its kind; a fact's file is named by its stage;
5. every packet has its own three files, and at most its pins beside them;
6. outside of the manifest, whose digest they sign, only attestations may lie: each with its signature, both of the
   right shape, named by its own bytes, and about this bundle. Whose signatures they are is not looked at here.

What the facts *mean* is not looked at here: that is `oneroof.evidence.check`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from oneroof.errors import BundleTampered
from oneroof.evidence.attestation import ATTESTATION_PATH, AttestationInvalidError, SignedAttestation, parse_signed
from oneroof.evidence.canonical import NotCanonicalError, parse_canonical, sha256_hex
from oneroof.evidence.model import (
    DIGEST_FILE,
    FORMAT,
    MANIFEST,
    PINS,
    RUN,
    SOURCE_FILES,
    VERDICT,
    Bundle,
    PacketFiles,
    RunFacts,
    Source,
)
from oneroof.packets.digest import packet_digest
from oneroof.verdict.model import StageRecord

_SEGMENT = r"[a-z0-9_]+"
QUERY_PATH = re.compile(rf"queries/(?P<name>{_SEGMENT}(?:/{_SEGMENT})*)(?:@(?P<major>[0-9]{{1,3}}))?\.sql", re.ASCII)
FACTS_PATH = re.compile(rf"facts/(?P<number>[0-9]{{2}})-(?P<key>{_SEGMENT})\.json", re.ASCII)
PACKET_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,99}", re.ASCII)
_PACKET_FILES = "|".join(re.escape(name) for name in (*SOURCE_FILES, PINS))
PACKET_PATH = re.compile(rf"packets/(?P<code>{PACKET_CODE.pattern})/(?P<file>{_PACKET_FILES})", re.ASCII)
_RUN_ID = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}", re.ASCII)
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|\+00:00)", re.ASCII)
_DIGEST_LINE = re.compile(rf"(?P<digest>[0-9a-f]{{64}})  {re.escape(MANIFEST)}\n".encode())
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


def parse_bundle(files: Mapping[str, bytes]) -> Bundle:
    """Read a bundle.

    Args:
        files: every file below ``evidence/``, by its path with forward slashes.

    Raises:
        BundleTampered: a rule above does not hold; the message names the file.
    """
    beside = {path: content for path, content in files.items() if ATTESTATION_PATH.fullmatch(path)}
    files = {path: content for path, content in files.items() if path not in beside}
    digest = _manifest_digest(files)
    manifest = _shaped(files, MANIFEST, {"format": str, "run_id": str, "tool_version": str, "files": dict})
    if manifest["format"] != FORMAT:
        refuse(MANIFEST, f"its format is not {FORMAT}")
    listed = _listed(files, manifest["files"])
    run = _run(files)
    if (manifest["run_id"], manifest["tool_version"]) != (run.run_id, run.tool_version):
        refuse(RUN, f"{MANIFEST} is of another run")
    records, sources = _stages(files)
    packets = _packets(files)
    return Bundle(
        digest=digest,
        run=run,
        records=records,
        sources=sources,
        queries={path: content for path, content in files.items() if path.startswith("queries/")},
        packets=packets,
        concluded=_json(files, VERDICT),
        files=listed,
        attestations=_attestations(beside, digest, run.run_id, packets),
    )


def refuse(path: str, why: str) -> NoReturn:
    """Say which file is not as it was written; its name may be anything, so it is shown in plain ASCII."""
    shown = path if path.isascii() and path.isprintable() else ascii(path)
    raise BundleTampered(f"The bundle is not what was written: {shown}: {why}.")


def _manifest_digest(files: Mapping[str, bytes]) -> str:
    for name in (MANIFEST, DIGEST_FILE):
        if name not in files:
            refuse(name, "it is missing")
    line = _DIGEST_LINE.fullmatch(files[DIGEST_FILE])
    if line is None:
        refuse(DIGEST_FILE, f"it is not the digest line of {MANIFEST}")
    digest = sha256_hex(files[MANIFEST])
    if line["digest"].decode() != digest:
        refuse(MANIFEST, f"its SHA-256 is not the one in {DIGEST_FILE}")
    return digest


def _listed(files: Mapping[str, bytes], entries: Mapping[str, Any]) -> dict[str, str]:
    """Compare the files with the manifest's; gives each one's SHA-256."""
    for path in sorted({*entries, *files} - {MANIFEST, DIGEST_FILE}):
        if not _known(path):
            refuse(path, "a bundle holds no such file")
        if path not in files:
            refuse(path, "it is missing")
        if path not in entries:
            refuse(path, "the manifest does not name it")
        entry = entries[path]
        if not isinstance(entry, dict) or set(entry) != {"bytes", "sha256"}:
            refuse(MANIFEST, f"its entry for {path} is malformed")
        if entry["bytes"] != len(files[path]) or entry["sha256"] != sha256_hex(files[path]):
            refuse(path, "it has changed, its SHA-256 is not the manifest's")
    if {MANIFEST, DIGEST_FILE} & set(entries):
        refuse(MANIFEST, "it names itself")
    return {path: str(entry["sha256"]) for path, entry in sorted(entries.items())}


def _known(path: str) -> bool:
    shapes = (QUERY_PATH, FACTS_PATH, PACKET_PATH)
    return path in {RUN, VERDICT} or any(shape.fullmatch(path) for shape in shapes)


def _json(files: Mapping[str, bytes], path: str) -> dict[str, Any]:
    if path not in files:
        refuse(path, "it is missing")
    try:
        value = parse_canonical(files[path])
    except NotCanonicalError as error:
        refuse(path, str(error))
    if not isinstance(value, dict):
        refuse(path, "it holds no JSON object")
    return value


def _shaped(files: Mapping[str, bytes], path: str, shape: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON object with exactly the keys of a shape, each of its type."""
    value = _json(files, path)
    if set(value) != set(shape):
        refuse(path, f"it has not exactly the keys {', '.join(sorted(shape))}")
    for key, kind in shape.items():
        if not isinstance(value[key], kind) or isinstance(value[key], bool):
            refuse(path, f"{key} is of the wrong type")
    return value


def _run(files: Mapping[str, bytes]) -> RunFacts:
    shape = {
        **dict.fromkeys(("run_id", "tool_version", "started", "ended", "programme", "label"), str),
        "production": dict,
        "clone": (str, type(None)),
        "majors": list,
        "versions": dict,
    }
    value = _shaped(files, RUN, shape)
    if not _RUN_ID.fullmatch(value["run_id"]):
        refuse(RUN, "its run id is malformed")
    if not all(_TIME.fullmatch(value[name]) for name in ("started", "ended")):
        refuse(RUN, "its times are not ISO 8601 in UTC")
    if value["programme"] not in {"governance", "packets"}:
        refuse(RUN, "its programme is unknown")
    if not all(type(major) is int for major in value["majors"]):
        refuse(RUN, "majors are not whole numbers")
    return RunFacts(**{**value, "majors": tuple(value["majors"])})


def _stages(files: Mapping[str, bytes]) -> tuple[tuple[StageRecord, ...], dict[int, dict[str, Source]]]:
    records: list[StageRecord] = []
    sources: dict[int, dict[str, Source]] = {}
    for path in sorted(files):
        named = FACTS_PATH.fullmatch(path)
        if named is None:
            continue
        value = _shaped(
            files,
            path,
            {"number": int, "key": str, "title": str, "seconds": (int, float), "facts": dict, "sources": dict},
        )
        if value["number"] != int(named["number"]) or value["key"] != named["key"]:
            refuse(path, "it is named by another stage")
        if value["number"] in sources:
            refuse(path, "there is another file of this stage")
        sources[value["number"]] = {fact: _source(path, entry) for fact, entry in value["sources"].items()}
        queries = {fact: source.query for fact, source in sources[value["number"]].items()}
        seconds = float(value["seconds"])
        records.append(StageRecord(value["number"], value["key"], value["title"], seconds, value["facts"], queries))
    return tuple(records), sources


def _source(path: str, entry: Any) -> Source:
    shaped = isinstance(entry, dict) and set(entry) == {"query", "files"} and isinstance(entry["files"], dict)
    if not shaped or not isinstance(entry["query"], str) or not entry["files"]:
        refuse(path, "a source is malformed")
    for file, digest in entry["files"].items():
        named = QUERY_PATH.fullmatch(file)
        if named is None or named["name"] != entry["query"]:
            refuse(path, "a source names a file of another query")
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            refuse(path, "a source's digest is malformed")
    return Source(entry["query"], entry["files"])


def _packets(files: Mapping[str, bytes]) -> Mapping[str, PacketFiles]:
    packets: dict[str, dict[str, bytes]] = {}
    for path in sorted(files):
        named = PACKET_PATH.fullmatch(path)
        if named is not None:
            packets.setdefault(named["code"], {})[named["file"]] = files[path]
    for code, content in packets.items():
        for name in SOURCE_FILES:
            if name not in content:
                refuse(f"packets/{code}/{name}", "it is missing")
    return packets


def _attestations(
    files: Mapping[str, bytes], digest: str, run_id: str, packets: Mapping[str, PacketFiles]
) -> tuple[SignedAttestation, ...]:
    found = []
    for path in sorted(files):
        content = path.removesuffix(".sig")
        for wanted in (content, f"{content}.sig"):
            if wanted not in files:
                refuse(wanted, "it is missing")
        if path == content:
            found.append(_attestation(path, files))
    for signed in found:
        why = _stranger(signed, digest, run_id, packets)
        if why is not None:
            refuse(signed.path, why)
    return tuple(found)


def _stranger(signed: SignedAttestation, digest: str, run_id: str, packets: Mapping[str, PacketFiles]) -> str | None:
    """Why an attestation is not about this bundle; None when it is."""
    about, again = signed.attestation, signed.attestation.reproduces
    if not about.is_of(digest):
        return "it attests another bundle"
    if about.evidence_digest == digest and about.run_id != run_id:
        return "it attests another run"
    if again is not None and again.evidence_digest == digest and again.packets != pinned_digests(packets):
        return "it reproduces other packets"
    return None


def require_about(signed: SignedAttestation, bundle: Bundle) -> None:
    """Refuse an attestation that is not about this bundle, before it is laid beside it.

    Raises:
        BundleTampered: says why.
    """
    why = _stranger(signed, bundle.digest, bundle.run.run_id, bundle.packets)
    if why is not None:
        refuse(signed.path, why)


def _attestation(path: str, files: Mapping[str, bytes]) -> SignedAttestation:
    try:
        signed = parse_signed(files[path], files[f"{path}.sig"])
    except AttestationInvalidError as error:
        refuse(path, str(error))
    if signed.path != path:
        refuse(path, "it is named by another attestation")
    return signed


def pinned_digests(packets: Mapping[str, PacketFiles]) -> dict[str, str]:
    """The packet digest of every packet that was pinned, by code."""
    return {
        code: packet_digest({name: files[name] for name in SOURCE_FILES}, files[PINS])
        for code, files in packets.items()
        if PINS in files
    }
