"""The output folder: where everything lies, who may build into it, how its files are walked and made durable."""

import ctypes
import errno
import fcntl
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

from creditsite.release.workers import Team
from creditsite.render.elder import SIZES

LEDGER = "ledger.sqlite"  # beside the releases, never inside one
RELEASES = "releases"
CURRENT = "current"
CARD = "release.json"  # in a release, written last
SUBJECTS = "s"  # the folder with a folder for each subject, at the top and in each language
DATA = "data"  # a folder with a folder of the release's tables, and one of deltas
STAGING = ".staging-"  # a release being made, or one that was cut off
TWIN = ".twin-"  # of the release that is served, with its id
LARGE = 50_000  # subjects: from here on it pays to begin processes that only look through folders
TRASH = ".trash-"  # a release being deleted: a half-deleted one must never look like a whole one


class LockedError(Exception):
    """Another build works on this folder."""


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Nobody else builds into `out` in the block; `LockedError` where somebody already does.

    The kernel lets go of the lock when the process ends, however it ends.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(f"{out}: 另一次发布正在进行") from None
        yield


def current_id(out: Path) -> str:
    """The id of the release that is served; empty where there is none yet."""
    link = out / CURRENT
    return link.readlink().name if link.is_symlink() else ""


def files(root: Path, part: int = 0, parts: int = 1) -> Iterator[Path]:
    """Every file below a folder, as `entries` shares them out."""
    return (Path(one) for one in entries(root, part, parts))


def entries(root: Path, part: int = 0, parts: int = 1) -> Iterator["os.DirEntry[str]"]:
    """Every file below a folder, in no order, none held; of several parts each file is in exactly one.

    The links of the elder version are left out: what they lead to is here already.
    """
    for one in units(root, part, parts):
        yield from _files_of(one)


def units(root: Path, part: int = 0, parts: int = 1) -> Iterator["os.DirEntry[str]"]:
    """The files and folders by which a release is shared out, each with all below it.

    They lie on the second level, or in a folder there that holds most: of the subjects in a language, of the open data.
    So no part reads another's folders, and each has as much to do.
    """
    for top in listed(root):
        for entry in listed(top) if top.is_dir(follow_symlinks=False) else (top,):
            full = entry.name == SUBJECTS or top.name == DATA
            many = full and entry.is_dir(follow_symlinks=False)
            for one in listed(entry) if many else (entry,):
                if falls_to(one.name, part, parts):
                    yield one


def is_large(release: Path, least: int = LARGE) -> bool:
    """Whether a release has so many subjects that it pays to begin processes."""
    try:
        with os.scandir(release / SUBJECTS) as found:  # not all names of a million at once
            return next(islice(found, least - 1, None), None) is not None
    except FileNotFoundError:
        return False


def common(release: Path) -> Iterator[str]:
    """The folders whose entries are shared out among processes, each after the one that it lies in."""
    for folder in sorted(one.name for one in release.iterdir() if one.is_dir()):
        yield folder
        for name in sorted(os.listdir(release / DATA)) if folder == DATA else (SUBJECTS,):  # noqa: PTH208
            inner = release / folder / name
            if inner.is_dir() and not inner.is_symlink():
                yield f"{folder}/{name}"


def subject_of(name: str) -> str:
    """Whose folder a file lies in, in any language; nothing where it is nobody's.

    >>> subject_of("en/s/91990102MA0000001P/index.html"), subject_of("lists/s/index.html"), subject_of("s/index.html")
    ('91990102MA0000001P', '', '')
    """
    parts = name.split("/", 3)
    at = parts.index(SUBJECTS) if SUBJECTS in parts[:2] else len(parts)
    return parts[at + 1] if len(parts) > at + 2 else ""


def falls_to(name: str, part: int, parts: int) -> bool:
    """Whether a name is this part's, of several that share out all names evenly."""
    return zlib.crc32(os.fsencode(name)) % parts == part


def _files_of(entry: "os.DirEntry[str]") -> Iterator["os.DirEntry[str]"]:
    if entry.is_dir(follow_symlinks=False):
        for inner in listed(entry):
            yield from _files_of(inner)
    else:
        yield entry


def listed(folder: "os.PathLike[str] | str") -> Iterator["os.DirEntry[str]"]:
    """What lies in a folder, but for the links of the elder version."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not (entry.is_symlink() and _is_door(entry)):
                yield entry


def _is_door(entry: "os.DirEntry[str]") -> bool:
    """Whether a link of the elder version leads to what lies under the same name at the top of the release."""
    start = next((one for one in SIZES if str(Path(entry).parent).endswith(one)), "")
    return bool(start) and str(Path(entry).readlink()) == f"{'../' * start.count('/')}{entry.name}"


def name_before(name: str, release: str, before: str) -> str:
    """Under which name a file of a release stood in the one before: the open data has a folder named after each.

    >>> name_before("data/2026-11-02-b/LICENSE.txt", "2026-11-02-b", "2026-11-01-a")
    'data/2026-11-01-a/LICENSE.txt'
    """
    here = f"data/{release}/"
    return f"data/{before}/{name.removeprefix(here)}" if name.startswith(here) else name


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same; equal links are not read."""
    try:
        a, b = one.stat(), other.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    if (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino):
        return True
    return a.st_size == b.st_size and _equal(one, other)


def _equal(one: Path, other: Path) -> bool:
    with one.open("rb") as a, other.open("rb") as b:
        while chunk := a.read(1 << 20):
            if chunk != b.read(len(chunk)):
                return False
        return not b.read(1)


def link(old: Path | str, new: Path | str) -> bool:
    """Gives the file a second name; false where it has as many names as the file system allows."""
    try:
        os.link(old, new)
    except OSError as error:
        if error.errno != errno.EMLINK:
            raise
        return False
    return True


def take(old: Path | str, new: Path | str) -> None:
    """Gives a file a second name, or a copy where it has all the names that it may have."""
    if not link(old, new):
        shutil.copyfile(old, new)


def take_all(paths: Iterable[Path | str], old: Path, new: Path) -> int:
    """The same for files below a folder: in another they get the names that they have there. How many they are."""
    count, made = 0, ""
    for path in map(str, paths):
        target = f"{new}{path.removeprefix(str(old))}"
        folder = target.rpartition("/")[0]
        if folder != made:  # files of a folder come one after the other
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            made = folder
        take(path, target)
        count += 1
    return count


def replace_text(path: Path, text: str) -> None:
    """Writes a small file so that it is wholly the old one or wholly the new one."""
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """What was renamed in the folder outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_everything(folder: Path) -> None:
    """Every file written below the folder is on disk: one call, not one for each of a million files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if not hasattr(library, "syncfs"):  # not Linux
            os.sync()
        elif library.syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)


def discard(folder: Path, team: Team) -> None:
    """Deletes a release; what is half deleted can not be taken for a release."""
    trash = folder.with_name(f"{TRASH}{folder.name.removeprefix(STAGING).removeprefix(TRASH)}")
    if trash != folder:
        shutil.rmtree(trash, ignore_errors=True)
        folder.rename(trash)
    team.share(partial(_delete, trash), few=not is_large(trash))
    shutil.rmtree(trash)


def _delete(trash: Path, parts: int, part: int) -> None:
    for one in units(trash, part, parts):
        if one.is_dir(follow_symlinks=False):
            shutil.rmtree(one)
        else:
            os.unlink(one)  # noqa: PTH108 -- a million times
