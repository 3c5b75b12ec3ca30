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
