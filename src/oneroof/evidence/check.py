"""What a bundle claims, checked again from its own bytes. Pure: no file, no database, no clock.

1. stages: twelve, whole and in order;
2. verdict: the pure function gives from the facts what ``verdict.json`` says;
3. packets: each packet's digest over its four files is the one that the facts name, the facts say what its manifest
   says, and no packet is missing or too many;
4. queries: each source's text is there with its digest, and no text is there that no fact names;
5. run: ``run.json`` says what the stages measured;
6. facts: what is said in several places is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oneroof import __version__
from oneroof.evidence.agree import disagreements
from oneroof.evidence.canonical import canonical, sha256_hex
from oneroof.evidence.model import Bundle, Check, Verification
from oneroof.evidence.packets import packet_disagreements
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
        _check("packets", _packets(bundle), _have_digests(len(bundle.packets), "packet")),
        _check("queries", _queries(bundle), _have_digests(len(bundle.queries), "query text")),
        _check("run", _run(bundle), "run.json says what the stages measured"),
        _check("facts", _agreement(bundle), "facts that stand in several places agree"),
    )
    passed = conclusion is not None and conclusion.verdict == "PASS" and all(check.ok for check in checks)
    return Verification("PASS" if passed else "FAIL", checks, bundle.digest, conclusion)


def _have_digests(number: int, what: str) -> str:
    having = f"{what} has the digest" if number == 1 else f"{what}s have the digests"
    return f"{number} {having} that the facts name"


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
    if bundle.run.tool_version != __version__:
        # Another version puts its findings in other words; what counts is each stage's verdict.
        yield from _stage_verdicts(computed, bundle.concluded)
        return
    for part in sorted({*computed, *bundle.concluded} - {"verdict"}):
        if part not in computed or part not in bundle.concluded:
            yield f"{part} stands on one side only"
        elif canonical(computed[part]) != canonical(bundle.concluded[part]):
            yield f"{part} in verdict.json is not what the facts give"


def _stage_verdicts(computed: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[str]:
    here, there = (
        {str(stage["key"]): stage["verdict"] for stage in document["stages"]} for document in (computed, said)
    )
    for key in sorted({*here, *there}):
        if here.get(key) != there.get(key):
            yield f"the facts give {here.get(key)} for {key}, verdict.json says {there.get(key)}"


def _agreement(bundle: Bundle) -> Iterator[str]:
    return disagreements(bundle.run, {record.key: record.facts for record in bundle.records})


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
            yield from packet_disagreements(code, bundle.packets[code], named[code], _runs(bundle, code))


def _runs(bundle: Bundle, code: str) -> list[Mapping[str, Any]]:
    """What the stages say of their applying the packet."""
    scanned = _facts(bundle, "scan_write").get("packet")
    ran = [*_facts(bundle, "seed").get("packets", []), *([scanned] if scanned else [])]
    return [item for item in ran if item["code"] == code]


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
