"""Measures builds beside their yardsticks: `python tests/bench_build.py --sizes 1000 10000`.

Of a generated city: the first build, one after a hundred changed records, one of the next day; then Hugo (looked for on
the PATH, left out where it is not there) and Frozen-Flask alone on the same subject pages. Seconds and memory are of
the whole process tree; a subject has three files: page, data, badge.
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
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run by its path, from anywhere

from tests.city import AS_OF
from tests.tools.bench import head, plain_city, sizes

CHANGED = 100
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

    def __str__(self) -> str:
        return f"| {self.what} | {self.subjects:,} | {self.seconds:,.1f} | {self.megabytes:,.0f} | {self.files:,} |"


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
    files = sum(len(names) for _, _, names in os.walk(result.resolve()))
    return Line(what, subjects, seconds, most, files)


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
    next_day = str(AS_OF + timedelta(days=1))
    yield measured("the next day", size, [*order, next_day], out / "current")
    yield measured(
        "Frozen-Flask, pages alone",
        size,
        [sys.executable, "-c", FROZEN % AS_OF, str(content), str(out), str(root / "frozen")],
        root / "frozen",
    )
    if hugo := shutil.which("hugo"):
        write_hugo(root / "hugo", out / "current" / "s")
        command = [hugo, "--quiet", "--source", str(root / "hugo")]
        yield measured("Hugo, pages alone", size, command, root / "hugo" / "public")
    else:
        print("Hugo: left out, it is not on the PATH", file=sys.stderr)


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


def main() -> None:
    """The command."""
    asked = sizes(str(__doc__))
    print(head("seconds", "MB", "files"))
    for size in asked:
        with TemporaryDirectory() as folder:
            for line in builds(size, Path(folder)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
