"""Archives before they are opened: how many members, how large, how dense, and what else they carry."""

import re
import zipfile
from pathlib import Path

from creditsite.intake.sheets import UnreadableError

_MOST_MEMBERS = 2_000
_MOST_SHEETS = 200
_LARGEST = {  # bytes when unpacked, by the end of the member's name
    "sharedStrings.xml": 128 << 20,
    "styles.xml": 16 << 20,
    "workbook.xml": 4 << 20,
    "content.xml": 256 << 20,
}
_LARGEST_SHEET = 1 << 30
_LARGEST_WHOLE = 2 << 30
_DENSEST = 250  # unpacked over packed size, above _FREE bytes: honest sheets reach some 40
_FREE = 2 << 20
_SPLIT = "请核对文件来源, 或另存为新的工作簿后重新报送"


def check_archive(path: Path) -> frozenset[str]:
    """The member names of an archive that is safe to open; raises `UnreadableError` for any other."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise UnreadableError(f"压缩结构损坏或不完整: {_SPLIT}") from error
    if len(members) > _MOST_MEMBERS:
        raise UnreadableError(f"内含 {len(members)} 个部件, 超过 {_MOST_MEMBERS} 个: {_SPLIT}")
    names = [member.filename for member in members]
    if len(set(map(str.lower, names))) != len(names):
        raise UnreadableError(f"内有重名部件: {_SPLIT}")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableError("文件已加密: 请去掉密码后重新报送")
    _check_sizes(members, path.stat().st_size)
    _check_overlap(members)
    _check_names(names)
    return frozenset(names)


def _check_sizes(members: list[zipfile.ZipInfo], packed: int) -> None:
    for member in members:
        largest = next(
            (n for end, n in _LARGEST.items() if member.filename.endswith(end)), _LARGEST_SHEET
        )
        dense = member.file_size > _FREE and member.file_size > member.compress_size * _DENSEST
        if member.file_size > largest or dense:
            raise UnreadableError(f"部件解压后有 {member.file_size >> 20} MB, 异常庞大: {_SPLIT}")
    whole = sum(member.file_size for member in members)
    if whole > _LARGEST_WHOLE or (whole > 16 * _FREE and whole > packed * _DENSEST):
        raise UnreadableError(f"解压后共有 {whole >> 20} MB, 异常庞大: {_SPLIT}")


def _check_overlap(members: list[zipfile.ZipInfo]) -> None:
    """Members that share bytes unpack to more than the file can hold."""
    end = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.header_offset < end:
            raise UnreadableError(f"内部部件互相重叠: {_SPLIT}")
        end = member.header_offset + 30 + len(member.filename) + member.compress_size


def _check_names(names: list[str]) -> None:
    low = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in low):
        raise UnreadableError("文件含宏: 请另存为不含宏的 .xlsx 后重新报送")
    if any("externallinks/" in name for name in low):
        raise UnreadableError("文件引用了别的工作簿: 请把公式粘贴为数值、断开链接后重新报送")
    if any(re.search(r"\.(?:zip|xlsx?|xlsm|ods|docx?|rar|7z|gz|exe|jar)$", name) for name in low):
        raise UnreadableError(f"内部还套着别的文件: {_SPLIT}")
    if any(name.startswith("/") or ".." in name.split("/") for name in low):
        raise UnreadableError(f"内部部件的路径不合法: {_SPLIT}")
    sheets = sum(1 for name in low if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    if sheets > _MOST_SHEETS:
        raise UnreadableError(f"有 {sheets} 张工作表, 超过 {_MOST_SHEETS} 张: {_SPLIT}")
