"""What comes first in every clone, before anybody else may connect: an identity of its own, then the masks."""

from __future__ import annotations

from collections.abc import Sequence

from oneroof.clone.identity import read_identity, stamp_clone
from oneroof.clone.mask import check_masks, mask_clone
from oneroof.clone.mask_plan import Masked
from oneroof.clone.model import Identity
from oneroof.clone.wish import CloneWish
from oneroof.pg.session import CloneMaker


def make_own(
    inside: CloneMaker, wish: CloneWish, *, elsewhere: bool = False, external: bool = False
) -> tuple[Identity, tuple[Masked, ...]]:
    """Replace the identity that was copied along; carry the masks out; then the identity names what is masked, too.

    Where all of it was masked in the twin that the clone is copied from, nothing is masked again.

    Args:
        inside: a session in the clone.
        wish: what is wanted.
        elsewhere: this very session was shown to be on another server than production's.
        external: the user's platform made the database.

    Raises:
        IdentityRefused, NameTaken: as `stamp_clone`. MaskRefused, ConfigError: as `mask_clone`.
    """
    owner = wish.owner or str(inside.row("clone/read_maker")["role"])
    planned = [ref for target in check_masks(inside, wish.masks) for ref in target.refs]

    def stamp(masked: Sequence[str]) -> Identity:
        kept = {"expires": wish.expires, "owner": owner, "run_id": wish.run_id}
        return stamp_clone(inside, wish.parent, **kept, elsewhere=elsewhere, masked=masked, external=external)

    before = (read_identity(inside).parent or {}).get("masked", ()) if wish.from_twin else ()
    identity = stamp(before)
    if set(planned) <= set(before):
        return identity, ()
    masked = mask_clone(inside, wish.masks)
    return stamp(list(dict.fromkeys([*before, *planned]))), masked
