"""The nasty cases of an inventory as data: what is made, and all that must then be found, with what contains it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.pg.catalog_reading import DirectusCollection

#: Stands for the case's own schema, in scripts and in references.
PLACE = "§"
#: Thirty-one characters of two bytes and one of one: the longest name that there can be.
LONGEST = "é" * 31 + "z"


@dataclass(frozen=True)
class Case:
    """A case in a schema of its own: ``expected`` is all that must be found there, and the columns that it names."""

    name: str
    script: str
    expected: dict[str, str]
    directus: tuple[tuple[str, str | None], ...] = field(default=())
    members: frozenset[str] = field(default=frozenset())


def inside(*references: str) -> dict[str, str]:
    """Objects that stand in the case's schema itself."""
    return dict.fromkeys(references, f"schema:{PLACE}")


CASES = (
    Case(
        "upper case",
        'CREATE TABLE §.orders (); CREATE TABLE §."Orders" (); CREATE TABLE §.ORDERS_2 ()',
        inside("table:§.orders", 'table:§."Orders"', "table:§.orders_2"),
    ),
    Case(
        "dots",
        'CREATE TABLE §."a.b" (c int, "c.d" int); CREATE TABLE §.a ("b.c" int);'
        'CREATE STATISTICS §."x.y" ON c, "c.d" FROM §."a.b"',
        {
            **inside('table:§."a.b"', "table:§.a"),
            'statistics:§."x.y"': 'table:§."a.b"',
            'column:§."a.b".c': 'table:§."a.b"',
            'column:§."a.b"."c.d"': 'table:§."a.b"',
            'column:§.a."b.c"': "table:§.a",
        },
    ),
    Case(
        "quotes, emoji, a line break, the longest name, two ways to write one letter",
        'CREATE TABLE §."say ""hi""" (); CREATE TABLE §."""" (); CREATE VIEW §."\N{FOX FACE} {x} %s" AS SELECT;'
        f'CREATE TABLE §."two\nlines; --" (); CREATE SEQUENCE §."{LONGEST}";'
        'CREATE TABLE §."é" (); CREATE TABLE §."e\u0301" ()',
        inside(
            'table:§."say ""hi"""',
            'table:§.""""',
            'view:§."\N{FOX FACE} {x} %s"',
            'table:§."two\nlines; --"',
            f'sequence:§."{LONGEST}"',
            'table:§."é"',
            'table:§."e\u0301"',
        ),
    ),
    Case(
        "keywords, of whichever version",
        'CREATE TABLE §."select" (); CREATE TABLE §."system_user" (); CREATE TABLE §."json_object" ();'
        'CREATE TABLE §."merge_action" (); CREATE TYPE §."integer" AS ENUM (); CREATE TABLE §."1st" ()',
        inside(
            "table:§.select",
            "table:§.system_user",
            "table:§.json_object",
            "table:§.merge_action",
            "enum:§.integer",
            'table:§."1st"',
        ),
    ),
    Case(
        "overloads",
        "CREATE FUNCTION §.f() RETURNS int RETURN 1; CREATE FUNCTION §.f(n int) RETURNS int RETURN 1;"
        'CREATE FUNCTION §.f("char") RETURNS int RETURN 1; CREATE FUNCTION §.f(char) RETURNS int RETURN 1;'
        'CREATE FUNCTION §.f("a,b" text, OUT x int, VARIADIC z text[]) RETURN 1;'
        "CREATE PROCEDURE §.f(bigint, OUT x int) LANGUAGE plpgsql AS 'BEGIN END';"
        "CREATE AGGREGATE §.f(smallint) (SFUNC = int42pl, STYPE = int, INITCOND = '0')",
        inside(
            "function:§.f()",
            "function:§.f(integer)",
            'function:§.f("char")',
            "function:§.f(character)",
            "function:§.f(text,text[])",
            "procedure:§.f(bigint)",
            "aggregate:§.f(smallint)",
        ),
    ),
    Case(
        "an argument's type of another schema",
        'CREATE SCHEMA "§ types"; CREATE DOMAIN "§ types"."Money.T" AS int; CREATE TYPE "§ types"."integer" AS ENUM ();'
        'CREATE FUNCTION §.f("§ types"."Money.T", "§ types"."Money.T"[]) RETURNS int RETURN 1;'
        'CREATE FUNCTION §.f("§ types"."integer") RETURNS int RETURN 1;'
        "CREATE FUNCTION §.f(information_schema.sql_identifier) RETURNS int RETURN 1",
        inside(
            'function:§.f("§ types"."Money.T","§ types"."Money.T"[])',
            'function:§.f("§ types".integer)',
            "function:§.f(information_schema.sql_identifier)",
        ),
    ),
    Case(
        "partitions of partitions",
        "CREATE TABLE §.p (a int, b int) PARTITION BY LIST (a); CREATE TABLE §.p1 PARTITION OF §.p FOR VALUES IN (1)"
        " PARTITION BY LIST (b); CREATE TABLE §.p11 PARTITION OF §.p1 FOR VALUES IN (1); CREATE INDEX ON §.p (a);"
        "CREATE TABLE §.parent (); CREATE TABLE §.child () INHERITS (§.parent)",
        {
            "partitioned_table:§.p": "schema:§",
            "partition:§.p1": "partitioned_table:§.p",
            "partition:§.p11": "partition:§.p1",
            **inside("table:§.parent", "table:§.child"),
        },
    ),
    Case(
        "materialised views",
        "CREATE MATERIALIZED VIEW §.m AS SELECT 1 AS a; CREATE UNIQUE INDEX ON §.m (a);"
        "CREATE VIEW §.v AS SELECT * FROM §.m",
        inside("materialized_view:§.m", "view:§.v"),
    ),
    Case(
        "foreign tables, one of them a partition",
        "CREATE FOREIGN DATA WRAPPER §_w; CREATE SERVER §_s FOREIGN DATA WRAPPER §_w;"
        "CREATE FOREIGN TABLE §.f (a int) SERVER §_s;"
        "CREATE TABLE §.p (a int) PARTITION BY LIST (a); CREATE FOREIGN TABLE §.p1 PARTITION OF §.p DEFAULT SERVER §_s",
        {**inside("foreign_table:§.f", "partitioned_table:§.p"), "foreign_table:§.p1": "partitioned_table:§.p"},
    ),
    Case(
        "members of an extension",
        "CREATE TABLE §.its (id int PRIMARY KEY); CREATE FUNCTION §.its() RETURNS int RETURN 1;"
        "CREATE TYPE §.kind AS ENUM ();"
        "CREATE TABLE §.mine (); ALTER EXTENSION plpgsql ADD TABLE §.its; ALTER EXTENSION plpgsql ADD FUNCTION §.its();"
        "ALTER EXTENSION plpgsql ADD TYPE §.kind",
        {
            **dict.fromkeys(("table:§.its", "function:§.its()", "enum:§.kind"), "extension:plpgsql"),
            **inside("table:§.mine"),
        },
        members=frozenset({"table:§.its", "function:§.its()", "enum:§.kind"}),
    ),
    Case(
        "row security, forced, and a role without rights",
        "CREATE TABLE §.secret (id int); ALTER TABLE §.secret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        'CREATE POLICY "no one" ON §.secret AS RESTRICTIVE USING (false); REVOKE ALL ON §.secret FROM PUBLIC',
        {"table:§.secret": "schema:§", 'policy:§.secret."no one"': "table:§.secret"},
    ),
    Case(
        "a folder named as a table",
        "CREATE TABLE §.orders (); CREATE SCHEMA §_other; CREATE TABLE §_other.sales ()",
        {
            "table:§.orders": "directus_folder:sales",
            "directus_folder:sales": "schema:§",
            'directus_folder:"Orders"': "directus_folder:sales",
        },
        directus=(("sales", None), ("Orders", "sales"), ("orders", "sales")),
    ),
    Case(
        "sequences of columns",
        "CREATE TABLE §.t (a int GENERATED ALWAYS AS IDENTITY, b serial, c int GENERATED BY DEFAULT AS IDENTITY"
        ' (SEQUENCE NAME §."C.seq")); CREATE SEQUENCE §.free; CREATE SEQUENCE §.owned OWNED BY §.t.a',
        {
            **inside("table:§.t", "sequence:§.free"),
            **dict.fromkeys(
                ("sequence:§.t_a_seq", "sequence:§.t_b_seq", 'sequence:§."C.seq"', "sequence:§.owned"), "table:§.t"
            ),
        },
    ),
    Case(
        "a trigger, a policy and a rule of one name on two tables",
        "CREATE FUNCTION §.tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
        "CREATE TABLE §.a (id int PRIMARY KEY); CREATE TABLE §.b (a int REFERENCES §.a) PARTITION BY LIST (a);"
        "CREATE TABLE §.b1 PARTITION OF §.b DEFAULT;"
        + "".join(
            f"CREATE TRIGGER same AFTER INSERT ON §.{table} FOR EACH ROW EXECUTE FUNCTION §.tr();"
            f"CREATE POLICY same ON §.{table}; CREATE RULE same AS ON DELETE TO §.{table} DO NOTHING;"
            for table in "ab"
        ),
        {
            **inside("function:§.tr()", "table:§.a", "partitioned_table:§.b"),
            "partition:§.b1": "partitioned_table:§.b",
            **{f"{kind}:§.a.same": "table:§.a" for kind in ("trigger", "policy", "rule")},
            **{f"{kind}:§.b.same": "partitioned_table:§.b" for kind in ("trigger", "policy", "rule")},
        },
    ),
)


def schema_of(case: Case) -> str:
    """The case's schema."""
    return f"case_{CASES.index(case) + 1}"


def placed(case: Case, text: str) -> str:
    """The text with the case's schema in it."""
    return text.replace(PLACE, schema_of(case))


def collections(case: Case) -> tuple[DirectusCollection, ...]:
    """What Directus would say of the case's schema."""
    return tuple(DirectusCollection(schema_of(case), *row) for row in case.directus)
