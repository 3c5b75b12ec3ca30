"""Looking at every file of a release through every gate, in as many processes as there are."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from os import stat_result
from pathlib import Path
from stat import S_ISLNK

from creditsite.model.needles import finder
from creditsite.model.readings import Piece
from creditsite.release.beside import beside
from creditsite.release.folder import name_before
from creditsite.release.gates import documents, links, persons
from creditsite.release.gates.eye import (
    SMALL,
    Eye,
    byte_faults,
    in_bytes,
    keep,
    may_be_wrong,
    waiting,
)
from creditsite.release.gates.finding import Check, Finding
from creditsite.release.gates.unpack import pieces
from creditsite.release.packed import PACKERS, is_packed, says_the_same
from creditsite.release.workers import Team

MOST = 200  # findings that are told; the rest is counted
_PACKED = tuple(PACKERS)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at a release, or at a part of it, gave."""

    findings: tuple[Finding, ...]
    total: int  # findings, told or not
    files: int
    bytes: int

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(
            tuple(sorted((*self.findings, *other.findings))[:MOST]),
            self.total + other.total,
            self.files + other.files,
            self.bytes + other.bytes,
        )


NOTHING = Seen((), 0, 0, 0)


def of_findings(found: Iterable[Finding]) -> Seen:
    """What a gate over the whole release found."""
    told = sorted(found)
    return Seen(tuple(told[:MOST]), len(told), 0, 0)


def audit(check: Check, team: Team) -> Seen:
    """Every file through every gate over single files."""
    return sum(team.share(partial(look, check)), NOTHING)


def look(check: Check, parts: int, part: int) -> Seen:
    """The files of one part through every gate over single files.

    On most days most files are subjects' that passed before and cannot be wrong since: they are counted.
    """
    stay = bool(check.passed) and check.remembered and not check.persons
    old, files, size = Path(check.passed) if stay else None, 0, 0

    def others() -> Iterator[str]:
        nonlocal files, size
        for name, one, other in beside(Path(check.root), old, part, parts):
            path = f"{check.root}/{name}"
            if one == other and _is_subjects(name) and not name.endswith(_PACKED):
                files, size = files + 1, size + os.lstat(path).st_size
            elif one is not None:
                yield path

    return look_at(check, others()) + Seen((), 0, files, size)


def look_at(check: Check, paths: Iterable[str]) -> Seen:
    """These files through every gate over single files."""
    names = persons.names_of(check.persons, check.spoken)
    eye = Eye(check, finder(check.needles) if check.needles else None, names=names)
    told, total, count, size = list[Finding](), 0, 0, 0

    def note(found: list[Finding]) -> None:
        nonlocal told, total
        told = sorted(told + found)[:MOST] if found else told
        total += len(found)

    for path in paths:
        status = os.lstat(path)
        note(_file(path, status, eye) + waiting(eye))
        count += 1
        size += status.st_size
    note(waiting(eye, last=True))
    return Seen(tuple(told), total, count, size)


def _file(path: str, status: stat_result, eye: Eye) -> list[Finding]:
    name = path[len(eye.check.root) + 1 :]
    if S_ISLNK(status.st_mode):
        return [Finding(documents.GATE, name, "是符号链接: 发布里只有长者版的入口可以是")]
    known = _is_known(status, name, eye)
    passed = known and not may_be_wrong(eye) and _before(name, eye.check).endswith(f"/{name}")
    fresh = () if passed else _spoken(name, eye)
    faults = {(gate, one) for part in fresh for gate, one in _name_faults(part, eye)}
    if is_packed(path):  # what it holds is judged where it lies unpacked
        if not _says_the_same(path, name, known, eye):
            faults.add((documents.GATE, "压缩文件与原文件内容不一致"))
            faults |= set(_all(Path(path), name, status.st_size, eye))
    elif known:
        if may_be_wrong(eye) or eye.names or not _is_subjects(name):
            faults |= set(_again(Path(path), name, status.st_size, eye))
    else:
        faults |= _afresh(path, name, status, eye)
    return sorted(Finding(gate, name, sentence) for gate, sentence in faults)


def _afresh(path: str, name: str, status: stat_result, eye: Eye) -> set[tuple[str, str]]:
    """What is wrong with a file that nobody knows; of several names of one file one is looked at."""
    twin = (status.st_dev, status.st_ino, path.rpartition(".")[2])
    if status.st_nlink > 1 and twin in eye.twins:
        return set()
    wrong = set(_all(Path(path), name, status.st_size, eye))
    if status.st_nlink > 1 and not wrong and _is_subjects(name):
        keep(eye.twins, twin)
    return wrong


def _spoken(name: str, eye: Eye) -> Iterator[str]:
    """What of a path was not looked at yet: nothing reaches across a slash before a letter."""
    folder, _, file = name.rpartition("/")
    parts = (folder, file) if file[:1].isascii() and file[:1].isalpha() else (name,)
    if folder not in eye.paths and not may_be_wrong(eye) and _stood(folder, eye):
        keep(eye.paths, folder)
    yield from (part for part in parts if part not in eye.paths)


def _stood(folder: str, eye: Eye) -> bool:
    """Whether a folder of that name was looked at in the release that passed before."""
    return os.path.isdir(f"{eye.check.passed}/{folder}")  # noqa: PTH112 -- a million times


def _name_faults(part: str, eye: Eye) -> list[tuple[str, str]]:
    found = list(in_bytes([Piece("", part.encode("utf-8", "surrogateescape"))], eye))
    if not found:
        keep(eye.paths, part)
    return found


def _is_subjects(name: str) -> bool:
    """Whether a file lies in a subject's folder, in any language."""
    return name.startswith("s/") or "/s/" in name


def _is_known(status: stat_result, name: str, eye: Eye) -> bool:
    """Whether it is a file of the release that passed before, and not only one that says the same."""
    if not eye.check.passed:
        return False
    try:
        return os.path.samestat(status, os.lstat(_before(name, eye.check)))
    except (FileNotFoundError, NotADirectoryError):
        return False


def _before(name: str, check: Check) -> str:
    """Where a file stood in the release that passed before."""
    release = check.passed.rpartition("/")[2]
    return f"{check.passed}/{name_before(name, check.release or release, release)}"


def _says_the_same(path: str, name: str, known: bool, eye: Eye) -> bool:
    plain = Path(path).with_suffix("")
    if known and _is_known(plain.lstat(), name.removesuffix(Path(path).suffix), eye):
        return True
    return says_the_same(Path(path))


def _again(path: Path, name: str, size: int, eye: Eye) -> Iterator[tuple[str, str]]:
    """What may be wrong now with a file that was right before: links, what was removed since, new secrets and persons.

    Where a subject's files lead to does not change while the same hand draws them.
    """
    lost = eye.check.lost
    if eye.names or (links.may_lead(name) and not _is_subjects(name)):
        for start, data in documents.parts_to_read(path, size):
            if eye.names or lost is None or lost.concerns(name, data):
                yield from _document_faults(name, data, start, eye)
    if may_be_wrong(eye):
        whole = path.read_bytes() if size <= SMALL else None
        if whole is None or not eye.known.takes(name, whole):
            yield from byte_faults(path, whole, eye, known=True)


def _all(path: Path, name: str, size: int, eye: Eye) -> Iterator[tuple[str, str]]:
    if path.suffix == ".csv":
        yield from ((documents.GATE, sentence) for sentence in documents.uneven(path))
    if path.suffix == documents.OBJECTS and size > documents.SOME_LINES and eye.check.passed:
        yield from _fresh_lines(path, name, size, eye)
        return
    data = None
    for start, data in documents.parts_to_read(path, size):
        yield from _document_faults(name, data, start, eye)
    whole = data if data is not None and len(data) == size else None
    if whole is None or not eye.fresh.takes(name, whole):
        yield from byte_faults(path, whole, eye, before=_passed(name, eye))


def _fresh_lines(path: Path, name: str, size: int, eye: Eye) -> Iterator[tuple[str, str]]:
    """What is wrong with a long file of objects, each on a line: those that stood there before have passed."""
    before, lost = Path(_before(name, eye.check)), eye.check.lost
    for start, data in documents.parts_to_read(path, size):
        fresh = documents.fresh_lines(data, before, start)
        again = bool(eye.names) or lost is None or lost.concerns(name, data)
        wrong = not again and documents.content(name, fresh)[1]  # then it is said where
        yield from _document_faults(name, data if again or wrong else fresh, start, eye)
        yield from in_bytes([Piece("", fresh)], eye)
        if may_be_wrong(eye):
            yield from in_bytes([Piece("", data)], eye, known=True)


def _passed(name: str, eye: Eye) -> Iterator[Piece]:
    """The file of that name in the release that passed before: most of it is the same in its successor."""
    before = Path(_before(name, eye.check))
    return pieces(before) if eye.check.passed and before.is_file() else iter(())


def _document_faults(name: str, data: bytes, start: int, eye: Eye) -> Iterator[tuple[str, str]]:
    """What is wrong with the file, or with some lines of it, as what its name says."""
    held, wrong = documents.content(name, data, start)
    yield from ((documents.GATE, sentence) for sentence in wrong)
    check = eye.check
    broken = links.broken(Path(check.root), name, held, check.base_url, eye.links)
    yield from ((links.GATE, sentence) for sentence in broken)
    told = persons.misplaced(name, data, eye.names)
    yield from ((persons.GATE, sentence) for sentence in told)
