"""``oneroof owner REF`` end to end: the answer, the way to it, who said so, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Session
from oneroof.schema.install import Part, install, migrations
from tests.acceptance.conftest import Answer, Oneroof
from tests.pg.schema_support import ask, governed_once

PARTS: tuple[Part, ...] = ("core", "governance")
WORLD = """
    CREATE TABLE public.orders (id int);
    CREATE TABLE public."Order Lines" (id int);
    CREATE TABLE public.torn (id int);
    CREATE TABLE public.blank (id int);
    CREATE TABLE public.left_alone (id int);
    CREATE TABLE public.before (id int);
    CREATE SCHEMA empty;
    CREATE TABLE public.directus_collections (collection varchar(64) PRIMARY KEY, "group" varchar(64));
    CREATE TABLE public.turning (id int);
    INSERT INTO public.directus_collections VALUES ('x', 'y'), ('y', 'x'), ('turning', 'x');
    INSERT INTO governance_principal (principal_ref, kind, display_name, active) VALUES
        ('team:a', 'team', 'A', true), ('team:b', 'team', 'B', true), ('team:left', 'team', 'Left', false);
    INSERT INTO governance_object (object_ref, kind, source) VALUES ('dbt_project:shop', 'dbt_project', 'dbt');
    INSERT INTO governance_object_link (object_ref, also_in_ref, source) VALUES
        ('table:public.torn', 'dbt_project:shop', 'dbt');
    INSERT INTO governance_object_ownership (object_ref, owner_ref, reason, created_by, created_at) VALUES
        ('schema:public', 'team:a', 'the shop is theirs', 'F6_OWNERSHIP_SEED_COMMIT', '2026-11-01 10:00+00'),
        ('dbt_project:shop', 'team:b', NULL, 'ann', '2026-11-02 10:00+00'),
        ('table:public.blank', NULL, 'nobody wants it' || chr(27) || '[2J', 'ann', '2026-11-02 10:00+00'),
        ('table:public.left_alone', 'team:left', NULL, 'ann', '2026-11-02 10:00+00'),
        ('table:public.order', 'team:a', NULL, 'ann', '2026-11-02 10:00+00');
    INSERT INTO governance_object_ownership (object_ref, owner_ref, ownership_type) VALUES
        ('table:public.orders', 'team:b', 'steward');
    INSERT INTO governance_object_ownership (object_ref, owner_ref, seen_oid, seen_database_uid)
        SELECT 'table:public.before', 'team:b', 'public.before'::regclass, database_uid FROM oneroof.database_identity;
    ALTER TABLE public.before RENAME TO after_it;
"""


@pytest.fixture(scope="module")
def world(servers: Callable[[str], embedded.Server]) -> Iterator[Dsn]:
    """A database with one object for each answer."""
    server = servers("default").dsn
    name = f"owner_{uuid4().hex[:8]}"
    template = governed_once(server).database
    with Session.open(server) as session:
        session.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    dsn = server.with_database(name)
    ask(dsn, WORLD)
    yield dsn
    with Session.open(server) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def owner(oneroof: Oneroof, world: Dsn) -> Callable[..., Answer]:
    """``oneroof owner REF --json``, held against its schema."""

    def call(ref: str, *words: str) -> Answer:
        return oneroof("owner", ref, *words, "--production", world.conninfo, "--json", schema="owner")

    return call


def test_an_inherited_owner_is_explained(owner: Callable[..., Answer]) -> None:
    """The way up, and the row with who wrote it, when and why."""
    answer = owner('table:public."Order Lines"')
    found = answer.document
    assert answer.status == 0
    assert (found["owner_ref"], found["resolution"], found["source_object_ref"]) == (
        "team:a",
        "inherited",
        "schema:public",
    )
    assert [step["object_ref"] for step in found["path"]] == ['table:public."Order Lines"', "schema:public"]
    (row,) = found["sources"][0]["rows"]
    assert (row["created_by"], row["created_at"], row["reason"]) == (
        "F6_OWNERSHIP_SEED_COMMIT",
        "2026-11-01T10:00:00Z",
        "the shop is theirs",
    )


def test_people_are_told_in_words(oneroof: Oneroof, world: Dsn) -> None:
    """Sentence, way, row, and for what lacks an owner what to do; nothing of a row's text is obeyed by a terminal."""
    told = oneroof("owner", 'table:public."Order Lines"', "--production", world.conninfo).stdout
    assert told.splitlines() == [
        'table:public."Order Lines" belongs to team:a, by what schema:public says.',
        "",
        'table:public."Order Lines"',
        "  in schema:public",
        "    -> team:a, written by F6_OWNERSHIP_SEED_COMMIT at 2026-11-01T10:00:00Z: the shop is theirs",
        "",
    ]
    blank = oneroof("owner", "table:public.blank", "--production", world.conninfo)
    assert blank.status == 1
    assert "nobody wants it[U+001B][2J" in blank.stdout
    assert "nobody's on purpose" in blank.stdout
    assert "Next: Leave it so, or let a packet replace the row by one with an owner." in blank.stdout


def test_a_conflict_shows_each_way(owner: Callable[..., Answer], oneroof: Oneroof, world: Dsn) -> None:
    """By its schema, and by the project that its link leads to; exit 1; the list of conflicts names the sources."""
    answer = owner("table:public.torn")
    found = answer.document
    assert (answer.status, found["outcome"], found["owner_ref"]) == (1, "conflict", None)
    assert {source["object_ref"]: source["path"][-1]["by"] for source in found["sources"]} == {
        "dbt_project:shop": "link",
        "schema:public": "parent",
    }
    assert "team:b and team:a are said to own it" in found["says"][0]
    told = oneroof("owner", "table:public.torn", "--production", world.conninfo).stdout
    assert "  also, as dbt says, in dbt_project:shop" in told
    listed = oneroof("conflicts", "--production", world.conninfo).stdout
    assert "team:a by schema:public, team:b by dbt_project:shop" in listed


@pytest.mark.parametrize(
    ("ref", "outcome", "status", "word"),
    [
        ("table:public.left_alone", "owner inactive", 1, "not active any more"),
        ("table:public.turning", "never owned", 1, "circle here: directus_folder:x in directus_folder:y in"),
        ("schema:empty", "never owned", 0, "need not have one"),
        ("database:this", "never owned", 0, "no row stands on it"),
    ],
)
def test_a_gap_says_why(owner: Callable[..., Answer], ref: str, outcome: str, status: int, word: str) -> None:
    """The reason in words and what to do next; what needs no owner is no failure."""
    answer = owner(ref)
    assert (answer.document["outcome"], answer.status) == (outcome, status)
    assert word in " ".join(answer.document["says"])
    assert bool(answer.document["next_steps"]) is (status == 1)


def test_another_type_of_ownership(owner: Callable[..., Answer], oneroof: Oneroof, world: Dsn) -> None:
    """Asked for by name; one that no row is of is a slip of the pen, and no gap."""
    assert owner("table:public.orders", "--type", "steward").document["owner_ref"] == "team:b"
    assert owner("table:public.orders").document["owner_ref"] == "team:a"
    words = ("owner", "table:public.orders", "--type", "stewart", "--production", world.conninfo, "--json")
    wrong = oneroof(*words, schema="error")
    assert (wrong.status, wrong.document["error"]["code"]) == (2, "usage")
    assert "accountable, steward" in wrong.document["error"]["next"]


def test_what_is_renamed_or_gone_is_told_with_its_rows(
    owner: Callable[..., Answer], oneroof: Oneroof, world: Dsn
) -> None:
    """The oid knows the new name; a name that is alike is only suggested; exit 1, for rows that own nothing stand."""
    renamed = owner("table:public.before")
    assert (renamed.status, renamed.document["renamed_to"]) == (1, "table:public.after_it")
    alike = owner("table:public.order").document
    assert (alike["outcome"], alike["renamed_to"], alike["suggestion"]) == ("dangling", None, "table:public.orders")
    assert [row["created_by"] for row in alike["rows"]] == ["ann"]
    told = oneroof("owner", "table:public.order", "--production", world.conninfo).stdout
    assert "It may be table:public.orders: a similar name in the same place." in told
    listed = oneroof("dangling", "--production", world.conninfo).stdout
    assert re.search(r"table:public\.orders +a similar name in the same place", listed)


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("table:public.Orders", "table:public.orders is the same name, written otherwise"),
        ("TABLE:PUBLIC.ORDERS", "table:public.orders is the same name, written otherwise"),
        ("table:public.Order Lines", 'table:public."Order Lines" is the same name, written otherwise'),
        ("public.orders", "table:public.orders is the same name, written otherwise"),
        ("view:public.orders", "table:public.orders is the same name, of another kind"),
        ("table:empty.orders", "table:public.orders is the same name, elsewhere"),
        ("orders", "orders is no reference of an object"),
        ("table:public.zzz", "No object is named table:public.zzz, and no ownership row names it"),
        ("", " is no reference of an object"),
    ],
)
def test_a_reference_that_names_nothing(oneroof: Oneroof, world: Dsn, ref: str, said: str) -> None:
    """Another case, missing quotes, no kind: exit 2, what may be meant, and where the names are."""
    answer = oneroof("owner", ref, "--production", world.conninfo, "--json", schema="error")
    assert answer.status == 2
    assert said in answer.document["error"]["message"]
    assert answer.document["error"]["code"] == "no-such-object"
    assert answer.document["error"]["next"]


def test_an_argument_that_is_no_text_is_refused(oneroof: Oneroof) -> None:
    """Bytes of another encoding: exit 2, in words that can be printed."""
    answer = oneroof("owner", "table:\udcff", "--json", schema="error")
    assert (answer.status, "table:\\xff is not UTF-8" in answer.document["error"]["message"]) == (2, True)


def test_without_our_schema(oneroof: Oneroof, database: Dsn) -> None:
    """Exit 3, and what to install."""
    answer = oneroof("owner", "table:public.t", "--production", database.conninfo, "--json", schema="error")
    assert (answer.status, answer.document["error"]["code"]) == (3, "schema-missing")
    for words in (("owner", "table:public.t"), ("gaps",)):
        assert "coverage --owners FILE" in oneroof(*words, "--production", database.conninfo).stderr


def test_an_older_schema_is_told_to_be_upgraded(
    oneroof: Oneroof, database: Dsn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3 with both versions, and not an error of some view; after the upgrade it answers."""
    with monkeypatch.context() as patch, Installer.open(database) as session:
        older = {part: [each for each in migrations(part) if part == "core" or each.version < 8] for part in PARTS}
        patch.setattr("oneroof.schema.install.migrations", lambda part: tuple(older[part]))
        install(session, governance=True, schema="public")
    for words in (("owner", "database:this"), ("coverage",), ("gaps",), ("inventory",)):
        answer = oneroof(*words, "--production", database.conninfo, "--json", schema="error")
        assert (answer.status, answer.document["error"]["code"]) == (3, "schema-outdated")
        assert "is of version 7" in answer.document["error"]["message"]
    assert oneroof("upgrade", "--production", database.conninfo).status == 0
    assert oneroof("owner", "database:this", "--production", database.conninfo).status == 0


@pytest.mark.parametrize("part", ["governance", "core"])
def test_a_newer_schema_wants_a_newer_program(oneroof: Oneroof, database: Dsn, part: Part) -> None:
    """Exit 3 with both versions, and not an error of some view that is another's; an upgrade would not help."""
    with Installer.open(database) as session:
        install(session, governance=True, schema="public")
    newest = migrations(part)[-1].version
    ask(
        database,
        "INSERT INTO oneroof.schema_migration (part, version, name, sha256, in_schema, schema_created) "
        f"VALUES ('{part}', 999, 'later', '', 'public', false)",
    )
    core = [("gate", "status"), ("rollout", "status"), ("preflight",)] if part == "core" else []
    for words in (("owner", "database:this"), ("coverage",), ("inventory",), ("upgrade",), ("uninstall",), *core):
        answer = oneroof(*words, "--production", database.conninfo, "--json", schema="error")
        assert (answer.status, answer.document["error"]["code"]) == (3, "schema-too-new")
        assert f"is of version 999; this program needs {newest}" in answer.document["error"]["message"]
        assert "oneroof upgrade" not in answer.document["error"]["next"]
    told = oneroof("status", "--production", database.conninfo)
    assert (told.status, f"version 999, newer than this program's {newest}" in told.stdout) == (0, True)
