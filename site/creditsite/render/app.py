"""The app: every public address of one release as a route, and the list of all that must be frozen."""

from collections.abc import Iterator
from typing import Any

from flask import Flask

from creditsite.render import (
    api,
    assets,
    blanks,
    dashboard,
    design,
    elder,
    embeds,
    feeds,
    levels,
    machine,
    measures,
    opendata,
    pages,
    period,
    platforms,
    prose,
    registers,
    subjects,
    unfurl,
    wordlist,
)
from creditsite.render.frame import TRANSLATIONS, furnish
from creditsite.render.source import Source

MODULES = (
    design,
    pages,
    registers,
    subjects,
    measures,
    period,
    prose,
    dashboard,
    levels,
    feeds,
    machine,
    opendata,
    blanks,
    api,
    platforms,
    embeds,
    wordlist,
)


def create_app(source: Source) -> Flask:
    """The app of one release; nothing outside `source` changes what it answers. Its pages in the city's other languages
    are apps of their own, kept under the extension `translations`.
    """
    scripts = assets.assets(source.site)
    app = _app(source, scripts)
    app.register_blueprint(wordlist.scripts(source.site, scripts))
    app.register_blueprint(elder.sheets(scripts))
    app.wsgi_app = elder.opened(app.wsgi_app)  # type: ignore[assignment,method-assign]  # Flask's own way
    app.extensions[TRANSLATIONS] = [(one, _app(one, scripts)) for one in source.translations()]
    return app


def _app(source: Source, scripts: str) -> Flask:
    app = Flask("creditsite.render", static_url_path=scripts)
    furnish(app, source)
    app.jinja_env.globals["joint_of"] = measures.joint(source)
    for module in MODULES:
        app.register_blueprint(module.blueprint(source), url_prefix=source.language.prefix or None)
    app.register_error_handler(404, pages.not_found)
    return app


def create_live_app(source: Source) -> Flask:
    """The same app and what only a running one can answer: it is never frozen."""
    app = create_app(source)
    app.register_blueprint(unfurl.live(source))
    return app


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Endpoint and values of every address that must be frozen, except those of subjects."""
    for module in MODULES:
        yield from module.addresses(source)
    yield from elder.addresses()


def page_addresses(source: Source, app: Flask) -> Iterator[tuple[str, dict[str, Any]]]:
    """Those of them that are pages: their rule ends with a slash. All else is a file, the same for every language."""
    rules = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith("/")}
    yield from (one for one in addresses(source) if one[0] in rules)
