"""XLS and ODS workbooks by calamine, which reads a sheet whole: the child's memory limit is the bound."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine as calamine

from creditsite.intake.cells import Cell
from creditsite.intake.sheets import MAX_COLUMNS, Hidden, Sheet, UnreadableError


def read_oldbook(path: Path, kind: str) -> Iterator[Sheet]:
    """The sheets of a workbook, in their order."""
    book = calamine.load_workbook(str(path))
    for meta in book.sheets_metadata:
        if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        hidden = Hidden(sheet=meta.visible is not calamine.SheetVisibleEnum.Visible)
        sheet = book.get_sheet_by_name(meta.name)
        yield Sheet(meta.name, _rows(sheet), hidden, serials=True)


def _rows(sheet: calamine.CalamineSheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    if sheet.end is None:
        return
    if sheet.end[1] >= MAX_COLUMNS:
        raise UnreadableError(
            f"第{sheet.end[1] + 1}列有内容, 超过 {MAX_COLUMNS} 列: 请删去远处的多余单元格"
        )
    top, left = sheet.start or (0, 0)
    before: list[Cell] = [None] * left
    for number, cells in enumerate(sheet.iter_rows(), top + 1):
        yield number, [*before, *cells]
