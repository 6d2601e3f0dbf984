"""A clone's pristine twin: a closed copy of it on the same server, from which the clone is made again in seconds.

The twin is known by its comment and by nobody being able to connect to it; both are shared catalog, which only its
owner may write.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from oneroof.clone import template
from oneroof.clone.manage import ListedClone, look
from oneroof.clone.mask_plan import MaskWish
from oneroof.clone.model import Clone, ClonePlace, Identity, NoLedger
from oneroof.clone.name import twin_of
from oneroof.clone.properties import read_properties
from oneroof.clone.remove import BIRTH_MARK, PRISTINE_MARK, drop_database
from oneroof.clone.wish import CloneWish
from oneroof.errors import CloneInUse, ConfigError, IdentityRefused, MaskRefused, NameTaken, OneroofError, SqlFailed
from oneroof.pg.compose import Identifier, Literal
from oneroof.pg.session import CloneMaker

#: object_in_use: somebody is connected.
IN_USE = "55006"
_IN_USE_SAYS = "Somebody is connected to {name}; nobody was thrown out, and it was kept."


def has_twin(maker: CloneMaker, name: str) -> bool:
    """Whether a twin stands beside, marked as this clone's and closed."""
    found = maker.rows("clone/find_database", database=twin_of(name))
    return bool(found) and found[0]["comment"] == PRISTINE_MARK + name and not found[0]["may_connect"]


def keep_pristine(maker: CloneMaker, name: str) -> str:
    """Copy a clone, which nobody may be connected to, as its twin; gives the twin's name.

    Raises:
        CloneInUse: somebody is connected. NameTaken: there is such a database already. The clone stays.
    """
    twin = twin_of(name)
    if maker.rows("clone/find_database", database=twin):
        raise NameTaken(
            f"The clone {name} is there, without a twin: there is a database {twin} already, which was left as it is.",
            next_step=f"Drop or rename {twin}; then drop the clone (`oneroof clone drop {name}`) and make another.",
        )
    parts = {"copy": Identifier(twin), "name": Identifier(name), "birth_mark": Literal(BIRTH_MARK)}
    try:
        maker.rows("clone/copy_database", parts)
        maker.rows("clone/comment_database", {"name": Identifier(twin), "comment": Literal(PRISTINE_MARK + name)})
    except SqlFailed as error:
        if error.sqlstate == IN_USE:
            raise CloneInUse(f"Somebody is connected to {name}, so its twin cannot be made.") from error
        error.message = f"The clone {name} is there, without a twin: {error.message}"
        error.args = (error.message,)
        raise
    except BaseException:
        with suppress(OneroofError):
            drop_database(maker, twin, force=True)
        raise
    return twin


def drop_twin(maker: CloneMaker, name: str) -> None:
    """The twin goes with its clone."""
    if has_twin(maker, name):
        drop_database(maker, twin_of(name), force=True)


def reset_from_twin(
    maker: CloneMaker, listed: ListedClone, parent: Identity, now: datetime, bindir: Path, masks: MaskWish
) -> Clone:
    """Copy its twin, with a new identity, and put the copy in the clone's place; owner and expiry stay, a day at least.

    Whatever fails before the copy is whole leaves the old clone as it was. Masks that the twin is older than are
    carried out in the copy, and then in another twin.

    Args:
        maker: a session on the server, in another database.
        listed: the clone, as `look` found it.
        parent: production, as the clone's identity row says.
        now: the clone's new birthday.
        bindir: the tools, for the line that drops it.
        masks: what the settings say now.

    Raises:
        CloneInUse: somebody is connected to the clone; nothing was changed.
        ConfigError, MaskRefused: the masks do not fit what the twin holds; nothing was changed.
        What copying raises, and what `take_place` does.
    """
    if look(maker, listed.name) is None or not has_twin(maker, listed.name):
        raise IdentityRefused(f"{listed.name} is no clone with a pristine twin beside it.")
    wanted = read_properties(maker, listed.name)
    _refuse_users(maker, listed.name)
    wish = CloneWish(
        production=maker.dsn,  # nothing of production is read
        snapshot="",
        place=ClonePlace(maker.dsn, "same", bindir),
        parent=parent,
        run_id=listed.run_id or "",
        made_at=now,
        workdir=Path(),
        life=expiry_kept(listed, now) - now,
        owner=listed.owner or "",
        masks=masks,
        from_twin=True,
    )
    try:
        made = template.copy(maker, wish, twin_of(listed.name), wanted, NoLedger())
    except (ConfigError, MaskRefused) as error:
        error.next_step = (
            f"{listed.name} was kept. Its twin may be older than [clone.mask]: drop it (`oneroof clone drop"
            f" {listed.name}`) and make another; or correct the masks."
        )
        raise
    take_place(maker, made.name, listed.name)
    if made.masked:
        _renew_twin(maker, listed.name)
    return replace(made, name=listed.name, dsn=maker.dsn.with_database(listed.name))


def _renew_twin(maker: CloneMaker, name: str) -> None:
    """The old twin holds what is masked now, so it goes; somebody in the clone by then leaves it without one."""
    drop_twin(maker, name)
    with suppress(CloneInUse):
        keep_pristine(maker, name)


def take_place(maker: CloneMaker, made: str, name: str) -> None:
    """Drop a clone that nobody is connected to and give its name to the new one.

    Raises:
        CloneInUse: somebody is connected to the old one. Whatever goes wrong, the message names the new one.
    """
    try:
        with nobody_thrown_out(name):
            drop_database(maker, name, force=False)
        maker.rows("clone/rename_database", {"name": Identifier(made), "new": Identifier(name)})
    except OneroofError as error:
        error.next_step = f"The new clone is there, as {made}. {error.next_step}"
        raise


def _refuse_users(maker: CloneMaker, name: str) -> None:
    """Before anything is copied; who comes later is seen when the old clone is dropped."""
    if maker.row("clone/count_sessions", database=name, ours=[])["sessions"]:
        raise CloneInUse(_IN_USE_SAYS.format(name=name))


@contextmanager
def nobody_thrown_out(name: str) -> Iterator[None]:
    """A block that drops a clone without ending sessions in it.

    Raises:
        CloneInUse: somebody is connected.
    """
    try:
        yield
    except SqlFailed as error:
        if error.sqlstate == IN_USE:
            raise CloneInUse(_IN_USE_SAYS.format(name=name)) from error
        raise


def expiry_kept(listed: ListedClone, now: datetime) -> datetime:
    """When a clone that is made again is overdue: as before, and in a day at the earliest."""
    earliest = now + timedelta(days=1)
    with suppress(TypeError, ValueError):
        return max(earliest, datetime.fromisoformat(str(listed.expires)).astimezone(UTC))
    return earliest
