"""Nobody is lost on the way: pages, sitemap, open data and look-up files count the same subjects; every row adds up."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from creditsite.ledger import BalanceLine
from creditsite.model.config import Site
from creditsite.release.folder import SUBJECTS
from creditsite.release.gates.finding import Finding
from creditsite.render.languages import language

GATE = "核对"
_PAGE, _ENTRY = "index.html", b"<loc>%s/s/"


def counts(root: Path, site: Site, subjects: int, persons: int = 0) -> Iterator[Finding]:
    """A finding for everything that counts other than the ledger's number of subjects with a page.

    Natural persons have a page and its data, and are in nothing that gathers.
    """
    everybody, base_url = subjects + persons, site.base_url
    others = [language(tag).prefix for tag in site.languages[1:]]
    each = _each(root)
    for what, found, due in (
        ("主体页面", each[_PAGE], everybody),
        *(
            (f"{start}/ 下的主体页面", _each(root / start[1:])[_PAGE], everybody)
            for start in others
        ),
        ("主体数据", each["index.json"], everybody),
        ("主体标识图", each["badge.svg"], subjects),
        ("签名状态", each["status.jwt"] or None, subjects),  # a city may do without
        *(
            (f"站点地图中 {start}/ 下的主体", _in_sitemap(root, base_url + start), subjects)
            for start in ("", *others)
        ),
        ("开放数据中的主体", _in_data(root), subjects),
        ("查询文件中的主体", _in_lookup(root), subjects),
    ):
        if found is not None and found != due:
            yield Finding(GATE, "", f"{what}有 {found} 个, 应有 {due} 个")


def balance(lines: tuple[BalanceLine, ...]) -> Iterator[Finding]:
    """A finding for every file of which a row went nowhere or twice."""
    for one in lines:
        parts = (
            one.published,
            one.not_shown,
            one.expired,
            one.withheld,
            one.removed,
            one.duplicate,
            one.set_aside,
        )
        if one.read != sum(parts):
            yield Finding(
                GATE, "", f"{one.file} ({one.kind}): 读入 {one.read} 行, 去向合计 {sum(parts)} 行"
            )


def _each(root: Path) -> Counter[str]:
    """How many subjects have a file of each name."""
    if not (home := root / SUBJECTS).is_dir():
        return Counter()
    with os.scandir(home) as subjects:  # a million
        return Counter(chain.from_iterable(map(_files, subjects)))


def _files(folder: "os.DirEntry[str]") -> list[str]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        return [one.name for one in found if one.is_file()]


def _in_sitemap(root: Path, base_url: str) -> int:
    needle = _ENTRY % base_url.encode()
    return sum(path.read_bytes().count(needle) for path in (root / "sitemaps").glob("*.xml"))


def _in_data(root: Path) -> int | None:
    return _said(root / "data" / "index.json", "counts", "subjects")


def _in_lookup(root: Path) -> int | None:
    return _said(root / "search" / "config.json", "lookup", "subjects")


def _said(path: Path, *keys: str) -> int | None:
    """The number that a file says; none where there is no file, less than none where it says no number."""
    if not path.is_file():
        return None
    try:
        value = json.loads(path.read_bytes())
        for key in keys:
            value = value[key]
        return int(value)
    except (ValueError, KeyError, TypeError):
        return -1
