"""An operator before a terminal sees how long it will take; a log gets one line a step."""

from concurrent.futures import Future
from functools import partial
from io import StringIO
from itertools import count

from creditsite.release.progress import Progress


class Screen(StringIO):
    """A terminal that is remembered."""

    def isatty(self) -> bool:
        return True


def done(number: int) -> "Future[int]":
    future: Future[int] = Future()
    future.set_result(number)
    return future


def test_a_log_gets_a_line_a_step_and_all_of_it_at_the_end() -> None:
    log = StringIO()
    tell = Progress(partial(next, count(0.0, 2.0)), log)
    tell("读入表格行", 1200)
    assert tell.gathered("主体文件", [done(2), done(3)], 5) == 5
    tell.summary("文件: 新写 5, 沿用 0, 撤去 0")
    first, second, third, fourth = log.getvalue().splitlines()
    assert first == "读入表格行: 1,200 (2.0 秒)"
    assert second.startswith("主体文件: 5 (")
    assert third.startswith("共 ")
    assert "读入表格行 2.0 秒 / " in third
    assert fourth == "文件: 新写 5, 沿用 0, 撤去 0"
    assert "\r" not in log.getvalue()


def test_a_terminal_sees_rate_and_time_left() -> None:
    screen = Screen()
    tell = Progress(partial(next, count(0.0, 10.0)), screen)
    tell.part("主体文件", 250, 1000)  # after ten seconds
    assert screen.getvalue().endswith("主体文件: 250 / 1,000, 每秒 25, 约剩 30 秒")
    tell("主体文件", 1000)
    assert screen.getvalue().endswith("\r\x1b[K主体文件: 1,000 (20.0 秒)\n")
