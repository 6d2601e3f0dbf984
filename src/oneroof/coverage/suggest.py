"""What somebody may have meant: the object whose name differs only in case or quotes, the principal misspelt. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable

_CLOSE = 0.8
#: Comparing letter by letter is for short lists; a name that differs in case or quotes is found among any number.
_MANY = 20_000


def close_principal(owner: str, principals: Collection[str]) -> str | None:
    """The principal that is most like ``owner``, if any is."""
    folded = {known.casefold(): known for known in sorted(principals, reverse=True)}
    if owner.casefold() in folded:
        return folded[owner.casefold()]
    found = difflib.get_close_matches(owner, sorted(principals)[:_MANY], n=1, cutoff=_CLOSE)
    return found[0] if found else None


class Names:
    """The names of all objects, looked up without regard to case and quotes; prepared when first asked."""

    def __init__(self, refs: Iterable[str]) -> None:
        self._refs = refs
        self._plain: dict[str, str] | None = None

    def hint(self, named: str) -> str:
        """The end of a sentence that says which object may be meant."""
        found = self._alike(named)
        if found is not None:
            return f"; did you mean {found}?"
        return "" if '"' in named else "; parts that are not plain lower case stand in double quotes"

    def hint_of_pattern(self, pattern: str) -> str:
        """The same for a pattern: an object that it would match if case and quotes did not count."""
        compiled = re.compile(".*".join(re.escape(_bare(part)) for part in pattern.split("*")), re.DOTALL)
        found = next((ref for bare, ref in self._prepared().items() if compiled.fullmatch(bare)), None)
        return f"; case and quotes count: it would match {found} without them" if found else ""

    def _alike(self, named: str) -> str | None:
        names, bare = self._prepared(), _bare(named)
        kind, _, path = bare.partition(":")
        if bare in names:
            return names[bare]
        other_kind = [ref for known, ref in names.items() if known.partition(":")[2] == path]
        if other_kind:
            return other_kind[0]
        unqualified = [
            ref for known, ref in names.items() if known.startswith(f"{kind}:") and known.endswith(f".{path}")
        ]
        if len(unqualified) == 1:
            return unqualified[0]
        near = [known for known in names if known.startswith(f"{kind}:")][:_MANY]
        found = difflib.get_close_matches(bare, near, n=1, cutoff=_CLOSE)
        return names[found[0]] if found else None

    def _prepared(self) -> dict[str, str]:
        if self._plain is None:
            self._plain = {}
            for ref in sorted(self._refs):
                self._plain.setdefault(_bare(ref), ref)
        return self._plain


def _bare(ref: str) -> str:
    return ref.casefold().replace('"', "")
