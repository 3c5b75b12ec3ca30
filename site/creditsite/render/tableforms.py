"""Forms of a table as text: CSV for machines, CSV for spreadsheet programs, JSON Lines, packed; all streamed.

A pen writes rows into a file, a batch at a time: all forms of a table are written beside each other, so that the ledger
is read once. What a column says is worked out once for each different value of a batch: most cells repeat others.
"""

import csv
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO, TypeVar

from creditsite.model.fields import Column, Type
from creditsite.render.tables import FLAGS, Columns, Line, Plain, Table
from creditsite.render.words import labels_of, text_of

CHUNK = 1 << 16
T = TypeVar("T")
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a table: the values of each field, and the canonical line of each row."""

    columns: Columns
    lines: Sequence[bytes]


Write = Callable[[Batch], object]
Pen = Callable[[BinaryIO, Table], AbstractContextManager[Write]]


def batch_of(table: Table, columns: Columns) -> Batch:
    """Some rows of a table as pens write them."""
    names = sorted(table.fields)
    template = f"{{{','.join(f'{canonical(name)}:%s' for name in names)}}}"
    texts = [said(columns[name], _CANONICAL.encode) for name in names]
    return Batch(columns, [(template % row).encode() for row in zip(*texts, strict=True)])


def written(pen: Pen, table: Table, rows: Iterable[Columns]) -> Iterator[bytes]:
    """A table in one form."""
    with TemporaryFile("w+b") as file:
        with pen(file, table) as write:
            for columns in rows:
                write(batch_of(table, columns))
        yield from read(file)


def read(file: BinaryIO) -> Iterator[bytes]:
    """What was written into a file, from its beginning."""
    file.seek(0)
    yield from iter(lambda: file.read(CHUNK), b"")


def said(values: Sequence[Plain], say: Callable[[Plain], T]) -> list[T]:
    """What is said of each value of a column."""
    words = {one: say(one) for one in set(values)}
    return [words[one] for one in values]


@contextmanager
def csv_pen(file: BinaryIO, table: Table) -> Iterator[Write]:
    """RFC 4180 for machines: UTF-8 without a mark, field names, identifiers, several values parted by `;`."""
    _rows(file, [list(table.fields)])
    texts = (Type.TERMS, Type.TEXTS)
    columns = [(name, of.type in texts or name in FLAGS) for name, of in table.fields.items()]

    def write(batch: Batch) -> None:
        of = batch.columns
        _rows(file, zip(*(said(of[n], _cell) if odd else of[n] for n, odd in columns), strict=True))

    yield write


@contextmanager
def excel_csv_pen(file: BinaryIO, table: Table) -> Iterator[Write]:
    """For spreadsheet programs: byte order mark, Chinese headers and words, no formula, no code as a number."""
    file.write(b"\xef\xbb\xbf")
    _rows(file, [[escape_cell(column.header) for column in table.fields.values()]])
    columns = [(name, _excel_cells(name, of)) for name, of in table.fields.items()]
    yield lambda batch: _rows(
        file, zip(*(cells(batch.columns[name]) for name, cells in columns), strict=True)
    )


def is_prose(name: str, column: Column) -> bool:
    """Whether a column holds texts that stand for themselves, or nothing."""
    return column.type is Type.TEXT and not column.vocabulary and name not in FLAGS


def _is_harmless(values: Sequence[Plain]) -> bool:
    """Whether no text of a column begins as one must that a spreadsheet program would calculate or re-write."""
    return not _DOUBTFUL.search("".join({one[:1] for one in values if isinstance(one, str)}))


@contextmanager
def jsonl_pen(file: BinaryIO, _table: Table) -> Iterator[Write]:
    """One JSON object a line in canonical form (RFC 8785): the faithful form, whose lines can be hashed as they are."""
    yield lambda batch: file.write(_joined(batch))


@contextmanager
def gzip_pen(file: BinaryIO, _table: Table) -> Iterator[Write]:
    """The same bytes packed, with no time and no name in the head."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: with the head of gzip
    yield lambda batch: file.write(packer.compress(_joined(batch)))
    file.write(packer.flush())


def _joined(batch: Batch) -> bytes:
    return b"\n".join(batch.lines) + b"\n"


def as_jsonl(lines: Iterable[Line]) -> Iterator[bytes]:
    """Few rows as JSON Lines."""
    return (f"{canonical(line)}\n".encode() for line in lines)


def canonical(value: object) -> str:
    """A value as canonical JSON: sorted names, no white space; it holds no number but integers.

    >>> canonical({"b": 1, "a": "云"})
    '{"a":"云","b":1}'
    """
    return _CANONICAL.encode(value)


def _rows(file: BinaryIO, rows: Iterable[Sequence[Plain]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    file.write(buffer.getvalue().encode())


def _cell(value: Plain) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case tuple():
            return ";".join(value)
        case _:
            return str(value)


def in_words(column: Column) -> Callable[[Plain], str]:
    """How a reader of a spreadsheet sees the values of a column; made once, for a city has ten million cells."""
    labels = {one: text_of(column, one) for one in labels_of(column)}

    def words(value: Plain) -> str:
        if isinstance(value, str):
            return labels.get(value, value)
        if isinstance(value, bool):
            return "是" if value else "否"
        return text_of(column, value)

    return words


def _excel_cells(name: str, column: Column) -> Callable[[Sequence[Plain]], Sequence[Plain]]:
    """How a column is written; days, and prose that begins like prose, as they are."""
    cell = _excel_cell(column)
    if column.type is Type.DATE:
        return lambda values: values
    if is_prose(name, column):
        return lambda values: values if _is_harmless(values) else said(values, cell)
    return lambda values: said(values, cell)


def _excel_cell(column: Column) -> Callable[[Plain], str]:
    words, may_begin = in_words(column), _DOUBTFUL.match
    text_column = column.type not in (Type.DATE, Type.MONEY, Type.INTEGER)

    def cell(value: Plain) -> str:
        text = words(value)
        return escape_cell(text, text_column=text_column) if may_begin(text) else text

    return cell


# What makes a spreadsheet program calculate, and what it would turn into a number or a date.
_FORMULA = "=+-@\t\r\n\0＝＋－＠'"
_DOUBTFUL = re.compile(rf"[{re.escape(_FORMULA)}\d.,:/%eE]")  # how what must be escaped may begin
_NUMBER = re.compile(r"[\d.,:/%eE+-]*\d[\d.,:/%eE+-]*")


def escape_cell(text: str, *, text_column: bool = True) -> str:
    """A cell that no spreadsheet program calculates or re-writes; taking off one leading `'` gives the text back.

    >>> escape_cell("=1+1"), escape_cell("'a"), escape_cell("911101080000000001"), escape_cell("云浦")
    ("'=1+1", "''a", "'911101080000000001", '云浦')
    """
    if text[:1] and text[0] in _FORMULA:
        return "'" + text
    harmless = text.isdecimal() and len(text) <= 15 and not text.startswith("0")
    if text_column and _NUMBER.fullmatch(text) and not harmless:
        return "'" + text
    return text
