"""Processes that share the work of a command, and that never outlive the one that sent them."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import connection, get_context, parent_process
from typing import Any, Self, TypeVar

T = TypeVar("T")
Give = Callable[..., "Future[int]"]  # work that counts what it does, and what it is given


class Team:
    """So many fresh processes, which inherit nothing: begun with the first work, ended when the command ends.

    A team of one works in this process. After an error none of them begins anything new.
    """

    __slots__ = ("_processes", "workers")

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._processes: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Waits for what they do and ends them; more work begins others."""
        if self._processes:
            self._processes.shutdown(cancel_futures=True)
            self._processes = None

    def give(self, work: Callable[..., T], *given: object) -> "Future[T]":
        """Hands out work that goes on beside what the caller does; one worker does it at once."""
        if self.workers <= 1:
            done: Future[T] = Future()
            done.set_result(work(*given))
            return done
        return self._begun().submit(work, *given)

    def each(self, work: Callable[..., T], *given: Iterable[Any]) -> Iterator[T]:
        """As `map` does."""
        if self.workers <= 1:
            return map(work, *given)
        return self._begun().map(work, *given)

    def share(self, work: Callable[[int, int], T], *, few: bool = False) -> list[T]:
        """What `work` gives for each part, told how many there are and which one is its own.

        What is few is one part, done in this process.
        """
        if few or self.workers <= 1:
            return [work(1, 0)]
        try:
            return list(self.each(partial(work, self.workers), range(self.workers)))
        except (
            BrokenExecutor
        ):  # one was killed: whoever can go on without what was asked gets others
            self.end()
            raise

    def _begun(self) -> ProcessPoolExecutor:
        if self._processes is None:
            self._processes = ProcessPoolExecutor(
                self.workers, mp_context=get_context("spawn"), initializer=_die_with_the_parent
            )
        return self._processes


@contextmanager
def crew(team: Team, scheduler: str = "") -> Iterator[Give]:
    """Who draws: the team, or a cluster of Dask where its scheduler is named.

    The workers of a cluster must see the same folders under the same paths and run the same program.
    """
    if scheduler:
        from distributed import Client  # only cities that have a cluster install it

        with Client(scheduler) as client, client.get_executor(pure=False) as cluster:
            yield cluster.submit
    else:
        yield team.give


def _die_with_the_parent() -> None:
    """A killed build must not leave workers that write into the next one's folder."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_the_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_the_end(parent: int) -> None:
    connection.wait([parent])
    os._exit(1)
