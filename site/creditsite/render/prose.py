"""Prose: Markdown to harmless HTML, and the pages of every section with their official metadata."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import nh3
from flask import Blueprint, abort
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from creditsite.model.fields import columns
from creditsite.model.prose import CHART, PROSE_SECTIONS, Page, problem
from creditsite.model.records import Article
from creditsite.render.dashboard import here
from creditsite.render.frame import page
from creditsite.render.languages import SIMPLIFIED, Language
from creditsite.render.source import Source
from creditsite.render.words import Row, text_of, web_url

TITLES = dict(PROSE_SECTIONS)
INTROS = {
    "policies": "本站所依据和引用的政策法规，每件都写明文号、发布机构、日期和效力状态。请以官方原文为准。",
    "standards": "信用信息归集、共享、公示和评价所用的标准。",
    "cases": "守信典型和失信案例。案例隐去不需要公开的信息。",
    "alerts": "面向消费者和经营者的风险提示。",
    "reports": "定期发布的电子商务信用监测报告。",
    "guides": "怎样查询、承诺、修复、提出异议和举报投诉，附可以打印的表样。",
    "campaigns": "3·15、诚信兴商、双十一等专题活动和培训。",
    "news": "信用工作动态和公告。",
    "about": "谁在办这个站、数据从哪里来、状态和期限怎样计算。",
}
OWN = {("guides", "period"), ("about", "design")}  # pages with a route of their own
META = (
    "index_no", "issuer", "department", "document_no", "written_on", "published_on",
    "effective_on", "status", "keywords", "source_url",
)  # fmt: skip

_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre",
    "code", "strong", "em", "del", "sup", "a", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
BOX = {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": "表格，可左右滚动"}
_IDS = re.compile(r"s-\d+|fn:[\w-]+|fnref\d*:[\w-]+")
_HEADING = re.compile(r"^(#{1,6} .*)$", re.MULTILINE)  # a block of its own, else cost is quadratic
_BOX = re.compile(r"^([ \t]*[-*] )\[[ xX]\] ", re.MULTILINE)


class _Tame(Treeprocessor):
    """Headings below the page's own, columns aligned by class, tables in a box that scrolls."""

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            if element.tag == "h1":
                element.tag = "h2"
            elif element.tag == "div" and element is not root:
                element.tag = (
                    "section"  # that of footnotes: the allow-list drops it and keeps what it holds
                )
            match element.attrib.pop("style", "").replace(" ", ""):
                case "text-align:right;":
                    element.set("class", "num")
                case "text-align:center;":
                    element.set("class", "mid")
            _box_tables(element)


def _box_tables(parent: Element) -> None:
    for place, child in enumerate(parent):
        if child.tag == "table":
            box = Element("div", BOX)
            box.tail, child.tail = child.tail, None
            parent[place] = box
            box.append(child)


class _Plain(Extension):
    """Markdown in which raw HTML is text."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- the library's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_Tame(md), "tame", 0)


def prose(text: str, language: Language = SIMPLIFIED) -> Markup:
    """A Markdown text as HTML without script, picture, style or frame, whatever was written."""
    if fault := problem(text):
        raise ValueError(fault)
    numbers = count(1)
    md = markdown.Markdown(
        extensions=[
            "tables",
            FootnoteExtension(BACKLINK_TEXT=language.word("返回正文")),
            "sane_lists",
            TocExtension(toc_depth="2-3", slugify=lambda *_: f"s-{next(numbers)}"),
            _Plain(),
        ],
        output_format="html",
    )
    clean = nh3.clean(
        md.convert(CHART.sub("\n{{chart:\\1}}\n", _HEADING.sub("\\1\n", _BOX.sub(r"\1□ ", text)))),
        tags=_TAGS,
        attributes={
            "*": set(),  # else title and lang pass
            "a": {"href"},
            "ol": {"start"},
            "div": set(BOX) - {"class"},
            **{tag: {"id"} for tag in ("h2", "h3", "h4", "li", "sup")},
        },
        allowed_classes={"th": {"num", "mid"}, "td": {"num", "mid"}, "div": {"scroll"}},
        attribute_filter=_attribute,
        set_tag_attribute_values={"th": {"scope": "col"}},
        url_schemes={"https", "mailto"},
        link_rel=None,
    )
    return Markup(clean.replace(BOX["aria-label"], language.word(BOX["aria-label"])))


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """What an attribute may say: our own ids, and links that lead to this site, to https or to mail."""
    match name:
        case "id":
            return value if _IDS.fullmatch(value) else None
        case "href":
            return value if may_link(value) else None
        case "tabindex" | "role" | "aria-label":
            return value if value == BOX[name] else None
        case _:
            return value


def may_link(value: str) -> bool:
    """Whether a page of prose may lead there: to this site, to https, to mail, to a place of its own."""
    if not value.isprintable() or any(sign in value for sign in "\\\"'<>` "):
        return False
    if value.startswith(("https://", "mailto:", "#")):
        return True
    return value.startswith("/") and not value.startswith("//")


def blueprint(source: Source) -> Blueprint:
    """The routes of all sections."""
    routes = Blueprint("prose", __name__)
    sections = ",".join(TITLES)

    @routes.get(f"/<any({sections}):section>/")
    def index(section: str) -> str:
        values = {
            "section": section,
            "title": TITLES[section],
            "intro": INTROS[section],
            "pages": in_order(section, source),
        }
        return page("section.html", f"/{section}/", values)

    @routes.get(f"/<any({sections}):section>/<slug>/")
    def article(section: str, slug: str) -> str:
        one = source.written(section, slug) or abort(404)
        values = {
            "section": section,
            "section_title": TITLES[section],
            "article": one.article,
            "untranslated": source.language.tag == "en" and one.language != "en",
            "meta": meta(one.article, source.language),
            "body": here(prose(one.text, source.language), source),
            "schemes": source.site.schemes if (section, slug) == ("guides", "levels") else (),
        }
        return page("article.html", f"/{section}/{slug}/", values)

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every section and every page."""
    for section in TITLES:
        yield "prose.index", {"section": section}
    for one in source.pages:
        if (one.section, one.slug) not in OWN:
            yield "prose.article", {"section": one.section, "slug": one.slug}


def in_order(section: str, source: Source) -> list[Page]:
    """The pages of a section: those with a place first, then the newest."""
    found = [one for one in source.pages if one.section == section]
    found.sort(key=lambda p: p.slug)
    found.sort(
        key=lambda p: str(p.article.written_on or p.article.published_on or ""), reverse=True
    )
    return sorted(found, key=lambda p: p.article.order if p.article.order is not None else 10**6)


def meta(article: Article, language: Language) -> list[Row]:
    """The official metadata block: what the page's front matter says, under the official headers."""
    of = columns(Article)
    rows = [
        Row(of[name].header, text_of(of[name], getattr(article, name), language), "")
        for name in META
    ]
    return [Row(r.label, r.text, web_url(r.text)) for r in rows if r.text]
