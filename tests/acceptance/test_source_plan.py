"""`oneroof source plan`: a dbt project registered by a packet that a rehearsal proves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.acceptance.conftest import Oneroof
from tests.dbt_support import manifest, shop, text
from tests.pg.schema_support import governed_copy

CODE = "F9_SOURCE_REGISTRATION_COMMIT"


@pytest.fixture
def production(make_database: Callable[..., Dsn], server: embedded.Server) -> Dsn:
    """A database with the governance part, and one of the relations that the project makes."""
    dsn = governed_copy(make_database, server.dsn)
    with Session.open(dsn) as session:
        session.execute(SQL('CREATE TABLE public."Order facts" (id int PRIMARY KEY)'))
    return dsn


def test_the_packet_of_an_import_rehearses_to_pass(
    server: embedded.Server, production: Dsn, oneroof: Oneroof, tmp_path: Path
) -> None:
    """Applied, applied again without a change, rolled back to an equal fingerprint, applied once more."""
    (tmp_path / "manifest.json").write_text(text(manifest(*shop(production.database))), "utf-8")
    where = ("--production", production.conninfo)
    planned = oneroof("--json", "source", "plan", "--dbt", "manifest.json", "--out", "packets", *where,
                      schema="source-plan")  # fmt: skip
    assert planned.status == 0, planned.stderr
    assert (len(planned.document["inserted"]), planned.document["complete"]) == (12, True)
    checked = oneroof("packet", "check", f"packets/{CODE}", "--json", schema="packet-check")
    assert (checked.status, checked.document["hazards"]) == (0, [])
    try:
        answer = oneroof(
            "--json", "rehearse", *where, "--packet", f"packets/{CODE}",
            schema="rehearse", environment={"ONEROOF_CLONE_DSN": server.dsn.conninfo},
        )  # fmt: skip
        assert answer.status == 0, answer.stdout + answer.stderr
        facts = {stage["key"]: stage["facts"] for stage in answer.document["stages"]}
        assert facts["rollback"]["identical"] is True
        assert facts["impact"]["identical"] is True
        (packet,) = answer.document["packets"]
        assert packet["code"] == CODE
    finally:
        with Session.open(server.dsn) as session:
            session.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(answer.document["clone"])))
    shutil.rmtree(tmp_path / "packets")


def test_a_file_that_is_no_whole_manifest_and_an_import_of_nothing_are_refused(
    production: Dsn, oneroof: Oneroof, tmp_path: Path
) -> None:
    """Exit 2 with the line, exit 1 with a plain sentence; no packet is written."""
    whole = text(manifest(*shop(production.database)), indent=1)
    (tmp_path / "manifest.json").write_text(whole[:900], "utf-8")
    words = ("source", "plan", "--dbt", "manifest.json", "--out", "packets", "--production", production.conninfo)
    cut = oneroof("--json", *words, schema="error")
    assert cut.status == 2
    assert "no whole JSON" in cut.document["error"]["message"]
    assert "line " in cut.document["error"]["message"]
    (tmp_path / "manifest.json").write_text(text(manifest(project="shop")), "utf-8")
    with Session.open(production) as session:
        session.connection.execute(
            "INSERT INTO public.governance_object (object_ref, kind, source, display_name, source_path)"
            " VALUES ('dbt_project:shop', 'dbt_project', 'by hand', 'shop', 'x')"
        )
    nothing = oneroof("--json", *words, schema="error")
    assert nothing.status == 1
    said = nothing.document["error"]["message"]
    assert "Nothing is to be registered, and the database need not say what manifest.json says:" in said
    assert "kept: dbt_project:shop: registered by by hand" in said
    assert "not the whole of the project (it holds nothing)" in said
    assert not (tmp_path / "packets").exists()
