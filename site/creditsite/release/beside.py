"""Two releases side by side: which files each of them has, known by reading folders alone."""

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISDIR

from creditsite.release.folder import listed, units

# The name of a file and its number on the disk in each release, none where it is not there. Two names of one file have
# the same, as releases lie on one file system.
Pair = tuple[str, int | None, int | None]


def beside(new: Path, old: Path | None, part: int = 0, parts: int = 1) -> Iterator[Pair]:
    """Every file of the new one, and with them some that only the old one holds; shared out as `units` does."""
    for one in units(new, part, parts):
        name = one.path[len(f"{new}/") :]
        if one.is_dir(follow_symlinks=False):
            yield from _below(f"{name}/", one.path, f"{old}/{name}" if old else "")
        else:
            yield name, one.inode(), number(f"{old}/{name}") if old else None


def side_by_side(new: Path, old: Path | None, part: int = 0, parts: int = 1) -> Iterator[Pair]:
    """Every file that either of two folders holds, in no order, none held; shared out as `units` does."""
    yield from beside(new, old, part, parts)
    for one in units(old, part, parts) if old else ():
        name = one.path[len(f"{old}/") :]
        if one.is_dir(follow_symlinks=False):
            if not os.path.isdir(f"{new}/{name}"):  # noqa: PTH112 -- a million times
                yield from _below(f"{name}/", "", one.path)
        elif number(f"{new}/{name}") is None:
            yield name, None, one.inode()


def _below(start: str, new: str, old: str) -> Iterator[Pair]:
    """The same of a folder that is no larger for a large city; one of the two may not be there."""
    there = {(one.is_dir(follow_symlinks=False), one.name): one for one in _in(old)}
    for one in _in(new):
        is_folder = one.is_dir(follow_symlinks=False)
        other = there.pop((is_folder, one.name), None)
        if is_folder:
            yield from _below(f"{start}{one.name}/", one.path, other.path if other else "")
        else:
            yield start + one.name, one.inode(), other.inode() if other else None
    for (is_folder, name), gone in there.items():
        if is_folder:
            yield from _below(f"{start}{name}/", "", gone.path)
        else:
            yield start + name, None, gone.inode()


def _in(folder: str) -> list["os.DirEntry[str]"]:
    try:
        return list(listed(folder)) if folder else []
    except (FileNotFoundError, NotADirectoryError):
        return []


def number(path: str) -> int | None:
    """The number of a file on the disk; none where there is no file."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return None if S_ISDIR(status.st_mode) else status.st_ino
