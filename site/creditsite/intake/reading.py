"""A whole file as messages: its sheets one by one, what stands around the data, and its rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, dropwhile, islice

from creditsite.intake.cells import Cell, as_text, is_blank
from creditsite.intake.layout import PEEK, Layout, find_layout, repeats_header
from creditsite.intake.rowplan import Plan, plan_of, read_row
from creditsite.intake.sheets import Sheet
from creditsite.intake.wire import Message, RowMessage
from creditsite.model.kinds import KINDS, Kind, kind

_BARE = "只有编号没有名称, 而编号的含义各年不同, 未读取: 请写全, 如 行政相对人代码_1（统一社会信用代码）"
_BATCH_ROWS, _BATCH_SIZE = 500, 1 << 20  # rows and about characters
HELP_SHEETS = ("填表说明", "可填值")  # of our own templates
EXAMPLE = "示例（请删去）"  # with it the example row of a template begins
_HELP_SHEET = re.compile("说明|字典|代码|枚举|选项|目录|封面|帮助|可填值")
_NOTE = re.compile(
    r"^[（(]?(?:表格说明|填表说明|填报说明|填写说明|备注|说明|注|附注|附件|填表人|填报人|制表人?|审核人?|审批人|联系人|联系电话|电话|"
    r"单位负责人|负责人|填报单位|报送单位|填表单位|填报日期|报送日期|填表日期|统计时间|统计日期|数据来源|单位)\d?[）)]?\s*[:：]"
    r"|^(?:第\s*\d+\s*页|共\s*\d+\s*[页条家户件]|以上|以下)|^(?:说明|备注|注)\d?[、.．]"
)
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|总数)\s*[:：]?")
_GROUP = re.compile(
    r"^[（(]?[一二三四五六七八九十百]{1,4}[）)、.．]|^[（(【]|类$|组$"
    r"|[（(]\s*\d+\s*[家户条件人个][）)]$|^第.{1,4}[类批组部分章节]"
)


@dataclass(slots=True)
class Around:
    """What was met around the data rows of a sheet."""

    groups: int = 0
    notes: int = 0
    blanks: int = 0
    repeats: int = 0
    rows: int = 0
    hidden: list[int] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What was met and not read as data."""
        parts = (
            (self.groups, "分组或合计行"), (self.notes, "说明行"),
            (self.repeats, "重复的表头行"), (self.blanks, "空行"),
        )  # fmt: skip
        return "、".join(f"{count} 个{what}" for count, what in parts if count)


def read_file(sheets: Iterator[Sheet], folder: str, persons: frozenset[str]) -> Iterator[Message]:
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
        yield from _sheet(sheet, layout, first, persons)
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
    sheet: Sheet, layout: Layout, first: list[tuple[int, Sequence[Cell]]], persons: frozenset[str]
) -> Iterator[Message]:
    yield from _header_faults(sheet, layout)
    if not layout.headers.usable or layout.rivals:
        return
    width = max((n for n, name in enumerate(layout.names, 1) if any(name)), default=0)
    if sheet.fixed_width:
        width = max(width, next(len(cells) for n, cells in first if n == layout.last))
    plan = plan_of(layout.kind, layout.headers, sheet, persons, width)
    yield ["sheet", sheet.name, layout.kind.name, list(plan.fields), plan.headers]
    around = Around()
    rest = chain(((n, c) for n, c in first if n > layout.last), sheet.rows)
    yield from _batches(plan, layout, rest, around)
    yield from _sheet_faults(sheet, layout, around)


def _batches(
    plan: Plan, layout: Layout, rows: Iterator[tuple[int, Sequence[Cell]]], around: Around
) -> Iterator[Message]:
    """The data rows by the batch, bounded in number and in size."""
    batch: list[RowMessage] = []
    size = 0
    for number, cells in _data(plan, layout, rows, around):
        batch.append(read_row(plan, number, cells))
        size += sum([len(cell) for cell in cells if type(cell) is str])
        if len(batch) >= _BATCH_ROWS or size >= _BATCH_SIZE:
            yield ["rows", batch]
            batch, size = [], 0
    if batch:
        yield ["rows", batch]


def _data(
    plan: Plan, layout: Layout, rows: Iterator[tuple[int, Sequence[Cell]]], around: Around
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Only the data rows; what else there is is counted."""
    mapped = tuple(step.index for step in plan.steps)
    titles = {text for top, leaf in layout.names for text in (top, leaf, top + leaf) if text}
    empty: dict[Cell, bool] = {"": True, None: True}
    for number, cells in rows:
        lead = cells[mapped[0]] if mapped[0] < len(cells) else None
        if isinstance(lead, str) and lead.startswith(EXAMPLE):
            around.notes += 1
            continue
        codes = number == layout.last + 1 or (isinstance(lead, str) and lead.strip() in titles)
        if codes and repeats_header(layout, cells):
            around.repeats += 1
        elif _few(mapped, cells, empty) and (what := _not_data(mapped, cells)):
            setattr(around, what, getattr(around, what) + 1)
        else:
            around.rows += 1
            yield number, cells


def _few(mapped: Sequence[int], cells: Sequence[Cell], empty: dict[Cell, bool]) -> bool:
    """Whether at most four of the known columns are filled; short cells are remembered in `empty`."""
    filled = 0
    for index in mapped:
        cell = cells[index] if index < len(cells) else None
        if isinstance(cell, str) and len(cell) > 12:
            blank = False
        elif (known := empty.get(cell)) is None:
            if len(empty) > 10_000:
                empty.clear()
            blank = empty[cell] = is_blank(cell)
        else:
            blank = known
        filled += not blank
        if filled > 4:
            return False
    return True


def _not_data(mapped: Sequence[int], cells: Sequence[Cell]) -> str:
    """What a row with few cells is, if it is no data row: the field of `Around` that counts it."""
    texts = [as_text(cell) for cell in cells if not is_blank(cell)]
    inside = [as_text(cells[i]) for i in mapped if i < len(cells) and not is_blank(cells[i])]
    if not texts:
        return "blanks"
    lead = texts[0]
    if _TOTAL.match(lead) and len(inside) <= 4:
        return "groups"
    if _NOTE.match(lead) and len(inside) <= max(1, len(mapped) // 3):
        return "notes"
    if not inside:
        return "blanks" if all(re.fullmatch(r"[\d.]+", text) for text in texts) else "groups"
    if len(texts) == 1 and len(mapped) > 2 and (_GROUP.search(lead) or len(lead) > 200):
        return "groups"
    return ""


def _header_faults(sheet: Sheet, layout: Layout) -> Iterator[Message]:
    def fault(level: str, column: str, message: str) -> Message:
        return ["fault", level, sheet.name, layout.last, column, message, ""]

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
        yield fault("refused", second, f"“{first}”和“{second}”是同一项: 请只保留一列")
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
            f"有不得收集的列 {'、'.join(h.never)}, 内容一律未读取: 请来源单位勿再报送",
        )


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


def _sheet_faults(sheet: Sheet, layout: Layout, around: Around) -> Iterator[Message]:
    def warning(message: str) -> Message:
        return ["fault", "warning", sheet.name, 0, "", message, ""]

    if around.words:
        yield warning(f"另有 {around.words}, 不计入数据行")
    if not around.rows:
        yield warning("只有表头, 没有数据行: 请核对是否漏报")
    if sheet.hidden.sheet:
        yield warning("是隐藏的工作表, 已照常读取: 请核对是否应当报送")
    columns = [
        layout.headers.bound[i].header
        for i, b in enumerate(layout.headers.bound)
        if b.index in sheet.hidden.columns
    ]
    if columns:
        yield warning(f"有隐藏的列 {'、'.join(columns)}, 已照常读取: 请核对")
    if rows := [n for n in sheet.hidden.rows if n > layout.last]:
        listed = "、".join(map(str, rows[:10])) + ("等" if len(rows) > 10 else "")
        yield warning(f"有隐藏的行 (第 {listed} 行, 共 {len(rows)} 行), 已照常读取: 请核对")
