"""`fingerprint` and `fingerprint diff` end to end: files, scopes, rows, values, a standby that is none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from oneroof.fingerprint import scope
from oneroof.pg import server as embedded
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Reader
from tests.acceptance.conftest import Oneroof
from tests.pg.fingerprint_world import run, scratch_database

SETUP = """
CREATE TABLE public.customer (id int PRIMARY KEY, email text);
INSERT INTO public.customer SELECT i, 'c' || i || '@example.org' FROM generate_series(1, 2000) AS i;
CREATE TABLE public.orders (id int PRIMARY KEY, customer int REFERENCES public.customer ON DELETE CASCADE);
CREATE TABLE public.audit (what text);
CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO audit VALUES (1); RETURN NEW; END';
CREATE TRIGGER t AFTER INSERT ON public.orders EXECUTE FUNCTION public.note();
CREATE TABLE public.elsewhere (a int);
CREATE TABLE public."odd\x1b[31m[bold]" (id int PRIMARY KEY, v text);
INSERT INTO public."odd\x1b[31m[bold]" VALUES (1, 'a\x1b[2J');
CREATE FUNCTION public.hidden() RETURNS text LANGUAGE sql AS $$ SELECT 'a secret of the body' $$;
"""
ODD = 'table:public."odd\x1b[31m[bold]"'
PACKET = """
format = 1
code = "ONE_ORDER"
title = "One order"
[[delta]]
table = "public.customer"
deleted = 1
"""


@pytest.fixture(scope="module")
def pair(servers: Callable[[str], embedded.Server]) -> Iterator[tuple[Dsn, Dsn]]:
    """Two databases, equal but for one letter of one row."""
    server = servers("default")
    with scratch_database(server, SETUP) as first, scratch_database(server, template=first.database) as second:
        run(second, "UPDATE public.customer SET email = 'C77@example.org' WHERE id = 77")
        run(second, """UPDATE public."odd\x1b[31m[bold]" SET v = 'b\x1b[2J'""")
        yield first, second


def test_one_changed_byte_names_that_row(oneroof: Oneroof, pair: tuple[Dsn, Dsn]) -> None:
    """For people and for programs; no value of it anywhere until somebody asks for values."""
    words = ("fingerprint", "diff", pair[0].conninfo, pair[1].conninfo)
    answer = oneroof(*words, "--json", schema="fingerprint-diff")
    assert answer.status == 1
    odd, table = sorted(answer.document["tables"], key=lambda table: "customer" in table["object"])
    assert odd["object"].startswith('table:public."odd')
    assert (table["object"], table["identified_by"], table["changed"]) == ("table:public.customer", ["id"], 1)
    assert table["rows"][0]["columns"] == ["email"]
    assert "example.org" not in answer.stdout
    told = oneroof(*words)
    assert f"row {table['rows'][0]['key'][:16]}: email" in told.stdout
    assert "example.org" not in told.stdout
    assert "--show-values" in told.stdout
    shown = oneroof(*words, "--show-values").stdout
    assert "id = '77'" in shown
    assert "email: 'c77@example.org' → 'C77@example.org'" in shown
    assert "\x1b" not in told.stdout + shown, "a name and a value are shown, and never obeyed"
    assert r"odd\u{1b}[31m[bold]" in shown
    assert r"v: 'a\u{1b}[2J' → 'b\u{1b}[2J'" in shown
    asked = oneroof(*words, "--show-values", "--json", schema="fingerprint-diff").document["tables"]
    values = {"column": "email", "before": "c77@example.org", "after": "C77@example.org"}
    assert values in [value for item in asked for row in item["rows"] for value in row["values"]]


def test_a_view_that_only_one_side_has_filled(oneroof: Oneroof, servers: Callable[[str], embedded.Server]) -> None:
    """It has no rows to look at on the other side; everything else that differs is said as ever."""
    script = "CREATE MATERIALIZED VIEW v AS SELECT 1 AS x WITH NO DATA; CREATE TABLE t (a int)"
    server = servers("default")
    with scratch_database(server, script) as first, scratch_database(server, template=first.database) as second:
        run(second, "REFRESH MATERIALIZED VIEW v; INSERT INTO t VALUES (1)")
        found = oneroof("fingerprint", "diff", first.conninfo, second.conninfo, "--json", schema="fingerprint-diff")
    assert found.status == 1
    assert "materialized_view:public.v" in {line["object"] for line in found.document["differences"]}
    assert [table["object"] for table in found.document["tables"]] == ["table:public.t"]


def test_a_file_is_compared_with_a_database_and_with_a_file(
    oneroof: Oneroof, pair: tuple[Dsn, Dsn], tmp_path: Path
) -> None:
    """Equal to where it came from, different from the other; it holds neither a row nor a body."""
    for name, dsn in zip(("a.json", "b.json"), pair, strict=True):
        answer = oneroof("fingerprint", "--production", dsn.conninfo, "--out", name, "--json", schema="fingerprint")
        assert (answer.status, answer.document["out"]) == (0, name)
    kept = (tmp_path / "a.json").read_text()
    assert "example.org" not in kept
    assert "secret" not in kept
    assert oneroof("fingerprint", "diff", "a.json", pair[0].conninfo).status == 0
    strict = ("--mode", "strict")
    assert oneroof("fingerprint", *strict, "--production", pair[0].conninfo, "--out", "strict.json").status == 0
    assert oneroof("fingerprint", "diff", "strict.json", pair[0].conninfo).status == 0
    for other in ("b.json", pair[1].conninfo):
        answer = oneroof("fingerprint", "diff", "a.json", other, "--json", schema="fingerprint-diff")
        assert (answer.status, [line["object"] for line in answer.document["differences"]]) == (
            1,
            [ODD, "table:public.customer"],
        )


def test_what_no_query_knows_is_never_equal(oneroof: Oneroof, pair: tuple[Dsn, Dsn]) -> None:
    """A relation of a kind of tomorrow, the same on both sides: named, and no 0, in each of the commands."""
    dsn, known = pair[0], "UPDATE pg_class SET relkind = '{}' WHERE oid = 'public.elsewhere'::regclass"
    run(dsn, known.format("g"))
    try:
        taken = oneroof("fingerprint", "--production", dsn.conninfo, "--out", "odd.json", "--json")
        answer = oneroof("fingerprint", "diff", "odd.json", dsn.conninfo, "--json", schema="fingerprint-diff")
        told = oneroof("fingerprint", "diff", "odd.json", "odd.json")
    finally:
        run(dsn, known.format("r"))
    found = answer.document
    assert (found["differences"], found["unmodelled"], found["identical"]) == ([], ["relation of kind g"], False)
    assert (taken.status, answer.status, told.status) == (1, 1, 1)
    assert "not compared, of a kind that is not known: relation of kind g" in told.stdout
    assert "No difference in what was compared." in told.stdout


def test_files_that_cannot_be_used(oneroof: Oneroof, pair: tuple[Dsn, Dsn], tmp_path: Path) -> None:
    """No file, no fingerprint, a damaged one, one of another mode, a folder that is not there: each its exit code."""
    dsn = pair[0].conninfo
    assert oneroof("fingerprint", "--production", dsn, "--out", "a.json").status == 0
    text = (tmp_path / "a.json").read_text()
    (tmp_path / "damaged.json").write_text(text.replace('"rows": "2000"', '"rows": "2001"'))
    (tmp_path / "else.json").write_text("{}")
    strict = {**json.loads(text), "mode": "strict"}
    (tmp_path / "old.json").write_text(json.dumps({**strict, "version": 0}))
    for words, status, said in (
        (("diff", "missing.json", dsn), 2, "neither a file nor a DSN"),
        (("diff", "else.json", dsn), 2, "no fingerprint"),
        (("diff", "old.json", dsn), 2, "version 0"),
        (("diff", "damaged.json", dsn), 4, "checksum"),
        (("diff", "a.json", dsn, "--mode", "strict"), 2, "mode"),
        (("diff", "a.json", dsn, "--mode", "odd"), 2, "no mode"),
        (("--production", dsn, "--out", "nowhere/a.json"), 3, "cannot be written"),
        (("--production", dsn, "--data", "some"), 2, "no --data"),
        (("--production", dsn, "--data", "touched"), 2, "by what"),
        (("--production", dsn, "--max-load", "0"), 2, "cannot be kept"),
        (("--production", dsn, "--read-from", dsn), 4, "takes writes of its own"),
        (("--production", dsn, "--read-from", dsn, "--max-lag", "nan"), 2, "cannot be waited"),
        (("--production", dsn, "--read-from", dsn, "--max-lag", "-1"), 2, "cannot be waited"),
    ):
        answer = oneroof("fingerprint", *words, "--json", schema="error")
        assert (answer.status, answer.document["exit"]) == (status, status), words
        assert said in answer.document["error"]["message"], answer.document


def _one_order(tmp_path: Path) -> Path:
    """A packet that deletes a customer."""
    folder = tmp_path / "ONE_ORDER"
    folder.mkdir()
    (folder / "packet.toml").write_text(PACKET)
    (folder / "operation.sql").write_text("DELETE FROM customer WHERE id = 1\n")
    (folder / "rollback.sql").write_text("INSERT INTO customer VALUES (1, 'c1@example.org')\n")
    return folder


def test_what_a_packet_touches_is_digested_and_the_rest_is_named(
    oneroof: Oneroof, pair: tuple[Dsn, Dsn], tmp_path: Path
) -> None:
    """A delete of a customer reaches orders by their key and, by the trigger there, the audit; no more is read."""
    folder = _one_order(tmp_path)
    words = ("fingerprint", "--production", pair[0].conninfo, "--data", "touched", "--packet", folder.name)
    found = oneroof(*words, "--out", "touched.json", "--json", schema="fingerprint").document
    assert (found["scope"], found["tables"]) == ("touched", 3)
    assert found["undigested"] == ["large_objects:this", ODD, "table:public.elsewhere"]
    assert found["counters"]["table:public.elsewhere"] == "0 inserted, 0 updated, 0 deleted"
    full = oneroof("fingerprint", "--production", pair[0].conninfo, "--json", schema="fingerprint").document
    assert full["branches"]["data"] != found["branches"]["data"]
    run(pair[0], "INSERT INTO public.elsewhere VALUES (1)")
    try:
        compare = partial(oneroof, "fingerprint", "diff", "touched.json", pair[0].conninfo, "--json")
        narrower: list[tuple[str, ...]] = [("--data", "touched"), ("--data", "none")]
        for more in [(), *narrower]:
            answer = compare(*more, schema="fingerprint-diff")
            assert (answer.status, answer.document["identical"]) == (0 if more else 1, False)
            assert answer.document["differences"] == []
            named = {*answer.document["undigested"]}
            assert named >= {*found["undigested"]}, "not compared is not equal, and it is named"
        for asked, said in (
            (("--data", "full"), "does not have all rows"),
            (("--rows", "5"), "which rows differ cannot be told"),
            (("--show-values",), "which rows differ cannot be told"),
        ):
            refused = compare(*asked, schema="error")
            assert (refused.status, said in refused.document["error"]["message"]) == (2, True)
        told = oneroof("fingerprint", "diff", "touched.json", "touched.json")
        assert "3 of the objects that hold rows were not compared" in told.stdout
        with Reader.open(pair[0]) as session, session.snapshot():
            moved = scope.read_counters(session, ["table:public.elsewhere"])
        assert moved == {"table:public.elsewhere": "1 inserted, 0 updated, 0 deleted"}
    finally:
        run(pair[0], "TRUNCATE public.elsewhere")


def test_a_large_database_is_digested_as_the_help_says(
    oneroof: Oneroof, pair: tuple[Dsn, Dsn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a packet nothing says what is touched, so no rows are digested; a diff is of all rows at any size."""
    monkeypatch.setattr(scope, "FULL_BELOW_BYTES", 1)
    folder = _one_order(tmp_path)
    words = ("fingerprint", "--production", pair[0].conninfo, "--json")
    scopes = [oneroof(*words, *more).document["scope"] for more in ((), ("--packet", folder.name), ("--data", "full"))]
    assert scopes == ["none", "touched", "full"]
    answer = oneroof("fingerprint", "diff", pair[0].conninfo, pair[1].conninfo, "--rows", "0", "--json")
    assert (answer.status, answer.document["undigested"]) == (1, [])
    refused = oneroof("fingerprint", "diff", pair[0].conninfo, pair[1].conninfo, "--data", "touched")
    assert (refused.status, "--data full or none" in refused.stderr) == (2, True)
    assert "without --packet none" in _said_of_data("fingerprint")
    assert _said_of_data("fingerprint diff").startswith("Whose rows are compared: full (default, at any size)")


def _said_of_data(command: str) -> str:
    """What the reference, which is written from the help, says of ``--data``."""
    text = (Path(__file__).parents[2] / "docs/reference/cli.md").read_text(encoding="utf-8")
    section = text.partition(f"## `oneroof {command}`")[2].partition("## `oneroof")[0]
    return section.partition("| `--data` `SCOPE` | ")[2].partition(" |")[0]


@pytest.mark.thorough
def test_a_preflight_without_rows_says_so(oneroof: Oneroof, pair: tuple[Dsn, Dsn]) -> None:
    """It passes, and names how many objects it knows nothing of; for a packet it reads what that touches."""
    words = ("preflight", "--production", pair[0].conninfo, "--clone-server", "embedded", "--data")
    answer = oneroof(*words, "none", "--max-load", "0.8", "--json", schema="preflight")
    assert answer.status == 0, answer.stdout
    assert 0 < answer.document["facts"]["load"]["achieved"] <= answer.document["facts"]["load"]["limit"] == 0.8
    assert "--max-load 0.8: our own sessions" in str(answer.document["findings"])
    assert answer.document["facts"]["fingerprint"]["scope"] == "none"
    assert "the rows of 6 objects were not digested" in str(answer.document["findings"])
    told = oneroof(*words, "none").stdout
    assert "time to read and write its rows, by a sample: less than 0.1 s" in told
    assert f"({answer.document['facts']['forecast']['database_bytes']:,} bytes)" in told
    assert oneroof(*words, "touched", "--json", schema="error").status == 2
