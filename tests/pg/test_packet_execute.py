"""The thirteen steps: what a good packet gives, and what stops a run before, in and after the operation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid4

import pytest

from oneroof import errors
from oneroof.packets.execute import Declaration
from oneroof.packets.outcome import Execution
from oneroof.packets.pins import Pins, render_pins
from oneroof.pg import queries
from oneroof.pg import server as embedded
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import Session
from tests.pg.packet_room import Room, change, delta, guard, packet

INSERT = "INSERT INTO item SELECT n, 'new' FROM generate_series(1001, 1030) n;"
DELETE = "DELETE FROM item WHERE id > 1000;"
ITEM_30 = delta("public.item", inserted=30, volatile=["touched"])
COUNT = "SELECT count(*) FROM v_governance_item"
LOCK = '[[lock]]\nrelation = "public.item"\n'


@pytest.fixture
def room(database: Dsn) -> Iterator[Room]:
    """A clone of its own."""
    room = Room.furnish(database)
    yield room
    room.session.close()


def _stopped(result: Execution) -> tuple[int, str, str]:
    assert not result.executed
    assert result.deviation is not None
    return result.deviation.step, result.deviation.what, result.deviation.found


def _pins(result: Execution) -> Pins:
    assert result.deviations == ()
    assert result.pins is not None
    return result.pins


@pytest.mark.every_version
def test_forward_pinned_back_and_forward_again(room: Room) -> None:
    """A good packet runs, is undone, runs again with its pins, is undone with them; pins come out alike each time."""
    good = packet(LOCK + guard(COUNT, "pinned") + ITEM_30 + guard(COUNT, 130, kind="verify"), INSERT, DELETE)
    first = room.run(good)
    pins = _pins(first)
    assert first.deltas_fact()[0] | {"new_file": False} == {
        "table": "public.item",
        "inserted": 30,
        "updated": 0,
        "deleted": 0,
        "new_file": False,
        "measured": "full",
    }
    assert room.one("SELECT count(*) FROM item") == 130
    back = room.run(good, "rollback", pins=pins)
    assert (back.executed, back.deltas[0].deleted, back.pins) == (True, 30, None)
    again = room.run(good, pins=pins)
    assert render_pins(_pins(again)) == render_pins(pins)
    assert room.run(good, "rollback", pins=pins).executed
    assert [line["event"] for line in room.logged] == ["gate", "packet"] * 4
    assert pins.values["guard:g"].value == "100"
    assert set(pins.sets) == {"public.v_governance_item"}
    assert set(pins.catalog) == {"table:public.item"}


def _other_rows(room: Room) -> None:
    room.sql("UPDATE item SET name = 'x' WHERE id = 5")


def _other_trigger(room: Room) -> None:
    room.sql("CREATE TRIGGER t BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION write_audit()")


def _other_body(room: Room) -> None:
    room.sql("CREATE OR REPLACE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")


def _other_count(room: Room) -> None:
    room.sql("DELETE FROM item WHERE id = 5")


DRIFTS: dict[str, tuple[Callable[[Room], None], str]] = {
    "another row in the guarded set": (_other_rows, "rows of public.v_governance_item"),
    "a trigger on the locked table": (_other_trigger, "definition of table:public.item"),
    "another count": (_other_count, "guard g"),
}


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize("name", DRIFTS)
def test_drift_since_the_rehearsal_is_refused(room: Room, name: str) -> None:
    """What moved between two runs is named at step 7, before the operation."""
    good = packet(LOCK + guard(COUNT, "pinned") + ITEM_30, INSERT, DELETE)
    pins = _pins(room.run(good))
    assert room.run(good, "rollback", pins=pins).executed
    drift, what = DRIFTS[name]
    drift(room)
    step, found, _ = _stopped(room.run(good, pins=pins))
    assert (step, found) == (7, what)


def test_a_trigger_function_with_another_body_is_drift(room: Room) -> None:
    """The definition of a written relation includes what its triggers call."""
    good = packet(
        delta("public.noisy", inserted=1) + delta("public.audit", inserted=1), "INSERT INTO noisy VALUES (1);"
    )
    pins = _pins(room.run(good))
    _other_body(room)
    step, what, _ = _stopped(room.run(good, pins=pins))
    assert (step, what) == (7, "definition of table:public.noisy")


@pytest.mark.every_version(thorough=True)
def test_other_rows_with_the_right_count_are_found_at_the_second_run(room: Room) -> None:
    """An operation that writes other values each time deviates from its own pins, unless it says so."""
    operation = "INSERT INTO item SELECT n, 'r' || random() FROM generate_series(1001, 1030) n;"
    shaky = packet(ITEM_30, operation, DELETE)
    pins = _pins(room.run(shaky))
    assert room.run(shaky, "rollback").executed
    assert _stopped(room.run(shaky, pins=pins)) == (12, "public.item rows written", "other rows")
    honest = packet(delta("public.item", inserted=30, rows="any"), operation, DELETE)
    pins = _pins(room.run(honest))
    assert room.run(honest, "rollback").executed
    assert room.run(honest, pins=pins).executed


@pytest.mark.every_version(thorough=True)
def test_values_of_a_new_column_are_pinned_where_the_table_began_alike(room: Room) -> None:
    """Columns that the operation adds do not compare with before, so the whole table after it does."""
    ddl = change("column:public.other.extra", "added") + delta("public.other", updated=2)
    operation = "ALTER TABLE other ADD extra float; UPDATE other SET extra = random();"
    shaky = packet(ddl + "[rollback]\ndelta = []\n", operation, "ALTER TABLE other DROP extra;")
    pins = _pins(room.run(shaky))
    assert room.run(shaky, "rollback", pins=pins).deviations == ()
    assert _stopped(room.run(shaky, pins=pins)) == (12, "public.other rows after", "other rows")


@pytest.mark.every_version(thorough=True)
def test_the_undoing_takes_away_what_was_written(room: Room) -> None:
    """A rollback with the right count that deletes other rows than were inserted is found."""
    wrong = packet(ITEM_30, INSERT, "DELETE FROM item WHERE id BETWEEN 1 AND 30;")
    pins = _pins(room.run(wrong))
    assert _stopped(room.run(wrong, "rollback", pins=pins)) == (12, "public.item rows written", "other rows")


IDEMPOTENT = "INSERT INTO other VALUES (3, 'x') ON CONFLICT (id) DO "


@pytest.mark.every_version(thorough=True)
@pytest.mark.parametrize(("action", "again"), [("NOTHING", True), ("UPDATE SET note = excluded.note", False)])
def test_an_idempotent_claim_is_tried(room: Room, action: str, again: bool) -> None:
    """Run again, an idempotent operation writes nothing; one that rewrites the same row does."""
    claims = packet(
        guard("SELECT count(*) FROM other", 2) + delta("public.other", inserted=1),
        IDEMPOTENT + action + ";",
        head="idempotent = true",
    )
    assert room.run(claims).executed
    second = room.run(claims, declared=Declaration.nothing_more())
    assert second.executed is again
    if not again:
        assert _stopped(second)[:2] == (12, "public.other updated")


@pytest.mark.every_version(thorough=True)
def test_a_moved_sequence_is_reported_and_stays_moved(room: Room) -> None:
    """Sequences follow no transaction, so their movement is told, also when everything else was rolled back."""
    operation = "SELECT nextval('counter');" + INSERT
    good = room.run(packet(ITEM_30, operation))
    assert (good.executed, good.sequences_moved) == (True, ("sequence:public.counter",))
    bad = room.run(packet(ITEM_30, "SELECT nextval('counter'); SELECT 1/0;"))
    assert (bad.executed, bad.sqlstate, bad.sequences_moved) == (False, "22012", ("sequence:public.counter",))


REFUSED_BY_THE_SERVER = {
    "COMMIT": ("DO $$ BEGIN EXECUTE 'COMMIT'; END $$;", "0A000"),
    "COMMIT of PL/pgSQL": ("DO $$ BEGIN COMMIT; END $$;", "2D000"),
    "SAVEPOINT": ("DO $$ BEGIN EXECUTE 'SAVEPOINT a'; END $$;", "0A000"),
    "a syntax error": ("INSERT INTO item VALUES (;", "42601"),
    "a duplicate key": ("INSERT INTO item VALUES (1, 'x');", "23505"),
    "a table that is not there": ("INSERT INTO nowhere VALUES (1);", "42P01"),
    "too slow": (INSERT + "SELECT pg_sleep(5);", "57014"),
    "a deferred constraint": (
        "ALTER TABLE other ADD UNIQUE (note) DEFERRABLE INITIALLY DEFERRED; INSERT INTO other VALUES (3, 'one');",
        "23505",
    ),
}


@pytest.mark.every_version(thorough=True)
def test_what_the_server_refuses_is_a_deviation_with_its_sqlstate(room: Room) -> None:
    """The SQLSTATE is kept; the server's words, which may quote a row, go to the log alone."""
    for name, (operation, sqlstate) in REFUSED_BY_THE_SERVER.items():
        result = room.run(packet(ITEM_30, operation, head='statement_timeout = "300ms"'))
        assert (*_stopped(result), result.sqlstate) == (8, "operation.sql", f"SQLSTATE {sqlstate}", sqlstate), name
        assert room.logged[-1]["event"] == "packet-refused"
        assert "one" not in repr(result.deviation)
    assert room.one("SELECT count(*) FROM item") == 100


@pytest.mark.every_version(thorough=True)
def test_a_lock_that_is_held_elsewhere_stops_the_run(room: Room) -> None:
    """lock_timeout ends the wait at step 5, before anything is measured."""
    ready, done = threading.Event(), threading.Event()

    def hold() -> None:
        with Session.open(room.dsn) as session, session.transaction():
            session.connection.execute("LOCK TABLE public.item IN SHARE MODE")
            ready.set()
            done.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert ready.wait(20)
        result = room.run(packet(LOCK + ITEM_30, INSERT, head='lock_timeout = "100ms"'))
    finally:
        done.set()
        thread.join()
    assert (*_stopped(result), result.sqlstate) == (5, "lock of public.item", "SQLSTATE 55P03", "55P03")


@pytest.mark.every_version(thorough=True)
def test_another_packet_at_work_stops_the_run(room: Room) -> None:
    """The rollout lock is one for the database; its key is the gate's."""
    with Session.open(room.dsn) as session, session.transaction():
        session.rows("packets/lock_rollout")
        result = room.run(packet(ITEM_30, INSERT, head='lock_timeout = "100ms"'))
    assert _stopped(result) == (3, "rollout lock", "SQLSTATE 55P03")


@pytest.mark.every_version(thorough=True)
def test_the_role_is_taken_for_the_operation_alone(room: Room) -> None:
    """An unknown role is the environment's fault; a known one runs the operation and nothing else."""
    with pytest.raises(errors.PrivilegeMissing, match="cannot take"):
        room.run(packet(ITEM_30, INSERT, head='role = "Nobody \\"here\\""'))
    role = f"packet tester {uuid4().hex[:8]}"
    room.sql(f'CREATE ROLE "{role}"; GRANT INSERT ON other TO "{role}"; GRANT USAGE ON SCHEMA public TO "{role}"')
    try:
        head = f'role = "{role}"'
        who = packet(delta("public.other", inserted=1), "INSERT INTO other SELECT 3, current_user;", head=head)
        assert room.run(who).deviations == ()
        assert room.one("SELECT note FROM other WHERE id = 3") == role
        result = room.run(packet(delta("public.item", deleted=1), "DELETE FROM item WHERE id = 1;", head=head))
        assert (_stopped(result)[0], result.sqlstate) == (8, "42501")
        left = packet(
            delta("public.other", inserted=1), "DO 'BEGIN RESET ROLE; END'; " + IDEMPOTENT + "NOTHING;", head=head
        )
        assert _stopped(room.run(left))[:2] == (8, "session current_user")
    finally:
        room.sql(f'DROP OWNED BY "{role}"; DROP ROLE "{role}"')


def test_row_security_is_as_the_role_knows_it(room: Room) -> None:
    """The operation sees what its role sees; our own reading raises rather than miss a row."""
    role = f"packet_tester_{uuid4().hex[:8]}"
    room.sql(
        f"CREATE ROLE {role}; GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT, UPDATE ON other TO {role};"
        " ALTER TABLE other ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON other USING (id = 1)"
    )
    try:
        own = packet(delta("public.other", updated=1), "UPDATE other SET note = 'x';", head=f'role = "{role}"')
        assert room.run(own).deviations == ()
        assert room.one("SELECT string_agg(note, ' ' ORDER BY id) FROM other") == "x two"
    finally:
        room.sql(f"DROP OWNED BY {role}; DROP ROLE {role}")


_MAKE_OWNER = (
    "CREATE ROLE {role} LOGIN",
    "GRANT CREATE ON DATABASE {name} TO {role}",
    "ALTER SCHEMA public OWNER TO {role}",
)


@pytest.mark.every_version(thorough=True)
def test_a_login_without_superuser_is_enough(database: Dsn) -> None:
    """The owner of the tables can run, measure and undo a packet with DDL."""
    role = f"packet_owner_{uuid4().hex[:8]}"
    with Session.open(database) as session:
        for text in _MAKE_OWNER:
            session.execute(SQL(text).format(role=Identifier(role), name=Identifier(database.database)))
    own = database.with_parameters(user=role)
    try:
        room = Room.furnish(own, foreign=False)
        declares = LOCK + guard(COUNT, "pinned") + ITEM_30 + change("index:public.i", "added")
        good = packet(declares, INSERT + "CREATE INDEX i ON item (name);", DELETE + "DROP INDEX i;")
        pins = _pins(room.run(good))
        assert room.run(good, "rollback", pins=pins).deviations == ()
        assert _stopped(room.run(packet(ITEM_30, INSERT + "DELETE FROM other;")))[1] == "public.other deleted"
        room.session.close()
    finally:
        with Session.open(database) as session:
            for text in ("DROP OWNED BY {role} CASCADE", "DROP ROLE {role}"):
                session.execute(SQL(text).format(role=Identifier(role)))


@pytest.mark.every_version(thorough=True)
def test_only_the_clone_that_was_meant(room: Room) -> None:
    """Another identity, or one that says production, is refused at step 2 and nothing is written."""
    meant = packet(ITEM_30, INSERT)
    other = replace(room, identity=replace(room.identity, database_uid=str(uuid4())))
    with pytest.raises(errors.IdentityRefused, match="uid"):
        other.run(meant)
    room.sql("UPDATE oneroof.database_identity SET kind = 'production'")
    with pytest.raises(errors.IdentityRefused, match="kind is production"):
        replace(room, identity=replace(room.identity, kind="production")).run(meant)
    assert room.one("SELECT count(*) FROM item") == 100


@pytest.mark.every_version(thorough=True)
def test_counting_must_be_on_from_the_start(room: Room) -> None:
    """A role or a database that turns counting off is found at step 1."""
    room.session.connection.execute("SET track_counts = off")
    assert _stopped(room.run(packet(ITEM_30, INSERT))) == (1, "session track_counts", "off")


def test_a_temporary_table_shadows_nothing(room: Room) -> None:
    """One that is there before is refused at step 1, so nothing unqualified can mean it."""
    room.session.connection.execute("CREATE TEMP TABLE item AS SELECT 1 AS id")
    assert _stopped(room.run(packet(ITEM_30, INSERT))) == (1, "session temporary_relations", "1")


def test_a_large_table_is_measured_by_the_counters_and_says_so(room: Room) -> None:
    """Above the limit no row is read, and the result claims no more than that."""
    result = room.run(packet(ITEM_30, INSERT), measure_full_below=1)
    assert (result.executed, result.deltas[0].measured) == (True, "counters")
    assert "public.item" not in _pins(result).rows


def test_a_volatile_column_must_be_one(room: Room) -> None:
    """A misspelt column would leave nothing out, silently."""
    result = room.run(packet(delta("public.item", inserted=30, volatile=["created"]), INSERT))
    assert _stopped(result) == (12, "public.item volatile created", "none of that name")


def test_every_deviation_is_told_at_once(room: Room) -> None:
    """An author learns in one run all that the measurements found."""
    declares = ITEM_30 + guard(COUNT, 99, kind="verify")
    result = room.run(packet(declares, INSERT + "DELETE FROM other; CREATE INDEX extra ON other (note);"))
    assert [found.what for found in result.deviations] == ["verify g", "index:public.extra", "public.other deleted"]


@pytest.mark.every_version(thorough=True)
def test_the_connection_lost_in_the_operation_is_the_environments_fault(room: Room) -> None:
    """The server ends the session: no deviation of the packet, and nothing was kept."""
    lost = packet(ITEM_30, INSERT + "DO $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(9); END $$;")
    with pytest.raises(errors.PacketMalformed, match="server itself"):
        room.run(lost)
    hidden = packet(
        ITEM_30, INSERT + "DO $$ BEGIN EXECUTE 'SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(9)'; END $$;"
    )
    with pytest.raises(errors.ServerLost):
        room.run(hidden)
    assert room.one("SELECT count(*) FROM item") == 100


def test_the_key_of_the_rollout_lock_is_the_gates(make_database: Callable[..., Dsn], server: embedded.Server) -> None:
    """The number in the query is what the core's function says."""
    del server
    with Session.open(make_database()) as session, session.transaction():
        session.rows("packets/lock_rollout")
        row = session.connection.execute(
            "SELECT (classid::bigint << 32) | objid::bigint AS key FROM pg_locks"
            " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        ).fetchone()
    assert row is not None
    migration = next(name for name in queries.names("schema/core/") if "identity" in name)
    text = queries.load(migration).text
    assert f"fn_lock_key_gate() RETURNS bigint\n    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN {row['key']};" in text
