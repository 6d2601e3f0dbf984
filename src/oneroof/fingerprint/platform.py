"""Which platform a server is on, and what that platform shows to no customer's role. Detected, never configured.

What is hidden from everybody who could be asked is *declared unseen*; what some role could be allowed to read and this
one may not is *unreadable*, and a FAIL. A setting that says "I am on RDS" would turn the second into the first, so
there is none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from oneroof.pg.session import Session

Platform = Literal["self", "rds", "aurora", "cloudsql", "azure"]
PLATFORMS: tuple[Platform, ...] = ("self", "rds", "aurora", "cloudsql", "azure")
#: What each platform hides from every role of a customer, as `oneroof.fingerprint.catalog` names it.
_BOTH = frozenset({"options of user mappings", "connection strings of subscriptions"})
HIDDEN: Mapping[Platform, frozenset[str]] = {
    "self": frozenset(),
    "rds": _BOTH,
    "aurora": _BOTH,
    "cloudsql": _BOTH,
    "azure": _BOTH,
}
#: An administrator's role, and the first part of settings that only the platform's own server programs define.
_SIGNS: Mapping[Platform, tuple[str, str]] = {
    "rds": ("rds_superuser", "rds"),
    "cloudsql": ("cloudsqlsuperuser", "cloudsql"),
    "azure": ("azure_pg_admin", "azure"),
}


def detect(session: Session) -> Platform:
    """The platform of the server; ``self`` unless both its role and its settings are there."""
    signs = session.row("fingerprint/reader/read_platform")
    return judged(signs["roles"], signs["settings"], aurora_function=bool(signs["aurora_function"]))


def judged(roles: Collection[str], settings: Collection[str], *, aurora_function: bool) -> Platform:
    """What the signs mean."""
    for platform, (role, prefix) in _SIGNS.items():
        if role in roles and prefix in settings:
            return "aurora" if platform == "rds" and aurora_function else platform
    return "self"
