"""Masks: what they replace, what they leave no trace of, what is refused, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oneroof import errors
from oneroof.clone.mask import check_masks, mask_clone
from oneroof.clone.mask_plan import MaskWish
from oneroof.fingerprint.data import digest_table
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader, Session
from tests.pg.clone_world import Cloning

PEOPLE = Path(__file__).with_name("clone_people.sql").read_text(encoding="utf-8")
MASK: dict[str, Any] = {
    'public."Per.son"."e ""mail"': "hash",
    'public."Per.son".code': "hash",
    'public."Per.son".phone': {"constant": "it's 'gone'"},
    'public."Per.son".born': "fake",
    'public."Per.son".paid': "fake",
    "public.parted.note": "fake",
}


@pytest.fixture
def cloning(server: Server, tmp_path: Path) -> Iterator[Cloning]:
    """The test's own databases and clones."""
    world = Cloning(server, tmp_path)
    yield world
    world.close()


def _wish(mask: dict[str, Any], *plain: str, required: bool = False) -> MaskWish:
    return MaskWish.of(mask, plain, required=required)


def _everything(dsn: Dsn, cloning: Cloning) -> str:
    """Every place of the clone where a value could still be: rows, views, statistics, pages."""
    rows = "SELECT string_agg(t::text, ' ') AS v FROM {} t"
    relations = ('"Per.son"', "parted", "copied", "again", "pg_stats")
    return " ".join(str(cloning.ask(dsn, rows.format(name))[0]["v"]) for name in relations)


@pytest.mark.every_version(thorough=True)
def test_no_trace_of_a_masked_value_stays(cloning: Cloning) -> None:
    """Not in a row, a materialised view, the planner's statistics or a page; triggers neither fire nor change."""
    production = cloning.database(PEOPLE)
    clone = cloning.clone(production, masks=_wish(MASK))
    assert not clone.errors
    assert "SECRET" in _everything(production, cloning)
    assert "secret" not in _everything(clone.dsn, cloning).lower()
    cloning.run(clone.dsn, "CREATE EXTENSION pageinspect")
    pages = "SELECT count(*) AS n FROM generate_series(0, (pg_relation_size('\"Per.son\"') / 8192)::int - 1) b,"
    pages += " get_raw_page('\"Per.son\"', b) p WHERE position('SECRET'::bytea IN p) > 0"
    assert cloning.ask(clone.dsn, pages)[0]["n"] == 0
    fires = (
        "SELECT string_agg(tgname || tgenabled::text, ' ' ORDER BY tgname) AS v FROM pg_trigger WHERE NOT tgisinternal"
    )
    assert cloning.ask(clone.dsn, fires)[0]["v"] == "loudA quietD"
    nulls = cloning.ask(clone.dsn, "SELECT count(*) AS n FROM parted WHERE note IS NULL")[0]["n"]
    assert nulls == 1


def test_no_page_of_a_copy_by_file_holds_what_was_measured_before(cloning: Cloning) -> None:
    """Its statistics came along; a new measuring leaves the old rows where they stood."""
    copy = cloning.database(f"{PEOPLE}; CREATE EXTENSION pageinspect; ANALYZE")
    names = ("pg_statistic", "pg_statistic_ext_data")
    pages = "SELECT count(*) AS n FROM generate_series(0, (pg_relation_size('{0}') / 8192)::int - 1) b,"
    pages += " get_raw_page('{0}', b) p WHERE position('SECRET'::bytea IN p) > 0"
    assert all(cloning.ask(copy, pages.format(name))[0]["n"] > 0 for name in names)
    with Session.open(copy) as session:
        mask_clone(session, _wish(MASK))
    assert {name: cloning.ask(copy, pages.format(name))[0]["n"] for name in names} == dict.fromkeys(names, 0)


def test_it_is_said_exactly_what_was_masked(cloning: Cloning) -> None:
    """By column, with kinds and numbers of rows; the rest of each table is equal, and the clone itself remembers."""
    production = cloning.database(PEOPLE)
    clone = cloning.clone(production, masks=_wish(MASK))
    told = {item.object: item for item in clone.masked}
    person = told['table:public."Per.son"']
    assert person.columns == ('e "mail', "code", "phone", "born", "paid")
    assert (person.computed, person.rows) == (("low",), 30)
    assert told["table:public.parted_1"].rows == 2
    assert {name for name in told if name.startswith("materialized")} == {
        "materialized_view:public.copied",
        "materialized_view:public.again",
    }
    without = (*person.columns, *person.computed)
    with Session.open(production) as one, Session.open(clone.dsn) as other:
        assert digest_table(one, "public", "Per.son", without=without) == digest_table(
            other, "public", "Per.son", without=without
        )
        assert digest_table(one, "public", "Per.son") != digest_table(other, "public", "Per.son")
    assert 'column:public."Per.son".low' in (clone.identity.parent or {})["masked"]


@pytest.mark.every_version(thorough=True)
def test_statistics_that_the_role_may_not_measure_anew_refuse_the_clone(cloning: Cloning) -> None:
    """ANALYZE skips with a warning what is another's: the parent of a masked child would keep the child's values."""
    role = cloning.role("LOGIN")
    copy = cloning.database(
        "CREATE TABLE parent (k int PRIMARY KEY, note text); CREATE TABLE child () INHERITS (parent);"
        "INSERT INTO child SELECT g, 'SECRET' FROM generate_series(1, 9) g; ANALYZE;"
        f"GRANT SELECT ON parent TO {role}; GRANT CREATE ON SCHEMA public TO {role}; ALTER TABLE child OWNER TO {role}"
    )
    wish = _wish({"public.child.note": "hash"})
    with Session.open(copy.with_parameters(user=role)) as session, pytest.raises(errors.MaskRefused, match="parent"):
        mask_clone(session, wish)
    cloning.run(copy, f"ALTER TABLE parent OWNER TO {role}")
    with (
        Session.open(copy.with_parameters(user=role)) as session,
        pytest.raises(errors.MaskRefused, match="pg_statistic could not be written anew"),
    ):
        mask_clone(session, wish)
    cloning.run(copy, f'ALTER DATABASE "{copy.database}" OWNER TO {role}')
    with Session.open(copy.with_parameters(user=role)) as session:
        mask_clone(session, wish)
    assert "SECRET" not in str(cloning.ask(copy, "SELECT string_agg(t::text, ' ') AS v FROM pg_stats t"))
    cloning.run(copy, f'ALTER DATABASE "{copy.database}" OWNER TO postgres; DROP OWNED BY {role}')


#: A mask, and the reason why it is refused.
UNBEARABLE: tuple[tuple[str, Any, str], ...] = (
    ('public."Per.son".id', "fake", "foreign key"),
    ("public.refers.id", "fake", "foreign key"),
    ('public."Per.son"."e ""mail"', "null", "may not be null"),
    ('public."Per.son"."e ""mail"', {"constant": "x"}, "unique index"),
    ('public."Per.son".born', "hash", "a hash is a text"),
    ('public."Per.son".low', "hash", "it is computed"),
    ("public.parted.k", "fake", "other partitions"),
)


def test_what_cannot_be_masked_is_refused_before_a_clone_is_made(cloning: Cloning) -> None:
    """With the reason, by the catalog alone; a name that is not there is an error: a renamed column is found."""
    production = cloning.database(PEOPLE)
    with Reader.open(production) as reader:
        for name, kind, why in UNBEARABLE:
            with pytest.raises(errors.MaskRefused, match=why):
                check_masks(reader, _wish({name: kind}))
        for name in ("public.nobody.email", 'public."Per.son".gone', "elsewhere.t.c"):
            with pytest.raises(errors.ConfigError, match="not there"):
                check_masks(reader, _wish({name: "null"}))


def test_what_the_server_refuses_leaves_no_clone(cloning: Cloning) -> None:
    """A CHECK, a unique index that a short hash cannot hold: the reason, and nothing is left behind."""
    production = cloning.database(PEOPLE)
    for mask in ({'public."Per.son".age': {"constant": "900"}}, {'public."Per.son".code': {"constant": "x"}}):
        with pytest.raises(errors.MaskRefused, match="a CHECK does not allow it"):
            cloning.clone(production, masks=_wish(mask))
    assert not cloning.left_behind()


def test_required_masks_name_every_column(cloning: Cloning) -> None:
    """A column that somebody adds later is refused until it is masked or declared plain; so is a new table."""
    production = cloning.database(PEOPLE)
    plain = [f'public."Per.son".{name}' for name in ("id", "kept", "age")]
    wish = _wish(MASK, *plain, "public.refers.*", "public.parted_1.k", required=True)
    with Reader.open(production) as reader:
        assert len(check_masks(reader, wish)) == 2
        cloning.run(production, 'ALTER TABLE "Per.son" ADD passport text')
        with pytest.raises(errors.MaskRefused, match="passport"):
            check_masks(reader, wish)
        cloning.run(production, 'ALTER TABLE "Per.son" DROP passport; CREATE TABLE fresh (a int)')
        with pytest.raises(errors.MaskRefused, match=r"public\.fresh\.a"):
            check_masks(reader, wish)
    with pytest.raises(errors.ConfigError, match="require_mask"):
        _wish({}, required=True)
