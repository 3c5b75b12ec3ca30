"""Processes that share the work, and that never outlive the one that sent them."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process


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


def _die_with_the_parent() -> None:
    """A killed build must not leave workers that write into the next one's folder."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_the_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_the_end(parent: int) -> None:
    connection.wait([parent])
    os._exit(1)
