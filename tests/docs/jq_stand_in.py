"""What the manuals ask of jq, in Python: for machines without it, and to hold the pages' two programs word for word.

Usage as jq's, for what the pages use: paths (``.a.b``), ``.``, and the programs below; any other is refused.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FILES = '.files | to_entries[] | "\\(.value.sha256)  \\(.key)"'
ACT = (
    '{type: "oneroof-act-v1", apr_code, statement_digest: $digest, meaning: $meaning, member_ref: $who,'
    " printed_name: $name, signed_at: $now, authority_digest: .authority.digest,"
    " databases: ([.subjects[].database] | unique_by(.database_uid)),"
    " log_heads: $file[0].log_heads, seen: [], reason: $reason}"
)


def _act(statement: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    databases = {item["database"]["database_uid"]: item["database"] for item in statement["subjects"]}
    return {
        "type": "oneroof-act-v1",
        "apr_code": statement["apr_code"],
        "statement_digest": given["digest"],
        "meaning": given["meaning"],
        "member_ref": given["who"],
        "printed_name": given["name"],
        "signed_at": given["now"],
        "authority_digest": statement["authority"]["digest"],
        "databases": [databases[uid] for uid in sorted(databases)],
        "log_heads": given["file"]["log_heads"],
        "seen": [],
        "reason": given["reason"],
    }


def answer(program: str, value: Any, given: Mapping[str, Any]) -> list[Any]:
    """What the program gives for one value.

    Raises:
        ValueError: a program that no page uses.
    """
    words = " ".join(program.split())
    if words == " ".join(FILES.split()):
        return [f"{entry['sha256']}  {name}" for name, entry in value["files"].items()]
    if words == ACT:
        return [_act(value, given)]
    if not words.startswith(".") or " " in words:
        raise ValueError(f"the pages' programs are not these any more: {words}")
    for name in filter(None, words.split(".")):
        value = value[name]
    return [value]


def main(words: Sequence[str]) -> None:
    """Read options, the program and one file; write what jq would."""
    rest, options, given = list(words), "", {}
    positional: list[str] = []
    while rest:
        word = rest.pop(0)
        if word == "--arg":
            name, text = rest.pop(0), rest.pop(0)
            given[name] = text
        elif word == "--slurpfile":
            name, file = rest.pop(0), rest.pop(0)
            given[name] = json.loads(Path(file).read_bytes())
        elif word.startswith("-"):
            options += word[1:]
        else:
            positional.append(word)
    program, file = positional
    for item in answer(program, json.loads(Path(file).read_bytes()), given):
        if "r" in options and isinstance(item, str):
            text = item
        else:
            compact = (",", ":") if "c" in options else None
            indent = None if "c" in options else 2
            text = json.dumps(item, ensure_ascii=False, sort_keys="S" in options, separators=compact, indent=indent)
        sys.stdout.buffer.write((text if "j" in options else text + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1:])
