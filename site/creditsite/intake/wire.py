"""What the reading child says to its parent, one JSON text a line: data only, never code."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from creditsite.model.fields import Column, Type, columns

# One message is one of
#   ["ready"]  once: the child has started
#   ["fault", level, sheet, row, column, message, value]
#   ["sheet", sheet, kind, fields, headers]  the rows that follow belong to it
#   ["rows", [[number, values] or [number, values or null, outcome, [[column, message, value, level], …]], …]]
#   ["end"]  the file is done     ["bug", traceback]  a fault of the program
Message = list[Any]
RowMessage = list[Any]


def dump(message: Message) -> bytes:
    """A message as a line."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def load(line: bytes) -> Message:
    """The message of a line."""
    message = json.loads(line)
    if not isinstance(message, list) or not message:
        raise ValueError("not a message")
    return message


def record_maker(record_class: type, fields: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    """A function from the values of a row message, in the order of `fields`, to a record."""
    cols: Mapping[str, Column] = columns(record_class)
    days = _positions(fields, cols, (Type.DATE,))
    amounts = _positions(fields, cols, (Type.MONEY,))
    many = _positions(fields, cols, (Type.TEXTS, Type.TERMS))
    names = tuple(fields)

    def make(values: Sequence[Any]) -> Any:
        out = list(values)
        for at in days:
            if out[at] is not None:
                out[at] = date.fromisoformat(out[at])
        for at in amounts:
            if out[at] is not None:
                out[at] = Decimal(out[at])
        for at in many:
            out[at] = tuple(out[at])
        return record_class(**dict(zip(names, out, strict=True)))

    return make


def _positions(
    fields: Iterable[str], cols: Mapping[str, Column], types: tuple[Type, ...]
) -> tuple[int, ...]:
    return tuple(at for at, name in enumerate(fields) if cols[name].type in types)
