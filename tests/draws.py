"""What property tests draw: the same in every run of the suite, other and many more in ``make explore``.

Whether a commit passes is then decided by the commit. What exploring finds is given to its test as an ``@example``.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

#: How many times the suite's number of draws; 0 in the suite itself.
EXPLORED = int(os.environ.get("ONEROOF_TEST_EXPLORE", "0"))
#: No complaint about a slow machine, nor about a fixture that every draw of a test shares on purpose.
SHARED = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def examples(number: int) -> int:
    """As many as the suite draws of a test, or that times what is asked of an exploration."""
    return number * max(EXPLORED, 1)


def use() -> None:
    """For every property test; to be called before the first of them is imported."""
    settings.register_profile(
        "oneroof",
        max_examples=examples(100),
        derandomize=not EXPLORED,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        print_blob=True,
    )
    settings.load_profile("oneroof")
