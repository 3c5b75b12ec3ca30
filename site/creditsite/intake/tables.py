"""Every delivered table as rows: which files there are, what decides their rows, and what the readers tell of them."""

import hashlib
import json
import sys
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import creditsite.model
from creditsite.intake.around import Around
from creditsite.intake.readers import Readers, Rules
from creditsite.intake.wire import Message
from creditsite.model.config import Site
from creditsite.model.faults import Fault, Place
from creditsite.model.kept import Kept
from creditsite.model.kinds import KINDS
from creditsite.model.rows import PARTS, Delivery, Lot, Outcome, Row

_NO_DELIVERIES = ("thumbs.db", "desktop.ini")  # what file managers leave behind
_FOLDERS = (*(k.name for k in KINDS), "mixed")
_READING = (Path(__file__).parent, Path(creditsite.model.__path__[0]))  # the code that reads
_LIBRARIES = ("defusedxml", "openpyxl", "python-calamine")


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


def deliveries(
    content: Path, site: Site, on_fault: Callable[[Fault], None], readers: int = 1
) -> Iterator[Delivery]:
    """Each delivered file, in the order of names, with what decides its rows; read where its rows are asked for."""
    rules = (sorted(rule.list_kind for rule in site.persons), site.permit_status)
    told = f"{_reading()} {json.dumps(rules)}"
    with Readers(readers) as children:
        for file in table_files(content, on_fault):
            rows = partial(_rows, children, file, rules)
            yield Delivery(file.name, _digest(file, told), rows)


def load_tables(
    content: Path, site: Site, on_fault: Callable[[Fault], None], readers: int = 1
) -> Iterator[Row]:
    """Each delivered data row once, file by file in the order of names; faults of files and sheets go to `on_fault`."""
    for one in deliveries(content, site, on_fault, readers):
        for item in one.rows():
            if isinstance(item, Row):
                yield item
            elif isinstance(item, Lot):
                yield from item.each()
            else:
                on_fault(item)


def _reading() -> str:
    """A digest of what reads: the code of intake and model, and the libraries under it."""
    digest = hashlib.sha256(sys.version.encode())
    for folder in _READING:
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    digest.update(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    return digest.hexdigest()


def _digest(file: TableFile, rules: str) -> str:
    """What decides the rows of a file: its bytes, its name and folder, and by which rules it is read."""
    digest = hashlib.sha256("\x1f".join((rules, file.name, file.folder, "")).encode("utf-8"))
    with file.path.open("rb") as source:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _rows(children: Readers, file: TableFile, rules: Rules) -> Iterator[Row | Lot | Fault]:
    """The rows and faults of one file as the readers tell them, some hundred flawless rows at a time."""
    sheet = kind_name = ""
    for message in children.read(file.path, file.folder, rules):
        match message:
            case ["rows", told, flawless]:
                at, numbers = 0, flawless[::PARTS]
                for row in told:  # in the order in which they stand
                    until = PARTS * bisect(numbers, row[0], at // PARTS, key=int)
                    if at < until:
                        yield Lot(file.name, sheet, kind_name, flawless[at:until])
                    yield _row(file.name, sheet, kind_name, *row)
                    at = until
                if at < len(flawless):
                    yield Lot(file.name, sheet, kind_name, flawless[at:])
            case ["fault", level, where, row, column, words, value]:
                yield Fault(Place(file.name, where, row, column), words, value, level)
            case ["sheet", sheet, kind_name, _]:
                pass
            case ["around", *counts]:
                for words in Around(*counts).warnings():
                    yield Fault(Place(file.name, sheet), words, level="warning")
            case ["bug", trace]:
                raise RuntimeError(f"reading {file.name} failed\n{trace}")
            case _:
                raise RuntimeError(f"reading {file.name}: a child said something else")


def _row(
    name: str,
    sheet: str,
    kind_name: str,
    number: int,
    kept: list[str] | None,
    outcome: str,
    notes: list[Message],
    whose: str = "",
) -> Row:
    faults = tuple(
        Fault(Place(name, sheet, number, column), words, value, level)
        for column, words, value, level in notes
    )
    return Row(
        Place(name, sheet, number),
        kind_name,
        Kept._make(kept) if kept is not None else None,
        Outcome(outcome) if outcome else None,
        faults,
        whose,
    )
