"""What stage 02 may claim of the copy, by how it was made: proven, named as left out, or not claimed at all.

A rule is a generator of findings. A missing or malformed fact raises inside it and becomes a FAIL in
`oneroof.verdict.judge`.
"""

from __future__ import annotations

from oneroof.verdict.findings import Findings, must, note, some
from oneroof.verdict.model import Facts, Finding

#: What a copied server must have off before anybody uses it, with the value that is off (`oneroof.clone.outward`).
OUTWARD_OFF = {
    "archive_mode": "off",
    "listen_addresses": "",
    "max_logical_replication_workers": "0",
    "max_wal_senders": "0",
    "primary_conninfo": "",
    "restore_command": "",
    "session_preload_libraries": "",
    "shared_preload_libraries": "",
}
#: What a strategy measures beside the copy itself; nothing for those that are not named.
_MEASURED = {
    "basebackup": frozenset(
        {
            *("outward", "workers", "manifest_verified", "data_checksums", "not_carried"),
            *("databases_closed", "prepared_rolled_back"),
        }
    )
}
#: Where a difference of this kind may come from.
_ALLOWED = {"not_carried": frozenset({"basebackup"})}


def claimed(facts: Facts) -> Findings:
    """Fidelity is claimed where it was proven; what was not carried is named, and only where that can be."""
    strategy = facts["strategy"]
    fidelity, moved = facts["fidelity"], facts["fidelity"]["moved"]
    yield from must(
        fidelity["claimed"] is True
        and fidelity["moment"] == ("snapshot" if strategy == "dump" else "equal")
        and not moved,
        "fidelity-not-claimed",
        "The copy is of another moment than the fingerprint, and nothing is claimed of it: "
        + (f"others changed {some(moved)} meanwhile." if moved else "nobody else was seen to write."),
    )
    beside = sorted(set(facts["measured"]) ^ _MEASURED.get(strategy, frozenset()))
    yield from must(not beside, "not-accounted-for", f"Not what the strategy {strategy} measures: {some(beside)}.")
    for kind, strategies in _ALLOWED.items():
        named = [item["object"] for item in facts["differences"] if item["kind"] == kind]
        listed = set(facts["measured"].get(kind, ()))
        yield from must(
            not named or (strategy in strategies and listed.issuperset(named)),
            "not-accounted-for",
            f"Said to be {kind.replace('_', ' ')} without a reason: {some(named)}.",
        )
        yield from note(not named, kind.replace("_", "-"), f"Not carried by this strategy, hence empty: {some(named)}.")
    anew = [item["object"] for item in facts["differences"] if item["kind"] == "recomputed"]
    rows = [ref for ref in anew if not ref.startswith("materialized_view:")]
    yield from must(not rows, "not-accounted-for", f"Said to be recomputed, and holds rows of its own: {some(rows)}.")
    yield from _masked(facts)
    if strategy == "basebackup":
        yield from _outward(facts["measured"])


def _masked(facts: Facts) -> Findings:
    masked = facts["masked"]
    yield from must(masked or facts["mask_required"] is False, "not-masked", "Masks are required, and none is on.")
    listed = {item["object"] for item in masked if item["columns"] or item["object"].startswith("materialized_view:")}
    named = {item["object"] for item in facts["differences"] if item["kind"] == "masked"}
    elsewhere = [item for item in facts["differences"] if item["kind"] == "masked" and item["branch"] != "data"]
    yield from must(not elsewhere, "not-masked", "Said to be masked, and no rows.")
    yield from must(named <= listed, "not-masked", f"Said to be masked, and not: {some(sorted(named - listed))}.")
    for item in masked:
        columns = [*item["columns"], *item["computed"]]
        what = f"{some(columns)} of {item['object']}, {item['rows']} rows" if columns else item["object"]
        yield Finding("note", "masked", f"Masked, so not compared: {what}.")


def _outward(measured: Facts) -> Findings:
    on = sorted(name for name, value in OUTWARD_OFF.items() if measured["outward"][name] != value)
    yield from must(not on, "outward-on", f"On in the copied server when it was started: {some(on)}.")
    yield from must(not measured["workers"], "workers", f"Processes of the copied server: {some(measured['workers'])}.")
    yield from must(measured["manifest_verified"] is True, "not-verified", "The base backup was not verified.")
    yield from note(
        measured["data_checksums"] == "on",
        "no-checksums",
        "Production's server keeps no checksums of its pages, so a page that was damaged there was copied as it is.",
    )
