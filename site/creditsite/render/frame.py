"""The frame of every page: the template environment of one release, and the one function that fills a template."""

from collections.abc import Mapping

from flask import Flask, current_app
from jinja2 import Environment, StrictUndefined

from creditsite.render.badges import SHAPES
from creditsite.render.source import Source
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
    }
    env = app.jinja_env
    guides = {p.slug: source.guide(p.slug) for p in source.pages if p.section == "guides"}
    env.autoescape = True
    env.filters["web_url"] = web_url
    env.globals.clear()  # no request, no session, no clock: a page depends on what it is given
    env.globals.update(
        range=range,
        site=source.site,
        release=source.release,
        as_of=source.as_of.isoformat(),
        menu=MENU,
        shapes=SHAPES,
        guide=lambda slug: guides.get(slug, "/guides/"),  # asked a dozen times on each page
    )


def fill(env: Environment, template: str, address: str, **values: object) -> str:
    """The page that a template gives at an address (site-absolute, as it is linked)."""
    return env.get_template(template).render(address=address, **values)


def page(template: str, address: str, values: Mapping[str, object]) -> str:
    """The page as a view of the running app gives it."""
    return fill(current_app.jinja_env, template, address, **values)
