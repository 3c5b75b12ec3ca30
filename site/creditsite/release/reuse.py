"""Comparing two releases: equal files are kept once on the disk, changed addresses are told to caches."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shutil import copyfileobj

from creditsite.release.beside import side_by_side
from creditsite.release.folder import is_large, link, same_bytes
from creditsite.release.packed import PACKERS, is_packed
from creditsite.release.workers import shared
from creditsite.render.elder import SIZES

REMEMBERED = 16_384  # pairs of files
_PACKED = tuple(PACKERS)


def share(staging: Path, live: Path, release: str, workers: int = 1) -> int:
    """Makes every file that equals the one in the live release a second name of it; how many there are.

    The file of the live release is never touched: the new one is replaced by a name of it. The folder of the open data
    bears the name of its release, and is compared with the one that bore the name of the live release.
    """
    parts = workers if is_large(staging) else 1
    with shared(parts) as each:
        return sum(each(partial(_share, staging, live, release, parts), range(parts)))


def _share(staging: Path, live: Path, release: str, parts: int, part: int) -> int:
    count, pairs = 0, _Pairs()
    for new, old, one, other in _both(staging, live, release, part, parts):
        if one != other and pairs.are_equal(new, one, old, other):
            fresh = Path(new).with_name(f".{Path(new).name}.link")
            if link(Path(old), fresh):
                fresh.replace(new)
                count += 1
    return count


def _both(
    staging: Path, live: Path, release: str, part: int, parts: int
) -> Iterator[tuple[str, str, int, int]]:
    """The files that both releases have: their paths and numbers."""
    homes = [(staging, live), (staging / "data" / release, live / "data" / live.name)]
    for new, old in homes:
        there = new.is_dir() and old.is_dir()  # after a takedown there is no open data
        for name, one, other in side_by_side(new, old, part, parts) if there else ():
            if one is not None and other is not None:
                yield f"{new}/{name}", f"{old}/{name}", one, other


def compared(
    new: Path, old: Path | None, part: int = 0, parts: int = 1
) -> Iterator[tuple[str, str]]:
    """Every file that has an address in either release: "written", "kept" or "gone", and its name; in no order.

    A packed form is sent at the address of its file.
    """
    pairs = _Pairs()
    for name, one, other in side_by_side(new, old, part, parts):
        if name.endswith(_PACKED) and is_packed(f"{old if one is None else new}/{name}"):
            continue
        if one is None:
            yield "gone", name
        elif other is not None and pairs.are_equal(f"{new}/{name}", one, f"{old}/{name}", other):
            yield "kept", name
        else:
            yield "written", name


class _Pairs:
    """Remembers which files say the same; of files with many names each pair is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}

    def are_equal(self, path: str, number: int, other_path: str, other: int) -> bool:
        if number == other:
            return True
        pair = number, other
        if pair not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[pair] = same_bytes(Path(path), Path(other_path))
        return self._known[pair]


def write_purge_list(path: Path, new: Path, old: Path | None, workers: int) -> Counter[str]:
    """The addresses of all that is written or gone, one a line; how many files are written, kept, and gone."""
    parts, told = workers if is_large(new) else 1, Counter[str]()
    with shared(parts) as each, path.open("wb") as file:
        for part, found in enumerate(each(partial(_purge, path, new, old, parts), range(parts))):
            told += found
            with _beside(path, part).open("rb") as addresses:
                copyfileobj(addresses, file)
            _beside(path, part).unlink()
    return told


def _purge(path: Path, new: Path, old: Path | None, parts: int, part: int) -> Counter[str]:
    told = Counter[str]()
    with _beside(path, part).open("w", encoding="utf-8", newline="\n") as file:
        for what, name in compared(new, old, part, parts):
            told[what] += 1
            if what != "kept":
                file.writelines(f"{address}\n" for address in forms(name))
    return told


def _beside(path: Path, part: int) -> Path:
    return path.with_name(f"{path.name}-{part}")


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
