"""``packet new``: a folder with the three files, ready to be filled in and complete enough to say what is missing."""

from __future__ import annotations

from pathlib import Path

from oneroof.packets.aside import write_folder
from oneroof.packets.model import MANIFEST, OPERATION, ROLLBACK, Packet
from oneroof.packets.parse import parse

_MANIFEST = """\
format = 1
code = "{code}"
title = "Say in a few words what this changes"
# role = "app_owner"                 # SET LOCAL ROLE for the operation
search_path = ["public"]
statement_timeout = "60s"
lock_timeout = "3s"

[[lock]]                             # what nobody else may write meanwhile
relation = "public.example"

[[guard]]                            # before: a query of one row and one column
name = "rows before"
sql = "SELECT count(*) FROM example"
expect = "pinned"                    # the value that the rehearsal measures; or a literal, or {{min = 1}}

[[delta]]                            # every table written; what is not named here may not change
table = "public.example"
inserted = 1                         # or {{min = …, max = …}} with rows = "any"

# [[catalog]]                        # DDL: every object added, removed or changed; its children need no line
# object = "index:public.example_idx"
# change = "added"

[[verify]]                           # after
name = "the row is there"
sql = "SELECT count(*) FROM example WHERE id = 1"
expect = 1

[rollback]
within = "72h"                       # how long the same signature covers the rollback
"""
_OPERATION = "-- The change: one transaction, no BEGIN and no COMMIT.\nINSERT INTO example (id) VALUES (1);\n"
_ROLLBACK = "-- Its undoing: afterwards the database equals what it was.\nDELETE FROM example WHERE id = 1;\n"


def write_skeleton(folder: Path, code: str) -> Packet:
    """Write a packet to start from into ``folder``, which must not exist or be empty.

    Args:
        folder: usually named after the code.
        code: capital letters, digits and ``_``.

    Raises:
        PacketMalformed: the code is none. NameTaken, EnvironmentFault: see `oneroof.packets.aside.write_folder`.
    """
    texts = {OPERATION: _OPERATION, ROLLBACK: _ROLLBACK, MANIFEST: _MANIFEST.format(code=code)}
    files = {name: text.encode() for name, text in texts.items()}
    packet = parse(files)
    write_folder(folder, files)
    return packet
