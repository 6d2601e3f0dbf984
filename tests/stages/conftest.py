"""A small demo production for each test, and a rehearsal in which something is broken for real at a chosen moment.

A rehearsal takes seconds, so sabotages that cannot hide each other (of different stages, none of which keeps another
from running) share one: a fixture of the module's breaks them together, and each test looks at its own part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from oneroof.clone.folder import drop_kept, kept_clones
from oneroof.config import Settings
from oneroof.demo.catalogue import RULES, Shape
from oneroof.demo.production import build
from oneroof.fingerprint.model import Scope
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier, Literal
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.rehearse import Rehearsal, Request, rehearse
from oneroof.stages.context import Silent
from oneroof.verdict.model import Judgement, StageRecord
from tests.pg.fingerprint_world import scratch_database

ASIDE = [
    *("two\\_swapped\\_values", "one\\_row\\_less", "one\\_byte", "a\\_trailing\\_zero", "orders"),
    "audit",
    "busy",
    "forgotten",
    "left\\_over",
    "pair",
    "price",
    "rate",
    "t\\_sab",
    "v\\_sab",
]
SMALL = Shape(folders=3, collections=21, bad=dict.fromkeys(RULES, 1))
Sabotage = Callable[[], None]


@dataclass(frozen=True)
class Small:
    """A small production of the test's own, and where it stands."""

    server: embedded.Server
    dsn: Dsn
    owners: Path | None
    folder: Path

    def settings(self, production: Dsn | None = None) -> Settings:
        """Settings as a user's file would give them: clones on the same server."""
        return Settings.model_validate(
            {
                "production": {"dsn": (production or self.dsn).conninfo},
                "clone": {"dsn": self.server.dsn.conninfo},
                **({"coverage": {"owners": self.owners}} if self.owners else {}),
                "report": {"out": self.folder},
                "home": self.folder / ".oneroof",
            }
        )

    def sql(self, script: str) -> None:
        """Run statements on production, as somebody else would."""
        run(self.dsn, script)

    def clones(self) -> list[str]:
        """Databases that look like clones of this production."""
        with Session.open(self.server.dsn) as session:
            found = session.connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1",
                [f"{self.dsn.database}_gov_test"],
            )
            return [row["datname"] for row in found.fetchall()]

    def on_clone(self, script: str) -> Sabotage:
        """Something to do on the clone at a chosen moment."""
        return lambda: run(self.server.dsn.with_database(self.clones()[-1]), script)

    def on_production(self, script: str) -> Sabotage:
        """Something that somebody else does on production at a chosen moment."""
        return lambda: self.sql(script)


def run(dsn: Dsn, script: str) -> None:
    """Statements in one transaction of a session of their own."""
    with Session.open(dsn, settings={"search_path": "public, oneroof", "row_security": "on"}) as session:
        session.connection.execute(script.encode())


@dataclass
class Saboteur(Silent):
    """Does something at the beginning of a stage; nobody else is told anything."""

    at: Mapping[int, Sabotage] = field(default_factory=dict)
    ended: dict[str, Judgement] = field(default_factory=dict)

    def stage_started(self, number: int, title: str) -> None:
        """The chosen moment."""
        if number in self.at:
            self.at[number]()

    def stage_ended(self, record: StageRecord, judgement: Judgement) -> None:
        """Remember the verdict."""
        self.ended[record.key] = judgement


@dataclass(frozen=True)
class Result:
    """A rehearsal and its judgements by stage key."""

    rehearsal: Rehearsal
    judgements: Mapping[str, Judgement]

    def failed(self) -> list[str]:
        """Keys of the stages that failed, in order, those that were only not run left out."""
        return [
            key
            for key, judgement in self.judgements.items()
            if judgement.verdict == "FAIL" and {finding.code for finding in judgement.findings} != {"not-run"}
        ]

    def said(self, key: str) -> str:
        """Every failing sentence of a stage."""
        return " ".join(finding.message for finding in self.judgements[key].findings if finding.severity == "fail")

    def codes(self, key: str) -> set[str]:
        """Codes of a stage's failing findings."""
        return {finding.code for finding in self.judgements[key].findings if finding.severity == "fail"}

    def listed(self, key: str, fact: str) -> list[dict[str, str]]:
        """A fact that is a list of objects."""
        found = self.facts(key)[fact]
        assert isinstance(found, list)
        return found

    def facts(self, key: str) -> Mapping[str, object]:
        """A stage's facts."""
        return next(record.facts for record in self.rehearsal.records if record.key == key)


@pytest.fixture(scope="session")
def template(
    servers: Callable[[str], embedded.Server], tmp_path_factory: pytest.TempPathFactory
) -> tuple[embedded.Server, str, Path]:
    """The small production, built once; each test copies it."""
    server = servers("default")
    name = f"small_{uuid4().hex[:8]}"
    made = build(server.dsn, folder=tmp_path_factory.mktemp("small"), shape=SMALL, database=name)
    return server, name, made.owners_file


@contextmanager
def small_production(template: tuple[embedded.Server, str, Path], folder: Path) -> Iterator[Small]:
    """A copy of the small production for the length of a block; it and its clones are dropped afterwards."""
    server, source, owners = template
    name = f"p_{uuid4().hex[:10]}"
    with Session.open(server.dsn) as session:
        create = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(Identifier(name), Identifier(source))
        session.execute(create)
        session.execute(SQL("ALTER DATABASE {} SET search_path = public, oneroof").format(Identifier(name)))
        session.execute(SQL("COMMENT ON DATABASE {} IS {}").format(Identifier(name), Literal("a small production")))
    made = Small(server, server.dsn.with_database(name), owners, folder)
    made.sql("CREATE SCHEMA aside")  # what tests put there is not under the roof
    made.sql(f"UPDATE public.governance_ruleset SET excluded_names = excluded_names || ARRAY{ASIDE}")
    yield made
    drop_with_clones(made)


@contextmanager
def bare_production(server: embedded.Server, folder: Path) -> Iterator[Small]:
    """An empty production that never saw oneroof, for packets of its own; dropped with its clones."""
    with scratch_database(server, "CREATE SCHEMA aside") as dsn:
        made = Small(server, dsn, None, folder)
        yield made
        drop_with_clones(made, itself=False)


def drop_with_clones(small: Small, *, itself: bool = True) -> None:
    """Drop a production's clones and the production."""
    with Session.open(small.server.dsn) as session:
        for database in (*small.clones(), *([small.dsn.database] if itself else [])):
            session.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database)))
    home = small.settings().home / "clones"
    for clone in kept_clones(home):  # in servers of their own
        drop_kept(home, clone)


@pytest.fixture
def small(template: tuple[embedded.Server, str, Path], tmp_path: Path) -> Iterator[Small]:
    """A production of the test's own."""
    with small_production(template, tmp_path) as made:
        yield made


@pytest.fixture
def bare(servers: Callable[[str], embedded.Server], tmp_path: Path) -> Iterator[Small]:
    """A production of the test's own that never saw oneroof; its rehearsal takes half the time."""
    with bare_production(servers("default"), tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def prepared(
    template: tuple[embedded.Server, str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Small]]:
    """Productions for a module's own runs, made as often as asked and dropped after its last test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(small_production(template, tmp_path_factory.mktemp("shared")))


def rehearse_with(
    small: Small,
    at: Mapping[int, Sabotage] | None = None,
    *,
    settings: Settings | None = None,
    packets: tuple[Path, ...] = (),
    clone_server: str | None = None,
    data: Scope | None = None,
    saboteur: Saboteur | None = None,
) -> Result:
    """Rehearse a small production with sabotage at the beginning of stages."""
    told = saboteur or Saboteur(at or {})
    done = rehearse(Request(settings or small.settings(), packets, clone_server, data=data), told)
    return Result(done, told.ended)


@pytest.fixture
def rehearsed(small: Small) -> Callable[..., Result]:
    """Rehearse the test's own production: ``rehearsed({7: sabotage})``."""
    return partial(rehearse_with, small)


@pytest.fixture
def rehearsed_bare(bare: Small) -> Callable[..., Result]:
    """Rehearse one packet in order on the bare production: for what a stage does whatever is rehearsed."""
    return partial(rehearse_with, bare, packets=(one_table(bare),))


def own_packet(folder: Path, manifest: str, operation: str, rollback: str, *, code: str = "OWN_CHANGE") -> Path:
    """A packet of the user's own, written below ``folder``."""
    packet = folder / code
    packet.mkdir()
    (packet / "packet.toml").write_text(f'format = 1\ncode = "{code}"\ntitle = "x"\n{manifest}')
    (packet / "operation.sql").write_text(operation + "\n")
    (packet / "rollback.sql").write_text(rollback + "\n")
    return packet


def one_table(small: Small) -> Path:
    """A packet in order: a table, and away again."""
    manifest = '[[catalog]]\nobject = "table:aside.one"\nchange = "added"\n'
    return own_packet(small.folder, manifest, "CREATE TABLE aside.one (k int);", "DROP TABLE aside.one;", code="ONE")


def with_clone(settings: Settings, **changes: object) -> Settings:
    """Settings with other clone settings."""
    return settings.model_copy(update={"clone": settings.clone.model_copy(update=changes)})


def with_max_load(settings: Settings, limit: float) -> Settings:
    """Settings that limit the load on production."""
    return settings.with_flags(production={"max_load": limit})


def with_tools(settings: Settings, bindir: Path) -> Settings:
    """Settings that name the folder of PostgreSQL's tools."""
    return settings.model_copy(update={"tools": settings.tools.model_copy(update={"bindir": bindir})})


def reader_login(small: Small, name: str, *grants: str) -> Dsn:
    """A login that is no superuser, with the grants given; dropped with `drop_login`."""
    run(small.dsn, f'CREATE ROLE "{name}" LOGIN; ' + " ".join(f'GRANT {grant} TO "{name}";' for grant in grants))
    return small.dsn.with_parameters(user=name)


def drop_login(small: Small, name: str) -> None:
    """Remove a login and what it was granted in this production."""
    run(small.dsn, f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')


__all__ = [
    "Result",
    "Small",
    "drop_login",
    "one_table",
    "own_packet",
    "reader_login",
    "rehearse_with",
    "replace",
    "run",
    "with_clone",
    "with_max_load",
    "with_tools",
]
