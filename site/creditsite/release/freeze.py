"""Freezing: every address that is not a subject's, through Frozen-Flask, into an empty folder."""

import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask_frozen import Freezer, FrozenFlaskWarning, MissingURLGeneratorWarning

from creditsite import ledger
from creditsite.release.folder import files, take_all
from creditsite.release.packed import is_packed
from creditsite.render.app import addresses, create_app, page_addresses
from creditsite.render.frame import translations
from creditsite.render.lasting import same_hand
from creditsite.render.machine import register_mimetypes
from creditsite.render.sections import kept
from creditsite.render.source import Source

Addresses = Callable[[], Iterator[tuple[str, dict[str, Any]]]]
STREAMED = ("machine.sitemap", "platforms.file")  # written row by row


class UnnamedAddressError(Exception):
    """A route of the app stands in no list of addresses, so that it would be left out in silence."""


def freeze(source: Source, staging: Path, live: Path | None = None) -> int:
    """Writes every editorial address, and the static files; how many there are. Any warning is an error.

    Sections of `live`, the release that is served, which would say the same are linked and not drawn.
    """
    register_mimetypes()
    app = frozen_app(source, staging)
    endpoints: set[str] = set()
    live = same_hand(source, live)
    starts = kept(source, live)

    def every_address() -> Iterator[tuple[str, dict[str, Any]]]:
        for endpoint, values in addresses(source):
            endpoints.add(endpoint)
            yield endpoint, values

    count = _freeze(app, _besides(starts, source, app, every_address))
    _refuse_unnamed(app, endpoints)
    for spoken, translated in translations(app):
        _prepare(translated, staging)
        every_page = partial(page_addresses, spoken, translated)
        count += _freeze(
            translated, _besides(starts, spoken, translated, every_page), with_static_files=False
        )
    prefixes = ["", *(spoken.language.prefix for spoken, _ in translations(app))]
    taken = [prefix + start for start in starts for prefix in prefixes]
    return count + (_take(source, taken, live, staging) if live else 0)


def _besides(
    starts: Iterable[str], source: Source, app: Flask, every_address: Addresses
) -> Addresses:
    """The addresses that lie in no section that is kept."""
    built = app.url_map.bind("")
    taken = tuple(source.language.prefix + start for start in starts)

    def others() -> Iterator[tuple[str, dict[str, Any]]]:
        return (one for one in every_address() if not built.build(*one).startswith(taken))

    return others if taken else every_address


def _take(source: Source, starts: Iterable[str], live: Path, staging: Path) -> int:
    """Gives the pages of these sections, and what was noted of them, to the release; how many there are."""
    count = 0
    for start in starts:
        pages = (path for path in files(live / start[1:]) if not is_packed(path))
        count += take_all(pages, live, staging)
        ledger.keep_prints(source.ledger, start)
    return count


def _freeze(app: Flask, every_address: Addresses, *, with_static_files: bool = True) -> int:
    freezer = Freezer(
        app, with_no_argument_rules=False, with_static_files=with_static_files, log_url_for=False
    )
    freezer.register_generator(every_address)
    with warnings.catch_warnings():
        warnings.simplefilter("error", FrozenFlaskWarning)
        warnings.simplefilter(
            "ignore", MissingURLGeneratorWarning
        )  # `_refuse_unnamed` tells better
        return sum(1 for _ in freezer.freeze_yield())


def frozen_app(source: Source, staging: Path) -> Flask:
    """The app as it is frozen: into exactly this folder, nothing deleted, no redirect followed."""
    app = create_app(source)
    _prepare(app, staging)
    return app


def _prepare(app: Flask, staging: Path) -> None:
    app.testing = True  # an error keeps its traceback
    app.config.update(
        FREEZER_DESTINATION=str(staging.resolve()),
        FREEZER_REMOVE_EXTRA_FILES=False,
        FREEZER_REDIRECT_POLICY="error",
    )


def _refuse_unnamed(app: Flask, named: set[str]) -> None:
    """A route without arguments is always an address; what a route with arguments lacks, the links tell."""
    unnamed = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.arguments and rule.endpoint not in named and rule.endpoint not in STREAMED
    }
    if unnamed:
        raise UnnamedAddressError(f"没有列入地址清单的路由: {', '.join(sorted(unnamed))}")
