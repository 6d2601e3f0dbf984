"""A clone has no way to reach production or the outside world: what could is found, disarmed and looked at again.

Event triggers come first: what they run must not run while the rest is disarmed. The fingerprint that later stages
come back to is taken after this, so that what was disarmed is no difference of theirs; each finding says what was done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from oneroof.clone import known
from oneroof.clone.asleep import DISABLE, set_event_trigger
from oneroof.clone.functions import check_code
from oneroof.clone.model import IsolationFinding
from oneroof.clone.properties import Setting, read_properties
from oneroof.clone.remove import drop_subscription
from oneroof.clone.settings import split_names
from oneroof.clone.ways import finding, harmless, ref, tried, tried_awake
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import CloneWriter, Row

Findings = Iterable[IsolationFinding]


def check_isolation(session: CloneWriter, *, same_server: bool) -> tuple[IsolationFinding, ...]:
    """Find and disarm in the clone what could reach out of it.

    Args:
        session: a writer in the clone, whose identity was checked when it was opened.
        same_server: the clone shares production's server.

    Returns:
        Each way out, known or not, with what was done; ``resolved`` is False where it is still open.
    """
    checks: tuple[Callable[[CloneWriter], Findings], ...] = (
        _event_triggers,
        _subscriptions,
        _slots,
        _wrappers,
        check_code,
        _jobs,
        _settings,
        _publications,
    )
    found = [one for check in checks for one in check(session)]
    return (*found, *_server(session, same_server=same_server))


def _event_triggers(session: CloneWriter) -> Findings:
    for row in session.rows("clone/list_event_triggers"):
        name = ref("event_trigger", row["name"])
        if row["enabled"] == "D":
            yield harmless("event-trigger", name, "An event trigger, disabled in production too.")
        elif row["language"] in known.SAFE_LANGUAGES or row["extension"] in known.HARMLESS_EXTENSIONS:
            yield harmless("event-trigger", name, f"An event trigger in {row['language']}, kept: it runs SQL alone.")
        else:
            refused = tried_awake(session, partial(set_event_trigger, session, row["name"], DISABLE))
            now = {again["name"]: again["enabled"] for again in session.rows("clone/list_event_triggers")}
            message = f"An event trigger in {row['language']}, which may reach out."
            armed = now.get(row["name"], "D") != "D"
            yield finding("event-trigger", name, message, refused=refused, armed=armed, disarmed="disabled")


def _subscriptions(session: CloneWriter) -> Findings:
    for row in session.rows("clone/list_subscriptions"):
        refused = tried(session, partial(drop_subscription, session, row["name"]))
        left = {again["name"] for again in session.rows("clone/list_subscriptions")}
        yield finding(
            "subscription",
            ref("subscription", row["name"]),
            "A subscription, which would read from its publisher and keeps the clone from being dropped.",
            refused=refused,
            armed=row["name"] in left,
            disarmed="disabled, its slot let go of without a word to the publisher, dropped",
        )


def _slots(session: CloneWriter) -> Findings:
    for row in session.rows("clone/list_slots"):
        refused = tried_awake(session, partial(session.rows, "clone/drop_slot", name=row["name"]))
        left = {again["name"] for again in session.rows("clone/list_slots")}
        message = "A logical replication slot of the clone's database."
        name = ref("replication_slot", row["name"])
        yield finding("replication-slot", name, message, refused=refused, armed=row["name"] in left, disarmed="dropped")


def _wrappers(session: CloneWriter) -> Findings:
    """Foreign tables stay, for what depends on them; without a handler nobody can read them."""
    servers = session.rows("clone/list_foreign_servers")
    wrappers = session.rows("clone/list_wrappers")
    refused = {row["name"]: _disarm_wrapper(session, row) for row in wrappers if row["has_handler"]}
    now = {row["name"]: row for row in session.rows("clone/list_wrappers")}
    for name, why in refused.items():
        disarmed = not now[name]["has_handler"]
        unmapped = now[name]["extension"] == "postgres_fdw" and not _mapped(session, name)
        done = "its handler was taken away" if disarmed else "its user mappings were dropped"
        armed = not (disarmed or unmapped)
        of_this = [server for server in servers if server["wrapper"] == name]
        for server in of_this:
            count = f"{server['mappings']} user mappings, {server['tables']} foreign tables"
            said = done if disarmed or server["mappings"] else ""  # nothing was left to do
            server_ref, message = ref("server", server["name"]), f"A foreign server of {name}: {count}."
            yield finding("foreign-server", server_ref, message, refused=why, armed=armed, disarmed=said)
        if not of_this:
            message = "A foreign data wrapper without a server."
            done = done if disarmed else ""
            wrapper_ref = ref("foreign_data_wrapper", name)
            yield finding("foreign-data-wrapper", wrapper_ref, message, refused="", armed=False, disarmed=done)
    for server in servers:
        if server["wrapper"] not in refused:
            message = f"A foreign server of {server['wrapper']}, which has no handler."
            yield harmless("foreign-server", ref("server", server["name"]), message)


def _mapped(session: CloneWriter, wrapper: str) -> bool:
    return bool(session.rows("clone/list_user_mappings", wrapper=wrapper))


def _disarm_wrapper(session: CloneWriter, row: Row) -> str:
    """Take its handler away, which a superuser can; else drop the user mappings, which an owner of its servers can."""
    parts = {"wrapper": Identifier(row["name"])}
    refused = tried(session, partial(session.rows, "clone/disarm_wrapper", parts))
    if refused:
        for mapping in session.rows("clone/list_user_mappings", wrapper=row["name"]):
            user = SQL("PUBLIC") if mapping["user"] is None else Identifier(mapping["user"])
            whose = {"user": user, "server": Identifier(mapping["server"])}
            tried(session, partial(session.rows, "clone/drop_user_mapping", whose))
    return refused


def _jobs(session: CloneWriter) -> Findings:
    """Jobs of schedulers that keep them in tables: a process that is pointed at the clone would run them."""
    schemas, tables, switches = (list(column) for column in zip(*known.JOB_TABLES, strict=True))
    for row in session.rows("clone/list_job_tables", schemas=schemas, tables=tables, switches=switches):
        parts = {"table": Identifier(row["schema"], row["name"]), "switch": Identifier(row["switch"])}
        before = session.row("clone/count_jobs", parts)
        refused = tried(session, partial(session.rows, "clone/switch_jobs_off", parts)) if before["on"] else ""
        after = session.row("clone/count_jobs", parts)
        message = f"A scheduler's table with {before['jobs']} jobs, {before['on']} of them switched on."
        name = ref("table", row["schema"], row["name"])
        done = f"{before['on']} jobs switched off" if before["on"] else ""
        yield finding("jobs", name, message, refused=refused, armed=after["on"] > 0, disarmed=done)


def _settings(session: CloneWriter) -> Findings:
    """Settings by which every session in the clone would load code, and settings that this server does not know."""
    database = session.dsn.database
    settings = read_properties(session, database).settings
    names = sorted({setting.name for setting in settings})
    unknown = {row["name"] for row in session.rows("clone/knows_settings", names=names) if not row["known"]}
    for setting in settings:
        name = ref("setting", *(part for part in (setting.role, setting.name) if part))
        if _loads_code(setting):
            refused = _reset(session, database, setting)
            left = read_properties(session, database).settings
            message = "A setting by which a session in the clone loads a library that is not known to stay inside."
            yield finding("setting", name, message, refused=refused, armed=setting in left, disarmed="reset")
        elif setting.name in unknown:
            message = "A setting that this server does not know; without the library that reads it, it does nothing."
            yield harmless("unknown-setting", name, message)


def _loads_code(setting: Setting) -> bool:
    if setting.name in known.LOADER_SETTINGS:
        return True
    libraries = [library.rpartition("/")[2] for library in split_names(setting.value)]
    return setting.name in known.LIBRARY_SETTINGS and not known.HARMLESS_LIBRARIES.keys() >= {*libraries} - {""}


def _reset(session: CloneWriter, database: str, setting: Setting) -> str:
    parts = {"name": Identifier(database), "setting": Identifier(setting.name)}
    if setting.role is None:
        return tried_awake(session, partial(session.rows, "clone/reset_database_setting", parts))
    parts["role"] = Identifier(setting.role)
    return tried_awake(session, partial(session.rows, "clone/reset_role_setting", parts))


def _publications(session: CloneWriter) -> Findings:
    for row in session.rows("clone/list_publications"):
        message = "A publication; nobody subscribes to the clone, and no slot reads from it."
        yield harmless("publication", ref("publication", row["name"]), message)


def _server(session: CloneWriter, *, same_server: bool) -> Findings:
    maker = session.row("clone/read_maker")
    if same_server and maker["superuser"]:
        message = (
            "The clone's writer is a superuser of production's server: what is cluster-wide in a packet is measured,"
            " the server's files and programs are within its reach and are not."
        )
        yield harmless("shared-server", ref("role", maker["role"]), message)
