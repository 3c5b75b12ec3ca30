"""Runs the commands of build.py one after the other, each in a process of its own that has the code loaded already.

A build of a tiny city takes a second this way; it may be killed, traced and repeated without harm to the test.
"""

import contextlib
import io
import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment

from creditsite.release import publish
from creditsite.release.forget import Gone
from creditsite.release.gates.audit import Seen
from creditsite.release.gates.lost import Lost
from creditsite.render.source import Source

HOME = Path(__file__).resolve().parents[2]
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_SERVER = "from tests.tools.builder import answer; answer()"


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended: its exit code (minus the signal that ended it), what it printed, what it said."""

    code: int
    out: str
    said: str


@dataclass(frozen=True, slots=True)
class Builder:
    """A process that waits for commands."""

    process: "subprocess.Popen[bytes]"

    def run(
        self, *orders: str, luck: object = 0, today: date = date(2026, 11, 22), **more: Any
    ) -> Told:
        """One command, to its end. The same luck gives the same new ids; `more` is told to the process that runs it."""
        self.begin(*orders, luck=luck, today=today, **more)
        return self.end()

    def begin(
        self, *orders: str, luck: object = 0, today: date = date(2026, 11, 22), **more: Any
    ) -> int:
        """Starts a command and gives the number of its process."""
        assert self.process.stdin
        asked = {"orders": orders, "luck": str(luck), "today": today.isoformat(), **more}
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        return int(self._line()["pid"])

    def end(self) -> Told:
        """Waits for the command that was begun."""
        return Told(**self._line())

    def _line(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the process that runs the commands has ended"
        return dict(json.loads(line))


@contextmanager
def builder(
    code: Path = HOME, before: tuple[str, ...] = (), **surroundings: str
) -> Iterator[Builder]:
    """A builder over the code in a folder; `before` is put before its command, as strace is."""
    paths = os.pathsep.join(map(str, (code, code / "site", code / "search")))
    with subprocess.Popen(
        [*before, sys.executable, "-c", _SERVER],
        env={**os.environ, "PYTHONPATH": paths, **surroundings},
        cwd=code,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield Builder(process)
        finally:
            process.stdin.close() if process.stdin else None
            process.wait(timeout=60)


def ids(luck: str) -> Callable[[], str]:
    """New ids that are the same from run to run."""
    chance = random.Random(luck)
    return lambda: "".join(chance.choices(LETTERS, k=24))


def answer() -> None:
    """Reads commands from standard input, a line of JSON each, and answers with two: that it began, how it ended."""
    import build

    _warm(build.main)
    for line in sys.stdin:
        _answer(build.main, json.loads(line))


def _warm(main: Callable[..., int]) -> None:
    """Does once what every build does first, so that those that are forked from here need not."""
    compiled: dict[tuple[Any, ...], Any] = {}
    compile_one = Environment.compile

    def once(environment: Environment, *given: Any) -> Any:
        if given not in compiled:
            compiled[given] = compile_one(environment, *given)
        return compiled[given]

    Environment.compile = once  # type: ignore[assignment,method-assign] # templates are the same for every build
    with TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()) as said:
        copytree(HOME / "tests" / "content", Path(folder, "content"))
        with contextlib.redirect_stdout(said):
            code = main(
                [
                    "build",
                    "--content",
                    f"{folder}/content",
                    "--out",
                    f"{folder}/out",
                    "--workers",
                    "1",
                ],
                token=ids("warm"),
            )
    assert code == 0, said.getvalue()


def _answer(main: Callable[..., int], asked: dict[str, Any]) -> None:
    pipes = [os.pipe(), os.pipe()]
    go, let_go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(let_go)
        os.read(go, 1)
        for number, (_, end) in enumerate(pipes, start=1):
            os.dup2(end, number)
        os.closerange(3, 256)
        _be(main, asked)
    for _, end in (*pipes, (0, go)):
        os.close(end)
    if "trace" in asked:
        _trace(child, asked["trace"])
    os.close(let_go)
    print(json.dumps({"pid": child}), flush=True)
    killer = threading.Timer(asked.get("kill", 0), _kill, [child])
    if "kill" in asked:
        killer.start()
    out, said = _read([begin for begin, _ in pipes])
    killer.cancel()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps({"code": code, "out": out, "said": said}), flush=True)


def _be(main: Callable[..., int], asked: dict[str, Any]) -> None:
    """The child: runs the command and leaves without a word of its own."""
    code = 70
    try:
        if asked.get("unjudged"):
            publish.judge = _passed
        day = date.fromisoformat(asked["today"])
        code = main(asked["orders"], today=lambda: day, token=ids(asked["luck"]))
    except SystemExit as left:
        code = int(left.code or 0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _passed(
    source: Source, out: Path, staging: Path, what: Gone, orders: publish.Orders, lost: Lost | None
) -> Seen:
    """Lets a release pass whose bytes alone matter: a test judges it by comparing it with one that was judged."""
    sizes = [
        path.stat().st_size
        for path in staging.rglob("*")
        if path.is_file() and not path.is_symlink()
    ]
    return Seen((), 0, len(sizes), sum(sizes))


def _read(ends: list[int]) -> list[str]:
    """What comes out of both pipes, until all who hold them have let go."""
    found = dict.fromkeys(ends, b"")
    left = set(ends)
    while left:
        for end in select.select(left, [], [])[0]:
            fresh = os.read(end, 1 << 16)
            found[end] += fresh
            if not fresh:
                left.discard(end)
                os.close(end)
    return [found[end].decode("utf-8", "replace") for end in ends]


def _trace(child: int, orders: list[str]) -> None:
    """Has strace watch the process from now on, and meddle as it is told."""
    command = ["strace", "-qq", "-p", str(child), "-o", os.devnull, *orders]
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    status = Path(f"/proc/{child}/status")
    until = time.monotonic() + 20
    while "TracerPid:\t0\n" in status.read_text():
        assert time.monotonic() < until, "strace does not attach"
        time.sleep(0.005)


def _kill(child: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
