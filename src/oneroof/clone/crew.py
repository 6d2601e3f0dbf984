"""A few workers side by side, each with connections of its own; whatever ends one ends all, and none outlives us."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Event
from typing import Protocol, TypeVar

_POLL_SECONDS = 0.2
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_Item_contra = TypeVar("_Item_contra", contravariant=True)
_Result_co = TypeVar("_Result_co", covariant=True)


class Worker(Protocol[_Item_contra, _Result_co]):
    """Works on one item at a time, in a thread; is told from outside to stop what it waits for."""

    def work(self, item: _Item_contra, /) -> _Result_co:
        """What comes of an item."""

    def cancel(self) -> None:
        """Make the work that goes on fail, soon; from any thread."""


def side_by_side(
    workers: Sequence[Worker[_Item, _Result]], items: Sequence[_Item], tick: Callable[[], None]
) -> Iterator[tuple[_Item, _Result]]:
    """Every item with what came of it, in the order in which they are done.

    Args:
        workers: each works in a thread of its own.
        items: taken from the front.
        tick: called in the caller's thread, some times a second.

    Raises:
        BaseException: the first that a worker raised; all have ended by then.
    """
    pending: SimpleQueue[_Item] = SimpleQueue()
    for item in items:
        pending.put(item)
    done: SimpleQueue[tuple[_Item, _Result] | BaseException] = SimpleQueue()
    stop = Event()
    with ThreadPoolExecutor(max(1, len(workers))) as pool, _cancelled(workers, stop):
        for worker in workers:
            pool.submit(_work, worker, pending, done, stop)
        for _ in items:
            result = _next(done, tick)
            if isinstance(result, BaseException):
                raise result
            yield result


@contextmanager
def beside(work: Callable[[], _Result], cancel: Callable[[], None]) -> Iterator[Future[_Result]]:
    """Do ``work`` in a thread of its own while the block runs; after the block, both have ended.

    Args:
        work: what it gives is the result of the future.
        cancel: called when the block fails or is interrupted: makes the work end soon.

    Raises:
        BaseException: the block's, else the work's.
    """
    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(work)
        try:
            yield doing
            doing.result()
        except BaseException:
            cancel()
            raise


def _next(done: SimpleQueue[_Result], tick: Callable[[], None]) -> _Result:
    """Wait in small steps, so that an interruption is heard."""
    while True:
        tick()
        try:
            return done.get(timeout=_POLL_SECONDS)
        except Empty:
            continue


@contextmanager
def _cancelled(workers: Sequence[Worker[_Item, _Result]], stop: Event) -> Iterator[None]:
    """When the block fails or is interrupted, end what the threads are doing, so that they can be waited for."""
    try:
        yield
    except BaseException:
        stop.set()
        for worker in workers:
            worker.cancel()
        raise


def _work(
    worker: Worker[_Item, _Result],
    pending: SimpleQueue[_Item],
    done: SimpleQueue[tuple[_Item, _Result] | BaseException],
    stop: Event,
) -> None:
    """Work until nothing is left; what goes wrong is handed over, never swallowed."""
    try:
        while not stop.is_set():
            item = pending.get_nowait()
            done.put((item, worker.work(item)))
    except Empty:
        return
    except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
        done.put(error)
