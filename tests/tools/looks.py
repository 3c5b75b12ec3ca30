"""One address for every look that a page of a released site can have, chosen from what the release holds."""

import json
from collections.abc import Iterator
from pathlib import Path

# Pages of the demonstration city and of none; what a city does not have is left out.
PAGES = """
/ /404.html /search/ /subjects/ /subjects/2/ /lists/ /lists/red/ /lists/watch/ /lists/serious/ /lists/ecommerce_black/
/penalties/ /permits/ /commitments/ /ratings/ /ratings/levels/ /honours/ /inspections/ /rectification/ /rectification/2/
/platforms/ /couriers/ /measures/ /measures/ways/ /measures/feedback/ /statistics/ /sitemap/ /privacy/
/about/ /about/site/ /about/method/ /about/design/
/policies/ /policies/ndrc-2016-2794/ /standards/ /standards/gb-32100-2015/ /cases/ /cases/brushing-case-2026/ /alerts/
/alerts/double-11-2026/ /reports/ /reports/monitoring-2026-q3/ /campaigns/ /campaigns/double-11-2026/
/campaigns/training-2026/ /news/ /news/site-launch-2026/ /guides/ /guides/repair/ /guides/levels/ /guides/period/
/guides/query/ /guides/object/ /guides/report/ /guides/promise/ /guides/licence/ /guides/embed/ /guides/data/
/guides/delivery/ /guides/traceability/ /guides/privacy/ /guides/corrections/ /guides/repair-form/
/guides/objection-form/ /guides/commitment-form/ /data/ /feeds/ /api/ /embed/ /embed/query/ /verify/
/en/ /en/lists/red/ /en/measures/ /en/statistics/ /en/guides/repair/ /en/policies/ndrc-2016-2794/ /en/search/
/zh-hant/ /zh-hant/guides/repair/ /zh-hant/lists/red/
"""


def looks(root: Path) -> Iterator[tuple[str, str]]:
    """(name, address) of each; of the subjects those with most and least to say, with the longest name, a person."""
    for address in PAGES.split():
        if (root / address[1:] / "index.html").is_file() or (root / address[1:]).is_file():
            yield address.strip("/").replace("/", "-").removesuffix(".html") or "home", address
    for folder in sorted((root / "ratings" / "levels").glob("*/*/"))[:1]:
        yield "level", f"/{folder.relative_to(root)}/"
    sizes = {page.parent.name: page.stat().st_size for page in (root / "s").glob("*/index.html")}
    ranked = sorted(sizes, key=lambda one: (sizes[one], one))
    names = {one: _name(root / "s" / one) for one in ranked}
    full = ranked[-1]
    yield "subject", f"/s/{full}/"
    yield "subject-middle", f"/s/{ranked[len(ranked) * 3 // 4]}/"
    yield "subject-empty", f"/s/{ranked[0]}/"
    yield "subject-long", f"/s/{max(ranked, key=lambda one: (len(names[one]), one))}/"
    yield from (("subject-person", f"/s/{one}/") for one in ranked if one.startswith("per"))
    for prefix in ("en", "zh-hant"):
        if (root / prefix).is_dir():
            yield f"{prefix}-subject", f"/{prefix}/s/{full}/"
    yield "verify-subject", f"/verify/?s={full}"
    yield "search-results", "/search/?q=云浦"
    yield "search-none", "/search/?q=没有这个名称"


def _name(folder: Path) -> str:
    return str(json.loads((folder / "index.json").read_text(encoding="utf-8"))["name"])
