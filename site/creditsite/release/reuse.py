"""Comparing two releases: equal files are kept once on the disk, changed addresses are told to caches."""

import os
from collections.abc import Iterator
from pathlib import Path

from creditsite.release.folder import entries, link, name_before, same_bytes
from creditsite.release.packed import is_packed
from creditsite.render.elder import SIZES

REMEMBERED = 16_384  # pairs of files


def share(staging: Path, live: Path, release: str) -> int:
    """Makes every file that equals the one in the live release a second name of it; how many there are.

    The file of the live release is never touched: the new one is replaced by a name of it. The folder of the open data
    bears the name of its release, and is compared with the one that bore the name of the live release.
    """
    count, pairs = 0, dict[tuple[int, int], bool]()
    for entry, name in _named(staging):
        old = f"{live}/{name_before(name, release, live.name)}"
        if _number(old) != entry.inode() and _says_the_same(old, entry, pairs):
            fresh = Path(entry).with_name(f".{entry.name}.link")
            if link(Path(old), fresh):
                fresh.replace(entry)
                count += 1
    return count


def compared(new: Path, old: Path | None) -> Iterator[tuple[str, str]]:
    """Every file that has an address in either release: "written", "kept" or "gone", and its name; in no order.

    A packed form is sent at the address of its file.
    """
    pairs = dict[tuple[int, int], bool]()
    for entry, name in _named(new):
        if not is_packed(entry.path):
            same = old is not None and _says_the_same(f"{old}/{name}", entry, pairs)
            yield "kept" if same else "written", name
    for entry, name in _named(old) if old else ():
        if not is_packed(entry.path) and _number(f"{new}/{name}") is None:
            yield "gone", name


def _named(root: Path) -> Iterator[tuple["os.DirEntry[str]", str]]:
    start = len(str(root)) + 1
    return ((entry, entry.path[start:]) for entry in entries(root))


def _says_the_same(
    path: str, entry: "os.DirEntry[str]", pairs: dict[tuple[int, int], bool]
) -> bool:
    """Whether a path is a file that holds the same as another; of files with many names each pair is read once."""
    number = _number(path)
    if number is None or number == entry.inode():
        return number is not None
    pair = number, entry.inode()
    if pair not in pairs:
        if len(pairs) >= REMEMBERED:
            pairs.clear()
        pairs[pair] = same_bytes(Path(path), Path(entry))
    return pairs[pair]


def _number(path: str) -> int | None:
    """The number of a file on the disk; two names of one file have the same, as releases lie on one file system."""
    try:
        return os.lstat(path).st_ino
    except (FileNotFoundError, NotADirectoryError):
        return None


def forms(name: str) -> Iterator[str]:
    """The addresses under which a file is asked for, a page in every version.

    >>> list(forms("guides/repair/index.html"))[:3]
    ['/guides/repair/', '/guides/repair/index.html', '/guides/repair']
    >>> list(forms("index.html"))
    ['/', '/index.html', '/elder/', '/elder/index.html', '/elder', '/elder/max/', '/elder/max/index.html', '/elder/max']
    """
    if name == "index.html" or name.endswith("/index.html"):
        for start in ("", *SIZES):
            folder = f"{start}/{name.removesuffix('index.html')}"
            yield folder
            yield f"{folder}index.html"
            if folder != "/":
                yield folder[:-1]
    else:
        yield f"/{name}"
