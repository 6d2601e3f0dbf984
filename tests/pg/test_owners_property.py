"""Effective owners of many small forests and graphs at once, against a plain reckoning."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneroof.coverage.way import explain, place_of
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session
from tests.draws import SHARED, examples
from tests.matrix import sampled
from tests.pg.schema_support import ask, governed_once, undone, value

SCHEMA = {"governance": Identifier("public")}
ACTIVE = {"team:a", "team:b"}
OWNERS = ["team:a", "team:a", "team:b", "team:gone", "nobody", None]
Resolved = tuple[str, str | None, int | None, list[str] | None]
PREPARED = """
    INSERT INTO governance_ruleset (ruleset_version, active, kinds, required_kinds)
    VALUES ('graph', true, '{}', ARRAY['leaf']);
    INSERT INTO governance_principal (principal_ref, kind, display_name, active)
    VALUES ('team:a', 'team', 'A', true), ('team:b', 'team', 'B', true), ('team:gone', 'team', 'Gone', false)
"""


@dataclass
class Node:
    """An object: containers by number, all smaller than its own."""

    kind: str
    parent: int | None
    links: set[int] = field(default_factory=set)
    rows: set[str | None] = field(default_factory=set)
    gone: bool = False


def forest(choose: Callable[[int], int]) -> list[Node]:
    """A forest with links; ``choose`` gives a number below the one that it is given."""
    nodes: list[Node] = []
    for number in range(1 + choose(9)):
        node = Node(["leaf", "box"][choose(2)], choose(number) if number and choose(6) else None)
        if number > 1 and not choose(4):
            node.links = {choose(number) for _ in range(1 + choose(2))}
        if not choose(3):
            node.rows = {OWNERS[choose(len(OWNERS))] for _ in range(1 + choose(2))}
        node.gone = not choose(20)
        nodes.append(node)
    return nodes


def reckon(nodes: Sequence[Node], number: int) -> dict[int, int]:
    """The frontier: each bearer with its distance, by plain recursion."""
    node = nodes[number]
    if node.rows and not node.gone:
        return {number: 0}
    found: dict[int, int] = {}
    for above in {node.parent, *node.links} - {None}:
        for bearer, distance in reckon(nodes, above).items():  # type: ignore[arg-type] # None is taken out
            found[bearer] = min(found.get(bearer, distance + 1), distance + 1)
    return found


def said(rows: set[str | None]) -> tuple[str, Any]:
    """What the rows of one object say."""
    active = rows & ACTIVE
    if len(active) > 1 or (active and None in rows):
        return "conflict", None
    if active:
        return "owned", next(iter(active))
    if None in rows:
        return "tombstone", None
    return ("owner inactive" if "team:gone" in rows else "owner unknown"), frozenset(rows)


def expected(nodes: Sequence[Node], number: int, name: Callable[[int], str]) -> Resolved:
    """Outcome, owner, distance and sources of one object."""
    frontier = reckon(nodes, number)
    if not frontier:
        return "never owned", None, None, None
    words = {said(nodes[bearer].rows) for bearer in frontier}
    outcome, owner = words.pop() if len(words) == 1 else ("conflict", None)
    sources = sorted(frontier, key=lambda bearer: (frontier[bearer], name(bearer)))
    return (
        outcome, owner if outcome == "owned" else None, min(frontier.values()), [name(bearer) for bearer in sources]
    )  # fmt: skip


def register(session: Session, forests: Sequence[Sequence[Node]]) -> dict[str, Resolved]:
    """Put all of them into the database; gives what each object under the roof must come to."""
    answers: dict[str, Resolved] = {}
    objects, links, rows = [], [], []
    for place, nodes in enumerate(forests):

        def name(number: int, place: int = place, nodes: Sequence[Node] = nodes) -> str:
            return f"{nodes[number].kind}:f{place}.n{number}"

        for number, node in enumerate(nodes):
            parent = None if node.parent is None else name(node.parent)
            objects.append((name(number), node.kind, parent, "test", "gone" if node.gone else "active"))
            links += [(name(number), name(above), "test") for above in sorted(node.links)]
            rows += [(name(number), owner) for owner in node.rows]
            if not node.gone:
                answers[name(number)] = expected(nodes, number, name)
    for columns, values in (
        ("governance_object (object_ref, kind, parent_ref, source, status)", objects),
        ("governance_object_link (object_ref, also_in_ref, source)", links),
        ("governance_object_ownership (object_ref, owner_ref)", rows),
    ):
        with session.connection.cursor() as cursor, cursor.copy(f"COPY {columns} FROM STDIN".encode()) as copy:
            for row in values:
                copy.write_row(row)
    return answers


def hold(session: Session, forests: Sequence[Sequence[Node]]) -> None:
    """Every object as reckoned, no direct row overwritten, and the summary the sum of its parts."""
    answers = register(session, forests)
    found = {
        row["object_ref"]: row
        for row in ask(
            session,
            "SELECT object_ref, requires_owner, outcome, owner_ref, distance, source_object_ref, source_object_refs "
            "FROM v_object_owner_resolution",
        )
    }
    assert {
        ref: (row["outcome"], row["owner_ref"], row["distance"], row["source_object_refs"])
        for ref, row in found.items()
    } == answers
    columns = (
        "object_ref, requires_owner, outcome, owner_ref, distance, source_object_ref, source_object_refs, stated_owners"
    )
    by_type = f"SELECT {columns} FROM v_object_owner_resolution_by_type WHERE ownership_type = 'accountable'"
    alone = f"SELECT {columns} FROM v_object_owner_resolution"
    unequal = f"SELECT count(*) FROM (({by_type} EXCEPT {alone}) UNION ALL ({alone} EXCEPT {by_type})) AS differing"
    assert value(session, unequal) == 0
    bearers = {row["object_ref"] for row in ask(session, "SELECT object_ref FROM governance_object_ownership")}
    for ref, row in found.items():
        assert (row["distance"] == 0) == (ref in bearers), ref
        assert row["source_object_ref"] == (row["source_object_refs"] or [None])[0]
    counted: Counter[str] = Counter()
    for row in found.values():
        counted["total"] += 1
        counted["required"] += row["requires_owner"]
        counted["direct" if row["distance"] == 0 else "inherited"] += row["outcome"] == "owned"
        if row["requires_owner"] and row["outcome"] != "owned":
            counted["conflict" if row["outcome"] == "conflict" else "gap"] += 1
    coverage = session.row("coverage/read_coverage", SCHEMA)
    assert {key: coverage[key] for key in ("total", "required", "direct", "inherited", "gap", "conflict")} == {
        key: counted[key] for key in ("total", "required", "direct", "inherited", "gap", "conflict")
    }
    assert value(session, "SELECT count(*) FROM v_object_owner_conflict") == sum(
        row["outcome"] == "conflict" for row in found.values()
    )
    assert value(session, "SELECT count(*) FROM v_governance_object_circle") == 0


@pytest.fixture
def governed(server: embedded.Server) -> Iterator[Session]:
    """A session on a database with the governance part in public; undone afterwards."""
    with undone(governed_once(server.dsn)) as session:
        ask(session, PREPARED)
        yield session


@pytest.mark.parametrize("count", sampled([10_000, 500], [500]))
def test_random_graphs_agree_with_a_plain_reckoning(governed: Session, count: int) -> None:
    """All of them in one database and one question."""
    draw = random.Random(count)
    hold(governed, [forest(draw.randrange) for _ in range(count)])


@settings(max_examples=examples(6), suppress_health_check=SHARED)
@given(data=st.data())
def test_drawn_graphs_agree_with_a_plain_reckoning(governed: Session, data: st.DataObject) -> None:
    """What disagrees is made small; and one object's explanation says the same as the view."""
    draw = data.draw(st.randoms(use_true_random=False))
    graphs = [forest(draw.randrange) for _ in range(6)]
    with governed.connection.transaction(force_rollback=True):
        hold(governed, graphs)
        for row in ask(governed, "SELECT * FROM v_object_owner_resolution ORDER BY object_ref LIMIT 4"):
            asked = {"object_ref": row["object_ref"], "ownership_type": "accountable"}
            read = governed.rows("coverage/explain_owner", SCHEMA, **asked)
            explained = explain(row["object_ref"], [place_of(each) for each in read])
            assert (explained.outcome, explained.owner_ref) == (row["outcome"], row["owner_ref"])
            assert [way.bearer.object_ref for way in explained.ways] == (row["source_object_refs"] or [])
            assert (explained.ways[0].distance if explained.ways else None) == row["distance"]


@settings(max_examples=examples(10), suppress_health_check=SHARED)
@given(edges=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans()), min_size=4, max_size=14))
def test_exactly_what_closes_a_circle_is_refused(governed: Session, edges: list[tuple[int, int, bool]]) -> None:
    """Parents and links in any order: accepted as long as nothing stands in itself, and nothing else is refused."""
    links: dict[int, set[int]] = {number: set() for number in range(7)}
    parents: dict[int, set[int]] = {number: set() for number in range(7)}
    with governed.connection.transaction(force_rollback=True):
        boxes = ", ".join(f"('box:{number}', 'box', 'test')" for number in links)
        ask(governed, f"INSERT INTO governance_object (object_ref, kind, source) VALUES {boxes}")
        for lower, upper, by_link in edges:
            if lower == upper or (by_link and upper in links[lower]):
                continue
            if by_link:
                statement = f"INSERT INTO governance_object_link VALUES ('box:{lower}', 'box:{upper}', 'test')"
            else:
                statement = f"UPDATE governance_object SET parent_ref = 'box:{upper}' WHERE object_ref = 'box:{lower}'"
            if lower in _reached(parents, links, upper):
                assert governed.attempt(SQL(statement)) == "OR301", statement
                continue
            ask(governed, statement)
            if by_link:
                links[lower].add(upper)
            else:
                parents[lower] = {upper}


def _reached(parents: dict[int, set[int]], links: dict[int, set[int]], start: int) -> set[int]:
    """Everything at or above a box."""
    seen: set[int] = set()
    pending = [start]
    while pending:
        here = pending.pop()
        if here not in seen:
            seen.add(here)
            pending.extend(parents[here] | links[here])
    return seen
