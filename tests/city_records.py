"""The records of a fictional city: a penalty, a listing, a commitment and so on about a subject, in real words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from creditsite.model import records as r
from creditsite.model.display import add_months
from tests import city_texts as texts
from tests.city_offences import OFFENCES, Offence
from tests.city_people import Who, mark, office, office_code, pick
from tests.city_words import ASSOCIATION, CITY_CODE, DISTRICTS, PLATFORMS

T = TypeVar("T")
LAW = "《云浦市社会信用条例》（演示法规）"
LIST_RULES = {  # kind → basis, mark of the document, who designates (a key of DEPARTMENTS), measures
    "red": (f"{LAW}第二十一条", "商信红", "commerce", ("减少日常检查频次", "行政审批绿色通道和容缺受理")),
    "watch": (f"{LAW}第二十四条", "商信注", "commerce", ("列为重点监管对象，增加检查频次",)),
    "serious": (f"{LAW}第二十六条", "市监信列", "market", ("列为重点监管对象，增加检查频次", "限制参与政府采购")),
    "black": (f"{LAW}第二十六条、第二十七条", "发改信列", "reform", ("限制取得政府资金支持", "限制获得相关荣誉")),
    "brushing_black": (f"{LAW}第二十六条、第二十八条", "市监炒信", "market", ("平台降低信用等级", "平台拒绝入驻")),
    "serious_illegal": (
        "《市场监督管理严重违法失信名单管理办法》", "市监严列", "market",
        ("列为重点监管对象，增加检查频次", "依法从重处罚"),
    ),
    "abnormal_operation": ("《企业信息公示暂行条例》", "市监异列", "market", ()),
}  # fmt: skip
MERCHANTS = ("merchant", "individual_seller", "self_site_merchant", "cooperative")


def turn(who: Who, things: Sequence[T], step: int = 0) -> T:
    """One of several things, by turns: neighbours get different ones, and all are seen."""
    return things[(who.serial + step) % len(things)]


def trade(who: Who) -> str:
    """In whose words it promises."""
    if who.role == "courier":
        return "courier"
    return "seller" if who.role in (*MERCHANTS, "platform") else "service"


def month(day: date) -> str:
    """A month as decisions write it."""
    return f"{day.year}年{day.month}月"


def words(who: Who, before: date) -> dict[str, str]:
    """What the slots of a text hold for this subject, about something that ended before a day."""
    rng = who.rng
    end = before - timedelta(days=rng.randint(70, 130))
    shop = pick(rng, who.shops) if who.shops else None
    promised = texts.CLAUSES[trade(who)]
    clauses = [
        line.format(goods=who.goods, k=rng.randint(2, 5), h=pick(rng, (24, 48, 72)))
        for line in promised
    ]
    return {
        "goods": who.goods,
        "platform": shop.platform_name if shop else pick(rng, PLATFORMS).name,
        "shop": shop.shop_name if shop else f"{who.brand}旗舰店",
        "district": who.district,
        "n": f"{rng.randint(600, 6400):,}",
        "m": str(rng.randint(18, 460)),
        "k": str(rng.randint(2, 9)),
        "p": str(rng.randint(12, 48)),
        "money": str(Decimal(rng.randint(60, 4800)) / 100),
        "start": month(end - timedelta(days=rng.randint(31, 150))),
        "end": month(end),
    } | dict(zip("abcd", rng.sample(clauses, 4), strict=True))


def offence(who: Who, severity: str) -> Offence | None:
    """Something of that gravity which a subject of this role may have done."""
    fitting = [
        one
        for one in OFFENCES
        if who.role in one.roles
        and one.severity == severity
        and who.word in (one.trades or (who.word,))
    ]
    return turn(who, fitting) if fitting else None


def penalty(who: Who, what: Offence, decided: date, nth: int = 0) -> r.Penalty:
    """The decision that punishes it."""
    rng, seat = who.rng, who.district if who.rng.random() < 0.6 else ""
    fine = rng.randint(*what.fine) * 100 if "fine" in what.kinds else 0
    gains = rng.randint(what.gains[0] // 100, what.gains[1] // 100) * 100
    parts = (
        "警告" if "warning" in what.kinds else "",
        "通报批评" if "criticism" in what.kinds else "",
        f"罚款 {fine:,} 元" if fine else "",
        f"没收违法所得 {gains:,} 元" if "confiscate_gains" in what.kinds and gains else "",
        what.extra or "责令改正",
    )
    return r.Penalty(
        **who.about(),
        entity_kind=who.subject.entity_kind,
        document_no=f"{mark(what.body, seat)}处罚〔{decided.year}〕{who.serial * 3 + nth}号",
        violation_kind=what.case,
        case_name=f"{what.case}案",
        facts=pick(rng, what.facts).format(**words(who, decided)),
        legal_basis=what.basis,
        penalty_kinds=what.kinds,
        content="；".join(part for part in parts if part) + "。",
        fine_wan=Decimal(fine) / 10000 if fine else None,
        confiscated_wan=Decimal(gains) / 10000 if gains else None,
        licence_affected=f"{what.licence} YP{who.serial:06d}" if what.licence else "",
        decided_on=decided,
        effective_until=add_months(decided, 12),
        severity=what.severity,
        authority=office(what.body, seat),
        authority_code=office_code(what.body, seat),
        source_status="normal",
        source_unit=office(what.body, seat),
        source_unit_code=office_code(what.body, seat),
        source_updated=decided + timedelta(days=5),
        statement=pick(rng, texts.STATEMENTS[trade(who) != "seller" :])
        if rng.random() < 0.12
        else "",
    )


def listing(
    who: Who, kind: str, day: date, reason: str, *, nth: int = 0, **more: object
) -> r.Listing:
    """An entry on a list, by the body that keeps it."""
    basis, head, body, measures = LIST_RULES[kind]
    if kind == "watch" and who.role == "courier":
        body, head = "post", "邮信注"
    values = {
        "list_kind": kind,
        "sector": "寄递物流" if who.role == "courier" else "电子商务",
        **who.about(),
        "entity_kind": who.subject.entity_kind,
        "reason": reason,
        "legal_basis": basis,
        "document_no": f"云{head}〔{day.year}〕{who.serial * 2 + nth}号",
        "decided_on": day - timedelta(days=who.rng.randint(0, 4)),
        "severity": {"watch": "general", "red": "", "abnormal_operation": ""}.get(kind, "serious"),
        "designating_body": office(body),
        "designating_body_code": office_code(body),
        "listed_on": day,
        "list_until": {"red": add_months(day, 24), "watch": add_months(day, 12)}.get(kind),
        "measures": measures,
        "list_status": "active",
        "source_unit": office(body),
        "source_updated": day + timedelta(days=1),
    }
    return r.Listing(**{**values, **more})  # type: ignore[arg-type]


def after(
    who: Who, found: r.Penalty, kind: str, what: Offence, day: date, **more: object
) -> r.Listing:
    """The entry on a list that follows a penalty."""
    reason = (
        f"{found.facts}{found.authority}于{month(found.decided_on or day)}作出处罚决定"
        f"（{found.document_no}），{found.content}"
    )
    body = {"designating_body": found.authority, "designating_body_code": found.authority_code}
    own = body if kind == "black" else {}
    return listing(who, kind, day, reason, **{"conduct": what.conduct, **own, **more})


def commitment(
    who: Who, kind: str, made: date, fulfilment: str, openness: str = "public", nth: int = 0
) -> r.Commitment:
    """A promise in the standard form, kept or broken."""
    rng = who.rng
    own = trade(who)
    forms = [f for f in texts.PROMISES if f.kind == kind and f.trades in ("", own)]
    form = pick(
        rng, forms or [f for f in texts.PROMISES if f.kind == "voluntary" and f.trades == own]
    )
    matter, content = pick(rng, form.promises)
    lapses = texts.BROKEN if own == "seller" else texts.BROKEN_ELSE
    slots = words(who, made)
    to = ASSOCIATION if form.body == "association" else office(form.body, who.district)
    code = "" if form.body == "association" else office_code(form.body, who.district)
    broken = fulfilment in ("partly", "unfulfilled")
    judged = fulfilment != "pending"
    return r.Commitment(
        **who.about(),
        commitment_no=f"{who.subject.region_code}{made:%Y%m%d}{(who.serial * 10 + nth) % 10**6:06d}",
        entity_kind=who.subject.entity_kind,
        commitment_kind=form.kind,
        matter=matter,
        content=content.format(**slots),
        liability=form.liability,
        made_on=made,
        valid_until=add_months(made, 36),
        fulfilment=fulfilment,
        unfulfilled_content=pick(rng, lapses).format(**slots) if broken else "",
        consequence=pick(rng, texts.CONSEQUENCES).format(**slots) if broken else "",
        confirmed_on=min(made + timedelta(days=rng.randint(60, 240)), who.today)
        if judged
        else None,
        confirmed_by=to if judged else "",
        confirmed_by_code=code if judged else "",
        accepted_by=to,
        accepted_by_code=code,
        openness=openness,
        source_unit=to,
        source_updated=who.ago(2, 30),
    )


def permit(who: Who, matter: str, decided: date, nth: int = 0) -> r.Permit:
    """A permit, a filing or a registration."""
    name, kind, certificate, head, content = texts.PERMITS[matter]
    body = {"courier": "post", "telecom": "telecom", "culture": "culture", "pesticide": "farm"}.get(
        matter, "approval"
    )
    number = f"{head}{CITY_CODE}{decided.year}{who.serial:05d}" if certificate else ""
    end = None if matter in ("device", "brand", "book") else add_months(decided, 60)
    return r.Permit(
        **who.about(),
        entity_kind=who.subject.entity_kind,
        document_name=f"准予{name}决定书",
        document_no=f"{mark(body)}许〔{decided.year}〕{who.serial * 2 + nth}号",
        permit_kind=kind,
        certificate_name=certificate,
        certificate_no=number,
        content=content.format(district=who.district),
        decided_on=decided,
        valid_from=decided,
        valid_until=add_months(decided, 2) if matter == "other" else end,
        authority=office(body),
        authority_code=office_code(body),
        source_status="normal",
        source_unit=office(body),
        source_unit_code=office_code(body),
        source_updated=decided + timedelta(days=4),
    )


def rating(who: Who, grade: str, years_ago: int = 0) -> r.Rating:
    """A grade in the scheme that fits: couriers are rated by their regulator, sellers by the association."""
    courier = who.role == "courier"
    year = who.today.year - years_ago
    rated = date(year, 3, 10) if courier else date(year, 3, 20)
    return r.Rating(
        **who.about(),
        rating_name="云浦市快递企业信用评定" if courier else "云浦市网络商家信用分级",
        grade=grade,
        rated_on=rated,
        year=year - 1,
        rated_by=office("post") if courier else ASSOCIATION,
        valid_until=add_months(rated, 12 if courier else 24),
        source_unit=office("post") if courier else ASSOCIATION,
        source_updated=rated + timedelta(days=10),
    )


def honour(who: Who, day: date, revoked: date | None = None) -> r.Honour:
    """An award."""
    level, title, giver = turn(who, texts.HONOURS)
    return r.Honour(
        **who.about(),
        title=title.format(district=who.district),
        document_no=f"云信表〔{day.year}〕{who.serial % 40 + 1}号",
        level=level,
        year=day.year - 1,
        issued_by=giver.format(district=who.district),
        issued_on=day,
        revoked_on=revoked,
        source_unit=office("commerce"),
        source_updated=day + timedelta(days=7),
    )


def inspection(who: Who, day: date, clean: bool, nth: int = 0) -> r.Inspection:
    """A visit, with or without a finding."""
    rng, courier = who.rng, who.role == "courier"
    slots = {"k": str(rng.randint(2, 6))}
    found, ask = pick(rng, texts.BLEMISHED)
    fine = {
        "courier": texts.COURIER_SPOTLESS,
        "seller": texts.SPOTLESS,
        "service": texts.SERVICE_SPOTLESS,
    }[trade(who)]
    result = pick(rng, fine) if clean else f"发现问题：{found}，责令限期改正"
    body = "post" if courier else "market"
    return r.Inspection(
        **who.about(),
        authority=office(body, who.district),
        kind=pick(rng, ("spot_check", "check", "routine")),
        checked_on=day,
        result=result.format(**slots),
        task_no=f"YP{day:%Y%m}-{who.serial * 2 + nth:05d}",
        follow_up="" if clean else ask,
        source_unit=office(body, who.district),
        source_updated=day + timedelta(days=3),
    )


_RESULTS = {
    "listed": "",
    "checked": "线索属实，已通知经营者",
    "rectifying": "责令限期整改，已提交整改方案",
    "rectified": "问题链接已下架，消费者已退款，等待复核",
    "withdrawn": "复核合格，报送撤出台账",
    "overdue": "到期未提交整改材料，已约谈并启动处罚程序",
    "transferred": "涉嫌犯罪线索移送公安机关",
}


def rectification(who: Who, misdeed: str, state: str, listed: date) -> r.Rectification:
    """A case of the rectification ledger in a state."""
    step = list(_RESULTS).index(state)
    checked = listed + timedelta(days=12)
    done = state in ("rectified", "withdrawn")
    body = "police" if misdeed == "personal_data_abuse" else "market"
    return r.Rectification(
        batch=f"{listed.year}年第{(listed.month + 2) // 3}批",
        **who.about(),
        misdeed=misdeed,
        county=who.subject.region_code,
        department=office(body, who.district),
        listed_on=listed,
        checked_on=checked if step else None,
        due_on=add_months(listed, 3) if step >= 2 else None,  # the 2018 notice gives three months
        done_on=listed + timedelta(days=70) if done else None,
        withdrawn_on=listed + timedelta(days=84) if state == "withdrawn" else None,
        state=state,
        result=_RESULTS[state],
        transferred="yes" if state == "transferred" else "no",
        source_unit=office(body, who.district),
        source_updated=min(who.today, listed + timedelta(days=90)),
    )


def removal(
    who: Who, kind: str, found: r.Penalty | r.Listing | r.Commitment, day: date, why: str
) -> r.Removal:
    """The order by which that record leaves the site."""
    repaired = why == "repaired"
    match found:
        case r.Commitment():
            number, authority = found.commitment_no, ""
        case r.Listing():
            number, authority = found.document_no, found.designating_body
        case r.Penalty():
            number, authority = found.document_no, found.authority
    return r.Removal(
        target_kind=kind,
        **who.about(),
        document_no=number,
        authority=authority,
        decision_no=f"云{'信修' if repaired else '信撤'}〔{day.year}〕{who.serial}号",
        decided_by=authority or office("reform"),
        decided_on=day,
        effect="display_end" if repaired else "use_end",
        reason_code=why,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """How busy a channel is with which misdeeds."""

    channel: str
    misdeeds: tuple[str, ...]
    usual: int


_LINES = (
    _Line("12345", ("counterfeit_substandard", "false_advertising", "service_breach_fake_trade",
                    "brushing_malicious_review", "personal_data_abuse"), 46),
    _Line("12315", ("counterfeit_substandard", "false_advertising", "service_breach_fake_trade",
                    "brushing_malicious_review"), 72),
    _Line("12312", ("service_breach_fake_trade", "brushing_malicious_review"), 14),
    _Line("12318", ("service_breach_fake_trade",), 9),
    _Line("12358", ("false_advertising", "service_breach_fake_trade"), 17),
    _Line("12365", ("counterfeit_substandard",), 15),
    _Line("platform", ("counterfeit_substandard", "service_breach_fake_trade", "brushing_malicious_review"), 120),
)  # fmt: skip
_BUSY = {"990102": 1.4, "990103": 1.1, "990104": 1.2, "990121": 0.6, "990122": 0.5}


def complaint_stats(rng: Random, year: int, months: int) -> Iterator[r.ComplaintStat]:
    """Totals by month, channel, district and misdeed."""
    for month_no in range(1, months + 1):
        for line in _LINES:
            for code, _ in DISTRICTS:
                for misdeed in line.misdeeds:
                    received = round(
                        line.usual * _BUSY[code] * rng.uniform(0.4, 1.5) / len(line.misdeeds)
                    )
                    closed = received - min(received, rng.randint(0, 2))
                    upheld = round(closed * rng.uniform(0.35, 0.7))
                    yield r.ComplaintStat(
                        channel=line.channel, period=f"{year}-{month_no:02d}", region_code=code,
                        misdeed=misdeed, received=received, closed=closed, upheld=upheld,
                        satisfied=round(closed * rng.uniform(0.7, 0.97)),
                    )  # fmt: skip
