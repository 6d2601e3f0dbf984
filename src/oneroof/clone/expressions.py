"""What runs by itself when rows are written or read: defaults, CHECKs, rules, policies, conditions, index expressions.

None of them can be given another body without being another definition than production's. So one that calls a function
of PostgreSQL's own that reaches out stays a finding; one that calls a function which was disarmed is noted, because
what uses it fails on the clone. A view runs only when somebody reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from oneroof.clone import known
from oneroof.clone.model import IsolationFinding
from oneroof.clone.ways import finding, harmless, ref
from oneroof.pg.session import CloneWriter, Row


def check_expressions(session: CloneWriter, disarmed: Sequence[int]) -> Iterator[IsolationFinding]:
    """Say which expressions, operators, casts and aggregates call what reaches out.

    Args:
        session: on the clone.
        disarmed: numbers (OIDs) of the functions that raise an error now.
    """
    rows = session.rows("clone/list_outward_expressions", builtin_names=known.BUILTIN_NAMES, functions=list(disarmed))
    for row in rows:
        yield _judge(row)


def _judge(row: Row) -> IsolationFinding:
    name, article = ref(row["kind"], *row["parts"]), "An" if row["what"][0] in "aio" else "A"
    calls = f"{article} {row['what']} that calls {row['function']}"
    if not row["built_in"]:
        return harmless("calls-disarmed", name, f"{calls}, which raises an error on the clone now.")
    reached = next(what for pattern, what in known.OUTWARD_BUILTINS.items() if re.fullmatch(pattern, row["function"]))
    if row["what"] == "view":
        return harmless("view-reaches-out", name, f"{calls} and so reaches {reached}, when somebody reads it.")
    return finding("expression", name, f"{calls}, which reaches {reached}.", refused="", armed=True, disarmed="")
