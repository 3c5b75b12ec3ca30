"""The look-up made in parts that know nothing of one another, so that processes can share the work.

Postings are laid down by the first sign of their text, so that each part holds whole branches of the trie; nodes by the
first digit of the hash that says in which file they stand. How many processes work shows in no byte.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from typing import TextIO

from creditsearch.postings import SHAPES, lines_between, posting_lines, space_of
from creditsearch.runs import sorted_lines
from creditsearch.trie import Node, nodes, path_hash

PARTS = 16  # one for each first digit of a hash
FILE_BYTES = 18_000  # no file is larger; the reader keeps a query within its bytes
ENTRY = 512  # bytes read at once: few entries are longer
SHORTENED = "0"  # in place of a tree: a node that should hold all, and does not
PAIR_CLASSES = (128, 1024)  # two signs that stand together in more than 1/n of all names


@dataclass(frozen=True, slots=True)
class Tally:
    """What is learnt while nodes pass: the bytes that they will take, and the pairs of signs met everywhere."""

    size: int
    pairs: tuple[str, ...]  # by degree, one after another


def lay_postings(forms: Path, common: tuple[str, ...], room: Path, span: tuple[int, int]) -> None:
    """The postings of the names in a span of the forms, each in the part of its first sign."""
    with ExitStack() as stack:
        parts = [
            stack.enter_context(_new(room / f"postings-{part:x}-{span[0]}"))
            for part in range(PARTS)
        ]
        for line in posting_lines(lines_between(forms, span), common):
            parts[ord(line[len(space_of(line))]) % PARTS].write(line + "\n")


def lay_nodes(room: Path, names: int, part: int) -> Tally:
    """The nodes of one part of the postings, as lines that sort by the hash of their path."""
    postings = sorted_lines(_laid(room, f"postings-{part:x}-*"), room, f"sorted-{part:x}")
    size = 0
    pairs: tuple[list[str], ...] = tuple([] for _ in PAIR_CLASSES)
    with ExitStack() as stack:
        parts = [
            stack.enter_context(_new(room / f"nodes-{digit:x}-{part:x}")) for digit in range(PARTS)
        ]
        for space, lines in groupby(postings, space_of):
            for node in nodes(lines, SHAPES[space]):
                size += _size(space, node)
                if space == "" and len(node.path) == 2 and node.subjects >= 8:
                    common = (d for d, n in enumerate(PAIR_CLASSES) if node.subjects * n > names)
                    if (degree := next(common, None)) is not None:
                        pairs[degree].append(node.path)
                line = _node_line(space, node)
                parts[int(line[0], 16)].write(line + "\n")
    return Tally(size, tuple(map("".join, pairs)))


def _size(space: str, node: Node) -> int:
    letters = sum(len(i.text) - len(node.path) + 6 for i in node.items) if space == "~" else 0
    return 25 + len(node.tree or "") + len(node.items) * 68 + letters


def _node_line(space: str, node: Node) -> str:
    depth = len(node.path)
    if space == "~":  # the files do not know how a name is spelt: the rest of it stands here
        refs = ",".join([f"{i.ref}:{i.text[depth:]}|{i.note}" for i in node.items])
    else:
        refs = ",".join([i.ref for i in node.items])
    tree = "" if node.tree is None else f"+{node.tree}"
    return f"{path_hash(node.path):08x}\t{node.path}\t{node.subjects}\t{tree}\t{refs}"


def file_name(number: int, bits: int) -> str:
    """Where a file lies under `/search/`: how many there are is part of it, so that an old reader takes no new one.

    >>> file_name(0x1A2, 10)
    'n10/01/a2.json'
    """
    return f"n{bits}/{file_stem(number)}.json"


def file_stem(number: int) -> str:
    """The name of a file, as the configuration says which are split."""
    return f"{number >> 8:02x}/{number & 0xFF:02x}"


def write_files(room: Path, entries: Path, bits: int, folder: Path, part: int) -> tuple[str, ...]:
    """The files of one part: of all numbers from 0 to 2^bits - 1, so that no legal query meets a missing file.

    What would be too large lies in two files, by the next bit of the hash, and so on: given are the names so split.
    """
    digits, numbers = _share(bits, part)
    laid = chain.from_iterable(_laid(room, f"nodes-{digit:x}-*") for digit in digits)
    source = sorted_lines(laid, room, f"placed-{part:x}")
    ahead = next(source, None)
    split: list[str] = []
    with _Kept(entries) as kept:
        for number in numbers:
            here = []
            while ahead is not None and int(ahead[:8], 16) >> (32 - bits) == number:
                here.append(ahead.split("\t"))
                ahead = next(source, None)
            (folder / file_name(number, bits)).parent.mkdir(parents=True, exist_ok=True)
            for name, data in _divided(here, kept, file_stem(number), 31 - bits, split):
                (folder / f"n{bits}" / f"{name}.json").write_bytes(data)
    return tuple(split)


def _divided(
    rows: list[list[str]], kept: "_Kept", name: str, bit: int, split: list[str]
) -> Iterator[tuple[str, bytes]]:
    """The bytes of a file, or of those that stand in its place; `bit` of the hashes tells the next two apart."""
    data = _file([row[1:] for row in rows], kept)
    if len(data) <= FILE_BYTES:
        yield name, data
    elif len(rows) == 1 or bit < 0:
        yield name, _shortened(rows, kept)
    else:
        split.append(name)
        for side in (0, 1):
            half = [row for row in rows if int(row[0], 16) >> bit & 1 == side]
            yield from _divided(half, kept, f"{name}{side}", bit - 1, split)


def _shortened(rows: list[list[str]], kept: "_Kept") -> bytes:
    """One node too large by itself, of very long names: its last are left out, and the reader is told so."""
    most = max(len(row[4].split(",")) for row in rows)
    sizes = range(most - 1, -1, -1)
    files = (_file([_first(row[1:], size) for row in rows], kept) for size in sizes)
    return next(data for data in files if len(data) <= FILE_BYTES)


def _first(row: list[str], size: int) -> list[str]:
    path, count, tree, refs = row
    listed = refs.split(",")
    return row if len(listed) <= size else [path, count, tree or SHORTENED, ",".join(listed[:size])]


def _share(bits: int, part: int) -> tuple[range, range]:
    """The first digits of the hashes in a part, and the numbers of its files; small cities leave parts without any."""
    if bits >= 4:
        return range(part, part + 1), range(part << (bits - 4), (part + 1) << (bits - 4))
    width = 16 >> bits
    return range(part * width, (part + 1) * width), range(part, part + (part < 1 << bits))


class _Kept:
    """Entries read from where they lie on disk; mapped, all of a large city's would be counted as memory."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)

    def __enter__(self) -> "_Kept":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def entry(self, ref: str) -> bytes:
        """The line that begins at a place, in hexadecimal digits."""
        start, size = int(ref, 16), ENTRY
        while b"\n" not in (data := os.pread(self._file.fileno(), size, start)):
            if len(data) < size:
                raise KeyError(ref)
            size *= 2
        return data[: data.index(b"\n")]


def _file(rows: list[list[str]], kept: _Kept) -> bytes:
    places: dict[
        str, str
    ] = {}  # of the entries in this file, in the order in which nodes name them
    parts = [_node(places, *row) for row in sorted(rows)]
    entries = b",\n".join(map(kept.entry, places))
    return b'{"d":[' + entries + b'],\n"k":{' + ",\n".join(parts).encode() + b"}}\n"


def _node(places: dict[str, str], path: str, count: str, tree: str, refs: str) -> str:
    """A node as JSON; paths, trees and spellings hold letters, digits and `)`, `|` only: nothing to escape."""
    if path[0] == "~":
        listed = [_noted(places, one) for one in refs.split(",") if one]
    else:
        listed = [places.setdefault(ref, str(len(places))) for ref in refs.split(",") if ref]
    rest = ",0" if tree == SHORTENED else f',"{tree[1:]}"' if tree else ""
    return f'"{path}":[{count},[{",".join(listed)}]{rest}]'


def _noted(places: dict[str, str], one: str) -> str:
    ref, _, note = one.partition(":")
    return f'{places.setdefault(ref, str(len(places)))},"{note}"'


def _new(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")


def _laid(room: Path, names: str) -> Iterator[str]:
    """The lines of these files, which are gone afterwards."""
    for path in sorted(room.glob(names)):
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from (line[:-1] for line in file)
        path.unlink()
