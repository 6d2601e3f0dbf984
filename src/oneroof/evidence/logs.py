"""The gate logs that two bundles of one database saw: the later one begins with the earlier one. Pure.

Each bundle has the hash of every entry, and an entry's hash is over the one before it. So an entry that was edited,
left out or cut off between two rehearsals shows, whoever did it, and whatever the database says of itself today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oneroof.evidence.model import Bundle, Check

NAME = "gate log"


def compare_logs(one: Bundle, other: Bundle) -> Check:
    """Whether neither log contradicts the other; which of the two bundles is the earlier one, their times say."""
    earlier, later = sorted((one, other), key=lambda bundle: (bundle.run.started, len(_hashes(bundle) or ())))
    places = [_place(bundle) for bundle in (earlier, later)]
    if places[0] != places[1]:
        return Check(NAME, False, f"the bundles are of two databases: {places[0]} and {places[1]}")
    before, after = _hashes(earlier), _hashes(later)
    if before is None or after is None:
        which = earlier if before is None else later
        return Check(NAME, False, f"the bundle of {which.run.run_id} says nothing of a gate log")
    for height, (was, now) in enumerate(zip(before, after, strict=False), start=1):
        if was != now:
            return Check(NAME, False, f"entry {height} was {was} at {earlier.run.started}, and {now} later")
    if len(after) < len(before):
        return Check(NAME, False, f"{len(before) - len(after)} entries were cut off since {earlier.run.started}")
    return Check(NAME, True, f"{len(before)} entries stand as they were, {len(after) - len(before)} came since")


def _place(bundle: Bundle) -> str:
    """Server and name; the identity in the database changes when a copy is adopted, and its log goes on."""
    production = bundle.run.production
    return f"{production.get('database')} of server {production.get('system_identifier')}"


def _hashes(bundle: Bundle) -> Sequence[str] | None:
    facts: Mapping[str, Any] = next((record.facts for record in bundle.records if record.key == "preflight"), {})
    log = facts.get("gate_log")
    if not isinstance(log, Mapping) or not isinstance(log.get("hashes"), list):
        return None
    return [str(found) for found in log["hashes"]]
