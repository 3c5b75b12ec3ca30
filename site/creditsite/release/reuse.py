"""Comparing two releases: equal files are kept once on the disk, changed addresses are told to caches."""

from collections.abc import Iterator
from pathlib import Path

from creditsite.release.folder import files, link, name_before, same_bytes
from creditsite.release.packed import is_packed
from creditsite.render.elder import SIZES


def share(staging: Path, live: Path, release: str) -> int:
    """Makes every file that equals the one in the live release a second name of it; how many there are.

    The file of the live release is never touched: the new one is replaced by a name of it. The folder of the open data
    bears the name of its release, and is compared with the one that bore the name of the live release.
    """
    count = 0
    for path in files(staging):
        old = live / name_before(path.relative_to(staging).as_posix(), release, live.name)
        if same_bytes(old, path) and not old.samefile(path):
            fresh = path.with_name(f".{path.name}.link")
            if link(old, fresh):
                fresh.replace(path)
                count += 1
    return count


def compared(new: Path, old: Path | None) -> Iterator[tuple[str, str]]:
    """Every file that has an address in either release: "written", "kept" or "gone", and its name; in no order."""
    for path in _asked_for(new):
        name = path.relative_to(new).as_posix()
        same = old is not None and same_bytes(old / name, path)
        yield "kept" if same else "written", name
    if old is not None:
        for path in _asked_for(old):
            name = path.relative_to(old).as_posix()
            if not (new / name).is_file():
                yield "gone", name


def _asked_for(root: Path) -> Iterator[Path]:
    """Files that have an address: a packed form is sent at the address of its file."""
    return (path for path in files(root) if not is_packed(path))


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
