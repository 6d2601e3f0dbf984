"""The corpus of differences: files of SQL that stand alone, all of them put into one database, changed in a copy of it.

A file is ``differences/NNN-name.sql``::

    -- expects: catalog view:@schema@."Vie.w 'q'" definition
    -- given
    CREATE VIEW …
    -- change
    CREATE OR REPLACE VIEW …

Each has a schema of its own, made from the file's name, first in the search path, and written ``@schema@`` where its
name is needed. An expected line is branch, object and facet (``+`` added, ``-`` removed); ``expects from 18``: on that
version and later. ``-- from 17`` leaves the file out below; ``-- in both databases``: what is given belongs to a
database by its number, so a copy does not have it; ``-- undo``: what the server as a whole is given back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.model import BranchName, Difference, Fingerprint, Mode
from oneroof.fingerprint.plan import DataPlan
from oneroof.fingerprint.refs import quote
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.server import Server
from oneroof.pg.session import Reader, Session

FOLDER = Path(__file__).parent / "differences"
BRANCHES: tuple[BranchName, ...] = ("catalog", "data", "sequences", "cluster")
#: What every copy brings with it into the cluster's branch: the copy itself, and a subscription's own origin.
_OF_THE_COPY = ("database:", "replication_origin:pg_")
#: What the server as a whole has for this corpus; a tablespace is made outside of transactions.
CLUSTER = (
    'CREATE ROLE "R.ole ""A"" 🙂"',
    "CREATE ROLE \"R ole 'B'\" VALID UNTIL 'infinity'",
    'CREATE ROLE "Gro.up"',
    'GRANT "Gro.up" TO "R ole \'B\'"',
    'CREATE ROLE "Su.per 🙂" SUPERUSER',
    "SET allow_in_place_tablespaces = on",
    "CREATE TABLESPACE \"Spa.ce 🐘\" LOCATION ''",
)
CLUSTER_GONE = (
    'DROP TABLESPACE "Spa.ce 🐘"',
    'DROP ROLE "R.ole ""A"" 🙂"',
    "DROP ROLE \"R ole 'B'\"",
    'DROP ROLE "Gro.up"',
    'DROP ROLE "Su.per 🙂"',
)
IDENTITY = """
CREATE SCHEMA oneroof;
CREATE TABLE oneroof.database_identity (
    database_uid uuid PRIMARY KEY, kind text NOT NULL, parent jsonb, since timestamptz NOT NULL DEFAULT now());
INSERT INTO oneroof.database_identity VALUES (gen_random_uuid(), 'clone', '{}');
"""


class Line(NamedTuple):
    """One difference: ``facet`` is ``+`` for an object that was added, ``-`` for one that was removed."""

    branch: str
    ref: str
    facet: str

    @property
    def whole(self) -> bool:
        """The object came or went."""
        return self.facet in {"+", "-"}


@dataclass(frozen=True)
class Seeded:
    """One seeded difference: its file, its SQL, and exactly the lines that must be found."""

    path: Path
    schema: str
    given: str
    change: str
    undo: str
    both: bool
    since: int
    expected: tuple[tuple[range, Line], ...]

    @classmethod
    def read(cls, path: Path) -> Seeded:
        """A file of the corpus."""
        schema = f'{path.stem}. "É 🐘"'
        text = path.read_text().replace("@schema@", quote(schema))
        parts = re.split(r"^-- (given|change|undo)$", text, flags=re.MULTILINE)
        sections = dict(zip(parts[1::2], parts[2::2], strict=True))
        since = re.search(r"^-- from (\d+)$", parts[0], re.MULTILINE)
        return cls(
            path,
            schema,
            sections.get("given", ""),
            sections["change"],
            sections.get("undo", ""),
            "-- in both databases\n" in parts[0],
            int(since[1]) if since else 0,
            tuple(_expected(parts[0])),
        )

    def lines(self, major: int) -> frozenset[Line]:
        """What must be found on this version."""
        return frozenset(line for versions, line in self.expected if major in versions)


def _expected(head: str) -> Iterator[tuple[range, Line]]:
    for bound, major, text in re.findall(r"^-- expects(?: (from|until) (\d+))?: (.+)$", head, re.MULTILINE):
        branch, _, rest = text.partition(" ")
        ref, _, facet = rest.rpartition(" ")
        versions = range(int(major), 99) if bound == "from" else range(int(major) + 1) if bound else range(99)
        yield versions, Line(branch, ref, facet)


def corpus(major: int) -> list[Seeded]:
    """Every file that this version can run, in order."""
    found = [Seeded.read(path) for path in sorted(FOLDER.glob("*.sql"))]
    return [seeded for seeded in found if seeded.since <= major]


@dataclass
class _Group:
    """Files that cannot hide each other in one copy, and what they are about."""

    files: list[Seeded] = field(default_factory=list)
    lines: set[Line] = field(default_factory=set)
    refs: set[tuple[str, str]] = field(default_factory=set)
    whole: set[tuple[str, str]] = field(default_factory=set)

    def takes(self, seeded: Seeded, lines: frozenset[Line]) -> bool:
        """Add the file, unless a line is another's, too, or an object that one of both makes or drops."""
        refs = {line[:2] for line in lines}
        whole = {line[:2] for line in lines if line.whole}
        if lines & self.lines or whole & self.refs or refs & self.whole:
            return False
        self.files.append(seeded)
        self.lines |= lines
        self.refs |= refs
        self.whole |= whole
        return True


def batches(all_of_them: Iterable[Seeded], major: int) -> list[list[Seeded]]:
    """As few groups as possible, none with two that could hide each other."""
    groups: list[_Group] = []
    for seeded in all_of_them:
        lines = seeded.lines(major)
        if not any(group.takes(seeded, lines) for group in groups):
            groups.append(_Group())
            groups[-1].takes(seeded, lines)
    return [group.files for group in groups]


@dataclass(frozen=True)
class Production:
    """The database with all that is given, and its fingerprint."""

    server: Server
    dsn: Dsn
    seeded: tuple[Seeded, ...]
    fingerprint: Fingerprint

    @contextmanager
    def copy(self, batch: Sequence[Seeded]) -> Iterator[Dsn]:
        """A copy that was changed as the batch says; what concerns the server is given back afterwards."""
        with database(self.server, self.dsn.database) as dsn, Session.open(dsn) as session:
            for seeded in self.seeded:
                if seeded.both:
                    run(session, seeded, seeded.given)
            try:
                for seeded in batch:
                    run(session, seeded, seeded.change)
                yield dsn
            finally:
                for seeded in batch:
                    run(session, seeded, seeded.undo)

    def found(self, after: Fingerprint) -> tuple[Difference, ...]:
        """What differs, in every branch that a database has, save what a copy brings with it."""
        lines = differences(self.fingerprint, after, BRANCHES)
        return tuple(line for line in lines if not (line.branch == "cluster" and line.object.startswith(_OF_THE_COPY)))


def as_lines(found: Iterable[Difference]) -> frozenset[Line]:
    """Differences as the files spell them."""
    signs = {"added": "+", "removed": "-"}
    return frozenset(Line(line.branch, line.object, signs.get(line.change, line.facet)) for line in found)


def fingerprint_of(dsn: Dsn, mode: Mode = "everyday") -> Fingerprint:
    """Everything, as the superuser."""
    return settled_fingerprint(lambda: Reader.open(dsn), workers=1, plan=DataPlan(mode=mode))


@contextmanager
def production(
    server: Server, major: int, choose: Callable[[Seeded], bool] = lambda _: True, mode: Mode = "everyday"
) -> Iterator[Production]:
    """One database with all that the files give."""
    seeded = tuple(one for one in corpus(major) if choose(one))
    with _cluster(server), database(server, "template0") as dsn:
        with Session.open(dsn) as session:
            session.connection.execute(IDENTITY.encode())
            for one in seeded:
                session.execute(SQL("CREATE SCHEMA {}").format(Identifier(one.schema)))
                run(session, one, one.given)
        yield Production(server, dsn, seeded, fingerprint_of(dsn, mode))


def run(session: Session, seeded: Seeded, script: str) -> None:
    """A section of a file, in its own schema, in one transaction."""
    if not script.strip():
        return
    try:
        path = f"SET search_path = {quote(seeded.schema)}, public;"
        session.connection.execute(f"{path} {script}; RESET ALL".encode())
    except Exception as error:
        error.add_note(str(seeded.path.name))
        raise


@contextmanager
def _cluster(server: Server) -> Iterator[None]:
    with Session.open(server.dsn) as session:
        for statement in CLUSTER:
            session.connection.execute(statement.encode())
        try:
            yield
        finally:
            session.connection.execute(
                b"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active"
            )
            for statement in CLUSTER_GONE:
                session.connection.execute(statement.encode())


@contextmanager
def database(server: Server, template: str) -> Iterator[Dsn]:
    """A copy of a database for the length of a block, dropped with its subscriptions."""
    name = f"corpus_{uuid4().hex[:12]}"
    with Session.open(server.dsn) as session:
        create = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(Identifier(name), Identifier(template))
        session.execute(create)
    dsn = server.dsn.with_database(name)
    try:
        yield dsn
    finally:
        with Session.open(dsn) as session:
            session.connection.execute(_DROP_SUBSCRIPTIONS.encode())
        with Session.open(server.dsn) as session:
            session.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


_DROP_SUBSCRIPTIONS = """
DO $$ DECLARE one name; BEGIN
    FOR one IN SELECT s.subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
               WHERE d.datname = current_database() LOOP
        EXECUTE format('ALTER SUBSCRIPTION %I DISABLE', one);
        EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', one);
        EXECUTE format('DROP SUBSCRIPTION %I', one);
    END LOOP;
END $$;
"""
