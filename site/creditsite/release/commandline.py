"""The command line: which commands there are, what each may be told, and where things lie if nobody says."""

import argparse
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from creditsite.model.vocabulary import REASON_CODE

RELEASING = ("build", "remove", "search")  # commands that may end in a release


def _at_least_one(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError("至少为 1")
    return int(text)


def parser(commands: Mapping[str, str], home: Path, about: str) -> argparse.ArgumentParser:
    """What may be asked for; `commands` says what each does, `home` is where content and output lie."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--content", type=Path, default=home / "content", help="内容目录")
    shared.add_argument("--out", type=Path, default=home / "published", help="发布目录")
    shared.add_argument(
        "--as-of", type=date.fromisoformat, help="以哪一天为准, 默认今天 (北京时间)"
    )
    shared.add_argument(
        "--workers", type=_at_least_one, default=os.cpu_count() or 1, help="并行进程数"
    )
    releasing = argparse.ArgumentParser(add_help=False)
    releasing.add_argument("--strict", action="store_true", help="有一行有误就不发布")
    releasing.add_argument(
        "--accept-bounds", action="store_true", help="确认数量的大幅变动不是差错"
    )
    releasing.add_argument(
        "--scheduler", default="", help="Dask 集群的地址: 由它的进程画主体的文件"
    )
    made = argparse.ArgumentParser(prog="build.py", description=about)
    under = made.add_subparsers(dest="command")
    found = {
        name: under.add_parser(
            name,
            parents=[shared, releasing] if name in RELEASING else [shared],
            help=what,
            description=what,
        )
        for name, what in commands.items()
    }
    found["check"].add_argument("--json", action="store_true", help="供程序读取")
    found["serve"].add_argument("--port", type=int, default=8000)
    found["serve"].add_argument("--live", action="store_true", help="直接读台账, 不经冻结")
    found["audit"].add_argument("--release", default="", help="发布编号, 默认当前")
    found["push"].add_argument("address", help="fsspec 的地址, 如 s3://桶/路径")
    found["key"].add_argument("path", type=Path, help="私钥写入哪个新文件")
    found["domains"].add_argument("--subject", default="", help="只问这一个主体的网站")
    _removal(found["remove"])
    return made


def _removal(remove: argparse.ArgumentParser) -> None:
    what = remove.add_mutually_exclusive_group(required=True)
    what.add_argument("--record", default="", help="记录编号 (rec…)")
    what.add_argument("--subject", default="", help="统一社会信用代码或主体编号 (sub…)")
    remove.add_argument("--reason", choices=REASON_CODE.ids(), required=True)
    remove.add_argument("--decided-by", default="", help="决定机关, 默认本网站主办单位")
    remove.add_argument("--decision-no", default="", help="决定文书号")
    remove.add_argument("--at-once", action="store_true", help="小城市也只撤下, 不重新发布全部内容")


def with_command(argv: list[str]) -> list[str]:
    """The arguments, `build` before them where they name no command."""
    bare = not argv or (argv[0].startswith("-") and argv[0] not in ("-h", "--help"))
    return ["build", *argv] if bare else argv
