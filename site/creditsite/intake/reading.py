"""A whole file as messages: its sheets one by one, what stands around the data, and its rows."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, dropwhile, islice

from creditsite.intake.around import Sieve
from creditsite.intake.batches import read_rows
from creditsite.intake.cells import Cell, is_blank
from creditsite.intake.guard import UNSAID, repeatable
from creditsite.intake.layout import PEEK, Layout, find_layout
from creditsite.intake.rowplan import Rules, plan_of
from creditsite.intake.sheets import BATCH_ROWS, BATCH_SIZE, Numbered, Share, Sheet
from creditsite.intake.wire import Message
from creditsite.model.kinds import KINDS, Kind, kind

_BARE = "只有编号没有名称, 而编号的含义各年不同, 未读取: 请写全, 如 行政相对人代码_1（统一社会信用代码）"
_WHOLE = Share()
HELP_SHEETS = ("填表说明", "可填值")  # of our own templates
_HELP_SHEET = re.compile("说明|字典|代码|枚举|选项|目录|封面|帮助|可填值")


def read_file(
    sheets: Iterator[Sheet], folder: str, rules: Rules, share: Share = _WHOLE
) -> Iterator[Message]:
    """Every sheet of a file, read as tables of the kind that its folder names (`mixed`: told by the headers)."""
    kinds = KINDS if folder == "mixed" else (kind(folder),)
    read = 0
    left: list[tuple[Sheet, str]] = []
    for sheet in sheets:
        rows = dropwhile(lambda row: all(map(is_blank, row[1])), sheet.rows)
        first = list(islice(rows, PEEK))
        if not first or _is_help(sheet, first[0][1]):
            continue
        layout = find_layout(first, kinds)
        if layout is None:
            left.append((sheet, _likely(first, kinds)))
            continue
        read += 1
        yield from _sheet(sheet, layout, first, rules, share)
    if not read and not left:
        yield ["fault", "warning", "", 0, "", "文件是空的, 没有读到任何行: 请核对", ""]
    for sheet, likely in left:
        serious = not read or not (sheet.hidden.sheet or _HELP_SHEET.search(sheet.name))
        what = f"前 {PEEK} 行里没有认得的表头, 未读取: {likely or '请核对表头, 或删去这张表'}"
        yield ["fault", "refused" if serious else "warning", sheet.name, 0, "", what, ""]


def _is_help(sheet: Sheet, cells: Sequence[Cell]) -> bool:
    """Whether a sheet is the help or the words of our own template."""
    explains = sheet.name == HELP_SHEETS[0] and list(cells[:2]) == ["表头", "是否必填"]
    return explains or (sheet.name == HELP_SHEETS[1] and sheet.hidden.sheet)


def _sheet(
    sheet: Sheet,
    layout: Layout,
    first: list[Numbered],
    rules: Rules,
    share: Share,
) -> Iterator[Message]:
    yield from _header_faults(sheet, layout)
    if not layout.headers.usable or layout.rivals:
        return
    width = max((n for n, name in enumerate(layout.names, 1) if any(name)), default=0)
    if sheet.fixed_width:
        width = max(width, next(len(cells) for n, cells in first if n == layout.last))
    plan = plan_of(layout.kind, layout.headers, sheet, rules, width)
    yield ["sheet", sheet.name, layout.kind.name, share.of]
    sieve = Sieve(layout, plan.mapped, sheet.fixed_width)
    taken = [row for row in first if row[0] > layout.last]
    for batch in sheet.dealt(taken, share) if sheet.dealt else _batches(chain(taken, sheet.rows)):
        yield ["rows", read_rows(plan, sieve.data(batch))]
    yield ["around", *sieve.around(sheet)]


def _batches(rows: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    """The rows by the batch, bounded in number and in size."""
    batch: list[Numbered] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(cell) for cell in row[1] if type(cell) is str)
        if len(batch) >= BATCH_ROWS or size >= BATCH_SIZE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _header_faults(sheet: Sheet, layout: Layout) -> Iterator[Message]:
    def fault(level: str, column: str, message: str) -> Message:
        return ["fault", level, sheet.name, layout.last, column and _said(column), message, ""]

    h = layout.headers
    if layout.rivals:
        names = "、".join((layout.kind.title, *layout.rivals))
        yield fault("refused", "", f"表头分不清是{names}: 请放到 tables/<类别>/ 目录")
    if h.missing:
        yield fault(
            "refused",
            "",
            f"缺少必备列 {'、'.join(h.missing)}: 请补上这些列, 或核对表头{_elsewhere(layout)}",
        )
    for first, second in h.twice:
        yield fault("refused", second, f"“{_said(first)}”和“{_said(second)}”是同一项: 请只保留一列")
    for name in h.unnumbered:
        yield fault(
            "warning",
            name,
            _BARE,
        )
    for name, near in h.unknown:
        hint = f"是不是“{near}”? 若是请改表头" if near else "若需公示请改用规定的表头"
        yield fault("warning", name, f"不认识的列, 未读取: {hint}")
    if h.never:
        yield fault(
            "warning",
            "",
            f"有不得收集的列 {'、'.join(map(_said, h.never))}, 内容一律未读取: 请来源单位勿再报送",
        )


def _said(header: str) -> str:
    """A header as a sentence may repeat it."""
    return repeatable(header) or UNSAID


def _elsewhere(layout: Layout) -> str:
    """A hint where the headers fit another kind of table fully."""
    here = [(1, [top + leaf for top, leaf in layout.names])]
    likely = _likely(here, (layout.kind,), len({b.field for b in layout.headers.bound}))
    return f"; {likely}" if likely else ""


def _likely(
    first: Sequence[tuple[int, Sequence[Cell]]], tried: Sequence[Kind], least: int = 1
) -> str:
    """Where a sheet belongs whose headers name all of another kind of table, and more than `least` fields."""
    others = [other for other in KINDS if other not in tried]
    found = find_layout(first, others) if others else None
    if found and found.headers.usable and len(found.headers.bound) > least:
        other = found.kind
        return f"这像是{other.title}表, 应放到 tables/{other.name}/ 或 tables/mixed/"
    return ""
