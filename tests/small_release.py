"""A release of a tiny fictional city as the ledger really holds it, for tests of what is published from it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask

from creditsite.ledger import finish_release, open_ledger, settle, stage_release
from creditsite.model import records as r
from creditsite.model.config import Site
from creditsite.model.faults import Place
from creditsite.model.kinds import KINDS
from creditsite.model.prose import Page
from creditsite.render.assets import assets
from creditsite.render.frame import furnish
from creditsite.render.source import Source
from tests.rows import enter_rows, row
from tests.sites import code, tiny_site, tokens

DAY = date(2026, 10, 31)
ORANGE = code("91990102MA0000001")
PLUM = code("92990102MA0000002")
NAUGHTY = '=HYPERLINK("http://x")<script>alert(1)</script>&"\''
KIND_OF = {kind.record_class: kind.name for kind in KINDS}


def records() -> Iterator[Any]:
    """Records of every kind that is published, all invented."""
    orange = {"subject_name": "青橙商贸", "uscc": ORANGE}
    plum = {"subject_name": "青梅小店", "uscc": PLUM}
    yield r.Subject(
        **orange, entity_kind="organization", roles=("merchant",), region_code="990102",
        sites=("https://shop.example/",), licence_url="https://licence.example/1",
    )  # fmt: skip
    yield r.Subject(
        **plum,
        entity_kind="sole_trader",
        roles=("individual_seller", "merchant"),
        address="虚构路1号",
    )
    yield r.Shop(
        **orange, platform_name="虚构平台", shop_name="橙店", shop_url="https://mall.example/s/1"
    )
    for number, day in enumerate((date(2026, 5, 20), date(2026, 6, 20))):
        yield r.Penalty(
            **orange, document_no=f"小市监罚〔2026〕{number}号", facts=NAUGHTY, legal_basis="虚构的依据",
            penalty_kinds=("fine", "warning"), content="罚款，\n分两次缴", fine_wan=Decimal("0.20"),
            decided_on=day, severity="general", authority="小城市市监局",
        )  # fmt: skip
    yield r.Listing(
        **plum, list_kind="black", reason="虚构的事由", conduct=("brushing",), legal_basis="虚构的依据",
        document_no="小信名〔2026〕3号", decided_on=date(2026, 3, 1), listed_on=date(2026, 3, 2),
        designating_body="小城市商务局",
    )  # fmt: skip
    yield r.Commitment(
        **orange, commitment_no="99010020260301000001", commitment_kind="voluntary", matter="发货",
        content="48小时发货", liability="公开", made_on=date(2026, 3, 1), fulfilment="fulfilled",
        accepted_by="小城市商务局", openness="public",
    )  # fmt: skip
    yield r.Rating(
        **orange,
        rating_name="商家信用分级",
        grade="A",
        rated_on=date(2026, 2, 1),
        year=2025,
        rated_by="协会",
    )
    yield r.Honour(
        **orange,
        title="诚信示范",
        level="city",
        issued_by="小城市商务局",
        issued_on=date(2026, 4, 1),
    )
    yield r.Measure(
        measure_name="从严审核", direction="punish", applies_to=("black",), bases=("虚构的依据",),
        departments=("小城市商务局",), checked_on=date(2026, 9, 1),
    )  # fmt: skip
    yield r.ComplaintStat(
        channel="12315", period="2026-09", region_code="990102", misdeed="false_advertising",
        received=50, closed=49, upheld=2, satisfied=40,
    )  # fmt: skip


def pages() -> tuple[Page, ...]:
    """Two pages of prose, of one day."""
    return tuple(
        Page(section, slug, r.Article(title=title, summary="摘要 <b>", published_on=DAY), "正文")
        for section, slug, title in (("cases", "case-1", "典型案例一"), ("alerts", "alert-1", "提示 & 警惕"))
    )  # fmt: skip


@contextmanager
def small_release(
    folder: Path,
    *more: Any,
    site: Site | None = None,
    change: Callable[[Any], Any] = lambda record: record,
) -> Iterator[Source]:
    """A released ledger of the records, and of some more, as a source."""
    of = site or tiny_site()
    with open_ledger(folder / "ledger.sqlite") as ledger:
        release(ledger, of, "2026-10-31-abcdefgh", map(change, (*records(), *more)))
        yield Source(ledger, of, pages(), "2026-10-31-abcdefgh", DAY)


def release(
    ledger: Any,
    site: Site,
    name: str,
    rows: Any,
    as_of: date = DAY,
    written: tuple[Page, ...] | None = None,
    token: Any = None,
) -> None:
    """Load records and make them, and what is written, the current release."""
    stage(ledger, site, name, rows, as_of, written, token)
    finish_release(ledger, name)


def stage(
    ledger: Any,
    site: Site,
    name: str,
    rows: Any,
    as_of: date = DAY,
    written: tuple[Page, ...] | None = None,
    token: Any = None,
    hand: str = "",
) -> None:
    """Load records and make them, and what is written, a release that is about to be drawn."""
    enter_rows(
        ledger,
        [row(Place("t.csv", "", n), KIND_OF[type(one)], one) for n, one in enumerate(rows, 2)],
    )
    settle(ledger, site, as_of, token or tokens(), lambda _: None)
    stage_release(ledger, name, as_of, site, pages() if written is None else written, hand)


def app_of(source: Source, *modules: Any) -> Flask:
    """An app of these modules' routes alone."""
    app = Flask("creditsite.render", static_url_path=assets(source.site))
    app.testing = True
    furnish(app, source)
    for module in modules:
        app.register_blueprint(module.blueprint(source))
    return app
