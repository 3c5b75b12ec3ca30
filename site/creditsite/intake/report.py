"""The report that an operator reads and sends back to the department: place, value, what is wrong, how to mend it."""

import csv
import html
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from creditsite.intake.guard import repeatable
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


def worst_first(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Every fault by file: the file with the worst fault first, and in a file the worst first."""
    for _, inside in _grouped(faults):
        yield from inside


def check_csv(faults: Iterable[Fault]) -> bytes:
    """Every fault as a CSV for spreadsheet programs: marked as UTF-8, and no cell begins a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADERS)
    for _, inside in _grouped(faults):
        writer.writerows([_safe(cell) for cell in _cells(fault)] for fault in inside)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "backslashreplace")


def check_html(
    faults: Iterable[Fault], balance: Iterable[Balance] = (), title: str = "数据检查结果"
) -> bytes:
    """The same as a page that stands alone, to read, print or send on."""
    grouped = _grouped(faults)
    total = Counter(fault.level for _, inside in grouped for fault in inside)
    parts = [
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>{_STYLE}</style>'
        f"</head><body><main><h1>{html.escape(title)}</h1>\n<p>{_counted(total) or '没有问题'}</p>\n"
    ]
    for file, inside in grouped:
        rows = [list(_cells(fault)[1:]) for fault in inside]
        parts.append(f"<h2>{html.escape(file)}</h2>\n" + _table(_HEADERS[1:], rows))
    if lines := list(balance):
        rows = [
            [line.file, kind(line.kind).title, *(str(getattr(line, name)) for name, _ in _SUMS)]
            for line in lines
        ]
        parts.append(
            "<h2>逐行对账</h2>\n" + _table(("文件", "类别", *(word for _, word in _SUMS)), rows)
        )
    parts.append("</main></body></html>\n")
    return "".join(parts).encode("utf-8", "backslashreplace")


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{html.escape(header)}</th>' for header in headers)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>\n"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>\n"


def _grouped(faults: Iterable[Fault]) -> list[tuple[str, list[Fault]]]:
    """Faults by file: the file with the worst fault first, then the one with most; in a file the worst first."""
    files: dict[str, list[Fault]] = {}
    for fault in faults:
        files.setdefault(fault.place.file, []).append(fault)
    order = list(_LEVELS)
    for inside in files.values():
        inside.sort(
            key=lambda f: (
                order.index(f.level) if f.level in order else len(order),
                f.place,
                f.message,
            )
        )

    def badness(item: tuple[str, list[Fault]]) -> tuple[list[int], str]:
        counts = Counter(fault.level for fault in item[1])
        return [-counts[level] for level in order], item[0]

    return sorted(files.items(), key=badness)


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
        repeatable(what or mend) or "内容含个人信息, 不再重复",
        repeatable(mend) if what else "",
    )


def _safe(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _counted(counts: Counter[str]) -> str:
    return ", ".join(
        f"{word} {counts[level]} 条" for level, word in _LEVELS.items() if counts[level]
    )
