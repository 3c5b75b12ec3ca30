"""Writes the static look-up: small files by which a browser finds a subject without any server.

Every text under which a subject is found (each tail of its names, pinyin and initials of its brand, its code) is a path
of a trie (`trie.py`). Nodes go into files by a hash of their path, so no file name tells what was asked, and a file
changes only where a name in it does. `static/static.js` reads them.
"""

import json
import math
import mmap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from creditsearch.brands import Brand, brand
from creditsearch.config import Facets, config_bytes
from creditsearch.documents import Document
from creditsearch.names import han_table, key
from creditsearch.pinyin import BRAND_END, latin_forms
from creditsearch.runs import sorted_lines
from creditsearch.trie import Item, Node, Shape, nodes

TARGET = 4096  # bytes that a file has on average, when the next doubling of their number is near
NAMES, LATIN, CODES = Shape(2, 9, 2), Shape(3, 24, 4), Shape(8, 13, 4)
SPACES = {"": NAMES, "~": LATIN, "#": CODES}  # what a path begins with in a file → how it is cut
CLASSES = (
    8,
    32,
    128,
    512,
)  # a sign that stands in more than 1/n of all names is common in the n-th degree
SCRIPTS = (
    "lookup.js", "box.js", "view.js", "engine.js", "static.js", "server.js", "rank.js", "names.js", "lookup.css",
)  # fmt: skip


@dataclass(slots=True)
class _Spool:
    """The entries as they will stand in the files, on disk, and what is counted while they pass."""

    file: IO[bytes]
    facets: Facets = field(default_factory=Facets)
    signs: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    subjects: int = 0
    persons: int = 0


def write_lookup(documents: Iterable[Document], folder: Path) -> None:
    """Everything under `/search/` but its page: scripts, configuration, look-up files."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_scripts(folder)
    with TemporaryDirectory() as name:
        rooms = Path(name)
        with (rooms / "entries").open("w+b") as file:
            spool = _Spool(file)
            lines = sorted_lines(_posting_lines(documents, spool), rooms, "postings")
            placed = sorted_lines(size := _Sized(_node_lines(lines)), rooms, "nodes")
            first = next(placed, None)  # now everything has passed: the size is known
            file.flush()
            bits = max(0, math.ceil(math.log2(max(1, size.bytes / TARGET))))
            _write_files(chain([first] if first else [], placed), file, bits, folder)
            _write_config(spool, bits, folder)


def _write_scripts(folder: Path) -> None:
    for script in SCRIPTS:
        (folder / script).write_bytes(files("creditsearch").joinpath("static", script).read_bytes())
    table = han_table()
    text = (
        "// Traditional signs and their simplified forms, one under the other; generated.\n"
        f'export const TRADITIONAL = "{"".join(map(chr, table))}";\n'
        f'export const SIMPLIFIED = "{"".join(table.values())}";\n'
    )
    (folder / "han.js").write_text(text, encoding="utf-8", newline="\n")


def _write_config(spool: _Spool, bits: int, folder: Path) -> None:
    total = max(1, spool.entries)
    common = [
        "".join(sorted(s for s, n in spool.signs.items() if n >= 8 and _degree(n, total) == d))
        for d in range(len(CLASSES))
    ]
    lookup = {
        "bits": bits,
        "subjects": spool.subjects,
        "persons": spool.persons > 0,
        "common": common,
    }
    (folder / "config.json").write_bytes(config_bytes(lookup, spool.facets))


def _degree(count: int, total: int) -> int:
    return next((d for d, n in enumerate(CLASSES) if count * n > total), len(CLASSES))


# --- postings: what each subject is found under -------------------------------------------------------------------


def _posting_lines(documents: Iterable[Document], spool: _Spool) -> Iterator[str]:
    for document in documents:
        spool.subjects += 1
        spool.facets.add(document)
        if document.is_person:
            spool.persons += 1
            form = key(document.name)
            ref = _spooled(spool, document, form, Brand(0, len(form), ()), "")
            yield _line(f"={form}", 2, 0, len(form), ref)
            continue
        yield from _subject_lines(document, spool)


def _subject_lines(document: Document, spool: _Spool) -> Iterator[str]:
    own = _name_brand(document)
    seen = set()
    for at, text in enumerate((document.name, *document.aliases, *document.shops)):
        form = key(text)
        if not form or form in seen:
            continue
        seen.add(form)
        found = own if at == 0 else brand(text)
        ref = _spooled(spool, document, form, found, "" if at == 0 else text)
        spool.signs.update(set(form))
        spool.entries += 1
        yield from _name_lines(form, found, ref)
        if at == 0 and document.code:
            yield _line(f"#{document.code}", 2, 0, len(form), ref)


def _name_brand(document: Document) -> Brand:
    """The brand as a record names it, where it stands in the name; else as the name shows it."""
    form = key(document.name)
    guess = brand(document.name)
    known = [a for a in map(key, document.aliases) if 2 <= len(a) <= 6 and a in form]
    if not known:
        return guess
    best = min(known, key=lambda a: (form.find(a) != guess.start, len(a), a))
    start = form.find(best)
    others = tuple(sorted({*guess.other_starts, guess.start} - {start}))
    return Brand(start, len(best), others)


def _name_lines(form: str, found: Brand, ref: int) -> Iterator[str]:
    for at in range(len(form)):
        place = 0 if at == found.start else 1 if at == 0 else 2
        yield _line(form[at : at + NAMES.deepest], place, found.length, len(form), ref)
    for text, starts in latin_forms(form, found):
        bare = text.replace(BRAND_END, "")[: LATIN.deepest]
        end = max(0, text.find(BRAND_END))
        yield _line(f"~{bare}", 0 if starts else 2, end, len(form), ref, text[:40])


def _line(text: str, place: int, brand: int, length: int, ref: int, note: str = "") -> str:
    return f"{text}\t{place}\t{brand}\t{length}\t{ref}\t{note}"


def _spooled(spool: _Spool, document: Document, form: str, found: Brand, alias: str) -> int:
    """Keep an entry; where it stands among the kept ones."""
    at = spool.file.tell()
    row = [
        document.id,
        document.name,
        f"{min(found.start, 35):x}.{found.length:x}",
        spool.facets.meta(document),
        *([alias] if alias else []),
    ]
    spool.file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return at


# --- nodes and files ----------------------------------------------------------------------------------------------


def _node_lines(postings: Iterable[str]) -> Iterator[str]:
    """Nodes as lines that sort by the hash of their path: each kind of text is a run of its own in the order."""
    for space, group in _spaces(postings):
        if space == "=":
            yield from _whole_lines(group)
            continue
        for node in nodes(group, SPACES[space]):
            yield _node_line(space + node.path, node, noted=space == "~")


def _spaces(postings: Iterable[str]) -> Iterator[tuple[str, Iterator[Item]]]:
    source = iter(postings)
    ahead = next(source, None)

    def run(space: str) -> Iterator[Item]:
        nonlocal ahead
        while ahead is not None and _space(ahead) == space:
            yield _item(ahead, len(space))
            ahead = next(source, None)

    while ahead is not None:
        space = _space(ahead)
        yield space, run(space)


def _space(line: str) -> str:
    return line[0] if line[0] in "#=~" else ""


def _item(line: str, skip: int) -> Item:
    text, place, brand_length, length, ref, note = line.split("\t")
    return Item(text[skip:], int(place), int(brand_length), int(length), int(ref), note)


def _whole_lines(items: Iterable[Item]) -> Iterator[str]:
    """Persons: one node per full name, and nothing for its parts."""
    held: list[Item] = []
    for item in items:
        if held and held[0].text != item.text:
            yield _node_line(
                "=" + held[0].text, Node(held[0].text, len(held), tuple(held), None), noted=False
            )
            held = []
        held.append(item)
    if held:
        yield _node_line(
            "=" + held[0].text, Node(held[0].text, len(held), tuple(held), None), noted=False
        )


def _node_line(path: str, node: Node, noted: bool) -> str:
    refs = ",".join(f"{i.ref}:{i.note}" if noted else str(i.ref) for i in node.items)
    tree = "" if node.tree is None else f"+{node.tree}"
    return f"{path_hash(path):08x}\t{path}\t{node.count}\t{tree}\t{refs}"


def path_hash(path: str) -> int:
    """FNV-1a over UTF-8 with a last stirring: the same in `static.js`."""
    value = 0x811C9DC5
    for byte in path.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    return value ^ (value >> 13)


class _Sized:
    """Lines passed through, with an estimate of the bytes that they will take in the files."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.bytes = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            refs = line.count(",") + 1
            self.bytes += 30 + refs * 75 + len(line) // 4
            yield line


def _write_files(lines: Iterable[str], entries: IO[bytes], bits: int, folder: Path) -> None:
    """One file per number from 0 to 2^bits - 1: all of them, so that no legal query meets a missing file."""
    source = iter(lines)
    ahead = next(source, None)
    entries.seek(0, 2)
    with (
        mmap.mmap(entries.fileno(), 0, access=mmap.ACCESS_READ)
        if entries.tell()
        else _Nothing() as kept
    ):
        for number in range(1 << bits):
            here = []
            while ahead is not None and int(ahead[:8], 16) >> (32 - bits) == number:
                here.append(ahead.split("\t")[1:])
                ahead = next(source, None)
            path = folder / file_name(number, bits)
            if number & 0xFF == 0 or bits <= 8:
                path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_file(here, kept))


class _Nothing:
    """Stands for the entries where there are none."""

    def __enter__(self) -> bytes:
        return b""

    def __exit__(self, *_: object) -> None:
        return


def file_name(number: int, bits: int) -> str:
    """Where a file lies under `/search/`: the number of files is part of it, so that no old reader takes a new one.

    >>> file_name(0x1A2, 10)
    'n10/01/a2.json'
    """
    return f"n{bits}/{number >> 8:02x}/{number & 0xFF:02x}.json"


def _file(rows: list[list[str]], kept: bytes | mmap.mmap) -> bytes:
    places: dict[int, int] = {}
    parts = [_node(places, *row) for row in sorted(rows)]
    entries = b",".join(_entry(kept, ref) for ref in places)
    return b'{"d":[' + entries + b'],\n"k":{' + ",".join(parts).encode() + b"}}\n"


def _entry(kept: bytes | mmap.mmap, ref: int) -> bytes:
    return kept[ref : kept.find(b"\n", ref)]


def _node(places: dict[int, int], path: str, count: str, tree: str, refs: str) -> str:
    values: list[int | str] = [int(count)]
    listed: list[int | str] = []
    for one in refs.split(",") if refs else ():
        ref, bar, note = one.partition(":")
        listed += [places.setdefault(int(ref), len(places)), *([note] if bar else [])]
    row = [*values, listed, *([tree[1:]] if tree else [])]
    return f"{json.dumps(path, ensure_ascii=False)}:{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}"
