"""Comparing two releases: equal files are kept once on the disk, changed addresses are told to caches."""

import os
from collections.abc import Iterator
from pathlib import Path

from creditsite.release.folder import entries, link, name_before, same_bytes
from creditsite.release.packed import is_packed
from creditsite.render.elder import SIZES


def share(staging: Path, live: Path, release: str) -> int:
    """Makes every file that equals the one in the live release a second name of it; how many there are.

    The file of the live release is never touched: the new one is replaced by a name of it. The folder of the open data
    bears the name of its release, and is compared with the one that bore the name of the live release.
    """
    count = 0
    for entry, name in _named(staging):
        old = f"{live}/{name_before(name, release, live.name)}"
        if not _is(old, entry) and same_bytes(Path(old), Path(entry)):
            fresh = Path(entry).with_name(f".{entry.name}.link")
            if link(Path(old), fresh):
                fresh.replace(entry)
                count += 1
    return count


def compared(new: Path, old: Path | None) -> Iterator[tuple[str, str]]:
    """Every file that has an address in either release: "written", "kept" or "gone", and its name; in no order.

    A packed form is sent at the address of its file.
    """
    for entry, name in _named(new):
        if not is_packed(entry.path):
            before = f"{old}/{name}"
            same = old and (_is(before, entry) or same_bytes(Path(before), Path(entry)))
            yield "kept" if same else "written", name
    for entry, name in _named(old) if old else ():
        if not is_packed(entry.path) and not os.path.isfile(f"{new}/{name}"):  # noqa: PTH113 -- a million times
            yield "gone", name


def _named(root: Path) -> Iterator[tuple["os.DirEntry[str]", str]]:
    start = len(str(root)) + 1
    return ((entry, entry.path[start:]) for entry in entries(root))


def _is(path: str, entry: "os.DirEntry[str]") -> bool:
    """Whether a path is another name of a file: releases lie on one file system."""
    try:
        return os.lstat(path).st_ino == entry.inode()
    except (FileNotFoundError, NotADirectoryError):
        return False


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
