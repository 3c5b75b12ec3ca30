"""The twin of the release that is served: a second tree of names of the same files, which nobody is served.

A takedown begins with it, so that it need not link a city's files first: it changes the few that must, serves what was
the twin, and what was served before becomes the next twin. A twin bears the name of its release only while it is whole.
"""

import errno
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import copyfile, rmtree
from stat import S_ISDIR, S_ISREG

from creditsite.release.folder import (
    RELEASES,
    STAGING,
    TWIN,
    current_id,
    same_bytes,
    sync_everything,
    sync_folder,
)
from creditsite.release.workers import shared

READ_ONLY = 0o444
SUBJECTS = "s"  # the folder with a folder for each subject, at the top and in each language


def begin(out: Path, staging: Path, workers: int) -> None:
    """A folder with every file of the release that is served: what was its twin until now, or a new one."""
    live = current_id(out)
    try:
        _home(out, live).rename(staging)
    except FileNotFoundError:
        match(out / RELEASES / live, staging, workers)


def keep(out: Path, workers: int) -> None:
    """Makes the twin of the release that is served, out of that of an earlier one where there is one."""
    live = current_id(out)
    if live and not _home(out, live).is_dir():
        making = _making(out)
        for before in (out / RELEASES).glob(f"{TWIN}*"):
            before.rename(making)
            break
        match(out / RELEASES / live, making, workers)
        _finish(out, making)


def turn(out: Path, before: str, subjects: frozenset[str]) -> None:
    """Makes a release that is served no more the twin of the one that is.

    Of the folders of subjects only those of `subjects` may differ.
    """
    making = _making(out)
    (out / RELEASES / before).rename(making)
    match(out / RELEASES / current_id(out), making, 1, subjects)
    _finish(out, making)


def _home(out: Path, release: str) -> Path:
    return out / RELEASES / f"{TWIN}{release}"


def _making(out: Path) -> Path:
    return out / RELEASES / f"{STAGING}twin"  # deleted as a stray where a run ends here


def _finish(out: Path, making: Path) -> None:
    sync_everything(making)
    making.rename(_home(out, current_id(out)))
    sync_folder(out / RELEASES)


def match(release: Path, twin: Path, workers: int, subjects: frozenset[str] | None = None) -> None:
    """Leaves in a folder the files of a release and no others, as second names of them, whatever it held before.

    The links of the elder version are left out. Where `subjects` are given, the folders of all other subjects are
    taken for equal.
    """
    with shared(workers) as each:
        for _ in each(partial(_part, release, twin, subjects, workers), range(workers)):
            pass


def _part(
    release: Path, twin: Path, subjects: frozenset[str] | None, parts: int, part: int
) -> None:
    os.umask(0o022)  # folders are for everybody to read
    common = ["", *_common(release)]
    for folder in common:
        asked = subjects if folder.rpartition("/")[2] == SUBJECTS else None
        mine = partial(_mine, frozenset(common), folder, asked, parts, part)
        _equal(f"{release}/{folder}", f"{twin}/{folder}", mine)


def _common(release: Path) -> Iterator[str]:
    """The folders whose entries are shared out among processes, each after the one that it lies in."""
    for folder in sorted(one.name for one in release.iterdir() if one.is_dir()):
        yield folder
        subjects = release / folder / SUBJECTS
        if subjects.is_dir() and not subjects.is_symlink():
            yield f"{folder}/{SUBJECTS}"


def _mine(
    common: frozenset[str],
    folder: str,
    asked: frozenset[str] | None,
    parts: int,
    part: int,
    name: str,
) -> bool:
    """Whether this process looks after an entry of a common folder."""
    if asked is not None and name not in asked:
        return False
    at = f"{folder}/{name}".removeprefix("/")
    return zlib.crc32(os.fsencode(name)) % parts == part and at not in common


def _every(_: str) -> bool:
    return True


def _equal(old: str, new: str, mine: Callable[[str], bool] = _every) -> None:
    """Makes the second folder equal to the first in what is asked for; it may be as large as the city."""
    _folder(new)
    for name in [one.name for one in _entries(new, mine) if not _is_there(one, old)]:
        _remove(f"{new}/{name}")
    for entry in _entries(old, mine):
        if entry.is_dir(follow_symlinks=False):
            _equal(entry.path, f"{new}/{entry.name}")
        elif not entry.is_symlink():
            _link(entry.path, f"{new}/{entry.name}")


def _entries(folder: str, mine: Callable[[str], bool]) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        yield from (entry for entry in entries if mine(entry.name))


def _is_there(entry: "os.DirEntry[str]", folder: str) -> bool:
    """Whether the other folder has the same file under this name, or a folder of its own."""
    path = f"{folder}/{entry.name}"
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return False
    if entry.is_dir(follow_symlinks=False):
        return S_ISDIR(status.st_mode)
    if not S_ISREG(status.st_mode) or entry.is_symlink():
        return False
    return status.st_ino == entry.inode() or same_bytes(Path(entry.path), Path(path))


def _folder(path: str) -> None:
    if os.path.lexists(path) and not os.path.isdir(path):  # noqa: PTH112 -- a million times
        Path(path).unlink(missing_ok=True)
    with suppress(FileExistsError):
        os.mkdir(path)  # noqa: PTH102 -- a million times


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114 -- a million times
        rmtree(path)
    else:
        os.unlink(path)  # noqa: PTH108 -- a million times


def _link(old: str, new: str) -> None:
    """A second name, or a copy where the file has all the names that it may have."""
    try:
        os.link(old, new)
    except FileExistsError:  # and it is the same: what was not is removed
        pass
    except OSError as error:
        if error.errno != errno.EMLINK:
            raise
        copyfile(old, new)
        Path(new).chmod(READ_ONLY)
