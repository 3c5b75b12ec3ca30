"""Processes share the work of a command: all of it is done, and one that was killed is not the end of the others."""

import io
import os
import signal
from concurrent.futures.process import BrokenProcessPool
from functools import partial

import pytest

from creditsite.release.progress import Progress
from creditsite.release.workers import Team


def own_part(word: str, parts: int, part: int) -> tuple[str, int, int, int]:
    return word, parts, part, os.getpid()


def killed(parts: int, part: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def large(megabytes: int) -> int:
    return len(b"x" * (megabytes << 20))


def test_every_part_is_done_once_and_by_the_same_processes_until_the_end() -> None:
    with Team(2) as team:
        first, then = (team.share(partial(own_part, word)) for word in ("一", "二"))
        assert [one[:3] for one in first + then] == [
            ("一", 2, 0), ("一", 2, 1), ("二", 2, 0), ("二", 2, 1)
        ]  # fmt: skip
        workers = {one[3] for one in first + then}
        assert os.getpid() not in workers
        assert len(workers) <= 2
        few = team.share(partial(own_part, "少"), few=True)
    assert few == Team(1).share(partial(own_part, "少")) == [("少", 1, 0, os.getpid())]
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


def test_after_one_was_killed_others_go_on() -> None:
    with Team(2) as team:
        with pytest.raises(BrokenProcessPool):
            team.share(killed)
        assert len(team.share(partial(own_part, "一"))) == 2


def test_a_step_tells_of_the_memory_of_processes_that_still_work() -> None:
    progress = Progress(lambda: 0.0, io.StringIO())
    progress("前", 1)
    more = progress.steps[0].peak + 50
    with Team(2) as team:
        team.give(large, more).result()
        progress("中", 1)
    assert progress.steps[1].peak > more
