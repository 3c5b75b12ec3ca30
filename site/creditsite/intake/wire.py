"""What the reading child says to its parent, one JSON text a line: data only, never code."""

import json
from typing import Any

# One message is one of
#   ["ready"]  once: the child has started
#   ["fault", level, sheet, row, column, message, value]
#   ["sheet", sheet, kind, of]  the rows that follow belong to it; of several readers each tells its share of them
#   ["rows", [[number, kept] or [number, kept or null, outcome, [[column, message, value, level], …], whose], …]]
#   ["around", …]  what stood around these rows, as `around.Around` tells it
#   ["end"]  the file is done     ["bug", traceback]  a fault of the program
# On their way rows of which there is nothing to tell are parted from the others, and follow the line as one text:
#   ["rows", [others], bytes]  and so many bytes
# The parent gets them as ["rows", [others], [[number, *kept], …]], with numbers still as texts.
Message = list[Any]
RowMessage = list[Any]

_FIELD, _ROW = (
    "\x1d",
    "\x1e",
)  # no part of a record holds them: texts with control characters are set aside
_PARTS = 8  # a number, and what `kept.Kept` holds


def dump(message: Message) -> bytes:
    """A message as a line, and what follows it."""
    if message[0] != "rows":
        return _line(message)
    flawless = [row for row in message[1] if len(row) == 2]
    text = _ROW.join([_FIELD.join((str(number), *kept)) for number, kept in flawless])
    if text.count(_FIELD) != (_PARTS - 1) * len(flawless) or text.count(_ROW) >= max(
        1, len(flawless)
    ):
        raise ValueError("a record holds a sign that parts records")
    body = text.encode()
    return _line(["rows", [row for row in message[1] if len(row) > 2], len(body)]) + body


def _line(message: Message) -> bytes:
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def load(line: bytes) -> Message:
    """The message of a line."""
    message = json.loads(line)
    if not isinstance(message, list) or not message:
        raise ValueError("not a message")
    return message


def parted(body: bytes) -> list[list[str]]:
    """The flawless rows that follow a line."""
    rows = [row.split(_FIELD) for row in body.decode().split(_ROW)] if body else []
    if any(len(row) != _PARTS for row in rows):
        raise ValueError("not rows")
    return rows
