"""Python's search for circular garbage, held off while a tree is made that lives until the answer is given."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """No search for circular garbage within; also a decorator.

    Each search walks through all that lives, and making a million objects that all live on sets off hundreds: half of
    the time of a plan of a million, and more an object the more there are. What is unused is freed as ever, by its
    count of references; circular garbage waits.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
