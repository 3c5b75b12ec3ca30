"""What a file is, by its content: names lie."""

import json
from dataclasses import dataclass
from pathlib import Path

from creditsite.intake.archive import check_archive
from creditsite.intake.sheets import UnreadableError
from creditsite.intake.texts import delimiter_of, encoding_of

_MAGIC = (
    (b"%PDF", "PDF 文档"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"GIF8", "图片"), (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"), (b"\x1f\x8b", "GZIP 压缩包"), (b"MZ", "程序"), (b"\x7fELF", "程序"),
    (b"{\\rtf", "RTF 文档"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "请另存为 .xlsx 或 UTF-8 的 .csv 后重新报送"
_ENDINGS = {
    "xlsx": (".xlsx",), "xls": (".xls", ".et"), "ods": (".ods",), "json": (".json",),
    "jsonl": (".jsonl", ".ndjson"), "text": (".csv", ".tsv", ".txt"),
}  # fmt: skip
_WORDS = {
    "xlsx": "XLSX 工作簿", "xls": "XLS 工作簿", "ods": "ODS 工作簿", "json": "JSON", "jsonl": "JSON Lines",
    "text": "分隔文本 (CSV)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds."""

    kind: str  # xlsx | xls | ods | json | jsonl | text
    encoding: str = ""
    delimiter: str = ""
    warning: str = ""  # where its name says something else


def sniff(path: Path) -> Content:
    """What a file is; raises `UnreadableError` for what no reader reads."""
    with path.open("rb") as file:
        head = file.read(4096)
    kind, encoding, delimiter = _kind(path, head)
    warning = ""
    if path.suffix.lower() not in _ENDINGS[kind]:
        warning = f"扩展名与内容不符: 内容是{_WORDS[kind]}, 已按内容读取, 请改扩展名为 {_ENDINGS[kind][0]}"
    return Content(kind, encoding, delimiter, warning)


def _kind(path: Path, head: bytes) -> tuple[str, str, str]:
    if not head.strip():
        raise UnreadableError("文件是空的: 请核对")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(check_archive(path)), "", ""
    if head.startswith(_OLE):
        return _compound(path), "", ""
    for magic, word in _MAGIC:
        if head.startswith(magic):
            raise UnreadableError(f"是{word}, 不是表格: {_SAVE_AS}")
    encoding = encoding_of(path)
    with path.open(encoding=encoding) as file:
        start = file.read(2048).lstrip()
    if start.startswith("<"):
        raise UnreadableError(f"是网页或 XML, 不是表格: 请用电子表格软件打开, {_SAVE_AS}")
    if start.startswith(("{", "[")) and (json_kind := _json(path, encoding)):
        return json_kind, encoding, ""
    return "text", encoding, delimiter_of(path, encoding)


def _archive(names: frozenset[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise UnreadableError(f"是 XLSB 工作簿: {_SAVE_AS}")
    what = "文字文档" if any(name.startswith("word/") for name in names) else "压缩包"
    raise UnreadableError(f"是{what}, 不是表格: {_SAVE_AS}")


def _compound(path: Path) -> str:
    """An OLE file by the names of its streams, which stand in it as UTF-16."""
    body = path.read_bytes() if path.stat().st_size <= 64 << 20 else b""
    if not body:
        raise UnreadableError(f"旧格式文件超过 64 MB: {_SAVE_AS}")
    if "EncryptedPackage".encode("utf-16-le") in body:
        raise UnreadableError("文件已加密: 请去掉密码后重新报送")
    if "_VBA_PROJECT".encode("utf-16-le") in body:
        raise UnreadableError("文件含宏: 请另存为不含宏的 .xlsx 后重新报送")
    if "Workbook".encode("utf-16-le") in body or "Book".encode("utf-16-le") in body:
        return "xls"
    raise UnreadableError(f"是旧格式文档, 不是表格: {_SAVE_AS}")


def _json(path: Path, encoding: str) -> str:
    """`jsonl` where the first line is an object, `json` where the text is an array or object, else nothing."""
    with path.open(encoding=encoding) as file:
        first = next((line for line in file if line.strip()), "").strip()
    try:
        value = json.loads(first)
    except RecursionError:
        return "json"
    except ValueError:  # begun here and ended on a later line, or no JSON at all
        return "json" if first in ("[", "{", "[{") or first.startswith(('{"', "[{")) else ""
    return "jsonl" if isinstance(value, dict) and not _wraps_rows(value) else "json"


def _wraps_rows(value: dict[str, object]) -> bool:
    return any(isinstance(one, list) and one and isinstance(one[0], dict) for one in value.values())
