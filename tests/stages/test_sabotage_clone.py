"""Stages 02, 03 and 09: a clone that is not production, that can reach out, or that does not come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oneroof.demo import server as embedded
from oneroof.fingerprint.model import Fingerprint
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import Session
from oneroof.stages import s02_clone, s09_rollback
from oneroof.stages.context import Context
from tests.stages.conftest import Result, Small, run

Rehearsed = Callable[..., Result]


def _before_comparing(monkeypatch: pytest.MonkeyPatch, sabotage: Callable[[], None]) -> None:
    """Do something to the clone after it was restored and before it is compared."""
    honest = s02_clone.fingerprint_clone

    def spoilt(context: Context) -> Fingerprint:
        sabotage()
        return honest(context)

    monkeypatch.setattr(s02_clone, "fingerprint_clone", spoilt)


SPOILT_CONTENTS = {
    "two swapped values": "UPDATE aside.pair SET v = CASE v WHEN 'a' THEN 'b' ELSE 'a' END",
    "one row less": "DELETE FROM aside.pair WHERE k = 1",
    "one byte": "UPDATE aside.pair SET v = 'A' WHERE k = 1",
    "a trailing zero": "UPDATE aside.pair SET n = 1.00 WHERE k = 1",
    "a sequence": "SELECT setval('aside.pair_s', 77)",
}


@pytest.mark.parametrize("what", SPOILT_CONTENTS)
def test_02_a_clone_with_other_contents(
    small: Small, rehearsed: Rehearsed, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Found, and the table or sequence is named."""
    small.sql("CREATE TABLE aside.pair (k int PRIMARY KEY, v text, n numeric); CREATE SEQUENCE aside.pair_s")
    small.sql("INSERT INTO aside.pair VALUES (1, 'a', 1.0), (2, 'b', 2)")
    _before_comparing(monkeypatch, small.on_clone(SPOILT_CONTENTS[what]))
    result = rehearsed()
    assert result.failed()[0] == "clone"
    assert "aside.pair" in result.said("clone")
    assert result.judgements["seed"].findings[0].code == "not-run"
    assert result.judgements["impact"].verdict == "PASS"


def test_02_what_cannot_be_restored_is_counted(small: Small, rehearsed: Rehearsed) -> None:
    """An index over a function that needs another table at restore time: the tool's error is not swallowed."""
    small.sql("CREATE TABLE aside.rate (r int); INSERT INTO aside.rate VALUES (3); CREATE TABLE aside.price (p int)")
    small.sql(
        "CREATE FUNCTION aside.rated(p int) RETURNS int IMMUTABLE LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN p * (SELECT r FROM rate); END $$"
    )
    small.sql("INSERT INTO aside.price VALUES (1); CREATE INDEX price_rated ON aside.price (aside.rated(p))")
    result = rehearsed()
    assert result.failed()[0] == "clone"
    assert "restore-errors" in result.codes("clone") or result.rehearsal.error is not None


def test_02_a_clone_name_that_is_taken(small: Small, rehearsed: Rehearsed) -> None:
    """The next name is used; what stands under the first is not touched."""
    first = rehearsed().facts("clone")["clone"]
    assert isinstance(first, str)
    run(small.server.dsn.with_database(first), "CREATE TABLE public.mine (v int)")
    second = rehearsed().facts("clone")["clone"]
    assert second == f"{first}_2"
    run(small.server.dsn.with_database(first), "SELECT FROM public.mine")


def test_02_the_server_killed_half_way(tmp_path_factory: pytest.TempPathFactory, template: tuple[object, ...]) -> None:
    """The server dies while the clone is made: an error that says so, and what was left behind."""
    from oneroof.config import Settings  # noqa: PLC0415
    from oneroof.demo.production import build  # noqa: PLC0415
    from oneroof.rehearse import Request, rehearse  # noqa: PLC0415
    from tests.stages.conftest import SMALL, Saboteur  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("killed")
    server = embedded.start(throwaway=True)
    try:
        made = build(server.dsn, folder=folder, shape=SMALL)
        settings = Settings.model_validate(
            {
                "production": {"dsn": made.dsn.conninfo},
                "clone": {"dsn": server.dsn.conninfo},
                "coverage": {"owners": made.owners_file},
                "report": {"out": folder},
                "home": folder / ".oneroof",
            }
        )
        done = rehearse(Request(settings), Saboteur({4: server.kill}))
        assert done.exit_code == 3
        assert done.conclusion.verdict == "FAIL"
        assert done.error is not None
        assert done.error.code in {"server-lost", "cannot-connect"}
        verdicts = [judgement.verdict for judgement in done.conclusion.judgements]
        assert verdicts[:3] == ["PASS"] * 3
        assert set(verdicts[3:10]) == {"FAIL"}
    finally:
        server.stop()


def test_03_a_foreign_server(small: Small, rehearsed: Rehearsed) -> None:
    """It is found: disarmed and noted, or a FAIL; never silence."""
    small.sql("CREATE EXTENSION postgres_fdw; CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw")
    small.sql("CREATE USER MAPPING FOR CURRENT_USER SERVER elsewhere OPTIONS (user 'x', password 'hunter2')")
    result = rehearsed()
    findings = str(result.facts("baseline")["isolation"])
    assert "elsewhere" in findings
    assert "hunter2" not in str(result.rehearsal.records)


def test_03_an_unknown_language_function(small: Small, rehearsed: Rehearsed) -> None:
    """A function in C that no extension brought could do anything: a FAIL with its name."""
    small.sql("CREATE FUNCTION aside.reach() RETURNS int LANGUAGE internal AS 'pg_backend_pid'")
    result = rehearsed()
    assert "reach" in str(result.facts("baseline")["isolation"])


@pytest.mark.parametrize(
    "ddl",
    [
        "CREATE OR REPLACE VIEW aside.v_sab AS SELECT 2 AS one",
        "ALTER TABLE aside.t_sab DROP CONSTRAINT t_sab_check; ALTER TABLE aside.t_sab ADD CHECK (v > 1)",
        "COMMENT ON TABLE aside.t_sab IS 'other'",
        "GRANT SELECT ON aside.t_sab TO pg_monitor",
        "ALTER TABLE aside.t_sab ENABLE ROW LEVEL SECURITY",
    ],
)
def test_03_a_real_difference_is_never_cosmetic(
    small: Small, rehearsed: Rehearsed, monkeypatch: pytest.MonkeyPatch, ddl: str
) -> None:
    """A clone whose catalog was changed is not production's mirror."""
    small.sql("CREATE VIEW aside.v_sab AS SELECT 1 AS one; CREATE TABLE aside.t_sab (v int CHECK (v > 0))")
    _before_comparing(monkeypatch, small.on_clone(ddl))
    result = rehearsed()
    assert result.failed()[0] == "baseline"
    assert "_sab" in result.said("baseline")


@pytest.mark.parametrize(
    "leftover",
    [
        "INSERT INTO aside.left_over VALUES (1)",
        "CREATE TABLE aside.forgotten (v int)",
        "GRANT SELECT ON aside.left_over TO PUBLIC",
        "COMMENT ON TABLE aside.left_over IS 'still here'",
    ],
)
def test_09_what_stays_behind_is_named(small: Small, rehearsed: Rehearsed, leftover: str) -> None:
    """Anything on the clone that the rollback does not reverse makes the fingerprints unequal."""
    small.sql("CREATE TABLE aside.left_over (v int)")
    result = rehearsed({8: small.on_clone(leftover)})
    assert "rollback" in result.failed()
    assert "left_over" in result.said("rollback") or "forgotten" in result.said("rollback")


def test_09_a_drop_line_that_does_not_drop(small: Small, rehearsed: Rehearsed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is connected to the copy when the printed line runs: the drop is not proven."""
    honest = s09_rollback.prove_drop

    def blocked(*arguments: object) -> object:
        proof = honest(*arguments)  # type: ignore[arg-type]
        return type(proof)(**{**proof.__dict__, "drop_proven": False}) if hasattr(proof, "drop_proven") else proof

    monkeypatch.setattr(s09_rollback, "prove_drop", blocked)
    result = rehearsed()
    assert result.judgements["rollback"].verdict in {"PASS", "FAIL"}


def test_09_the_clone_taken_away(small: Small, rehearsed: Rehearsed) -> None:
    """Somebody drops the clone before the rollback: an error, and production is as it was."""

    def drop() -> None:
        with Session.open(small.server.dsn) as session:
            for name in small.clones():
                session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    result = rehearsed({9: drop})
    assert "rollback" in result.failed()
    assert result.judgements["impact"].verdict == "PASS"
