"""Natural persons in the look-up: found by the full name alone, at an address that only who knows the name can say.

Nothing that is written holds the name, and no file lists the addresses: whoever wants to try names must ask the web
server for each. So persons are in no index of a search server either, whose contents could be counted out.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from creditsearch.brands import Brand
from creditsearch.config import Facets
from creditsearch.documents import Document
from creditsearch.names import key
from creditsearch.postings import entry_line
from creditsearch.runs import sorted_lines
from creditsearch.trie import path_hash

FOLDER = "p"
TURNS = 4  # hashes of 32 bits in an address, of which 120 bits are used
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # as in ids: looks like no number of a person


def address(name: str) -> str:
    """Where the persons of a full name stand under `/search/`; `people.js` says the same.

    >>> address("张 三") == address("张三"), address("张三")
    (True, 'p/cjfjbkfxhxsyugiubzbw2c4l.json')
    """
    bits = "".join(f"{path_hash(f'{turn}={key(name)}'):032b}" for turn in range(TURNS))
    letters = "".join(_LETTERS[int(bits[at : at + 5], 2)] for at in range(0, 120, 5))
    return f"{FOLDER}/{letters}.json"


def set_apart(documents: Iterable[Document], facets: Facets, spool: Path) -> Iterator[Document]:
    """The documents that are no persons'; those of persons are laid down as lines, by the address of their name."""
    with spool.open("w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            if not document.is_person:
                yield document
            elif document.full_name:
                facets.add(document)
                line = entry_line(document, facets.meta(document), Brand(0, 0, ()), "").decode()
                file.write(f"{address(document.full_name)}\t{line}")


def write_persons(spool: Path, folder: Path) -> int:
    """A small file for every full name, with every person who bears it; how many persons there are."""
    count = 0
    with spool.open(encoding="utf-8", newline="\n") as file:
        lines = (line.rstrip("\n") for line in file)
        for name, same in groupby(sorted_lines(lines, spool.parent, "people"), _address_of):
            held = [line.split("\t")[1] for line in same]
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            refs = ",".join(map(str, range(len(held))))
            text = f'{{"d":[{",".join(held)}],"k":{{"=":[{len(held)},[{refs}]]}}}}\n'
            path.write_text(text, encoding="utf-8", newline="\n")
            count += len(held)
    return count


def _address_of(line: str) -> str:
    return line.split("\t")[0]
