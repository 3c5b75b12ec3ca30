"""Every file is what its name says: a page, a drawing, a feed, data; what does not parse is told."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

GATE = "格式"
JSON = (".json", ".jsonld", ".webmanifest")
XML = (".xml", ".svg", ".rss", ".atom", ".opml", ".rdf", ".xsl")
LINED = (".csv", ".jsonl")  # as long as the city is large: they are read some lines at a time
OBJECTS = ".jsonl"  # each line is one, and nothing reaches from one into the next
SOME_LINES = 1 << 20  # bytes
LARGEST = 1 << 26  # a document above it is judged by its bytes alone, unless it is one of lines
PLAIN = (".css", ".js", ".txt", ".md", ".ttl")
BINARY = {  # the kinds of file that are no text, and how each begins: nobody can say what is in any other
    ".gz": b"\x1f\x8b", ".ico": b"\0\0\1\0", ".parquet": b"PAR1", ".png": b"\x89PNG", ".woff2": b"wOF2",
    ".xlsx": b"PK\x03\x04", ".zip": b"PK\x03\x04",
}  # fmt: skip
_IDS = etree.XPath("//@id", smart_strings=False)
_UNKNOWN_TAG = 801  # libxml2 knows no element younger than HTML 4
# Signs that turn a text round, or stand where something was lost: nothing published may hold one.
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# The same of bytes, three times as fast: it may be one.
_CONTROLS = bytes(sign for sign in (*range(32), 0x7F) if sign not in b"\t\n\r")
_TURNING = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")
_LAST = b"\xef\xbf"  # as U+FFC0 and all behind it begin
_GARBLED = tuple(one.encode() for one in ("锟斤拷", "烫烫烫", "ï»¿"))

# For whoever follows links: the tree of a page or feed, the value of JSON, the text of a style sheet.
Content = etree._Element | str | dict[str, object] | list[object] | None


def some_lines(path: Path) -> Iterator[bytes]:
    """A file of lines in parts that end where a line ends."""
    with path.open("rb") as file:
        while lines := file.readlines(SOME_LINES):
            yield b"".join(lines)


def parts_to_read(path: Path, size: int) -> Iterator[tuple[int, bytes]]:
    """What of a file is judged as what its name says, and where it begins: all at once, or some lines at a time."""
    if path.suffix in LINED and size > SOME_LINES:
        start = 0
        for data in some_lines(path):
            yield start, data
            start += len(data)
    elif path.suffix in BINARY and size > LARGEST:
        with path.open("rb") as file:
            yield 0, file.read(len(max(BINARY.values(), key=len)))
    elif size <= LARGEST:
        yield 0, path.read_bytes()


def fresh_lines(data: bytes, before: Path, start: int) -> bytes:
    """The lines of a part of a file of objects that do not stand near the same place in the file before it.

    Both are in the same order: what was moved farther is taken for fresh. So nothing of the size of a file is held.
    """
    try:
        with before.open("rb") as file:
            file.seek(max(0, start - SOME_LINES))
            if start > SOME_LINES:
                file.readline()  # the rest of one
            held = file.read(len(data) + 2 * SOME_LINES)
    except (FileNotFoundError, NotADirectoryError):
        return data
    known = set(held[: held.rfind(b"\n") + 1].split(b"\n"))  # and not the beginning of one
    lines = data.split(b"\n")
    return b"\n".join(line for line in lines if line not in known or not _is_object(line))


def _is_object(line: bytes) -> bool:
    return line.startswith(b'{"') and line.endswith(b"}")


def uneven(path: Path) -> list[str]:
    """What is wrong with a table as a whole, of whatever length: its rows are read one by one."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = None
            for row in csv.reader(file, strict=True):
                first = len(row) if first is None else first
                if len(row) != first:
                    return [f"无法解析: 各行的列数不一: {sorted({first, len(row)})}"]
    except UnicodeDecodeError:
        return []  # `content` says where
    except csv.Error as error:
        return [f"无法解析: {error}"]
    return []


def content(path: str, data: bytes, start: int = 0) -> tuple[Content, list[str]]:
    """The file parsed as its name says, and a sentence for everything wrong with it.

    Of a file of lines it may be a part, which begins so many bytes after the file does.
    """
    suffix = PurePosixPath(path).suffix
    parse = _parser(suffix)
    if parse is None:
        return None, _unread(data, BINARY.get(suffix))
    try:
        text = data.decode()
        found = parse(text)
    except UnicodeDecodeError as error:
        return None, [f"第 {start + error.start} 字节起不是 UTF-8"]
    except (ValueError, etree.XMLSyntaxError) as error:
        return None, [f"无法解析: {error}"]
    bad = _BAD.search(text) if _may_be_bad(data) else None
    signs = [bad[0]] if bad else [one.decode()[0] for one in _GARBLED if one in data]
    return found, [f"含有不应出现的字符 U+{ord(sign):04X}" for sign in signs[:1]]


def _may_be_bad(data: bytes) -> bool:
    return (
        len(data.translate(None, _CONTROLS)) < len(data)
        or _LAST in data
        or _TURNING.search(data) is not None
    )


def _unread(data: bytes, beginning: bytes | None) -> list[str]:
    """What is wrong with a file that is not parsed: it must be of a kind that can be looked into, or a text."""
    if beginning is not None:
        return [] if data.startswith(beginning) else ["内容与文件名的后缀不符"]
    try:
        strange = "\0" in data.decode()
    except UnicodeDecodeError:
        strange = True
    return ["不认识的文件种类, 无法核验内容"] if strange else []


def _parser(suffix: str) -> Callable[[str], Content] | None:
    if suffix == ".html":
        return _page
    if suffix in XML:
        return _xml
    if suffix in JSON:
        return lambda text: json.loads(text, parse_constant=_refuse)
    if suffix == ".jsonl":
        return lambda text: [
            json.loads(line, parse_constant=_refuse) for line in text.split("\n") if line
        ]
    return str if suffix in (*PLAIN, ".csv") else None


def _refuse(word: str) -> object:
    raise ValueError(f"JSON 中没有 {word}")


def _page(text: str) -> etree._Element:
    """A page; what a browser would mend in silence is refused: tags that do not match, ids given twice."""
    if text[:15].lower() != "<!doctype html>":
        raise ValueError("没有以 <!doctype html> 开头")
    parser = etree.HTMLParser(encoding="utf-8")
    page = etree.fromstring(text.encode(), parser)
    if page is None:
        raise ValueError("页面是空的")
    wrong = [f"第 {e.line} 行: {e.message}" for e in parser.error_log if e.type != _UNKNOWN_TAG]
    ids = [str(one) for one in _IDS(page)]
    if len(set(ids)) < len(ids):
        wrong += [f"id 重复: {one}" for one in sorted(set(ids)) if ids.count(one) > 1]
    if wrong:
        raise ValueError("; ".join(wrong[:3]))
    return page


def _xml(text: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(text.encode(), parser)
