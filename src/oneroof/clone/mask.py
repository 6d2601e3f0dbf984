"""Masks, carried out in a clone before anybody may connect to it: values replaced, and every trace of them rewritten.

No trigger of production's fires. An update leaves the old row in its page and its values in the planner's statistics,
and a materialised view holds copies: so the tables are written anew and measured anew, what they inherit from too, the
views emptied and computed anew. The hashes' salt is drawn on the server for each clone, and ends with the session.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from oneroof.clone.asleep import event_triggers_asleep
from oneroof.clone.mask_plan import Masked, MaskWish, Row, Target, targets
from oneroof.config import CloneSettings
from oneroof.errors import MaskRefused, SqlFailed
from oneroof.fingerprint.refs import LARGE_OBJECTS, make_ref
from oneroof.pg.compose import SQL, Composable, Identifier, Literal, quoted_by_server
from oneroof.pg.session import Session

_VARLENA = 4  # a text's modifier is its length and this header
#: Where the planner's statistics stand, values of rows among them.
_STATISTICS = ("pg_statistic", "pg_statistic_ext_data")
_DISABLE = SQL("DISABLE")
_STATES: Mapping[str, SQL] = {"O": SQL("ENABLE"), "R": SQL("ENABLE REPLICA"), "A": SQL("ENABLE ALWAYS")}
#: What a value of each type becomes, from ``{number}``, a 63-bit number, and ``{hex}``, 64 hexadecimal digits.
_FAKES: Mapping[str, str] = {
    "bytea": "pg_catalog.decode({hex}, 'hex')",
    "date": "date '2000-01-01' + ({number} & 8191)::int4",
    "float4": "(({number} & 65535) / 100.0)::float4",
    "float8": "(({number} & 65535) / 100.0)::float8",
    "inet": "('198.51.100.' || ({number} & 127))::inet",
    "int2": "({number} & 32767)::int2",
    "int4": "({number} & 2147483647)::int4",
    "int8": "({number} & 9007199254740991)::int8",
    "json": "'{{}}'::json",
    "jsonb": "'{{}}'::jsonb",
    "numeric": "({number} % {limit})::numeric",
    "time": "time '00:00' + ({number} & 65535) * interval '1 second'",
    "timestamp": "timestamp '2000-01-01' + ({number} & 262143) * interval '1 hour'",
    "timestamptz": "timestamptz '2000-01-01 00:00Z' + ({number} & 262143) * interval '1 hour'",
    "uuid": "pg_catalog.substr({hex}, 1, 32)::uuid",
}


def masks_of(settings: CloneSettings) -> MaskWish:
    """What is masked in a clone, from the settings file alone.

    Raises:
        ConfigError: as `MaskWish.of`.
    """
    named = {name: what if isinstance(what, str) else what.model_dump() for name, what in settings.mask.items()}
    return MaskWish.of(named, settings.plain, required=settings.require_mask)


def check_masks(session: Session, wish: MaskWish) -> tuple[Target, ...]:
    """What will be masked, from the catalog of production or of a copy.

    Raises:
        ConfigError, MaskRefused: as `oneroof.clone.mask_plan.targets`.
    """
    if not wish.masks and not wish.required:
        return ()
    if wish.required and not wish.large_objects_plain:
        _refuse_large_objects(session)
    return targets(wish, session.rows("clone/list_columns_to_mask"))


def _refuse_large_objects(session: Session) -> None:
    """No mask reaches them: they belong to no column."""
    count = int(session.value("clone/count_large_objects"))
    if count:
        raise MaskRefused(
            f"Masks are required, and there are {count} large objects, which no mask reaches.",
            next_step=f'Say that they need none, with "{LARGE_OBJECTS}" in [clone] plain, or keep them elsewhere.',
        )


def mask_clone(session: Session, wish: MaskWish) -> tuple[Masked, ...]:
    """Replace the values in a clone whose identity is its own and that nobody else can connect to.

    Args:
        session: in the clone, no transaction open.
        wish: what the settings say.

    Returns:
        What was masked by name with numbers of rows, and the materialised views that were computed from it.

    Raises:
        MaskRefused: the server refused a value (a CHECK, a unique index, a type); the clone is not to be used.
    """
    chosen = check_masks(session, wish)
    if not chosen:
        return ()
    session.value("clone/draw_salt")
    done = [_mask_table(session, target) for target in chosen]
    for target in chosen:
        _rewrite(session, target)
    _measure_ancestors(session, chosen)
    views = tuple(_refresh_views(session, {(target.schema, target.name) for target in chosen}))
    for name in _STATISTICS:
        _rewrite_statistics(session, name)
    return (*done, *views)


def _rewrite(session: Session, target: Target) -> None:
    """VACUUM skips with a warning what the role may not maintain: so the table's file is looked at."""
    named = {"schema": target.schema, "name": target.name}
    before = session.value("clone/read_file", **named)
    session.rows("clone/rewrite_table", {"table": Identifier(target.schema, target.name)})
    if session.value("clone/read_file", **named) == before:
        raise MaskRefused(
            f"{target.ref} could not be written anew, so its pages still hold what was masked.",
            next_step="Give [clone] dsn a role that is a member of the table's owner.",
        )


def _rewrite_statistics(session: Session, name: str) -> None:
    """Whatever was measured before the masks stands as a dead row in the catalog's pages, also of a copy by file."""
    named = {"schema": "pg_catalog", "name": name}
    before = session.value("clone/read_file", **named)
    session.rows("clone/rewrite_catalog", {"table": Identifier("pg_catalog", name)})
    if session.value("clone/read_file", **named) == before:
        raise MaskRefused(
            f"pg_catalog.{name} could not be written anew, so its pages still hold what was masked.",
            next_step="Give [clone] dsn a role that owns the clone, as the one that makes it does.",
        )


def _measure_ancestors(session: Session, chosen: Sequence[Target]) -> None:
    """ANALYZE, too, skips with a warning: so the server's count of it is looked at."""
    names = {"schemas": [target.schema for target in chosen], "names": [target.name for target in chosen]}
    before = session.rows("clone/list_ancestors", **names)
    for row in before:
        session.rows("clone/analyze", {"relation": Identifier(row["schema"], row["name"])})
    skipped = [row for row in session.rows("clone/list_ancestors", **names) if row in before]
    if skipped:
        raise MaskRefused(
            f"{make_ref('table', skipped[0]['schema'], skipped[0]['name'])} was not seen to be measured anew, so its"
            " statistics may still hold what was masked.",
            next_step="Give [clone] dsn a role that is a member of the table's owner; track_counts must be on.",
        )


def _mask_table(session: Session, target: Target) -> Masked:
    table = Identifier(target.schema, target.name)
    assignments = [
        SQL("{} = {}").format(Identifier(row["column_name"]), _expression(row, mask.kind, mask.constant))
        for row, mask in target.columns
    ]
    try:
        with event_triggers_asleep(session), _triggers_asleep(session, target):
            rows = int(session.value("clone/count_rows", {"table": table}))
            session.rows("clone/mask_columns", {"table": table, "assignments": SQL(", ").join(assignments)})
    except SqlFailed as error:
        why = {"23505": "two rows would be equal in a unique index", "23514": "a CHECK does not allow it"}
        said = why.get(error.sqlstate, "the server does not take it")
        raise MaskRefused(f"The masks of {target.ref} cannot be put on: {said} (SQLSTATE {error.sqlstate}).") from error
    names = tuple(row["column_name"] for row, _ in target.columns)
    kinds = {row["column_name"]: mask.kind for row, mask in target.columns}
    return Masked(target.ref, names, kinds, rows, target.left_out[len(names) :])


@contextmanager
def _triggers_asleep(session: Session, target: Target) -> Iterator[None]:
    """No trigger that somebody made fires; afterwards each is as it was."""
    table = Identifier(target.schema, target.name)
    found = session.rows("clone/list_user_triggers", schema=target.schema, name=target.name)
    awake = [row for row in found if row["enabled"] in _STATES]
    for row in awake:
        parts = {"table": table, "trigger": Identifier(row["trigger"]), "state": _DISABLE}
        session.rows("clone/set_trigger", parts)
    yield
    for row in awake:
        parts = {"table": table, "trigger": Identifier(row["trigger"]), "state": _STATES[row["enabled"]]}
        session.rows("clone/set_trigger", parts)


def _expression(row: Row, kind: str, constant: str) -> Composable:
    """What stands in place of a value, cast to the column's own type; NULL stays NULL under ``hash`` and ``fake``."""
    column, typed = Identifier("oneroof_row", row["column_name"]), quoted_by_server(row["type"])
    if kind == "null":
        return SQL("NULL")
    if kind == "constant":
        return SQL("CAST({} AS {})").format(Literal(constant), typed)
    # by the type's output function: a cast to text may be a user's own
    salted = SQL(
        "pg_catalog.convert_to(pg_catalog.current_setting('oneroof.salt') || pg_catalog.format('%s', {}), 'UTF8')"
    ).format(column)
    digits = SQL("pg_catalog.encode(pg_catalog.sha256({}), 'hex')").format(salted)
    if row["category"] == "S":
        value = digits if kind == "hash" else SQL("('fake-' || pg_catalog.left({}, 12))").format(digits)
        if row["modifier"] > _VARLENA:
            value = SQL("pg_catalog.left({}, {})").format(value, Literal(row["modifier"] - _VARLENA))
    else:
        number = SQL("(pg_catalog.hashtextextended({}, 0) & 9223372036854775807)").format(digits)
        limit = Literal(_limit(row["modifier"]))
        value = SQL(_FAKES[row["base_type"]]).format(number=number, hex=digits, limit=limit)
    return SQL("CASE WHEN {column} IS NOT NULL THEN CAST({value} AS {typed}) END").format(
        column=column, value=value, typed=typed
    )


def _limit(modifier: int) -> int:
    """Below which a made-up numeric fits its precision and scale; both stand in the modifier (numeric.c)."""
    if modifier < _VARLENA:
        return 1_000_000
    packed = modifier - _VARLENA
    scale = (packed & 0x7FF) ^ 0x400
    return int(10 ** max(0, min(6, (packed >> 16) - (scale - 0x400))))


def _refresh_views(session: Session, masked: set[tuple[str, str]]) -> Iterator[Masked]:
    """Empty every materialised view, then compute each: a function in one may read another, which no dependency shows.

    Raises:
        MaskRefused: one cannot be computed from what the others are by then.
    """
    views = session.rows("clone/list_views_to_refresh")
    for row in views:
        with event_triggers_asleep(session):
            session.rows("clone/empty_view", {"view": Identifier(row["schema"], row["name"])})
    for row in views:
        view = Identifier(row["schema"], row["name"])
        try:
            with event_triggers_asleep(session):
                session.rows("clone/refresh_view", {"view": view})
        except SqlFailed as error:
            ref = make_ref("materialized_view", row["schema"], row["name"])
            raise MaskRefused(f"{ref} cannot be computed anew after masking (SQLSTATE {error.sqlstate}).") from error
        session.rows("clone/analyze", {"relation": view})
        if {tuple(pair) for pair in row["tables"]} & masked:
            yield Masked(make_ref("materialized_view", row["schema"], row["name"]), ())
