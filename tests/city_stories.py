"""What becomes of a fictional subject: each story gives all its records, from the model firm to the struck one."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from creditsite.model import records as r
from tests import city_records as make
from tests import city_texts as texts
from tests.city_people import Who, office, pick
from tests.city_records import MERCHANTS

Record = Any  # an instance of one of the record classes
Story = Callable[[Who], Iterator[Record]]

_PERMITS = {
    "食品": "food", "零食": "food", "水产品": "food", "生鲜供应链": "food", "土特产": "brand", "农产品": "brand",
    "茶叶": "food", "茶业": "food", "干货": "food", "水果": "food", "医疗器械": "device", "图书发行": "book",
    "农资": "pesticide", "包装材料": "lab", "文化创意": "culture", "菌菇": "brand", "蜂业": "brand",
    "冷链": "food", "百货": "food",
}  # fmt: skip
_GRADES = {  # story's quality → grades of the two schemes
    "best": (("AAA",), ("A",)),
    "good": (("AAA", "AA", "AA"), ("A", "B")),
    "fair": (("AA", "A", "A"), ("B",)),
    "poor": (("B",), ("C",)),
    "bad": (("C",), ("D",)),
}


def _grade(who: Who, quality: str, chance: float = 0.75) -> Iterator[Record]:
    """A rating, newly made or run out; not everybody is rated."""
    if who.role not in (*MERCHANTS, "courier") or who.rng.random() > chance:
        return
    grades = _GRADES[quality][who.role == "courier"]
    old = (1 if who.role == "courier" else 2) if who.rng.random() < 0.15 else 0
    yield make.rating(who, pick(who.rng, grades), old)
    if who.role == "courier" and not old:
        yield make.rating(who, pick(who.rng, grades), 1)


def _permit(who: Who) -> Iterator[Record]:
    matter = _PERMITS.get(who.word, "")
    if who.role == "courier":
        matter = "courier"
    if who.role == "platform":
        matter = "telecom"
    if matter:
        yield make.permit(who, matter, who.ago(60, 1200))
    if who.serial % 12 == 0 and who.role != "individual_seller":
        other = "franchise" if who.role == "courier" else "other"
        yield make.permit(who, other, who.ago(20, 500), nth=1)


def _promise(who: Who, fulfilment: str, nth: int = 0) -> Iterator[Record]:
    kinds = ("voluntary", "voluntary", "voluntary", "industry_self_discipline", "approval_substitute",
             "deferred_documents", "proof_substitute", "other")  # fmt: skip
    kind = make.turn(who, kinds, nth)
    openness = pick(who.rng, ("public",) * 11 + ("restricted", "closed"))
    span = (150, 900)
    if fulfilment == "pending" and kind in (
        "deferred_documents",
        "approval_substitute",
        "proof_substitute",
    ):
        span = (2, 12)  # such promises fall due within days
    yield make.commitment(who, kind, who.ago(*span), fulfilment, openness, nth)


def model(who: Who) -> Iterator[Record]:
    """On the red list, with honours and all promises kept."""
    day = who.ago(40, 560)
    award = make.honour(who, day - timedelta(days=who.rng.randint(60, 300)))
    yield award
    label = "承诺履行率百分之百" if who.role != "courier" else "时限达成率居全市前列"
    slots = {**make.words(who, day), "label": label, "honour": award.title}
    yield make.listing(
        who,
        "red",
        day,
        make.turn(who, texts.RED_COURIER if who.role == "courier" else texts.RED).format(**slots),
    )
    yield from _permit(who)
    yield from _promise(who, "fulfilled")
    yield from _promise(who, "pending", 1)
    yield from _grade(who, "best", 1)
    yield make.inspection(who, who.ago(20, 500), clean=True)


def good(who: Who) -> Iterator[Record]:
    """Promises kept, inspections passed."""
    yield from _permit(who)
    yield from _promise(who, "fulfilled")
    yield from _grade(who, "good")
    yield make.inspection(who, who.ago(20, 700), clean=True)
    if who.rng.random() < 0.25:
        yield make.honour(who, who.ago(90, 900))


def plain(who: Who) -> Iterator[Record]:
    """An ordinary firm of which little is known."""
    yield from _permit(who)
    if who.rng.random() < 0.7:
        yield from _promise(who, pick(who.rng, ("pending", "pending", "fulfilled")))
    yield from _grade(who, "fair", 0.5)
    if who.rng.random() < 0.4:
        yield make.inspection(who, who.ago(20, 700), clean=who.rng.random() < 0.8)


def minor(who: Who) -> Iterator[Record]:
    """A trifle: warned, which is not displayed; and a finding mended."""
    if what := make.offence(who, "minor"):
        yield make.penalty(who, what, who.ago(20, 400))
    yield make.inspection(who, who.ago(20, 400), clean=False)
    yield from _promise(who, "pending")
    yield from _grade(who, "fair")


def fined(who: Who) -> Iterator[Record]:
    """A general penalty on display; the ledger of rectification says it is mended or not."""
    what = make.offence(who, "general") or make.offence(who, "serious")
    if what is None:
        yield from plain(who)
        return
    day = who.ago(15, 320)
    yield make.penalty(who, what, day)
    yield from _permit(who)
    yield from _grade(who, "poor", 0.6)
    yield make.inspection(who, day - timedelta(days=40), clean=False)
    if who.rng.random() < 0.5:
        state = pick(who.rng, ("checked", "rectifying", "rectified", "withdrawn"))
        yield make.rectification(who, what.misdeed, state, _listed(who, state))
    if who.rng.random() < 0.3:
        yield make.commitment(who, "credit_repair", who.ago(5, 14), "pending", nth=2)


def _listed(who: Who, state: str) -> date:
    """A day on which a case in that state may have begun."""
    spans = {"listed": (2, 9), "checked": (14, 30), "rectifying": (30, 80), "rectified": (80, 110),
             "withdrawn": (100, 260), "overdue": (110, 170), "transferred": (60, 300)}  # fmt: skip
    return who.ago(*spans[state])


def _watch(who: Who, day: date, **more: Any) -> r.Listing:
    """An entry on the watch list, with what was seen."""
    reasons = {
        "courier": texts.WATCH_COURIER,
        "seller": texts.WATCH,
        "service": texts.WATCH_SERVICE,
    }
    reason, conduct = make.turn(who, reasons[make.trade(who)])
    words = reason.format(**make.words(who, day)) + "，需要重点关注和监管。"
    return make.listing(who, "watch", day, words, conduct=(conduct,), **more)


def watched(who: Who) -> Iterator[Record]:
    """On the watch list, with a promise half kept and a case that runs or is late."""
    day = who.ago(15, 300)
    yield _watch(who, day)
    yield from _promise(who, pick(who.rng, ("partly", "unfulfilled")))
    yield from _grade(who, "poor", 0.6)
    state = pick(who.rng, ("listed", "checked", "rectifying", "overdue"))
    yield make.rectification(who, "service_breach_fake_trade", state, _listed(who, state))
    yield make.inspection(who, day - timedelta(days=20), clean=False)


def struck(who: Who) -> Iterator[Record]:
    """A grave penalty, and the list that follows it."""
    what = make.offence(who, "serious")
    if what is None:
        yield from fined(who)
        return
    day = who.ago(60, 880)
    found = make.penalty(who, what, day)
    yield found
    yield make.after(
        who, found, make.turn(who, what.lists, who.serial // 3), what, day + timedelta(days=35)
    )
    yield from _grade(who, "bad", 0.6)
    yield from _promise(who, "unfulfilled")
    if what.misdeed == "personal_data_abuse":
        yield make.rectification(who, what.misdeed, "transferred", day - timedelta(days=30))
    elif who.rng.random() < 0.5:
        state = pick(who.rng, ("withdrawn", "overdue"))
        yield make.rectification(who, what.misdeed, state, _listed(who, state))


def repaired(who: Who) -> Iterator[Record]:
    """A penalty that was repaired: it must be found nowhere."""
    what = make.offence(who, "general") or make.offence(who, "serious")
    if what is None:
        yield from good(who)
        return
    found = make.penalty(who, what, who.ago(150, 340))
    yield found
    yield make.commitment(who, "credit_repair", who.ago(30, 60), "fulfilled", nth=3)
    yield make.removal(who, "penalties", found, who.ago(5, 25), "repaired")
    yield from _permit(who)
    yield from _grade(who, "fair")


def left(who: Who) -> Iterator[Record]:
    """Off the watch list again: announced where it was lately."""
    day = who.ago(200, 340)
    away = who.ago(4, 22) if who.rng.random() < 0.6 else who.ago(60, 150)
    yield _watch(
        who, day, list_status="delisted", delisted_on=away,
        delist_reason=pick(who.rng, texts.DELISTED),
        delisted_by=office("post" if who.role == "courier" else "commerce"),
        delist_document_no=f"云商信移〔{away.year}〕{who.serial}号",
        source_updated=away + timedelta(days=1),
    )  # fmt: skip
    yield make.rectification(who, "service_breach_fake_trade", "withdrawn", day)
    yield from _promise(who, "fulfilled")
    yield from _grade(who, "fair")


def past(who: Who) -> Iterator[Record]:
    """A penalty or watch entry whose time is over."""
    if what := make.offence(who, "general"):
        yield make.penalty(who, what, who.ago(380, 760))
    else:
        yield _watch(who, who.ago(400, 600))
    yield from _permit(who)
    yield from _grade(who, "good")
    yield make.inspection(who, who.ago(20, 200), clean=True)


def broken(who: Who) -> Iterator[Record]:
    """A promise not kept, and said so."""
    yield from _promise(who, pick(who.rng, ("unfulfilled", "partly")))
    yield from _promise(who, "fulfilled", 1)
    yield from _permit(who)
    yield from _grade(who, "poor")


def absent(who: Who) -> Iterator[Record]:
    """Not found where it is registered: on the list of abnormal operations, which is no list of dishonesty."""
    day = who.ago(30, 700)
    reason = pick(
        who.rng,
        (
            f"未在规定期限公示 {day.year - 1} 年度报告",
            "通过登记的住所或者经营场所无法联系",
            "公示的网店网址信息隐瞒真实情况",
        ),
    )
    yield make.listing(who, "abnormal_operation", day, reason + "。")
    yield from _grade(who, "fair", 0.3)


STORIES: dict[str, Story] = {
    one.__name__: one
    for one in (
        model, good, plain, minor, fined, watched, struck, repaired, left, past, broken, absent,
    )
}  # fmt: skip


def life(who: Who, story: str) -> Iterator[Record]:
    """The subject itself, its shops, and all the records of its story."""
    yield who.subject
    yield from who.shops
    yield from STORIES[story](who)


def kind_of(record: Record) -> str:
    """The kind of table in which a record stands."""
    return {
        r.Subject: "subjects", r.Shop: "shops", r.Listing: "listings", r.Commitment: "commitments",
        r.Permit: "permits", r.Penalty: "penalties", r.Rating: "ratings", r.Honour: "honours",
        r.Inspection: "inspections", r.Rectification: "rectifications", r.Objection: "objections",
        r.Removal: "removals", r.ComplaintStat: "complaint_stats",
    }[type(record)]  # fmt: skip
