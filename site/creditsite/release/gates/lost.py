"""What a release lacks that the one before it had: only a file that speaks of that can have a link that broke since."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from posixpath import normpath

MOST = 32  # folders: where more have lost a file, every link is followed
_LONGEST = 2_000  # bytes of an address
REMEMBERED = 20_000  # addresses: nearly all of a site's are its menu
_ENDS = tuple(sign.encode() for sign in "\"'<>() \t\r\n,")
_END = re.compile(b"[%b]" % re.escape(b"".join(_ENDS)))
_ADDRESS = re.compile(rb"(https?://[A-Za-z0-9.:\-]+)?([A-Za-z0-9._~/\-]*)(?:[?#].*)?")
_PLAIN = re.compile(r"[A-Za-z0-9._~/\-]+")  # written in the same way wherever it is written


@dataclass(frozen=True, slots=True)
class Lost:
    """The folders that files are gone from, or files at the top; and what stands in every address that leads there.

    Within such a folder an address may be shorter.
    """

    folders: tuple[str, ...] = ()
    marks: tuple[bytes, ...] = ()

    def concerns(self, name: str, data: bytes) -> bool:
        """Whether a file of the release may lead to something that is gone.

        >>> gone = Lost(("feeds/all/",), (b"all/",))
        >>> gone.concerns("feeds/all/2.atom", b""), gone.concerns("a/index.html", b"../feeds/all/1.atom")
        (True, True)
        >>> gone.concerns("a/index.html", b"../feeds/exits/1.atom"), gone.concerns("a/b/c.html", b"../../all/")
        (False, False)
        """
        if name.startswith(self.folders):
            return True
        folder = name.rpartition("/")[0]
        for mark in self.marks:
            if mark in data and any(
                _leads(folder, address, self.folders) for address in _addresses(data, mark)
            ):
                return True
        return False


def _addresses(data: bytes, mark: bytes) -> Iterator[bytes]:
    """Everything in the bytes that holds a mark, from one sign that no address has to the next."""
    at = data.find(mark)
    while at >= 0:
        start = max(data.rfind(sign, max(0, at - _LONGEST), at) for sign in _ENDS) + 1
        found = _END.search(data, at, at + _LONGEST)
        end = found.start() if found else min(at + _LONGEST, len(data))
        yield data[start:end] if start or at < _LONGEST else b"?" * _LONGEST
        at = data.find(mark, end)


@lru_cache(REMEMBERED)
def _leads(folder: str, address: bytes, folders: tuple[str, ...]) -> bool:
    """Whether an address in a file of a folder leads into one of some folders, or cannot be told at a glance."""
    plain = _ADDRESS.fullmatch(address) if len(address) < _LONGEST else None
    if plain is None:
        return True
    host, path = plain[1], plain[2].decode()
    whole = f"{normpath(path if host or path.startswith('/') else f'/{folder}/{path}')}/"
    if host:  # the site may lie below another
        return any(f"/{one}" in whole for one in folders)
    return whole.lstrip("/").startswith(folders)


class Losses:
    """Gathers what is gone; of more than can be looked for it only remembers that."""

    def __init__(self) -> None:
        self.folders = set[str]()  # that files are gone from
        self.ends = set[str]()  # of their addresses
        self.too_much = False

    def add(self, name: str) -> None:
        """A file that is gone."""
        if self.too_much:
            return
        folder, slash, file = name.rpartition("/")
        self.folders.add(folder + slash or file)
        self.ends.add(folder.rpartition("/")[2] + slash if slash else file)
        oddly = name == "index.html" or not _PLAIN.fullmatch(name)
        self.too_much = oddly or len(self.ends) > MOST


def lost(found: Iterable[Losses]) -> Lost | None:
    """What of a release is not in its successor, by what was found of its parts; nothing where that is too much."""
    parts = list(found)
    folders, ends = set[str](), set[str]()
    for one in parts:
        folders |= one.folders
        ends |= one.ends
    if len(ends) > MOST or any(one.too_much for one in parts):
        return None
    return Lost(tuple(sorted(folders)), tuple(end.encode() for end in sorted(ends)))
