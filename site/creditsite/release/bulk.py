"""Writing in bulk: every subject's files by slices of the ledger, and the open data row by row."""

from collections.abc import Iterable, Iterator
from concurrent.futures import as_completed
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from flask import Flask

from creditsite import ledger
from creditsite.model.config import Site
from creditsite.model.prose import Page
from creditsite.release.folder import link
from creditsite.release.workers import pool
from creditsite.render.app import create_app
from creditsite.render.source import Source
from creditsite.render.subjects import subject_files

SLICES = 8  # per worker, so that none waits long for the last
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


def recipe(source: Source) -> Recipe:
    """What a worker needs to make the source again."""
    return Recipe(source.ledger.path, source.site, source.pages, source.release, source.as_of)


def subjects(source: Source, staging: Path, live: Path | None, workers: int) -> int:
    """Every file of every subject, by as many processes as asked for; how many files there are.

    The files do not depend on the number of workers; an error in one of them is raised here.
    """
    if workers <= 1:
        return _write(source, create_app(source), "", "", staging, live)
    with pool(workers) as processes:
        slices = ledger.slices(source.ledger, workers * SLICES)
        order = recipe(source)
        running = [processes.submit(_slice, order, *ends, staging, live) for ends in slices]
        return sum(one.result() for one in as_completed(running))


def _slice(order: Recipe, first: str, last: str, staging: Path, live: Path | None) -> int:
    with ledger.open_ledger(order.ledger, read_only=True) as opened:
        source = Source(opened, order.site, order.pages, order.release, order.as_of)
        return _write(source, create_app(source), first, last, staging, live)


def _write(
    source: Source, app: Flask, first: str, last: str, staging: Path, live: Path | None
) -> int:
    count = 0
    places: dict[bytes, Path] = {}
    starts = ["", *(one.language.prefix.removeprefix("/") for one in source.translations())]
    for profile in ledger.profiles(source.ledger, source.site, source.as_of, first, last):
        for start in starts:
            (staging / start / "s" / profile.id).mkdir(parents=True)
        for name, data in subject_files(profile, source, app):
            put(staging / name, data, live / name if live else None, places)
            count += 1
    return count


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


def stream(files: Iterable[tuple[str, Iterator[bytes]]], staging: Path) -> int:
    """Writes files chunk by chunk in the order in which they come; how many there are."""
    count = 0
    for name, chunks in files:
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.writelines(chunks)
        count += 1
    return count
