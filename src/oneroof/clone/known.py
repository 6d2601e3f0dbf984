"""What isolation knows, as data with a reason each. What is in no list here is a finding, never silence. Pure.

"Reaches out" means: opens a connection, runs a program, reads or writes files of the server, or does something later
by a process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

_TYPES = "a data type with its operators"
_READS = "reads the server's own state"
_ROWS = "works on rows of this database alone"

HARMLESS_EXTENSIONS: Mapping[str, str] = {
    "amcheck": "checks indexes and heaps, " + _READS,
    "auto_explain": "writes plans to the server's log",
    "autoinc": "a trigger that counts, " + _ROWS,
    "bloom": "an index method inside the database",
    "bool_plperl": "converts values for a trusted language",
    "btree_gin": "operator classes",
    "btree_gist": "operator classes",
    "citext": _TYPES,
    "cube": _TYPES,
    "dict_int": "a text search dictionary without files",
    "dict_xsyn": "a text search dictionary whose file the server's administrator placed",
    "earthdistance": "functions over cube",
    "fuzzystrmatch": "computes over its arguments",
    "hstore": _TYPES,
    "hstore_plperl": "converts values for a trusted language",
    "hypopg": "hypothetical indexes in one session",
    "insert_username": "a trigger, " + _ROWS,
    "intagg": "an aggregate",
    "intarray": "operators over integer arrays",
    "ip4r": _TYPES,
    "isn": _TYPES,
    "jsonb_plperl": "converts values for a trusted language",
    "lo": "a trigger that unlinks large objects, " + _ROWS,
    "ltree": _TYPES,
    "moddatetime": "a trigger, " + _ROWS,
    "old_snapshot": _READS,
    "pageinspect": _READS,
    "pg_buffercache": _READS,
    "pg_freespacemap": _READS,
    "pg_hint_plan": "steers the planner of one session",
    "pg_logicalinspect": _READS,
    "pg_prewarm": "reads this database's blocks into memory",
    "pg_repack": "rewrites tables of this database; its program connects from outside",
    "pg_stat_statements": _READS,
    "pg_surgery": "changes rows of this database alone",
    "pg_trgm": "operator classes",
    "pg_uuidv7": "computes over its arguments",
    "pg_visibility": _READS,
    "pg_walinspect": _READS,
    "pgaudit": "writes to the server's log",
    "pgcrypto": "computes over its arguments",
    "pgrowlocks": _READS,
    "pgstattuple": _READS,
    "plperl": "a trusted language",
    "plpgsql": "a trusted language",
    "pltcl": "a trusted language",
    "refint": "triggers, " + _ROWS,
    "seg": _TYPES,
    "semver": _TYPES,
    "sslinfo": "reads this connection's certificate",
    "tablefunc": "runs queries in this session",
    "tcn": "notifies listeners in this database, and a clone has none of production's",
    "tsm_system_rows": "a sampling method",
    "tsm_system_time": "a sampling method",
    "unaccent": "a text search dictionary whose file the server's administrator placed",
    "uuid-ossp": "computes over its arguments",
    "vector": _TYPES,
    "xml2": "computes over its arguments; its stylesheets may neither read files nor the network",
}

#: Each reaches out, and what of it is disarmed is said where it is found.
OUTWARD_EXTENSIONS: Mapping[str, str] = {
    "adminpack": "writes files of the server",
    "aws_commons": "talks to a cloud",
    "aws_lambda": "calls functions in a cloud",
    "aws_s3": "reads and writes files in a cloud",
    "dblink": "opens connections to any server",
    "file_fdw": "reads files and runs programs of the server",
    "http": "calls any address",
    "jsonb_plperlu": "belongs to an untrusted language",
    "hstore_plperlu": "belongs to an untrusted language",
    "bool_plperlu": "belongs to an untrusted language",
    "mysql_fdw": "connects to other servers",
    "oracle_fdw": "connects to other servers",
    "orafce": "writes files and sends mail",
    "pg_background": "runs statements in processes of its own",
    "pg_cron": "runs jobs by a process of its own",
    "pg_net": "calls any address by a process of its own",
    "pg_partman": "changes tables by a process of its own, where its library is loaded",
    "pgagent": "runs jobs by a process of its own",
    "pglogical": "replicates to and from other servers",
    "plperlu": "brings an untrusted language",
    "plpython3u": "brings an untrusted language",
    "plsh": "runs shell commands",
    "pltclu": "brings an untrusted language",
    "postgres_fdw": "connects to other servers",
    "tds_fdw": "connects to other servers",
    "timescaledb": "runs jobs by a process of its own",
}
#: Of these, functions that raise an error and a wrapper without a handler are all that there is to disarm.
DISARMABLE_EXTENSIONS = frozenset(
    {"adminpack", "dblink", "file_fdw", "http", "mysql_fdw", "oracle_fdw", "postgres_fdw", "tds_fdw"}
)

SAFE_LANGUAGES: Mapping[str, str] = {
    "plperl": "trusted: no file, no network, no other process",
    "plpgsql": "trusted: SQL alone",
    "pltcl": "trusted: no file, no network, no other process",
}

HARMLESS_LIBRARIES: Mapping[str, str] = {
    "auto_explain": "writes plans to the server's log",
    "pg_hint_plan": "steers the planner of one session",
    "pg_stat_statements": _READS,
    "pgaudit": "writes to the server's log",
    "plpgsql": "a trusted language",
}
#: Settings of a database or of a role in it by which a session loads a library.
LIBRARY_SETTINGS = frozenset({"local_preload_libraries", "session_preload_libraries"})
#: Settings by which a function may load another library than the one that its name says.
LOADER_SETTINGS = frozenset({"dynamic_library_path"})

#: Where schedulers keep their jobs: schema, table, the switch of each job.
JOB_TABLES: tuple[tuple[str, str, str], ...] = (
    ("cron", "job", "active"),
    ("pgagent", "pga_job", "jobenabled"),
    ("timetable", "chain", "live"),
    ("_timescaledb_config", "bgw_job", "scheduled"),
)

#: A function's text that calls functions of outward extensions (PostgreSQL's regular expressions, case ignored).
EXTENSION_CALLS = (
    r"\m(dblink(_\w+)?|http(_get|_post|_put|_delete|_patch|_head)?|net\.http_\w+|cron\.\w+|pgagent\.\w+"
    r"|aws_s3\.\w+|aws_lambda\.\w+|utl_\w+\.\w+|pg_background_\w+)\s*\("
)
#: Functions of PostgreSQL's own that reach out, by name (regular expressions), with what they reach. From `pg_proc` of
#: 15 and 18; what only reads the server's state, waits, or counts is not here. Nor is what stays in its database:
#: `pg_notify` reaches listeners of the clone; `pg_logical_emit_message` writes for slots of the clone's database alone,
#: of which there is none (`LogicalDecodingProcessRecord` leaves out other databases' messages).
OUTWARD_BUILTINS: Mapping[str, str] = {
    r"lo_(export|import)": "files of the server",
    r"pg_read_(binary_)?file(_old)?": "files of the server",
    r"pg_ls_\w*dir": "files of the server",
    r"pg_stat_file": "files of the server",
    r"pg_(terminate|cancel)_backend": "other sessions",
    r"pg_log_backend_memory_contexts": "other sessions",
    r"pg_(reload_conf|rotate_logfile(_old)?)": "the server's processes",
    r"pg_(switch_wal|create_restore_point|log_standby_snapshot)": "the server's write-ahead log",
    r"pg_backup_(start|stop)": "the server's write-ahead log",
    r"pg_(promote|wal_replay_(pause|resume))": "the server's recovery",
    r"pg_(create|copy)_(logical|physical)_replication_slot": "the server's replication",
    r"pg_(drop_replication_slot|replication_slot_advance|sync_replication_slots)": "the server's replication",
    r"pg_logical_slot_get_(binary_)?changes": "the server's replication",
    r"pg_replication_origin_(create|drop|advance|session_setup|xact_setup)": "the server's replication",
    r"pg_stat_reset_(shared|slru|replication_slot|subscription_stats|backend_stats)": "the server's counters",
}
BUILTIN_NAMES = rf"^({'|'.join(OUTWARD_BUILTINS)})$"
#: A function's text that reaches files, programs, other sessions or other servers by what PostgreSQL itself has.
BUILTIN_CALLS = (
    r"\mcopy\M[^;]*\mprogram\M|\mcopy\M[^;]*\m(to|from)\s+(E?'|\$)"
    rf"|\m({'|'.join(OUTWARD_BUILTINS)})\"?\s*\("
    r"|\mpg_file_(write|read|unlink|rename|sync)|\mpg_logdir_ls|\mlo_import_with_oid"
    r"|\mload\s+E?'"
    r"|\m(create|drop)\s+(subscription|server|database|role|user|tablespace)\M"
    r"|\malter\s+(system|subscription|server|database|role|user)\M"
)
