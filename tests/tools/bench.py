"""What the benchmark programs share: the plain city that they measure, and the head of their report."""

import argparse
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from tests.city import write_city

PLAIN = '\n[badges]\nstyles = ["flat"]\npng = []\noembed = false\n'


def plain_city(content: Path, size: int, *without: str) -> None:
    """A city of so many subjects that makes what a large one makes, without some of its settings."""
    write_city(content, size, 8)
    path = content / "site.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(without)]
    path.write_text("\n".join(kept) + PLAIN, encoding="utf-8")


def with_sizes(about: str) -> argparse.ArgumentParser:
    """A command line that says of how many subjects cities are to be measured."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    return parser


def head(*columns: str) -> str:
    """When and on what it was measured, and the head of the table."""
    return (
        f"{datetime.now(UTC).date()}, {os.cpu_count()} cores, {platform.machine()},"
        f" Python {platform.python_version()}\n\n"
        f"| what | subjects | {' | '.join(columns)} |\n|---|--:|{'--:|' * len(columns)}"
    )
