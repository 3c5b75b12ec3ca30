"""Charts by name: what a report may place with `{{chart:NAME}}`, what the dashboard shows, and a data file of each."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, current_app
from jinja2 import Environment
from markupsafe import Markup

from creditsite import ledger
from creditsite.model.prose import CHART_LINE, CHARTS
from creditsite.render.charts import grouped
from creditsite.render.source import Source
from creditsite.render.tableforms import escape_cell
from creditsite.render.tallies import Tally, by_field, counted, districts
from creditsite.render.totals import complaints

MONTHS = 12  # of the chart of entries and exits: as many as fit a phone


def blueprint(source: Source) -> Blueprint:
    """The routes of the data files."""
    routes = Blueprint("dashboard", __name__)

    names = ",".join(f'"{name}"' for name in CHARTS)

    @routes.get(f"/data/charts/<any({names}):name>.csv")
    def data(name: str) -> Response:
        return Response(as_csv(chart(name, source)), mimetype="text/csv")

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every data file."""
    for name in CHARTS:
        yield "dashboard.data", {"name": name}


def chart(name: str, source: Source) -> Tally:
    """A chart by its name, with its table and the address of its data."""
    return replace(_DRAWN[name](source), id=f"chart-{name}", data=f"/data/charts/{name}.csv")


def as_csv(one: Tally) -> bytes:
    """The table of a chart as CSV, harmless in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in (one.head, *one.rows):
        writer.writerow([escape_cell(cell, text_column=False) for cell in row])
    return out.getvalue().encode()


def placed(body: Markup, source: Source, env: Environment) -> Markup:
    """A text with its charts drawn where it names them."""
    macro = env.get_template("macros/parts.html").module.tally  # type: ignore[attr-defined]  # a macro is an attribute
    day = source.as_of.isoformat()
    return Markup(
        CHART_LINE.sub(lambda found: macro(chart(found[1], source), day), body, count=len(CHARTS))
    )


def here(body: Markup, source: Source) -> Markup:
    """The same, for a view of the running app."""
    return placed(body, source, current_app.jinja_env)


def _by_district(source: Source) -> Tally:
    found = Counter[str]()
    for region, count in ledger.listings_by_district(source.ledger).items():
        found[source.site.district_name(region)] += count
    rows = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return counted("", "公示中的名单条目：按区县", "区县", rows, source.language)


def _by_list(source: Source) -> Tally:
    rows = [
        (one.name, ledger.total(source.ledger, "listings", list_kind=one.kind, persons=True))
        for one in source.site.lists
        if not one.historical
    ]
    return counted("", "公示中的名单条目：按名单", "名单", rows, source.language)


def _by_misdeed(source: Source) -> Tally:
    return by_field("rectifications", "misdeed", "公示中的治理案件：按问题类型", source)


def _by_fulfilment(source: Source) -> Tally:
    return by_field("commitments", "fulfilment", "信用承诺：按履行状态", source)


def _by_channel(source: Source) -> Tally:
    found = (one for one in complaints(source) if one.id == "complaints-channel")
    return next(found, counted("", "投诉举报：按渠道", "渠道", [], source.language))


def _by_month(source: Source) -> Tally:
    """Entries on display by the month they were listed, exits while announced by the month of the exit."""
    listed = Counter(ledger.listings_by_month(source.ledger))
    left = Counter(
        entry.record.delisted_on.isoformat()[:7]
        for _, entry in ledger.exits(source.ledger)
        if entry.record.delisted_on
    )
    say = source.language.word
    title = "名单的列入和移出：按月"
    rows = [(month, listed[month], left[month]) for month in sorted({*listed, *left})[-MONTHS:]]
    head = ("月份", "列入（公示中）", "移出（公告中）")
    return Tally(
        id="",
        title=title,
        head=head,
        rows=tuple((month, str(a), str(b)) for month, a, b in rows),
        chart=grouped(say(title), (say(head[1]), say(head[2])), rows) if rows else None,
    )


_DRAWN: Mapping[str, Callable[[Source], Tally]] = MappingProxyType(
    {
        "listings-by-district": _by_district,
        "listings-by-list": _by_list,
        "entries-exits-by-month": _by_month,
        "misdeeds-by-kind": _by_misdeed,
        "commitments-by-fulfilment": _by_fulfilment,
        "rectification-progress": districts,
        "complaints-by-channel": _by_channel,
    }
)
