"""Processes that share the work, and that never outlive the one that sent them."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from typing import Any

Give = Callable[..., "Future[int]"]  # work that counts what it does, and what it is given
Each = Callable[..., Iterable[Any]]  # as `map` does, by all processes


@contextmanager
def pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes, which inherit nothing; after an error none of them begins anything new."""
    executor = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_die_with_the_parent
    )
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def crew(workers: int, scheduler: str = "") -> Iterator[Give]:
    """Hands out work that goes on beside what the block does; one worker does it at once, in this process.

    A cluster of Dask does it instead where its scheduler is named: its workers must see the same folders under the same
    paths and run the same program.
    """
    if scheduler:
        from distributed import Client  # only cities that have a cluster install it

        with Client(scheduler) as client, client.get_executor(pure=False) as cluster:
            yield cluster.submit
    elif workers <= 1:
        yield _at_once
    else:
        with pool(workers) as processes:
            yield processes.submit


@contextmanager
def shared(workers: int) -> Iterator[Each]:
    """As `map` does, by so many processes; one worker does it in this process."""
    if workers <= 1:
        yield map
    else:
        with pool(workers) as processes:
            yield processes.map


def _at_once(work: Callable[..., int], *given: object) -> "Future[int]":
    done: Future[int] = Future()
    done.set_result(work(*given))
    return done


def _die_with_the_parent() -> None:
    """A killed build must not leave workers that write into the next one's folder."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_the_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_the_end(parent: int) -> None:
    connection.wait([parent])
    os._exit(1)
