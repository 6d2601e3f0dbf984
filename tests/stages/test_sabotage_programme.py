"""Stages 04 to 08: the governance programme, broken for real on the clone or in the fixture that it was copied from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from oneroof import errors
from tests.stages.conftest import Result, Small

Rehearsed = Callable[..., Result]

ELSEWHERE = (
    "CREATE TABLE aside.audit (n int);"
    " CREATE FUNCTION aside.note() RETURNS trigger LANGUAGE plpgsql"
    " AS $$ BEGIN INSERT INTO aside.audit VALUES (1); RETURN NEW; END $$;"
)


def test_04_a_trigger_that_writes_elsewhere(small: Small, rehearsed: Rehearsed) -> None:
    """The write set has a table that the seed does not declare."""
    small.sql(
        ELSEWHERE + "CREATE TRIGGER t AFTER INSERT ON public.governance_object_ownership"
        " FOR EACH ROW EXECUTE FUNCTION aside.note()"
    )
    result = rehearsed()
    assert "seed" in result.failed()
    assert "audit" in result.said("seed")


def test_04_a_deferred_trigger_that_writes_elsewhere(small: Small, rehearsed: Rehearsed) -> None:
    """It would run at COMMIT, after a measurement that does not force it."""
    small.sql(
        ELSEWHERE + "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON public.governance_object_ownership"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION aside.note()"
    )
    result = rehearsed()
    assert "seed" in result.failed()
    assert "audit" in result.said("seed")


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


def test_05_an_object_that_appears_after_the_seed(small: Small, rehearsed: Rehearsed) -> None:
    """A new collection without a folder has no owner: coverage is no longer whole."""
    appears = (
        "CREATE TABLE public.newcomer (id int PRIMARY KEY);"
        " INSERT INTO public.directus_collections (collection) VALUES ('newcomer')"
    )
    result = rehearsed({5: small.on_clone(appears)})
    assert "scan_read" in result.failed()
    assert "not-covered" in result.codes("scan_read")


def test_05_a_tombstone_after_the_seed(small: Small, rehearsed: Rehearsed) -> None:
    """An explicit 'nobody' is a gap again."""
    tombstone = (
        "INSERT INTO public.governance_object_ownership (object_ref, owner_ref, created_by)"
        " SELECT min(object_ref), NULL, 'somebody' FROM public.v_governance_object_inventory WHERE requires_owner"
    )
    result = rehearsed({5: small.on_clone(tombstone)})
    assert "scan_read" in result.failed()


def test_06_a_second_scan_that_is_not_idempotent(small: Small, rehearsed: Rehearsed) -> None:
    """A trigger makes each stored state differ from what the scan would write: the second run writes again."""
    small.sql(
        "CREATE FUNCTION public.spoil() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN NEW.object_count := NEW.object_count + 1; RETURN NEW; END $$;"
        "CREATE TRIGGER spoil BEFORE INSERT OR UPDATE ON public.candidate_state"
        " FOR EACH ROW EXECUTE FUNCTION public.spoil()"
    )
    result = rehearsed()
    assert "scan_write" in result.failed()
    assert "not-idempotent" in result.codes("scan_write")


def test_06_a_scan_with_a_side_effect(small: Small, rehearsed: Rehearsed) -> None:
    """What a trigger writes while candidates are written is not declared."""
    small.sql(
        ELSEWHERE
        + "CREATE TRIGGER t AFTER INSERT ON public.candidate_object FOR EACH ROW EXECUTE FUNCTION aside.note()"
    )
    result = rehearsed()
    assert "scan_write" in result.failed()
    assert "audit" in result.said("scan_write")


def test_07_a_disabled_validation_trigger(small: Small, rehearsed: Rehearsed) -> None:
    """The refusals are no longer the validation's: the trigger's state says so, and so does the positive control."""
    disable = (
        "DO $$ DECLARE t name; BEGIN FOR t IN SELECT tgname FROM pg_trigger"
        " WHERE tgrelid = 'public.event_outbox'::regclass"
        " AND tgfoid = 'public.fn_event_type_validate'::regproc LOOP"
        " EXECUTE format('ALTER TABLE public.event_outbox DISABLE TRIGGER %I', t); END LOOP; END $$"
    )
    small.sql(disable)
    result = rehearsed()
    assert "validation-trigger" in result.codes("event_boundary")


def test_07_an_active_event_type(small: Small, rehearsed: Rehearsed) -> None:
    """One active type is one that would be emitted."""
    small.sql(
        "UPDATE public.event_type_registry SET active = true"
        " WHERE event_type = (SELECT min(event_type) FROM public.event_type_registry)"
    )
    result = rehearsed()
    assert {"emission-accepted", "active-type"} <= result.codes("event_boundary")


def test_07_refusals_with_another_cause(small: Small, rehearsed: Rehearsed) -> None:
    """A table that refuses everything proves nothing of the validation: the positive control is refused too."""
    small.sql("ALTER TABLE public.event_outbox ADD CONSTRAINT never CHECK (false)")
    result = rehearsed()
    assert "control" in result.codes("event_boundary")


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


def test_08_a_cursor_that_moves_back(small: Small, rehearsed: Rehearsed) -> None:
    """A function without its guards lets the cursor go anywhere: each forbidden move is found."""
    small.sql(_permissive("BEGIN RETURN true; END"))
    result = rehearsed()
    assert "cursor" in result.failed()
    assert {"moved-backward", "moved-beyond"} & result.codes("cursor")


def test_08_a_cursor_that_never_moves(small: Small, rehearsed: Rehearsed) -> None:
    """One that refuses everything is no cursor either."""
    small.sql(_permissive("BEGIN RETURN false; END"))
    result = rehearsed()
    assert "not-advanced" in result.codes("cursor")


def test_every_later_figure_follows_the_fixture(small: Small, rehearsed: Rehearsed) -> None:
    """Nothing is a constant: a folder, a collection and a bad object more show in each figure that depends on them."""
    first = rehearsed()
    small.sql(
        "INSERT INTO public.directus_collections (collection) VALUES ('Extra folder');"
        "CREATE TABLE public.extra (id int PRIMARY KEY);"
        'INSERT INTO public.directus_collections (collection, "group")'
        ' SELECT \'extra\', "group" FROM public.directus_collections WHERE "group" IS NOT NULL ORDER BY 1 LIMIT 1'
    )
    second = rehearsed()
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
