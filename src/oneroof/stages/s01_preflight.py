"""Stage 01: the session is read-only, production's fingerprint is taken, the gate's state and the cost are known."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from oneroof.clone.identity import read_identity
from oneroof.clone.mask import check_masks
from oneroof.clone.place import PlaceWish, forecast
from oneroof.errors import ConfigError
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.scope import all_counters
from oneroof.fingerprint.settled import ATTEMPTS
from oneroof.fingerprint.standby import require_primary
from oneroof.fingerprint.take import CatalogMoved, take
from oneroof.fingerprint.wal import note
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.queries import load
from oneroof.pg.session import Reader
from oneroof.pg.tools import major_of
from oneroof.schema.status import gate_log, governance_schema, refuse_newer_core, require_governance, status
from oneroof.stages.context import Context, Outcome
from oneroof.stages.parsing import require_parsable
from oneroof.stages.read_once import first_plan
from oneroof.stages.scope import left_out, planned

_SOURCES = {
    "read_only_sqlstate": "preflight/attempt_write",
    "server_version": "preflight/read_server",
    "server_major": "preflight/read_server",
    "identity": "clone/read_identity",
    "system_identifier": "clone/find_identity",
    "governance_schema": "schema/list_migrations",
    "role": "preflight/read_role",
    "session": "session/proof",
    "os_proposal_approvals": "schema/count_core",
    "approved_packets": "schema/list_approved_packets",
    "gate_log": "schema/list_log_hashes",
    "owner_candidates": "schema/list_owner_candidates",
    "fingerprint": "fingerprint/digest_everyday",
    "left_out_counted": "fingerprint/scope/read_counters",
    "wal": "fingerprint/wal_read_position",
    "unmodelled": "fingerprint/count_unmodelled",
    "unreadable": "fingerprint/list_lockable",
    "forecast": "clone/read_sizes",
}
_GOVERNANCE_SOURCES = {
    "event_types": "preflight/count_event_types",
    "dispatcher_present": "preflight/count_dispatchers",
}
_TOOLS = ("pg_dump", "pg_restore", "psql")


def run(context: Context) -> Outcome:
    """Read-only proven by a refused attempt; identity; gate; rights; place, tools and cost; then the fingerprint."""
    reader = context.open_reader()
    context.reader = reader
    refused_with = reader.attempt(SQL(load("preflight/attempt_write").text))
    for packet in context.own_packets:
        require_parsable(reader, packet)
    with reader.snapshot():
        facts = _state(context, reader)
        place = context.strategy.place
        context.place = place(place_wish(context), reader, context.need(context.identity), ledger=context.journal)
        context.resources.callback(context.place.release)
        check_masks(reader, context.masks)
        cost = forecast(reader, context.place)
        context.plan = planned(context, reader)
        counted = all_counters(reader) if context.plan.scope != "full" else {}
    fingerprint = take_in_one_moment(context, leave_rows=True)
    context.production_fingerprint = fingerprint
    bindir = context.place.bindir
    return Outcome(
        {
            "programme": context.programme,
            "read_only_sqlstate": refused_with,
            **facts,
            "fingerprint": fingerprint.as_fact(),
            "wal": context.need(context.wal_start).as_fact(),
            "rows_follow": len(context.rows_follow),
            "data_scope": context.plan.scope,
            **left_out(fingerprint, context.rows_follow, counted),
            "unseen": list(fingerprint.unseen),
            "unreadable": sorted({*fingerprint.unreadable, *_refused_to_tools(reader)}),
            "unmodelled": dict(fingerprint.unmodelled),
            "forecast": cost.as_fact(),
            "tools": {tool: major_of(bindir / tool) for tool in _TOOLS},
            "load": context.load(),
            "session": reader.proof().as_fact(),
        },
        {**_SOURCES, **(_GOVERNANCE_SOURCES if context.governance else {})},
    )


def place_wish(context: Context) -> PlaceWish:
    """Where the settings and the command line want the clone."""
    settings = context.settings.clone
    usual = "same" if settings.dsn and context.strategy.name != "basebackup" else "embedded"
    server = context.clone_server or settings.server or usual
    if server == "same" and not settings.dsn and context.strategy.name in {"dump", "template"}:
        raise ConfigError(
            "A clone on production's own server needs a clone maker: the reader's login never writes.",
            next_step="Set [clone] dsn or ONEROOF_CLONE_DSN to a login with CREATEDB, or use --clone-server embedded.",
        )
    return PlaceWish(
        production=context.production,
        server=server,
        maker=Dsn.parse(settings.dsn) if settings.dsn else None,
        bindir=context.settings.tools.bindir,
        free_bytes=settings.free_bytes,
        home=context.settings.home.resolve() / "clones" / context.run_id,
        replication=Dsn.parse(settings.replication_dsn) if settings.replication_dsn else None,
    )


def _state(context: Context, reader: Reader) -> dict[str, Any]:
    server = reader.row("preflight/read_server")
    require_primary(reader)
    context.identity = read_identity(reader)
    refuse_newer_core(reader)
    needed = context.needs_governance and context.programme == "governance"
    context.governance = require_governance(reader) if needed else governance_schema(reader)
    ours = status(reader)
    facts: dict[str, Any] = {
        "server_version": server["server_version"],
        "server_major": server["server_major"],
        "system_identifier": context.identity.system_identifier,
        "identity": context.identity.as_fact(),
        "governance_schema": context.governance,
        "os_proposal_approvals": ours.approvals,
        "approved_packets": list(ours.approved_packets),
        "gate_log": gate_log(reader),
        "owner_candidates": list(ours.owner_candidates),
        "role": reader.row("preflight/read_role"),
    }
    if context.governance is not None:
        governance = {"governance": Identifier(context.governance)}
        facts["event_types"] = reader.row("preflight/count_event_types", governance)
        facts["dispatcher_present"] = reader.value("preflight/count_dispatchers", governance) > 0
    return facts


def _refused_to_tools(reader: Reader) -> list[str]:
    """Large objects that pg_dump would want and this role may not open: known now, not when the clone is begun."""
    rows = reader.rows("clone/list_unreadable")
    return [f"large_object:{row['name']}" for row in rows if row["kind"] == "large_object"]


def take_in_one_moment(context: Context, *, leave_rows: bool = False) -> Fingerprint:
    """Fingerprint production in a snapshot that stays open until stage 02 has copied it; retried when DDL moved it.

    Args:
        context: keeps the snapshot.
        leave_rows: rows that will stream into a clone are left to stage 02.
    """
    reader = context.need(context.reader)
    if context.moment is not None:
        context.moment.close()  # stage 02 did not come to use it
    for attempt in range(1, ATTEMPTS + 1):
        moment = ExitStack()
        try:
            with reader.snapshot():
                noted = note(reader)
            context.snapshot = moment.enter_context(reader.snapshot())
            context.wal_start = noted.seen_by(reader)
            context.log = context.wal_start.reading()
            siblings = [context.open_reader() for _ in range(context.workers - 1)]
            for sibling in siblings:
                moment.callback(sibling.close)
                moment.enter_context(sibling.snapshot(context.snapshot))
            observer = context.open_reader()
            moment.callback(observer.close)
            plan = first_plan(context, reader, context.plan) if leave_rows else context.plan
            fingerprint = take(reader, siblings=siblings, observer=observer, progress=context.talk.progress, plan=plan)
        except CatalogMoved:
            moment.close()
            if attempt == ATTEMPTS:
                raise
        except BaseException:
            moment.close()
            raise
        else:
            context.moment = moment
            context.rows_follow &= frozenset(fingerprint.undigested)
            context.resources.push(moment)
            return fingerprint
    raise CatalogMoved
