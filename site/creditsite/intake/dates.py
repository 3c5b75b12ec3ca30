"""Dates in every honest spelling; an impossible or ambiguous one is refused, never guessed."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

from creditsite.intake.cells import BadCellError, Broken, Cell
from creditsite.model.display import add_months

SHANGHAI = timezone(timedelta(hours=8))
FIRST_YEAR, OPEN_YEAR = 1900, 2099  # 2099-12-31, 2099-01-31, 9999-12-31 all say: no end
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_DATE = re.compile(
    r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
    r"(?:[T ]?(?P<H>\d{1,2})[:时点](?P<M>\d{1,2})(?:[:分](?P<S>\d{1,2})(?:\.\d+)?秒?)?分?)?"
    r"(?P<z>Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_CHINESE = re.compile(r"^(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日?", re.ASCII)
# As documents write it out: 二〇二六年五月二十日.
_WRITTEN = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_FIGURES = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?", re.ASCII)
_OPEN = re.compile(r"(?:至)?(?:长期|永久|长久|终身|无期限|不限期?|长期有效|永久有效|9999年?)")
_PERIOD = re.compile(
    r"(?P<count>[0-9]{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])个?(?P<unit>年|月)(?P<half>半)?(?:期|整)?"
)
# One cell that states both days of a validity, or says which is the last: 2026-01-01至2029-01-01, 至2029-01-01.
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_SPAN = re.compile(
    rf"(?:[自从]?(?P<first>{_DAY})(?:起?[至到]|[~—–-]{{1,2}})|(?:有效期?)?截?[至到止])?(?P<last>{_DAY}|长期|永久)(?:止|到期)?",
    re.ASCII,
)


def read_date(
    cell: Cell, *, epoch1904: bool = False, serials: bool = False, end: bool = False
) -> date | None:
    """The day that a cell names; None where an end column says that there is no end."""
    match cell:
        case datetime():
            return _reasonable(_local(cell), str(cell), end)
        case date():
            return _reasonable(cell, str(cell), end)
        case bool() | Broken():
            raise BadCellError("不是日期: 请写成 2026-05-20")
        case 9999 if end:  # as a day number it would be one of 1927
            return None
        case int() | float():
            return _reasonable(_number(cell, epoch1904, serials), str(cell), end)
        case str():
            return _text(cell, end)
        case _:
            raise BadCellError("不是日期: 请写成 2026-05-20")


def _text(cell: str, end: bool) -> date | None:
    text = unicodedata.normalize("NFKC", cell).strip()
    squeezed = "".join(text.split())
    if _OPEN.fullmatch(squeezed):
        if end:
            return None
        raise BadCellError(f"“{text}”只能用于截止日期: 请写成 2026-05-20")
    dashed = _CHINESE.sub(r"\1-\2-\3", " ".join(text.split()))
    found = _DATE.fullmatch(dashed) or _DATE.fullmatch(squeezed)
    if found:
        return _reasonable(_parts(found, text), text, end)
    if (packed := _COMPACT.fullmatch(squeezed)) and _plausible(packed[1]):
        return _reasonable(_day(packed[1], packed[2], packed[3], text), text, end)
    if written := _WRITTEN.fullmatch(squeezed):
        year, month, number = (
            written[1].translate(_FIGURES),
            _below_hundred(written[2]),
            _below_hundred(written[3]),
        )
        return _reasonable(_day(year, month, number, text), text, end)
    if re.fullmatch(r"\d{12,13}", squeezed):
        return _reasonable(_number(int(squeezed), False, False), text, end)
    raise BadCellError(_why(text, squeezed))


def end_of_span(cell: Cell) -> Cell:
    """The last day where a cell states both days of a validity, or says that its day is the last; else the cell itself.

    >>> end_of_span("2026-01-01至2029-01-01"), end_of_span("自2026年1月1日起至长期"), end_of_span("2026-01-01")
    ('2029-01-01', '长期', '2026-01-01')
    >>> end_of_span("至2026年11月25日"), end_of_span("2026-11-25止"), end_of_span("2026-11-25前")
    ('2026年11月25日', '2026-11-25', '2026-11-25前')
    """
    if not isinstance(cell, str):
        return cell
    span = _SPAN.fullmatch("".join(unicodedata.normalize("NFKC", cell).split()))
    if not span:
        return cell
    last = _text(span["last"], True) if span["first"] else None
    if last and last < (_text(span["first"], True) or last):
        raise BadCellError(f"“{cell.strip()}”的截止日期早于起始日期: 请核对")
    return span["last"]


def _below_hundred(word: str) -> str:
    """A number in characters as figures; what is none gives a number that no month or day has.

    >>> _below_hundred("五"), _below_hundred("十"), _below_hundred("二十一"), _below_hundred("五五")
    ('5', '10', '21', '55')
    """
    tens, ten, ones = word.partition("十")
    if not ten:
        return word.translate(_FIGURES)
    return f"{tens.translate(_FIGURES) or 1}{ones.translate(_FIGURES) or 0}".replace("十", "99")


def _parts(found: re.Match[str], text: str) -> date:
    day = _day(found["y"], found["m"], found["d"], text)
    if found["H"] is None:
        return day
    hour, minute, second = (int(found[k] or 0) for k in "HMS")
    if hour > 23 or minute > 59 or second > 59:
        raise BadCellError(f"“{text}”的时刻不存在: 请写成 2026-05-20")
    if found["z"] is None:
        return day
    zone = found["z"].replace("Z", "+0000").replace(":", "")
    stamp = f"{day.isoformat()} {hour:02}:{minute:02}:{second:02} {zone}"
    return _local(datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S %z"))


def _local(moment: datetime) -> date:
    return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).date()


def _day(year: str, month: str, day: str, text: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise BadCellError(f"“{text}”不是存在的日期: 请核对年月日") from None


def _plausible(year: str) -> bool:
    return FIRST_YEAR <= int(year) <= OPEN_YEAR or year == "9999"


def _number(number: float, epoch1904: bool, serials: bool) -> date:
    if isinstance(number, float) and not abs(number) < 1e14:
        raise BadCellError("不是日期: 请写成 2026-05-20")
    whole = int(number)
    packed = _COMPACT.fullmatch(str(whole)) if whole == number else None
    if packed and len(str(whole)) == 8 and _plausible(packed[1]):
        return _day(packed[1], packed[2], packed[3], str(whole))
    if 3e11 <= whole < 5e12:  # milliseconds, from 1979 on
        return _local(datetime.fromtimestamp(whole / 1000, UTC))
    if serials and 1 <= whole <= 2_958_465:
        return _EPOCHS[epoch1904] + timedelta(days=whole)
    raise BadCellError(f"“{number}”不是日期: 请把单元格设为日期格式或写成 2026-05-20")


def _reasonable(day: date, text: str, end: bool) -> date | None:
    if day.year >= OPEN_YEAR:
        if end:
            return None
        raise BadCellError(f"“{text}”不是合理的日期: 请核对年份")
    if day.year < FIRST_YEAR:
        raise BadCellError(f"“{text}”不是合理的日期: 请核对年份")
    return day


def _why(text: str, squeezed: str) -> str:
    shown = text if len(text) <= 30 else text[:30] + "…"
    if re.fullmatch(r"\d{4,5}(\.0+)?", squeezed):
        return f"“{shown}”像是电子表格的日期序号或缺月日: 请把单元格设为日期格式, 写成 2026-05-20"
    if re.fullmatch(r"\d{4}[-/.年]\d{1,2}月?", squeezed):
        return f"“{shown}”缺少日: 请写成 2026-05-20"
    if re.fullmatch(r"\d{1,2}([-/.年])\d{1,2}[-/.月]\d{1,2}日?", squeezed):
        return f"“{shown}”年份只有两位: 请写成四位年份, 如 2026-05-20"
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", squeezed):
        return f"“{shown}”分不清日和月: 请写成 2026-05-20"
    return f"“{shown}”不是日期: 请写成 2026-05-20"


def months_of(cell: Cell, *, bare_years: bool) -> int | None:
    """The months of a stated period (1年, 三个月; under 期限 also 1 or 3, in years), or None if it is none.

    >>> [months_of(c, bare_years=True) for c in ("3", 1, "三个月", "1 年", "半年", "三五年", "2026-05-20", 2)]
    [36, 12, 3, 12, 6, None, None, None]
    """
    if (
        bare_years
        and not isinstance(cell, bool)
        and isinstance(cell, int | float)
        and cell in (1, 3)
    ):
        return int(cell) * 12
    if not isinstance(cell, str):
        return None
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    if bare_years and text in ("1", "3"):
        return int(text) * 12
    if text == "半年":
        return 6
    found = _PERIOD.fullmatch(text.replace("两", "二"))
    if not found or (found["half"] and found["unit"] == "月"):
        return None
    count = int(_below_hundred(found["count"]))
    if not count:
        return None
    return count * 12 + (6 if found["half"] else 0) if found["unit"] == "年" else count


def after(start: date, months: int) -> date:
    """The end of a period that starts on a day."""
    return add_months(start, months)
