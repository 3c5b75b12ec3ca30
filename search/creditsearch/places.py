"""In which look-up files a subject stands: known from the texts under which it is found, without reading them all."""

import json
from collections.abc import Iterable, Iterator

from creditsearch.documents import Document
from creditsearch.parts import file_stem
from creditsearch.persons import FOLDER, address
from creditsearch.postings import form_line, names_of, posting_lines
from creditsearch.trie import path_hash


def places(config: bytes, told: Iterable[Document]) -> dict[str, frozenset[str]]:
    """Folders under `/search/`, and in each the names of all files that may hold an entry of these documents.

    `config` is that of the look-up in which they stand. A file that is named need not be there.
    """
    lookup = json.loads(config)["lookup"]
    bits, split, common = (
        lookup["bits"],
        frozenset(lookup["split"].split()),
        tuple(lookup["common"]),
    )
    nodes, persons = set[str](), set[str]()
    for document in told:
        if document.is_person:
            persons.add(address(document.full_name).removeprefix(f"{FOLDER}/"))
        else:
            paths = {
                text[:end] for text in _texts(document, common) for end in range(1, len(text) + 1)
            }
            nodes |= {f"{_stem(path_hash(path), bits, split)}.json" for path in paths}
    return {f"n{bits}": frozenset(nodes), FOLDER: frozenset(persons)}


def _texts(document: Document, common: tuple[str, ...]) -> Iterator[str]:
    """Every text under which it is found; it stands in nodes that these begin with, and in no others."""
    lines = (form_line("0", document, *named) for named in names_of(document))
    yield from (line.partition("\t")[0] for line in posting_lines(lines, common))


def _stem(value: int, bits: int, split: frozenset[str]) -> str:
    """The file of a node, by the hash of its path: where one was split, the one that the next bit leads to."""
    stem, bit = file_stem(value >> (32 - bits)), 31 - bits
    while stem in split:
        stem, bit = f"{stem}{value >> bit & 1}", bit - 1
    return stem
