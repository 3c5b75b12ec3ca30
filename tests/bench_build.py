"""Measures builds beside their yardsticks: `python tests/bench_build.py --sizes 1000 10000 --runs 3`.

Of a generated city: the first build, one after a hundred changed records, one of the next day, one of the first day on
which a record ends; then Hugo (looked for on
the PATH, left out where it is not there) and Frozen-Flask alone on the same subject pages. Seconds and memory are of
the whole process tree, and medians of all runs; a subject has its page, its data and its badges. Then the live app
under gunicorn is asked for pages of subjects. The table is printed and written beside a chart to `.ci/bench.md` and
`.ci/bench.svg`.
"""
# ruff: noqa: E402 -- run as a file it must find the folder above before it imports

import csv
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run by its path, from anywhere

from creditsite.ledger import open_ledger
from tests.city import AS_OF
from tests.tools.bench import head, plain_city, with_sizes
from tests.tools.chart import chart
from tests.tools.servers import living

CHANGED = 100
ASKED = 2_000  # pages of the live app
LAYOUT = "<!doctype html><html><head><title>{{ .Title }}</title></head><body>{{ .Content }}</body></html>"
FROZEN = """
import sys, warnings
from datetime import date
from pathlib import Path
from flask_frozen import Freezer
from creditsite import intake, ledger
from creditsite.release.freeze import frozen_app
from creditsite.render.machine import register_mimetypes
from creditsite.render.source import Source
content, out, target = map(Path, sys.argv[1:])
register_mimetypes()
with ledger.open_ledger(out / "ledger.sqlite", read_only=True) as held:
    source = Source(held, intake.load_site(content), intake.load_pages(content)[0], "bench", date.fromisoformat("%s"))
    app = frozen_app(source, target)
    freezer = Freezer(app, with_no_argument_rules=False, with_static_files=False, log_url_for=False)
    freezer.register_generator(lambda: (("subjects.page", {"subject_id": one}) for one in ledger.subject_ids(held)))
    warnings.simplefilter("ignore")
    for _ in freezer.freeze_yield():
        pass
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One measured run."""

    what: str
    subjects: int
    seconds: float
    megabytes: float  # most that all processes held together
    files: int
    size: float = 0  # megabytes of the result

    def __str__(self) -> str:
        numbers = f"{self.seconds:,.1f} | {self.megabytes:,.0f} | {self.files:,} | {self.size:,.0f}"
        return f"| {self.what} | {self.subjects:,} | {numbers} |"


def measured(what: str, subjects: int, command: list[str], result: Path) -> Line:
    """Runs a command; its files are those of a folder afterwards."""
    start = time.monotonic()
    run = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    most = 0.0
    told: list[str] = []
    reader = threading.Thread(target=lambda: told.extend(run.stderr or ()))
    reader.start()
    while run.poll() is None:
        most = max(most, _memory(run.pid))
        time.sleep(0.05)
    reader.join()
    if run.returncode:
        sys.exit("".join(told[-20:]))
    seconds = time.monotonic() - start
    print("".join(f"    {one}" for one in told if "秒" in one), file=sys.stderr)
    found = [
        os.lstat(os.path.join(home, name)).st_size  # noqa: PTH118 -- a million times
        for home, _, names in os.walk(result.resolve())
        for name in names
    ]
    return Line(what, subjects, seconds, most, len(found), sum(found) / 1e6)


def _memory(session: int) -> float:
    """Resident megabytes of every process of a session; shared pages count for each."""
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session:
                found += int((folder / "statm").read_text(encoding="ascii").split()[1])
        except OSError:  # it has ended
            continue
    return found * os.sysconf("SC_PAGE_SIZE") / 1e6


def builds(size: int, root: Path) -> Iterator[Line]:
    """The city's own builds."""
    content, out = root / "content", root / "out"
    plain_city(content, size, "languages", "precompress")
    order = [
        sys.executable, str(ROOT / "build.py"), "--content", str(content), "--out", str(out), "--accept-bounds",
        "--workers", str(os.cpu_count()), "--as-of",
    ]  # fmt: skip
    yield measured("first build", size, [*order, str(AS_OF)], out / "current")
    change(content)
    yield measured(f"{CHANGED} records changed", size, [*order, str(AS_OF)], out / "current")
    next_day = AS_OF + timedelta(days=1)
    yield measured("the next day", size, [*order, str(next_day)], out / "current")
    ends = first_end(out)
    if ends - timedelta(days=1) > next_day:  # what else turns until then is not to be measured
        measured(
            "until the day before", size, [*order, str(ends - timedelta(days=1))], out / "current"
        )
    yield measured("a day on which records end", size, [*order, str(ends)], out / "current")
    yield measured(
        "Frozen-Flask, pages alone",
        size,
        [sys.executable, "-c", FROZEN % AS_OF, str(content), str(out), str(root / "frozen")],
        root / "frozen",
    )
    shutil.rmtree(root / "frozen")  # a large city's pages would lie on the disk three times
    if hugo := shutil.which("hugo"):
        write_hugo(root / "hugo", out / "current" / "s")
        command = [hugo, "--quiet", "--source", str(root / "hugo")]
        yield measured("Hugo, pages alone", size, command, root / "hugo" / "public")
    else:
        print("Hugo: left out, it is not on the PATH", file=sys.stderr)


def first_end(out: Path) -> date:
    """The day on which the first of the records on display ends."""
    with open_ledger(out / "ledger.sqlite", read_only=True) as held:
        of_all = "SELECT MIN(publish_until) FROM record WHERE outcome = 'published' AND publish_until <> ''"
        return date.fromisoformat(held.db.execute(of_all).fetchone()[0])


def change(content: Path) -> None:
    """Another content of a hundred commitments."""
    path = content / "tables" / "commitments" / "commitments.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index("承诺内容")
    for row in rows[1 : 1 + CHANGED]:
        row[place] += "（更正）"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def write_hugo(folder: Path, subjects: Path) -> None:
    """The same markup as pages of Hugo."""
    (folder / "layouts").mkdir(parents=True)
    (folder / "layouts" / "page.html").write_text(LAYOUT, encoding="utf-8")
    (folder / "layouts" / "home.html").write_text(LAYOUT, encoding="utf-8")
    (folder / "hugo.toml").write_text(
        'baseURL = "https://bench.example/"\ntitle = "bench"\ndisableKinds = ["taxonomy", "term", "rss", "sitemap"]\n'
        '[security]\nallowContent = [".*"]\n',
        encoding="utf-8",
    )
    (folder / "content" / "s").mkdir(parents=True)
    for entry in os.scandir(subjects):
        page = Path(entry, "index.html").read_text(encoding="utf-8")
        front = json.dumps({"title": entry.name})
        body = page.partition("<body>")[2].rpartition("</body>")[0]
        (folder / "content" / "s" / f"{entry.name}.html").write_text(
            f"{front}\n{body}", encoding="utf-8"
        )


def asked_live(content: Path, out: Path, ids: list[str]) -> str:
    """How long the live app takes for pages of subjects, asked one after the other: milliseconds at two shares."""
    took = []
    with living(content, out) as port:
        for subject in ids:
            began = time.perf_counter()
            asked = HTTPConnection("127.0.0.1", port, timeout=60)
            asked.request("GET", f"/s/{subject}/")
            answer = asked.getresponse()
            assert (answer.status, len(answer.read()) > 0) == (200, True)
            asked.close()
            took.append(1000 * (time.perf_counter() - began))
    took.sort()
    half, most = took[len(took) // 2], took[len(took) * 95 // 100]
    return (
        f"live app, {len(ids):,} pages of subjects: median {half:.1f} ms, 95 % within {most:.1f} ms"
    )


def some_subjects(out: Path) -> list[str]:
    """Ids of subjects from all over the city, in no order."""
    every = sorted(entry.name for entry in os.scandir(out / "current" / "s"))
    return Random(1).sample(every, min(ASKED, len(every)))


def of_size(size: int, runs: int) -> Iterator[str | Line]:
    """The lines of a size, medians of so many runs; between them what the live app of the last run says."""
    found: list[list[Line]] = []
    for run in range(runs):
        with TemporaryDirectory() as folder:
            root = Path(folder)
            found.append(list(builds(size, root)))
            if run == runs - 1:
                out = root / "out"
                yield f"{size:,} subjects, {asked_live(root / 'content', out, some_subjects(out))}"
    for of_all in zip(*found, strict=True):
        by_time = sorted(of_all, key=lambda line: line.seconds)
        memory = median(line.megabytes for line in of_all)
        yield replace(by_time[len(by_time) // 2], megabytes=memory)


def main() -> None:
    """The command."""
    parser = with_sizes(str(__doc__))
    parser.add_argument("--runs", type=int, default=1)
    asked = parser.parse_args()
    told, live, lines = (
        [head("seconds", "MB memory", "files", "MB files")],
        list[str](),
        list[Line](),
    )
    print(told[0])
    for size in asked.sizes:
        for one in of_size(size, asked.runs):
            print(one, flush=True)
            if isinstance(one, Line):
                told.append(str(one))
                lines.append(one)
            else:
                live.append(f"- {one}")
    (ROOT / ".ci" / "bench.md").write_text("\n".join([*told, "", *live]) + "\n", encoding="utf-8")
    drawn = {
        what: [(one.subjects, one.seconds) for one in lines if one.what == what]
        for what in dict.fromkeys(one.what for one in lines)
    }
    text = chart(drawn, "subjects", "seconds")
    (ROOT / ".ci" / "bench.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
