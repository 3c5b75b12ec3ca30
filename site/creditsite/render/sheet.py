"""A table as a workbook for spreadsheet programs: typed cells, so that no text is ever calculated or made a number.

Written as text, since ten million cells through a library of cell objects would take longer than all pages.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import BinaryIO
from xml.sax.saxutils import escape

from creditsite.model.fields import Column, Type
from creditsite.render.tableforms import Batch, Write, in_words, is_prose, said
from creditsite.render.tables import Plain, Table

ROWS = 1_048_575  # of a sheet, below the headers
LONGEST = 32_000  # signs of a cell; programs refuse a file that holds more than 32,767
CUT = "……（过长, 全文见 CSV）"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every member: the same rows are the same bytes
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BOLD, _DAY = 1, 2  # formats of cells, in the order of `cellXfs`
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        "<borders count=\"1\"><border/></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}  # fmt: skip
# What XML cannot hold, and what a spreadsheet program would take for one of its own escapes.
_ODD = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_DAY_0 = date(1899, 12, 30).toordinal()


@contextmanager
def xlsx_pen(file: BinaryIO, table: Table) -> Iterator[Write]:
    """The rows as a workbook of one sheet: Chinese headers and words, real dates and numbers, codes as text."""
    columns = [(name, _cells(name, of)) for name, of in table.fields.items()]
    letters = list(map(_letters, range(len(columns))))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in (*_PARTS.items(), ("xl/workbook.xml", _workbook(table.title))):
            book.writestr(_member(name), _HEAD + text)
        with book.open(_member("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as sheet:
            sheet.write(_beginning(table).encode())
            numbers = count(2)

            def write(batch: Batch) -> None:
                ends = [cells(batch.columns[name]) for name, cells in columns]
                lines = zip(numbers, zip(*ends, strict=True), strict=False)
                sheet.write("".join(_row(number, letters, line) for number, line in lines).encode())

            yield write
            sheet.write(b"</sheetData></worksheet>")


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _workbook(title: str) -> str:
    named = f'<sheet name="{escape(title[:31])}" sheetId="1" r:id="rId1"/>'
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>'


def _beginning(table: Table) -> str:
    headers = [_text(column.header, _BOLD) for column in table.fields.values()]
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(headers)}" width="20" customWidth="1"/></cols><sheetData>'
        f"{_row(1, map(_letters, count()), headers)}"
    )


def _row(number: int, letters: Iterable[str], ends: Iterable[str]) -> str:
    """A row of cells, of each what stands behind its place; most are empty, and left out."""
    cells = [
        f'<c r="{letter}{number}{end}' for letter, end in zip(letters, ends, strict=False) if end
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _letters(number: int) -> str:
    """The name of a column.

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _cells(name: str, column: Column) -> Callable[[Sequence[Plain]], list[str]]:
    """How a column is written, each cell behind its place."""
    cell = _cell(column)
    if is_prose(name, column):
        return lambda values: _prose(values, cell)
    return lambda values: said(values, cell)


def _prose(values: Sequence[Plain], cell: Callable[[Plain], str]) -> list[str]:
    """Most often nothing in a whole column of a batch must be escaped, and one look tells."""
    texts = {one for one in values if isinstance(one, str) and one}
    if not _is_plain(" ".join(texts)) or len(max(texts, key=len, default="")) > LONGEST:
        return said(values, cell)
    words: dict[Plain, str] = {one: _plain(one) for one in texts}
    return [words.get(one, "") for one in values]


def _cell(column: Column) -> Callable[[Plain], str]:
    """How the cells of a column are written behind their place; empty where nothing stands."""
    words, of = in_words(column), column.type

    def cell(value: Plain) -> str:
        if not value and value != 0:
            return ""
        if of is Type.MONEY or of is Type.INTEGER:
            return f'"><v>{value}</v></c>'
        if of is Type.DATE and isinstance(value, str) and value >= "1900-03-01":
            days = date.fromisoformat(value).toordinal() - _DAY_0
            return f'" s="{_DAY}"><v>{days}</v></c>'
        return _text(words(value), 0)

    return cell


def _text(text: str, style: int) -> str:
    if len(text) > LONGEST:
        text = text[:LONGEST] + CUT
    if _is_plain(text):
        return _plain(text, style)
    safe = escape(_ODD.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text))
    kept = ' xml:space="preserve"' if safe != " ".join(safe.split()) else ""
    return f'" s="{style}" t="inlineStr"><is><t{kept}>{safe}</t></is></c>'


def _plain(text: str, style: int = 0) -> str:
    return f'" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def _is_plain(text: str) -> bool:
    """Whether it is written as it stands: no control sign, no markup, no white space that may be lost."""
    return (
        text.isprintable()
        and not ("&" in text or "<" in text or ">" in text or "_x" in text or "  " in text)
        and text[:1] != " "
        and text[-1:] != " "
    )
