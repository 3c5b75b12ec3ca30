"""What stands around the data rows of a sheet: groups, notes, headers again, blanks; counted, and told once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from itertools import chain
from operator import itemgetter
from string import ascii_uppercase
from unicodedata import normalize

from creditsite.intake.cells import Cell, as_text, is_blank
from creditsite.intake.layout import Layout, repeats_header
from creditsite.intake.sheets import Sheet

EXAMPLE = "示例（请删去）"  # with it the example row of a template begins
_SAMPLE = re.compile(
    r"\s*[（(【\[]?(?:填写示例|填报示例|示例|样例|示范|例如?)(?:[）)】\]]|\d?\s*[:：])"
)
_NOTE = re.compile(
    r"^[（(]?(?:表格说明|填表说明|填报说明|填写说明|备注|说明|注|附注|附件|填表人|填报人|制表人?|审核人?|审批人|联系人|联系电话|电话|"
    r"单位负责人|负责人|(?:填报|报送|填表|制表|统计|发布|公布|公示)(?:单位|机关|部门)|数据来源|单位|"
    r"(?:填报|报送|填表|制表|统计|发布|公布|公示|导出|打印|更新|截止)(?:日期|时间))\d?[）)]?\s*[:：]"
    r"|^(?:第\s*\d+\s*页|共\s*\d+\s*[页条家户件]|以上|以下)|^(?:说明|备注|注)\d?[、.．]"
)
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|总数)\s*[:：]?")
_GROUP = re.compile(
    r"^[（(]?[一二三四五六七八九十百]{1,4}[）)、.．]|^[（(【]|类$|组$"
    r"|[（(]\s*\d+\s*[家户条件人个][）)]$|^第.{1,4}[类批组部分章节]"
)
# Rows below the headers that say how to fill the columns, in a word for each.
_LEGEND = frozenset(
    (
        "必填", "选填", "可选", "条件必填", "必选", "非必填", "必填项", "选填项", "是", "否", "M", "C", "O", "Y", "N",
        "字符", "字符型", "字符串", "文本", "文本型", "数值", "数值型", "数字", "整数", "小数", "金额", "日期",
        "日期型", "时间", "枚举", "代码", "编码", "VARCHAR", "STRING", "DATE", "NUMBER", "TEXT", "INT",
    )
)  # fmt: skip
_LEGEND_ROWS = 3  # there are no more of them
_LISTED = 10  # hidden rows that are named
_FILLED = 5  # known columns that are filled only in data rows
_SHORT = 12  # characters; no word for nothing is longer
_NOTHING = ("",) * _FILLED
_TELLS = re.compile(
    "[0-9\u4e01-\u65df\u65e1-\u7a79\u7a7b-\u9fff]"
).search  # no word for nothing holds one
_SAMPLE_LIKE = re.compile(
    r"\s*[（(【\[]?(?:填|示|样|例)"
)  # EXAMPLE and _SAMPLE begin so, and little else
Numbered = tuple[int, Sequence[Cell]]


@dataclass(slots=True)
class Around:
    """What was met around the data rows of a sheet, as the reading child tells it."""

    groups: int = 0
    notes: int = 0
    repeats: int = 0
    blanks: int = 0
    rows: int = 0
    hidden_sheet: bool = False
    hidden_columns: Sequence[str] = ()
    hidden_rows: int = 0
    hidden_first: Sequence[int] = ()

    def add(self, other: "Around") -> None:
        """What another reader of the same sheet has counted."""
        for name in ("groups", "notes", "repeats", "blanks", "rows"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def warnings(self) -> Iterator[str]:
        """The sentences for the operator."""
        parts = (
            (self.groups, "分组或合计行"), (self.notes, "说明行"),
            (self.repeats, "重复的表头行"), (self.blanks, "空行"),
        )  # fmt: skip
        if words := "、".join(f"{count} 个{what}" for count, what in parts if count):
            yield f"另有 {words}, 不计入数据行"
        if not self.rows:
            yield "只有表头, 没有数据行: 请核对是否漏报"
        if self.hidden_sheet:
            yield "是隐藏的工作表, 已照常读取: 请核对是否应当报送"
        if self.hidden_columns:
            yield f"有隐藏的列 {'、'.join(self.hidden_columns)}, 已照常读取: 请核对"
        if self.hidden_rows:
            listed = "、".join(map(str, self.hidden_first))
            more = "等" if self.hidden_rows > len(self.hidden_first) else ""
            yield f"有隐藏的行 (第 {listed}{more} 行, 共 {self.hidden_rows} 行), 已照常读取: 请核对"


@dataclass(slots=True)
class Sieve:
    """Tells the data rows below the headers from everything else, which it counts."""

    layout: Layout
    mapped: Sequence[int]  # columns that are read
    texts: bool  # every cell is a text
    met: Around = field(default_factory=Around)
    titles: frozenset[str] = frozenset()
    empty: dict[Cell, bool] = field(default_factory=lambda: {"": True, None: True})
    telling: tuple[
        int, ...
    ] = ()  # columns in which most rows have something, the first of all first

    def __post_init__(self) -> None:
        names = self.layout.names
        self.titles = frozenset(t for top, leaf in names for t in (top, leaf, top + leaf) if t)

    def data(self, rows: Sequence[Numbered]) -> list[Numbered]:
        """Only the data rows."""
        odd = self._odd(rows)
        without = set[int]()
        for at in odd:
            if what := self._what(*rows[at]):
                setattr(self.met, what, getattr(self.met, what) + 1)
                without.add(at)
        self.met.rows += len(rows) - len(without)
        return [row for at, row in enumerate(rows) if at not in without] if without else list(rows)

    def _odd(self, rows: Sequence[Numbered]) -> Sequence[int]:
        """The rows of which the cells in which most rows have something do not say that they are data rows."""
        if not self.texts or len(self.mapped) < _FILLED or not rows:
            return range(len(rows))
        if not self.telling:
            filled = {i: sum(1 for _, c in rows if i < len(c) and c[i]) for i in self.mapped[1:]}
            most = sorted(filled, key=lambda i: -filled[i])
            self.telling = (self.mapped[0], *most[: _FILLED - 1])
        pick, longest = itemgetter(*self.telling), max(self.telling)
        picked = [pick(cells) if len(cells) > longest else _NOTHING for _, cells in rows]
        cells_once = set(chain.from_iterable(picked))
        telling = {c for c in cells_once if len(c) <= _SHORT and _is_empty(c, self.empty)}
        leads = {cells[0] for cells in picked}
        telling |= {c for c in leads if _SAMPLE_LIKE.match(c) or c.strip() in self.titles}
        last = self.layout.last + _LEGEND_ROWS
        if not telling and rows[0][0] > last:
            return ()
        return [
            at
            for at, ((number, _), cells) in enumerate(zip(rows, picked, strict=True))
            if number <= last or not telling.isdisjoint(cells)
        ]

    def _what(self, number: int, cells: Sequence[Cell]) -> str:
        """What a row is, if it is no data row: the field of `Around` that counts it."""
        lead = cells[self.mapped[0]] if self.mapped[0] < len(cells) else None
        if isinstance(lead, str) and (lead.startswith(EXAMPLE) or _SAMPLE.match(lead)):
            return "notes"
        first = number == self.layout.last + 1
        if number <= self.layout.last + _LEGEND_ROWS and _is_legend(cells):
            return "notes"
        again = first or (isinstance(lead, str) and lead.strip() in self.titles)
        if again and repeats_header(self.layout, cells):
            return "repeats"
        few = _few(self.mapped, cells, self.empty)
        return _not_data(self.mapped, cells) if few else ""

    def around(self, sheet: Sheet) -> tuple[object, ...]:
        """What was met, with what is hidden in the sheet, after its last row."""
        met, hidden = self.met, sheet.hidden
        met.hidden_sheet = hidden.sheet
        met.hidden_columns = [
            b.header for b in self.layout.headers.bound if b.index in hidden.columns
        ]
        rows = [number for number in hidden.rows if number > self.layout.last]
        met.hidden_rows, met.hidden_first = len(rows), rows[:_LISTED]
        return astuple(met)


def _is_legend(cells: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns (1 2 3, A B C, 甲 乙 1 2), or says in a word how each is to be filled."""
    plain = (normalize("NFKC", as_text(cell)) for cell in cells if not is_blank(cell))
    texts = [text.strip("()") for text in plain]
    if len(texts) < 3:
        return False
    stems = sum(text == stem for text, stem in zip(texts, "甲乙丙丁戊己庚辛", strict=False))
    numbered = texts[stems:] == [str(n) for n in range(1, len(texts) - stems + 1)]
    return (
        numbered
        or "".join(texts).upper() == ascii_uppercase[: len(texts)]
        or all(re.sub(r"[（(]?\d+[）)]?$", "", t).upper() in _LEGEND for t in texts)
    )


def _few(mapped: Sequence[int], cells: Sequence[Cell], empty: dict[Cell, bool]) -> bool:
    """Whether less than five of the known columns are filled."""
    filled = 0
    for index in mapped:
        filled += index < len(cells) and not _is_empty(cells[index], empty)
        if filled >= _FILLED:
            return False
    return True


def _is_empty(cell: Cell, empty: dict[Cell, bool]) -> bool:
    """Whether nothing stands in a cell; short cells are remembered in `empty`."""
    if isinstance(cell, str) and (len(cell) > _SHORT or _TELLS(cell)):
        return False
    known = empty.get(cell)
    if known is None:
        if len(empty) > 10_000:
            empty.clear()
        known = empty[cell] = is_blank(cell)
    return known


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
