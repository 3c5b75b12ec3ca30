"""Builds a look-up in a process of its own, so that its time and memory can be told: `python -m tests.search.building`.

Prints seconds, seconds of all processors and megabytes, those of the processes that share the work with it.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from creditsearch.documents import Document
from creditsearch.lookup import write_lookup
from creditsite.release.workers import Team
from tests.search.corpus import subjects

WORKERS = os.cpu_count() or 1


def built(size: int, seed: int, folder: Path) -> tuple[float, float, float]:
    """The seconds that the files took, those of all processors, and the megabytes at most."""
    laid = folder.parent / "documents"
    with laid.open("w", encoding="utf-8") as file:  # so that making the names is not measured
        file.writelines(json.dumps(asdict(d)) + "\n" for d, _ in subjects(size, seed))

    def read() -> Iterator[Document]:
        with laid.open(encoding="utf-8") as file:
            for row in map(json.loads, file):
                yield Document(
                    **{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
                )

    start, before = time.monotonic(), os.times()
    with Team(WORKERS) as team:
        write_lookup(read(), folder, team.each)
    spent = time.monotonic() - start
    work = sum(os.times()[:4]) - sum(before[:4])
    laid.unlink()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of one: no other was larger
    return spent, work, (own + WORKERS * most) / 1024


if __name__ == "__main__":
    print(json.dumps(built(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
