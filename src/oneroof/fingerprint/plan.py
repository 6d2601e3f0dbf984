"""What of the rows a fingerprint digests, and how. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from oneroof.fingerprint.model import Mode, Scope


@dataclass(frozen=True)
class DataPlan:
    """How rows are digested (``mode``) and of which tables (``scope``).

    ``touched`` names the tables of the scope ``touched`` by reference; it says nothing for the others. ``salt`` is of
    the mode ``strict`` alone: it stands before each row, and who does not know it cannot look for rows of equal sum.
    """

    mode: Mode = "everyday"
    scope: Scope = "full"
    touched: frozenset[str] = frozenset()
    salt: str = ""

    def covers(self, ref: str) -> bool:
        """Whether the rows of ``ref`` (``table:…``, ``materialized_view:…``, ``large_objects:this``) are digested."""
        return self.scope == "full" or (self.scope == "touched" and ref in self.touched)


#: Everything, as every day.
EVERYTHING = DataPlan()
