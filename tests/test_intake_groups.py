"""Headers in groups within groups: three merged rows are read as one row of headers, in every format."""

import csv
import io
from collections.abc import Callable, Sequence

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from tests.intake.deliveries import city, csv_bytes, loaded, penalty, put

CODE = "行政相对人代码_1（统一社会信用代码）"
# Each header from above, and the standard one; what begins a merged cell is written, the rest of it is blank.
HEAD = (
    ("序号", "", "", ""),
    ("行政相对人名称", "", "", "行政相对人名称"),
    ("行政相对人信息", "行政相对人类别", "", "行政相对人类别"),
    ("", "行政相对人代码", "统一社会信用代码", CODE),
    ("", "", "工商注册号", ""),
    ("行政处罚", "行政处罚决定书文号", "", "行政处罚决定书文号"),
    ("", "违法行为", "类型", "违法行为类型"),
    ("", "", "违法事实", "违法事实"),
    ("", "处罚依据", "", "处罚依据"),
    ("", "处罚", "类别", "处罚类别"),
    ("", "", "内容", "处罚内容"),
    ("", "罚款金额（万元）", "", "罚款金额（万元）"),
    ("处罚机关", "", "", "处罚机关"),
    ("期限", "处罚决定日期", "", "处罚决定日期"),
    ("", "截止", "处罚有效期", "处罚有效期"),
    ("", "", "公示截止期", "公示截止期"),
    ("失信信息分级", "", "", "失信信息分级"),
    ("备注", "", "", "备注"),
)  # fmt: skip
Grid = Sequence[Sequence[str]]


def grid(head: Sequence[Sequence[str]], count: int) -> list[list[str]]:
    """A title, three rows of headers, rows of data."""
    rows = [["行政处罚信息公示表", *[""] * (len(head) - 1)]]
    rows += [[column[level] for column in head] for level in range(3)]
    for number in range(1, count + 1):
        cells = {"": "", **{header: str(cell) for header, cell in penalty(number).items()}}
        rows.append([cells[column[3]] for column in head])
    return rows


def spans(rows: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """The merged cells of the headers: where each begins, and how many rows and columns it has."""
    width, found = len(rows[0]), {(0, 0): (1, len(rows[0]))}
    for r in (1, 2, 3):
        for c in range(width):
            if rows[r][c]:
                below = [rows[n][c] for n in range(r + 1, 4)]
                tall = 1 if any(below) else 4 - r
                ends = (n for n in range(c + 1, width) if any(rows[m][n] for m in range(1, r + 1)))
                wide = next(ends, width) - c if any(below) else 1
                found[r, c] = tall, wide
    return found


def xlsx(rows: Grid) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([cell or None for cell in row])
    for (r, c), (tall, wide) in spans(rows).items():
        sheet.merge_cells(
            start_row=r + 1, start_column=c + 1, end_row=r + tall, end_column=c + wide
        )
    book.save(out := io.BytesIO())
    return out.getvalue()


def xls(rows: Grid) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("处罚")
    merged = spans(rows)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if (r, c) in merged:
                tall, wide = merged[r, c]
                sheet.write_merge(r, r + tall - 1, c, c + wide - 1, cell)
            elif cell:
                sheet.write(r, c, cell)
    book.save(out := io.BytesIO())
    return out.getvalue()


def ods(rows: Grid) -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="处罚")
    merged = spans(rows)
    covered = {
        (r + dr, c + dc)
        for (r, c), (tall, wide) in merged.items()
        for dr in range(tall)
        for dc in range(wide)
        if dr or dc
    }
    for r, row in enumerate(rows):
        line = TableRow()
        for c, cell in enumerate(row):
            tall, wide = merged.get((r, c), (1, 1))
            kind = CoveredTableCell if (r, c) in covered else TableCell
            one = (
                kind() if kind is CoveredTableCell
                else TableCell(valuetype="string", numberrowsspanned=tall, numbercolumnsspanned=wide)
            )  # fmt: skip
            if cell:
                one.addElement(P(text=cell))
            line.addElement(one)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.write(out := io.BytesIO())
    return out.getvalue()


def text(rows: Grid) -> bytes:
    csv.writer(out := io.StringIO(newline="")).writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("ending", "made"), [("xlsx", xlsx), ("xls", xls), ("ods", ods), ("csv", text)]
)
def test_three_rows_of_merged_headers_are_read_as_one(
    ending: str, made: Callable[[Grid], bytes], tmp_path
):
    content = city(tmp_path / "grouped")
    put(content, f"penalties/a.{ending}", made(grid(HEAD, 3)))
    rows, faults = loaded(content)
    flat = city(tmp_path / "flat")
    put(flat, "penalties/a.csv", csv_bytes([penalty(n) for n in (1, 2, 3)]))
    expected, _ = loaded(flat)
    assert [row.record for row in rows] == [row.record for row in expected]
    assert [row.place.row for row in rows] == [5, 6, 7]
    assert not faults, faults


def test_a_column_lost_among_three_rows_refuses_the_sheet_and_says_which(tmp_path):
    content = city(tmp_path / "c")
    head = [column for column in HEAD if column[3] != "行政处罚决定书文号"]
    put(content, "penalties/a.xlsx", xlsx(grid(head, 2)))
    rows, faults = loaded(content)
    assert not rows
    assert any(
        f.level == "refused" and "缺少必备列 行政处罚决定书文号" in f.message for f in faults
    )
