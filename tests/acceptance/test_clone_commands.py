"""``oneroof clone`` from the command line: made with masks and a twin, compared, made again, listed, dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.acceptance.conftest import Oneroof

SETTINGS = """
[production]
dsn = "{production}"
[clone]
dsn = "{maker}"
require_mask = true
plain = ["public.t.id"]
[clone.mask]
"public.t.name" = "hash"
"""
CONTENTS = """
CREATE TABLE t (id int PRIMARY KEY, name text);
INSERT INTO t VALUES (1, 'Ada'), (2, 'Grace');
CREATE MATERIALIZED VIEW short AS SELECT id, left(name, 2) AS n FROM t;
CREATE MATERIALIZED VIEW stale AS SELECT count(*) FROM pg_class WHERE relname = 'later';
CREATE VIEW later AS SELECT 1;
"""


def _run(dsn: Dsn, script: str) -> None:
    with Session.open(dsn, settings={"search_path": "public, oneroof"}) as session:
        session.connection.execute(script.encode())


@pytest.fixture
def production(server: embedded.Server) -> Iterator[Dsn]:
    """A small production; it goes with all of its clones."""
    name = f"p_{uuid4().hex[:8]}"
    dsn = server.dsn.with_database(name)
    _run(server.dsn, f"CREATE DATABASE {name} STRATEGY file_copy")
    _run(dsn, CONTENTS)
    yield dsn
    with Session.open(server.dsn) as session:
        found = session.connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [name])
        for row in found.fetchall():
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(row["datname"])))


@contextmanager
def _broken(server: embedded.Server, database: str) -> Iterator[None]:
    """A database whose files are gone for the length of a block."""
    with Session.open(server.dsn) as session:
        row = session.connection.execute("SELECT oid FROM pg_database WHERE datname = %s", [database]).fetchone()
    assert row is not None
    files = server.data / "base" / str(row["oid"])
    away = files.rename(files.with_name(f"{files.name}_away"))
    yield
    away.rename(files)


def _settle(folder: Path, production: Dsn, server: embedded.Server) -> None:
    text = SETTINGS.format(production=production.conninfo, maker=server.dsn.conninfo)
    (folder / "oneroof.toml").write_text(text, encoding="utf-8")


def test_a_clone_lives_from_create_to_drop(
    oneroof: Oneroof, server: embedded.Server, production: Dsn, tmp_path: Path
) -> None:
    """Each command with its document and its exit code, on one masked clone with a pristine twin."""
    _settle(tmp_path, production, server)
    words = ("clone", "create", "--owner", "dba", "--expires", "3", "--pristine")
    made = oneroof("--json", *words, schema="clone-create")
    assert made.status == 0, made.stderr
    name = made.document["clone"]
    assert (made.document["identical"], made.document["fidelity"]["claimed"]) == (True, True)
    assert [item["columns"] for item in made.document["masked"]] == [["name"], []]
    clone = server.dsn.with_database(name)

    verified = oneroof("--json", "clone", "verify", name, "--max-load", "0.7", schema="clone-verify")
    assert (verified.status, verified.document["identical"]) == (0, True)
    assert 0 < verified.document["load"]["achieved"] <= verified.document["load"]["limit"] == 0.7
    assert {line["object"]: line["kind"] for line in verified.document["differences"]} == {
        "table:public.t": "masked",
        "materialized_view:public.short": "masked",
        "materialized_view:public.stale": "recomputed",
    }
    _run(clone, "INSERT INTO t VALUES (3, 'x')")
    differs = oneroof("--json", "clone", "verify", name, schema="clone-verify")
    assert (differs.status, differs.document["differences"][-1]["object"]) == (1, "table:public.t")
    assert [line["kind"] for line in differs.document["differences"]] == ["real", "recomputed", "real"]

    with Session.open(clone):
        assert oneroof("clone", "reset", name).status == 3
        assert oneroof("clone", "drop", name).status == 3
    with _broken(server, f"{name}_pristine"):
        assert oneroof("clone", "reset", name).status != 0
    kept = oneroof("--json", "clone", "verify", name, schema="clone-verify")
    assert kept.document["differences"] == differs.document["differences"]  # the old one, as it was
    reset = oneroof("--json", "clone", "reset", name, schema="clone-reset")
    assert (reset.status, reset.document["how"]) == (0, "pristine twin")
    assert reset.document["expires"] == made.document["expires"]
    assert oneroof("clone", "verify", name).status == 0
    for dsn in (production, clone):  # a kind of tomorrow, the same in both
        _run(dsn, "UPDATE pg_class SET relkind = 'g' WHERE oid = 'later'::regclass")
    unknown = oneroof("--json", "clone", "verify", name, schema="clone-verify")
    assert (unknown.status, unknown.document["unmodelled"]) == (1, ["relation of kind g"])
    assert not [line for line in unknown.document["differences"] if line["kind"] == "real"]

    listed = {item["name"]: item for item in oneroof("--json", "clone", "list", schema="clone-list").document["clones"]}
    assert (listed[name]["owner"], listed[name]["overdue"]) == ("dba", False)
    assert listed[name]["masked"] == ["column:public.t.name"]
    assert [item["state"] for key, item in listed.items() if key.startswith(name)] == ["clone", "pristine"]
    assert oneroof("--json", "clone", "drop", "--expired").document["clones"] == []
    _run(clone, 'UPDATE database_identity SET parent = parent || \'{"expires": "2020-01-01T00:00:00+00:00"}\'')
    assert "OVERDUE" in oneroof("clone", "list").stdout
    dropped = oneroof("--json", "clone", "drop", "--expired", schema="clone-drop")
    assert dropped.document["clones"] == [{"clone": name, "dropped": True, "reason": ""}]
    assert name not in json.dumps(oneroof("--json", "clone", "list").document)


def test_what_is_no_clone_is_refused(
    oneroof: Oneroof, server: embedded.Server, production: Dsn, tmp_path: Path
) -> None:
    """Production itself, a database that is not there, words that do not fit: with the contract's exit codes."""
    _settle(tmp_path, production, server)
    for command in ("verify", "reset", "drop"):
        assert oneroof("clone", command, production.database).status == 4
        nobody = oneroof("clone", command, "nobody_gov_test_20260101")
        assert (nobody.status, "oneroof clone list" in nobody.stderr) == (4, True), nobody.stderr
    assert oneroof("clone", "drop").status == 2
    assert oneroof("clone", "drop", "x", "--expired").status == 2
    assert oneroof("clone", "create", "--strategy", "magic").status == 2
    assert oneroof("clone", "create", "--expires", "99999999").status == 2
    settings = tmp_path / "oneroof.toml"
    settings.write_text(settings.read_text().replace("[clone]", "[clone]\nexpires_days = 99999999"), encoding="utf-8")
    assert oneroof("clone", "create").status == 2
    _settle(tmp_path, production, server)
    assert oneroof("clone", "create", "--strategy", "host=h password=p").status == 2
    assert oneroof("clone", "create", "--strategy", production.conninfo).status == 4  # production itself
    gone = {"ONEROOF_CLONE_DSN": "host=/nonexistent dbname=postgres"}
    assert oneroof("clone", "list", environment=gone).status == 3
    _run(production, "SELECT lo_from_bytea(4711, 'Ada')")
    refused = oneroof("clone", "create")
    assert (refused.status, "1 large objects" in refused.stderr) == (4, True)
    _run(production, "SELECT lo_unlink(4711); ALTER TABLE t ADD passport text")
    refused = oneroof("clone", "create")
    assert (refused.status, "passport" in refused.stderr) == (4, True)
    assert server.dsn.database == "postgres"


def test_required_masks_have_no_way_around(
    oneroof: Oneroof, server: embedded.Server, production: Dsn, tmp_path: Path
) -> None:
    """Neither another file, by a variable or a flag, nor a clone that somebody else has opened before."""
    _settle(tmp_path, production, server)
    other, masked = tmp_path / "other.toml", (tmp_path / "oneroof.toml").read_text()
    weaker = (("require_mask = true", ""), ('"hash"', '{ constant = "x" }'), ("public.t.id", "public.*"))
    for lost, instead in weaker:
        other.write_text(masked.replace(lost, instead), encoding="utf-8")
        for words, environment in (
            (("clone", "create"), {"ONEROOF_CONFIG": str(other)}),
            (("--config", str(other), "clone", "create"), {}),
            (("--config", str(other), "clone", "create"), {"ONEROOF_CONFIG": "oneroof.toml"}),
        ):
            refused = oneroof(*words, environment=environment)
            assert (refused.status, "whose masks are not those" in refused.stderr) == (2, True), refused.stderr
    open_one = f"{production.database}_open"
    _run(server.dsn, f"CREATE DATABASE {open_one} TEMPLATE {production.database} STRATEGY file_copy")
    there = server.dsn.with_database(open_one)
    refused = oneroof("clone", "create", "--strategy", there.conninfo)
    assert (refused.status, "has been open" in refused.stderr) == (4, True)


@pytest.mark.every_version
def test_a_copy_that_cannot_be_compared_is_not_written_to(
    oneroof: Oneroof,
    servers: Callable[[str], embedded.Server],
    server: embedded.Server,
    production: Dsn,
    tmp_path: Path,
) -> None:
    """PostgreSQL 18's copy of a production of 15, and one in another encoding: refused in stage 01, left as it was."""
    _settle(tmp_path, production, server)
    (tmp_path / "oneroof.toml").write_text(f'[production]\ndsn = "{production.conninfo}"\n', encoding="utf-8")
    newer, name = servers("default"), f"{production.database}_theirs"
    encoding = "LATIN1" if newer is server else "UTF8"
    _run(newer.dsn, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C' STRATEGY file_copy")
    there = newer.dsn.with_database(name)
    _run(there, CONTENTS)
    refused = oneroof("clone", "create", "--strategy", there.conninfo)
    with Session.open(there) as session:
        row = session.connection.execute("SELECT to_regnamespace('oneroof') IS NULL AS untouched").fetchone()
    said = "is in the encoding LATIN1" if newer is server else "a clone is of the same major version"
    assert (refused.status, said in refused.stderr, row) == (3, True, {"untouched": True}), refused.stderr


def test_a_mask_that_failed_is_not_said_to_be_on(
    oneroof: Oneroof, server: embedded.Server, production: Dsn, tmp_path: Path
) -> None:
    """A copy that somebody else made stays when its masks cannot be put on; it says that it is a clone, and no more."""
    _settle(tmp_path, production, server)
    settings = tmp_path / "oneroof.toml"
    settings.write_text(settings.read_text().replace("require_mask = true", ""), encoding="utf-8")
    open_one = f"{production.database}_open"
    _run(server.dsn, f"CREATE DATABASE {open_one} TEMPLATE {production.database} STRATEGY file_copy")
    there = server.dsn.with_database(open_one)
    _run(there, "ALTER TABLE t ADD CHECK (name IN ('Ada', 'Grace'))")
    refused = oneroof("clone", "create", "--strategy", there.conninfo)
    assert (refused.status, "a CHECK does not allow it" in refused.stderr) == (4, True)
    listed = {item["name"]: item for item in oneroof("--json", "clone", "list").document["clones"]}
    assert (listed[open_one]["state"], listed[open_one]["masked"]) == ("external", [])


def test_what_the_platform_made_is_the_platforms_to_drop(
    oneroof: Oneroof, server: embedded.Server, production: Dsn, tmp_path: Path
) -> None:
    """A database of the user's that became a clone is listed and compared; it is neither dropped nor replaced."""
    settings = f'[production]\ndsn = "{production.conninfo}"\n[clone]\ndsn = "{server.dsn.conninfo}"\n'
    (tmp_path / "oneroof.toml").write_text(settings, encoding="utf-8")
    staging = f"{production.database}_staging"
    _run(server.dsn, f"CREATE DATABASE {staging} TEMPLATE {production.database} STRATEGY file_copy")
    there = server.dsn.with_database(staging)
    made = oneroof("--json", "clone", "create", "--strategy", there.conninfo, schema="clone-create")
    assert (made.status, made.document["identical"]) == (0, True), made.stderr
    assert oneroof("clone", "verify", staging).status == 0
    _run(there, 'UPDATE database_identity SET parent = parent || \'{"expires": "2020-01-01T00:00:00+00:00"}\'')
    listed = {item["name"]: item for item in oneroof("--json", "clone", "list", schema="clone-list").document["clones"]}
    assert (listed[staging]["state"], listed[staging]["overdue"]) == ("external", True)
    assert oneroof("--json", "clone", "drop", "--expired").document["clones"] == []
    for command in ("drop", "reset"):
        refused = oneroof("clone", command, staging)
        assert (refused.status, "made by your platform" in refused.stderr) == (4, True), refused.stderr
    assert oneroof("clone", "verify", staging).status == 0


def test_a_clone_made_again_keeps_its_masks_owner_and_expiry(
    oneroof: Oneroof, server: embedded.Server, production: Dsn, tmp_path: Path
) -> None:
    """From a twin that is older than the masks, which are put on then; anew, where a mask that is gone is refused."""
    _settle(tmp_path, production, server)
    settings = tmp_path / "oneroof.toml"
    masked = settings.read_text()
    without = masked.replace("require_mask = true", "").replace('"public.t.name" = "hash"', "")
    settings.write_text(without, encoding="utf-8")
    made = oneroof("--json", "clone", "create", "--owner", "dba", "--expires", "30", "--pristine").document
    name, clone = made["clone"], server.dsn.with_database(made["clone"])
    wanted = {
        "clone": name,
        "owner": "dba",
        "expires": made["expires"],
        "masked": ["column:public.t.name"],
        "pristine": made["pristine"],
    }

    def names() -> str:
        with Session.open(clone, settings={"search_path": "public"}) as session:
            row = session.connection.execute("SELECT string_agg(t::text, '') AS v FROM (TABLE t) t").fetchone()
        return str((row or {})["v"])

    def again() -> tuple[str, bool]:
        reset = oneroof("--json", "clone", "reset", name, schema="clone-reset")
        assert reset.status == 0, reset.stdout
        assert {key: reset.document[key] for key in wanted} == wanted
        return reset.document["how"], "Ada" in names()

    assert "Ada" in names()
    forged = """parent || '{"masked": ["column:public.t.name"]}'"""
    _run(
        clone, f"UPDATE database_identity SET parent = {forged}"
    )  # whoever may write in the clone says so; its twin not
    settings.write_text(masked, encoding="utf-8")
    assert again() == ("pristine twin", False)
    settings.write_text(without, encoding="utf-8")
    assert again() == ("pristine twin", False)  # the twin is masked by now

    _run(server.dsn, f"DROP DATABASE {made['pristine']}")
    refused = oneroof("clone", "reset", name)
    assert (refused.status, "column:public.t.name" in refused.stderr) == (4, True), refused.stderr
    settings.write_text(masked, encoding="utf-8")
    wanted["pristine"] = None
    assert again() == ("made anew", False)


def test_what_could_reach_out_is_said_with_what_was_done(
    oneroof: Oneroof, server: embedded.Server, production: Dsn, tmp_path: Path
) -> None:
    """A function that was disarmed, a default that stays open: each by name, and why the clone is not proven."""
    settings = f'[production]\ndsn = "{production.conninfo}"\n[clone]\ndsn = "{server.dsn.conninfo}"\n'
    (tmp_path / "oneroof.toml").write_text(settings, encoding="utf-8")
    reads = "CREATE FUNCTION reads(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all'"
    _run(production, f"{reads}; CREATE TABLE opens (a text DEFAULT pg_read_file('/etc/hostname'))")
    made = oneroof("--json", "clone", "create", schema="clone-create")
    assert (made.status, made.document["identical"]) == (1, False)
    assert not [line for line in made.document["differences"] if line["kind"] == "real"]
    done = {item["object"]: (item["resolved"], bool(item["disarmed"])) for item in made.document["isolation"]}
    expected = {"function:public.reads(text)": (True, True), "column:public.opens.a": (False, False)}
    assert expected.items() <= done.items()
    (failed,) = [line for line in made.document["findings"] if line["severity"] == "fail"]
    assert (failed["stage"], "column:public.opens.a" in failed["message"]) == (3, True)
    told = oneroof("clone", "create")
    assert (told.status, "column:public.opens.a" in told.stdout, "STILL OPEN" in told.stdout) == (1, True, True)
    again = oneroof("clone", "reset", made.document["clone"])
    assert (again.status, "column:public.opens.a" in again.stderr) == (1, True), again.stderr


def test_a_clone_in_an_embedded_server_has_an_expiry_too(oneroof: Oneroof, production: Dsn, tmp_path: Path) -> None:
    """With no clone server at all: listed, overdue, kept while somebody is connected to it, dropped with its server."""
    (tmp_path / "oneroof.toml").write_text(f'[production]\ndsn = "{production.conninfo}"\n', encoding="utf-8")
    made = oneroof("--json", "clone", "create", "--owner", "dba", "--expires", "1", schema="clone-create")
    assert (made.status, made.document["placement"]) == (0, "embedded"), made.stderr
    name, folder = made.document["clone"], Path(made.document["clone_folder"])
    (listed,) = oneroof("--json", "clone", "list", schema="clone-list").document["clones"]
    assert (listed["name"], listed["state"], listed["folder"]) == (name, "embedded", str(folder))
    assert (listed["owner"], listed["expires"], listed["overdue"]) == ("dba", made.document["expires"], False)
    for command in ("verify", "reset"):
        refused = oneroof("clone", command, name)
        assert (refused.status, "embedded server" in refused.stderr) == (2, True), refused.stderr
    assert oneroof("clone", "drop", "nobody").status == 2  # no clone server, and no such folder
    assert oneroof("--json", "clone", "drop", "--expired").document["clones"] == []

    (note,) = (tmp_path / ".oneroof" / "clones").glob("*.json")
    note.write_text(note.read_text().replace(made.document["expires"], "2020-01-01T00:00:00+00:00"), encoding="utf-8")
    assert "OVERDUE" in oneroof("clone", "list").stdout
    started = embedded.start(home=folder)
    with Session.open(started.dsn.with_database(name)):
        kept = oneroof("--json", "clone", "drop", "--expired", schema="clone-drop")
        assert (kept.status, "Somebody is connected" in kept.document["clones"][0]["reason"]) == (3, True)
    dropped = oneroof("--json", "clone", "drop", "--expired", schema="clone-drop")
    assert dropped.document["clones"] == [{"clone": name, "dropped": True, "reason": ""}]
    assert started.process is not None
    assert started.process.wait(timeout=10) == 0
    started.stop()
    assert not folder.exists()
    assert [left for left in note.parent.iterdir() if left.suffix != ".tar"] == []  # what initdb makes is kept
    assert oneroof("--json", "clone", "list").document["clones"] == []
