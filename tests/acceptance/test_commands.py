"""Every command once, with its JSON held against its schema in the package."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from uuid import uuid4

import pytest
from typer.main import get_command

from oneroof.cli.main import app
from oneroof.demo.catalogue import RULES, Shape
from oneroof.demo.production import build
from oneroof.evidence.bundle import write_bundle
from oneroof.packets.digest import PINS
from oneroof.packets.parse import parse
from oneroof.packets.pins import Pins, pinned_digest, render_pins
from oneroof.packets.plan import plan_digest
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.verdict.judge import conclude
from tests.acceptance.conftest import Oneroof
from tests.unit.evidence_sample import sample, seed_packet

#: Commands whose schema another file of this folder holds against a real answer.
ELSEWHERE = {
    "demo", "rehearse", "verify", "gate-init", "gate-propose", "gate-show", "gate-status", "gate-sign", "gate-hold",
    "gate-export", "gate-submit", "gate-ratify", "gate-verify", "rollout-plan", "rollout-run", "rollout-rollback",
    "rollout-status", "scan-write", "packet-activation", "seed-plan", "source-plan",
}  # fmt: skip
HELD = {
    "install", "upgrade", "status", "adopt", "uninstall", "inventory", "coverage", "gaps", "conflicts", "dangling",
    "owner",
    "fingerprint", "fingerprint-diff", "preflight", "clone-list", "clone-drop", "clone-create", "clone-verify",
    "clone-reset", "grants", "packet-new", "packet-check",
    "packet-render", "scan-read",
}  # fmt: skip


def _commands() -> set[str]:
    found = set()
    root = get_command(app)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        children = getattr(command, "commands", {})
        found |= {f"{name}-{child}" for child in children}
        if not children or getattr(command, "invoke_without_command", False):
            found.add(name)
    return found - {"version"}


def test_each_command_has_a_schema_that_a_test_holds() -> None:
    """A new command without one fails here."""
    files = {path.name.removesuffix(".json") for path in resources.files("oneroof.cli").joinpath("schemas").iterdir()}
    assert _commands() == files - {"error"} == HELD | ELSEWHERE


@pytest.fixture(scope="module")
def production(
    servers: Callable[[str], embedded.Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[embedded.Server, Dsn]]:
    """A small demo production for the commands that only read."""
    server = servers("default")
    shape = Shape(folders=3, collections=21, bad=dict.fromkeys(RULES, 1))
    name = f"commands_{uuid4().hex[:8]}"
    made = build(server.dsn, folder=tmp_path_factory.mktemp("commands"), shape=shape, database=name)
    yield server, made.dsn
    with Session.open(server.dsn) as session:
        session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


READING = {
    "status": ("status",),
    "inventory": ("inventory", "--kind", "table"),
    "scan-read": ("scan", "read"),
    "coverage": ("coverage",),
    "gaps": ("gaps",),
    "conflicts": ("conflicts",),
    "dangling": ("dangling",),
    "fingerprint": ("fingerprint",),
    "grants": ("grants", "--profile", "self"),
    "preflight": ("preflight", "--clone-server", "embedded"),
}


@pytest.mark.parametrize("schema", READING)
def test_commands_that_read(oneroof: Oneroof, production: tuple[embedded.Server, Dsn], schema: str) -> None:
    """Exit 0, one document, nothing else on stdout; and words for people without --json."""
    dsn = production[1].conninfo
    answer = oneroof(*READING[schema], "--production", dsn, "--json", schema=schema)
    assert answer.status == 0, answer.stdout
    told = oneroof(*READING[schema], "--production", dsn)
    assert told.status == 0
    assert told.stdout.strip()


def test_coverage_under_its_threshold(oneroof: Oneroof, production: tuple[embedded.Server, Dsn]) -> None:
    """Exit 1, and the figures all the same."""
    answer = oneroof(
        "coverage", "--fail-under", "99.5", "--production", production[1].conninfo, "--json", schema="coverage"
    )
    assert answer.status == 1
    assert answer.document["coverage_pct"] == "0.00"


def test_difference_of_two_databases(oneroof: Oneroof, make_database: Callable[..., Dsn]) -> None:
    """Exit 1 when anything differs, with the object; exit 0 when nothing does."""
    one, other = make_database(), make_database()
    for dsn, value in ((one, "a"), (other, "b")):
        with Session.open(dsn) as session:
            session.connection.execute(f"CREATE TABLE public.t AS SELECT '{value}'::text AS v".encode())
    answer = oneroof("fingerprint", "diff", one.conninfo, other.conninfo, "--json", schema="fingerprint-diff")
    assert (answer.status, answer.document["differences"][0]["object"]) == (1, "table:public.t")
    assert oneroof("fingerprint", "diff", one.conninfo, one.conninfo).status == 0


def test_install_and_away_again(oneroof: Oneroof, database: Dsn) -> None:
    """The fingerprint after uninstall is the one before install."""
    dsn = ("--production", database.conninfo)
    before = oneroof("--json", "fingerprint", *dsn).document["digest"]
    assert (
        "CREATE TABLE"
        in oneroof("--json", "install", "--governance", "--print", *dsn, schema="install").document["sql"]
    )
    assert oneroof("--json", "install", "--governance", "--schema", "Own ers", *dsn, schema="install").document[
        "changes"
    ]
    assert oneroof("--json", "upgrade", *dsn, schema="upgrade").document["changes"] == []
    assert oneroof("--json", "status", *dsn, schema="status").document["governance_schema"] == "Own ers"
    (line,) = oneroof("--json", "adopt", "--as", "production", *dsn, schema="adopt").document["changes"]
    assert "(production) replaced by" in line
    assert oneroof("--json", "fingerprint", *dsn).document["digest"] != before
    assert oneroof("--json", "uninstall", *dsn, schema="uninstall").status == 0
    assert oneroof("--json", "fingerprint", *dsn).document["digest"] == before


def test_packet_new_then_check(oneroof: Oneroof, tmp_path: Path) -> None:
    """A skeleton is a packet that can be read."""
    assert oneroof("--json", "packet", "new", "MY_CHANGE", schema="packet-new").status == 0
    assert json.loads(oneroof("--json", "packet", "check", "MY_CHANGE").stdout)
    example = Path(__file__).parents[2] / "examples" / "PGBENCH_TELLER_REVIEW"
    answer = oneroof("--json", "packet", "check", example, schema="packet-check")
    assert (answer.status, answer.document["code"]) == (0, "PGBENCH_TELLER_REVIEW")


def test_packet_render(oneroof: Oneroof, tmp_path: Path) -> None:
    """Printed, or written under the name that the packet's code gives; a code that the bundle has not is refused."""
    run, records, packets = sample()
    packet = parse({name: content for name, content in seed_packet().items() if name != PINS})
    pins = Pins(source_digest=packet.source_digest, server_major=18)
    write_bundle(
        tmp_path, run, records, {**packets, packet.code: {**packet.files, PINS: render_pins(pins)}}, conclude(records)
    )
    printed = oneroof("packet", "render", tmp_path, packet.code)
    assert printed.stdout.rstrip().endswith("\\endif")
    written = oneroof(
        "--json", "packet", "render", tmp_path, packet.code, "--rollback", "--out", tmp_path, schema="packet-render"
    )
    assert written.document["packet_digest"] == pinned_digest(packet, pins)
    assert written.document["plan_digest"] == plan_digest(packet, pins)
    assert written.document["file"] == str(tmp_path / "rollback_f6_ownership_seed.sql")
    assert Path(written.document["file"]).read_text() != printed.stdout
    assert oneroof("packet", "render", tmp_path, "ANOTHER").status == 2


@pytest.mark.thorough
def test_clones_are_listed_and_dropped_by_name(oneroof: Oneroof, server: embedded.Server, database: Dsn) -> None:
    """What a rehearsal left; and what is no clone is refused with exit 4."""
    maker = {"ONEROOF_CLONE_DSN": server.dsn.conninfo}
    packet = Path(__file__).parents[2] / "examples" / "PGBENCH_TELLER_REVIEW"
    done = oneroof("--json", "rehearse", "--production", database.conninfo, "--packet", packet, environment=maker)
    clone = done.document["clone"]
    listed = oneroof("--json", "clone", "list", environment=maker, schema="clone-list").document["clones"]
    assert clone in {item["name"] for item in listed}
    assert oneroof("--json", "clone", "drop", database.database, environment=maker).status == 4
    assert oneroof("--json", "clone", "drop", clone, environment=maker, schema="clone-drop").document["dropped"] is True


def test_help_says_what_each_command_does(oneroof: Oneroof) -> None:
    """Each command has a sentence; the program lists them all."""
    root = get_command(app)
    told = oneroof("--help", process=True).stdout
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        assert name in told
        for child in (command, *getattr(command, "commands", {}).values()):
            assert child.help, name
