"""How far a build is: each step when it is done, and on a terminal how much of it is left."""

import re
import resource
from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path
from typing import TextIO

TERMINAL_EVERY = 0.2  # seconds
_WIPE = "\r\x1b[K"
_MOST = re.compile(r"^VmHWM:\s*([0-9]+) kB$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    """One step that is done."""

    what: str
    count: int
    seconds: float
    peak: int  # most MB that this process, or the largest of those it sent, has held so far


class Progress:
    """Tells what is done and how long it took, a line a step; a terminal also sees rate and time left."""

    def __init__(self, clock: Callable[[], float], to: TextIO) -> None:
        self.clock = clock
        self.to = to
        self.steps: list[Step] = []
        self.began = clock()
        self.told = 0.0

    def __call__(self, what: str, count: int) -> None:
        """A step is done: what, and how many of it."""
        now = self.clock()
        step = Step(what, count, now - self.began, _peak())
        self.began = now
        self.steps.append(step)
        self._write(f"{what}: {count:,} ({step.seconds:.1f} 秒)\n")

    def part(self, what: str, done: int, whole: int) -> None:
        """So much of a step is done; only a terminal is told."""
        now = self.clock()
        if self.to.isatty() and done and now - self.told >= TERMINAL_EVERY:
            self.told = now
            spent = now - self.began
            rate, left = done / max(spent, 0.001), spent / done * (whole - done)
            self._write(f"{what}: {done:,} / {whole:,}, 每秒 {rate:,.0f}, 约剩 {left:.0f} 秒")

    def gathered(self, what: str, work: Sequence["Future[int]"], whole: int) -> int:
        """Waits for the parts of a step and tells of it; the sum of what they count."""
        done = 0
        for number, one in enumerate(as_completed(work), 1):
            done += one.result()
            self.part(what, whole * number // len(work), whole)
        self(what, done)
        return done

    def summary(self, rest: str) -> None:
        """All steps once more in one place, with memory, when the whole is done."""
        seconds = sum(one.seconds for one in self.steps)
        lines = [f"{one.what} {one.seconds:.1f} 秒 / {one.peak} MB" for one in self.steps]
        self._write(
            f"共 {seconds:.1f} 秒; 步骤用时 / 至此最大进程的内存: {'; '.join(lines)}\n{rest}\n"
        )

    def _write(self, text: str) -> None:
        self.to.write((_WIPE if self.to.isatty() else "") + text)
        self.to.flush()


def _peak() -> int:
    own_and_ended = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    most = [resource.getrusage(who).ru_maxrss for who in own_and_ended]
    return max(*most, *(_most_of(child.pid) for child in active_children())) // 1024


def _most_of(process: int | None) -> int:
    """Most kB that a process that still works has held; 0 where the system does not tell."""
    try:
        found = _MOST.search(Path(f"/proc/{process}/status").read_text("utf-8"))
    except OSError:
        return 0
    return int(found[1]) if found else 0
