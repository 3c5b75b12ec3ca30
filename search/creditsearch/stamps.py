"""What an index must hold and what it holds, compared document by document without holding either in memory."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from creditsearch.hits import Row
from creditsearch.runs import sorted_lines


class Wanted:
    """Documents laid down on disk, with `id digest` lines in order: the release as the index must hold it."""

    def __init__(self, folder: Path, rows: Iterable[Row]) -> None:
        folder.mkdir()
        self.folder = folder
        self.count = 0
        with (folder / "rows").open("w", encoding="utf-8", newline="\n") as file:
            for one in rows:
                file.write(f"{one['id']} {one['digest']}\t{json.dumps(one, ensure_ascii=False)}\n")
                self.count += 1

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """`id digest` and the document as JSON, one after another."""
        with (self.folder / "rows").open(encoding="utf-8", newline="\n") as file:
            for line in file:
                stamp, _, text = line.rstrip("\n").partition("\t")
                yield stamp, text.encode()

    def stamps(self) -> Iterator[str]:
        """`id digest` of every document, sorted."""
        return sorted_lines((stamp for stamp, _ in self.rows()), self.folder, "wanted")


def compared(wanted: Iterable[str], held: Iterable[str]) -> Iterator[tuple[str, bool, str]]:
    """Both runs of stamps side by side, by id: the wanted or left-over stamp, whether it is wanted, the stamp held."""
    left, right = iter(wanted), iter(held)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        a = one.split(" ")[0] if one is not None else None
        b = other.split(" ")[0] if other is not None else None
        if one is not None and a is not None and (b is None or a <= b):
            yield one, True, other if a == b and other is not None else ""
            one, other = next(left, None), next(right, None) if a == b else other
        elif other is not None:
            yield other, False, other
            other = next(right, None)
