"""What an authority must look at because a day has come: overdue rectifications, relapses of watched subjects.

Told to the operator and nobody else; no list is ever changed by it, since listing is an authority's decision.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from creditsite.ledger.store import Ledger
from creditsite.model.config import Site
from creditsite.model.faults import Fault, Place

SOON = timedelta(days=7)
FIELDS = 3  # watched in as many fields: 发改办财金〔2018〕87号 speaks of 大数据警示名单
_OPEN = ("listed", "checked", "rectifying")
_RELAPSE = "关注期内又有严重失信行为 ({}): 请有权机关依法决定是否列入失信名单; 本站不自动列入"
_MANY = "同时在 {} 个领域被重点关注: 请有权机关依法决定是否列入大数据警示名单; 本站不自动列入"


def due(ledger: Ledger, site: Site, as_of: date) -> Iterator[Fault]:
    """Every duty of the day as a warning."""
    yield from _rectifications(ledger, site, as_of)
    watch = [one.kind for one in site.lists if one.effect == "watch"]
    if watch:
        yield from _relapses(ledger, site, watch)
        yield from _in_many_fields(ledger, watch)


def _rectifications(ledger: Ledger, site: Site, as_of: date) -> Iterator[Fault]:
    rows = ledger.db.execute(
        "SELECT json_extract(payload, '$.county') AS county, SUM(state = 'overdue'),"
        " SUM(state IN (?, ?, ?) AND due BETWEEN ? AND ?), SUM(state IN (?, ?, ?) AND due IS NULL)"
        " FROM (SELECT payload, json_extract(payload, '$.state') AS state, json_extract(payload, '$.due_on') AS due"
        " FROM record WHERE kind = 'rectifications' AND outcome IN ('published', 'not_shown'))"
        " GROUP BY county ORDER BY county",
        (*_OPEN, str(as_of), str(as_of + SOON), *_OPEN),
    )
    for county, late, soon, endless in rows.fetchall():
        told = (
            (late, "逾期 {} 件"),
            (soon, f"{SOON.days} 日内到期 {{}} 件"),
            (endless, "没有整改期限 {} 件"),
        )
        if said := [words.format(number) for number, words in told if number]:
            message = f"专项治理 {site.district_name(county or '')}: {', '.join(said)}"
            yield Fault(Place("rectifications"), message, level="warning")


def _relapses(ledger: Ledger, site: Site, watch: list[str]) -> Iterator[Fault]:
    """Watched subjects with a serious penalty decided since, as long as no list of dishonesty names them."""
    black = [one.kind for one in site.lists if one.effect == "black"]
    rows = ledger.db.execute(
        "SELECT w.place, MIN(json_extract(p.payload, '$.document_no')) FROM record w"  # few are watched
        " CROSS JOIN record p INDEXED BY record_subject_key ON p.subject_key = w.subject_key"
        "  AND p.kind = 'penalties' AND p.outcome = 'published'"
        "  AND json_extract(p.payload, '$.severity') = 'serious' AND p.dated > w.dated"
        f" WHERE w.kind = 'listings' AND w.outcome = 'published' AND w.list_kind IN ({_marks(watch)})"
        " AND NOT EXISTS (SELECT 1 FROM record b INDEXED BY record_subject_key"
        "  WHERE b.subject_key = w.subject_key AND b.kind = 'listings'"
        f"  AND b.outcome = 'published' AND b.list_kind IN ({_marks(black)}))"
        " GROUP BY w.key ORDER BY w.key",
        (*watch, *black),
    )
    for place, number in rows.fetchall():
        yield Fault(Place.told(place), _RELAPSE.format(number), level="warning")


def _in_many_fields(ledger: Ledger, watch: list[str]) -> Iterator[Fault]:
    rows = ledger.db.execute(
        "SELECT MIN(place), COUNT(DISTINCT json_extract(payload, '$.sector')) AS fields FROM record"
        f" WHERE kind = 'listings' AND outcome = 'published' AND list_kind IN ({_marks(watch)})"
        " GROUP BY subject_key HAVING fields >= ? ORDER BY subject_key",
        (*watch, FIELDS),
    )
    for place, fields in rows.fetchall():
        yield Fault(Place.told(place), _MANY.format(fields), level="warning")


def _marks(values: list[str]) -> str:
    return ", ".join("?" for _ in values)
