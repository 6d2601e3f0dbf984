"""Values of settings as ALTER DATABASE … SET wants them. Pure."""

from __future__ import annotations

#: Settings whose stored value is a list of quoted names: given back as one literal, it would become one long name.
#: As in pg_dump's own list (`variable_is_guc_list_quote` of PostgreSQL's sources; GUC_LIST_QUOTE is in no catalog).
LIST_SETTINGS = frozenset(
    {
        "local_preload_libraries",
        "search_path",
        "session_preload_libraries",
        "shared_preload_libraries",
        "temp_tablespaces",
        "unix_socket_directories",
    }
)


def literals(name: str, value: str) -> tuple[str, ...]:
    """The literals to write after ``SET name TO`` so that exactly ``value`` is stored again."""
    if name.lower() not in LIST_SETTINGS:
        return (value,)
    return split_names(value) or ("",)


def split_names(value: str) -> tuple[str, ...]:
    """The names of a stored list: separated by commas, quoted by ``"`` with ``""`` for one inside."""
    names: list[str] = []
    rest = value.strip()
    while rest:
        name, rest = _quoted(rest) if rest.startswith('"') else _plain(rest)
        names.append(name)
        rest = rest.strip().removeprefix(",").strip()
    return tuple(names)


def _plain(text: str) -> tuple[str, str]:
    name, _, rest = text.partition(",")
    return name.strip(), rest


def _quoted(text: str) -> tuple[str, str]:
    place, name = 1, ""
    while place < len(text):
        if text[place] == '"':
            if text[place : place + 2] != '""':
                break
            place += 1
        name += text[place]
        place += 1
    return name, text[place + 1 :]
