"""Where a connection leads, against where oneroof.toml says that production is."""

from __future__ import annotations

from oneroof.config import TrustSettings
from oneroof.errors import IdentityRefused
from oneroof.pg.asks import Asks


def check_endpoint(trust: TrustSettings, session: Asks) -> str:
    """The place as words for the plan.

    A physical copy cannot be told from production by its content, only by where it stands: so the place is pinned.

    Raises:
        IdentityRefused: none is pinned, or the connection leads elsewhere.
    """
    if session.endpoint is None:
        if trust.database_uid is None:
            raise IdentityRefused(
                f"{session.label} hides where it leads, and oneroof.toml pins no database_uid.",
                next_step="Pin production's database_uid in [trust] of oneroof.toml.",
            )
        return f"{session.label}; its identity is pinned"
    if trust.endpoint is None:
        raise IdentityRefused(
            "oneroof.toml does not say where production is, so no connection can be trusted to lead there.",
            next_step=f'Pin it: [trust] endpoint = "{session.endpoint}", if that is production.',
        )
    if trust.endpoint != session.endpoint:
        raise IdentityRefused(f"The connection leads to {session.endpoint}; oneroof.toml pins {trust.endpoint}.")
    return session.endpoint
