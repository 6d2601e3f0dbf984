"""A small demo production for each test, and a rehearsal in which something is broken for real at a chosen moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

import pytest

from oneroof.config import Settings
from oneroof.demo.catalogue import RULES, Shape
from oneroof.demo.production import build
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier, Literal
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from oneroof.rehearse import Rehearsal, Request, rehearse
from oneroof.stages.context import Silent
from oneroof.verdict.model import Judgement, StageRecord

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
    owners: Path
    folder: Path

    def settings(self, production: Dsn | None = None) -> Settings:
        """Settings as a user's file would give them: clones on the same server."""
        return Settings.model_validate(
            {
                "production": {"dsn": (production or self.dsn).conninfo},
                "clone": {"dsn": self.server.dsn.conninfo},
                "coverage": {"owners": self.owners},
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


@pytest.fixture
def small(template: tuple[embedded.Server, str, Path], tmp_path: Path) -> Iterator[Small]:
    """A production of the test's own; it and its clones are dropped afterwards."""
    server, source, owners = template
    name = f"p_{uuid4().hex[:10]}"
    with Session.open(server.dsn) as session:
        session.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(source)))
        session.execute(SQL("ALTER DATABASE {} SET search_path = public, oneroof").format(Identifier(name)))
        session.execute(SQL("COMMENT ON DATABASE {} IS {}").format(Identifier(name), Literal("a small production")))
    made = Small(server, server.dsn.with_database(name), owners, tmp_path)
    made.sql("CREATE SCHEMA aside")  # what tests put there is not under the roof
    made.sql(f"UPDATE public.governance_ruleset SET excluded_names = excluded_names || ARRAY{ASIDE}")
    yield made
    with Session.open(server.dsn) as session:
        for database in (*made.clones(), name):
            session.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database)))


@pytest.fixture
def rehearsed(small: Small) -> Callable[..., Result]:
    """Rehearse the small production with sabotage at the beginning of stages: ``rehearsed({7: sabotage})``."""

    def go(
        at: Mapping[int, Sabotage] | None = None,
        *,
        settings: Settings | None = None,
        packets: tuple[Path, ...] = (),
        clone_server: str | None = None,
    ) -> Result:
        saboteur = Saboteur(at or {})
        done = rehearse(Request(settings or small.settings(), packets, clone_server), saboteur)
        return Result(done, saboteur.ended)

    return go


def with_clone(settings: Settings, **changes: object) -> Settings:
    """Settings with other clone settings."""
    return settings.model_copy(update={"clone": settings.clone.model_copy(update=changes)})


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


__all__ = ["Result", "Small", "drop_login", "reader_login", "replace", "run", "with_clone", "with_tools"]
