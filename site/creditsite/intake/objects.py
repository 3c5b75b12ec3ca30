"""JSON and JSON Lines as a sheet: the keys are the headers, in the order in which they first appear."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from creditsite.intake.cells import Broken, Cell
from creditsite.intake.sheets import MAX_CELL, MAX_COLUMNS, Hidden, Sheet, UnreadableError

_LARGEST = 64 << 20  # bytes of a JSON text, which is read whole; JSON Lines have no such bound
_SHAPE = "应为对象的数组, 或每行一个对象 (JSON Lines): 请改正"


def read_objects(path: Path, encoding: str, *, lines: bool) -> Iterator[Sheet]:
    """The one sheet of a JSON file; its header is row 0, so that row n is the n-th object or line."""
    if not lines and path.stat().st_size > _LARGEST:
        raise UnreadableError(f"JSON 超过 {_LARGEST >> 20} MB: 请改为 JSON Lines (每行一个对象)")
    whole = None if lines else list(_whole(path, encoding))
    keys = list(_keys(whole if whole is not None else _lines(path, encoding)))
    objects = iter(whole) if whole is not None else _lines(path, encoding)
    yield Sheet("", _rows(keys, objects), Hidden())


def _rows(
    keys: Sequence[str], objects: Iterator[tuple[int, dict[str, Any]]]
) -> Iterator[tuple[int, Sequence[Cell]]]:
    yield 0, keys
    for number, one in objects:
        yield number, [_cell(one.get(key)) for key in keys]


def _keys(
    objects: Iterator[tuple[int, dict[str, Any]]] | list[tuple[int, dict[str, Any]]],
) -> dict[str, None]:
    keys: dict[str, None] = {}
    for _, one in objects:
        keys.update(dict.fromkeys(one))
        if len(keys) > MAX_COLUMNS:
            raise UnreadableError(f"超过 {MAX_COLUMNS} 个不同的键: 请核对")
    return keys


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding=encoding, newline="\n") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, _object(_parse(line, f"第{number}行"), f"第{number}行")


def _whole(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, Any]]]:
    value = _parse(path.read_text(encoding=encoding), "")
    if isinstance(value, dict):
        rows = [one for one in value.values() if isinstance(one, list)]
        value = rows[0] if len(rows) == 1 else [value] if not rows else None
    if not isinstance(value, list):
        raise UnreadableError(_SHAPE)
    for number, one in enumerate(value, 1):
        yield number, _object(one, f"第{number}项")


def _parse(text: str, where: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_number)
    except _TwiceError as error:
        raise UnreadableError(f"{where}键“{error}”出现两次: 请改正") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"{where or f'第{error.lineno}行'}不是合法的 JSON: 请改正后重新保存"
        ) from None
    except RecursionError:
        raise UnreadableError(f"{where}嵌套太深: {_SHAPE}") from None


class _TwiceError(Exception):
    """A key that stands twice in one object."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1)[:50])
    return made


def _no_number(word: str) -> Broken:
    return Broken(word)


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableError(f"{where}不是对象: {_SHAPE}")
    return value


def _cell(value: Any) -> Cell:
    match value:
        case None | bool() | int() | float() | Broken():
            return value
        case str():
            return value if len(value) <= MAX_CELL else Broken(f"超过 {MAX_CELL} 字的文字")
        case list() if all(isinstance(one, str) for one in value):
            return tuple(value)
        case _:
            return Broken("嵌套的对象或数组")
