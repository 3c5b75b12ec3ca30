"""Totals of complaints, with small numbers hidden: nobody may be told from a total."""

from collections.abc import Callable

from creditsite import ledger
from creditsite.model import vocabulary as v
from creditsite.model.records import ComplaintStat
from creditsite.render.charts import bars
from creditsite.render.source import Source
from creditsite.render.tallies import Tally

MEASURED = ("received", "closed", "upheld", "satisfied")
HEAD = ("受理", "办结", "属实", "满意")


def complaints(source: Source) -> list[Tally]:
    """Complaints by channel, by misdeed, by period and by district."""
    site = source.site
    ways: tuple[tuple[str, str, str, Callable[[ComplaintStat], str]], ...] = (
        ("channel", "投诉举报：按渠道", "渠道", lambda r: v.CHANNEL.label(r.channel)),
        ("misdeed", "投诉举报：按问题类型", "问题类型", lambda r: v.MISDEED.label(r.misdeed)),
        ("period", "投诉举报：按期间", "期间", lambda r: r.period),
        ("region", "投诉举报：按区县", "区县", lambda r: site.district_name(r.region_code)),
    )
    sums: dict[str, dict[str, list[int]]] = {name: {} for name, *_ in ways}
    for _, entry in ledger.entries(source.ledger, "complaint_stats"):
        for name, _title, _head, label in ways:
            line = sums[name].setdefault(label(entry.record), [0] * len(MEASURED))
            for number, field in enumerate(MEASURED):
                line[number] += getattr(entry.record, field) or 0
    return [
        _table(name, title, head, sums[name], by_name=name == "period", small=site.small_count)
        for name, title, head, _ in ways
        if sums[name]
    ]


def _table(
    name: str, title: str, head: str, sums: dict[str, list[int]], *, by_name: bool, small: int
) -> Tally:
    found = sorted(sums.items(), key=lambda pair: pair[0] if by_name else (-pair[1][0], pair[0]))
    drawn = [(label, numbers[0]) for label, numbers in found if numbers[0] >= small]
    return Tally(
        id=f"complaints-{name}",
        title=title,
        head=(head, *HEAD),
        rows=tuple((label, *(_told(n, small) for n in numbers)) for label, numbers in found),
        chart=bars(title + "（受理件数）", drawn),
    )


def _told(number: int, small: int) -> str:
    """A total as it may be told: small ones are hidden, zero is not.

    >>> _told(0, 5), _told(3, 5), _told(12, 5)
    ('0', '少于 5', '12')
    """
    return str(number) if number == 0 or number >= small else f"少于 {small}"
