"""What a bundle claims, checked again from its own bytes. Pure: no file, no database, no clock.

1. stages: twelve, whole and in order;
2. verdict: the pure function gives from the facts what ``verdict.json`` says;
3. packets: each packet's digest over its four files is the one that the facts name, the facts say what its manifest
   says, and no packet is missing or too many;
4. queries: each source's text is there with its digest, and no text is there that no fact names;
5. run: ``run.json`` and the manifest say what the stages measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oneroof.errors import PacketMalformed
from oneroof.evidence.canonical import canonical, sha256_hex
from oneroof.evidence.model import PINS, Bundle, Check, Verification
from oneroof.packets.digest import packet_digest
from oneroof.packets.model import Count, Manifest
from oneroof.packets.names import parse_relation
from oneroof.packets.parse import parse
from oneroof.verdict.judge import STAGES, conclude
from oneroof.verdict.model import Conclusion

#: What malformed facts can raise in a function that was written for well-formed ones.
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError, RecursionError)


def check_bundle(bundle: Bundle) -> Verification:
    """Check everything that can be checked without a database; the verdict is PASS only when all of it holds."""
    conclusion = _concluded(bundle)
    checks = (
        Check("digests", True, f"{len(bundle.files)} files are byte for byte those of the manifest"),
        _check("stages", _stages(bundle), "twelve stages, in order"),
        _check("verdict", _verdict(bundle, conclusion), "the facts give what verdict.json says"),
        _check("packets", _packets(bundle), f"{len(bundle.packets)} packets have the digests that the facts name"),
        _check("queries", _queries(bundle), f"{len(bundle.queries)} query texts have the digests that the facts name"),
        _check("run", _run(bundle), "run.json says what the stages measured"),
    )
    passed = conclusion is not None and conclusion.verdict == "PASS" and all(check.ok for check in checks)
    return Verification("PASS" if passed else "FAIL", checks, bundle.digest, conclusion)


def _check(name: str, faults: Iterator[str], otherwise: str) -> Check:
    try:
        found = list(faults)
    except _MALFORMED as error:
        found = [f"the facts are malformed ({type(error).__name__})"]
    return Check(name, not found, "; ".join(found) if found else otherwise)


def _concluded(bundle: Bundle) -> Conclusion | None:
    try:
        return conclude(bundle.records)
    except _MALFORMED:
        return None


def _stages(bundle: Bundle) -> Iterator[str]:
    found = [(record.number, record.key, record.title) for record in bundle.records]
    if found != list(STAGES):
        yield f"the stages are {', '.join(f'{number:02d} {key}' for number, key, _ in found) or 'none'}"


def _verdict(bundle: Bundle, conclusion: Conclusion | None) -> Iterator[str]:
    if conclusion is None:
        yield "the facts are malformed, no verdict follows from them"
        return
    computed = conclusion.as_fact(bundle.records)
    if canonical(computed) == canonical(bundle.concluded):
        return
    said = bundle.concluded.get("verdict")
    if computed["verdict"] != said:
        yield f"the facts give {computed['verdict']}, verdict.json says {said}"
    for part in sorted({*computed, *bundle.concluded} - {"verdict"}):
        if part not in computed or part not in bundle.concluded:
            yield f"{part} stands on one side only"
        elif canonical(computed[part]) != canonical(bundle.concluded[part]):
            yield f"{part} in verdict.json is not what the facts give"


def _facts(bundle: Bundle, key: str) -> Mapping[str, Any]:
    return next((record.facts for record in bundle.records if record.key == key), {})


def _packets(bundle: Bundle) -> Iterator[str]:
    named = {item["code"]: item for item in _facts(bundle, "rollout_packet").get("packets", [])}
    for code in sorted({*named, *bundle.packets}):
        if code not in bundle.packets:
            yield f"{code} is named by the facts and not in the bundle"
        elif code not in named:
            yield f"{code} is in the bundle and not named by the facts"
        else:
            yield from _packet(code, named[code], dict(bundle.packets[code]))


def _packet(code: str, named: Mapping[str, Any], files: dict[str, bytes]) -> Iterator[str]:
    if PINS not in files:
        yield f"{code} has no {PINS}"
    if packet_digest(files) != named["packet_digest"]:
        yield f"{code}: the packet digest of its files is not {named['packet_digest']}"
    files.pop(PINS, None)
    if packet_digest(files) != named["source_digest"]:
        yield f"{code}: the source digest of its files is not {named['source_digest']}"
    try:
        manifest = parse(files).manifest
    except PacketMalformed as error:
        yield f"{code}: {error.message}"
        return
    for name in ("code", "title", "phase", "automation"):
        if named[name] != getattr(manifest, name):
            yield f"{code}: the facts say {name} {named[name]}, packet.toml says {getattr(manifest, name)}"
    if named["rollback_within"] != manifest.rollback.within:
        yield f"{code}: the facts say another time for the rollback than packet.toml"
    yield from _deltas(code, named["deltas"], manifest)


def _deltas(code: str, deltas: Sequence[Mapping[str, Any]], manifest: Manifest) -> Iterator[str]:
    """Every delta of the facts is within the declared one, and every declared one is there."""
    declared = {delta.name: delta for delta in manifest.delta}
    stated = {parse_relation(delta["table"]): delta for delta in deltas}
    for name in sorted({*declared, *stated}):
        for what in ("inserted", "updated", "deleted"):
            allowed = getattr(declared[name], what) if name in declared else Count(min=0, max=0)
            if not _within(stated.get(name, {}).get(what, 0), allowed):
                yield f"{code}: rows {what} in {'.'.join(name)} are not those that packet.toml declares"


def _within(rows: Any, allowed: Count) -> bool:
    """Whether a number of rows, or a range as the manifest writes it, is the declared one."""
    if isinstance(rows, Mapping):
        return (rows.get("min", 0), rows.get("max")) == (allowed.min, allowed.max)
    return isinstance(rows, int) and allowed.min <= rows and (allowed.max is None or rows <= allowed.max)


def _queries(bundle: Bundle) -> Iterator[str]:
    named: set[str] = set()
    for number, sources in bundle.sources.items():
        for fact, source in sources.items():
            for path, digest in source.files.items():
                named.add(path)
                if path not in bundle.queries:
                    yield f"{path}, the source of {fact} in stage {number:02d}, is not in the bundle"
                elif sha256_hex(bundle.queries[path]) != digest:
                    yield f"{path} is not the text that gave {fact} in stage {number:02d}"
    for path in sorted(set(bundle.queries) - named):
        yield f"{path} gave no fact"


def _run(bundle: Bundle) -> Iterator[str]:
    run, preflight = bundle.run, _facts(bundle, "preflight")
    measured = {
        "production": (run.production, preflight.get("identity", run.production)),
        "programme": (run.programme, preflight.get("programme", run.programme)),
        "clone": (run.clone, _facts(bundle, "clone").get("clone", run.clone)),
    }
    for name, (said, found) in measured.items():
        if canonical(said) != canonical(found):
            yield f"{name} in run.json is not what the stages measured"
    majors = (preflight.get("server_major"), None)
    if run.majors and run.majors[0] not in majors:
        yield "majors in run.json are not what the stages measured"
