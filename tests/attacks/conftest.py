"""The production that rollouts are tried on, as in `tests.faults`."""

from __future__ import annotations

from tests.faults.conftest import opened, ready, rehearsed, shop_server, world

__all__ = ["opened", "ready", "rehearsed", "shop_server", "world"]
