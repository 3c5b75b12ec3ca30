"""XLSX workbooks, row by row: values, error cells, formulas without a result, and what is hidden."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from creditsite.intake.cells import Broken, Cell
from creditsite.intake.sheets import MAX_CELL, MAX_COLUMNS, Hidden, Sheet, UnreadableError

if not openpyxl.DEFUSEDXML:
    raise RuntimeError("openpyxl expands entity bombs without defusedxml")

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_UNCOMPUTED = "没有结果的公式"


def read_workbook(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook that `check_archive` has passed, in their order."""
    # From the open file: by a path the library judges the name, which may lie.
    with path.open("rb") as file, zipfile.ZipFile(path) as archive:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if not isinstance(sheet, ReadOnlyWorksheet):
                continue  # a chart
            hidden = Hidden(sheet=sheet.sheet_state != "visible")
            parser = _parser(book, sheet)
            part: str = vars(sheet)["_worksheet_path"]
            rows = _rows(archive, part, parser, hidden)
            yield Sheet(sheet.title, rows, hidden, epoch1904=book.epoch == MAC_EPOCH, serials=True)


def _parser(book: Any, sheet: Any) -> WorkSheetParser:
    return WorkSheetParser(
        b"",  # the rows come from our own stream
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _rows(
    archive: zipfile.ZipFile, part: str, parser: WorkSheetParser, hidden: Hidden
) -> Iterator[tuple[int, Sequence[Cell]]]:
    with archive.open(part) as source:
        yield from _stream(source, parser, hidden)


def _stream(
    source: IO[bytes], parser: WorkSheetParser, hidden: Hidden
) -> Iterator[tuple[int, Sequence[Cell]]]:
    last = 0
    data: Any = None
    for event, element in iterparse(source, events=("start", "end")):
        if event == "start":
            data = element if element.tag == f"{_MAIN}sheetData" else data
        elif element.tag == f"{_MAIN}col" and element.get("hidden") in ("1", "true"):
            first, stop = int(element.get("min", "1")), int(element.get("max", "1"))
            hidden.columns.update(range(first - 1, min(stop, MAX_COLUMNS)))
        elif element.tag == f"{_MAIN}row":
            number, cells = _row(element, parser)
            if number <= last:
                raise UnreadableError(f"第{number}行重复或次序颠倒: 请另存后重新报送")
            last = number
            if element.get("hidden") in ("1", "true"):
                hidden.rows.append(number)
            data.clear()  # else the emptied rows pile up
            if cells:
                yield number, cells
    if data is None:
        raise UnreadableError(
            "工作表里没有数据区 (可能是“严格 Open XML”格式): 请另存为普通的 .xlsx 重新报送"
        )


def _row(element: Any, parser: WorkSheetParser) -> tuple[int, list[Cell]]:
    number, parsed = parser.parse_row(element)
    cells: list[Cell] = []
    for at, one in enumerate(parsed):
        value = _value(one, element[at])
        if value is None:
            continue
        column = one["column"]
        if column > MAX_COLUMNS:
            raise UnreadableError(
                f"第{number}行第{column}列有内容, 超过 {MAX_COLUMNS} 列: 请删去远处的多余单元格"
            )
        if column <= len(cells):
            raise UnreadableError(f"第{number}行的单元格重复或次序颠倒: 请另存后重新报送")
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value
    return number, cells


def _value(one: dict[str, Any], element: Any) -> Cell:
    value = one["value"]
    if one["data_type"] == "e":
        return Broken(str(value)[:20])
    if value is None:
        formula = element.find(f"{_MAIN}f")
        return Broken(_UNCOMPUTED) if formula is not None else None
    if isinstance(value, str) and len(value) > MAX_CELL:
        raise UnreadableError(f"有单元格超过 {MAX_CELL} 字: 请核对")
    if isinstance(value, str) and "_x" in value:
        return unescape(value)  # _x000D_ is how the format writes a carriage return
    return value  # type: ignore[no-any-return]  # str, number, bool, date or time: openpyxl's values of a cell
