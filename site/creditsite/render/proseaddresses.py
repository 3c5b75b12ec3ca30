"""Where the links of prose lead: an editor is told of one that leads nowhere as a clerk is told of a wrong cell."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from creditsite import ledger
from creditsite.model.config import LANGUAGES
from creditsite.model.faults import Fault, Place
from creditsite.model.prose import Page
from creditsite.render.prose import OWN, may_link
from creditsite.render.source import Source

_LINK = re.compile(r"(!?)\[[^\]\n]*\]\(\s*<?([^)\s>]*)>?[^)\n]*\)")
_DEFINED = re.compile(r"^ {0,3}\[[^\]\n^]+\]:\s*<?([^\s>]+)>?", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def faults(source: Source, app: Flask) -> Iterator[Fault]:
    """A fault for each picture, which no page shows, and for each link that leads nowhere or may not be one."""
    routes = app.url_map.bind("")
    for one in (spoken for page in source.pages for spoken in (page, *page.translations)):
        for line, picture, target in _targets(one):
            if wrong := _picture(target) if picture else _wrong(target, one, source, routes):
                yield Fault(Place(file_of(one), row=line), wrong)


def file_of(one: Page) -> str:
    """The file of a page, as faults name it."""
    language = "" if one.language == LANGUAGES[0] else f".{one.language}"
    return f"prose/{one.section}/{one.slug}{language}.md"


def _targets(one: Page) -> Iterator[tuple[int, bool, str]]:
    """Line of the file, whether it is a picture, and where it leads."""
    text = _CODE.sub(lambda code: "\n" * code[0].count("\n"), one.text)
    for found in _LINK.finditer(text):
        yield one.line + text.count("\n", 0, found.start()), bool(found[1]), found[2]
    for found in _DEFINED.finditer(text):
        yield one.line + text.count("\n", 0, found.start()), False, found[1]


def _picture(target: str) -> str:
    return f"图片“{target}”不会显示: 本站页面不放图片, 请改用文字、表格或 {{{{chart:名称}}}} 图表"


def _wrong(target: str, one: Page, source: Source, routes: MapAdapter) -> str:
    if not may_link(target):
        return f"链接“{target}”不能用: 站内地址以 / 开头, 站外地址以 https:// 开头, 请改正"
    if not target.startswith("/"):
        return ""
    path = urlsplit(target).path
    return "" if _leads(path, source, routes) else f"链接“{target}”在本站没有页面: 请核对地址"


def _leads(path: str, source: Source, routes: MapAdapter) -> bool:
    try:
        endpoint, values = routes.match(path)
    except (HTTPException, RequestRedirect):  # unknown, or written without the slash at its end
        return False
    match endpoint:
        case "prose.article":
            page = values["section"], values["slug"]
            return page in OWN or source.written(*page) is not None
        case str() if "subject_id" in values:
            return ledger.has_page(source.ledger, values["subject_id"])
    return True
