"""Code in a clone that could reach out: extensions, languages, and functions that somebody made.

A function is disarmed by giving it a body that raises an error: name, signature, owner and dependents stay. A language
that may do anything is removed once no function needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from oneroof.clone import known
from oneroof.clone.expressions import check_expressions
from oneroof.clone.model import IsolationFinding
from oneroof.clone.properties import Extension, read_extensions
from oneroof.clone.ways import finding, harmless, ref, tried
from oneroof.pg.compose import Identifier, Literal
from oneroof.pg.session import CloneWriter, Row

_SQL_LANGUAGES = frozenset({"sql", "internal", *known.SAFE_LANGUAGES})
_DISARMED = "it raises an error now"


def check_code(session: CloneWriter) -> Iterator[IsolationFinding]:
    """Disarm what can be, then say for each function, language and extension how it is now."""
    before = _functions(session)
    extensions = read_extensions(session)
    refused = {row["object"]: _disarm(session, row) for row in before if _is_open(row)}
    languages = [row for row in session.rows("clone/list_languages") if row["name"] not in known.SAFE_LANGUAGES]
    removed = {row["name"]: _remove_language(session, row) for row in languages}
    after = _functions(session)
    still_open = {row["object"] for row in after if _is_open(row)}
    yield from _say_functions(before, refused, still_open)
    left = {row["name"] for row in session.rows("clone/list_languages")}
    for row in languages:
        message = "A language that is not known to be trusted: its functions may do anything."
        name, why = ref("language", row["name"]), removed[row["name"]]
        yield finding("language", name, message, refused=why, armed=row["name"] in left, disarmed="removed")
    yield from _say_extensions(extensions, read_extensions(session), before, after)
    yield from check_expressions(session, [row["oid"] for row in before if row["object"] in refused])


def _functions(session: CloneWriter) -> list[Row]:
    rows = session.rows(
        "clone/list_outward_functions",
        extension_calls=known.EXTENSION_CALLS,
        builtin_calls=known.BUILTIN_CALLS,
        builtin_names=known.BUILTIN_NAMES,
    )
    return [{**row, "object": f"{ref('function', row['schema'], row['name'])}({row['arguments']})"} for row in rows]


def _is_open(row: Row) -> bool:
    """Whether a function can reach out as it is now."""
    extension = row["extension"]
    if extension in known.HARMLESS_EXTENSIONS:
        return False
    if row["language"] in _SQL_LANGUAGES:
        return bool(row["calls_builtin"])
    if extension is not None and extension not in known.OUTWARD_EXTENSIONS and row["language"] == "c":
        return False  # of an extension that is not known: the extension is the finding
    if row["internal_only"]:
        return bool(row["in_use"])
    return not (extension is not None and row["validator"])


def _disarm(session: CloneWriter, row: Row) -> str:
    if not row["replaceable"]:
        return "no other language can have its signature"
    return tried(session, partial(session.rows, "clone/disarm_function", {"function": Literal(row["oid"])}))


def _remove_language(session: CloneWriter, row: Row) -> str:
    if row["extension"] is not None:
        parts = {"extension": Identifier(row["extension"])}
        return tried(session, partial(session.rows, "clone/drop_extension", parts))
    return tried(session, partial(session.rows, "clone/drop_language", {"language": Identifier(row["name"])}))


def _say_functions(before: Iterable[Row], refused: dict[str, str], still_open: set[str]) -> Iterator[IsolationFinding]:
    """Functions of outward extensions are said with their extension."""
    for row in before:
        name = row["object"]
        if row["extension"] in known.OUTWARD_EXTENSIONS or row["extension"] in known.HARMLESS_EXTENSIONS:
            continue
        if name in refused:
            message = f"A function in {row['language']}" + (
                " whose text reaches files, programs or other servers."
                if row["language"] in _SQL_LANGUAGES
                else " that is no extension's that is known: it may do anything."
            )
            armed = name in still_open
            done = "nothing uses it any more" if row["internal_only"] else _DISARMED
            yield finding("function", name, message, refused=refused[name], armed=armed, disarmed=done)
        elif row["calls_extension"]:
            message = "A function whose text calls an extension that reaches out; what it calls is disarmed there."
            yield harmless("function-calls-extension", name, message)


def _say_extensions(
    extensions: Iterable[Extension], left: Iterable[Extension], before: Iterable[Row], after: Iterable[Row]
) -> Iterator[IsolationFinding]:
    there = {extension.name for extension in left}
    still_open = {row["extension"] for row in after if _is_open(row)}
    native = {row["extension"] for row in after if row["language"] not in _SQL_LANGUAGES}
    for extension in extensions:
        name = ref("extension", extension.name)
        if extension.name in known.OUTWARD_EXTENSIONS:
            message = f"An extension that reaches out: it {known.OUTWARD_EXTENSIONS[extension.name]}."
            open_yet = extension.name not in known.DISARMABLE_EXTENSIONS or extension.name in still_open
            count = sum(1 for row in before if row["extension"] == extension.name and _is_open(row))
            done = f"{count} functions raise an error now" if count else ""
            done = done if extension.name in there else "removed"
            armed = extension.name in there and open_yet
            yield finding("extension", name, message, refused="", armed=armed, disarmed=done)
        elif extension.name not in known.HARMLESS_EXTENSIONS:
            yield _unknown_extension(extension, is_native=extension.name in native, is_there=extension.name in there)


def _unknown_extension(extension: Extension, *, is_native: bool, is_there: bool) -> IsolationFinding:
    name = ref("extension", extension.name)
    if is_native and is_there:
        message = "An extension that is not known here, with functions that are not SQL: it may do anything."
        return finding("unknown-extension", name, message, refused="", armed=True, disarmed="")
    if not is_there:
        message = "An extension that is not known here, with a language that is not known to be trusted."
        return finding("unknown-extension", name, message, refused="", armed=False, disarmed="removed")
    return harmless("unknown-extension", name, "An extension that is not known here; its functions are SQL alone.")
