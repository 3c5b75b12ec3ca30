"""Freezing: every address that is not a subject's, through Frozen-Flask, into an empty folder."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from flask_frozen import Freezer, FrozenFlaskWarning, MissingURLGeneratorWarning

from creditsite.render.app import addresses, create_app
from creditsite.render.machine import register_mimetypes
from creditsite.render.source import Source

STREAMED = ("machine.sitemap",)  # written row by row


class UnnamedAddressError(Exception):
    """A route of the app stands in no list of addresses, so that it would be left out in silence."""


def freeze(source: Source, staging: Path) -> int:
    """Writes every editorial address, and the static files; how many there are. Any warning is an error."""
    register_mimetypes()
    app = frozen_app(source, staging)
    freezer = Freezer(app, with_no_argument_rules=False, log_url_for=False)
    endpoints: set[str] = set()

    def every_address() -> Iterator[tuple[str, dict[str, Any]]]:
        for endpoint, values in addresses(source):
            endpoints.add(endpoint)
            yield endpoint, values

    freezer.register_generator(every_address)
    with warnings.catch_warnings():
        warnings.simplefilter("error", FrozenFlaskWarning)
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)  # told better below
        count = sum(1 for _ in freezer.freeze_yield())
    _refuse_unnamed(app, endpoints)
    return count


def frozen_app(source: Source, staging: Path) -> Flask:
    """The app as it is frozen: into exactly this folder, nothing deleted, no redirect followed."""
    app = create_app(source)
    app.testing = True  # an error keeps its traceback
    app.config.update(
        FREEZER_DESTINATION=str(staging.resolve()),
        FREEZER_REMOVE_EXTRA_FILES=False,
        FREEZER_REDIRECT_POLICY="error",
    )
    return app


def _refuse_unnamed(app: Flask, named: set[str]) -> None:
    """A route without arguments is always an address; what a route with arguments lacks, the links tell."""
    unnamed = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.arguments and rule.endpoint not in named and rule.endpoint not in STREAMED
    }
    if unnamed:
        raise UnnamedAddressError(f"没有列入地址清单的路由: {', '.join(sorted(unnamed))}")
