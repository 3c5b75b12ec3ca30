"""ODS workbooks, row by row: repeated cells are bounded before they are made."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from defusedxml.ElementTree import iterparse

from creditsite.intake.cells import Broken, Cell
from creditsite.intake.sheets import MAX_CELL, MAX_COLUMNS, Hidden, Sheet, UnreadableError

_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MOST_SHEETS = 200
_MOST_REPEATS = 1_000  # of a row with content: more is a bomb or an accident


def read_opensheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook that `check_archive` has passed, in their order."""
    for at, (name, shown) in enumerate(_names(path)):
        hidden = Hidden(sheet=not shown)
        yield Sheet(name, _rows(path, at, hidden), hidden, serials=True)


def _names(path: Path) -> list[tuple[str, bool]]:
    """The name of each sheet, and whether it is shown."""
    names: list[tuple[str, bool]] = []
    unseen: set[str] = set()
    style = ""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as source:
        for event, element in iterparse(source, events=("start", "end")):
            if event == "end":
                if element.tag == f"{_TABLE}table-row":
                    element.clear()
            elif element.tag == f"{_STYLE}style":
                style = element.get(f"{_STYLE}name", "")
            elif element.tag == f"{_STYLE}table-properties":
                if element.get(f"{_TABLE}display") == "false":
                    unseen.add(style)
            elif element.tag == f"{_TABLE}table":
                shown = element.get(f"{_TABLE}style-name") not in unseen
                names.append((element.get(f"{_TABLE}name", ""), shown))
    if len(names) > _MOST_SHEETS:
        raise UnreadableError(f"有 {len(names)} 张工作表, 超过 {_MOST_SHEETS} 张: 请分成几个文件")
    return names


def _rows(path: Path, wanted: int, hidden: Hidden) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows of one sheet; the text is read again for each, for it cannot be sought in."""
    table, number, column = -1, 0, 0
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as source:
        for event, element in iterparse(source, events=("start", "end")):
            if event == "start":
                table += element.tag == f"{_TABLE}table"
                continue
            if element.tag == f"{_TABLE}table-column" and table == wanted:
                count = _repeats(element, "columns")
                if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                    hidden.columns.update(range(column, min(column + count, MAX_COLUMNS)))
                column += count
            elif element.tag == f"{_TABLE}table-row":
                if table == wanted:
                    cells, count = _cells(element, number), _repeats(element, "rows")
                    if cells and count > _MOST_REPEATS:
                        raise UnreadableError(f"第{number + 1}行重复 {count} 次: 请删去多余的行")
                    for at in range(number + 1, number + 1 + count if cells else 0):
                        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                            hidden.rows.append(at)
                        yield at, cells
                    number += count
                element.clear()


def _repeats(element: Any, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _cells(row: Any, before: int) -> list[Cell]:
    cells: list[Cell] = []
    gap = 0
    for element in row:
        if element.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        value, count = _value(element), _repeats(element, "columns")
        if value is None:
            gap += count
            continue
        if len(cells) + gap + count > MAX_COLUMNS:
            raise UnreadableError(
                f"第{before + 1}行有内容超过 {MAX_COLUMNS} 列: 请删去远处的多余单元格"
            )
        cells.extend([None] * gap)
        cells.extend([value] * count)
        gap = 0
    return cells


def _value(element: Any) -> Cell:
    shown = "\n".join("".join(p.itertext()) for p in element.iter(f"{_TEXT}p"))
    kind = element.get(f"{_OFFICE}value-type")
    formula = element.get(f"{_TABLE}formula") is not None
    wrong = element.get(f"{_CALC}value-type") == "error" or shown.startswith(("Err:", "#"))
    if wrong and (formula or kind is None or element.get(f"{_CALC}value-type") == "error"):
        return Broken(shown[:20] or "错误值")
    if formula and kind is None:
        return Broken("没有结果的公式")
    if len(shown) > MAX_CELL:
        raise UnreadableError(f"有单元格超过 {MAX_CELL} 字: 请核对")
    match kind:
        case "float" | "currency" | "percentage":
            return float(element.get(f"{_OFFICE}value", "nan"))
        case "date":
            return datetime.fromisoformat(element.get(f"{_OFFICE}date-value", ""))
        case "boolean":
            return bool(element.get(f"{_OFFICE}boolean-value") == "true")
        case None:
            return shown or None
        case _:
            return element.get(f"{_OFFICE}string-value") or shown or None
