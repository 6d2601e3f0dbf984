"""A packet in a bundle against what the facts say of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oneroof.errors import PacketMalformed
from oneroof.evidence.canonical import canonical
from oneroof.evidence.model import PINS, PacketFiles
from oneroof.packets.digest import packet_digest, source_digest
from oneroof.packets.model import Delta, Manifest
from oneroof.packets.names import parse_relation
from oneroof.packets.parse import parse

_ROWS = ("inserted", "updated", "deleted")


def packet_disagreements(
    code: str, files: PacketFiles, named: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Every word of the facts about a packet that is not its files' own, as a sentence.

    Args:
        code: the folder it stands in.
        files: its bytes; the three files and, once it was pinned, its pins.
        named: what stage 11 says of it.
        runs: what the stages that applied it measured.
    """
    sources = {name: content for name, content in files.items() if name != PINS}
    if PINS not in files:
        yield f"{code} has no {PINS}"
    elif packet_digest(sources, files[PINS]) != named["packet_digest"]:
        yield f"{code}: the packet digest of its four files is not {named['packet_digest']}"
    for item in (named, *runs):
        if item["source_digest"] != source_digest(sources):
            yield f"{code}: the source digest of its three files is not {item['source_digest']}"
    try:
        manifest = parse(sources).manifest
    except PacketMalformed as error:
        yield f"{code}: {error.message}"
        return
    yield from _declared(code, named, manifest)
    for run in runs:
        if run["deviation"] is None:
            yield from _measured(code, run, manifest)


def _declared(code: str, named: Mapping[str, Any], manifest: Manifest) -> Iterator[str]:
    file = f"commit_ready_{code.removesuffix('_COMMIT').lower()}.sql"
    declared = {
        "code": manifest.code,
        "title": manifest.title,
        "phase": manifest.phase,
        "automation": manifest.automation,
        "rollback_within": manifest.rollback.within,
        "guards": [guard.name for guard in manifest.guard],
        "deltas": [delta.as_fact() for delta in manifest.delta],
        "file": file,
        "command": f"psql -v ratified_apr=<APR-CODE> -f {file}",
    }
    for name, value in declared.items():
        if canonical(named[name]) != canonical(value):
            yield f"{code}: {name} in the facts is not what the packet says"


def _measured(code: str, run: Mapping[str, Any], manifest: Manifest) -> Iterator[str]:
    """Rows and objects that a stage measured are those that the packet declares."""
    declared = {delta.name: delta for delta in manifest.delta}
    measured = {parse_relation(delta["table"]): delta for delta in run["deltas"]}
    for name in sorted({*declared, *measured}):
        rows = [measured.get(name, {}).get(what, 0) for what in _ROWS]
        if not _within(rows, declared.get(name)):
            yield f"{code}: the rows written in {'.'.join(name)} are not those that packet.toml declares"
    changed = {(item["object"], item["change"]) for item in run["catalog"]}
    for item in manifest.catalog:
        if (item.object, item.change) not in changed:
            yield f"{code}: {item.object} is declared as {item.change} and was not found so"


def _within(rows: Sequence[int], declared: Delta | None) -> bool:
    if declared is None:
        return not any(rows)
    allowed = (getattr(declared, what) for what in _ROWS)
    return all(
        count.min <= number and (count.max is None or number <= count.max)
        for number, count in zip(rows, allowed, strict=True)
    )
