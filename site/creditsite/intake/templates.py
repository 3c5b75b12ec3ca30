"""Templates to download and fill in: headers, help, allowed values, an example row, all from the columns of a kind."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from creditsite.intake.around import EXAMPLE
from creditsite.intake.reading import HELP_SHEETS
from creditsite.model.fields import Column, Need, Type, columns
from creditsite.model.kinds import Kind, kind

_ROWS = 2_000  # rows that are prepared with formats and lists
_EPOCH = (2020, 1, 1, 0, 0, 0)  # of every member: the same template is the same bytes
_NEEDS = {Need.MANDATORY: "必填", Need.CONDITIONAL: "按情形必填", Need.OPTIONAL: "选填"}
_FORMATS = {
    Type.TEXT: "文字", Type.TEXTS: "多个文字, 以分号分隔", Type.CODE: "18 位代码 (文本格式)",
    Type.DATE: "日期, 如 2026-05-20",
    Type.MONEY: "数字, 单位万元, 最多六位小数", Type.INTEGER: "整数", Type.TERM: "从可填值中选一个",
    Type.TERMS: "可填值, 多个以分号分隔",
}  # fmt: skip


def template_csv(name: str) -> bytes:
    """The template of a kind as a CSV that spreadsheet programs open: headers and an example row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    cols = _columns(kind(name))
    writer.writerow(col.header for col in cols.values())
    writer.writerow(_example_row(cols))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


@cache  # hangs on the columns alone, and takes as long to make as a hundred pages
def template_xlsx(name: str) -> bytes:
    """The template of a kind as a workbook: lists to choose from, help, an example row; always the same bytes."""
    of = kind(name)
    cols = _columns(of)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = of.title
    _fill(sheet, cols)
    _help(book.create_sheet(HELP_SHEETS[0]), cols)
    words = book.create_sheet(HELP_SHEETS[1])
    words.sheet_state = "hidden"
    _lists(sheet, words, cols)
    out = io.BytesIO()
    book.save(out)
    return _fixed(out.getvalue())


def example(name: str) -> dict[str, str]:
    """The example row of a kind: header → cell."""
    return {col.header: _example(col) for col in _columns(kind(name)).values()}


def _columns(of: Kind) -> Mapping[str, Column]:
    record_class: type = of.record_class
    return columns(record_class)


def _example_row(cols: Mapping[str, Column]) -> list[str]:
    first, *rest = (_example(col) for col in cols.values())
    return [EXAMPLE + first, *rest]


def _example(col: Column) -> str:
    if col.need is not Need.MANDATORY and (col.type is Type.DATE or not col.example):
        return ""  # an optional day says that something has ended
    if col.example:
        return col.example
    match col.type:
        case Type.DATE:
            return "2026-05-20"
        case Type.INTEGER:
            return "1"
        case Type.TERM | Type.TERMS if col.vocabulary:
            return col.vocabulary.terms[0].label
        case _:
            return f"某{col.header}"


def _fill(sheet: Worksheet, cols: Mapping[str, Column]) -> None:
    sheet.append([col.header for col in cols.values()])
    sheet.append(_example_row(cols))
    sheet.freeze_panes = "A2"
    for at, col in enumerate(cols.values(), 1):
        head = sheet.cell(1, at)
        head.font = Font(bold=col.need is Need.MANDATORY)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = max(12, min(40, 2 * len(col.header) + 2))
        if col.type not in (Type.MONEY, Type.INTEGER):
            # As text nothing is turned into a number or a date: of the column, and of the row that is copied from.
            sheet.column_dimensions[letter].number_format = "@"
            sheet.cell(2, at).number_format = "@"


def _help(sheet: Worksheet, cols: Mapping[str, Column]) -> None:
    sheet.append(["表头", "是否必填", "格式", "填写说明", "最多字数", "是否公开", "可填值"])
    for col in cols.values():
        words = "；".join(term.label for term in col.vocabulary.terms) if col.vocabulary else ""
        length = str(col.max_length or "") if col.type in (Type.TEXT, Type.TEXTS) else ""
        shown = "公开" if col.public else "不公开"
        sheet.append(
            [col.header, _NEEDS[col.need], _FORMATS[col.type], col.help, length, shown, words]
        )
    for letter, width in zip("ABCDEFG", (36, 12, 30, 50, 10, 10, 80), strict=True):
        sheet.column_dimensions[letter].width = width


def _lists(sheet: Worksheet, words: Worksheet, cols: Mapping[str, Column]) -> None:
    """A list to choose from under every column of one term; the words stand in a hidden sheet, however many."""
    for at, (col, here) in enumerate(_with_words(cols), 1):
        assert col.vocabulary is not None
        labels = [term.label for term in col.vocabulary.terms]
        for row, label in enumerate(labels, 1):
            words.cell(row, at, label)
        letter = get_column_letter(at)
        choose = DataValidation(
            type="list",
            formula1=f"'{words.title}'!${letter}$1:${letter}${len(labels)}",
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=col.header[:30],
            error="请从列表中选择",
        )
        column = get_column_letter(here)
        choose.add(f"{column}2:{column}{_ROWS}")
        sheet.add_data_validation(choose)


def _with_words(cols: Mapping[str, Column]) -> Iterator[tuple[Column, int]]:
    for at, col in enumerate(cols.values(), 1):
        if col.type is Type.TERM:
            yield col, at


def _fixed(body: bytes) -> bytes:
    """The workbook without the time at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-01-01T00:00:00Z", part)
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            target.writestr(member, part)
    return out.getvalue()
