"""Every kind of object that bears an expression: what reads alike may be real, what reads otherwise cosmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from oneroof.fingerprint.model import Difference
from oneroof.fingerprint.witness.judge import WAYS
from oneroof.pg.server import Server
from tests.conftest import VERSIONS
from tests.matrix import sampled
from tests.pg.fingerprint_world import run, scratch_database
from tests.pg.reload_world import Pair, judged, portable

#: Two of each, of one name in two schemas.
BASE = """
CREATE SCHEMA one; CREATE SCHEMA two;
CREATE TABLE t (x varchar, y integer, z varchar); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $p$ BEGIN RETURN NEW; END $p$;
DO $$ DECLARE called text; BEGIN FOREACH called IN ARRAY '{one,two}'::text[] LOOP
    EXECUTE replace($s$
        CREATE FUNCTION S.f(varchar) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
        CREATE FUNCTION S.k(varchar) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
        CREATE FUNCTION S.h(varchar) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
        CREATE FUNCTION S.h(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END';
        CREATE FUNCTION S.same(varchar, varchar) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
        CREATE OPERATOR S.=== (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = S.same);
        CREATE COLLATION S.c FROM "C";
        CREATE TYPE S.mood AS ENUM ('sad', 'ok');
        CREATE FUNCTION S.g(S.mood) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
        CREATE DOMAIN S.code AS varchar
    $s$, 'S.', called || '.');
END LOOP; END $$;
"""
_WRITTEN = "({x} IN ('a', 'b') AND {f})"
_READ = "(({x})::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]) AND {f})"


@dataclass(frozen=True)
class Change:
    """An expression in production, the one in its place in the clone, and what must be told."""

    production: str
    clone: str
    kind: str = "real"
    says: str = "gives another definition"


#: ``{x}`` is a varchar: a column, a VALUE, a constant.
CHANGES = {
    "function": Change("one.f({x})", "two.f({x})"),
    "overload": Change("one.h({x})", "one.h({x}::text)"),
    "operator": Change("({x} OPERATOR(one.===) 'a')", "({x} OPERATOR(two.===) 'a')"),
    "collation": Change("({x} < ('b' COLLATE one.c))", "({x} < ('b' COLLATE two.c))"),
    "label": Change("(one.g('ok') AND {x} IS NULL)", "(one.g('sad') AND {x} IS NULL)"),
    "domain": Change("({x}::one.code IS NOT NULL)", "({x}::two.code IS NOT NULL)"),
    "no_cast": Change("({x}::one.code IS NOT NULL)", "({x} IS NOT NULL)"),
    "list": Change("({x} IN ('a', 'b'))", "({x} IN ('a', 'c'))"),
    "reads": Change(
        _WRITTEN.format(x="{x}", f="one.f({x})"), _READ.format(x="{x}", f="one.f({x})"), "cosmetic", "are equal"
    ),
    "damaged": Change(
        _WRITTEN.format(x="{x}", f="one.k({x})"),
        _READ.format(x="{x}", f="one.k({x})"),
        says="gives another dependencies",
    ),
}
#: The catalog's own note of what needs ``one.k`` is taken away in the clone: equal texts, other dependencies.
DAMAGE = "DELETE FROM pg_depend WHERE refobjid = 'one.k(varchar)'::regprocedure"


@dataclass(frozen=True)
class Kind:
    """How an object of a kind is made with an expression ``{e}`` and a name ``{n}``, and the lines that tell of it."""

    make: str
    lines: tuple[str, ...]
    x: str = "x"


_CONSTANT = "'a'::varchar"
KINDS = {
    "view": Kind("CREATE VIEW {n} AS SELECT y FROM t WHERE {e}", ("view:public.{n} definition",)),
    "matview": Kind(
        "CREATE MATERIALIZED VIEW {n} AS SELECT {e} AS e FROM t", ("materialized_view:public.{n} definition",)
    ),
    "rule": Kind(
        "CREATE RULE {n} AS ON UPDATE TO t WHERE {e} DO INSTEAD NOTHING", ("rule:public.t.{n} definition",), "old.x"
    ),
    "action": Kind(
        "CREATE RULE {n} AS ON DELETE TO t DO ALSO UPDATE t SET y = 1 WHERE {e}",
        ("rule:public.t.{n} definition",),
        "old.z",
    ),
    "predicate": Kind("CREATE INDEX {n} ON t (y) WHERE {e}", ("index:public.{n} definition",)),
    "expression": Kind("CREATE INDEX {n} ON t (y, ({e}))", ("index:public.{n} definition",)),
    "exclusion": Kind(
        "ALTER TABLE t ADD CONSTRAINT {n} EXCLUDE USING btree (y WITH =) WHERE ({e})",
        ("constraint:public.t.{n} definition", "index:public.{n} definition"),
    ),
    "check": Kind("ALTER TABLE t ADD CONSTRAINT {n} CHECK ({e})", ("constraint:public.t.{n} definition",)),
    "domain_check": Kind(
        "CREATE DOMAIN {n} AS varchar CONSTRAINT c CHECK ({e})", ("constraint:public.{n}.c definition",), "VALUE"
    ),
    "domain_default": Kind("CREATE DOMAIN {n} AS boolean DEFAULT ({e})", ("type:public.{n} default",), _CONSTANT),
    "default": Kind("ALTER TABLE t ADD {n} boolean DEFAULT ({e})", ("column:public.t.{n} default",), _CONSTANT),
    "generated": Kind(
        "CREATE TABLE {n} (x varchar, g boolean GENERATED ALWAYS AS ({e}) STORED)", ("column:public.{n}.g generated",)
    ),
    "policy": Kind(
        "CREATE POLICY {n} ON t USING ({e}) WITH CHECK ({e})",
        ("policy:public.t.{n} using", "policy:public.t.{n} with_check"),
    ),
    "trigger": Kind(
        "CREATE TRIGGER {n} BEFORE UPDATE OF y ON t FOR EACH ROW WHEN ({e}) EXECUTE FUNCTION touch()",
        ("trigger:public.t.{n} definition",),
        "OLD.x",
    ),
    "body": Kind(
        "CREATE FUNCTION {n}(x varchar) RETURNS boolean LANGUAGE sql RETURN {e}",
        ("function:public.{n}(character varying) body",),
    ),
    "procedure": Kind(
        "CREATE PROCEDURE {n}(x varchar) LANGUAGE sql BEGIN ATOMIC DELETE FROM t WHERE {e}; END",
        ("procedure:public.{n}(character varying) body",),
        "t.x",
    ),
    "argument": Kind(
        "CREATE FUNCTION {n}(e boolean DEFAULT ({e})) RETURNS void LANGUAGE plpgsql AS $p$ BEGIN END $p$",
        ("function:public.{n}(boolean) arguments",),
        _CONSTANT,
    ),
    "procedure_argument": Kind(
        "CREATE PROCEDURE {n}(e boolean DEFAULT ({e})) LANGUAGE plpgsql AS $p$ BEGIN END $p$",
        ("procedure:public.{n}(boolean) arguments",),
        _CONSTANT,
    ),
    "statistics": Kind("CREATE STATISTICS {n} ON ({e}) FROM t", ("statistics:public.{n} definition",)),
    "key": Kind("CREATE TABLE {n} (x varchar) PARTITION BY LIST (({e}))", ("table:public.{n} partition_key",)),
}
_PARTED = "CREATE TABLE parted (x varchar) PARTITION BY LIST (x); "
#: What user-defined functions cannot stand in: production's, the clone's, the line, what it must say.
OTHERS = (
    (
        _PARTED + "CREATE TABLE part PARTITION OF parted FOR VALUES IN ('a')",
        _PARTED + "CREATE TABLE part PARTITION OF parted FOR VALUES IN ('b')",
        "table:public.part partition_bound",
    ),
    (
        "CREATE PUBLICATION p FOR TABLE t WHERE (x < ('b' COLLATE \"C\"))",
        "CREATE PUBLICATION p FOR TABLE t WHERE (x < ('b' COLLATE \"POSIX\"))",
        "published:p.public.t row_filter",
    ),
    (
        "CREATE FUNCTION string() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE FUNCTION string() RETURNS boolean LANGUAGE sql AS 'SELECT false'",
        "function:public.string() body",
    ),
)
#: As `OTHERS`, from PostgreSQL 18 on.
NEWER = (
    (
        "CREATE TABLE virtual (x varchar, g boolean GENERATED ALWAYS AS (x IN ('a', 'b')))",
        "CREATE TABLE virtual (x varchar, g boolean GENERATED ALWAYS AS (x IN ('a', 'c')))",
        "column:public.virtual.g generated",
    ),
    (
        "CREATE TABLE stored (x varchar, g boolean GENERATED ALWAYS AS (x IS NULL) STORED)",
        "CREATE TABLE stored (x varchar, g boolean GENERATED ALWAYS AS (x IS NULL) VIRTUAL)",
        "column:public.stored.g generated",
    ),
)


def _script(side: str, others: Sequence[tuple[str, str, str]] = OTHERS) -> str:
    made = [
        kind.make.format(n=f"{name}_{change}", e=getattr(CHANGES[change], side).format(x=kind.x))
        for name, kind in KINDS.items()
        for change in CHANGES
    ]
    place = 0 if side == "production" else 1
    return ";\n".join([BASE, *made, *(other[place] for other in others)])


#: Production's version and the clone's.
_VERSIONS = [pair for pair in (("default", "default"), ("15", "15"), ("15", "default")) if {*pair} <= {*VERSIONS}]


@pytest.fixture(scope="module", params=sampled(_VERSIONS, [("default", "default")]), ids="-".join)
def told(servers: Callable[[str], Server], request: pytest.FixtureRequest) -> Iterator[dict[str, Difference]]:
    """Every line that the witness told of the two, by object and facet; judged once."""
    source, target = (servers(version) for version in request.param)
    others = (*OTHERS, *NEWER) if request.param == ("default", "default") else OTHERS
    with scratch_database(source, _script("production", others)) as production, scratch_database(target) as clone:
        run(clone, _script("clone", others))
        run(clone, DAMAGE)
        pair = Pair(production, clone, portable(production), portable(clone))
        yield {f"{line.object} {line.facet}": line for line in judged(pair)}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_told_of_every_kind(told: dict[str, Difference], change: str) -> None:
    """Another function, operator, collation, label, domain: real in every kind; another way to write: cosmetic."""
    expected = CHANGES[change]
    lines = {
        line.format(n=f"{name}_{change}"): (expected.kind, True) for name, kind in KINDS.items() for line in kind.lines
    }
    assert {line: (told[line].kind, expected.says in told[line].detail) for line in lines} == lines


def test_nothing_else_differs_and_what_cannot_hold_functions_is_real(told: dict[str, Difference]) -> None:
    """Bounds of partitions, filters of publications; a body that is a string is not judged at all."""
    lines = {
        line.format(n=f"{name}_{change}") for name, kind in KINDS.items() for line in kind.lines for change in CHANGES
    }
    others = {line for *_, line in (*OTHERS, *NEWER) if line in told}
    assert set(told) == lines | others
    assert len(others) in (len(OTHERS), len(OTHERS) + len(NEWER))
    assert {told[line].kind for line in others} == {"real"}


#: The same constant, the same filter, written as no server writes them.
RESPELLED = {
    ("table:public.part", "partition_bound"): "FOR VALUES IN ('a'::text)",
    ("published:p.public.t", "row_filter"): "((((x)::varchar))::text < ('b'::text COLLATE \"C\"))",
}


def test_what_no_reload_rewrites_is_shown_the_same_way(servers: Callable[[str], Server]) -> None:
    """Production's texts are respelled by hand: bounds and filters have a witness that can say yes, too."""
    script = ";\n".join([BASE, *(other[0] for other in OTHERS)])
    with scratch_database(servers("default"), script) as clone:
        after = portable(clone)
        changed = dict(after.catalog)
        for (ref, facet), text in RESPELLED.items():
            changed[ref] = replace(changed[ref], facets={**changed[ref].facets, facet: text})
        told = judged(Pair(clone, clone, replace(after, catalog=changed), after))
    assert {(line.object, line.facet): line.kind for line in told} == dict.fromkeys(RESPELLED, "cosmetic")


def test_every_way_is_tried_here() -> None:
    """Each facet that has a witness stands in a case above."""
    lines = [line for kind in KINDS.values() for line in kind.lines] + [line for *_, line in OTHERS]
    tried = {(line.partition(":")[0], line.rpartition(" ")[2]) for line in lines}
    assert set(WAYS) - tried == {("foreign_table", "partition_bound")}, "the same way as a table's"
