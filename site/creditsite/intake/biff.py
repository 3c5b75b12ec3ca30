"""What calamine leaves out of an XLS workbook: errors, formulas without a result, U+FEFF before a text, what is hidden.

An XLS file is a small file system (OLE) in which the stream `Workbook` holds records; only a few of them are read.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from creditsite.intake.cells import Broken
from creditsite.intake.sheets import Hidden, UnreadableError

_END = 0xFFFFFFFA  # sector numbers from here on are marks
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_BOUNDSHEET, _ROW, _COLINFO, _BOOLERR, _FORMULA, _EOF, _FILEPASS = (
    0x85,
    0x208,
    0x7D,
    0x205,
    0x06,
    0x0A,
    0x2F,
)
_SST, _CONTINUE, _LABELSST, _LABEL = 0xFC, 0x3C, 0xFD, 0x204
_LED = "\ufeff".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Marks:
    """What of one sheet calamine does not tell; rows and columns count from 0."""

    hidden: Hidden
    broken: dict[tuple[int, int], Broken] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)  # with a result that is no text
    led: set[tuple[int, int]] = field(default_factory=set)  # texts that begin with U+FEFF


def marks_of(body: bytes) -> list[Marks]:
    """The marks of every sheet of an XLS file, in the order of its sheets."""
    try:
        stream = _workbook(body)
        led = set(_led(stream)) if _LED in stream else set()
        return [_sheet(stream, start, state, led) for start, state in _sheets(stream)]
    except (struct.error, IndexError) as error:
        raise UnreadableError(
            "文件损坏或不完整: 请用电子表格软件打开后另存为 .xlsx 重新报送"
        ) from error


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        if kind == _EOF:
            return
        at += 4 + size


def _sheets(stream: bytes) -> list[tuple[int, int]]:
    """Where each work sheet begins, and whether it is hidden."""
    found = []
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            raise UnreadableError("文件已加密: 请去掉密码后重新报送")
        if kind == _BOUNDSHEET:
            start, state, what = struct.unpack_from("<IBB", data)
            if what == 0:
                found.append((start, state & 3))
    return found


def _led(stream: bytes) -> Iterator[int]:
    """The numbers of the shared texts that begin with U+FEFF."""
    parts: list[bytes] = []
    for kind, data in _records(stream, 0):
        if kind == _SST:
            parts = [data]
        elif kind == _CONTINUE and parts:
            parts.append(data)
        elif parts:
            break
    if not parts:
        return
    (count,) = struct.unpack_from("<I", parts[0], 4)
    part, at = 0, 8
    for number in range(count):
        if at >= len(parts[part]):  # a text begins anew in the next record
            part, at = part + 1, 0
        size, flags = struct.unpack_from("<HB", parts[part], at)
        at += 3
        runs = extra = 0
        if flags & 8:
            (runs,) = struct.unpack_from("<H", parts[part], at)
            at += 2
        if flags & 4:
            (extra,) = struct.unpack_from("<I", parts[part], at)
            at += 4
        if flags & 1 and size and parts[part][at : at + 2] == _LED:
            yield number
        width = 2 if flags & 1 else 1
        while size:  # each further record begins with the width of its characters
            here = min(size, (len(parts[part]) - at) // width)
            at, size = at + here * width, size - here
            if size:
                part, at = part + 1, 1
                width = 2 if parts[part][0] & 1 else 1
        rest = runs * 4 + extra
        while rest > len(parts[part]) - at:
            rest -= len(parts[part]) - at
            part, at = part + 1, 0
        at += rest


def _sheet(stream: bytes, start: int, state: int, led: set[int]) -> Marks:
    marks = Marks(Hidden(sheet=state != 0))
    for kind, data in _records(stream, start):
        if kind == _ROW and struct.unpack_from("<I", data, 12)[0] & 0x20:
            marks.hidden.rows.append(struct.unpack_from("<H", data)[0] + 1)
        elif kind == _COLINFO and struct.unpack_from("<H", data, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", data)
            marks.hidden.columns.update(range(first, min(last, 255) + 1))
        elif kind == _BOOLERR and data[7]:
            marks.broken[struct.unpack_from("<HH", data)] = _error(data[6])
        elif (kind == _LABELSST and led and struct.unpack_from("<I", data, 6)[0] in led) or (
            kind == _LABEL and data[8:11] == b"\1" + _LED
        ):
            marks.led.add(struct.unpack_from("<HH", data))
        elif kind == _FORMULA:
            place = struct.unpack_from("<HH", data)
            special = data[12:14] == b"\xff\xff"
            if special and data[6] == 2:
                marks.broken[place] = _error(data[8])
            elif not (special and data[6] in (0, 3)):
                marks.formulas.add(place)
    return marks


def _error(code: int) -> Broken:
    return Broken(_ERRORS.get(code, "错误值"))


def _workbook(body: bytes) -> bytes:
    """The stream that holds the workbook."""
    size = 1 << struct.unpack_from("<H", body, 30)[0]
    if size not in (512, 4096):
        raise UnreadableError("文件损坏或不完整: 请用电子表格软件打开后另存为 .xlsx 重新报送")

    def sector(number: int) -> bytes:
        return body[(number + 1) * size : (number + 2) * size]

    table = _allocation(body, size)

    def chain(number: int) -> bytes:
        parts: list[bytes] = []
        while number < _END:
            if len(parts) > len(table):
                raise UnreadableError("文件损坏, 内部循环引用: 请另存为 .xlsx 重新报送")
            parts.append(sector(number))
            number = table[number]
        return b"".join(parts)

    folder = chain(struct.unpack_from("<I", body, 48)[0])
    root: tuple[int, int] | None = None
    for at in range(0, len(folder) - 127, 128):
        length = struct.unpack_from("<H", folder, at + 64)[0]
        name = folder[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        start, whole = struct.unpack_from("<II", folder, at + 116)
        root = root or (start, whole)
        if name in ("Workbook", "Book"):
            small = whole < struct.unpack_from("<I", body, 56)[0]
            return (_small(body, chain, root[0], start) if small else chain(start))[:whole]
    raise UnreadableError("是旧格式文档, 不是表格: 请另存为 .xlsx 或 UTF-8 的 .csv 后重新报送")


def _allocation(body: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    count, extra = struct.unpack_from("<I", body, 44)[0], struct.unpack_from("<I", body, 68)[0]
    numbers = [n for n in struct.unpack_from("<109I", body, 76) if n < _END]
    for _ in range(len(body) // size):
        if extra >= _END:
            break
        more = struct.unpack_from(f"<{size // 4}I", body, (extra + 1) * size)
        numbers += [n for n in more[:-1] if n < _END]
        extra = more[-1]
    table: list[int] = []
    for number in numbers[:count]:
        table += struct.unpack_from(f"<{size // 4}I", body, (number + 1) * size)
    return table


def _small(body: bytes, chain: Callable[[int], bytes], root: int, start: int) -> bytes:
    """A stream below 4096 bytes lies in sectors of 64 bytes within another stream."""
    whole, raw = chain(root), chain(struct.unpack_from("<I", body, 60)[0])
    table = struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])
    parts: list[bytes] = []
    while start < _END and len(parts) <= len(table):
        parts.append(whole[start * 64 : start * 64 + 64])
        start = table[start]
    return b"".join(parts)
