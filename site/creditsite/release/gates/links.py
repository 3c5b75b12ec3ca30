"""Every address that a file of the release gives leads to a file of the release; nothing is loaded from elsewhere."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from creditsite.release.gates.documents import JSON, XML, Content

GATE = "链接"
REMEMBERED = 20_000
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_\-][A-Za-z0-9._\-]*)*/?")
_FEED_TAGS = frozenset(("link", "loc", "id", "url", "guid", "icon", "logo"))
_LOADING_RELS = (
    "stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch", "preconnect", "dns-prefetch",
)  # fmt: skip
_FOLLOWED = frozenset(
    ("href", "action", "cite", "formaction", "xmlUrl", "htmlUrl", "{http://www.w3.org/1999/xlink}href")
)  # fmt: skip
_LOADED = frozenset(("src", "poster", "background", "manifest"))
_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]*)["']?\s*\)|@import\s+["']([^"']*)["']""")
_LEADING = (".html", ".css", ".jsonl", *JSON, *XML)
_LOOKUP = re.compile(r"search/n\d+/")
_SITE_PATH = re.compile(r"/[A-Za-z0-9._~/\-]*(?:\?[^{}\s]*)?(?:#[^{}\s]*)?")


def broken(
    root: Path, path: str, found: Content, base_url: str, known: dict[str, bool]
) -> Iterator[str]:
    """A sentence for every address in the file that leads nowhere, or loads from another host.

    `known` remembers which paths lead somewhere: nearly all of a site's links are its menu.
    """
    if not may_lead(path):
        if any(True for _ in addresses(path, found, base_url)):
            yield "这种文件里不该有地址"
        return
    up = "../" * path.count("/") or "./"  # as the pages of this site lead to each other
    for address, loaded in dict.fromkeys(addresses(path, found, base_url)):
        meant = f"/{address.removeprefix(up)}" if address.startswith(up) else address
        if address.startswith("#") or known.get(meant):
            continue
        plain = _plain_path(meant, base_url)
        if not plain:
            sentence = _fault(root, path, address, loaded, base_url)
        else:
            if plain not in known:
                _keep(known, plain, _exists(root, plain))
            sentence = "" if known[plain] else f"链接无效: {address}"
            _keep(known, meant, not sentence)
        if sentence:
            yield sentence


def _keep(known: dict[str, bool], address: str, leads: bool) -> None:
    if len(known) > REMEMBERED:
        known.clear()
    known[address] = leads


def _plain_path(address: str, base_url: str) -> str:
    """The path of an address of this site that means the same from every page; empty where it takes a closer look."""
    inner = address.removeprefix(base_url) if address.startswith(f"{base_url}/") else address
    path = inner.partition("#")[0].partition("?")[0]
    return path if _PLAIN_PATH.fullmatch(path) else ""


def may_lead(path: str) -> bool:
    """Whether a file of that name may give an address: tables, packed files and look-up files, which are many, do not.

    >>> may_lead("a/index.html"), may_lead("data/x/permits.jsonl"), may_lead("data/x/permits.csv")
    (True, True, False)
    >>> may_lead("search/config.json"), may_lead("search/n3/0a.json")
    (True, False)
    """
    return path.endswith(_LEADING) and not _LOOKUP.match(path)


def addresses(path: str, found: Content, base_url: str) -> Iterator[tuple[str, bool]]:
    """(address as written, whether a browser loads it by itself)."""
    if isinstance(found, str):
        if path.endswith(".css"):
            for match in _CSS_URL.finditer(found):
                yield match[1] or match[2] or "", True
    elif isinstance(found, etree._Element):
        yield from _in_tree(found, base_url)
    elif found is not None:
        yield from ((one, False) for one in _in_json(found, base_url))


def _in_tree(tree: etree._Element, base_url: str) -> Iterator[tuple[str, bool]]:
    for element in tree.iter("*"):
        for name, value in element.items():
            if name in _FOLLOWED:
                yield value, name == "href" and _is_loading(element)
            elif name in _LOADED or (name == "data" and element.tag == "object"):
                yield value, True
            elif name == "srcset":
                yield from ((part.split()[0], True) for part in value.split(",") if part.strip())
    if tree.tag != "html":
        yield from ((text, False) for text in _feed_texts(tree) if text.startswith(base_url))


def _is_loading(element: etree._Element) -> bool:
    """Whether it is a link by which a browser loads what it leads to."""
    if element.tag != "link":
        return False
    rel = element.get("rel", "")
    return any(one in rel for one in _LOADING_RELS)


def _feed_texts(tree: etree._Element) -> Iterator[str]:
    for element in tree.iter("*"):
        if element.text and str(element.tag).rpartition("}")[2] in _FEED_TAGS:
            yield element.text


def _in_json(value: object, base_url: str) -> Iterator[str]:
    """Texts that are addresses of this site; a pattern with `{id}` is none."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _in_json(inner, base_url)
    elif isinstance(value, list):
        for inner in value:
            yield from _in_json(inner, base_url)
    elif (
        isinstance(value, str)
        and value.startswith(("/", base_url))
        and _SITE_PATH.fullmatch(value.removeprefix(base_url))
    ):
        yield value


def _fault(root: Path, path: str, address: str, loaded: bool, base_url: str) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme in ("mailto", "tel", "data", "tag", "urn"):
        return ""
    if parts.scheme == "javascript":
        return "含有 javascript: 链接"
    inner = address.strip()
    if inner == base_url or inner.startswith((f"{base_url}/", f"{base_url}?", f"{base_url}#")):
        inner = inner.removeprefix(base_url) or "/"
    elif parts.scheme or parts.netloc:
        return f"从其他网站加载: {address}" if loaded else ""
    if "{" in inner:  # a pattern of addresses, for programs
        return ""
    target = unquote(urlsplit(urljoin(f"/{path}", inner)).path)
    return "" if _exists(root, target) else f"链接无效: {address}"


def _exists(root: Path, target: str) -> bool:
    if ".." in target.split("/"):
        return False
    path = f"{root}/{target}" + ("index.html" if target.endswith("/") else "")
    return os.path.isfile(path)  # noqa: PTH113 -- a million times
