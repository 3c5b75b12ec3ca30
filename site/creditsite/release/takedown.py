"""A takedown: the release that is served once more, but for what must go, in a minute whatever the city's size.

It begins with the twin of the release that is served (`twin.py`). Files that do not speak of what is taken down stay in
it; the others are drawn anew from the ledger, or left out. Which they are is known of subjects from the ledger, of
look-up files from the texts under which a subject was found, of all other files by looking into each. Bulk files of the
tables that changed are left out until the next whole build, and files that only count or come later in a row may still
count one more until then.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, product
from pathlib import Path
from typing import Any

from flask import Flask

from creditsite import ledger
from creditsite.ledger import Ledger, Taken
from creditsite.model.needles import needles_of
from creditsite.release import bulk, packed, reuse, twin
from creditsite.release.affected import Affected, looked_through, take_out
from creditsite.release.doors import open_doors, shut
from creditsite.release.folder import CARD, RELEASES, STAGING, current_id, replace_text
from creditsite.release.gates import persons
from creditsite.release.gates.audit import NOTHING, Seen, look_at, of_findings
from creditsite.release.gates.finding import Check, Finding
from creditsite.release.progress import Progress
from creditsite.release.publish import Orders, write_card
from creditsite.release.switch import READ_ONLY, Note, note_of, switch
from creditsite.release.workers import Team
from creditsite.render import feeds, platforms
from creditsite.render.app import create_app
from creditsite.render.frame import translations
from creditsite.render.source import Source
from creditsite.render.withdrawn import data_files, fate, folder_of, without_tables

MOST = 50  # subjects whose files change; beyond them a whole build is as fast
COUNTING = ("", "lists/", "statistics/", "feeds/", "data/", "api/")  # pages that sum up
TOLD = ("all", "removals")  # feeds in which every removal is told
FORMS = ("rss", "atom", "json")
_LATER = re.compile(r"/(\d+)/index\.html$")  # a later page
_ELSEWHERE = re.compile(r"search/.*\.json|api/(platforms|codes)/|feeds/.*\.(rss|atom|json)$")

Look = Callable[
    [str, bytes], bytes | None
]  # a look-up file, by its name, without what was taken down
Told = dict[str, frozenset[str]]  # folders in which only these files may speak of it
Stage = Callable[
    [], tuple[str, Orders]
]  # enters the release into the ledger: its name, and how it is made


@dataclass(frozen=True, slots=True)
class _Work:
    """What one takedown goes by."""

    source: Source
    live: Path
    staging: Path
    taken: Taken
    orders: Orders
    starts: tuple[str, ...]  # folders of subjects, in each language


def take_down(
    draft: Source,
    out: Path,
    taken: Taken,
    told: Told,
    look: Look,
    stage: Stage,
    team: Team,
    progress: Progress,
) -> Seen:
    """Makes, checks and switches to the release without it; gives what the gates saw: with findings nothing changed.

    The caller holds the lock. The release is staged in the ledger while its files are looked through.
    """
    out = out.resolve()
    live = out / RELEASES / current_id(out)
    staging = out / RELEASES / f"{STAGING}{os.getpid()}"
    index = json.loads((live / "data" / "index.json").read_bytes())
    folder, left_out = folder_of(index), without_tables(taken.kinds, index)
    prefixes = [one.language.prefix.removeprefix("/") for one in draft.translations()]
    starts = ("s", *(f"{prefix}/s" for prefix in prefixes))
    os.umask(0o022)  # folders are for everybody to read
    try:
        twin.begin(out, staging, team)
        named = partial(fate, folder=folder, left_out=left_out)
        affected = Affected(staging, starts, taken.subjects, taken.marks, named, told)
        found = looked_through(affected, team)
        release, orders = stage()
        progress("核对状态和变化", 1)
        dirty = take_out(affected, found)
        progress("找出提到的文件", len(dirty))
        source = replace(draft, release=release, data=folder, withdrawn=left_out)
        work = _Work(source, live, staging, taken, orders, starts)
        fresh = _written(work, index, dirty, look)
        open_doors(staging)
        progress("重新写出文件", len(fresh))
        seen = _judged(work, fresh)
        progress("核验文件", seen.files)
        if not seen.total:
            _go_live(work, out, fresh, dirty)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return seen


def as_built(held: Ledger, live: Path, subjects: Iterable[str]) -> bool:
    """Whether all that is served of these subjects is as the last whole build made it."""
    index = json.loads((live / "data" / "index.json").read_bytes())
    return ledger.drawn_since(held, folder_of(index)).isdisjoint(subjects)


# --- what speaks of it ------------------------------------------------------------------------------------------------


def _written(work: _Work, index: dict[str, Any], dirty: list[str], look: Look) -> list[str]:
    """Writes every file that is drawn anew; their names."""
    source, read = work.source, lambda name: (work.live / name).read_bytes()
    app = create_app(source)
    wanted = sorted({*dirty, *_summing(work, dirty)})
    fresh = list(_subjects(work, app))
    for name, data in chain(
        _asked(work, app, wanted),
        _followed(work, wanted),
        _gathered(work, wanted, read),
        _looked_up(wanted, look, read),
        data_files(source, read, index),
    ):
        _put(work, name, data)
        fresh.append(name)
    for finisher in work.orders.finishers:
        finisher(source, work.staging)
    for path in (*_own_files(work, work.staging), *(work.staging / "data").rglob("*.jws")):
        path.chmod(READ_ONLY)
        fresh.append(path.relative_to(work.staging).as_posix())
    return sorted(set(fresh))


def _summing(work: _Work, dirty: list[str]) -> Iterator[str]:
    """Files that count what is on display, or tell of every removal, whether or not they speak of this one."""
    for start in work.starts:
        prefix = start.removesuffix("s")
        yield from (f"{prefix}{page}index.html" for page in COUNTING)
    yield from (f"{one.rsplit('/', 2)[0]}/index.html" for one in dirty if _LATER.search(one))
    yield from (f"feeds/{feed}.{form}" for feed in (*TOLD, *work.taken.kinds) for form in FORMS)
    yield from (f"data/charts/{path.name}" for path in (work.live / "data/charts").glob("*.csv"))
    yield from ("search/config.json", "api/platforms/index.json", "api/codes/index.json")
    yield "api/openapi.json"  # whose examples name files that may be gone


def _subjects(work: _Work, app: Flask) -> Iterator[str]:
    """Draws the files of each subject that keeps a page."""
    desk = bulk.Desk(work.source, app, work.staging, work.live)
    for subject in work.taken.subjects:
        for stamp in ledger.stamps(work.source.ledger, work.source.hand, subject, f"{subject}\0"):
            desk.drawn(stamp)
    for path in list(_own_files(work, work.staging)):
        if work.source.site.precompress:
            packed.pack_one(path)
        yield path.relative_to(work.staging).as_posix()


def _own_files(work: _Work, root: Path) -> Iterator[Path]:
    """Every file of the subjects that changed, in a release."""
    for start, subject in product(work.starts, work.taken.subjects):
        yield from (root / start / subject).glob("*")


def _asked(work: _Work, app: Flask, wanted: list[str]) -> Iterator[tuple[str, bytes]]:
    """Files that a view answers with; a later page that is no more says what the one before it says."""
    apps = {spoken.language.prefix: translated for spoken, translated in translations(app)}
    for name in wanted:
        if not (work.live / name).is_file() or _ELSEWHERE.match(name):
            continue
        prefix = f"/{name.split('/', 1)[0]}"
        client = apps.get(prefix, app).test_client()
        address: str | None = f"/{name.removesuffix('index.html')}"
        while address:
            answer = client.get(address)
            if answer.status_code == 200:
                yield name, answer.data
                break
            if answer.status_code != 404:
                raise LookupError(f"{address}: {answer.status}")
            address = _before(address)


def _before(address: str) -> str | None:
    """The page before a later page.

    >>> _before("/permits/3/"), _before("/permits/2/"), _before("/permits/")
    ('/permits/2/', '/permits/', None)
    """
    found = _LATER.search(address + "index.html")
    if not found:
        return None
    start, number = address[: found.start() + 1], int(found[1])
    return f"{start}{number - 1}/" if number > 2 else start


def _followed(work: _Work, wanted: list[str]) -> Iterator[tuple[str, bytes]]:
    """Documents of feeds that speak of it, and those that the news of a removal is the first to need."""
    names = {re.split("[/.]", name, maxsplit=2)[1] for name in wanted if name.startswith("feeds/")}
    asked = set(wanted)
    yield from feeds.files_of(
        names, work.source, lambda name: name in asked or not (work.live / name).is_file()
    )


def _gathered(
    work: _Work, wanted: list[str], read: Callable[[str], bytes]
) -> Iterator[tuple[str, bytes]]:
    """Files for bulk look-up."""
    for name in wanted:
        if name.startswith(("api/platforms/", "api/codes/")) and (work.live / name).is_file():
            data = platforms.told_again(work.source, read(name), work.taken.subjects)
            if data is not None:
                yield name, data


def _looked_up(
    wanted: list[str], look: Look, read: Callable[[str], bytes]
) -> Iterator[tuple[str, bytes]]:
    for name in wanted:
        if name.startswith("search/") and name.endswith(".json"):
            data = look(name, read(name))
            if data is not None:
                yield name, data


def _put(work: _Work, name: str, data: bytes) -> None:
    """Writes a file in the place of the one that was linked, which is not touched, and its packed forms."""
    path = work.staging / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("", *packed.PACKERS):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_bytes(data)
    if work.source.site.precompress:
        packed.pack_one(path)
    for ending in ("", *packed.PACKERS):
        if (beside := path.with_name(path.name + ending)).is_file():
            beside.chmod(READ_ONLY)


# --- the gates and the switch -----------------------------------------------------------------------------------------


def _judged(work: _Work, fresh: list[str]) -> Seen:
    """Every gate over the files that are new. Those that are not have passed before, and hold none of the marks."""
    held, site = work.source.ledger, work.source.site
    check = Check(
        root=str(work.staging),
        base_url=site.base_url,
        emails=frozenset({site.contact_email.lower()}),
        needles=needles_of(work.taken.texts),
        secrets=work.orders.secrets,
        persons=tuple(ledger.person_names(held)),
        spoken=persons.spoken(work.staging, site),
        passed=str(work.live),
    )
    paths, team = [f"{work.staging}/{name}" for name in fresh], work.orders.team
    shares = [paths[part :: team.workers] for part in range(team.workers)]
    parts = team.each(partial(look_at, check), shares)
    seen = sum(parts, NOTHING)
    if seen.files != len(fresh):
        raise RuntimeError(f"{len(fresh)} files are new, {seen.files} were judged")
    return seen + of_findings(shut(work.staging)) + of_findings(_miscounted(work))


def _miscounted(work: _Work) -> Iterator[Finding]:
    """Every subject with a page has its folder, in each language, and nobody else."""
    held = work.source.ledger
    due = ledger.subject_count(held) + ledger.person_count(held)
    for start in work.starts:
        found = sum(1 for _ in (work.staging / start).iterdir())
        if found != due:
            yield Finding("核对", f"{start}/", f"主体有 {found} 个, 应有 {due} 个")


def _go_live(work: _Work, out: Path, fresh: list[str], dirty: list[str]) -> None:
    source, live = work.source, work.live
    changed = {*fresh, *dirty, *_left_out(work)}
    forms = {name + ending for name in changed for ending in ("", *packed.PACKERS)}
    card = json.loads((live / CARD).read_bytes())
    here, before = _measured(work.staging, forms), _measured(live, forms)
    files, size = (
        card[word] + new - old
        for word, new, old in zip(("files", "bytes"), here, before, strict=True)
    )
    write_card(source, work.staging, files + 1, size)
    (work.staging / CARD).chmod(READ_ONLY)
    purge = "".join(f"{one}\n" for name in sorted(changed) for one in reuse.forms(name))
    replace_text(out / "purge.txt", purge)
    note = note_of(out, live.name)
    switch(
        out,
        work.staging,
        Note(
            release=source.release,
            previous="",  # nothing that was kept before may come back
            as_of=source.as_of.isoformat(),
            state=work.orders.state,
            inputs=work.orders.inputs,
            counts=note.counts if note else {},
            traces="",
            sets=note.sets if note else (),
        ),
    )
    ledger.finish_release(source.ledger, source.release, work.taken.touched)


def _measured(root: Path, names: Iterable[str]) -> tuple[int, int]:
    """How many of these files are there, and their bytes."""
    sizes = [path.stat().st_size for path in map(root.joinpath, names) if path.is_file()]
    return len(sizes), sum(sizes)


def _left_out(work: _Work) -> Iterator[str]:
    """Files of the live release that the next one may not have."""
    yield CARD
    for path in chain(_own_files(work, work.live), (work.live / "data").rglob("*")):
        if path.is_file() and not packed.is_packed(path):
            name = path.relative_to(work.live).as_posix()
            if not name.startswith("data/") or not (work.staging / name).is_file():
                yield name
