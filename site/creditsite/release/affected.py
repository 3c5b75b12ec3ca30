"""What a takedown has to change: which files of a release speak of it, and taking those out of the tree of the next."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, product
from pathlib import Path
from shutil import rmtree
from urllib.parse import quote

from creditsite.release import packed
from creditsite.release.folder import falls_to
from creditsite.release.workers import Team

Found = tuple[
    list[str], list[str]
]  # names of files that hold a mark, and of those that go whatever they hold


@dataclass(frozen=True, slots=True)
class Affected:
    """By what it is known which files stay as they are."""

    tree: Path  # every file of the release, under names of the next one
    starts: tuple[str, ...]  # folders that hold a folder for each subject
    away: tuple[str, ...]  # ids of subjects whose own files do not stay
    marks: tuple[str, ...]  # whatever else holds one of these does not stay
    fate: Callable[[str], str]  # of a file by its name: "stay", "go" or "look" into it
    told: dict[str, frozenset[str]]  # folders in which only these files may hold a mark


def looked_through(what: Affected, team: Team) -> Iterable[Found]:
    """What every process found in its part of the files; they begin at once, and whoever asks waits for the end."""
    return team.each(partial(_part, what, team.workers), range(team.workers))


def take_out(what: Affected, found: Iterable[Found]) -> list[str]:
    """Takes out of the tree all that does not stay; gives the names of the files that hold a mark, in order."""
    parts = list(found)
    dirty = sorted(chain.from_iterable(held for held, _ in parts))
    for name in chain(dirty, chain.from_iterable(gone for _, gone in parts)):
        for ending in ("", *packed.PACKERS):
            Path(what.tree, name + ending).unlink(missing_ok=True)
        _without_empty(what.tree, Path(name).parent)
    for start, subject in product(what.starts, what.away):
        rmtree(what.tree / start / subject, ignore_errors=True)
    return dirty


def _without_empty(tree: Path, folder: Path) -> None:
    """A folder without files has no address."""
    while folder.name and not any((tree / folder).iterdir()):
        (tree / folder).rmdir()
        folder = folder.parent


def _telling(marks: tuple[str, ...]) -> tuple[bytes, ...]:
    """What a file is looked through for; a text in which another one stands is told by that one.

    >>> [one.decode() for one in _telling(("云浦市青橙优品有限公司", "青橙优品"))]
    ['青橙优品', '%E9%9D%92%E6%A9%99%E4%BC%98%E5%93%81']
    """
    found: list[bytes] = []
    for form in sorted(
        {form for mark in marks for form in _forms(mark)}, key=lambda one: (len(one), one)
    ):
        if not any(one in form.encode() for one in found):
            found.append(form.encode())
    return tuple(found)


def _forms(mark: str) -> set[str]:
    """A text as it stands in HTML, XML, JSON and addresses."""
    html = mark.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    quoted = html.replace('"', "&#34;").replace("'", "&#39;")
    return {mark, html, quoted, quote(mark), mark.replace("\\", "\\\\").replace('"', '\\"')}


def _part(what: Affected, parts: int, part: int) -> Found:
    """Of one part of the files: those that hold a mark, and those that go whatever they hold."""
    held, dirty, gone = _telling(what.marks), list[str](), list[str]()
    for name in _elsewhere(what):
        if not falls_to(name, part, parts):
            continue
        fate = what.fate(name)
        if fate == "go":
            gone.append(name)
        elif fate == "look" and _holds(f"{what.tree}/{name}", held):
            dirty.append(name)
    return dirty, gone


def _elsewhere(what: Affected) -> Iterator[str]:
    """The files that may change and are in no subject's folder; packed forms go with their files."""
    for folder, may in what.told.items():
        named = (f"{folder}/{name}" for name in sorted(may))
        yield from (name for name in named if (what.tree / name).is_file())
    folders = [""]
    while folders:
        folder = folders.pop()
        names = set()
        with os.scandir(what.tree / folder) as entries:
            for entry in entries:
                at = f"{folder}/{entry.name}" if folder else entry.name
                if not entry.is_dir(follow_symlinks=False):
                    names.add(entry.name)
                elif at not in what.starts and at not in what.told:
                    folders.append(at)
        for name in names:
            if not (name[-3:] in packed.PACKERS and name[:-3] in names):
                yield f"{folder}/{name}" if folder else name


def _holds(path: str, held: tuple[bytes, ...]) -> bool:
    with open(path, "rb") as file:  # noqa: PTH123 -- a million times
        data = file.read()
    return any(one in data for one in held)
