"""Witnesses of functions and procedures: bodies that were parsed when they were made, defaults of arguments.

A temporary function of the same name is made, because a body may call its arguments by the function's name.
"""

from __future__ import annotations

from oneroof.fingerprint.refs import split_signature
from oneroof.fingerprint.witness.model import Case, Meaning, NotShown, describe, meaning, run, text
from oneroof.pg.compose import SQL, Identifier
from oneroof.pg.session import CloneWriter


def function(session: CloneWriter, case: Case) -> tuple[Meaning, Meaning]:
    """A temporary function with production's arguments, result and body (empty where it is a string)."""
    _, (schema, name), _ = split_signature(case.ref)
    row = describe(session, "describe_function", schema=schema, name=name, arguments=case.there.facets["arguments"])
    if case.facet == "body" and not row["parsed"]:
        raise NotShown("its body is a string, which a reload does not rewrite")
    run(session, "set_bodies_unchecked")
    expected = case.expected.facets
    parts = {
        "name": Identifier(name),
        "arguments": text(expected["arguments"]),
        "body": text(expected["body"]) if row["parsed"] else SQL("AS ''"),
    }
    if row["procedure"]:
        run(session, "create_procedure", **parts)
    else:
        run(session, "create_function", **parts, result=text(expected["result"]))
    made = describe(session, "describe_function", schema=None, name=name, arguments=None)
    return meaning(session, row, 0, case.facet), meaning(session, made, 0, case.facet)
