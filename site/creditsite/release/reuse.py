"""A release beside the one before it, in one walk: what both say is kept once, caches and gates are told the rest."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from shutil import copyfileobj

from creditsite.release.beside import number, side_by_side
from creditsite.release.folder import (
    CARD,
    is_large,
    link,
    name_before,
    same_bytes,
    subject_of,
)
from creditsite.release.gates.lost import Losses, Lost, lost
from creditsite.release.packed import PACKERS, is_packed
from creditsite.release.workers import Team
from creditsite.render.elder import SIZES

REMEMBERED = 16_384  # pairs of files
MOST = 10_000  # subjects whose folders differ: of more nobody is told which
_PACKED = tuple(PACKERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """A release that is whole but for its card and for what it takes over at the end, and the one that is served."""

    new: Path
    old: Path | None
    release: str  # the new one: its open data lies in a folder of that name
    staying: tuple[str, ...]  # folders of the old one that the new one takes over at the end
    notes: Path  # an empty folder for what is found, on the same disk

    def purge(self, part: int) -> Path:
        """Where a part notes addresses."""
        return self.notes / f"purge-{part}"

    def equal(self, part: int) -> Path:
        """Where a part notes files that need not be kept twice."""
        return self.notes / f"equal-{part}"


@dataclass(frozen=True, slots=True)
class Change:
    """What was found."""

    told: Counter[str]  # files with an address that are "written", "kept" and "gone"
    linked: int  # files that are second names now
    lost: Lost | None  # for the gates; nothing where that is too much to look for, or nobody knows
    purge: Path  # the addresses of all that is written or gone, one a line
    before: str  # the release that it is compared with, empty where there was none
    subjects: frozenset[str] | None  # whose folders may differ; nothing where those are too many


def compare(both: Both, team: Team) -> Change:
    """Tells what changed, and makes every file that equals one of the release before a second name of it.

    The files of that release are never touched: the new ones are replaced by names of them. The folder of the open data
    bears the name of its release, and is compared with the one that bore the name of the release before.
    """
    few = not is_large(both.new)
    found = team.share(partial(_compare, both), few=few)
    subjects = frozenset(chain.from_iterable(touched for _, _, touched in found))
    # Only now: a folder in which files are replaced must not be read meanwhile.
    linked = sum(team.share(partial(_share, both, both.old), few=few)) if both.old else 0
    told = sum((one for one, _, _ in found), Counter(written=1))  # the card
    gone = lost(losses for _, losses, _ in found) if both.old else None
    return Change(
        told,
        linked,
        gone,
        _purge_list(both, len(found)),
        both.old.name if both.old else "",
        subjects if both.old and len(subjects) <= MOST else None,
    )


def _compare(both: Both, parts: int, part: int) -> tuple[Counter[str], Losses, set[str]]:
    """One part of the walk. What may be as much as the city is large is noted in files."""
    told, losses, touched, pairs = Counter[str](), Losses(), set[str](), _Pairs()
    with (
        both.purge(part).open("w", encoding="utf-8", newline="\n") as purge,
        both.equal(part).open("w", encoding="utf-8", newline="\n") as equal,
    ):
        for name, one, other in side_by_side(both.new, both.old, part, parts):
            if one is None:
                losses.add(name)
            elif _is_twice(both, name, one, other, pairs):
                equal.write(f"{name}\n")
            if what := _told(both, name, one, other, pairs):
                told[what] += 1
                if what != "kept":
                    purge.writelines(f"{address}\n" for address in forms(name))
            if one != other and len(touched) <= MOST and (subject := subject_of(name)):
                touched.add(subject)
    return told, losses, touched


def _is_twice(both: Both, name: str, one: int, other: int | None, pairs: "_Pairs") -> bool:
    """Whether a file of the new release says what the old one's says, and is not the same on the disk.

    A packed form made for it has followed its file already.
    """
    if both.old is None or one == other:
        return False
    before = name_before(name, both.release, both.old.name)
    if before != name:
        other = number(f"{both.old}/{before}")
    if other is None or one == other or (before == name and _is_packed(name, both.new)):
        return False
    return pairs.are_equal(f"{both.new}/{name}", one, f"{both.old}/{before}", other)


def _told(both: Both, name: str, one: int | None, other: int | None, pairs: "_Pairs") -> str:
    """What becomes of the address of a file: it is "written", "kept" or "gone"; nothing where it has none, or not yet.

    A packed form is sent at the address of its file.
    """
    if name == CARD or _is_packed(name, both.old if one is None else both.new):
        return ""
    if one is None:
        return "kept" if name.startswith(both.staying) else "gone"
    equal = other is not None and pairs.are_equal(
        f"{both.new}/{name}", one, f"{both.old}/{name}", other
    )
    return "kept" if equal else "written"


def _is_packed(name: str, release: Path | None) -> bool:
    return name.endswith(_PACKED) and is_packed(f"{release}/{name}")


def _share(both: Both, old: Path, _: int, part: int) -> int:
    """Makes the files that a part noted second names; how many are."""
    count = 0
    with both.equal(part).open(encoding="utf-8", newline="\n") as names:
        for name in (line.rstrip("\n") for line in names):
            new = both.new / name
            fresh = new.with_name(f".{new.name}.link")
            if link(old / name_before(name, both.release, old.name), fresh):
                fresh.replace(new)
                count += 1
    return count


def _purge_list(both: Both, parts: int) -> Path:
    path = both.notes / "purge"
    with path.open("wb") as file:
        file.writelines(f"{address}\n".encode() for address in forms(CARD))
        for part in range(parts):
            with both.purge(part).open("rb") as addresses:
                copyfileobj(addresses, file)
    return path


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
