"""Stages 02, 03 and 09: a clone that is not production, that can reach out, or that does not come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from psycopg import Error

from oneroof import errors
from oneroof.fingerprint.model import Fingerprint
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.rehearse import Rehearsal
from oneroof.stages import s02_clone
from oneroof.stages.context import Context
from tests.matrix import sampled
from tests.stages.conftest import Result, Saboteur, Small, bare_production, one_table, rehearse_with, run, with_clone

Rehearsed = Callable[..., Result]


def _before_comparing(monkeypatch: pytest.MonkeyPatch, sabotage: Callable[[], None]) -> None:
    """Do something to the clone after it was restored and before it is compared."""
    honest = s02_clone.fingerprint_clone

    def spoilt(context: Context) -> Fingerprint:
        sabotage()
        return honest(context)

    monkeypatch.setattr(s02_clone, "fingerprint_clone", spoilt)


SPOILT_CONTENTS = {
    "two_swapped_values": "UPDATE {} SET v = CASE v WHEN 'a' THEN 'b' ELSE 'a' END",
    "one_row_less": "DELETE FROM {} WHERE k = 1",
    "one_byte": "UPDATE {} SET v = 'A' WHERE k = 1",
    "a_trailing_zero": "UPDATE {} SET n = 1.00 WHERE k = 1",
}
#: The table is afterwards as it was; the view is not what its query gives, though masked columns are in it.
SPOILT_VIEW = "UPDATE aside.person SET k = 7; REFRESH MATERIALIZED VIEW aside.of_another; UPDATE aside.person SET k = 1"


def test_02_a_clone_with_other_contents(
    bare: Small, rehearsed_bare: Rehearsed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is found, and the table or sequence is named; nothing runs on such a clone; production is as it was."""
    for name in SPOILT_CONTENTS:
        bare.sql(f"CREATE TABLE aside.{name} (k int PRIMARY KEY, v text, n numeric)")
        bare.sql(f"INSERT INTO aside.{name} VALUES (1, 'a', 1.0), (2, 'b', 2)")
    bare.sql("CREATE SEQUENCE aside.pair_s; CREATE TABLE aside.person AS SELECT 1 AS k, 'Ada' AS v")
    for name in ("of_person", "of_another"):
        bare.sql(f"CREATE MATERIALIZED VIEW aside.{name} AS SELECT * FROM aside.person")
    spoil = "; ".join(statement.format(f"aside.{name}") for name, statement in SPOILT_CONTENTS.items())
    _before_comparing(monkeypatch, bare.on_clone(f"{spoil}; SELECT setval('aside.pair_s', 77); {SPOILT_VIEW}"))
    result = rehearsed_bare(settings=with_clone(bare.settings(), mask={"aside.person.v": "hash"}))
    assert result.failed()[0] == "clone"
    for name in (*SPOILT_CONTENTS, "pair_s", "of_another"):
        assert f"aside.{name}" in result.said("clone")
    masked = [line["object"] for line in result.listed("clone", "differences") if line["kind"] == "masked"]
    assert masked == ["materialized_view:aside.of_person", "table:aside.person"]
    assert result.judgements["seed"].findings[0].code == "not-run"
    assert result.judgements["impact"].verdict == "PASS"


def test_02_what_cannot_be_restored_is_counted(bare: Small, rehearsed_bare: Rehearsed) -> None:
    """A CHECK that reads another table, which is still empty when the rows come back: the error is counted and told."""
    bare.sql("CREATE TABLE aside.rate (r int); INSERT INTO aside.rate VALUES (3)")
    bare.sql(
        "CREATE FUNCTION aside.known(p int) RETURNS boolean LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN EXISTS (SELECT FROM aside.rate WHERE r = p); END $$"
    )
    bare.sql("CREATE TABLE aside.price (p int CHECK (aside.known(p))); INSERT INTO aside.price VALUES (3)")
    bare.sql("CREATE EXTENSION postgres_fdw; CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw")
    told: list[str] = []

    class Reader(Saboteur):
        def note(self, message: str) -> None:
            told.append(message)

    result = rehearsed_bare(settings=with_clone(bare.settings(), jobs=1), saboteur=Reader())
    assert result.failed()[0] == "clone"
    assert "restore-errors" in result.codes("clone")
    assert [line for line in told if "aside.price" in line]
    # it stays, to be looked at, and is disarmed as one that passes
    with Session.open(bare.dsn.with_database(str(result.facts("clone")["clone"]))) as session:
        found = session.connection.execute("SELECT fdwhandler::int8 AS handler FROM pg_foreign_data_wrapper").fetchall()
    assert found == [{"handler": 0}]


@pytest.fixture(scope="module")
def reaching(
    servers: Callable[[str], embedded.Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Small, Result]]:
    """One rehearsal of a production that can reach out, and whose clone's first name is taken."""
    with bare_production(servers("default"), tmp_path_factory.mktemp("reaching")) as bare:
        bare.sql("CREATE EXTENSION postgres_fdw; CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw")
        bare.sql("CREATE USER MAPPING FOR CURRENT_USER SERVER elsewhere OPTIONS (user 'x', password 'hunter2')")
        bare.sql("CREATE FOREIGN TABLE aside.far (v int) SERVER elsewhere")
        bare.sql("CREATE FUNCTION aside.reach(text) RETURNS text LANGUAGE c AS '$libdir/dblink', 'dblink_connect'")
        bare.sql("CREATE FUNCTION aside.takes(cstring) RETURNS text LANGUAGE c AS '$libdir/hstore', 'hstore_in'")
        run(bare.server.dsn, f"CREATE DATABASE {_first_name(bare)}")
        run(_taken(bare), "CREATE TABLE public.mine (v int)")
        yield bare, rehearse_with(bare, packets=(one_table(bare),))


def _first_name(small: Small) -> str:
    return f"{small.dsn.database}_gov_test_{datetime.now(UTC):%Y%m%d}"


def _taken(small: Small) -> Dsn:
    return small.server.dsn.with_database(_first_name(small))


def test_02_a_clone_name_that_is_taken(reaching: tuple[Small, Result]) -> None:
    """The next name is used; what stands under the first, which is somebody else's, is not touched."""
    small, result = reaching
    assert result.facts("clone")["clone"] == f"{_first_name(small)}_2"
    run(_taken(small), "SELECT FROM public.mine")


def test_04_the_server_killed_half_way(tmp_path: Path) -> None:
    """The server dies when the packet is to run: exit 3, a FAIL that says so, and the package all the same."""
    done: list[Rehearsal] = []
    server = embedded.start(throwaway=True)
    try:
        # The killed server's databases cannot be dropped, and need not be.
        with suppress(errors.CannotConnect), bare_production(server, tmp_path) as bare:
            done.append(rehearse_with(bare, {4: server.kill}, packets=(one_table(bare),)).rehearsal)
    finally:
        server.stop()
    assert done[0].exit_code == 3
    assert done[0].conclusion.verdict == "FAIL"
    assert done[0].error is not None
    assert done[0].error.code in {"server-lost", "cannot-connect"}
    verdicts = [judgement.verdict for judgement in done[0].conclusion.judgements]
    # 05 to 08 are of the governance schema, which this production never had: that was seen before the server died.
    assert verdicts == ["PASS"] * 3 + ["FAIL"] + ["N/A"] * 4 + ["FAIL"] * 4


def _left(result: Result, name: str) -> dict[str, str]:
    """What stage 03 says of one way out of the clone."""
    return next(found for found in result.listed("baseline", "isolation") if found["object"] == name)


def test_03_a_foreign_server(reaching: tuple[Small, Result]) -> None:
    """It is found and disarmed, which the clone itself shows; so it is noted and fails nothing."""
    small, result = reaching
    found = _left(result, "server:elsewhere")
    assert found["resolved"]
    assert found["disarmed"] == "its handler was taken away"
    noted = {item.code: item.severity for item in result.judgements["baseline"].findings}
    assert noted["foreign-server"] == "note"
    with pytest.raises(Error, match="has no handler"):
        small.on_clone("TABLE aside.far")()
    assert "hunter2" not in str(result.rehearsal.records)


def test_03_a_function_that_could_do_anything(reaching: tuple[Small, Result]) -> None:
    """In C and no extension's: it raises an error now; one that cannot be made to is a FAIL with its name alone."""
    small, result = reaching
    assert _left(result, "function:aside.reach(text)")["disarmed"] == "it raises an error now"
    with pytest.raises(Error, match="disarmed in this clone"):
        small.on_clone("SELECT aside.reach('host=/nowhere')")()
    assert result.failed()[0] == "baseline"
    assert result.codes("baseline") == {"function"}
    assert result.said("baseline").startswith("function:aside.takes(cstring): A function in c")
    assert "could not be disarmed (no other language can have its signature)" in result.said("baseline")
    assert result.facts("baseline")["isolated"] is False
    assert result.judgements["seed"].findings[0].code == "not-run"


REAL_DIFFERENCES = {
    "view:aside.v_sab": "CREATE OR REPLACE VIEW aside.v_sab AS SELECT 2 AS one",
    "t_sab_v_check": "ALTER TABLE aside.t_sab DROP CONSTRAINT t_sab_v_check, ADD CHECK (v > 1)",
    "changed comment": "COMMENT ON TABLE aside.t_sab IS 'other'",
    "changed acl": "GRANT SELECT ON aside.t_sab TO pg_monitor",
    "changed row_security": "ALTER TABLE aside.t_sab ENABLE ROW LEVEL SECURITY",
}


def test_03_a_real_difference_is_never_cosmetic(
    bare: Small, rehearsed_bare: Rehearsed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone whose catalog was changed is not production's mirror: each difference is real, and named."""
    bare.sql("CREATE VIEW aside.v_sab AS SELECT 1 AS one; CREATE TABLE aside.t_sab (v int CHECK (v > 0))")
    _before_comparing(monkeypatch, bare.on_clone("; ".join(REAL_DIFFERENCES.values())))
    result = rehearsed_bare()
    assert result.failed()[0] == "baseline", result.said("clone")
    found = [item for item in result.listed("baseline", "differences") if "_sab" in item["object"]]
    assert {item["kind"] for item in found} == {"real"}
    told = " ".join(f"{item['object']} {item['change']} {item['facet']}" for item in found)
    assert [what for what in REAL_DIFFERENCES if what not in told] == []


def test_09_what_stays_behind_is_named(bare: Small, rehearsed_bare: Rehearsed) -> None:
    """What the rollback does not reverse makes the fingerprints unequal: a row, a table, a grant, a comment."""
    bare.sql("CREATE TABLE aside.left_over (v int); CREATE TABLE aside.audit (v int)")
    result = rehearsed_bare(
        {
            8: bare.on_clone(
                "INSERT INTO aside.left_over VALUES (1); CREATE TABLE aside.forgotten (v int);"
                "GRANT SELECT ON aside.audit TO PUBLIC; COMMENT ON TABLE aside.audit IS 'still here'"
            )
        }
    )
    assert "rollback" in result.failed()
    found = {(item["object"], item["facet"]) for item in result.listed("rollback", "differences")}
    assert {("table:aside.left_over", "rows"), ("table:aside.forgotten", "")} <= found
    assert {("table:aside.audit", "acl"), ("table:aside.audit", "comment")} <= found


@pytest.mark.thorough
def test_09_a_drop_line_that_does_not_drop(bare: Small) -> None:
    """Somebody makes the throwaway copy a template, which cannot be dropped: not proven, and the clone stays."""
    stop = Event()
    keeper = Thread(target=_keep_the_copy, args=(bare, stop))
    try:
        result = rehearse_with(bare, {9: keeper.start}, packets=(one_table(bare),))
    finally:
        stop.set()
        keeper.join()
    assert "drop" in result.codes("rollback") or result.rehearsal.error is not None
    assert "rollback" in result.failed()
    assert len([name for name in bare.clones() if "_drop_" not in name]) == 1


def _keep_the_copy(small: Small, stop: Event) -> None:
    """Make the copy a template as soon as it is there, until the test is over."""
    query = (
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname ~ '_drop_' AND NOT datistemplate"
    )
    with Session.open(small.server.dsn) as watcher:
        kept = set()
        while not stop.wait(0.001):
            for row in watcher.connection.execute(query, [small.dsn.database]).fetchall():
                kept.add(row["datname"])
                with suppress(errors.SqlFailed):
                    watcher.execute(SQL("ALTER DATABASE {} IS_TEMPLATE true").format(Identifier(row["datname"])))
        for name in kept:
            with suppress(errors.OneroofError):
                watcher.execute(SQL("ALTER DATABASE {} IS_TEMPLATE false").format(Identifier(name)))


@pytest.mark.parametrize("how", sampled(["dropped", "another database"], ["dropped"]))
def test_09_the_clone_taken_away(bare: Small, how: str) -> None:
    """Dropped, or not the clone any more: an error, production is as it was, and nothing is said of what became of it.

    What stage 12 says of the clone is what stage 09 found.
    """

    def drop() -> None:
        with Session.open(bare.server.dsn) as session:
            for name in bare.clones():
                session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    another = bare.on_clone("UPDATE oneroof.database_identity SET database_uid = gen_random_uuid()")
    result = rehearse_with(bare, {9: drop if how == "dropped" else another}, packets=(one_table(bare),))
    assert "rollback" in result.failed()
    assert result.judgements["impact"].verdict == "PASS"
    assert result.said("verdict") == "Failed: stage 09."
    assert {action.verdict for action in result.rehearsal.conclusion.actions} == {"NO-GO"}
    (final,) = result.rehearsal.package.folder.glob("12-*.md")
    disposition = final.read_text().partition("### Clone disposition")[2].partition("## Findings")[0]
    assert disposition.split()[:2] == ["not", "measured:"]
    assert "The drop command was not measured" in disposition
    assert result.codes("rollback") == {"cannot-connect" if how == "dropped" else "identity"}
