"""A planned seed in a folder: the packet, its proof for people (``proof.md``), all of it for programs (``plan.json``).

Proof and plan stand beside the packet and not in it, so that its digest is the one that any other way to the same
packet gives, and a review in git shows them together.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oneroof.coverage.proof import page, plan_document
from oneroof.coverage.seed import SEED_CODE, PlannedSeed, write_seed
from oneroof.errors import NameTaken
from oneroof.packets.aside import written_aside
from oneroof.packets.load import load

PLAN, PROOF = "plan.json", "proof.md"


def write_plan(planned: PlannedSeed, schema: str, owners: Sequence[Path], out: Path) -> dict[str, Any]:
    """Write a planned seed below ``out``; all of it or nothing.

    Args:
        planned: the plan.
        schema: where the governance part stands.
        owners: the files that it is from, for their names.
        out: the folder; made where it is not there.

    Returns:
        What stands in ``plan.json``. ``packet`` is the packet's folder in ``out``; None where no row is needed.

    Raises:
        NameTaken: one of the three is there already. EnvironmentFault: the folder cannot be written.
    """
    names = (PLAN, PROOF, SEED_CODE)
    if taken := next((name for name in names if (out / name).exists()), None):
        raise NameTaken(f"{out / taken} is there already.", next_step="Choose another folder for --out.")
    with written_aside(out, names) as aside:
        return _write(planned, schema, owners, aside)


def _write(planned: PlannedSeed, schema: str, owners: Sequence[Path], folder: Path) -> dict[str, Any]:
    packet = load(write_seed(planned, schema, folder).folder) if planned.plan.rows else None
    document = {
        "packet": None if packet is None else packet.code,
        "source_digest": None if packet is None else packet.source_digest,
        **plan_document(planned.plan, planned.outlook.as_fact(), [file.name for file in owners]),
    }
    (folder / PLAN).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / PROOF).write_text(page(document), "utf-8")
    return document
