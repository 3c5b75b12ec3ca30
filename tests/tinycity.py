"""A tiny city in a real ledger, made by hand: enough records of every kind to fill a second page. All fictional."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path
from typing import Any

from stdnum.cn import uscc

from creditsite import ledger
from creditsite.model import records as r
from creditsite.model import vocabulary as v
from creditsite.model.config import Display, GradeRule, Period, RuleSet, Site
from creditsite.model.faults import Place
from creditsite.model.prose import PROSE_SECTIONS, Page
from creditsite.model.rows import Row
from creditsite.render.source import Source
from tests.profiles import AS_OF, RELEASE, a_site, filled
from tests.rows import enter_rows, row

SUBJECTS = 8
PER_SUBJECT: tuple[tuple[str, type[Any]], ...] = (
    ("subjects", r.Subject),
    ("shops", r.Shop),
    ("listings", r.Listing),
    ("commitments", r.Commitment),
    ("permits", r.Permit),
    ("penalties", r.Penalty),
    ("ratings", r.Rating),
    ("honours", r.Honour),
    ("inspections", r.Inspection),
    ("rectifications", r.Rectification),
)
EARLIER = AS_OF - timedelta(days=30)
LATER = date(2027, 6, 30)


def code(number: int) -> str:
    """A valid code of the test region."""
    body = f"91990102MA{number:07d}"
    return body + uscc.calc_check_digit(body)


def city() -> Site:
    """The configuration of the tiny city, with one rule of display."""
    rule = RuleSet(
        id="order-36",
        title="《信用修复管理办法》",
        source="国家发展和改革委员会令第36号",
        version="2025",
        checked_on=AS_OF,
        decided_from=None,
        decided_until=None,
        authority="",
        kinds=("penalties", "listings"),
        grades=tuple(
            GradeRule(
                severity=one,
                shown=one != "minor",
                shortest=Period(months=3),
                longest=Period(months=12),
            )
            for one in v.SEVERITY.ids()
        ),
    )
    keep = (("permits", 60), ("ratings", 36), ("inspections", 24))
    return replace(
        a_site(), display=Display(rule_sets=(rule,), local_limit=Period(months=60), keep=keep)
    )


def rows(word: str = "") -> Iterator[Row]:
    """Rows of every kind; the last subject has a name and nothing else. `word`, if any, stands in every free text."""
    lines = count(2)
    for number in range(SUBJECTS):
        for kind, record_class in PER_SUBJECT:
            if number == SUBJECTS - 1 and kind != "subjects":
                continue
            yield row(Place("t.csv", row=next(lines)), kind, _record(record_class, number, word))
    for measure in ("red", "black"):
        direction = "reward" if measure == "red" else "punish"
        record = replace(
            filled(r.Measure, str), direction=direction, measure_name=f"措施 {measure}"
        )
        yield row(Place("m.csv", row=next(lines)), "measures", record)
    feedback = replace(filled(r.MeasureFeedback, str), measure_name="措施 red")
    yield row(Place("f.csv", row=2), "measure_feedback", feedback)
    for number, (channel, misdeed) in enumerate(product(v.CHANNEL.ids(), v.MISDEED.ids())):
        stat = r.ComplaintStat(
            channel=channel,
            period="2026-09",
            region_code="990102",
            misdeed=misdeed,
            received=number,
            closed=number,
            upheld=number // 2,
            satisfied=number // 3,
        )
        yield row(Place("c.csv", row=number + 2), "complaint_stats", stat)


def _record(record_class: type[Any], number: int, word: str) -> Any:
    made = filled(record_class, lambda text: f"{word or text}{number}")
    dates = {
        name: value
        for name, value in {
            "decided_on": EARLIER,
            "listed_on": EARLIER,
            "rated_on": EARLIER,
            "valid_until": LATER,
            "display_until": None,
            "list_until": None,
            "delisted_on": None,
            "revoked_on": None,
            "closed_on": None,
            "withdrawn_on": None,
            "severity": "serious",
            "list_status": "active",
            "list_kind": ("red", "watch", "brushing_black")[number % 3],
            "source_status": "normal",
            "openness": "public",
            "state": "rectifying",
            "county": "990102",
            "roles": (("platform",), ("courier",), ("merchant", "platform_operator"))[number % 3],
        }.items()
        if name in record_class.__dataclass_fields__
    }
    name = f"{number}{word}" if word else f"云浦市示例{number}号商贸有限公司"
    return replace(made, uscc=code(number), subject_name=name, subject_no="", **dates)


def pages() -> tuple[Page, ...]:
    """A page of prose in every section."""
    article = filled(r.Article, str)
    made = [
        Page(section, "example", replace(article, title=f"{title}示例"), "# 标题\n\n正文。")
        for section, title in PROSE_SECTIONS
    ]
    return (*made, Page("guides", "levels", article, "## 等级\n\n见下。"))


def tiny_source(folder: Path, word: str = "") -> Source:
    """The tiny city as one release; whoever asks closes its ledger."""
    book = ledger.open_ledger(folder / "ledger.sqlite")
    site = city()
    enter_rows(book, rows(word))
    tokens = count()
    ledger.settle(book, site, AS_OF, lambda: _token(next(tokens)), lambda _: None)
    ledger.stage_release(book, RELEASE, AS_OF, site, pages())
    ledger.finish_release(book, RELEASE)
    return Source(book, site, pages(), RELEASE, AS_OF)


def _token(number: int) -> str:
    signs = "abcdefghijklmnopqrstuvwxyz234567"
    found = ""
    for _ in range(24):
        number, rest = divmod(number, 32)
        found += signs[rest]
    return found
