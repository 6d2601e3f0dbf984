"""Manifests in the shape that dbt writes (Core 1.10, `dbt parse`), made from a few words.

Held key by key against one that dbt 1.10.23 wrote of a project with each of these kinds; what is left out is of no
kind's owner, relation, group or file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

ADAPTER = "postgres"
#: What dbt does not write for a kind, not even as null.
ABSENT = {"source": {"group"}, "exposure": {"group", "relation_name"}, "group": {"group", "relation_name"}}
#: Where dbt writes an entry that is no node.
PLACES = {"source": "sources", "exposure": "exposures", "group": "groups", "unit_test": "unit_tests"}


def node(kind: str, unique_id: str, **fields: Any) -> dict[str, Any]:
    """One entry; ``relation`` is its relation_name."""
    parts = unique_id.split(".")
    written = {
        "name": parts[2] if kind != "source" else parts[-1],
        "resource_type": kind,
        "package_name": parts[1],
        "path": f"{parts[2]}.sql",
        "original_file_path": f"models/{parts[2]}.sql",
        "unique_id": unique_id,
        "group": None,
        "relation_name": fields.pop("relation", None),
    }
    return {key: value for key, value in written.items() if key not in ABSENT.get(kind, ())} | fields


def manifest(
    *nodes: dict[str, Any],
    project: str | None = "shop",
    version: int = 12,
    parents: Mapping[str, list[str]] | None = None,
    **metadata: Any,
) -> dict[str, Any]:
    """A whole manifest of these entries, complete unless ``parents`` says otherwise."""
    tables: dict[str, dict[str, Any]] = {"nodes": {}, **{name: {} for name in PLACES.values()}}
    for item in nodes:
        tables[PLACES.get(item["resource_type"], "nodes")][item["unique_id"]] = item
    ours: dict[str, list[str]] = {key: [] for name, table in tables.items() if name != "groups" for key in table}
    schema_version = f"https://schemas.getdbt.com/dbt/manifest/v{version}.json"
    told = {"dbt_schema_version": schema_version, "adapter_type": ADAPTER, "project_name": project, **metadata}
    return {
        "metadata": {key: value for key, value in told.items() if value is not None},
        **tables,
        "disabled": {},
        "parent_map": ours if parents is None else parents,
    }


def text(content: Mapping[str, Any], indent: int | None = None) -> str:
    """As a file."""
    return json.dumps(content, indent=indent, ensure_ascii=False)


def shop(database: str = "shop") -> list[dict[str, Any]]:
    """A project with one of each kind of object."""
    return [
        node("group", "group.shop.finance", owner={"name": "Finance", "email": "finance@shop.example"}),
        node("group", "group.shop.Data Team", owner={"name": "@shop/data", "email": None}),
        node("model", "model.shop.orders", group="finance", relation=f'"{database}"."public"."Order facts"'),
        node("model", "model.shop.cust.v2", group="Data Team", relation=f'"{database}"."public"."cust_v2"'),
        node("model", "model.shop.helper", group="Data Team"),
        node("seed", "seed.shop.countries", relation=f'"{database}"."public"."countries"'),
        node("snapshot", "snapshot.shop.history", relation=f'"{database}"."public"."history"'),
        node("source", "source.shop.Raw Data.orders", relation=f'"{database}"."raw"."orders"'),
        node("exposure", "exposure.shop.weekly", owner={"name": "Ada", "email": "ada@shop.example"}),
        node("test", "test.shop.not_null.84ef", group="finance"),
        node("unit_test", "unit_test.shop.cust.adds_v2", version=2),
        node("model", "model.dbt_utils.days", relation=f'"{database}"."public"."days"'),
    ]
