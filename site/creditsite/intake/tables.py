"""Every delivered table as rows: the parent of the reading child, which keeps time and trusts nothing but data."""

import hashlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from creditsite.intake.wire import Message, load, record_maker
from creditsite.model.config import Site
from creditsite.model.faults import Fault, Place
from creditsite.model.kinds import KINDS, kind
from creditsite.model.rows import Outcome, Row

_SILENCE = 30.0  # seconds in which the child must say something, and one more for each _SLOWEST bytes of the file
_SLOWEST = 20_000_000
_NO_DELIVERIES = ("thumbs.db", "desktop.ini")  # what file managers leave behind
_LONGEST_LINE = 64 << 20
_FOLDERS = (*(k.name for k in KINDS), "mixed")
_READING = 1  # raise it when the same file would now be read otherwise


@dataclass(frozen=True, slots=True)
class TableFile:
    """A delivered file: where it lies, what it is called in reports, and the folder that says its kind."""

    path: Path
    name: str  # relative to the content folder
    folder: str


def table_files(content: Path, on_fault: Callable[[Fault], None]) -> Iterator[TableFile]:
    """The files under `tables/`, in the order of their names; what lies in a wrong place is told."""
    root = content / "tables"
    for path in sorted(root.rglob("*"), key=lambda p: p.as_posix()):
        name = path.relative_to(content).as_posix()
        if (
            not path.is_file()
            or path.name.startswith((".", "~$"))
            or (path.name.lower() in _NO_DELIVERIES)
        ):
            continue
        folder = path.relative_to(root).parts[0]
        if path.parent == root or folder not in _FOLDERS:
            where = f"表格应放在 tables/<类别>/ 下, 类别有 {'、'.join(_FOLDERS)}: 请移动"
            on_fault(Fault(Place(name), where, level="refused"))
        elif path.is_symlink():
            on_fault(Fault(Place(name), "是符号链接, 未读取: 请放入文件本身", level="refused"))
        else:
            yield TableFile(path, name, folder)


def file_digest(file: TableFile, site: Site) -> str:
    """What decides the rows of a file: its bytes, its name and folder, the rules at the door, and how it is read."""
    digest = hashlib.sha256()
    rules = (str(_READING), file.name, file.folder, _persons(site))
    digest.update("\x1f".join(rules).encode("utf-8") + b"\x1e")
    with file.path.open("rb") as source:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def load_tables(
    content: Path,
    site: Site,
    on_fault: Callable[[Fault], None],
    *,
    known: Collection[str] = (),
    on_file: Callable[[TableFile, str, bool], None] = lambda file, digest, read: None,
) -> Iterator[Row]:
    """Each delivered data row once, file by file in the order of names; faults of files and sheets go to `on_fault`.

    A file whose digest is in `known` is not read again; `on_file` hears of every file before its first row: the file,
    its digest, and whether it is read.
    """
    with _Child() as child:
        for file in table_files(content, on_fault):
            digest = file_digest(file, site)
            read = digest not in known
            on_file(file, digest, read)
            if read:
                yield from _rows(child, file, _persons(site), on_fault)


def _persons(site: Site) -> str:
    return " ".join(sorted(rule.list_kind for rule in site.persons))


def _rows(
    child: "_Child", file: TableFile, persons: str, on_fault: Callable[[Fault], None]
) -> Iterator[Row]:
    """The rows of one file as the child tells them."""
    make: Callable[..., object] = tuple
    sheet = kind_name = ""
    for message in child.read(file, persons):
        match message:
            case ["fault", level, where, row, column, words, value]:
                on_fault(Fault(Place(file.name, where, row, column), words, value, level))
            case ["sheet", sheet, kind_name, fields, _]:
                make = record_maker(kind(kind_name).record_class, fields)
            case ["rows", rows]:
                for row in rows:
                    yield _row(file, sheet, kind_name, make, row)
            case ["bug", trace]:
                raise RuntimeError(f"reading {file.name} failed\n{trace}")
            case _:
                raise RuntimeError(f"reading {file.name}: the child said something else")


def _row(
    file: TableFile, sheet: str, kind_name: str, make: Callable[..., object], message: Message
) -> Row:
    number, values, *rest = message
    place = Place(file.name, sheet, number)
    record = make(values) if values is not None else None
    if not rest:
        return Row(place, kind_name, record)
    outcome, notes, *whose = rest
    faults = tuple(
        Fault(Place(file.name, sheet, number, column), words, value, level)
        for column, words, value, level in notes
    )
    key = whose[0] if whose else ""
    return Row(place, kind_name, record, Outcome(outcome) if outcome else None, faults, key)


class _Child:
    """The reading process: started when needed, ended at the latest when the loading ends."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = bytearray()

    def __enter__(self) -> "_Child":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, file: TableFile, persons: str) -> Iterator[Message]:
        """The messages about one file, whatever becomes of the child."""
        process = self._process or self._start()
        task = {"path": str(file.path), "folder": file.folder, "persons": persons}
        stdin = _pipe(process.stdin)
        stdin.write(json.dumps(task).encode("ascii") + b"\n")
        stdin.flush()
        finished = False
        try:
            patience = _SILENCE + file.path.stat().st_size / _SLOWEST
            while (line := self._line(process, patience)) is not None:
                message = load(line)
                if message == ["end"]:
                    finished = True
                    return
                yield message
            yield ["fault", "refused", "", 0, "", self._why(process, patience), ""]
        finally:
            if not finished:  # dead, silent, or the caller stopped half-way
                self._stop()

    def _line(self, process: "subprocess.Popen[bytes]", patience: float) -> bytes | None:
        """The next line; None where the child died, went silent or never ends its line."""
        source = _pipe(process.stdout).fileno()
        while (end := self._buffer.find(b"\n")) < 0:
            ready, _, _ = select.select([source], [], [], patience)
            chunk = os.read(source, 1 << 20) if ready else b""
            if not chunk or len(self._buffer) > _LONGEST_LINE:
                return None
            self._buffer += chunk
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _why(self, process: "subprocess.Popen[bytes]", patience: float) -> str:
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            return f"超过 {patience:.0f} 秒没有读完一步, 已停止: 请核对文件, 或分成几个文件"
        return "文件使读取程序崩溃或超出内存, 已停止: 请用电子表格软件打开后另存为 .xlsx 重新报送"

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-I", "-m", "creditsite.intake.child"]
        self._buffer.clear()
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if self._line(self._process, _SILENCE) != b'["ready"]':
            self._stop()
            raise RuntimeError(
                "the reading process does not start: python -m creditsite.intake.child"
            )
        return self._process

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                _pipe(pipe).close()
        self._process = None


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
