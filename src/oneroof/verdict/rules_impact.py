"""The rules of stage 10 about its way: by production's write-ahead log, or by everything read again.

The log lets tables keep their digests. That it was read, and read rightly, these rules cannot show: whether a table is
as it was is decided where the log is (`oneroof.fingerprint.wal_changes`). What they show is that the evidence fits
itself: the log's figures each other, the figures of stage 01, and what was found changed. Whoever makes up a log must
make up one that fits; an attestor vouches for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oneroof.fingerprint.wal_changes import ENDS, REASONS, STILL, position
from oneroof.verdict.findings import Earlier, Findings, must, some
from oneroof.verdict.model import Facts


def way(facts: Facts, earlier: Earlier) -> Findings:
    """The evidence says which way was gone; by the log, its figures hold together, and no more is shown by them."""
    wal = facts["wal"]
    yield from must(
        wal["kept"] >= 0 and wal["digested"] >= 0 and wal["tables"] == wal["kept"] + wal["digested"],
        "wal-count",
        "The tables are not those that kept their digests and those that were digested again.",
    )
    if facts["impact_by"] == "wal":
        yield from _by_wal(facts, wal, earlier["preflight"])
        return
    yield from must(
        facts["impact_by"] == "fingerprint" and isinstance(wal["why_not"], str) and wal["why_not"].strip() != "",
        "wal-unsaid",
        "It is not said why the log does not prove the impact.",
    )
    yield from must(
        wal["kept"] == 0 and not facts["wal_relations"] and "from" not in wal,
        "wal-kept",
        "A table kept its digest although the log proves nothing.",
    )


def _by_wal(facts: Facts, wal: Facts, preflight: Facts) -> Findings:
    noted = preflight["wal"]
    yield from must(
        wal["why_not"] is None
        and noted["why_not"] is None
        and (wal["from"], wal["timeline"]) == (noted["position"], noted["timeline"]),
        "wal-start",
        "The log was not read from where stage 01 noted its position.",
    )
    yield from must(
        0 <= wal["bytes"] == position(wal["to"]) - position(wal["from"]),
        "wal-bytes",
        "The bytes of the log are not those between its positions.",
    )
    kinds, ended = wal["kinds"], wal["transactions"]
    yield from must(
        wal["records"] == sum(kinds.values()) and all(count > 0 for count in kinds.values()),
        "wal-records",
        "The records of the log are not the sum of their kinds.",
    )
    for name, word in (("committed", "COMMIT"), ("aborted", "ABORT")):
        seen = any(kind.startswith(f"Transaction/{word}") for kind in kinds)
        yield from must(ended[name] == 0 or seen, "wal-ends", f"No record shows the transactions that {name}.")
    same = [name for name in ("catalog", "cluster") if facts["branches_before"][name] == facts["branches_after"][name]]
    yield from must(
        wal["catalog_kept"] is False
        or (
            wal["catalog_kept"] is True
            and len(same) == len(("catalog", "cluster"))
            and STILL.issuperset(wal["catalogs"])
        ),
        "wal-catalog",
        "The catalog was not read again although the log shows that it was written.",
    )
    broken = sorted(ENDS.keys() & kinds.keys())
    yield from must(not broken, "wal-broken", f"The log is not of one life of the server: {some(broken)}.")
    yield from _relations(facts, wal, preflight)


def _relations(facts: Facts, wal: Facts, preflight: Facts) -> Findings:
    relations = facts["wal_relations"]
    named = {item["object"] for item in relations}
    yield from must(
        len(named) == len(relations)
        and all(item["why"] and set(item["why"]) <= REASONS for item in relations)
        and all((item["records"] > 0) is ("written" in item["why"]) for item in relations)
        and all(_in_order(item["transactions"], item["records"]) for item in relations)
        and sum(item["records"] for item in relations) <= _on_tables(wal["kinds"]),
        "wal-relations",
        "The tables that the log names are not named by what it says of them.",
    )
    yield from must(
        wal["digested"] <= len(named) and wal["kept"] <= preflight["fingerprint"]["tables"],
        "wal-kept",
        "More tables kept their digests than the log and stage 01 let.",
    )
    unnamed = sorted(_still_there(facts) - named)
    yield from must(not unnamed, "wal-disagrees", f"Changed, and the log does not name it: {some(unnamed)}.")


def _in_order(ids: Sequence[int], records: int) -> bool:
    """The first and the last transaction of those that wrote, or none where none did."""
    return not ids or (records > 0 and len(ids) == len(("first", "last")) and ids[0] <= ids[1])


def _on_tables(kinds: Mapping[str, int]) -> int:
    """Records that can have written rows: each is of one table."""
    return sum(count for kind, count in kinds.items() if kind.startswith(("Heap/", "Heap2/", "XLOG/FPI")))


def _still_there(facts: Facts) -> set[str]:
    """Objects with rows that were not removed as a whole: what is gone cannot be named by the log any more."""
    return {
        item["object"]
        for item in facts["changed_by_others"]
        if item["branch"] == "data" and item["change"] != "removed"
    }
