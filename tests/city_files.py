"""Records as departments send them: CSV in any encoding and the workbook of the 双公示 layout; always equal bytes."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from creditsite.model.fields import columns

Headers = Mapping[str, str]  # header → field; an empty field makes an empty column


def standard(record_class: type, *drop: str, **rename: str) -> dict[str, str]:
    """The standard headers of a kind, without some fields, and with other spellings of some headers."""
    return {
        rename.get(name, one.header): name
        for name, one in columns(record_class).items()
        if name not in drop
    }


def cell(record: Any, name: str, days: str = "%Y-%m-%d") -> str:
    """A field as a department writes it: Chinese labels, dates in some spelling, decimals."""
    if not name:
        return ""
    column, value = columns(type(record))[name], getattr(record, name)
    match value:
        case None | () | "":
            return ""
        case tuple():
            words = column.vocabulary.label if column.vocabulary else str
            return "；".join(words(one) for one in value)
        case date():
            return f"{value:{days}}"
        case str() if column.vocabulary:
            return column.vocabulary.label(value)
        case _:
            return str(value)


@contextmanager
def table(
    path: Path, headers: Headers, encoding: str = "utf-8", days: str = "%Y-%m-%d"
) -> Iterator[Callable[[Any], None]]:
    """A CSV file that is open for rows: call what it gives with each record."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(headers)

        def row(record: Any) -> None:
            writer.writerow([cell(record, name, days) for name in headers.values()])

        yield row


def write_table(
    path: Path,
    headers: Headers,
    records: Iterable[Any],
    encoding: str = "utf-8",
    days: str = "%Y-%m-%d",
) -> None:
    """A whole CSV file."""
    with table(path, headers, encoding, days) as row:
        for record in records:
            row(record)


def add_sheet(
    book: Workbook, name: str, title: str, notes: str, headers: Headers, records: Iterable[Any]
) -> None:
    """A sheet with a merged title, a header row, data and the closing notes, as the 2018/2019 layout has them."""
    sheet: Worksheet = book.create_sheet(name)
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headers))
    sheet["A1"].font, sheet["A1"].alignment = (
        Font(bold=True, size=16),
        Alignment(horizontal="center"),
    )
    sheet.append(list(headers))
    for record in records:
        sheet.append([_office_cell(record, one) for one in headers.values()])
    last = sheet.max_row + 1
    sheet.append([notes])
    sheet.merge_cells(start_row=last, start_column=1, end_row=last, end_column=len(headers))


def _office_cell(record: Any, name: str) -> Any:
    """A cell of that workbook: real dates in some columns, text with slashes in others, "/" for nothing."""
    value = getattr(record, name) if name else None
    if name in ("valid_until",) and value is None:
        return "2099/12/31"
    if isinstance(value, date):
        return value if name == "decided_on" else f"{value:%Y/%m/%d}"
    return cell(record, name) or ("/" if name in ("licence_affected", "certificate_no") else None)


def write_book(path: Path, book: Workbook) -> None:
    """A workbook without the time at which, and the library by which, it was packed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb">\d{4}-\d\d-\d\dT[\d:]+Z<", b">2026-10-30T08:00:00Z<", data)
            new.writestr(zipfile.ZipInfo(name), data)
