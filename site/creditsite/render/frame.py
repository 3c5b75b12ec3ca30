"""The frame of every page: the template environment of one release, and the one function that fills a template."""

from collections.abc import Mapping

from flask import Flask, current_app
from jinja2 import Environment, StrictUndefined

from creditsite.render.badges import SHAPES
from creditsite.render.languages import Language, language
from creditsite.render.qr import code
from creditsite.render.relative import relative
from creditsite.render.source import Source
from creditsite.render.translated import translated
from creditsite.render.wording import Wording, speak
from creditsite.render.words import web_url

MENU = (  # the eight ways in; /sitemap/ leads to everything
    ("search", "/search/", "信用查询"),
    ("lists", "/lists/", "信用名单"),
    ("penalties", "/penalties/", "行政处罚"),
    ("commitments", "/commitments/", "信用承诺"),
    ("policies", "/policies/", "政策法规"),
    ("guides", "/guides/", "办事指南"),
    ("data", "/data/", "开放数据"),
    ("sitemap", "/sitemap/", "全部栏目"),
)


def furnish(app: Flask, source: Source) -> None:
    """Make the app's templates strict, escaped whatever their name, and aware of the release they speak for."""
    app.jinja_options = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "auto_reload": False,
        "keep_trailing_newline": True,
        "extensions": [Wording],
    }
    env = app.jinja_env
    guides = {p.slug: source.guide(p.slug) for p in source.pages if p.section == "guides"}
    env.autoescape = True
    speak(env, source.language)
    env.filters["web_url"] = web_url
    env.globals.clear()  # no request, no session, no clock: a page depends on what it is given
    env.globals.update(
        range=range,
        site=source.site,
        languages=[language(tag) for tag in source.site.languages],
        language=source.language,
        release=source.release,
        as_of=source.as_of.isoformat(),
        menu=MENU,
        scripts=app.static_url_path,
        lookup=source.lookup,
        shapes=SHAPES,
        code_of=code,
        guide=lambda slug: guides.get(slug, "/guides/"),  # asked a dozen times on each page
    )


TRANSLATIONS = "credit-city-translations"


def translations(app: Flask) -> list[tuple[Source, Flask]]:
    """The release and the app of each language but that of the sources."""
    return list(app.extensions.get(TRANSLATIONS, ()))


def fill(env: Environment, template: str, path: str, **values: object) -> str:
    """The page that a template gives; `path` is its address in the language of the sources, as it is linked."""
    spoken: Language = env.globals["language"]  # type: ignore[assignment]  # `furnish` set it
    address = spoken.prefix + path
    page = env.get_template(template).render(path=path, address=address, **values)
    page = translated(page, spoken) if spoken.prefix else page
    return relative(page, address) if path.endswith("/") else page  # 404.html stands anywhere


def page(template: str, address: str, values: Mapping[str, object]) -> str:
    """The page as a view of the running app gives it."""
    return fill(current_app.jinja_env, template, address, **values)
