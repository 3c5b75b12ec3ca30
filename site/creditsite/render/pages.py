"""Pages that belong to no register and no subject: home, look-up, roles, statistics, map, not found."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort

from creditsite import ledger
from creditsite.ledger import Event
from creditsite.model import vocabulary as v
from creditsite.model.kinds import KINDS, kind
from creditsite.model.prose import CHARTS, PROSE_SECTIONS
from creditsite.model.rows import OUTCOME_LABELS
from creditsite.model.standing import STANDINGS
from creditsite.render.dashboard import chart
from creditsite.render.dataindex import balance
from creditsite.render.feeditems import OPS
from creditsite.render.frame import page
from creditsite.render.lasting import lasting_page
from creditsite.render.paging import Sheet, later, sheet
from creditsite.render.prose import OWN, in_order
from creditsite.render.registers import REGISTERS
from creditsite.render.source import Source
from creditsite.render.tallies import counted
from creditsite.render.totals import complaints

NEWEST = 12  # entries on the home page
TOLD = (
    "listed",
    "exited",
    "penalised",
    "broken",
    "honoured",
)  # what a reader of news looks for; feeds tell all
ROLES = {  # address → title, roles, introduction
    "platforms": (
        "电子商务平台",
        ("platform", "platform_operator"),
        "在本市登记的电子商务平台和第三方交易平台服务经营者，以及各平台上有多少家本市店铺。",
    ),
    "couriers": (
        "寄递物流企业",
        ("courier",),
        "在本市登记的快递和物流企业，等级由邮政管理部门按公布的办法评定。",
    ),
}


def not_found(_error: Exception) -> Response:
    """The page of an address that is none, which a web server shows as /404.html."""
    return Response(page("404.html", "/404.html", {}), status=404)


def blueprint(source: Source) -> Blueprint:
    """The routes."""
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    def home() -> str:
        return page("home.html", "/", _home(source))

    @routes.get("/search/")
    def search() -> str:
        return page("search.html", "/search/", {"count": ledger.subject_count(source.ledger)})

    @routes.get("/subjects/")
    def subjects() -> str:
        return _subjects_page(1, source)

    @routes.get("/subjects/<int(min=2):number>/")
    def subjects_later(number: int) -> str:
        return _subjects_page(number, source)

    @routes.get(f"/<any({','.join(ROLES)}):slug>/")
    def roles(slug: str) -> str:
        return _roles_page(slug, 1, source)

    @routes.get(f"/<any({','.join(ROLES)}):slug>/<int(min=2):number>/")
    def roles_later(slug: str, number: int) -> str:
        return _roles_page(slug, number, source)

    @routes.get("/statistics/")
    def statistics() -> str:
        return page("statistics.html", "/statistics/", _statistics(source))

    @routes.get("/sitemap/")
    def sitemap() -> str:
        values = {
            "registers": REGISTERS,
            "sections": _sections(source),
            "guides": [p for p in in_order("guides", source) if ("guides", p.slug) not in OWN],
            "campaigns": in_order("campaigns", source),
            "articles": [(name, in_order(name, source)) for name, _ in PROSE_SECTIONS],
            "titles": dict(PROSE_SECTIONS),
        }
        return page("sitemap.html", "/sitemap/", values)

    @routes.get("/privacy/")
    def privacy() -> str:
        return page("privacy.html", "/privacy/", {})

    @routes.get("/404.html")
    def missing() -> str:
        return page("404.html", "/404.html", {})

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address of this module."""
    for name in (
        "home",
        "search",
        "subjects",
        "statistics",
        "sitemap",
        "privacy",
        "missing",
    ):
        yield f"pages.{name}", {}
    size = source.site.per_page
    for number in later(ledger.subject_count(source.ledger), size):
        yield "pages.subjects_later", {"number": number}
    for slug in ROLES:
        yield "pages.roles", {"slug": slug}
        for number in later(ledger.subject_count(source.ledger, roles=ROLES[slug][1]), size):
            yield "pages.roles_later", {"slug": slug, "number": number}


def _home(source: Source) -> dict[str, Any]:
    counts = [
        (
            f"/lists/{one.kind}/",
            one.name,
            ledger.total(source.ledger, "listings", list_kind=one.kind, persons=True),
        )
        for one in source.site.lists
        if not one.historical
    ]
    return {
        "subjects": ledger.subject_count(source.ledger),
        "registers": [(r, ledger.total(source.ledger, r.kind)) for r in REGISTERS],
        "lists": counts,
        "news": [
            _news(one, source)
            for one in ledger.events(source.ledger, ops=TOLD, named=True, limit=NEWEST)
        ],
        "sections": _sections(source),
        "notices": [
            p for p in _newest_first(source) if p.section in ("alerts", "news", "campaigns")
        ][:5],
    }


def _news(event: Event, source: Source) -> dict[str, Any]:
    definition = source.site.list_definition(event.list_kind)
    say = source.language.word
    about = say(definition.name if definition else kind(event.kind).title)
    word = say(OPS[event.op])
    return {
        "day": event.effective.isoformat(),
        "title": word if about == word else f"{about} · {word}",
        "subject": event.subject if event.entry else None,
        "record_id": event.record_id,
    }


def _newest_first(source: Source) -> list[Any]:
    dated = [p for p in source.pages if p.article.published_on]
    return sorted(dated, key=lambda p: (p.article.published_on, p.slug), reverse=True)


def _sections(source: Source) -> list[tuple[str, str, int]]:
    """Section, title and number of pages, in the order of the menu."""
    return [
        (section, title, sum(p.section == section for p in source.pages))
        for section, title in PROSE_SECTIONS
    ]


def _subjects_page(number: int, source: Source) -> str:
    total = ledger.subject_count(source.ledger)
    here = sheet("/subjects/", number, total, source.site.per_page) or abort(404)
    rows = list(ledger.alphabetical(source.ledger, here.size, here.offset))
    letters = ledger.letters(source.ledger)
    values = {
        "sheet": here,
        "rows": [row for _, row in rows],
        "index": [(letter, _anchor(letter, before, here)) for letter, before in letters],
        "begins": {  # the first subject under each letter, on the page that has it
            rows[before - here.offset][1].id: letter
            for letter, before in letters
            if 0 <= before - here.offset < len(rows)
        },
        "labels": _standing_labels(),
    }
    return lasting_page(source, "subjects.html", here.address, values)


def _anchor(letter: str, before: int, here: Sheet) -> str:
    """Where a letter of the index begins."""
    name = "other" if letter == ledger.OTHERS else letter
    return f"{here.to(before // here.size + 1)}#letter-{name}"


def _roles_page(slug: str, number: int, source: Source) -> str:
    title, roles, intro = ROLES[slug]
    total = ledger.subject_count(source.ledger, roles=roles)
    here = sheet(f"/{slug}/", number, total, source.site.per_page) or abort(404)
    rows = list(
        ledger.subject_rows(source.ledger, roles=roles, limit=here.size, offset=here.offset)
    )
    sells = slug == "platforms"
    shops = dict(ledger.tallies(source.ledger, "shops", "platform_code")) if sells else None
    values = {
        "slug": slug, "title": title, "intro": intro, "sheet": here, "rows": rows,
        "labels": _standing_labels(), "role_labels": {t.id: t.label for t in v.ROLE.terms},
        "shops": shops, "feeds": list(ledger.followed(source.ledger, "platform")) if sells else [],
    }  # fmt: skip
    return lasting_page(source, "roles.html", here.address, values)


def _standing_labels() -> dict[str, str]:
    return {one.id: one.label for one in STANDINGS}


def _statistics(source: Source) -> dict[str, Any]:
    shown = [(one.title, ledger.total(source.ledger, one.name)) for one in KINDS if one.register]
    standings = [
        (one.label, ledger.subject_count(source.ledger, standing=one.id)) for one in STANDINGS
    ]
    districts = [
        (one.name, ledger.subject_count(source.ledger, region=one.code))
        for one in source.site.districts
    ]
    return {
        "subjects": ledger.subject_count(source.ledger),
        "tallies": [
            counted("by-kind", "公示中的记录", "种类", shown, source.language),
            counted("by-standing", "主体的公示状态", "公示状态", standings, source.language),
            counted("by-district", "各区县主体", "区县", districts, source.language),
        ],
        "charts": [chart(name, source) for name in CHARTS],
        "complaints": [
            t for t in complaints(source) if t.id != "complaints-channel"
        ],  # a chart above
        "balance": balance(source),  # not by file: names of files may say anything
        "outcomes": OUTCOME_LABELS,
    }
