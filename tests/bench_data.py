"""Measures feeds and open data beside the pages they are published with: `python tests/bench_data.py --sizes 10000`.

Of a generated city, in one process and in processor seconds: the feeds and the data files of its first release and of
the next day's, and the pages of all its subjects in one language, alone and with the data and the one badge that a
large city makes. Bytes are counted; only feeds are written, for the next day takes over those that say the same.
"""
# ruff: noqa: E402 -- run as a file it must find the folder above before it imports

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run by its path, from anywhere

from creditsite import intake, ledger
from creditsite.ledger import Ledger
from creditsite.release import bulk
from creditsite.release.folder import files as walked
from creditsite.render import feeds, opendata
from creditsite.render.app import create_app
from creditsite.render.machine import register_mimetypes
from creditsite.render.source import Source
from creditsite.render.subjects import published, subject_files, subject_page
from tests.city import AS_OF
from tests.tools.bench import head, plain_city, with_sizes

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
Line = tuple[str, float, int, int]  # what, processor seconds, megabytes, those of memory


def of_city(folder: Path, size: int) -> Iterator[Line]:
    """The lines of a city of so many subjects."""
    content = folder / "content"
    plain_city(content, size, "languages")
    register_mimetypes()
    with ledger.open_ledger(folder / "ledger.sqlite") as held:
        source = staged(content, held, 0)
        yield measured("pages of all subjects", lambda: of_pages(source))
        yield measured("pages, data, badges of all subjects", lambda: of_subjects(source))
        yield measured(
            "feeds, first release", lambda: of_files(feeds.files(source), folder / source.release)
        )
        yield measured("data, first release", lambda: of_files(opendata.files(source)))
        ledger.stage_lines(held, source.release)
        ledger.stage_prints(held, source.release)
        ledger.finish_release(held, source.release)
        later = staged(content, held, 1)
        yield measured(
            "feeds, the next day", lambda: of_files(feeds.files(later, folder / source.release))
        )
        yield measured("data, the next day", lambda: of_files(opendata.files(later)))


def staged(content: Path, held: Ledger, days: int) -> Source:
    """The release that is due so many days after the first."""
    site, as_of = intake.load_site(content), AS_OF + timedelta(days=days)
    pages, _ = intake.load_pages(content)
    ledger.enter(held, intake.deliveries(content, site, lambda _: None), lambda _: None)
    rng = Random(days)
    ledger.settle(held, site, as_of, lambda: "".join(rng.choices(LETTERS, k=24)), lambda _: None)
    name = f"{as_of}-aaaaaaaa"
    ledger.stage_release(held, name, as_of, site, pages, "bench")
    return Source(held, site, pages, name, as_of, hand="bench")


def of_pages(source: Source) -> int:
    """How many bytes the pages of all subjects are."""
    env = create_app(source).jinja_env
    return sum(
        len(subject_page(one, published(one, source), source, env))
        for one in ledger.profiles(source.ledger, source.site, source.as_of)
    )


def of_subjects(source: Source) -> int:
    """How many bytes all files of all subjects are."""
    app = create_app(source)
    return sum(
        len(data)
        for one in ledger.profiles(source.ledger, source.site, source.as_of)
        for _, data in subject_files(one, source, app)
    )


def of_files(
    files: Iterable[tuple[str, Iterator[bytes] | Path]], folder: Path | None = None
) -> int:
    """How many bytes they are, also those that are taken over; kept in a folder where one is given."""
    if folder:
        bulk.stream(files, folder)
        return sum(path.stat().st_size for path in walked(folder))
    return sum(
        file.stat().st_size if isinstance(file, Path) else sum(map(len, file)) for _, file in files
    )


def measured(what: str, made: Callable[[], int]) -> Line:
    """How long it takes to make something of so many bytes, and the most memory that was ever held until then."""
    begin = time.process_time()
    size = made()
    most = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    return what, time.process_time() - begin, size // 1_000_000, most


def main() -> None:
    """The command."""
    asked = with_sizes(str(__doc__)).parse_args().sizes
    print(head("processor seconds", "MB", "MB of memory"))
    for size in asked:
        with TemporaryDirectory() as folder:
            for what, seconds, megabytes, memory in of_city(Path(folder), size):
                print(
                    f"| {what} | {size:,} | {seconds:,.1f} | {megabytes:,} | {memory:,} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
