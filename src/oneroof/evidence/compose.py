"""From a run's records to the bytes of its bundle. Query texts come from the package; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oneroof.errors import OneroofError
from oneroof.evidence.canonical import canonical, parse_canonical, sha256_hex
from oneroof.evidence.model import (
    DIGEST_FILE,
    FORMAT,
    MANIFEST,
    RUN,
    VERDICT,
    Bundle,
    PacketFiles,
    RunFacts,
    Source,
)
from oneroof.evidence.parse import parse_bundle
from oneroof.pg import queries
from oneroof.verdict.judge import conclude
from oneroof.verdict.model import Conclusion, StageRecord


def compose_bundle(
    run: RunFacts,
    records: Sequence[StageRecord],
    packets: Mapping[str, PacketFiles],
    conclusion: Conclusion,
) -> tuple[dict[str, bytes], Bundle]:
    """Every file of a bundle by its path below ``evidence/``, and the bundle that reading them gives.

    Args:
        run: what is true of the whole run.
        records: the stages, in order.
        packets: by code, the packet's files byte for byte, ``pins.toml`` among them once it was pinned.
        conclusion: what was concluded from the records; it must follow from them as they are written.

    Raises:
        OneroofError: a fact that evidence cannot hold, a source that is no query, a conclusion that does not follow.
    """
    files: dict[str, bytes] = {RUN: canonical(run.as_fact())}
    kept: list[StageRecord] = []
    majors = run.majors or _measured_majors(records)
    for record in records:
        files[f"facts/{record.number:02d}-{record.key}.json"] = content = _stage(record, majors, files)
        kept.append(_as_written(record, parse_canonical(content)))
    for code, packet in packets.items():
        files.update({f"packets/{code}/{name}": bytes(content) for name, content in packet.items()})
    files[VERDICT] = canonical(_following(kept, conclusion).as_fact(kept))
    manifest = canonical(
        {
            "format": FORMAT,
            "run_id": run.run_id,
            "tool_version": run.tool_version,
            "files": {path: {"bytes": len(content), "sha256": sha256_hex(content)} for path, content in files.items()},
        }
    )
    files[MANIFEST] = manifest
    # the form of sha256sum, so that `sha256sum -c evidence.sha256` checks it without us
    files[DIGEST_FILE] = f"{sha256_hex(manifest)}  {MANIFEST}\n".encode()
    return files, parse_bundle(files)


def _measured_majors(records: Sequence[StageRecord]) -> tuple[int, ...]:
    """Production's major version, as stage 01 measured it."""
    majors = (record.facts.get("server_major") for record in records if record.key == "preflight")
    return tuple(major for major in majors if isinstance(major, int))


def _stage(record: StageRecord, majors: Sequence[int], files: dict[str, bytes]) -> bytes:
    """The bytes of a stage's file; the texts of the queries that it names are added to ``files``."""
    sources = {fact: _source(record, fact, name, majors, files) for fact, name in record.sources.items()}
    return canonical(
        {
            "number": record.number,
            "key": record.key,
            "title": record.title,
            "seconds": record.seconds,
            "facts": record.facts,
            "sources": {fact: source.as_fact() for fact, source in sources.items()},
        }
    )


def _source(record: StageRecord, fact: str, name: str, majors: Sequence[int], files: dict[str, bytes]) -> Source:
    try:
        plain = queries.load(name)
        texts = {f"queries/{name}@{major}.sql": queries.load(name, major) for major in majors}
    except KeyError as error:
        raise OneroofError(
            f"Stage {record.number:02d} names {name!r} as the source of {fact}, which is no query."
        ) from error
    used = {f"queries/{name}.sql" if query == plain else path: query for path, query in texts.items()}
    used = used or {f"queries/{name}.sql": plain}
    files.update({path: query.text.encode() for path, query in used.items()})
    return Source(name, {path: query.sha256 for path, query in used.items()})


def _as_written(record: StageRecord, content: Mapping[str, Any]) -> StageRecord:
    return StageRecord(
        record.number, record.key, content["title"], float(content["seconds"]), content["facts"], record.sources
    )


def _following(records: Sequence[StageRecord], conclusion: Conclusion) -> Conclusion:
    """What the facts give in the form in which they are kept: rounding must not have turned any word of it."""
    again = conclude(records)
    if _words(again) != _words(conclusion):
        raise OneroofError("The conclusion does not follow from the facts as they are kept; nothing was written.")
    return again


def _words(conclusion: Conclusion) -> tuple[object, ...]:
    stages = tuple(judgement.verdict for judgement in conclusion.judgements)
    return conclusion.verdict, stages, tuple((action.action, action.verdict) for action in conclusion.actions)
