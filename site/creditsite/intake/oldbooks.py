"""XLS workbooks: values by calamine, which reads a sheet whole; what it leaves out by our own look at the records."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import python_calamine as calamine

from creditsite.intake.biff import Marks, marks_of
from creditsite.intake.cells import Broken, Cell
from creditsite.intake.sheets import MAX_COLUMNS, Sheet, UnreadableError

_UNCOMPUTED = Broken("没有结果的公式")
_MOST_CELLS = 8_000_000  # calamine holds a whole rectangle, full or not


def read_oldbook(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook, in their order."""
    body = path.read_bytes()
    marks = marks_of(body)
    book = calamine.load_workbook(
        BytesIO(body)
    )  # by a path the library judges the name, which may lie
    names = [m.name for m in book.sheets_metadata if m.typ is calamine.SheetTypeEnum.WorkSheet]
    if len(names) != len(marks):
        raise UnreadableError("工作表目录自相矛盾: 请用电子表格软件打开后另存为 .xlsx 重新报送")
    for name, mark in zip(names, marks, strict=True):
        yield Sheet(name, _rows(book.get_sheet_by_name(name), mark), mark.hidden, serials=True)


def _rows(sheet: calamine.CalamineSheet, marks: Marks) -> Iterator[tuple[int, Sequence[Cell]]]:
    if sheet.end is None or sheet.start is None:
        return
    if sheet.end[1] >= MAX_COLUMNS:
        raise UnreadableError(
            f"第{sheet.end[1] + 1}列有内容, 超过 {MAX_COLUMNS} 列: 请删去远处的多余单元格"
        )
    if sheet.total_height * sheet.total_width > _MOST_CELLS:
        raise UnreadableError("远处有多余的单元格, 表格过大: 请删去后另存为 .xlsx 重新报送")
    top, left = sheet.start
    before: list[Cell] = [None] * left
    for index, row in enumerate(sheet.iter_rows(), top):
        cells: list[Cell] = [*before, *row]
        for column in range(len(cells)):
            place = (index, column)
            if place in marks.broken:
                cells[column] = marks.broken[place]
            elif place in marks.led:  # which calamine takes away
                cells[column] = f"\ufeff{cells[column] or ''}"
            elif place in marks.formulas and cells[column] in ("", None):
                cells[column] = _UNCOMPUTED
        yield index + 1, cells
