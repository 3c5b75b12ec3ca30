"""Forms of a table as text: CSV for machines, CSV for spreadsheet programs, JSON Lines, packed; all streamed."""

import csv
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator

from creditsite.model.fields import Column, Type
from creditsite.render.tables import Line, Plain, Table
from creditsite.render.words import labels_of, text_of

CHUNK = 1 << 16


def as_csv(table: Table, lines: Iterable[Line]) -> Iterator[bytes]:
    """RFC 4180 for machines: UTF-8 without a mark, field names, identifiers, several values parted by `;`."""
    names = list(table.fields)
    return _written(
        names,
        (
            [_cell(one) if (one := line[name]) or one == 0 else "" for name in names]
            for line in lines
        ),
    )


def as_excel_csv(table: Table, lines: Iterable[Line]) -> Iterator[bytes]:
    """For spreadsheet programs: byte order mark, Chinese headers and words, no formula, no code as a number."""
    yield b"\xef\xbb\xbf"
    headers = [escape_cell(col.header) for col in table.fields.values()]
    cells = [(name, _excel_cell(column)) for name, column in table.fields.items()]
    yield from _written(
        headers,
        (
            [cell(one) if (one := line[name]) or one == 0 else "" for name, cell in cells]
            for line in lines
        ),
    )


def as_jsonl(lines: Iterable[Line]) -> Iterator[bytes]:
    """One JSON object a line in canonical form (RFC 8785): the faithful form, whose lines can be hashed as they are."""
    return _gathered(canonical(line) + "\n" for line in lines)


def as_gzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes packed, with no time and no name in the head."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: with the head of gzip
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


def canonical(line: Line) -> str:
    """A row as canonical JSON: sorted names, no white space; it holds no number but integers.

    >>> canonical({"b": 1, "a": "云"})
    '{"a":"云","b":1}'
    """
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _written(headers: list[str], rows: Iterable[list[str]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headers)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() >= CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _gathered(texts: Iterable[str]) -> Iterator[bytes]:
    """Small texts as chunks worth writing."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def _cell(value: Plain) -> str:
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return ";".join(value)
        case _:
            return str(value)


def in_words(column: Column) -> Callable[[Plain], str]:
    """How a reader of a spreadsheet sees the values of a column; made once, for a city has ten million cells."""
    labels = {one: text_of(column, one) for one in labels_of(column)}

    def words(value: Plain) -> str:
        match value:
            case str():
                return labels.get(value, value)
            case None:
                return ""
            case bool():
                return "是" if value else "否"
            case _:
                return text_of(column, value)

    return words


def _excel_cell(column: Column) -> Callable[[Plain], str]:
    words = in_words(column)
    text_column = column.type not in (Type.DATE, Type.MONEY, Type.INTEGER)

    def cell(value: Plain) -> str:
        text = words(value)
        return escape_cell(text, text_column=text_column) if _DOUBTFUL.match(text) else text

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
