"""A valid fictional city of any size: `python tests/city.py OUT --subjects N --seed S`; `--demo` remakes the demo."""
# ruff: noqa: E402 -- run as a file it must find the folder above before it imports

import argparse
import shutil
import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from creditsite.model import records as r
from tests.city_files import standard, table, write_table
from tests.city_people import person
from tests.city_records import complaint_stats
from tests.city_stories import kind_of, life
from tests.city_words import PLATFORMS

AS_OF = date(2026, 10, 31)
ROLES = (  # of a hundred subjects
    ("merchant", 42), ("individual_seller", 32), ("self_site_merchant", 8), ("courier", 5), ("store_operator", 4),
    ("supply_chain", 4), ("consultant", 2), ("cooperative", 2), ("credit_service", 1),
)  # fmt: skip
FATES = (  # of a hundred subjects
    ("plain", 52), ("good", 20), ("model", 4), ("minor", 4), ("fined", 6), ("watched", 3), ("struck", 2),
    ("repaired", 2), ("left", 1), ("past", 3), ("broken", 2), ("absent", 1),
)  # fmt: skip
_TABLES = (r.Subject, r.Shop, r.Listing, r.Commitment, r.Permit, r.Penalty, r.Rating, r.Honour, r.Inspection,
           r.Rectification, r.Removal)  # fmt: skip


def write_city(
    folder: Path,
    subjects: int = 1000,
    seed: int = 1,
    as_of: date = AS_OF,
    like: Path = ROOT / "content",
) -> None:
    """Write a content folder: settings, prose and measures like those of another, tables of so many subjects.

    One subject is in memory at a time; a seed and a subject's number give the same rows in a city of any size.
    """
    for name in ("site.toml", "levels.toml", "prose", "tables/measures", "tables/measure_feedback"):
        _copy(like / name, folder / name)
    with ExitStack() as files:
        rows = {}
        for one in _TABLES:
            name = kind_of(one())
            rows[name] = files.enter_context(
                table(folder / "tables" / name / f"{name}.csv", standard(one))
            )
        for serial in range(1, subjects + 1):
            rng = Random(f"{seed}/{serial}")
            role = "platform" if serial <= len(PLATFORMS) else _drawn(rng, ROLES)
            who = person(serial, role, rng, as_of)
            for record in life(who, _drawn(rng, FATES)):
                rows[kind_of(record)](record)
    stats = complaint_stats(Random(seed), as_of.year, as_of.month - 1)
    write_table(
        folder / "tables" / "complaint_stats" / "complaint_stats.csv",
        standard(r.ComplaintStat),
        stats,
    )


def _drawn(rng: Random, shares: tuple[tuple[str, int], ...]) -> str:
    mark = rng.randrange(sum(share for _, share in shares))
    for name, share in shares:
        if mark < share:
            return name
        mark -= share
    raise AssertionError("a mark below the sum lies in some share")


def _copy(old: Path, new: Path) -> None:
    if old.is_dir():
        shutil.copytree(old, new, dirs_exist_ok=True)
    elif old.exists():
        new.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(old, new)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--subjects", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--demo", action="store_true", help="the tables of the shipped demo city")
    args = parser.parse_args()
    if args.demo:
        from tests.demo_city import write_demo

        write_demo(args.out)
    else:
        write_city(args.out, args.subjects, args.seed)


if __name__ == "__main__":
    main()
