"""Writes the static look-up: small files by which a browser finds a subject without any server.

Every text under which a subject is found (`postings.py`) is a path of a trie (`trie.py`). Its nodes go into files by a
hash of their path (`parts.py`): no file name tells what was asked, and a file changes only where a name in it does.
`static/static.js` reads them.
"""

import math
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from creditsearch.config import Facets, config_bytes
from creditsearch.documents import Document
from creditsearch.names import han_table
from creditsearch.parts import (
    FILE_BYTES,
    PAIR_CLASSES,
    PARTS,
    Tally,
    lay_nodes,
    lay_postings,
    write_files,
)
from creditsearch.persons import FOLDER as PERSONS
from creditsearch.persons import set_apart, write_persons
from creditsearch.postings import TAILS, Spool, spooled

Each = Callable[
    ..., Iterable[Any]
]  # as `map` does; a pool of processes has one that shares the work

TARGET = 4500  # bytes of a file on average, when the next doubling of their number is near
SCRIPTS = (
    "lookup.js", "box.js", "view.js", "engine.js", "static.js", "plan.js", "people.js", "server.js", "rank.js",
    "names.js", "words.js", "asked.js", "lookup.css",
)  # fmt: skip


def write_lookup(documents: Iterable[Document], folder: Path, each: Each = map) -> None:
    """Everything under `/search/` but its page: scripts, configuration, look-up files."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_scripts(folder)
    with TemporaryDirectory() as name:
        room = Path(name)
        facets = Facets()
        spool = spooled(set_apart(documents, facets, room / "persons"), room, facets)
        persons = write_persons(room / "persons", folder)
        _all(each(partial(lay_postings, spool.forms, spool.common(), room), spool.spans()))
        tallies = list(each(partial(lay_nodes, room, spool.names), range(PARTS)))
        size = sum(tally.size for tally in tallies)
        bits = max(0, math.ceil(math.log2(max(1, size / TARGET))))
        laid = each(partial(write_files, room, spool.entries, bits, folder), range(PARTS))
        split = [name for names in laid for name in names]
        config = _config(spool, tallies, bits, split, persons > 0)
        (folder / "config.json").write_bytes(config)


def lookup_files(folder: Path) -> Iterator[Path | str]:
    """The path of everything that `write_lookup` wrote into a folder, by the names that it has now."""
    yield folder / "config.json"
    yield from (folder / script_folder() / name for name, _ in _scripts())
    for home in (*folder.glob("n*"), folder / PERSONS):
        for inner, _, names in os.walk(home):  # a hundred thousand
            yield from (f"{inner}/{name}" for name in names if name.endswith(".json"))


def _all(results: Iterable[None]) -> None:
    """Wait for every one; a fault of one flies."""
    for _ in results:
        pass


def _pairs(tallies: Iterable[Tally], degree: int) -> str:
    signs = "".join(tally.pairs[degree] for tally in tallies)
    return "".join(sorted(signs[at : at + 2] for at in range(0, len(signs), 2)))


def _config(
    spool: Spool, tallies: list[Tally], bits: int, split: list[str], persons: bool
) -> bytes:
    lookup = {
        "bits": bits,
        "split": " ".join(sorted(split)),
        "largest": FILE_BYTES,
        "subjects": spool.subjects,
        "persons": persons,
        "common": spool.common(),
        "pairs": [_pairs(tallies, degree) for degree in range(len(PAIR_CLASSES))],
        "tails": TAILS,
    }
    return config_bytes(lookup, spool.facets)


def script_folder() -> str:
    """Where the scripts stand under `/search/`: named after all their bytes, so that no reader gets a mixed set."""
    sha = sha256()
    for name, data in _scripts():
        sha.update(f"{name}\0{len(data)}\0".encode())
        sha.update(data)
    return f"scripts/{sha.hexdigest()[:12]}"


def _write_scripts(folder: Path) -> None:
    home = folder / script_folder()
    home.mkdir(parents=True, exist_ok=True)
    for name, data in _scripts():
        (home / name).write_bytes(data)


def _scripts() -> Iterator[tuple[str, bytes]]:
    for name in SCRIPTS:
        yield name, files("creditsearch").joinpath("static", name).read_bytes()
    table = han_table()
    text = (
        "// Traditional signs and their simplified forms, in the same order; generated.\n"
        f'export const TRADITIONAL = "{"".join(map(chr, table))}";\n'
        f'export const SIMPLIFIED = "{"".join(table.values())}";\n'
    )
    yield "han.js", text.encode()
