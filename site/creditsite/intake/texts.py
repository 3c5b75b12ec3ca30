"""Text files: which encoding, which separator, and their rows. What does not decode whole is not read at all."""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import TextIO

from creditsite.intake.headers import spellings
from creditsite.intake.normal import header_form
from creditsite.intake.sheets import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Hidden,
    Numbered,
    Share,
    Sheet,
    UnreadableError,
)
from creditsite.model.kinds import KINDS

_CHUNK = 1 << 16  # bytes; larger ones leave the cache
_PIECE = 1 << 16  # characters that are read at once, and to the end of the line
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_UTF8_RUN = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){3}")
_NON_ASCII = re.compile(rb"[\x80-\xff]+")
_ESCAPED = re.compile(r"'(?:[=+\-@\t\r\n\0＝＋－＠']|[\d.,:/%eE+-]*\d[\d.,:/%eE+-]*$)")
_RESAVE = "请用 UTF-8 或 GB18030 重新保存"


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file decodes: UTF-8 or UTF-16 by its mark, else UTF-8, else GB18030."""
    with path.open("rb") as file:
        head = file.read(4)
    if head in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        raise UnreadableError(f"是 UTF-32 编码: {_RESAVE}")
    for mark, name in _MARKS:
        if head.startswith(mark):
            if _decodes(path, name) is not None:
                raise UnreadableError(
                    f"标为 {name[:6].upper()} 编码, 但内容残缺或混有别的编码: {_RESAVE}"
                )
            return name
    broken = _decodes(path, "utf-8")
    if broken is None:
        return "utf-8"
    if _begins_as_utf8(path, broken):
        raise UnreadableError(f"UTF-8 内容残缺或混有别的编码: {_RESAVE}")
    if _decodes(path, "gb18030") is not None:
        raise UnreadableError(f"既不是 UTF-8 也不是 GB18030, 或内容残缺: {_RESAVE}")
    if _holds_utf8_line(path):
        raise UnreadableError(f"GB18030 内容中混有 UTF-8: {_RESAVE}")
    return "gb18030"


def _decodes(path: Path, encoding: str) -> int | None:
    """None if the whole file decodes, else about where it stops."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if "\x00" in decoder.decode(chunk):
                    raise UnreadableError("含有 NUL 字节, 不是表格文本: 请核对文件")
                done += len(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return max(0, done + error.start)
    return None


def _begins_as_utf8(path: Path, broken: int) -> bool:
    """Whether a file that is no UTF-8 begins as such: then it is truncated or mixed, not GB18030."""
    with path.open("rb") as file:
        return bool(_UTF8_RUN.search(file.read(min(broken, 1 << 24))))


def _holds_utf8_line(path: Path) -> bool:
    """Whether a cell of a GB18030 file is Chinese in UTF-8: it would decode without an error, and wrongly."""
    with path.open("rb") as file:
        return any(
            _is_utf8(run[0])
            for line in file
            if not line.isascii() and _UTF8_RUN.search(line)
            for run in _NON_ASCII.finditer(line)
        )


def _is_utf8(run: bytes) -> bool:
    if not _UTF8_RUN.match(run):
        return False
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read_text(path: Path, delimiter: str, encoding: str) -> Iterator[Sheet]:
    """The one sheet of a delimited text file."""
    csv.field_size_limit(MAX_CELL)
    ours = encoding == "utf-8-sig"  # as our own files for spreadsheet programs are
    with path.open(encoding=encoding, newline="") as file:
        rows = _Rows(file, delimiter, ours)
        yield Sheet("", rows.each(), Hidden(), fixed_width=True, dealt=rows.dealt)


@dataclass(slots=True)
class _Rows:
    """The rows of a delimited text: one by one, and from where that stopped by the batch."""

    file: TextIO
    delimiter: str
    ours: bool
    number: int = 0  # of the last row that was taken

    def each(self) -> Iterator[Numbered]:
        """One row after the other."""
        return self._parsed(self.file)

    def dealt(self, taken: list[Numbered], share: Share) -> Iterator[list[Numbered]]:
        """The batches of a share, the first of all with the rows that were taken; others are not even parsed.

        Lines without a quotation mark are rows; where there is one, all readers look for the ends of rows.
        """
        for at in count():
            text = self.file.read(_PIECE) + self.file.readline()
            if not text and not taken:
                return
            own = at % share.of == share.part
            rows: Iterable[Numbered] = ()
            if '"' in text:
                rows = self._at_once(text) or list(self._whole(text))
            elif own:
                rows = self._at_once(text) or self._parsed(io.StringIO(text, newline=""))
            else:
                self._count(_line_count(text))
            if own:
                yield [*taken, *rows]
            taken = []

    def _at_once(self, text: str) -> Sequence[Numbered]:
        """The rows of whole lines; none where they must be read one by one, or the last goes on after the text."""
        if (self.ours and "'" in text) or len(text) > MAX_CELL:
            return ()
        try:
            rows = _split(text, self.delimiter)
        except csv.Error:
            return ()
        if max(map(len, rows), default=0) > MAX_COLUMNS:
            return ()
        self._count(len(rows))
        return list(enumerate(rows, self.number - len(rows) + 1))

    def _whole(self, text: str) -> Iterator[Numbered]:
        """The rows of lines, the last of them with the lines after the text on which it goes on."""
        lines = deque(io.StringIO(text, newline=""))
        following = iter(self.file.readline, "")
        for row in self._parsed(chain(iter(partial(_next, lines), ""), following)):
            yield row
            if not lines:
                return

    def _parsed(self, lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
        """The rows that lines make."""
        try:
            for row in csv.reader(lines, delimiter=self.delimiter, strict=True):
                self._count(1)
                if len(row) > MAX_COLUMNS:
                    wide = f"第{self.number}行有 {len(row)} 列, 超过 {MAX_COLUMNS} 列"
                    raise UnreadableError(f"{wide}: 请核对分隔符")
                escaped = self.ours and "'" in "".join(row)
                yield self.number, [_unescaped(cell) for cell in row] if escaped else row
        except csv.Error as error:
            long = "field larger" in str(error)
            why = f"有单元格超过 {MAX_CELL} 字" if long else "引号不成对"
            raise UnreadableError(
                f"第{self.number + 1}行起读不下去, {why}: 请改正后重新保存"
            ) from None

    def _count(self, rows: int) -> None:
        self.number += rows
        if self.number > MAX_ROWS:
            raise UnreadableError(f"超过 {MAX_ROWS} 行: 请分成几个文件")


def _split(text: str, delimiter: str) -> list[list[str]]:
    """The rows of whole lines, as `csv` reads them; `csv.Error` where the last of them does not end."""
    plain = text.replace("\r\n", "\n") if "\r" in text else text
    if '"' in plain or "\r" in plain or "\n\n" in plain or plain[:1] == "\n":
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    lines = plain.split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.split(delimiter) for line in lines]


def _line_count(text: str) -> int:
    """How many lines there are in a text, whichever way they end."""
    if text.count("\r") > text.count("\r\n"):
        return sum(1 for _ in io.StringIO(text, newline=""))
    return text.count("\n") + (text[-1:] not in ("", "\n"))


def _next(lines: deque[str]) -> str:
    return lines.popleft() if lines else ""


def _unescaped(cell: str) -> str:
    """A cell as it was before a `'` kept spreadsheet programs from calculating or rounding it.

    >>> [_unescaped(cell) for cell in ("'=1+1", "''a", "'00123", "'90s'")]
    ['=1+1', "'a", '00123', "'90s'"]
    """
    return cell[1:] if _ESCAPED.match(cell) else cell


def delimiter_of(path: Path, encoding: str) -> str:
    """The separator that parts most known headers in one of the first lines: comma, tab, semicolon or bar.

    Where there are none, the one that parts most cells; a text may hold any number of another.
    """
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(1 << 16)
    lines = head.splitlines()[:40]
    signs = ",\t;|"

    def parted(sign: str) -> tuple[int, int, int]:
        rows = [_cells(line, sign) for line in lines]
        headers = max((sum(map(_is_header, row)) for row in rows), default=0)
        return headers, max(map(len, rows), default=0), -signs.index(sign)

    return max(signs, key=parted)


def _is_header(cell: str) -> bool:
    form = header_form(cell)
    return any(form in spellings(kind) for kind in KINDS)


def _cells(line: str, sign: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=sign), [])
    except csv.Error:
        return []
