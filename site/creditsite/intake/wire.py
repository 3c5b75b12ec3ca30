"""What the reading child says to its parent, one JSON text a line: data only, never code."""

import json
from itertools import chain
from typing import Any

from creditsite.model.rows import PARTS

# One message is one of
#   ["ready"]  once: the child has started
#   ["fault", level, sheet, row, column, message, value]
#   ["sheet", sheet, kind, of]  the rows that follow belong to it; of several readers each tells its share of them
#   ["rows", [[number, kept] or [number, kept or null, outcome, [[column, message, value, level], …], whose], …]]
#   ["around", …]  what stood around these rows, as `around.Around` tells it
#   ["end"]  the file is done     ["bug", traceback]  a fault of the program
# On their way rows of which there is nothing to tell are parted from the others, and follow the line as one text:
#   ["rows", [others], bytes]  and so many bytes
# The parent gets them as ["rows", [others], [number, *kept, number, *kept, …]], with numbers still as texts.
Message = list[Any]
RowMessage = list[Any]

_BETWEEN = "\x1d"  # no part of a record holds it: texts with control characters are set aside


def dump(message: Message) -> bytes:
    """A message as a line, and what follows it."""
    if message[0] != "rows":
        return _line(message)
    flawless = [row for row in message[1] if len(row) == 2]
    text = _BETWEEN.join(chain.from_iterable([(str(number), *kept) for number, kept in flawless]))
    if text.count(_BETWEEN) != max(0, PARTS * len(flawless) - 1):
        raise ValueError("a record holds the sign that stands between its parts")
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


def parted(body: bytes) -> list[str]:
    """The parts of the flawless rows that follow a line, one row after the other."""
    parts = body.decode().split(_BETWEEN) if body else []
    if len(parts) % PARTS:
        raise ValueError("not rows")
    return parts
