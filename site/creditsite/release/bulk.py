"""Writing in bulk: every subject's files by slices of the ledger, and the open data row by row."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import chain
from pathlib import Path

from flask import Flask

from creditsite import ledger
from creditsite.ledger import Stamp
from creditsite.model.config import Site
from creditsite.model.prose import Page
from creditsite.release.folder import link, take
from creditsite.release.freeze import freeze
from creditsite.release.packed import is_packed
from creditsite.release.workers import Give
from creditsite.render import feeds, machine, platforms
from creditsite.render.app import create_app
from creditsite.render.badgefiles import shared_names
from creditsite.render.source import Source
from creditsite.render.statements import FILE
from creditsite.render.subjects import dated_files, lasting_files

SLICES = 8  # per worker, so that none waits long for the last
SLICE = 5000  # subjects at most
SMALLEST = 250  # subjects: for each slice the app is made anew and its templates are compiled
# In the folder of the release until all is drawn.
NOTES = (".notes-frozen", ".notes-gathered", ".notes-fed")
SHARED = (".svg", ".png", "shields.json")
REMEMBERED = 16_384  # different small files of which a worker keeps the place


@dataclass(frozen=True, slots=True)
class Recipe:
    """A source as it travels to a worker, who opens the ledger for itself, to read only."""

    ledger: Path
    site: Site
    pages: tuple[Page, ...]
    release: str
    as_of: date
    lookup: str
    hand: str


def recipe(source: Source) -> Recipe:
    """What a worker needs to make the source again."""
    return Recipe(
        source.ledger.path, source.site, source.pages, source.release, source.as_of,
        source.lookup, source.hand,
    )  # fmt: skip


def subjects(
    source: Source, staging: Path, live: Path | None, workers: int, give: Give
) -> list["Future[int]"]:
    """Every file of every subject, slice by slice; each slice counts its files.

    The files do not depend on the number of workers, nor on `live`, the release that is served: what of it says the
    same is linked and not drawn.
    """
    if live and live.name != ledger.current(source.ledger):
        live = None  # rolled back: the stamps tell of another release
    count = ledger.subject_count(source.ledger)
    few = min(workers * SLICES, -(-count // SMALLEST)) if workers > 1 else 1
    slices = ledger.slices(source.ledger, max(few, count // SLICE))
    return [give(_slice, recipe(source), *ends, staging, live) for ends in slices]


def frozen(order: Recipe, staging: Path, live: Path | None) -> int:
    """Every editorial address, frozen by a worker, who writes down what it noted of them."""
    with _opened(order) as source:
        count = freeze(source, staging, live)
        _write_notes(source, staging / NOTES[0])
        return count


def _write_notes(source: Source, notes: Path) -> None:
    with notes.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{path}\t{of}\n" for path, of in ledger.noted_prints(source.ledger))


def take_notes(source: Source, staging: Path) -> None:
    """Gives to the ledger what the workers noted: they read the ledger only."""
    for notes in map(staging.joinpath, NOTES):
        with notes.open(encoding="utf-8") as file:
            ledger.note_prints(source.ledger, (_note(line) for line in file))
        notes.unlink()


def _note(line: str) -> tuple[str, str]:
    path, _, of = line.rstrip("\n").partition("\t")
    return path, of


def gathered(order: Recipe, staging: Path, live: Path | None) -> int:
    """Every file that gathers what is said for programs and platforms, by a worker, who writes down what it noted."""
    with _opened(order) as source:
        count = stream(chain(machine.files(source), platforms.files(source, live)), staging)
        _write_notes(source, staging / NOTES[1])
        return count


def fed(order: Recipe, staging: Path, live: Path | None) -> int:
    """Every document of every feed, by a worker, who writes down what it noted of them."""
    with _opened(order) as source:
        count = stream(feeds.files(source, live), staging)
        _write_notes(source, staging / NOTES[2])
        return count


def _slice(order: Recipe, first: str, last: str, staging: Path, live: Path | None) -> int:
    with _opened(order) as source:
        return _write(source, first, last, staging, live)


@contextmanager
def _opened(order: Recipe) -> Iterator[Source]:
    with ledger.open_ledger(order.ledger, read_only=True) as held:
        yield Source(
            held, order.site, order.pages, order.release, order.as_of,
            lookup=order.lookup, hand=order.hand,
        )  # fmt: skip


def _write(source: Source, first: str, last: str, staging: Path, live: Path | None) -> int:
    desk = Desk(source, create_app(source), staging, live)
    stamps = ledger.stamps(source.ledger, source.hand, first, last)
    return sum(desk.linked(one) or desk.drawn(one) for one in stamps)


class Desk:
    """Writes one subject after the other; remembers a bounded number of places of small files that many share."""

    def __init__(self, source: Source, app: Flask, staging: Path, live: Path | None) -> None:
        self.source = source
        self.app = app
        self.staging = staging
        self.live = live
        prefixes = [one.language.prefix.removeprefix("/") for one in source.translations()]
        self.starts = ["s", *(f"{prefix}/s" for prefix in prefixes)]
        self.dated = shared_names(source.site.badges) | {FILE}  # statuses are signed after this
        self.places: dict[bytes, Path] = {}  # by digest
        self.looks: dict[str, list[Path]] = {}  # the dated files of one subject of each look

    def linked(self, stamp: Stamp) -> int:
        """Takes the subject's files over from the live release, if it has them; how many they are."""
        dated = self.looks.get(stamp.look)
        if self.live is None or not stamp.release or dated is None:
            return 0
        homes = [
            (f"{self.live}/{start}/{stamp.id}", f"{self.staging}/{start}/{stamp.id}")
            for start in self.starts
        ]
        if not all(os.path.isdir(old) for old, _ in homes):  # noqa: PTH112 -- a million times
            return 0
        count = 0
        for old, new in homes:
            os.makedirs(new)  # noqa: PTH103
            for name in os.listdir(old):  # noqa: PTH208
                path = f"{old}/{name}"
                if name not in self.dated and not is_packed(path):  # those follow their files
                    take(path, f"{new}/{name}")
                    count += 1
        for one in dated:
            take(one, f"{homes[0][1]}/{one.name}")
        return count + len(dated)

    def drawn(self, stamp: Stamp) -> int:
        """Draws the subject's files; how many they are."""
        source = self.source
        profile = ledger.profile(source.ledger, source.site, source.as_of, stamp.id)
        if profile is None:
            raise LookupError(stamp.id)
        for start in self.starts:
            (self.staging / start / profile.id).mkdir(parents=True)
        files = list(lasting_files(profile, source.stamped(stamp), self.app))
        if (dated := self.looks.get(stamp.look)) is None:
            fresh = list(dated_files(profile, source))
            files += fresh
            if len(self.looks) < REMEMBERED:
                self.looks[stamp.look] = [self.staging / name for name, _ in fresh]
        for path in dated or ():
            take(path, self.staging / "s" / profile.id / path.name)
        for name, data in files:
            put(self.staging / name, data, self.live / name if self.live else None, self.places)
        return len(files) + len(dated or ())


def put(target: Path, data: bytes, before: Path | None, places: dict[bytes, Path]) -> None:
    """Writes a file that must not be there yet; one that holds the same already gets a second name instead."""
    if before and _holds(before, data) and link(before, target):
        return
    digest = sha256(data).digest()
    if (twin := places.get(digest)) and link(twin, target):
        return
    with target.open("xb") as file:
        file.write(data)
    if target.name.endswith(
        SHARED
    ):  # pages and data differ from subject to subject, badges seldom do
        if len(places) >= REMEMBERED:
            places.clear()
        places[digest] = target


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except (FileNotFoundError, NotADirectoryError):
        return False


def stream(files: Iterable[tuple[str, Iterator[bytes] | Path]], staging: Path) -> int:
    """Writes files chunk by chunk in the order in which they come, or takes over what is there; how many there are."""
    count = 0
    for name, chunks in files:
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(chunks, Path):
            take(chunks, target)
        else:
            with target.open("xb") as file:
                file.writelines(chunks)
        count += 1
    return count
