"""Importing a dbt manifest: what it changes among the registered objects, as a packet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from oneroof.coverage.known import read_database_name, row_of
from oneroof.coverage.read import governance, read_tree
from oneroof.errors import ConfigError, FactsSayNo
from oneroof.packets.builtin import in_toml, relation_prefix, write_packet
from oneroof.pg import queries
from oneroof.pg.compose import SQL, Composable, Identifier, Literal
from oneroof.pg.session import Session
from oneroof.sources.dbt import DbtManifest, parse_manifest
from oneroof.sources.registration import (
    ACTIVE,
    GONE,
    Link,
    Registration,
    Row,
    changes,
    link_changes,
    links_of,
    rows_of,
    source_of,
)

REGISTRATION_CODE = "F9_SOURCE_REGISTRATION_COMMIT"


@dataclass(frozen=True)
class PlannedImport:
    """What a manifest changes on the state of one database.

    ``active`` and ``gone`` count its rows afterwards; ``digest`` and ``links`` are of its rows and links before.
    """

    manifest: DbtManifest
    registration: Registration
    digest: str
    active: int
    gone: int
    links: tuple[dict[str, Any], ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the manifest says, or may say, and the database will not: what people set, what could not be read."""
        lines = [f"kept: {kept.object_ref}: {kept.why}" for kept in self.registration.kept]
        lines += [f"problem: {problem}" for problem in self.manifest.problems]
        if not self.manifest.complete:
            why = "; ".join(self.manifest.missing) or "it has problems"
            lines.append(f"The manifest is not the whole of the project ({why}), so nothing of it is gone.")
        return tuple(lines)

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values, as ``source plan --json`` prints them."""
        change = self.registration
        return {
            "source": change.source,
            "manifest_version": self.manifest.version,
            "complete": self.manifest.complete,
            "missing": list(self.manifest.missing),
            "inserted": [row.object_ref for row in change.inserted],
            "updated": [update.after.object_ref for update in change.updated],
            "gone": list(change.gone),
            "linked": [asdict(link) for link in change.linked],
            "unlinked": [asdict(link) for link in change.unlinked],
            "unchanged": change.unchanged,
            "kept": [asdict(kept) for kept in change.kept],
            "problems": [asdict(problem) for problem in self.manifest.problems],
        }


def read_manifest(file: Path) -> DbtManifest:
    """The manifest in a file.

    Raises:
        ConfigError: it cannot be read, or see `oneroof.sources.dbt.parse_manifest`.
    """
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}.", next_step="Name dbt's target/manifest.json.") from error
    return parse_manifest(text, str(file))


def plan_import(session: Session, schema: str, manifest: DbtManifest, root: str = "") -> PlannedImport:
    """What an import would write, on the state of this moment.

    Args:
        session: on the database; the reads should share a snapshot.
        schema: where the governance part stands.
        manifest: of `read_manifest`.
        root: the project's folder in its repository.
    """
    source = source_of(manifest)
    database, references = read_database_name(session), {item.object_ref for item in read_tree(session, schema)}
    wanted = rows_of(manifest, database, references, root)
    asked = [row.object_ref for row in wanted]
    rows = session.rows("coverage/list_registered", governance(schema), source=source, refs=asked)
    standing = [row_of(row) for row in rows]
    links = session.rows("coverage/list_links_of_source", governance(schema), source=source)
    linked = [Link(row["object_ref"], row["also_in_ref"]) for row in links]
    change = changes(wanted, standing, source, complete=manifest.complete)
    change = link_changes(change, links_of(manifest, database, references), linked, complete=manifest.complete)
    after = {row.object_ref: row.facts.status for row in standing if row.source == source}
    after |= {row.object_ref: row.facts.status for row in change.inserted}
    after |= {update.after.object_ref: update.after.facts.status for update in change.updated}
    statuses = list(after.values())
    places = {"registered": Identifier(schema, "governance_object"), "source": Literal(source)}
    digest = str(session.value("coverage/digest_registered", places))
    return PlannedImport(manifest, change, digest, statuses.count(ACTIVE), statuses.count(GONE), tuple(links))


def import_packet(schema: str, planned: PlannedImport, folder: Path) -> Path:
    """Write the packet ``folder/F9_SOURCE_REGISTRATION_COMMIT``; its folder.

    Raises:
        FactsSayNo: nothing is to be written. NameTaken: the packet is there already.
    """
    change = planned.registration
    if change.empty and planned.remarks:
        listed = "".join(f"\n  {line}" for line in planned.remarks)
        raise FactsSayNo(
            f"Nothing is to be registered, and the database need not say what {planned.manifest.source} says:{listed}",
            next_step="Mend what is named and import again; what people set stays until they take it back.",
        )
    if change.empty:
        raise FactsSayNo(
            f"Nothing is to be registered: the database says what {planned.manifest.source} says.",
            next_step="Import again when dbt has written another manifest.",
        )
    source = Literal(change.source)
    values: dict[str, str | int] = {
        "schema": relation_prefix(schema),
        "search_path": schema,
        "source": change.source,
        "source_literal": source.as_string(None),
        "digest_query": _digest_query(change.source),
        "digest": planned.digest,
        "active": planned.active,
        "gone": planned.gone,
        "links_before": len(planned.links),
        "links_after": len(planned.links) + len(change.linked) - len(change.unlinked),
    }
    statements = {"operation": _operation(change), "rollback": _undo(planned)}
    blocks = {"deltas": _deltas(change, in_toml(relation_prefix(schema)))}
    return write_packet(REGISTRATION_CODE, folder, values, blocks=blocks, statements=statements)


def _deltas(change: Registration, schema: str) -> str:
    """The declared writes; a table that nothing is written to has none."""
    told = (
        ("governance_object", "registered_at", {"inserted": len(change.inserted), "updated": len(change.updated)}),
        ("governance_object_link", "created_at", {"inserted": len(change.linked), "deleted": len(change.unlinked)}),
    )
    blocks = []
    for table, volatile, counts in told:
        if any(counts.values()):
            lines = "\n".join(f"{name} = {count}" for name, count in counts.items())
            blocks.append(f'[[delta]]\ntable = "{schema}.{table}"\n{lines}\nvolatile = ["{volatile}"]\n')
    return "\n".join(blocks)


def _operation(change: Registration) -> Composable:
    """Objects before what links to them."""
    statements: list[Composable] = []
    written = (*change.inserted, *(update.after for update in change.updated))
    if written:
        statements.append(_filled("register/objects", rows=_listed(_values(row) for row in written)))
    if change.unlinked:
        statements.append(_filled("register/unlink", source=Literal(change.source), links=_pairs(change.unlinked)))
    if change.linked:
        rows = (_tuple((link.object_ref, link.also_in_ref, change.source, REGISTRATION_CODE)) for link in change.linked)
        statements.append(_filled("register/link", links=_listed(rows)))
    return SQL("\n").join(statements)


def _digest_query(source: str) -> str:
    """The text of ``coverage/digest_registered`` as a guard has it: in one line, without its comment."""
    lines = queries.load("coverage/digest_registered").text.splitlines()
    filled = SQL("\n".join(lines[1:])).format(registered=Identifier("governance_object"), source=Literal(source))
    return " ".join(line.strip() for line in filled.as_string(None).splitlines())


def _values(row: Row) -> Composable:
    facts = row.facts
    told = (
        row.object_ref, row.kind, facts.parent_ref, row.source, facts.status, facts.display_name, facts.source_path,
        _json(row),
    )  # fmt: skip
    return _tuple(told)


def _undo(planned: PlannedImport) -> Composable:
    """In the other order."""
    change, source = planned.registration, Literal(planned.registration.source)
    statements: list[Composable] = []
    if change.linked:
        statements.append(_filled("undo/linked", source=source, links=_pairs(change.linked)))
    if change.unlinked:
        lost = {(link.object_ref, link.also_in_ref) for link in change.unlinked}
        were = [row for row in planned.links if (row["object_ref"], row["also_in_ref"]) in lost]
        statements.append(_filled("undo/unlinked", links=_listed(_link(row, change.source) for row in were)))
    if change.inserted:
        refs = _listed(Literal(row.object_ref) for row in change.inserted)
        statements.append(_filled("undo/registered", refs=refs, source=source))
    if change.updated:
        statements.append(_filled("undo/changed", rows=_listed(_before(update.before) for update in change.updated)))
    return SQL("\n").join(statements)


def _link(row: dict[str, Any], source: str) -> Composable:
    told = (row["object_ref"], row["also_in_ref"], source, row["reason"], row["created_by"], row["created_at"])
    return _tuple(told)


def _pairs(links: Iterable[Link]) -> Composable:
    return _listed(_tuple((link.object_ref, link.also_in_ref)) for link in links)


def _before(row: Row) -> Composable:
    facts = row.facts
    return _tuple((row.object_ref, facts.parent_ref, facts.status, facts.display_name, facts.source_path, _json(row)))


def _filled(name: str, **values: Composable) -> Composable:
    return SQL(queries.load(f"coverage/{name}").text).format(**values)


def _json(row: Row) -> str:
    return json.dumps(row.imported, sort_keys=True, ensure_ascii=False)


def _tuple(values: Sequence[str | None]) -> Composable:
    return SQL("({})").format(SQL(", ").join(Literal(value) for value in values))


def _listed(items: Iterable[Composable]) -> Composable:
    return SQL(",\n       ").join(items)
