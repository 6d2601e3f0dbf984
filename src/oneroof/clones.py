"""Clones beside rehearsals, as short functions: one made and proven, one compared with production as both are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oneroof.clone.folder import drop_kept, drop_left, find_embedded, kept_clones, left_clone
from oneroof.clone.identity import open_clone, read_identity
from oneroof.clone.manage import ListedClone, drop_clone, list_clones, look, refuse_external
from oneroof.clone.mask import check_masks, masks_of
from oneroof.clone.mask_plan import MaskWish
from oneroof.clone.model import Identity
from oneroof.clone.name import twin_of
from oneroof.clone.pristine import (
    drop_twin,
    expiry_kept,
    has_twin,
    keep_pristine,
    nobody_thrown_out,
    reset_from_twin,
    take_place,
)
from oneroof.clone.tool import TOOLS
from oneroof.errors import ConfigError, FactsSayNo, IdentityRefused, MaskRefused, OneroofError, UsageError
from oneroof.evidence.killed import forget, left_servers, over
from oneroof.fingerprint.compare import differences
from oneroof.fingerprint.load import Governor, open_reader, sessions_of
from oneroof.fingerprint.masked import explain_masked
from oneroof.fingerprint.model import Difference
from oneroof.fingerprint.recompute import explain_materialised
from oneroof.fingerprint.settled import settled_fingerprint
from oneroof.fingerprint.standby import require_primary
from oneroof.fingerprint.witness import witness
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneMaker, Reader
from oneroof.pg.tools import bindir_for
from oneroof.rehearse import Request, first_stages
from oneroof.stages.context import Talk
from oneroof.verdict.judge import judge
from oneroof.verdict.model import StageRecord


@dataclass(frozen=True)
class Made:
    """A clone that was made, as stages 01 to 03 measured it; ``error`` ended one of them.

    ``isolation``: what could reach out of it, and what was done; None when stage 03 did not come so far. ``findings``:
    what the stages found, each with the stage's number.
    """

    facts: Mapping[str, Any]
    differences: tuple[Mapping[str, Any], ...]
    isolation: tuple[Mapping[str, Any], ...] | None
    findings: tuple[Mapping[str, Any], ...]
    passed: bool
    error: OneroofError | None
    pristine: str | None = None

    @property
    def identical(self) -> bool:
        """Whether nothing differs really, and fidelity is claimed."""
        return self.passed and not any(line["kind"] == "real" for line in self.differences)


def create_clone(request: Request, talk: Talk | None = None, *, pristine: bool = False) -> Made:
    """Stages 01 to 03 of a rehearsal, and no more: a clone that is proven, isolated, and kept.

    Args:
        request: where production is, how and where the clone is wanted.
        talk: told how it goes.
        pristine: keep a closed twin beside it, for `reset_clone`.

    Raises:
        OneroofError: there is no clone.
    """
    if pristine:
        _require_beside(request, "A pristine twin")
    records, passed, error = first_stages(request, talk)
    facts = _facts(records, "clone")
    if "clone" not in facts:
        raise error or IdentityRefused("No clone was made.")
    baseline = _facts(records, "baseline")
    lines = (*facts["differences"], *baseline.get("differences", ()))
    isolation = tuple(baseline["isolation"]) if "isolation" in baseline else None
    twin = None
    if pristine and passed:
        with CloneMaker.open(Dsn.parse(str(request.settings.clone.dsn))) as maker:
            require_clone(maker, facts["clone"])
            twin = keep_pristine(maker, facts["clone"])
    return Made(facts, lines, isolation, _findings(records), passed, error, twin)


def _require_beside(request: Request, what: str) -> None:
    """What stands beside a clone is on the clone server, and so must the clone be.

    Raises:
        UsageError: the strategy or the place puts the clone elsewhere.
    """
    clone = request.settings.clone
    strategy, place = request.clone or clone.strategy, request.clone_server or clone.server or "same"
    if clone.dsn is None or strategy not in {"dump", "template"} or place != "same":
        raise UsageError(
            f"{what} is for clones by dump or template on the server of [clone] dsn.",
            next_step="Choose --strategy dump or template, with [clone] dsn and no other place.",
        )


def _facts(records: tuple[StageRecord, ...], key: str) -> Mapping[str, Any]:
    return next((record.facts for record in records if record.key == key), {})


def _findings(records: tuple[StageRecord, ...]) -> tuple[Mapping[str, Any], ...]:
    """What each stage found, with its number."""
    return tuple(
        {"stage": record.number, **finding.as_fact()}
        for place, record in enumerate(records)
        for finding in judge(record, records[:place]).findings
    )


@dataclass(frozen=True)
class Verified:
    """How a clone stands to production now."""

    clone: ListedClone
    differences: tuple[Difference, ...]
    tables: int
    unreadable: tuple[str, ...]
    unmodelled: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether nothing differs really, and nothing stayed unread or is of a kind that nobody knows."""
        unknown = self.unreadable or self.unmodelled
        return not unknown and not any(line.kind == "real" for line in self.differences)


def verify_clone(maker: CloneMaker, name: str, production: Dsn, governor: Governor | None = None) -> Verified:
    """Compare a clone with production, each as it is now; a difference of a catalog's text is shown to the witness.

    Args:
        maker: on the clone's server.
        name: the clone.
        production: what it is compared with.
        governor: keeps what is read of production under a limit; the clone is read without.

    Raises:
        IdentityRefused: it is no clone, or not of this production.
    """
    listed, parent = require_clone(maker, name)
    here = _require_parent(name, parent, production)
    dsn = maker.dsn.with_database(name)
    expected = settled_fingerprint(lambda: open_reader(production, governor), workers=sessions_of(governor))
    found = settled_fingerprint(lambda: Reader.open(dsn))
    lines = differences(expected, found)
    with open_clone(dsn, here) as writer:
        judged = witness(writer, expected, found, lines)
    with open_reader(production, governor) as there, there.snapshot(), Reader.open(dsn) as reader, reader.snapshot():
        judged = explain_materialised(there, found, judged)
        judged = explain_masked(there, reader, found, listed.masked, judged)
    unreadable = tuple(sorted({*expected.unreadable, *found.unreadable}))
    unmodelled = tuple(sorted({*expected.unmodelled, *found.unmodelled}))
    unseen = tuple(sorted({*expected.unseen, *found.unseen}))
    return Verified(listed, judged, len(found.data), unreadable, unmodelled, unseen)


def _require_parent(name: str, parent: Identity, production: Dsn) -> Identity:
    """Production's identity, when the clone is its.

    Raises:
        IdentityRefused: it is another's.
    """
    with Reader.open(production) as reader, reader.snapshot():
        require_primary(reader)
        here = read_identity(reader)
    if (parent.system_identifier, parent.database) != (here.system_identifier, here.database):
        raise IdentityRefused(f"{name} is a clone of {parent.database} on another server than {production.label}.")
    return here


def reset_clone(maker: CloneMaker, name: str, request: Request, talk: Talk | None = None) -> dict[str, Any]:
    """Make a clone again under its name: from its pristine twin, or, where there is none, anew from production.

    Owner, expiry and masks stay.

    Raises:
        IdentityRefused: it is no clone that we made, or not of this production. UsageError: it would be made elsewhere.
        MaskRefused: what is masked in it would not be any more. FactsSayNo: the new one is not production's copy.
        CloneInUse: somebody is connected to it. It was kept.
    """
    listed, parent = require_clone(maker, name)
    refuse_external(listed)
    now = datetime.now(UTC)
    if has_twin(maker, name):
        masks = masks_of(request.settings.clone)
        reset_from_twin(maker, listed, parent, now, bindir_for(maker.major, TOOLS), masks)
        shown: dict[str, Any] = {"strategy": "template", "how": "pristine twin", "identical": None, "differences": []}
    else:
        _require_beside(request, "Making a clone again")
        production = Dsn.parse(request.settings.production_dsn())
        _require_parent(name, parent, production)
        _require_masks_stay(listed, production, masks_of(request.settings.clone))
        kept = replace(request, owner=listed.owner or "", expires=expiry_kept(listed, now))
        new = _make_anew(maker, name, kept, talk)
        shown = {"strategy": new.facts["strategy"], "how": "made anew", "identical": new.identical}
        shown["differences"] = list(new.differences)
    again, _ = require_clone(maker, name)
    shown |= {"owner": again.owner, "expires": again.expires, "masked": list(again.masked)}
    return {"clone": name, **shown, "pristine": twin_of(name) if has_twin(maker, name) else None}


def _require_masks_stay(listed: ListedClone, production: Dsn, masks: MaskWish) -> None:
    """A clone that was masked is not made again with production's values.

    Raises:
        MaskRefused: a column that is masked in it would not be.
    """
    with Reader.open(production) as reader, reader.snapshot():
        covered = {ref for target in check_masks(reader, masks) for ref in target.refs}
    lost = [ref for ref in listed.masked if ref not in covered]
    if lost:
        raise MaskRefused(
            f"{lost[0]} is masked in {listed.name}, and would not be in a clone that is made now; it was kept.",
            next_step="Name it in [clone.mask] again; or drop the clone and make another.",
        )


def _make_anew(maker: CloneMaker, name: str, request: Request, talk: Talk | None) -> Made:
    """Another clone in the place of one; the old one stays until the new one is proven."""
    new = create_clone(request, talk)
    made_name = str(new.facts["clone"])
    if not new.identical:
        why = next((line["message"] for line in new.findings if line["severity"] == "fail"), "")
        raise new.error or FactsSayNo(
            f"The new clone {made_name} is not proven, so {name} was kept. {why}".strip(),
            next_step=f"Mend what it names; `oneroof clone verify {made_name}` says what differs.",
        )
    require_clone(maker, made_name)
    take_place(maker, made_name, name)
    return new


def all_clones(maker: CloneMaker | None, home: Path) -> tuple[ListedClone, ...]:
    """The clones on the clone server, where one is named, and those in embedded servers; ``home`` has their notes."""
    return (*(list_clones(maker) if maker is not None else ()), *_embedded_clones(home))


def _embedded_clones(home: Path) -> tuple[ListedClone, ...]:
    """By their notes; and what killed runs left without one, by their journals."""
    noted = kept_clones(home)
    known = {clone.run_id for clone in noted}
    left = (server for server in left_servers(home.parent) if server.run_id not in known)
    return (*noted, *(left_clone(one.run_id, one.folder, one.clone, one.production) for one in left))


def _drop_embedded(home: Path, clone: ListedClone) -> None:
    """Remove it with its server's folder, unless its run is at it.

    Raises:
        RunAlive: it is. As `drop_kept` and `drop_left`.
    """
    run_id = str(clone.run_id)
    with over(home.parent, run_id):
        if clone.state != "unfinished":
            drop_kept(home, clone)
        else:
            drop_left(home, clone)
            forget(home.parent, run_id, str(clone.folder))


def refuse_embedded(maker: CloneMaker | None, home: Path, name: str) -> None:
    """Raise `UsageError` when the clone of that name is in an embedded server: work there would have to start it."""
    if _embedded(maker, home, name) is not None:
        raise UsageError(
            f"{name} is in an embedded server, which is stopped; it is neither compared nor made again.",
            next_step=f"Make another with `oneroof clone create`, and drop this one with `oneroof clone drop {name}`.",
        )


def _embedded(maker: CloneMaker | None, home: Path, name: str) -> ListedClone | None:
    """A name means the clone on the clone server where there is one."""
    return find_embedded(_embedded_clones(home), name) if maker is None or look(maker, name) is None else None


def drop_named(maker: CloneMaker | None, home: Path, name: str) -> None:
    """Drop a clone by its name, or one in an embedded server by its run's id.

    Raises:
        As `drop_one`, `drop_kept` and `drop_left`. RunAlive: its run is at it. UsageError: several embedded ones have
            the name. ConfigError: no clone server.
    """
    embedded = _embedded(maker, home, name)
    if embedded is not None:
        _drop_embedded(home, embedded)
    else:
        drop_one(require_server(maker), name)


def require_server(maker: CloneMaker | None) -> CloneMaker:
    """The session on the clone server.

    Raises:
        ConfigError: none is named.
    """
    if maker is None:
        raise ConfigError(
            "No clone server is named.",
            next_step="Set [clone] dsn in oneroof.toml or ONEROOF_CLONE_DSN. `oneroof clone list` has the clones in"
            " embedded servers.",
        )
    return maker


def drop_all_expired(
    maker: CloneMaker | None, home: Path, clones: tuple[ListedClone, ...], now: datetime
) -> list[dict[str, Any]]:
    """Drop every clone whose expiry has passed; one that cannot be dropped is named with the reason, and kept."""
    done: list[dict[str, Any]] = []
    for clone in clones:
        if clone.state not in {"clone", "embedded"} or not clone.is_overdue(now):
            continue
        try:
            if clone.state == "embedded":
                _drop_embedded(home, clone)
            else:
                drop_one(require_server(maker), clone.name)
        except OneroofError as error:
            done.append({"clone": clone.name, "dropped": False, "reason": error.message})
        else:
            done.append({"clone": clone.name, "dropped": True, "reason": ""})
    return done


def drop_one(maker: CloneMaker, name: str) -> None:
    """Drop a clone of ours, whole or partial, and its twin; whatever is none is refused."""
    with nobody_thrown_out(name):
        found = drop_clone(maker, name)
    if found.state == "clone":
        drop_twin(maker, name)


def require_clone(maker: CloneMaker, name: str) -> tuple[ListedClone, Identity]:
    """A clone on the maker's server, and what it was copied from.

    Raises:
        IdentityRefused: there is no such database, or it does not say that it is a clone.
    """
    found = look(maker, name) if name != maker.dsn.database else None
    if found is None or found.state not in {"clone", "external"}:
        raise IdentityRefused(f"{name} is no clone on {maker.dsn.label}.", next_step="`oneroof clone list` has them.")
    with Reader.open(maker.dsn.with_database(name)) as reader, reader.snapshot():
        parent = dict(read_identity(reader).parent or {})
    known = {"production": "production", "clone": "clone"}
    uid, kind = parent.get("uid"), known.get(str(parent.get("kind")))
    return found, Identity(
        str(parent.get("system_identifier")),
        str(parent.get("database")),
        None if uid in {None, "none"} else str(uid),
        "clone" if kind == "clone" else "production" if kind == "production" else None,
    )
