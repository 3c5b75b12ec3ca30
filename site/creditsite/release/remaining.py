"""What a takedown leaves as it is: every file that does not speak of it gets a second name in the next release."""

import errno
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from shutil import copyfile
from urllib.parse import quote

from creditsite.release import packed
from creditsite.release.workers import shared

READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Remaining:
    """By what is known which files stay as they are."""

    live: Path
    staging: Path
    starts: tuple[str, ...]  # folders that hold a folder for each subject
    away: frozenset[str]  # ids of subjects whose own files do not stay
    marks: tuple[str, ...]  # whatever else holds one of these does not stay
    fate: Callable[[str], str]  # of a file by its name: "stay", "go" or "look" into it


def link_remaining(what: Remaining, workers: int) -> tuple[int, list[str]]:
    """Links what stays: how many files that are, and the names of those that hold a mark, in order."""
    with shared(workers) as each:
        parts = list(each(partial(_part, what, workers), range(workers)))
    dirty = chain.from_iterable(names for _, names in parts)
    return sum(count for count, _ in parts), sorted(dirty)


def _forms(mark: str) -> set[str]:
    """A text as it stands in HTML, XML, JSON and addresses."""
    html = mark.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    quoted = html.replace('"', "&#34;").replace("'", "&#39;")
    return {mark, html, quoted, quote(mark), mark.replace("\\", "\\\\").replace('"', '\\"')}


def _part(what: Remaining, parts: int, part: int) -> tuple[int, list[str]]:
    os.umask(0o022)  # folders are for everybody to read
    count, dirty = 0, list[str]()
    for start in what.starts:
        (what.staging / start).mkdir(parents=True, exist_ok=True)
        for name in _names(what.live / start):
            if name not in what.away and _number(name) % parts == part:
                count += _link_tree(f"{what.live}/{start}/{name}", f"{what.staging}/{start}/{name}")
    held = tuple(form.encode() for mark in what.marks for form in sorted(_forms(mark)))
    for folder, names in _elsewhere(what):
        mine = [name for name in names if _number(name) % parts == part]
        if mine:
            (what.staging / folder).mkdir(parents=True, exist_ok=True)
        for name in mine:
            if name[-3:] in packed.PACKERS and name[:-3] in names:
                continue
            at = f"{folder}/{name}" if folder else name
            fate = what.fate(at)
            if fate == "look" and _holds(f"{what.live}/{at}", held):
                dirty.append(at)
            elif fate != "go":
                forms = [ending for ending in ("", *packed.PACKERS) if name + ending in names]
                for ending in forms:
                    _link(f"{what.live}/{at}{ending}", f"{what.staging}/{at}{ending}")
                count += len(forms)
    return count, dirty


def _number(name: str) -> int:
    """A number that shares out names."""
    return zlib.crc32(os.fsencode(name))


def _names(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        yield from (entry.name for entry in entries)


def _elsewhere(what: Remaining) -> Iterator[tuple[str, frozenset[str]]]:
    """The files that are in no subject's folder: by folder, their names."""
    folders = [""]
    while folders:
        folder = folders.pop()
        names = set()
        with os.scandir(what.live / folder) as entries:
            for entry in entries:
                at = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_symlink():  # of the elder version: laid anew
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    names.add(entry.name)
                elif at not in what.starts:
                    folders.append(at)
        yield folder, frozenset(names)


def _holds(path: str, held: tuple[bytes, ...]) -> bool:
    with open(path, "rb") as file:  # noqa: PTH123 -- a million times
        data = file.read()
    return any(one in data for one in held)


def _link_tree(old: str, new: str) -> int:
    os.mkdir(new)  # noqa: PTH102 -- a million times
    count = 0
    with os.scandir(old) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                count += _link_tree(entry.path, f"{new}/{entry.name}")
            else:
                _link(entry.path, f"{new}/{entry.name}")
                count += 1
    return count


def _link(old: str, new: str) -> None:
    """A second name, or a copy where the file has all the names that it may have."""
    try:
        os.link(old, new)
    except OSError as error:
        if error.errno != errno.EMLINK:
            raise
        copyfile(old, new)
        Path(new).chmod(READ_ONLY)
