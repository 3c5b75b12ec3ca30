"""One converter per column of a sheet: from a delivered cell to the plain value of the field, or a sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from creditsite.intake.cells import BadCellError, Broken, Cell, as_text, is_blank, number_text
from creditsite.intake.dates import end_of_span, months_of, read_date
from creditsite.intake.guard import (
    is_person_number,
    like_person_number,
    may_be_person_number,
)
from creditsite.intake.headers import Bound
from creditsite.intake.money import read_money
from creditsite.intake.terms import codes_for, read_term, read_terms
from creditsite.model.codes import PLACEHOLDER, compact, fault_of
from creditsite.model.fields import Type, empty, plain

Plain = str | int | list[str] | None
_REMEMBERED = 8_000  # distinct cells of a column whose reading is kept: more than there are days in twenty years
SHORT = 64  # characters; longer cells do not repeat
_FLOAT = re.compile(r"\d(?:\.\d+)?[Ee]\+\d{1,2}", re.ASCII)
# What a spreadsheet program writes into a text file for an error, and for a number too wide for its column.
_SHOWN_ERROR = re.compile(
    r"#(?:N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!|SPILL!|CALC!|BUSY!|FIELD!)|#{3,}", re.I
)
_QUOTED = re.compile(r"""^(?:="([^"]*)"|'(.*))$""")
# Ends that a source may state as a period, and the day from which it runs: of several the one that the kind has.
COUNTED = {
    "display_until": ("decided_on",),
    "list_until": ("listed_on",),
    "valid_until": ("valid_from", "made_on", "rated_on"),
}
_ENDS = ("closed_on", "delisted_on", "revoked_on", "withdrawn_on")


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell came to: a value, or the sentence why there is none; `warning` is only told."""

    value: Plain
    error: str = ""
    warning: str = ""
    person: bool = False  # the cell holds the ID number of a natural person
    months: int = 0  # a period, to be counted from another day of the row
    flawless: bool = True  # nothing but the value


def _flawed(
    error: str = "",
    *,
    value: Plain = None,
    warning: str = "",
    person: bool = False,
    months: int = 0,
) -> Read:
    return Read(value, error, warning, person, months, flawless=False)


def _told(value: Plain, warning: str) -> Read:
    return _flawed(value=value, warning=warning) if warning else Read(value)


@dataclass(frozen=True, slots=True)
class Reader:
    """A column of a sheet with its converter and what it remembers."""

    bound: Bound
    convert: Callable[[Cell], Read]
    repeats: (
        bool  # codes of subjects do not, and some are ID numbers: nothing of them is remembered
    )
    memory: dict[Cell, Read] = field(default_factory=dict)
    # Of these the values without a flaw, each with what it says in the JSON of its record.
    ready: dict[Cell, tuple[Plain, str]] = field(default_factory=dict)

    def read(self, cell: Cell) -> Read:
        """What a cell comes to."""
        if type(cell) is not str or not self.repeats or len(cell) > SHORT:
            return self._fresh(cell)
        known = self.memory.get(cell)
        if known is None:
            known = self._fresh(cell)
            if len(self.memory) >= _REMEMBERED:
                self.memory.clear()
            self.memory[cell] = known
        return known

    def keep(self, pairs: Mapping[Cell, tuple[Plain, str]]) -> None:
        """Remember the values of short cells without a flaw: they may come again."""
        if len(self.ready) >= _REMEMBERED:
            self.ready.clear()
        self.ready.update(pairs)

    def _fresh(self, cell: Cell) -> Read:
        if isinstance(cell, Broken):
            return _flawed(f"单元格是 {cell.shown}: 请在原表中改正后重新保存")
        if isinstance(cell, str) and _SHOWN_ERROR.fullmatch(cell.strip()):
            return _flawed(f"单元格是 {cell.strip()}: 请在原表中改正后重新保存")
        if is_blank(cell):
            return Read(plain(empty(self.bound.column.type)))
        try:
            return self.convert(cell)
        except BadCellError as error:
            return _flawed(str(error))


def reader(
    bound: Bound,
    generation: int | None,
    statuses: Mapping[str, str],
    *,
    epoch1904: bool,
    serials: bool,
) -> Reader:
    """The converter of a column under its header."""
    column, vocabulary = bound.column, bound.column.vocabulary
    codes = codes_for(vocabulary, bound.form, generation, statuses) if vocabulary else {}
    ends = bound.field.endswith("_until") or bound.field in _ENDS

    def day(cell: Cell) -> Read:
        if bound.field in COUNTED:
            months = months_of(cell, bare_years="期限" in bound.form)
            if months:
                return _flawed(months=months)
        if bound.field.endswith("_until"):
            cell = end_of_span(cell)
        found = read_date(cell, epoch1904=epoch1904, serials=serials, end=ends)
        return Read(found.isoformat() if found else None)

    def term(cell: Cell) -> Read:
        assert vocabulary is not None
        found = read_term(cell, vocabulary, codes)
        return _told(found.ids[0], found.warning)

    def terms(cell: Cell) -> Read:
        assert vocabulary is not None
        found = read_terms(cell, vocabulary, codes)
        return _told(list(found.ids), found.warning)

    def money(cell: Cell) -> Read:
        return Read(format(read_money(cell, bound.unit), "f"))

    convert: dict[Type, Callable[[Cell], Read]] = {
        Type.DATE: day,
        Type.TERM: term,
        Type.TERMS: terms,
        Type.MONEY: money,
        Type.INTEGER: _integer,
        Type.TEXTS: _texts,
        Type.CODE: _subject_code if bound.field == "uscc" else _other_code,
        Type.TEXT: _text,
    }
    return Reader(bound, convert[column.type], repeats=bound.field != "uscc")


def _text(cell: Cell) -> Read:
    if isinstance(cell, str):
        if "+" in cell and _FLOAT.fullmatch(cell.strip()):
            raise BadCellError("数字已被表格软件改成科学计数, 位数丢失: 请把该列设为文本后重新填写")
        return Read(as_text(cell))
    if isinstance(cell, bool | tuple):
        return Read(as_text(cell))
    if isinstance(cell, int | float):
        if abs(cell) >= 1e15:
            raise BadCellError("数字超过 15 位, 末尾已被表格软件改成 0: 请把该列设为文本后重新填写")
        return Read(number_text(cell))
    raise BadCellError("单元格是日期, 应为文字: 请把该列设为文本后重新填写")


def _texts(cell: Cell) -> Read:
    if isinstance(cell, tuple):
        return Read([part.strip() for part in cell if part.strip()])
    whole = _text(cell).value
    assert isinstance(whole, str)
    return Read([part.strip() for part in re.split("[;；\n]", whole) if not is_blank(part)])


def _integer(cell: Cell) -> Read:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        text = number_text(cell)
    elif isinstance(cell, str):
        text = (
            "".join(as_text(cell).split())
            .replace("，", ",")
            .removesuffix("年")
            .removesuffix("年度")
        )
        text = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", text)
    else:
        text = ""
    if not re.fullmatch(r"\d{1,9}", text):
        raise BadCellError("不是整数: 请填不带小数和单位的数字")
    return Read(int(text))


def _code(cell: Cell) -> str:
    if not isinstance(cell, str):
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            raise BadCellError(
                "代码是数字格式, 位数可能已丢失: 请把该列设为文本后重新填写 18 位代码"
            )
        raise BadCellError("不是代码: 请把该列设为文本后重新填写 18 位代码")
    if "+" in cell and _FLOAT.fullmatch(cell.strip()):
        raise BadCellError("代码已被改成科学计数, 位数丢失: 请把该列设为文本后重新填写 18 位代码")
    quoted = _QUOTED.match(cell.strip())
    return compact((quoted[1] or quoted[2] or "") if quoted else cell)


def _subject_code(cell: Cell) -> Read:
    """The code that joins a record to its subject: wrong in one place, and the row is set aside."""
    code = _code(cell)
    if code == PLACEHOLDER or not code.strip("0X"):
        return Read("")
    if is_person_number(code):
        return _flawed(person=True)
    why = fault_of(code)
    if not why and not may_be_person_number(code):
        return Read(code)
    if like_person_number(code):
        raise BadCellError(
            "不是统一社会信用代码 (疑为身份证号或注册号, 内容不再显示): 请来源单位核对"
        )
    if re.fullmatch(r"\d{13}|\d{15}", code):
        raise BadCellError(f"是 {len(code)} 位注册号, 不是统一社会信用代码: 请填 18 位代码")
    raise BadCellError(f"统一社会信用代码{why}: 请来源单位核对")


def _other_code(cell: Cell) -> Read:
    """The code of an authority or platform: nothing is joined on it, so a wrong one is left out and told."""
    try:
        code = _code(cell)
    except BadCellError as error:
        return _told("", f"{error}; 已留空")
    if code == PLACEHOLDER or not code.strip("0X"):
        return Read("")
    if is_person_number(code) or may_be_person_number(code):
        return _told("", "疑为身份证号, 已丢弃: 请来源单位勿再报送")
    why = fault_of(code)
    return _told("", f"机关代码{why}, 已留空: 请来源单位核对") if why else Read(code)
