"""The demo production: a Directus database of a retailer, built by code inside a server that somebody runs.

Only the fixture is made here; every figure that a rehearsal reports of it is measured there. Content follows from the
shape alone: nothing is random, so two builds of one shape hold the same rows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, cast

from oneroof.clone.model import Progress, silent
from oneroof.demo.catalogue import Collection, Shape, World, world
from oneroof.errors import UsageError
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Installer, Session
from oneroof.schema.install import install

__all__ = ["DemoProduction", "Shape", "build"]

DATABASE = "directus"
SCHEMA = "public"
_GIGABYTE = 1_000_000_000
_BATCH = 20_000
_TOO_LARGE = 100

#: What stands on some collections, and is built where all of them are part of the shape.
_OBJECTS = {
    "demo/create_sales_objects": ("quotes", "customers", "orders", "order_lines"),
    "demo/create_stock_objects": ("products", "stock_levels", "stock_movements"),
}


@dataclass(frozen=True)
class DemoProduction:
    """A built demo production.

    Attributes:
        dsn: the database, as the account that built it.
        world: what was built.
        owners_file: names the owning team of every folder.
    """

    dsn: Dsn
    world: World
    owners_file: Path


def build(
    maintenance: Dsn,
    *,
    folder: Path,
    shape: Shape | None = None,
    scale: float = 0,
    database: str = DATABASE,
    progress: Progress = silent,
) -> DemoProduction:
    """Make the demo production.

    Args:
        maintenance: a database of the server, as an account that may create databases and roles.
        folder: where the owners file goes, as ``owners.toml``.
        shape: how much is built and how much of it is broken.
        scale: gigabytes that the database is to have; real rows are added until it does.
        database: its name; it must not exist.
        progress: told about the steps.

    Raises:
        UsageError: the shape or the scale cannot be built. SqlFailed: the name is taken, with the server's words.

    What fails half-way leaves no database behind.
    """
    if not 0 <= scale < _TOO_LARGE:
        raise UsageError(f"A demo of {scale} GB cannot be built.", next_step=f"Give 0 to {_TOO_LARGE}.")
    content = world(shape)
    named = {"database": Identifier(database)}
    with Session.open(maintenance) as session:
        session.rows("demo/create_database", named)
    try:
        return _fill(maintenance.with_database(database), folder, content, scale, progress)
    except BaseException:
        with Session.open(maintenance) as session:
            session.rows("demo/drop_database", named)
        raise


def _fill(dsn: Dsn, folder: Path, content: World, scale: float, progress: Progress) -> DemoProduction:
    """Everything that stands in the database, and the owners file beside it."""
    with Session.open(dsn) as session:
        with session.transaction():
            _build_directus(session, content, progress)
        _grow(session, content, scale, progress)
    with Installer.open(dsn) as installer:
        progress("install the governance schema", 0, 0)
        install(installer, governance=True, schema=SCHEMA)
        governance = {"governance": Identifier(SCHEMA)}
        installer.rows("demo/register_teams", governance, teams=json.dumps(dict(content.teams)))
        installer.rows("demo/fill_governance", governance)
        installer.rows("demo/grant_privileges", {"database": Identifier(dsn.database)})
        owners = _owners(installer, content)
    folder.mkdir(parents=True, exist_ok=True)
    owners_file = folder / "owners.toml"
    owners_file.write_text(owners, "utf-8")
    return DemoProduction(dsn, content, owners_file)


def _build_directus(session: Session, content: World, progress: Progress) -> None:
    """The platform's tables, the collections with their rows, and what stands on them."""
    spec = json.dumps(content.spec())
    steps = ("demo/create_roles", "demo/create_types", "demo/create_platform", "demo/fill_platform")
    for done, step in enumerate(steps):
        progress("build Directus", done, len(steps))
        session.rows(step)
    progress("build the collections", 0, 0)
    _run_rendered(session, "demo/render_tables", spec=spec)
    _run_rendered(session, "demo/render_rows", spec=spec, first=0, last=0, wide=False)
    _run_rendered(session, "demo/render_keys", spec=spec)
    folders = [folder.name for folder in content.folders]
    session.rows("demo/register_collections", spec=spec, folders=folders)
    for step in ("demo/register_fields", "demo/register_relations", "demo/register_permissions"):
        session.rows(step)
    for step, needed in _OBJECTS.items():
        if content.has(*needed):
            session.rows(step)


def _run_rendered(session: Session, query: str, **parameters: object) -> None:
    """Run the statements that a query composes on the server, with its own quoting."""
    script = session.value(query, **parameters)
    if script:
        session.execute(SQL(cast("LiteralString", script)))


def _growable(content: World) -> list[Collection]:
    """Collections that more rows can be added to quickly: no foreign key, and a text to make long."""
    return [
        item
        for item in content.collections
        if item.key != "code"
        and all(column.references is None for column in item.columns)
        and any(column.type == "text" for column in item.columns)
    ]


def _grow(session: Session, content: World, scale: float, progress: Progress) -> None:
    """Add wide rows, a batch a collection in turn, until the database has the size asked for."""
    wanted, chosen, turn = int(scale * _GIGABYTE), _growable(content), 0
    if wanted and not chosen:
        raise UsageError("No collection of this shape can grow.")
    known = {entry["name"]: entry for entry in content.spec()}
    while wanted:
        size = int(session.value("demo/measure_database"))
        progress("add rows", min(size, wanted), wanted)
        if size >= wanted:
            return
        item, round_number = chosen[turn % len(chosen)], turn // len(chosen)
        first = item.rows + round_number * _BATCH + 1
        spec = json.dumps([known[item.name]])
        _run_rendered(session, "demo/render_rows", spec=spec, first=first, last=first + _BATCH - 1, wide=True)
        turn += 1


def _owners(session: Session, content: World) -> str:
    """The owners file: each folder belongs to its team, and what lies in it with it."""
    names = [folder.name for folder in content.folders]
    listed = session.rows("demo/list_folders", {"governance": Identifier(SCHEMA)}, names=names)
    lines = ["# Who answers for what: a folder, and everything in it.", ""]
    for folder, row in zip(content.folders, listed, strict=True):
        lines += ["[[owner]]", f"object = {json.dumps(row['object_ref'], ensure_ascii=False)}"]
        lines += [f'owner = "team:{folder.team}"', ""]
    return "\n".join(lines)
