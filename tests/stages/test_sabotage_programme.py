"""Stages 04 to 08: the governance programme, broken for real on the clone or in the fixture that it was copied from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from oneroof import errors
from tests.pg.schema_support import activation
from tests.stages.conftest import Result, Small, rehearse_with

Rehearsed = Callable[..., Result]
Prepared = Callable[[], Small]

ELSEWHERE = (
    "CREATE TABLE aside.audit (n int);"
    " CREATE FUNCTION aside.note() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN INSERT INTO aside.audit VALUES (1); RETURN NEW; END $$;"
)
AT_ONCE = (
    "CREATE TRIGGER t AFTER INSERT ON public.governance_object_ownership FOR EACH ROW EXECUTE FUNCTION aside.note()"
)
DEFERRED = (
    "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON public.governance_object_ownership"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION aside.note()"
)
WITH_CANDIDATES = "CREATE TRIGGER t AFTER INSERT ON public.candidate_object FOR EACH ROW EXECUTE FUNCTION aside.note()"
COUNTS_ON = (
    "CREATE FUNCTION public.spoil() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN NEW.object_count := NEW.object_count + 1; RETURN NEW; END $$;"
    "CREATE TRIGGER spoil BEFORE INSERT OR UPDATE ON public.candidate_state"
    " FOR EACH ROW EXECUTE FUNCTION public.spoil()"
)
VALIDATION_DISABLED = (
    "DO $$ DECLARE t name; BEGIN FOR t IN SELECT tgname FROM pg_trigger"
    " WHERE tgrelid = 'public.event_outbox'::regclass"
    " AND tgfoid = 'public.fn_event_type_validate'::regproc LOOP"
    " EXECUTE format('ALTER TABLE public.event_outbox DISABLE TRIGGER %I', t); END LOOP; END $$"
)
TYPE_ACTIVE = activation("event_type = (SELECT min(event_type) FROM public.event_type_registry)")
NEWCOMER = (
    "CREATE TABLE public.newcomer (id int PRIMARY KEY);"
    " INSERT INTO public.directus_collections (collection) VALUES ('newcomer')"
)
EACH_OWNER = (
    "CREATE OR REPLACE VIEW public.v_object_owner AS"
    " SELECT object_ref, {owner} AS owner_ref, CASE WHEN distance = 0 THEN 'direct' ELSE 'inherited' END AS resolution,"
    " source_object_ref, distance FROM public.v_object_owner_resolution WHERE owner_ref IS NOT NULL"
)
INHERITED_BY_NOBODY = EACH_OWNER.format(owner="CASE WHEN distance = 0 THEN owner_ref END")
INHERITED_BY_ANOTHER = EACH_OWNER.format(
    owner="CASE WHEN distance = 0 THEN owner_ref ELSE (SELECT max(principal_ref) FROM public.governance_principal) END"
)
TOMBSTONE = (
    "INSERT INTO public.governance_object_ownership (object_ref, owner_ref, created_by)"
    " SELECT min(object_ref), NULL, 'somebody' FROM public.v_governance_object_inventory WHERE requires_owner"
)


def _permissive(body: str) -> str:
    """Replace fn_cursor_advance, whatever its arguments are, by one that does ``body`` and says yes."""
    return f"""
        DO $do$ DECLARE f record; BEGIN
          SELECT p.oid, pg_get_functiondef(p.oid) AS def, pg_get_function_result(p.oid) AS result,
                 pg_get_function_arguments(p.oid) AS args INTO f
            FROM pg_proc p WHERE p.oid::regproc::text LIKE '%fn_cursor_advance' LIMIT 1;
          EXECUTE format('CREATE OR REPLACE FUNCTION public.fn_cursor_advance(%s) RETURNS %s LANGUAGE plpgsql AS %L',
                         f.args, f.result, {body!r});
        END $do$"""


@pytest.fixture(scope="module")
def noted(prepared: Prepared) -> Result:
    """Stages 04, 07 and 08 broken in one run: a trigger on the seed, validation switched off, a cursor without guards.

    Stages 07 and 08 need the baseline alone, so the failed seed keeps neither from running.
    """
    small = prepared()
    small.sql(ELSEWHERE + AT_ONCE)
    small.sql(VALIDATION_DISABLED)
    small.sql(_permissive("BEGIN RETURN true; END"))
    return rehearse_with(small)


@pytest.fixture(scope="module")
def noted_late(prepared: Prepared) -> Result:
    """The same three stages in other ways: a deferred trigger, an active event type, a cursor that refuses."""
    small = prepared()
    small.sql(ELSEWHERE + DEFERRED)
    small.sql(TYPE_ACTIVE)
    small.sql(_permissive("BEGIN RETURN false; END"))
    return rehearse_with(small)


@pytest.fixture(scope="module")
def joined(prepared: Prepared) -> Result:
    """Stages 05 and 06: an object appears after the seed, who inherits has no owner, states count on by themselves."""
    small = prepared()
    small.sql(INHERITED_BY_NOBODY)
    small.sql(COUNTS_ON)
    return rehearse_with(small, {5: small.on_clone(NEWCOMER)})


@pytest.fixture(scope="module")
def buried(prepared: Prepared) -> Result:
    """Stages 05, 06 and 07: an explicit 'nobody', another heir, a trigger on candidates, an outbox that refuses all."""
    small = prepared()
    small.sql(INHERITED_BY_ANOTHER)
    small.sql(ELSEWHERE + WITH_CANDIDATES)
    small.sql("ALTER TABLE public.event_outbox ADD CONSTRAINT never CHECK (false)")
    return rehearse_with(small, {5: small.on_clone(TOMBSTONE)})


@pytest.fixture(scope="module")
def sound(prepared: Prepared) -> tuple[Small, Result]:
    """A production in which nothing is broken, and its rehearsal."""
    small = prepared()
    return small, rehearse_with(small)


def test_a_sound_production_passes(sound: tuple[Small, Result]) -> None:
    """The control: nothing is broken, twelve PASS."""
    result = sound[1]
    assert [judgement.verdict for judgement in result.judgements.values()] == ["PASS"] * 12, {
        key: result.said(key) for key in result.failed()
    }
    assert result.rehearsal.exit_code == 0


def test_04_a_trigger_that_writes_elsewhere(noted: Result) -> None:
    """The write set has a table that the seed does not declare."""
    assert "seed" in noted.failed()
    assert "audit" in noted.said("seed")


def test_04_a_deferred_trigger_that_writes_elsewhere(noted_late: Result) -> None:
    """It would run at COMMIT, after a measurement that does not force it."""
    assert "seed" in noted_late.failed()
    assert "audit" in noted_late.said("seed")


@pytest.mark.thorough
def test_04_an_owner_that_nobody_knows(small: Small, rehearsed: Rehearsed, tmp_path: Path) -> None:
    """The owners file names a team that is not a principal: an error with the line, nothing written."""
    owners = tmp_path / "owners.toml"
    owners.write_text('[[owner]]\nobject = "directus_folder:*"\nowner = "team:nobody"\n')
    settings = small.settings()
    settings = settings.model_copy(update={"coverage": settings.coverage.model_copy(update={"owners": owners})})
    result = rehearsed(settings=settings)
    assert "seed" in result.failed()
    assert isinstance(result.rehearsal.error, errors.OneroofError)
    assert "team:nobody" in result.rehearsal.error.message


def test_05_an_object_that_appears_after_the_seed(joined: Result) -> None:
    """A new collection without a folder has no owner: coverage is no longer whole."""
    assert "scan_read" in joined.failed()
    assert "not-covered" in joined.codes("scan_read")


def test_05_a_tombstone_after_the_seed(buried: Result) -> None:
    """An explicit 'nobody' is a gap again."""
    assert "scan_read" in buried.failed()


def test_05_a_view_that_gives_heirs_no_owner(joined: Result) -> None:
    """The figures of the coverage do not see it: they are sums of another view. The views are held to each other."""
    assert {"views-differ", "owners-differ"} <= joined.codes("scan_read")
    facts = joined.facts("scan_read")
    assert int(str(facts["inherited"])) > 0
    disagree = f"v_object_owner and v_governance_coverage disagree: inherited 0 and {facts['inherited']}."
    assert disagree in joined.said("scan_read")


def test_05_a_view_that_gives_heirs_another_owner(buried: Result) -> None:
    """As many objects are owned, by others: no sum shows that, the owners one by one do."""
    assert "owners-differ" in buried.codes("scan_read")
    assert "views-differ" not in buried.codes("scan_read")


def test_06_a_second_scan_that_is_not_idempotent(joined: Result) -> None:
    """A trigger makes each stored state differ from what the scan would write: the second run writes again."""
    assert "scan_write" in joined.failed()
    assert "not-idempotent" in joined.codes("scan_write")


def test_06_a_scan_with_a_side_effect(buried: Result) -> None:
    """What a trigger writes while candidates are written is not declared."""
    assert "scan_write" in buried.failed()
    assert "audit" in buried.said("scan_write")


def test_07_a_disabled_validation_trigger(noted: Result) -> None:
    """The refusals are no longer the validation's: the trigger's state says so, and so does the positive control."""
    assert "validation-trigger" in noted.codes("event_boundary")


def test_07_an_active_event_type(noted_late: Result) -> None:
    """One active type is one that would be emitted."""
    assert {"emission-accepted", "active-type"} <= noted_late.codes("event_boundary")


def test_07_refusals_with_another_cause(buried: Result) -> None:
    """A table that refuses everything proves nothing of the validation: the positive control is refused too."""
    assert "control" in buried.codes("event_boundary")


def test_08_a_cursor_that_moves_back(noted: Result) -> None:
    """A function without its guards lets the cursor go anywhere: each forbidden move is found."""
    assert "cursor" in noted.failed()
    assert {"moved-backward", "moved-beyond"} & noted.codes("cursor")


def test_08_a_cursor_that_never_moves(noted_late: Result) -> None:
    """One that refuses everything is no cursor either."""
    assert "not-advanced" in noted_late.codes("cursor")


def test_11_a_seed_that_did_not_run(noted: Result) -> None:
    """There is nothing to roll out, and what was to be is named."""
    assert noted.codes("rollout_packet") == {"no-packet", "packet-missing"}
    assert "F6_OWNERSHIP_SEED_COMMIT" in noted.said("rollout_packet")
    assert noted.listed("rollout_packet", "packets") == []


def test_every_later_figure_follows_the_fixture(sound: tuple[Small, Result]) -> None:
    """Nothing is a constant: a folder, a collection and a bad object more show in each figure that depends on them."""
    small, first = sound
    small.sql(
        "INSERT INTO public.directus_collections (collection) VALUES ('Extra folder');"
        "CREATE TABLE public.extra (id int PRIMARY KEY);"
        'INSERT INTO public.directus_collections (collection, "group")'
        ' SELECT \'extra\', "group" FROM public.directus_collections WHERE "group" IS NOT NULL ORDER BY 1 LIMIT 1'
    )
    second = rehearse_with(small)
    moved = {
        ("seed", "gap_before"): 1,
        ("rollback", "gap_after"): 1,
        ("scan_read", "total"): 2,
        ("scan_read", "required"): 1,
        ("scan_read", "inherited"): 1,
        ("scan_write", "candidate_object"): 1,  # nobody described it
    }
    found = {(key, fact): int(str(second.facts(key)[fact])) - int(str(first.facts(key)[fact])) for key, fact in moved}
    assert found == moved
    assert second.rehearsal.conclusion.next_macros[1].expect == f"gap {second.facts('seed')['gap_before']}→0"
