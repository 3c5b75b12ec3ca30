"""Measures the intake: `python tests/bench_intake.py --rows 1000000`; `--content DIR` takes a folder that is there.

A city of so many delivered rows is made in CSV. `build.py check` reads it, whole as an operator calls it; then it is
entered into a ledger that is kept, a second time with nothing changed, and settled as a build needs it. Read by as many
children as there are cores. Told are seconds, rows and peak memory.
"""

# ruff: noqa: E402 -- run as a file it must find the folder above before it imports
import argparse
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run by its path, from anywhere

from build import random_token
from creditsite.intake import deliveries, load_site
from creditsite.ledger import enter, open_ledger, settle
from creditsite.model.faults import Fault
from tests.city import write_city

ROWS_A_SUBJECT = 5.2  # of tests/city.py
DAY = date(2026, 10, 31)


def measured(content: Path, folder: Path, readers: int, *, settled: bool) -> dict[str, float]:
    """What one city costs."""
    site, faults = load_site(content), list[Fault]()
    seconds = checked(content, folder / "checked", readers)

    def step(name: str, began: tuple[float, float]) -> None:
        seconds[name] = round(time.monotonic() - began[0], 1)
        seconds[f"{name} cpu"] = round(_cpu() - began[1], 1)

    with open_ledger(folder / "ledger.sqlite") as ledger:
        began = (time.monotonic(), _cpu())
        rows = enter(ledger, deliveries(content, site, faults.append, readers), faults.append)
        step("checked and entered", began)
        began = (time.monotonic(), _cpu())
        again = enter(ledger, deliveries(content, site, faults.append, readers), faults.append)
        step("nothing changed", began)
        assert rows == again
        if settled:
            began = (time.monotonic(), _cpu())
            settle(ledger, site, DAY, random_token, lambda _: None)
            step("settled", began)
    return {
        "rows": rows,
        "faults": len(faults) / 2,
        **seconds,
        "parent MB": getrusage(RUSAGE_SELF).ru_maxrss >> 10,
        "largest child MB": getrusage(RUSAGE_CHILDREN).ru_maxrss >> 10,
    }


def checked(content: Path, out: Path, readers: int) -> dict[str, float]:
    """What `build.py check` costs: wall and processor seconds, and the peak memory of the largest process."""
    asked = ("check", "--content", content, "--out", out, "--as-of", DAY, "--workers", readers)
    began = time.monotonic(), _cpu()
    subprocess.run(
        [sys.executable, ROOT / "build.py", *map(str, asked)], stdout=subprocess.DEVNULL, check=True
    )
    return {
        "check": round(time.monotonic() - began[0], 1),
        "check cpu": round(_cpu() - began[1], 1),
        "check MB": getrusage(RUSAGE_CHILDREN).ru_maxrss >> 10,
    }


def _cpu() -> float:
    """Processor time of this process and of the children that have ended."""
    return sum(u.ru_utime + u.ru_stime for u in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--content", type=Path, help="a content folder, instead of a made one")
    parser.add_argument("--readers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--no-settle", action="store_true")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        content = asked.content or Path(folder) / "content"
        if not asked.content:
            write_city(content, round(asked.rows / ROWS_A_SUBJECT))
        found = measured(content, Path(folder), asked.readers, settled=not asked.no_settle)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
