"""A pinned packet as one file for plain psql: the same script, with its own gate, and no oneroof on the host. Pure.

Called ``psql -v ratified_apr=APR-… -f FILE``, or piped into ``-f -``, with no other option, whatever psqlrc there is.
It carries the packet's files and its plan as literals; the server computes their digests again and executes these very
literals. What it measures is kept in psql's variables, which no operation can change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from oneroof.packets.digest import PINS
from oneroof.packets.model import MANIFEST, OPERATION, ROLLBACK, Direction, Packet
from oneroof.packets.pins import Pins, pinned_digest, render_pins
from oneroof.packets.plan import log_deltas, plan_bytes, plan_digest
from oneroof.packets.psql import Psql, Texts
from oneroof.packets.script import Ask, Node, Queries, Set, Stop, Value, Var
from oneroof.packets.steps import make_script

#: Before the one line of JSON that a run which was kept ends with. Without it, nothing is called done.
RESULT_MARK = "oneroof-result "
#: Before the line of JSON that names what deviated, where the file itself refused.
REFUSED_MARK = "oneroof-refused "

_HEADER = """\
-- {title}
--
-- Packet {code}, {act}. Packet digest {packet_digest},
-- plan digest {plan_digest}.
-- Called: psql -v ratified_apr=APR-... -f {name}
-- or piped into psql -v ratified_apr=APR-... -f - through any channel. It runs only under an approval of these digests
-- for the database it finds, in one transaction, and keeps nothing when anything is not as it was rehearsed: then psql
-- ends with 3 and names what differed. Unless its last line begins with "oneroof-result" it is no success, whatever
-- psql's exit code. Nothing in this file is to be edited: the server computes both digests again.

\\set ON_ERROR_STOP on
\\set ON_ERROR_ROLLBACK off
\\set AUTOCOMMIT on
\\set QUIET on
\\set SINGLELINE off
\\set SINGLESTEP off
\\set ECHO none
\\set ECHO_HIDDEN off
\\set VERBOSITY verbose
\\set SHOW_CONTEXT errors
\\set FETCH_COUNT 0
\\timing off
\\pset pager off
\\o
-- To the last line: a file that was cut off ends inside of this block, with nothing kept and no last line of ours. psql
-- then ends with 3, save where it was cut right behind one of the lines on which it may go on after an error.
\\if true
-- Refused inside of an open transaction; whatever was set in this session before is forgotten.
DISCARD ALL;
\\encoding UTF8
SET standard_conforming_strings = on;
SET client_min_messages = error;
"""
_DIGESTS = ("packet_digest", "plan_digest")


def file_name(code: str, direction: Direction = "forward") -> str:
    """After the code, lower case, without a trailing ``_COMMIT``: ``commit_ready_f6_ownership_seed.sql``."""
    before = "commit_ready" if direction == "forward" else "rollback"
    return f"{before}_{code.removesuffix('_COMMIT').lower()}.sql"


def render(packet: Packet, pins: Pins, direction: Direction, texts: Texts, *, salt: str, core: Any) -> str:
    """The file for one direction of a pinned packet.

    Args:
        packet: the three files that people signed.
        pins: pins.toml of the same bundle.
        direction: ``forward`` or ``rollback``.
        texts: the queries' texts for the pinned server's major version.
        salt: of digests in the inventory of the catalog (`oneroof.fingerprint.catalog.SALT`).
        core: the names of oneroof's own relations and functions (`oneroof.fingerprint.ours.core_names`).
    """
    plan = plan_bytes(packet, pins)
    digests = {"packet_digest": pinned_digest(packet, pins), "plan_digest": plan_digest(packet, pins)}
    script = make_script(json.loads(plan), direction, production=True)
    psql = Psql(texts)
    act = "the operation" if direction == "forward" else "its undoing"
    title = " ".join(packet.title.split())
    psql.write(
        _HEADER.format(title=title, code=packet.code, act=act, name=file_name(packet.code, direction), **digests)
    )
    _fix_settings(psql, texts.settings)
    psql.node(Set("deviations", "[]"))
    _require_apr_code(psql)
    _carry_literals(psql, packet, pins, plan.decode())
    _require_digests(psql, digests)
    _set_inputs(psql, direction, {"salt": salt, "core_names": json.dumps(core), "log_tables": json.dumps(log_deltas())})
    psql.node(Ask("session/begin_committed_write"))
    for step in script.steps:
        psql.step(step)
    psql.write("COMMIT;\n")
    _tell_result(psql, packet, direction, script.after)
    psql.write("\\endif\n")
    return psql.text


def _fix_settings(psql: Psql, settings: Mapping[str, str]) -> None:
    psql.node(
        Ask(
            "packets/set_fixed",
            {"names": _array(list(settings)), "values": _array(list(settings.values()))},
            {"settings": Queries("session/set_settings")},
            into="settings_",
        )
    )


def _array(texts: list[str]) -> str:
    """The text of an array of texts (manual, section 8.15.6)."""
    return "{" + ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts) + "}"


def _require_apr_code(psql: Psql) -> None:
    psql.write("\\if :{?ratified_apr}\n\\else\n\\set ratified_apr ''\n\\endif\n")
    psql.node(Set("apr_code", Var("ratified_apr")))
    psql.node(Ask("packets/judge_apr_code", {"apr_code": Var("ratified_apr")}, into="", judges=True))
    psql.node(Stop())


def _carry_literals(psql: Psql, packet: Packet, pins: Pins, plan: str) -> None:
    contents = {name: packet.files[name].decode() for name in (OPERATION, MANIFEST, ROLLBACK)}
    contents |= {PINS: render_pins(pins).decode(), "plan": plan}
    for name, content in contents.items():
        variable = name.partition(".")[0]
        psql.write(f"-- {name}\nSELECT {_dollar_quoted(content)} AS {variable} \\gset file_\n")


def _dollar_quoted(text: str) -> str:
    """The text as a literal in which nothing is interpreted, by a tag that it does not hold."""
    number = 0
    while f"$oneroof_{number}" in text:
        number += 1
    return f"$oneroof_{number}${text}$oneroof_{number}$"


def _require_digests(psql: Psql, digests: Mapping[str, str]) -> None:
    parameters: dict[str, Value] = {
        "operation": Var("file_operation"),
        "manifest": Var("file_packet"),
        "pins": Var("file_pins"),
        "rollback": Var("file_rollback"),
        "plan": Var("file_plan"),
    }
    psql.node(Ask("packets/digest_files", parameters, into=""))
    for name in _DIGESTS:
        found: dict[str, Value] = {"sets": "{}", "name": name, "digest": Var(name)}
        psql.node(Ask("packets/add_set", found, into="file_"))
        judged: dict[str, Value] = {"expected": json.dumps({name: digests[name]}), "found": Var("file_sets")}
        psql.node(Ask("packets/compare_values", {"what": "this file's", **judged}, into="", judges=True))
    psql.node(Stop())


def _set_inputs(psql: Psql, direction: Direction, constants: Mapping[str, str]) -> None:
    """What the script wants to be set before its first step."""
    psql.node(Set("plan", Var("file_plan")))
    psql.node(Set("operation", Var("file_operation" if direction == "forward" else "file_rollback")))
    for name, value in {**constants, "identity": '{"kind": "production"}', "verified": ""}.items():
        psql.node(Set(name, value))


def _tell_result(psql: Psql, packet: Packet, direction: Direction, after: tuple[Node, ...]) -> None:
    transaction = Var("start_session", ("transaction_id",))
    psql.node(Ask("packets/judge_outcome", {"transaction_id": transaction}, into="", judges=True))
    psql.node(Stop())
    for node in after:
        psql.node(node)
    parameters: dict[str, Value] = {
        "code": packet.code,
        "direction": direction,
        "apr_code": Var("apr_code"),
        **{name: Var(name) for name in _DIGESTS},
        "transaction_id": transaction,
        "recorded": Var("log_recorded"),
        "deltas": Var("end_deltas"),
        "changes": Var("end_changes"),
        "sequences_moved": Var("sequences_moved"),
    }
    psql.node(Ask("packets/show_result", parameters, into="result_"))
    psql.write(f"\\echo {RESULT_MARK.strip()} :result_line\n")
