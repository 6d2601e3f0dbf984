"""What a rehearsal was asked for, kept with its run; and whether the one who resumes it asks for the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oneroof import __version__
from oneroof.config import Settings
from oneroof.errors import ConfigError, RunAlive, RunChanged
from oneroof.evidence.canonical import plain, sha256_hex
from oneroof.evidence.journal import Journal
from oneroof.evidence.past import Past, find_run, read_past
from oneroof.evidence.reproduce import Original
from oneroof.packets.model import Packet
from oneroof.pg.dsn import Dsn

if TYPE_CHECKING:
    from oneroof.rehearse import Request

#: Sections that say nothing of what is rehearsed: where it is published, who vouches, what is done later.
_OTHER_SECTIONS = frozenset({"report", "trust", "gate", "attest", "rollout", "channel", "tools", "home", "file"})
#: Settings of how fast it goes.
_MAY_DIFFER = frozenset({"clone.jobs", "coverage.owners"})
#: Named otherwise, or, as ``expires``, of no rehearsal.
_OWN = frozenset({"settings", "packets", "reproduce", "resume", "expires"})
#: What is no address, whatever stands in it; in everything else an equals sign makes one.
_TEXTS = frozenset({"coverage.owners", "owner"})
#: libpq's two forms of an address.
_ADDRESS = re.compile(r"=|://")


def asked(request: Request, packets: Sequence[Packet], first: Original | None) -> dict[str, Any]:
    """What a request asks for, as JSON values without a secret: packets, owners and bundle by what is in them."""
    settings = request.settings
    dumped: Mapping[str, Any] = settings.model_dump(mode="json")
    flat = {
        (key := f"{section}.{name}"): _shown(key, value)
        for section, values in dumped.items()
        if section not in _OTHER_SECTIONS and isinstance(values, Mapping)
        for name, value in values.items()
    }
    flat["production.dsn"] = Dsn.parse(settings.production_dsn()).without_password()
    owners = settings.coverage.owners
    flat["coverage.owners"] = str(owners.resolve()) if owners is not None else None
    words = {
        field.name: _shown(field.name, getattr(request, field.name))
        for field in fields(request)
        if field.name not in _OWN
    }
    return {
        "programme": request.programme,
        "packets": {packet.code: packet.source_digest for packet in packets},
        "folders": [str(folder.resolve()) for folder in request.packets],
        "reproduced bundle": first.bundle.digest if first is not None else None,
        "reproduce": str(request.reproduce.resolve()) if request.reproduce else None,
        "owners": sha256_hex(owners.read_bytes()) if owners is not None and owners.is_file() else None,
        "out": str(settings.report.out.resolve()),
        "settings": flat,
        **words,
    }


def _shown(name: str, value: Any) -> Any:
    """As it was said; an address without its password."""
    if name not in _TEXTS and isinstance(value, str) and _ADDRESS.search(value):
        return Dsn.parse(value).without_password()  # what libpq cannot read may hold a password anywhere
    return plain(value)


def interrupted_run(request: Request) -> tuple[Request, Past | None]:
    """The request as it was made when the run that it resumes began, and that run; another one as it is, and None.

    What is not said again is taken from then.

    Raises:
        UsageError: there is no such run, or it came to its end. RunAlive: it is not over.
        RunChanged: another version of oneroof began it, or what it kept was changed.
    """
    if request.resume is None:
        return request, None
    home = request.settings.home
    run_id = find_run(home, request.resume)
    if Journal.is_held(home, run_id):
        raise RunAlive(f"The run {run_id} is not over: the process that is at it lives.")
    past = read_past(home, run_id)
    if past.version != __version__:
        raise RunChanged(f"The run {run_id} was begun by oneroof {past.version}; this is {__version__}.")
    return _as_before(request, past.asked), past


def _as_before(request: Request, then: Mapping[str, Any]) -> Request:
    """Words that stood on the command line then need not be said again."""
    unsaid = {
        field.name: then[field.name]
        for field in fields(request)
        if field.name not in _OWN and getattr(request, field.name) == field.default and field.name in then
    }
    packets, reproduce = request.packets, request.reproduce
    if not packets and reproduce is None:
        packets = tuple(Path(folder) for folder in then["folders"])
        reproduce = Path(then["reproduce"]) if then["reproduce"] else None
    return replace(request, settings=_settings(request.settings, then), packets=packets, reproduce=reproduce, **unsaid)


def _settings(settings: Settings, then: Mapping[str, Any]) -> Settings:
    flags: dict[str, dict[str, Any]] = {"production": {}}
    try:
        settings.production_dsn()
    except ConfigError:
        flags["production"]["dsn"] = then["settings"]["production.dsn"]
    if settings.production.max_load is None:
        flags["production"]["max_load"] = then["settings"]["production.max_load"]
    if settings.coverage.owners is None:
        flags["coverage"] = {"owners": then["settings"]["coverage.owners"]}
    if settings.report.out == Path():
        flags["report"] = {"out": then["out"]}
    return settings.with_flags(**flags)


def require_same(now: Mapping[str, Any], past: Past) -> None:
    """Refuse to go on with another request than the one that the run was begun with.

    Raises:
        RunChanged: names the first thing that differs.
    """
    for what in _differing(now, past.asked):
        raise RunChanged(
            f"The run {past.run_id} was asked for something else: {what} differs.",
            next_step="Resume it as it was begun, or rehearse anew without --resume.",
        )


def _differing(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[str]:
    for code in sorted({*now["packets"], *then["packets"]}):
        if now["packets"].get(code) != then["packets"].get(code):
            yield f"the packet {code}"
    for name in sorted({*now["settings"], *then["settings"]} - _MAY_DIFFER):
        if now["settings"].get(name) != then["settings"].get(name):
            yield f"the setting {name}"
    for name in sorted({*now, *then} - {"packets", "settings", "folders", "out", "reproduce"}):
        if now.get(name) != then.get(name):
            yield name.replace("_", " ")
