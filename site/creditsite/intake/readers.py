"""The reading children and their parent, which keeps time, deals out the rows and trusts nothing but data."""

import contextlib
import fcntl
import json
import os
import select
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import astuple
from itertools import cycle
from pathlib import Path
from typing import IO

import creditsite
from creditsite.intake.around import Around
from creditsite.intake.wire import Message, load, parted

_SILENCE = 30.0  # seconds in which a child must say something, and one more for each _SLOWEST bytes of the file
_SLOWEST = 20_000_000
_LONGEST_LINE = 64 << 20
_SHARED = 1 << 20  # bytes from which all children read a file, each its share of the rows
_AHEAD = 1 << 20  # bytes that a child may be ahead of its parent
_CHUNK = 1 << 17  # bytes that are taken at once; more of them leave the cache
_MOST = 4  # children: one parent cannot enter what more of them read
_ROOT = str(Path(creditsite.__path__[0]).parent)
_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from creditsite.intake import child; child.main()"
)
_COMMAND = (sys.executable, "-I", "-c", _CHILD, _ROOT)

# What `rowplan.Rules` holds, as JSON takes it.
Rules = tuple[Sequence[str], Sequence[Sequence[str]]]
Stream = Generator[Message, None, None]


class Readers:
    """Several children that read files; ended at the latest when the `with` block ends."""

    def __init__(self, count: int) -> None:
        self._children = [_Child() for _ in range(max(1, min(count, _MOST)))]

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.stop()

    def read(self, path: Path, folder: str, rules: Rules) -> Iterator[Message]:
        """The messages about one file: the same however many children read it, whatever becomes of them."""
        children = self._children if path.stat().st_size >= _SHARED else self._children[:1]
        for child in children:
            child.launch()  # all of them before one is waited for
        task = {"path": str(path), "folder": folder, "rules": rules, "of": len(children)}
        streams = [child.read(path, {**task, "part": at}) for at, child in enumerate(children)]
        for stream in streams[1:]:
            next(stream)  # all begin at once
        try:
            yield from _merged(streams)
        finally:
            for stream in streams:
                stream.close()


def _merged(streams: Sequence[Stream]) -> Iterator[Message]:
    """What the first child says; where the rows are dealt out, the batches of all children in turn."""
    for message in streams[0]:
        match message:
            case ["started"]:
                pass
            case ["sheet", _, _, of] if of > 1:
                yield message
                last = yield from _dealt(streams)
                yield last
                if last[0] != "around":
                    return  # refused half-way, and by all of them
            case _:
                yield message
    for other in streams[1:]:
        for _ in other:  # to its end, so that the child is ready for the next file
            pass


def _dealt(streams: Sequence[Stream]) -> Generator[Message, None, Message]:
    """The batches of a sheet in their order, then what stood around them all, or the fault that ended the reading."""
    for other in streams[1:]:
        while (message := next(other))[0] != "sheet":
            if message[:2] == ["fault", "refused"]:
                return message
    for stream in cycle(streams):
        message = next(stream)
        if message[0] != "rows":
            break
        yield message
    if message[0] != "around":
        return message
    around = Around(*message[1:])
    for other in streams:
        if other is not stream:
            message = next(other)
            if message[0] != "around":
                return message
            around.add(Around(*message[1:]))
    return ["around", *astuple(around)]


class _Child:
    """One reading process: started when needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = bytearray()
        self._awaited = False  # whether it has yet to say that it is there

    def read(self, path: Path, task: dict[str, object]) -> Stream:
        """The messages about one file, the first when it has begun."""
        process = self._ready()
        stdin = _pipe(process.stdin)
        stdin.write(json.dumps(task).encode("ascii") + b"\n")
        stdin.flush()
        finished = False
        try:
            yield ["started"]
            patience = _SILENCE + path.stat().st_size / _SLOWEST
            while (line := self._line(process, patience)) is not None:
                message = load(line)
                if message == ["end"]:
                    finished = True
                    return
                if message[0] == "rows":
                    body = self._body(process, patience, int(message[2]))
                    if body is None:
                        break
                    message[2] = parted(body)
                yield message
            yield ["fault", "refused", "", 0, "", self._why(process, patience), ""]
        finally:
            if not finished:  # dead, silent, or the caller stopped half-way
                self.stop()

    def _line(self, process: "subprocess.Popen[bytes]", patience: float) -> bytes | None:
        """The next line; None where the child died, went silent or never ends its line."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > _LONGEST_LINE or not self._more(process, patience):
                return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _body(
        self, process: "subprocess.Popen[bytes]", patience: float, length: int
    ) -> bytes | None:
        """What follows a line, so many bytes; None as for a line."""
        while len(self._buffer) < length:
            if length > _LONGEST_LINE or not self._more(process, patience):
                return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return body

    def _more(self, process: "subprocess.Popen[bytes]", patience: float) -> bool:
        """Whether the child has said something more in time."""
        source = _pipe(process.stdout).fileno()
        ready, _, _ = select.select([source], [], [], patience)
        chunk = os.read(source, _CHUNK) if ready else b""
        self._buffer += chunk
        return bool(chunk)

    def _why(self, process: "subprocess.Popen[bytes]", patience: float) -> str:
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            return f"超过 {patience:.0f} 秒没有读完一步, 已停止: 请核对文件, 或分成几个文件"
        return "文件使读取程序崩溃或超出内存, 已停止: 请用电子表格软件打开后另存为 .xlsx 重新报送"

    def launch(self) -> None:
        """Start the process, unless it runs."""
        if self._process:
            return
        self._buffer.clear()
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._awaited = True
        with contextlib.suppress(OSError):  # a smaller pipe is only slower
            fcntl.fcntl(_pipe(self._process.stdout), fcntl.F_SETPIPE_SZ, _AHEAD)

    def _ready(self) -> "subprocess.Popen[bytes]":
        """The process, when it has said that it is there."""
        self.launch()
        assert self._process is not None
        if self._awaited and self._line(self._process, _SILENCE) != b'["ready"]':
            self.stop()
            raise RuntimeError(f"the reading process does not start: {' '.join(_COMMAND)}")
        self._awaited = False
        return self._process

    def stop(self) -> None:
        """End the process, if it runs."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                _pipe(pipe).close()
        self._process = None


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
