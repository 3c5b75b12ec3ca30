"""Writes the static look-up: small files by which a browser finds a subject without any server.

Every text under which a subject is found (`postings.py`) is a path of a trie (`trie.py`). Its nodes go into files by a
hash of their path: no file name tells what was asked, and a file changes only where a name in it does.
`static/static.js` reads them.
"""

import math
import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import chain, groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from creditsearch.config import Facets, config_bytes
from creditsearch.documents import Document
from creditsearch.names import han_table
from creditsearch.persons import set_apart, write_persons
from creditsearch.postings import (
    SHAPES,
    TAILS,
    Spool,
    item,
    posting_lines,
    space_of,
    spooled,
)
from creditsearch.runs import sorted_lines
from creditsearch.trie import Node, nodes, path_hash

TARGET = 4500  # bytes of a file on average, when the next doubling of their number is near
PAIR_CLASSES = (128, 1024)  # two signs that stand together in more than 1/n of all names
SCRIPTS = (
    "lookup.js", "box.js", "view.js", "engine.js", "static.js", "people.js", "server.js", "rank.js", "names.js",
    "words.js",
    "lookup.css",
)  # fmt: skip


@dataclass(slots=True)
class _Tally:
    """What is learnt while the nodes pass: the bytes that they will take, and the pairs of signs met everywhere."""

    total: int
    size: int = 0
    pairs: tuple[list[str], ...] = field(default_factory=lambda: tuple([] for _ in PAIR_CLASSES))

    def note(self, space: str, node: Node) -> None:
        letters = sum(len(i.text) - len(node.path) + 6 for i in node.items) if space == "~" else 0
        self.size += 25 + len(node.tree or "") + len(node.items) * 68 + letters
        if space == "" and len(node.path) == 2:
            found = (d for d, n in enumerate(PAIR_CLASSES) if node.count * n > self.total)
            if (d := next(found, None)) is not None and node.count >= 8:
                self.pairs[d].append(node.path)


def write_lookup(documents: Iterable[Document], folder: Path) -> None:
    """Everything under `/search/` but its page: scripts, configuration, look-up files."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_scripts(folder)
    with TemporaryDirectory() as name:
        room = Path(name)
        facets = Facets()
        spool = spooled(set_apart(documents, facets, room / "persons"), room, facets)
        persons = write_persons(room / "persons", folder)
        tally = _Tally(spool.names)
        postings = sorted_lines(posting_lines(spool), room, "postings")
        placed = sorted_lines(_node_lines(postings, tally), room, "nodes")
        first = next(placed, None)  # by now every node has passed: their size is known
        bits = max(0, math.ceil(math.log2(max(1, tally.size / TARGET))))
        _write_files(chain([first] if first else [], placed), spool.entries, bits, folder)
        (folder / "config.json").write_bytes(_config(spool, tally, bits, persons > 0))


def _config(spool: Spool, tally: _Tally, bits: int, persons: bool) -> bytes:
    lookup = {
        "bits": bits,
        "subjects": spool.subjects,
        "persons": persons,
        "common": spool.common(),
        "pairs": ["".join(sorted(pairs)) for pairs in tally.pairs],
        "tails": TAILS,
    }
    return config_bytes(lookup, spool.facets)


def _write_scripts(folder: Path) -> None:
    for script in SCRIPTS:
        (folder / script).write_bytes(files("creditsearch").joinpath("static", script).read_bytes())
    table = han_table()
    text = (
        "// Traditional signs and their simplified forms, in the same order; generated.\n"
        f'export const TRADITIONAL = "{"".join(map(chr, table))}";\n'
        f'export const SIMPLIFIED = "{"".join(table.values())}";\n'
    )
    (folder / "han.js").write_text(text, encoding="utf-8", newline="\n")


def _node_lines(postings: Iterable[str], tally: _Tally) -> Iterator[str]:
    """Every node as a line that sorts by the hash of its path."""
    for space, lines in groupby(postings, space_of):
        items = map(item, lines)
        for node in nodes(items, SHAPES[space]):
            tally.note(space, node)
            yield _node_line(space, node)


def _node_line(space: str, node: Node) -> str:
    depth = len(node.path)
    if space == "~":  # the files do not know how a name is spelt: the rest of it stands here
        refs = ",".join(f"{i.ref}:{i.text[depth:]}|{i.note}" for i in node.items)
    else:
        refs = ",".join(str(i.ref) for i in node.items)
    path = space + node.path
    tree = "" if node.tree is None else f"+{node.tree}"
    return f"{path_hash(path):08x}\t{path}\t{node.count}\t{tree}\t{refs}"


def file_name(number: int, bits: int) -> str:
    """Where a file lies under `/search/`: how many there are is part of it, so that an old reader takes no new one.

    >>> file_name(0x1A2, 10)
    'n10/01/a2.json'
    """
    return f"n{bits}/{number >> 8:02x}/{number & 0xFF:02x}.json"


def _write_files(lines: Iterable[str], entries: Path, bits: int, folder: Path) -> None:
    """All numbers from 0 to 2^bits - 1, so that no legal query meets a missing file."""
    source = iter(lines)
    ahead = next(source, None)
    with _Kept(entries) as kept:
        for number in range(1 << bits):
            here = []
            while ahead is not None and int(ahead[:8], 16) >> (32 - bits) == number:
                here.append(ahead.split("\t")[1:])
                ahead = next(source, None)
            path = folder / file_name(number, bits)
            if number & 0xFF == 0:
                path.parent.mkdir(parents=True)
            path.write_bytes(_file(here, kept))


class _Kept:
    """Entries read from where they lie on disk."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        size = path.stat().st_size
        self._bytes = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if size else None

    def __enter__(self) -> "_Kept":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bytes is not None:
            self._bytes.close()
        self._file.close()

    def entry(self, ref: int) -> bytes:
        if self._bytes is None:
            raise KeyError(ref)
        return self._bytes[ref : self._bytes.find(b"\n", ref)]


def _file(rows: list[list[str]], kept: _Kept) -> bytes:
    places: dict[int, int] = {}
    parts = [_node(places, *row) for row in sorted(rows)]
    entries = b",\n".join(map(kept.entry, places))
    return b'{"d":[' + entries + b'],\n"k":{' + ",\n".join(parts).encode() + b"}}\n"


def _node(places: dict[int, int], path: str, count: str, tree: str, refs: str) -> str:
    """A node as JSON; paths, trees and spellings hold letters, digits and `)`, `|` only: nothing to escape."""
    listed = []
    for one in refs.split(",") if refs else ():
        ref, bar, note = one.partition(":")
        place = str(places.setdefault(int(ref), len(places)))
        listed.append(f'{place},"{note}"' if bar else place)
    rest = f',"{tree[1:]}"' if tree else ""
    return f'"{path}":[{count},[{",".join(listed)}]{rest}]'
