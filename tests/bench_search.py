"""Measures the look-up against its yardsticks: `python tests/bench_search.py --size 200000 --queries 100`.

Engines: `static` (ours, in a real browser), `server` (ours, in a browser, with Meilisearch), `stock` (Meilisearch as it
comes), `pagefind` and beside it `small` (`static` again), both of 10,000 pages. Names are made from the shared data
beside this checkout. Pagefind's program comes by `python .ci/tools.py bench`; without it that line is left out, and
said so.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run by its path, from anywhere

from meilisearch import Client
from playwright.sync_api import Page, Response

from creditsearch import fill, script_folder, use_server, write_lookup
from tests.search.asking import Asked, fits, queries
from tests.search.corpus import DATA, subjects
from tests.tools.browser import chromium
from tests.tools.meili import meilisearch
from tests.tools.web import serve

PAGEFIND_PAGES = 10_000
HOME = Path(__file__).resolve().parents[1]
FETCHED = HOME / ".tools" / "pagefind_extended"
BLANK = '<!doctype html><link rel="icon" href="data:,">'
ASK = """async (text) => {
  const { ask } = await import("/search/SCRIPTS/engine.js");
  const start = performance.now();
  const found = await ask(text);
  return { hits: found.hits.slice(0, 10).map((hit) => [hit.id, `${hit.name} ${hit.alias}`]),
    time: performance.now() - start };
}""".replace("SCRIPTS", script_folder())
PAGEFIND = """async (text) => {
  const pagefind = await import("/pagefind/pagefind.js");
  const start = performance.now();
  const found = await pagefind.search(text);
  const data = await Promise.all((found?.results ?? []).slice(0, 10).map((one) => one.data()));
  const hits = data.map((one) => [one.url.split("/").at(-2), one.meta.title]);
  return { hits, time: performance.now() - start };
}"""
BODY = (
    """<h2>公示的记录</h2><p>本页列出该主体的名单、承诺、许可、处罚、评价和荣誉，每一条都写明机关、文号、日期和公示期限。</p>
<h2>行政许可</h2><p>食品经营许可，由虚构的市场监督管理局作出，有效期五年，可以在原机关查验。</p><h2>信用承诺</h2>
<p>承诺依法经营，明码标价，按时发货，七日无理由退货，不刷单，不虚构评价，保护消费者个人信息，违反承诺自愿接受公示。</p>
<h2>异议和修复</h2><p>认为公示有误的，可以提出异议；已经改正的，可以申请修复。不收取任何费用。</p>"""
    * 3
)  # as a page has
ROUND = 50  # queries before a page is loaded anew, and what it kept is forgotten


@dataclass(slots=True)
class Measure:
    """What one engine needed and how well it answered."""

    engine: str
    size: int
    build_seconds: float = 0
    build_work: float = 0  # seconds of all processors; 0 where it was not measured
    build_megabytes: float = 0
    index_megabytes: float = 0
    answers: list[tuple[Asked, dict]] = field(default_factory=list)

    def recalls(self) -> dict[str, float]:
        kinds: dict[str, list[bool]] = defaultdict(list)
        for asked, answer in self.answers:
            kinds[asked.kind].append(fits(asked, [tuple(hit) for hit in answer["hits"]]))
        return {kind: sum(found) / len(found) for kind, found in kinds.items()}

    def missed(self, most: int) -> Iterator[tuple[Asked, list[str]]]:
        seen: Counter[str] = Counter()
        for asked, answer in self.answers:
            hits = [tuple(hit) for hit in answer["hits"]]
            if not fits(asked, hits) and seen[asked.kind] < most:
                seen[asked.kind] += 1
                yield asked, [hit[1] for hit in hits[:3]]

    def line(self) -> str:
        recalls = self.recalls()
        times = sorted(answer["time"] for _, answer in self.answers)
        sizes = [answer["bytes"] for _, answer in self.answers]
        counts = [answer["requests"] for _, answer in self.answers]
        return (
            f"{self.engine:9} {self.size:8} {self.build_seconds:8.1f} s ({self.build_work:.1f} s of processors) "
            f"{self.build_megabytes:7.0f} MB memory "
            f"{self.index_megabytes:7.0f} MB index  recall {sum(recalls.values()) / len(recalls):.4f} "
            f"(worst {min(recalls.values()):.3f})  {median(times):.1f}/{times[int(len(times) * 0.99)]:.1f} ms  "
            f"requests {sum(counts) / len(counts):.2f}/{max(counts)}  KB {sum(sizes) / len(sizes) / 1000:.1f}/"
            f"{max(sizes) / 1000:.1f}"
        )


def static(size: int, seed: int, asked: list[Asked]) -> Measure:
    measure = Measure("static", size)
    with TemporaryDirectory() as name:
        folder = Path(name)
        _apart(measure, size, seed, folder / "search")
        measure.index_megabytes = _weight(folder / "search")
        _browse(measure, folder, ASK, asked)
    return measure


def server(size: int, seed: int, asked: list[Asked]) -> Measure:
    measure = Measure("server", size)
    with TemporaryDirectory() as name, meilisearch() as running:
        folder = Path(name)
        write_lookup((d for d, _ in subjects(1000)), folder / "search")  # scripts and configuration
        start = time.monotonic()
        report = fill((d for d, _ in subjects(size, seed)), (), running.url, running.key, "bench")
        measure.build_seconds = time.monotonic() - start
        stats = Client(running.url, running.key).get_all_stats()
        measure.index_megabytes = stats["databaseSize"] / 1e6
        use_server(folder / "search", running.url, report.key)
        _browse(measure, folder, ASK, asked)
    return measure


def stock(size: int, seed: int, asked: list[Asked]) -> Measure:
    measure = Measure("stock", size)
    with meilisearch() as running:
        client = Client(running.url, running.key)
        start = time.monotonic()
        for batch in _batches(size, seed):
            task = client.index("names").add_documents(batch, "id")
            done = client.wait_for_task(task.task_uid, 600_000)
            assert done.status == "succeeded", done.error
        measure.build_seconds = time.monotonic() - start
        measure.index_megabytes = client.get_all_stats()["databaseSize"] / 1e6
        for one in asked:
            start = time.monotonic()
            hits = client.index("names").search(one.text, {"limit": 10})["hits"]
            spent = (time.monotonic() - start) * 1000
            size_ = len(json.dumps(hits, ensure_ascii=False).encode())
            row = {
                "hits": [(h["id"], " ".join((h["name"], *h["aliases"]))) for h in hits],
                "time": spent,
                "requests": 1,
                "bytes": size_,
            }
            measure.answers.append((one, row))
    return measure


def pagefind(size: int, seed: int, asked: list[Asked]) -> Measure:
    measure = Measure("pagefind", size)
    program = str(FETCHED) if FETCHED.is_file() else shutil.which("pagefind_extended")
    if program is None:
        raise FileNotFoundError("no Pagefind: run `python .ci/tools.py bench`")
    with TemporaryDirectory() as name:
        folder = Path(name)
        for document, _ in subjects(size, seed):
            page = folder / "s" / document.id / "index.html"
            page.parent.mkdir(parents=True)
            words = escape(" ".join((document.name, *document.aliases, document.code))) + BODY
            title = escape(document.name)
            page.write_text(
                f'<!doctype html><html lang="zh"><title>{title}</title><h1>{title}</h1><p>{words}</p></html>',
                "utf-8",
            )
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        subprocess.run([program, "--site", folder], check=True, capture_output=True)
        measure.build_seconds = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        measure.build_work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        larger = after.ru_maxrss > before.ru_maxrss
        measure.build_megabytes = after.ru_maxrss / 1024 if larger else 0
        measure.index_megabytes = _weight(folder / "pagefind")
        _browse(measure, folder, PAGEFIND, asked)
    return measure


def _apart(measure: Measure, size: int, seed: int, folder: Path) -> None:
    """Build in a process of its own, so that its memory can be told."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.search.building", str(size), str(seed), folder],
        check=True, stdout=subprocess.PIPE, text=True, cwd=HOME,
    )  # fmt: skip
    told = json.loads(done.stdout)
    measure.build_seconds, measure.build_work, measure.build_megabytes = told


def _browse(measure: Measure, folder: Path, script: str, asked: list[Asked]) -> None:
    (folder / "index.html").write_text(BLANK, "utf-8")
    seen: list[Response] = []
    with _page(folder) as page:
        page.on("response", lambda answer: seen.append(answer))
        for number, one in enumerate(asked):
            if number % ROUND == 0:
                page.reload()
                page.evaluate(script, "预热")  # scripts and configuration are no part of a query
            seen.clear()
            answer = page.evaluate(script, one.text)
            measure.answers.append(
                (one, answer | {"requests": len(seen), "bytes": sum(map(_bytes, seen))})
            )


def _bytes(response: Response) -> int:
    told = response.headers.get("content-length")
    return int(told) if told else response.request.sizes()["responseBodySize"]


@contextmanager
def _page(folder: Path) -> Iterator[Page]:
    with serve(folder) as url, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{url}/index.html")
        yield page


def _batches(size: int, seed: int) -> Iterator[list[dict]]:
    batch: list[dict] = []
    for document, _ in subjects(size, seed):
        batch.append({"id": document.id, "name": document.name, "aliases": list(document.aliases)})
        if len(batch) == 10_000:
            yield batch
            batch = []
    if batch:
        yield batch


def _weight(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


ENGINES: dict[str, Callable[[int, int, list[Asked]], Measure]] = {
    "static": static, "server": server, "stock": stock, "small": static, "pagefind": pagefind,
}  # fmt: skip
SMALL = ("small", "pagefind")  # both of PAGEFIND_PAGES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=100, help="of each kind")
    parser.add_argument("--seed", type=int, default=1, help="of the names and of the queries")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--more", action="store_true", help="also kinds that nobody promised")
    parser.add_argument(
        "--missed", type=int, default=0, help="show so many queries of a kind that failed"
    )
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit("the shared data are not beside this checkout")
    measures = []
    for name in options.engines.split(","):
        size = min(options.size, PAGEFIND_PAGES) if name in SMALL else options.size
        try:
            asked = queries(size, options.queries, options.seed, options.more)
            measures.append(ENGINES[name](size, options.seed, asked))
        except FileNotFoundError as missing:
            print(f"{name}: left out, {missing}")
            continue
        print(measures[-1].line(), flush=True)
        for asked, hits in measures[-1].missed(options.missed):
            print(f"  missed {asked.kind}: {asked.text} ({asked.id}) {hits}")
    kinds = measures[0].recalls() if measures else {}
    print(f"{'recall@10':14}", *(f"{m.engine:>9}" for m in measures))
    for kind in kinds:
        print(f"{kind:14}", *(f"{m.recalls()[kind]:9.3f}" for m in measures))


if __name__ == "__main__":
    main()
