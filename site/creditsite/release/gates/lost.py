"""What a release lacks that the one before it had: only a file that speaks of that can have a link that broke since."""

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from creditsite.release.beside import side_by_side
from creditsite.release.folder import is_large
from creditsite.release.workers import shared

MOST = 32  # folders; where more have lost a file, every link is followed
_PLAIN = re.compile(r"[A-Za-z0-9._~/\-]+")  # written in the same way wherever it is written


@dataclass(frozen=True, slots=True)
class Lost:
    """The folders that files are gone from, and what stands in every address that leads into one from elsewhere."""

    folders: tuple[str, ...] = ()
    marks: tuple[bytes, ...] = ()

    def concerns(self, name: str, data: bytes) -> bool:
        """Whether a file of the release may lead to something that is gone.

        >>> gone = Lost(("feeds/all/",), (b"all/",))
        >>> gone.concerns("feeds/all/2.atom", b""), gone.concerns("a/index.html", b"../feeds/all/1.atom")
        (True, True)
        >>> gone.concerns("a/index.html", b"../feeds/exits/1.atom")
        False
        """
        return name.startswith(self.folders) or any(mark in data for mark in self.marks)


def lost(new: Path, old: Path, workers: int = 1) -> Lost | None:
    """What of a release is not in its successor; nothing where that is too much to look for."""
    parts = workers if is_large(old) else 1
    with shared(parts) as each:
        found = list(each(partial(_part, new, old, parts), range(parts)))
    if any(one is None for one in found):
        return None
    folders, ends = (set().union(*some) for some in zip(*found, strict=True))
    if len(ends) > MOST:
        return None
    return Lost(tuple(sorted(folders)), tuple(end.encode() for end in sorted(ends)))


def _part(new: Path, old: Path, parts: int, part: int) -> tuple[set[str], set[str]] | None:
    """The folders that files of one part are gone from, and the ends of their addresses."""
    folders, ends = set[str](), set[str]()
    for name in (name for name, number, _ in side_by_side(new, old, part, parts) if number is None):
        folder, slash, file = name.rpartition("/")
        folders |= {folder + slash} if slash else set()
        ends.add(folder.rpartition("/")[2] + slash if slash else file)
        if len(ends) > MOST or name == "index.html" or not _PLAIN.fullmatch(name):
            return None
    return folders, ends
