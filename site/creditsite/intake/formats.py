"""A file of any known format as sheets; whatever a library cannot read becomes one sentence."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from creditsite.intake.sheets import Numbered, Share, Sheet, UnreadableError
from creditsite.intake.sniff import Content, sniff
from creditsite.intake.texts import read_text

T = TypeVar("T")
_DAMAGED = "文件损坏或结构不合规范, 读不下去: 请用电子表格软件打开后另存为 .xlsx 重新报送"


def open_sheets(path: Path) -> tuple[Content, Iterator[Sheet]]:
    """What the file is, and its sheets; raises `UnreadableError`, now or while rows pass."""
    content = sniff(path)
    return content, _guarded(_reader(path, content))


def _reader(path: Path, content: Content) -> Iterator[Sheet]:
    """Libraries are loaded only where a file needs them: the child starts in no time."""
    match content.kind:
        case "xlsx":
            from creditsite.intake.workbooks import read_workbook

            return read_workbook(path)
        case "xls":
            from creditsite.intake.oldbooks import read_oldbook

            return read_oldbook(path)
        case "ods":
            from creditsite.intake.opensheets import read_opensheets

            return read_opensheets(path)
        case "json" | "jsonl":
            from creditsite.intake.objects import read_objects

            return read_objects(path, content.encoding, lines=content.kind == "jsonl")
        case _:
            return read_text(path, content.delimiter, content.encoding)


def _guarded(sheets: Iterator[Sheet]) -> Iterator[Sheet]:
    """The sheets, with every exception of a library turned into `UnreadableError`."""
    for sheet in _turned(sheets):
        dealt = sheet.dealt and partial(_turned_batches, sheet.dealt)
        yield replace(sheet, rows=_turned(sheet.rows), dealt=dealt)


def _turned_batches(
    dealt: Callable[[list[Numbered], Share], Iterator[list[Numbered]]],
    taken: list[Numbered],
    share: Share,
) -> Iterator[list[Numbered]]:
    return _turned(dealt(taken, share))


def _turned(items: Iterator[T]) -> Iterator[T]:
    try:
        yield from items
    except (UnreadableError, MemoryError):
        raise
    except (
        Exception
    ) as error:  # malformed files make libraries raise anything; the kind of it says nothing
        raise UnreadableError(_DAMAGED) from error
