"""Releases of a small city one after the other, each finished when the next begins: for tests of what is taken over."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from creditsite.ledger import finish_release, open_ledger, stage_prints
from creditsite.model.config import Site
from creditsite.render.source import Source
from tests.sites import tokens
from tests.small_release import stage

Release = Callable[[Iterable[Any], date], tuple[Source, Path | None]]


@contextmanager
def days(folder: Path, site: Site, serve: Callable[[Source, Path], None]) -> Iterator[Release]:
    """Makes a release of some records on a day: gives it, and the folder of the one before.

    `serve` writes of that one what is looked at, when all of it has been noted.
    """
    token, made = tokens(), list[Source]()
    with open_ledger(folder / "ledger.sqlite") as held:

        def release(rows: Iterable[Any], day: date) -> tuple[Source, Path | None]:
            live = folder / made[-1].release if made else None
            if live:
                serve(made[-1], live)
                stage_prints(held, made[-1].release)
                finish_release(held, made[-1].release)
            name = f"{day}-{len(made):08d}"
            stage(held, site, name, rows, day, token=token, hand="one")
            made.append(Source(held, site, (), name, day, hand="one"))
            return made[-1], live

        yield release
