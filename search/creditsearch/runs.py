"""Sorts more lines than fit in memory: sorted runs in a temporary folder, merged as they are read."""

import heapq
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

RUN = 150_000  # lines held at once: some tens of megabytes


def sorted_lines(lines: Iterable[str], folder: Path, name: str, run: int = RUN) -> Iterator[str]:
    """The lines in the order of their code points; no line may hold a line break."""
    source = iter(lines)
    paths: list[Path] = []
    while chunk := sorted(islice(source, run)):
        if not paths and len(chunk) < run:
            return iter(chunk)
        path = folder / f"{name}-{len(paths)}"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(line + "\n" for line in chunk)
        paths.append(path)
    return heapq.merge(*map(_lines, paths))


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line[:-1]
    path.unlink()
