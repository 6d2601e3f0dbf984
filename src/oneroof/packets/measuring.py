"""Steps 6 and 12: what is measured at the start and once more after the operation, as a script. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oneroof.packets.model import Direction
from oneroof.packets.script import Ask, Fragment, Name, Node, Piece, Plan, Queries, Refusal, Set, Value, Var, When

#: What no packet changes and is slow to read: the built-in objects are stamped in a quicker way; what belongs to the
#: server is in no inventory (its counters say when it is written).
_NOT_READ = ("fingerprint/catalog/builtins",)
#: What PostgreSQL shows to few roles, each read where this role may.
_HIDDEN = ("user_mapping_options", "subscription_connections")
_MEASURING, _UNDO, _FORGET = (
    Ask(f"packets/{name}") for name in ("savepoint", "rollback_to_savepoint", "release_savepoint")
)
Side = Mapping[str, Any]


def measure_start(side: Side, direction: Direction) -> Iterator[Node]:
    """6: everything that step 12 measures again. The counters come last: reading them is no write."""
    yield from _read_state("start_")
    yield from _read_inventory("start_", direction)
    yield Set("large_tables", "[]")
    yield from _nothing_measured("start_")
    for place, delta in enumerate(side["deltas"]):
        yield from _size(direction, place)
        yield from _measure_table(delta, direction, place, "start_", {})
    yield from read_sequences("start_")
    yield from measure_sets(side, "start_")
    yield Ask("packets/read_counters", into="start_")


def measure_end(side: Side, direction: Direction) -> Iterator[Node]:
    """12, first half: the same once more. The counters come first: what is written was written before."""
    yield Ask("packets/read_counters", into="end_")
    yield Ask("packets/subtract_counters", _both("counters"), into="end_")
    yield from _read_state("end_")
    yield Ask("packets/judge_moved", {**_both("stamps"), "writes": Var("end_writes")}, into="catalog_")
    for name in ("relations", "unmodelled"):
        yield Set(f"end_{name}", Var(f"start_{name}"))
    for name in ("core_changes", "end_changes"):
        yield Set(name, "[]")
    yield When(
        "catalog_moved",
        (
            *_read_inventory("end_", direction),
            Ask("packets/compare_catalog", _both("inventory"), into="end_"),
            Ask("packets/compare_catalog", _both("core"), into="core_"),
        ),
    )
    yield from _nothing_measured("end_")
    for place, delta in enumerate(side["deltas"]):
        known: dict[str, Value] = {"start": Var(f"start_{place}_columns")}
        yield from _measure_table(delta, direction, place, "end_", known)
    yield Ask("packets/compare_files", _both("files"), into="changed_")


def measure_sets(side: Side, prefix: str) -> Iterator[Node]:
    """Digests of the sets that the guards range over, by name."""
    yield Set(f"{prefix}sets", "{}")
    for view in side["sets"]["views"]:
        refusal = Refusal(f"rows of {view['view']}", "to be readable")
        yield Ask(
            "packets/digest_set", pieces={"relation": Name(view["schema"], view["name"])}, into="set_", refusal=refusal
        )
        parameters: dict[str, Value] = {"sets": Var(f"{prefix}sets"), "name": view["view"], "digest": Var("set_digest")}
        yield Ask("packets/add_set", parameters, into=prefix)


def read_sequences(prefix: str) -> Iterator[Node]:
    """The values of all sequences; they follow no transaction."""
    yield Ask("packets/quote_sequences", pieces={"sequences": Queries("fingerprint/list_sequences")}, into="sequences_")
    yield Ask("packets/read_sequences", pieces={"sequences": Fragment("sequences_quoted")}, into=prefix)


def _both(name: str) -> dict[str, Value]:
    return {"start": Var(f"start_{name}"), "now": Var(f"end_{name}")}


def _nothing_measured(prefix: str) -> Iterator[Node]:
    yield Set(f"{prefix}rows", "{}")
    yield Set(f"{prefix}whole", "{}")


def _read_state(prefix: str) -> Iterator[Node]:
    """Everything but rows and the inventory."""
    yield Ask("packets/read_backend", into=prefix)
    yield Ask("packets/stamp_builtins", into=prefix)
    yield Ask("packets/read_files", into=prefix)
    yield Ask("packets/stamp_catalog", pieces={"stamps": Queries("fingerprint/stamp_catalog")}, into=prefix)


def _read_inventory(prefix: str, direction: Direction) -> tuple[Node, ...]:
    """The catalog by name. Locks that reading takes are given back, so that those of the operation can be told."""
    salt = Var("salt")
    hidden: list[Node] = [Set("catalog_hidden", "[]"), Ask("fingerprint/hidden/readable", into="readable_")]
    for name in _HIDDEN:
        parameters: dict[str, Value] = {"salt": salt, "hidden": Var("catalog_hidden")}
        facets = {"facets": Queries(f"fingerprint/hidden/{name}")}
        hidden.append(When(f"readable_{name}", (Ask("packets/list_hidden", parameters, facets, into="catalog_"),)))
    return (
        _MEASURING,
        *hidden,
        Ask(
            "packets/read_inventory",
            {
                "salt": salt,
                "hidden": Var("catalog_hidden"),
                "core": Var("core_names"),
                "relations": Plan((direction, "relations")),
            },
            {"catalog": Queries("fingerprint/catalog/", without=_NOT_READ)},
            into=prefix,
        ),
        Ask(
            "packets/quote_unknown_catalogs",
            pieces={"catalogs": Queries("fingerprint/list_unknown_catalogs")},
            into="catalogs_",
        ),
        Ask(
            "packets/count_unmodelled",
            pieces={"known": Queries("fingerprint/count_unmodelled"), "unknown": Fragment("catalogs_unknown")},
            into=prefix,
        ),
        _UNDO,
        _FORGET,
    )


def _size(direction: Direction, place: int) -> Iterator[Node]:
    """Whether a written table is too large to be read twice under lock; kept for the end."""
    at = (direction, "deltas", str(place))
    named: dict[str, Value] = {"schema": Plan((*at, "schema")), "name": Plan((*at, "name"))}
    yield Ask("packets/size_table", {**named, "below": Plan(("measure_full_below",))}, into=f"table_{place}_")
    large: dict[str, Value] = {
        "tables": Var("large_tables"),
        "table": Plan((*at, "table")),
        "large": Var(f"table_{place}_large"),
    }
    yield Ask("packets/add_large", large, into="large_")


def _measure_table(
    delta: Mapping[str, Any], direction: Direction, place: int, prefix: str, known: Mapping[str, Value]
) -> Iterator[Node]:
    """Count and digest the rows of one written table, where it is there and not too large."""
    at = (direction, "deltas", str(place))
    mine, table = f"{prefix}{place}_", Plan((*at, "table"))
    yield Ask(
        "packets/choose_columns",
        {
            "delta": Plan(at),
            "schema": Plan((*at, "schema")),
            "name": Plan((*at, "name")),
            "catalog": Plan((direction, "catalog")),
            "start": Plan(("absent",)),
            "large": Var(f"table_{place}_large"),
            **known,
        },
        {"columns": Queries("fingerprint/list_columns")},
        into=mine,
        judges=True,
    )
    relation = Name(delta["schema"], delta["name"])

    def digest(columns: str) -> Ask:
        pieces: dict[str, Piece] = {"columns": Fragment(f"{mine}{columns}"), "relation": relation}
        return Ask("fingerprint/digest_rows", pieces=pieces, into=mine)

    def add(query: str, measured: str) -> Ask:
        found: dict[str, Value] = {"table": table, "rows": Var(f"{mine}rows"), "total": Var(f"{mine}total")}
        return Ask(query, {"measured": Var(f"{prefix}{measured}"), **found}, into=prefix)

    yield When(
        f"{mine}measure",
        (
            digest("comparable"),
            add("packets/add_rows", "rows"),
            When(f"{mine}apart", (digest("whole"),)),
            add("packets/add_whole", "whole"),
        ),
    )
