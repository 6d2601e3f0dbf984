"""What a copied server must not do when it is started: the settings by which a server reaches out, each switched off.

Pure. A base backup is production to the last byte; its own configuration would archive, stream, run jobs and
subscriptions. So it is started with ours alone, and what the running server says of these settings is kept as a fact.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Setting to the value with which it reaches nobody; from the manual, chapter 20.
OFF: Mapping[str, str] = {
    "archive_cleanup_command": "",
    "archive_command": "",
    "archive_library": "",
    "archive_mode": "off",
    "listen_addresses": "",
    "local_preload_libraries": "",
    "max_logical_replication_workers": "0",
    "max_wal_senders": "0",
    "primary_conninfo": "",
    "primary_slot_name": "",
    "recovery_end_command": "",
    "restore_command": "",
    "session_preload_libraries": "",
    "shared_preload_libraries": "",
    "ssl": "off",
    "ssl_passphrase_command": "",
    "sync_replication_slots": "off",
    "synchronous_standby_names": "",
    "wal_receiver_create_temp_slot": "off",
}
#: What a server shows in place of a command that it does not run (``show_archive_command``).
_NOT_SHOWN = "(disabled)"
#: What an older version does not know, with the version that brought it.
_SINCE = {"sync_replication_slots": 17}


def off_for(major: int) -> dict[str, str]:
    """The settings that a server of this version knows."""
    return {name: value for name, value in OFF.items() if _SINCE.get(name, 0) <= major}


def still_on(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Settings, as a running server gave them, that are not off or were not given."""
    shown = {name: "" if value == _NOT_SHOWN else value for name, value in settings.items()}
    absent = {name: OFF[name] for name in _SINCE}
    return tuple(name for name, value in sorted(OFF.items()) if {**absent, **shown}.get(name) != value)


def configuration(settings: Mapping[str, str]) -> str:
    """A configuration file's text; values are quoted as it wants them (manual, section 20.1.2)."""
    return "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items())


def host_rules(superuser: str) -> str:
    """A pg_hba.conf by which the one role may come in through the server's socket, and nobody else at all."""
    name = superuser.replace('"', '""')
    return f'local all "{name}" trust\n'
