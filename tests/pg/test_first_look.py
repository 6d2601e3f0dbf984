"""A first look says what installation and a seed of the same file would come to, and writes nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import pytest

from oneroof.coverage.default_ruleset import default_ruleset
from oneroof.coverage.look import first_look, look_beside, plan_beside
from oneroof.coverage.owners import asked_for, read_owners
from oneroof.coverage.read import read_ownership, read_principals, read_tree
from oneroof.coverage.read_report import read_report
from oneroof.coverage.report import By, Report
from oneroof.coverage.seed import plan_seed
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Reader, Session
from oneroof.schema.install import install
from tests.matrix import sampled
from tests.pg.schema_support import ask, governed_once, undone

#: Names that need quotes, containers in containers, objects of many kinds; and beside them a Directus with folders.
CATALOG = """
    CREATE EXTENSION citext; CREATE SCHEMA shop; CREATE SCHEMA "A.b ""C"" d"; CREATE SCHEMA empty;
    CREATE TABLE shop.orders (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY); CREATE TABLE shop."select" (id int);
    CREATE TABLE shop.parts (id int) PARTITION BY RANGE (id);
    CREATE TABLE shop.part_1 PARTITION OF shop.parts FOR VALUES FROM (0) TO (9);
    CREATE VIEW shop.v AS SELECT * FROM shop.orders; CREATE MATERIALIZED VIEW shop.m AS SELECT 1 AS one;
    CREATE FUNCTION shop.f(int) RETURNS int RETURN 1; CREATE FUNCTION shop.f(text[]) RETURNS int RETURN 1;
    CREATE PROCEDURE "A.b ""C"" d".p() LANGUAGE sql AS ''; CREATE DOMAIN shop.d AS int;
    CREATE TYPE shop.e AS ENUM ('a');
    CREATE TABLE "A.b ""C"" d"."Größe 🦆" (id int); CREATE POLICY p ON shop.orders;
    CREATE FUNCTION shop.t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER t AFTER INSERT ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.t();
"""
DIRECTUS = """
    CREATE TABLE public.directus_collections (collection varchar(64) PRIMARY KEY, "group" varchar(64));
    CREATE TABLE public.directus_fields (id int); CREATE TABLE public.articles (id int);
    CREATE TABLE public."Authors" (id int);
    INSERT INTO public.directus_collections VALUES ('Content', NULL), ('Drafts', 'Content'), ('articles', 'Drafts'),
        ('Authors', 'Content'), ('ghost', NULL);
    CREATE TABLE public.directus_flows (id uuid PRIMARY KEY, name varchar);
    CREATE TABLE public.directus_roles (id int, name text);
    CREATE TABLE public.directus_dashboards (id text, name text);
    INSERT INTO public.directus_flows VALUES (gen_random_uuid(), 'Sync'), (gen_random_uuid(), 'directus_own'),
        (gen_random_uuid(), 'Sync');
    INSERT INTO public.directus_dashboards VALUES ('A "b".c', 'Sales'), ('plain', NULL);
"""
EXACT = (
    "database:this", "schema:shop", "schema:public", 'schema:"A.b ""C"" d"', "table:shop.orders", "table:shop.select",
    "partitioned_table:shop.parts", "partition:shop.part_1", "view:shop.v", "function:shop.f(integer)",
    "column:shop.orders.id", "function:shop.f(text[])", 'table:"A.b ""C"" d"."Größe 🦆"', "trigger:shop.orders.t",
    "enum:shop.e",
)  # fmt: skip
FOLDERS = (
    'directus_folder:"Content"', 'directus_folder:"Drafts"', "directus_folder:ghost", "table:public.articles",
    'table:public."Authors"',
)  # fmt: skip
#: The wider before the narrower: one that a later pattern leaves nothing to is a problem.
PATTERNS = ("*", "table:*", "*:shop.*", "function:shop.*", "*.v")
Entry = tuple[str, str | None]
#: Random files that share an installation.
FILES = 4


def random_entries(draw: random.Random, exact: tuple[str, ...]) -> list[Entry]:
    """Entries that all take effect: no object twice, each of something that is there."""
    drawn = draw.sample(PATTERNS, draw.randrange(3))
    named = draw.sample(exact, draw.randrange(1, len(exact))) + drawn
    draw.shuffle(named)
    in_order = iter(sorted(drawn, key=PATTERNS.index))
    named = [next(in_order) if ref in drawn else ref for ref in named]
    return [(ref, draw.choice(("team:a", "team:a", "team:b", 'team:"c"', None))) for ref in named]


def written(entries: list[Entry], file: Path) -> Path:
    """The entries as a file."""
    said = [(ref, f"owner = '{owner}'" if owner else "unowned = true") for ref, owner in entries]
    file.write_text("\n".join(f"[[owner]]\nobject = '{ref}'\n{owner}" for ref, owner in said))
    return file


def looked(dsn: Dsn, file: Path, by: By | None = None) -> Report:
    """A first look, in a session that can only read."""
    with Reader.open(dsn) as reader, reader.snapshot():
        return first_look(reader, read_owners(file), by=by, objects=True)


def told(report: Report) -> dict[str, Any]:
    """What must be equal."""
    own = {"basis", "planned_rows", "measured_at", "cautions"}
    return {name: said for name, said in report.as_document().items() if name not in own}


def seeded(session: Session, file: Path) -> int:
    """Insert the rows that a seed of the file inserts, its owners registered."""
    owners = {entry.owner for found in read_owners(file) for entry in found.entries if entry.owner is not None}
    with session.connection.cursor() as cursor:
        cursor.executemany(
            b"INSERT INTO oneroof.governance_principal (principal_ref, kind, display_name) VALUES (%s, 'team', '')",
            [(owner,) for owner in sorted(owners)],
        )
        rows = plan_seed(session, "oneroof", file).plan.rows
        cursor.executemany(
            b"INSERT INTO oneroof.governance_object_ownership (object_ref, owner_ref) VALUES (%s, %s)",
            [(row.object_ref, row.owner_ref) for row in rows],
        )
    return len(rows)


@pytest.mark.every_version
@pytest.mark.parametrize("seed", sampled(range(16), [7]))
def test_a_first_look_is_what_installation_and_seed_come_to(database: Dsn, tmp_path: Path, seed: int) -> None:
    """Random files: summary, parts, lists and rows of the plan are equal, whatever is installed."""
    ask(database, CATALOG + DIRECTUS)
    draw = random.Random(seed)
    looks = []
    for place in range(FILES):
        file = written(random_entries(draw, EXACT + FOLDERS), tmp_path / f"owners_{place}.toml")
        looks.append((file, looked(database, file, (None, *get_args(By))[place % 4])))
    with Installer.open(database) as installer:
        install(installer, governance=True)
    for file, look in looks:
        with undone(database) as session:
            count = seeded(session, file)
            assert told(read_report(session, "oneroof", by=look.by, objects=True)) == told(look), file.read_text()
            assert (look.planned_rows, look.problems) == (count, ())


def test_the_ruleset_is_the_one_that_installation_brings(server: embedded.Server) -> None:
    """One source: what the migrations write is what a first look goes by."""
    with undone(governed_once(server.dsn)) as session:
        columns = "kinds, schemas, excluded_names, required_kinds"
        (there,) = ask(session, f"SELECT {columns} FROM governance_ruleset WHERE active")
        (ours,) = session.connection.execute(SQL("{}").format(default_ruleset())).fetchall()
    assert ours == there


@contextmanager
def stranger(server: embedded.Server, dsn: Dsn) -> Iterator[Dsn]:
    """A login without any grant but to connect; not even the default ones on public."""
    name = f"stranger_{uuid4().hex[:8]}"
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(name)))
    ask(dsn, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    try:
        yield dsn.with_parameters(user=name)
    finally:
        with Session.open(server.dsn) as session:
            session.execute(SQL("DROP ROLE {}").format(Identifier(name)))


@pytest.mark.every_version
def test_a_role_without_a_grant_gets_the_same_figures(server: embedded.Server, database: Dsn, tmp_path: Path) -> None:
    """The catalog is readable for everybody. Directus' own table is not: then the look says so, and what it means."""
    ask(database, CATALOG)
    file = written([("table:shop.*", "team:a"), ("schema:empty", "team:b")], tmp_path / "owners.toml")
    with stranger(server, database) as plain:
        assert told(looked(plain, file, "schema")) == told(looked(database, file, "schema"))
        ask(database, DIRECTUS)
        unread, read = looked(plain, file, "kind"), looked(database, file, "kind")
    said = [sentence for sentence in unread.cautions if "Directus" in sentence]
    assert "cannot read public.directus_collections (no USAGE on its schema)" in said[0]
    assert [table for table in ("flows", "dashboards") if table in " ".join(said[1:])] == ["flows", "dashboards"]
    assert not [sentence for sentence in read.cautions if "Directus" in sentence]
    counts = [{part.name: part.figures.total for part in look.parts} for look in (unread, read)]
    missing = {kind: count for kind, count in counts[1].items() if count != counts[0].get(kind)}
    assert missing["directus_folder"] == 3
    assert all((kind or "").startswith("directus_") and kind not in counts[0] for kind in missing)
    assert read.figures.required == unread.figures.required


@pytest.mark.parametrize("hindrance", ["no SELECT on it", "row security hides rows of it"])
def test_what_hinders_from_reading_directus_is_said(
    server: embedded.Server, database: Dsn, tmp_path: Path, hindrance: str
) -> None:
    """One column is missing from the grant; or a policy would hide rows, which would make folders vanish in silence."""
    file = written([("table:public.articles", "team:a")], tmp_path / "owners.toml")
    with stranger(server, database) as plain:
        whom = Identifier(plain.parameters["user"]).as_string()
        columns = "(collection)" if hindrance.startswith("no") else ""
        ask(database, DIRECTUS + f"GRANT USAGE ON SCHEMA public TO {whom};")
        ask(database, f"GRANT SELECT {columns} ON public.directus_collections TO {whom}")
        ask(database, "ALTER TABLE public.directus_collections ENABLE ROW LEVEL SECURITY")
        assert hindrance in looked(plain, file).cautions[1]
        ask(database, f"DROP OWNED BY {whom}")


@pytest.mark.parametrize("seed", sampled(range(8), [2, 5]))  # 5 draws containers that disagree without any entry
def test_beside_rows_that_stand(server: embedded.Server, tmp_path: Path, seed: int) -> None:
    """With our schema: rows of several owners and inactive ones stand; then the plan's rows do, too."""
    draw = random.Random(seed)
    with undone(governed_once(server.dsn)) as session:
        ask(session, CATALOG)
        people = [("team:a", True), ("team:b", True), ('team:"c"', True), ("team:gone", False)]
        owners = [ref for ref, _ in people] + ["team:typo", None]
        stated = {(draw.choice(EXACT), draw.choice(owners)) for _ in range(draw.randrange(12))}
        with session.connection.cursor() as cursor:
            cursor.executemany(
                b"INSERT INTO public.governance_principal (principal_ref, kind, display_name, active)"
                b" VALUES (%s, 'team', '', %s)",
                people,
            )
            cursor.executemany(
                b"INSERT INTO public.governance_object_ownership (object_ref, owner_ref) VALUES (%s, %s)",
                sorted(stated, key=str),
            )
            cursor.executemany(
                b"INSERT INTO public.governance_object_link (object_ref, also_in_ref, source) VALUES (%s, %s, 'test')",
                {(draw.choice(EXACT[4:]), draw.choice(EXACT[:4])) for _ in range(draw.randrange(6))},
            )
        file = written([*random_entries(draw, EXACT), ("table:no.where", "team:a")], tmp_path / "owners.toml")
        nothing = look_beside(session, "public", (), by="owner", objects=True)
        assert told(nothing) == told(read_report(session, "public", by="owner", objects=True))
        look = look_beside(session, "public", read_owners(file), by="schema", objects=True)
        assert [what for _, what in look.problems if "no object table:no.where" in what]
        files, principals = read_owners(file), read_principals(session, "public")
        tree = read_tree(session, "public", asked_for(files))
        plan, problems, _ = plan_beside(tree, read_ownership(session, "public"), principals, files)
        with session.connection.cursor() as cursor:
            cursor.executemany(
                b"INSERT INTO public.governance_object_ownership (object_ref, owner_ref) VALUES (%s, %s)",
                [(row.object_ref, row.owner_ref) for row in plan.rows],
            )
        after = read_report(session, "public", by="schema", objects=True)
    assert told(after) | {"problems": told(look)["problems"]} == told(look)
    assert (look.planned_rows, len(problems)) == (len(plan.rows), len(look.problems))
