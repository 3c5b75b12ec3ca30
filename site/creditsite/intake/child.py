"""The reading child: files in, messages out, within limits of memory and processor time. Only its process calls `main`.

It is told one file a line on standard input and writes the messages of `wire` to standard output.
"""

import gc
import json
import resource
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from creditsite.intake.formats import open_sheets
from creditsite.intake.reading import read_file
from creditsite.intake.rowplan import Rules
from creditsite.intake.sheets import Share, UnreadableError
from creditsite.intake.wire import Message, dump

_MEMORY = 640 << 20  # address space; some 100 MB of it are the interpreter and its libraries
_OBJECTS = 50_000  # new ones, after which rings are looked for: rows have none
_SECONDS = 900  # processor time of one file: over a million rows


def main() -> None:
    """Read files until the input ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    gc.freeze()
    gc.set_threshold(_OBJECTS)
    out = sys.stdout.buffer
    out.write(dump(["ready"]))
    out.flush()
    for line in sys.stdin.buffer:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(
            resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + _SECONDS, hard)
        )
        _serve(json.loads(line), out)


def _serve(task: dict[str, Any], out: IO[bytes]) -> None:
    try:
        for message in _messages(task):
            out.write(dump(message))
            out.flush()
    except MemoryError:
        out.write(
            dump(["fault", "refused", "", 0, "", "文件展开后超出内存限制: 请分成几个文件", ""])
        )
    except Exception as error:  # a fault of the program: told whole to the parent, which raises it
        where = "".join(
            traceback.format_tb(error.__traceback__)
        )  # without the message: it may hold a cell
        out.write(dump(["bug", f"{type(error).__name__}\n{where}"]))
    out.write(dump(["end"]))
    out.flush()


def _messages(task: dict[str, Any]) -> Iterator[Message]:
    try:
        content, sheets = open_sheets(Path(task["path"]))
        share = Share(task["part"], task["of"])
        if content.kind != "text":  # costs more to open than to read
            if share.part:
                return
            share = Share()
        if content.warning:
            yield ["fault", "warning", "", 0, "", content.warning, ""]
        persons, statuses = task["rules"]
        rules = Rules(frozenset(persons), tuple((number, word) for number, word in statuses))
        yield from read_file(sheets, task["folder"], rules, share)
    except UnreadableError as error:
        yield ["fault", "refused", "", 0, "", str(error), ""]
