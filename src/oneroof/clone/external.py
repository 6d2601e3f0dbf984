"""A clone that the user's platform made: a volume's snapshot, a platform's branch or clone, a restored backup.

We make nothing and drop nothing. Before anything is written there it is shown that the database is not production (on
another server by `oneroof.clone.apart`, or another database of the same server), does not say that it is another
production or its clone, is of production's major version and encoding, and holds production's tables (what never saw
oneroof says nothing of itself: its DSN is taken at its word); then it gets an identity of its own, before anything else
runs in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from oneroof.clone.apart import presence
from oneroof.clone.carry import carry, compare
from oneroof.clone.identity import read_identity
from oneroof.clone.model import Clone, ClonePlace, Identity, Ledger, Progress, silent
from oneroof.clone.own import make_own
from oneroof.clone.place import PlaceWish
from oneroof.clone.properties import read_properties
from oneroof.clone.tool import TOOLS
from oneroof.clone.wish import CloneWish
from oneroof.errors import EnvironmentFault, IdentityRefused, MaskRefused
from oneroof.pg.dsn import Dsn
from oneroof.pg.session import CloneMaker, Reader, Session
from oneroof.pg.tools import bindir_for

_OTHER = "Give the DSN of a copy of production, made for this rehearsal and not yet used."


@dataclass(frozen=True)
class External:
    """The strategy for one database that is there already."""

    dsn: Dsn

    def choose(
        self, wish: PlaceWish, reader: Reader, identity: Identity, *, ledger: Ledger | None = None
    ) -> ClonePlace:
        """Look at the database by a session that cannot write.

        Raises:
            IdentityRefused: it is production, another production, or no copy of it.
            EnvironmentFault: a standby, of another major version, or in another encoding: what is proven there is not
                proven of production.
        """
        del ledger
        with presence(reader) as same_server, Reader.open(self.dsn) as there, there.snapshot():
            same = same_server(there)
            self._require_copy(reader, there, identity, same=same)
        bindir = bindir_for(reader.major, TOOLS, wish.bindir)
        return ClonePlace(self.dsn, "same" if same else "dsn", bindir, needed_bytes=0)

    def create(
        self, reader: Reader, wish: CloneWish, *, progress: Progress = silent, ledger: Ledger | None = None
    ) -> Clone:
        """Give it a clone's identity; the very session that writes is asked first where it is.

        Raises:
            As `choose`.
        """
        del progress, ledger
        with presence(reader) as same_server, CloneMaker.open(self.dsn) as inside:
            same = same_server(inside)
            if wish.masks.required:
                raise MaskRefused(
                    "Masks are required before anybody may connect, and this clone has been open since it was made.",
                    next_step="Use --clone dump or basebackup, which mask before they open the clone.",
                )
            with inside.transaction(read_only=True, repeatable=True):
                self._require_copy(reader, inside, wish.parent, same=same)
            identity, masked = make_own(inside, wish, elsewhere=not same, external=True)
            name = identity.database
            size = int(inside.value("clone/database_size", database=name))
            wanted = read_properties(reader, wish.parent.database)
            refused: tuple[str, ...] = ()
            carried = compare(wanted, read_properties(inside, name))
            if not all(carried.values()):
                carried, refused = carry(inside, name, wanted)
        return Clone(
            name=name,
            dsn=self.dsn,
            place=wish.place,
            strategy="external",
            bytes=size,
            errors=refused,
            identity=identity,
            expires=wish.expires,
            carried=carried,
            masked=masked,
        )

    def _require_copy(self, reader: Reader, there: Session, production: Identity, *, same: bool) -> None:
        here = read_identity(there)
        where = self.dsn.label
        if same and here.database == production.database:
            raise IdentityRefused(f"{where} is production itself; nothing was written there.", next_step=_OTHER)
        if here.kind == "production" and here.database_uid != production.database_uid:
            raise IdentityRefused(f"{where} says that it is another production.", next_step=_OTHER)
        parent = here.parent or {}
        ours = (parent.get("system_identifier"), parent.get("database"))
        if here.kind == "clone" and ours != (production.system_identifier, production.database):
            raise IdentityRefused(f"{where} is a clone of another production.", next_step=_OTHER)
        maker = there.row("clone/read_maker")
        if maker["in_recovery"]:
            raise EnvironmentFault(f"{where} is a standby; nothing can be rehearsed there.", next_step=_OTHER)
        if there.major != reader.major:
            raise EnvironmentFault(
                f"{where} is PostgreSQL {there.major}, production is {reader.major}: a clone is of the same major"
                " version.",
                next_step=_OTHER,
            )
        encodings = [session.value("fingerprint/rows/read_encoding") for session in (there, reader)]
        if encodings[0] != encodings[1]:
            raise EnvironmentFault(
                f"{where} is in the encoding {encodings[0]}, production is in {encodings[1]}: a clone has the same.",
                next_step=_OTHER,
            )
        missing = _tables(reader) - _tables(there)
        if missing:
            first = ".".join(min(missing))
            raise IdentityRefused(
                f"{where} is no copy of production: {len(missing)} of its tables are not there, {first} first.",
                next_step=_OTHER,
            )


def _tables(session: Session) -> set[tuple[str, str]]:
    return {(row["schema"], row["name"]) for row in session.rows("fingerprint/list_tables")}
