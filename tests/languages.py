"""A small release in every language, and the same release in which no text that was sent holds a Chinese sign."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from creditsearch import documents, script_folder, write_lookup
from creditsite import ledger
from creditsite.model.config import LANGUAGES, Site
from creditsite.model.prose import Page
from creditsite.release.freeze import freeze
from creditsite.render.app import create_app
from creditsite.render.source import Source
from creditsite.render.subjects import subject_files
from tests.sites import tiny_site
from tests.small_release import pages, records, small_release

CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def latin(thing: Any) -> Any:
    """The same thing with a Latin text for each that holds a Chinese sign, equal for equal ones."""
    if isinstance(thing, str):
        return CHINESE.sub(lambda sign: f"{ord(sign[0]):x}", thing)
    if isinstance(thing, tuple):
        return tuple(map(latin, thing))
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{f.name: latin(getattr(thing, f.name)) for f in fields(thing)})
    return thing


def spoken_site() -> Site:
    """The tiny city in every language."""
    return replace(tiny_site(), languages=LANGUAGES)


@contextmanager
def release_of(folder: Path, *, as_latin: bool = False) -> Iterator[tuple[Source, Path]]:
    """A release of the small city in every language, frozen, with its subjects: the source and the folder."""
    change = latin if as_latin else lambda thing: thing
    with small_release(folder, site=change(spoken_site()), change=change) as source:
        source = replace(source, pages=change(_pages()), lookup=f"/search/{script_folder()}")
        root = folder / "root"
        root.mkdir()
        freeze(source, root)
        write_subjects(source, root)
        profiles = ledger.profiles(source.ledger, source.site, source.as_of)
        write_lookup(documents(profiles, source.site), root / "search")
        yield source, root


def write_subjects(source: Source, root: Path) -> None:
    """Every file of every subject."""
    app = create_app(source)
    for profile in ledger.profiles(source.ledger, source.site, source.as_of):
        for name, data in subject_files(profile, source, app):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _pages() -> tuple[Page, ...]:
    first, *others = pages()
    english = replace(
        first,
        article=replace(first.article, title="A typical case", summary="In short"),
        text="In *English*.",
        language="en",
    )
    return (replace(first, translations=(english,)), *others)


__all__ = ["CHINESE", "latin", "records", "release_of", "spoken_site", "write_subjects"]
