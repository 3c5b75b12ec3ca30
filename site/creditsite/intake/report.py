"""The report that an operator reads and sends back to the department: place, value, what is wrong, how to mend it."""

import csv
import html
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Protocol

from creditsite.intake.guard import UNSAID, repeatable
from creditsite.model.faults import Fault
from creditsite.model.kinds import kind

_LEVELS = {"refused": "拒收", "error": "搁置", "warning": "提醒"}  # the worst first
_HEADERS = ("文件", "工作表", "行", "列", "级别", "报送内容", "问题", "怎么改")
_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠'")
_STYLE = (
    "body{font:15px/1.6 sans-serif;margin:2em auto;max-width:72em;padding:0 1em;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.3em .5em;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}td:nth-child(2),td:nth-child(4){white-space:nowrap}"
    "td:first-child{min-width:7em}main{overflow-x:auto}"
    "th{background:#eee;white-space:nowrap}h2{margin-top:2em}@media print{h2{break-after:avoid}}"
)


class Balance(Protocol):
    """What became of the rows of one kind in one file, as the ledger counts them."""

    @property
    def file(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def read(self) -> int: ...
    @property
    def published(self) -> int: ...
    @property
    def not_shown(self) -> int: ...
    @property
    def expired(self) -> int: ...
    @property
    def withheld(self) -> int: ...
    @property
    def removed(self) -> int: ...
    @property
    def duplicate(self) -> int: ...
    @property
    def set_aside(self) -> int: ...


_SUMS = (
    ("read", "读入"), ("published", "公示"), ("not_shown", "未到公示期或不公开"), ("expired", "公示期满或已移出"),
    ("withheld", "个人信息不公示"), ("removed", "已撤下"), ("duplicate", "重复"), ("set_aside", "搁置"),
)  # fmt: skip


def check_csv(faults: Iterable[Fault]) -> Iterator[bytes]:
    """Every fault as a CSV for spreadsheet programs: marked as UTF-8, and no cell begins a formula."""
    yield b"\xef\xbb\xbf"
    yield _row(_HEADERS)
    yield from (_row([_safe(cell) for cell in _cells(fault)]) for fault in faults)


def _row(cells: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return _encoded(out.getvalue())


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def check_html(
    faults: Iterable[Fault],
    levels: Mapping[str, int],
    balance: Iterable[Balance] = (),
    title: str = "数据检查结果",
) -> Iterator[bytes]:
    """The same as a page that stands alone, to read, print or send on: faults of a file must come together.

    `levels` is how many there are of each.
    """
    yield _encoded(
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>{_STYLE}</style>'
        f"</head><body><main><h1>{html.escape(title)}</h1>\n<p>{_counted(levels) or '没有问题'}</p>\n"
    )
    for file, inside in groupby(faults, lambda fault: fault.place.file):
        yield _encoded(f"<h2>{html.escape(file)}</h2>\n")
        yield from _table(_HEADERS[1:], (_cells(fault)[1:] for fault in inside))
    if lines := list(balance):
        rows = [
            [line.file, kind(line.kind).title, *(str(getattr(line, name)) for name, _ in _SUMS)]
            for line in lines
        ]
        yield _encoded("<h2>逐行对账</h2>\n")
        yield from _table(("文件", "类别", *(word for _, word in _SUMS)), rows)
    yield b"</main></body></html>\n"


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    head = "".join(f'<th scope="col">{html.escape(header)}</th>' for header in headers)
    yield _encoded(f"<table><thead><tr>{head}</tr></thead><tbody>\n")
    for row in rows:
        cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in row)
        yield _encoded(f"<tr>{cells}</tr>\n")
    yield b"</tbody></table>\n"


def _cells(fault: Fault) -> tuple[str, ...]:
    what, _, mend = fault.message.rpartition(": ")
    place = fault.place
    return (
        place.file,
        place.sheet,
        str(place.row) if place.row else "",
        repeatable(place.column),
        _LEVELS.get(fault.level, fault.level),
        repeatable(fault.value),
        repeatable(what or mend) or UNSAID,
        repeatable(mend) if what else "",
    )


def _safe(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(
        f"{word} {counts[level]} 条" for level, word in _LEVELS.items() if counts.get(level)
    )
