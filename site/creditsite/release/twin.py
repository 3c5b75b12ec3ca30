"""The twin of the release that is served: a second tree of names of the same files, which nobody is served.

A takedown begins with it, so that it need not link a city's files first: it changes the few that must, serves what was
the twin, and what was served before becomes the next twin. A twin bears the name of its release only while it is whole.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import copyfile, rmtree
from stat import S_ISDIR, S_ISLNK

from creditsite.release.folder import (
    RELEASES,
    STAGING,
    SUBJECTS,
    TWIN,
    common,
    current_id,
    falls_to,
    is_large,
    link,
    sync_everything,
    sync_folder,
)
from creditsite.release.switch import READ_ONLY
from creditsite.release.workers import Team

LARGE = 1_000  # subjects: to link the files of more takes longer than to begin processes


def begin(out: Path, staging: Path, team: Team) -> None:
    """A folder with every file of the release that is served: what was its twin until now, or a new one."""
    live = current_id(out)
    rmtree(staging, ignore_errors=True)  # of a killed run whose process had the same number
    try:
        _home(out, live).rename(staging)
        sync_folder(
            out / RELEASES
        )  # what changes from now on bears the name no more, even after a power cut
    except FileNotFoundError:
        match(out / RELEASES / live, staging, team)


def keep(out: Path, team: Team, last: str = "", subjects: frozenset[str] | None = None) -> str:
    """Makes the twin of the release that is served, out of that of an earlier one where there is one.

    Where the release before, `last`, is known to differ in the folders of these `subjects` alone, other subjects'
    folders are not read.

    Says why there is none now: the next takedown then takes longer, and nothing else comes of it.
    """
    live = current_id(out)
    if not live or _home(out, live).is_dir():
        return ""
    before = next((out / RELEASES).glob(f"{TWIN}*"), None)
    known = subjects if before and last and before == _home(out, last) else None
    return _made(out, before, partial(match, team=team, subjects=known))


def turn(out: Path, before: str, subjects: frozenset[str], team: Team) -> str:
    """Makes a release that is served no more the twin of the one that is; says why there is none now.

    Of the folders of subjects only those of `subjects` may differ.
    """
    return _made(out, out / RELEASES / before, partial(match, team=team, subjects=subjects))


def _made(out: Path, before: Path | None, equal: Callable[[Path, Path], None]) -> str:
    making = out / RELEASES / f"{STAGING}twin"  # deleted as a stray where this ends too early
    live = current_id(out)
    try:
        if before:
            rmtree(making, ignore_errors=True)
            before.rename(making)
        equal(out / RELEASES / live, making)
        sync_everything(making)
        making.rename(_home(out, live))
        sync_folder(out / RELEASES)
    except (OSError, BrokenExecutor) as error:
        return f"线上文件的备用目录没有做成 ({error}): 发布不受影响, 下一次紧急撤下会慢一些"
    return ""


def _home(out: Path, release: str) -> Path:
    return out / RELEASES / f"{TWIN}{release}"


def match(release: Path, twin: Path, team: Team, subjects: frozenset[str] | None = None) -> None:
    """Leaves in a folder the files of a release and no others, as second names of them, whatever it held before.

    The links of the elder version are left out. Where `subjects` are given, the folders of all other subjects are
    taken for equal.
    """
    os.umask(0o022)  # folders are for everybody to read
    shared_out = ("", *common(release))
    for folder in shared_out:
        if (twin / folder).is_symlink() or (twin / folder).is_file():
            (twin / folder).unlink()
        _folder(f"{twin}/{folder}")
    work = partial(_part, release, twin, shared_out, subjects)
    team.share(work, few=not is_large(release, LARGE))


def _part(
    release: Path,
    twin: Path,
    shared_out: tuple[str, ...],
    subjects: frozenset[str] | None,
    parts: int,
    part: int,
) -> None:
    os.umask(0o022)  # folders are for everybody to read
    for folder in shared_out:
        asked = subjects if folder.rpartition("/")[2] == SUBJECTS else None
        mine = partial(_mine, frozenset(shared_out), folder, asked, parts, part)
        _equal(f"{release}/{folder}", f"{twin}/{folder}", mine)


def _mine(
    shared_out: frozenset[str],
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
    return falls_to(name, part, parts) and at not in shared_out


def _equal(old: str, new: str, mine: Callable[[str], bool]) -> None:
    """Makes a common folder equal to another in what this process looks after; it may be as large as the city."""
    strays = [
        one.name
        for one in _entries(new)
        if mine(one.name) and not os.path.lexists(f"{old}/{one.name}")
    ]
    for name in strays:
        _remove(f"{new}/{name}")
    for entry in _entries(old):
        if mine(entry.name):
            _put(entry, f"{new}/{entry.name}", _stated(f"{new}/{entry.name}"))


def _tree(old: str, new: str) -> None:
    """Makes any other folder equal to another, with all below it."""
    _folder(new)
    there = {one.name: _listed(one) for one in _entries(new)}
    for entry in _entries(old):
        _put(entry, f"{new}/{entry.name}", there.pop(entry.name, None))
    for name in there:
        _remove(f"{new}/{name}")


def _entries(folder: str) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        yield from entries


def _listed(entry: "os.DirEntry[str]") -> tuple[str, int]:
    """What an entry of a folder is, and its number on the disk: read with the folder, at no further cost."""
    if entry.is_symlink():
        return "link", entry.inode()
    return ("folder" if entry.is_dir() else "file"), entry.inode()


def _stated(path: str) -> tuple[str, int] | None:
    """The same of a path; nothing where there is none."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    kind = "folder" if S_ISDIR(status.st_mode) else "link" if S_ISLNK(status.st_mode) else "file"
    return kind, status.st_ino


def _put(entry: "os.DirEntry[str]", new: str, there: tuple[str, int] | None) -> None:
    """Gives an entry its second name, unless that is there already; a link gets none."""
    due = _listed(entry)
    same = due == there or (there is not None and due[0] == there[0] == "folder")
    stays = same and due[0] != "link"  # another file is not read: to give it its name takes less
    if there and not stays:
        _remove(new)
    if due[0] == "folder":
        _tree(entry.path, new)
    elif due[0] == "file" and not stays:
        _link(entry.path, new)


def _folder(path: str) -> None:
    with suppress(FileExistsError):
        os.mkdir(path)  # noqa: PTH102 -- a million times


def _remove(path: str) -> None:
    try:
        os.unlink(path)  # noqa: PTH108 -- a million times
    except FileNotFoundError:
        return
    except (IsADirectoryError, PermissionError):  # a folder, on one system or another
        rmtree(path)


def _link(old: str, new: str) -> None:
    """A second name, or a copy where the file has all the names that it may have."""
    if not link(old, new):
        copyfile(old, new)
        Path(new).chmod(READ_ONLY)
