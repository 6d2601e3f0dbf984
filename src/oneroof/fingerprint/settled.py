"""A fingerprint of a database at a moment in which its catalog stood still."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from oneroof.clone.model import Progress, silent
from oneroof.errors import CatalogMoved
from oneroof.fingerprint.model import Fingerprint
from oneroof.fingerprint.plan import EVERYTHING, DataPlan
from oneroof.fingerprint.take import take
from oneroof.pg.session import Reader

ATTEMPTS = 5


def settled_fingerprint(
    open_reader: Callable[[], Reader],
    *,
    workers: int = 2,
    attempts: int = ATTEMPTS,
    progress: Progress = silent,
    plan: DataPlan = EVERYTHING,
) -> Fingerprint:
    """The fingerprint of `settled_moment`, which is over then."""
    with settled_moment(open_reader, workers=workers, attempts=attempts, progress=progress, plan=plan) as (found, _):
        return found


@contextmanager
def settled_moment(
    open_reader: Callable[[], Reader],
    *,
    workers: int = 2,
    attempts: int = ATTEMPTS,
    progress: Progress = silent,
    plan: DataPlan = EVERYTHING,
) -> Iterator[tuple[Fingerprint, Reader]]:
    """Take the fingerprint; when the catalog moved meanwhile, take it again at a new snapshot.

    Gives the fingerprint and a session that still sees its moment, for the length of the block.

    Args:
        open_reader: opens a session; called once per worker and once for the observer. The sessions are closed here.
        workers: sessions that digest tables side by side, at least 1.
        attempts: how often before giving up.
        progress: told how far each attempt is.
        plan: how rows are digested, and of which tables.

    Raises:
        CatalogMoved: the catalog moved during every attempt.
    """
    with ExitStack() as opened:
        reader, observer, *siblings = [opened.enter_context(open_reader()) for _ in range(workers + 1)]
        for attempt in range(1, attempts + 1):
            moment = ExitStack()
            try:
                with moment:
                    snapshot = moment.enter_context(reader.snapshot())
                    found = _taken(reader, observer, siblings, snapshot, progress, plan)
                    kept = moment.pop_all()
            except CatalogMoved:
                if attempt == attempts:
                    raise
            else:
                with kept:
                    yield found, reader
                return


def _taken(
    reader: Reader, observer: Reader, siblings: Sequence[Reader], snapshot: str, progress: Progress, plan: DataPlan
) -> Fingerprint:
    with ExitStack() as shared:
        for sibling in siblings:
            shared.enter_context(sibling.snapshot(snapshot))
        return take(reader, siblings=siblings, observer=observer, progress=progress, plan=plan)
