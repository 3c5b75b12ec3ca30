"""Who plays in the demo city: how many subjects of each role have which story, and those whose records are told by hand."""
# ruff: noqa: E501 -- a text stands on one line, as a cell holds it

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from creditsite.model import records as r
from tests import city_records as make
from tests.city_offences import OFFENCES
from tests.city_people import Who, credit_code, office, person
from tests.city_stories import life
from tests.city_words import CITY, LONG_NAMES

AS_OF = date(2026, 10, 31)
CAST: dict[str, str] = {  # role → its subjects' stories, each with a number
    "platform": "good plain good model fined plain",
    "merchant": "model*11 good*22 plain*28 minor*5 fined*13 watched*8 struck*14 repaired*4 left*4 past*4 broken*3 absent*3",
    "individual_seller": "model*5 good*15 plain*26 minor*4 fined*7 watched*4 struck*4 repaired*2 left*2 past*2 broken*2 absent*2",
    "self_site_merchant": "model*2 good*6 plain*8 minor*1 fined*4 watched*1 struck*2 repaired*1 past*1 broken*1 absent*1",
    "courier": "model*3 good*6 plain*5 fined*3 watched*3 struck*3 repaired*1 left*1 broken*1",
    "store_operator": "model*1 good*3 plain*4 fined*1 watched*2 struck*4 past*1",
    "supply_chain": "good*4 plain*7 struck*2 absent*1",
    "consultant": "good*2 plain*3 fined*2 watched*1",
    "cooperative": "model*2 good*4 plain*2",
    "credit_service": "good*1 plain*2 fined*1",
    "credit_bureau": "plain*2",
    "payment": "plain*2",
    "association": "good*1 plain*3",
}
NAMES = {  # role → the names of its first subjects
    "association": (
        "云浦市电子商务协会",
        "云浦市快递行业协会",
        "云浦市直播电商商会",
        "云浦市白石县网商联合会",
    ),
    "supply_chain": LONG_NAMES[:1],
    "cooperative": LONG_NAMES[1:],
}
STATUS = ("deregistered", "licence_revoked", "moved")  # of the first who cannot be found


@dataclass(frozen=True, slots=True)
class Player:
    """A subject and everything that departments send about it."""

    who: Who
    story: str
    records: tuple[Any, ...]

    def one(self, kind: type) -> Any:
        """Its first record of a kind, or nothing."""
        return next((record for record in self.records if isinstance(record, kind)), None)


def _stories(line: str) -> list[str]:
    parts = (part.partition("*") for part in line.split())
    return [name for name, _, count in parts for _ in range(int(count or 1))]


def players() -> Iterator[Player]:
    """Everybody, the platforms first."""
    serial = 0
    absent = 0
    for role, line in CAST.items():
        for turn, story in enumerate(_stories(line)):
            serial += 1
            who = person(serial, role, Random(f"yunpu/{serial}"), AS_OF)
            if turn < len(NAMES.get(role, ())):
                who = _named(who, subject_name=NAMES[role][turn])
            if story == "absent":
                absent += 1
                status = STATUS[absent % 4 - 1] if absent % 4 else "active"
                who = replace(who, subject=replace(who.subject, registration_status=status))
            yield Player(who, story, tuple(life(who, story)))
    yield _empty_parcels(serial + 1)
    yield _dried_bamboo(serial + 2)
    yield from _sites(serial + 3)


def _named(who: Who, **basics: Any) -> Who:
    """The same subject with other basic facts; its shops say them too."""
    subject = replace(who.subject, aliases=(), former_names=(), **basics)
    about = {"subject_name": subject.subject_name, "uscc": subject.uscc}
    return replace(who, subject=subject, shops=tuple(replace(one, **about) for one in who.shops))


def _told(serial: int, name: str, brand: str, code: str, district: str) -> Who:
    """A seller whose records are told by hand."""
    made = person(serial, "merchant", Random(f"yunpu/{serial}"), AS_OF)
    who = _named(
        made, subject_name=name, uscc=credit_code("91", code, serial), region_code=code,
        registered_with=office("market", district), address=f"{CITY}{district}埠头街{serial}号",
    )  # fmt: skip
    shops = tuple(
        replace(one, shop_name=one.shop_name.replace(made.brand, brand)) for one in who.shops
    )
    return replace(who, brand=brand, district=district, shops=shops)


def _empty_parcels(serial: int) -> Player:
    """The case of the empty parcels that the case page tells without a name."""
    who = _told(serial, f"{CITY}东港区渚露贸易有限公司", "渚露", "990104", "东港区")
    what = next(one for one in OFFENCES if one.conduct == ("brushing", "empty_parcel"))
    found = replace(
        make.penalty(who, what, date(2026, 1, 16)),
        facts="2025年9月至11月，当事人为提高店铺销量排名，向刷单中间人购买“全套服务”，寄出装有废纸的空包裹，收件人签收并写好评后退回货款，共虚构交易 5,260 笔，占同期订单的四成。",
        content="罚款 250,000 元；责令停止违法行为。",
        penalty_kinds=("fine",), fine_wan=Decimal(25), confiscated_wan=None, statement="",
    )  # fmt: skip
    entry = make.after(who, found, "brushing_black", what, date(2026, 2, 25))
    promise = make.commitment(who, "credit_repair", date(2026, 3, 18), "pending")
    return Player(who, "told", (who.subject, *who.shops, found, entry, promise))


def _dried_bamboo(serial: int) -> Player:
    """The model of the other case page: promises that became a habit."""
    who = _told(serial, f"{CITY}松溪县麓芽农业发展有限公司", "麓芽", "990121", "松溪县")
    promise = replace(
        make.commitment(who, "voluntary", date(2024, 3, 5), "fulfilled"),
        matter="农产品网店诚信经营承诺",
        content="1. 签收七日内可以无理由退货；2. 产地、批次如实标注；3. 发现质量问题，24 小时内先行赔付；4. 标价与结算一致。以上承诺在店铺首页和信用云浦同时公开。",
    )
    entry = make.listing(
        who, "red", date(2026, 5, 15),
        "连续两年公开承诺全部履行，37 件投诉全部在承诺时限内办结；2024 年秋主动停售返潮批次，逐一退款 212 名买家；两次抽查产地标注与进货台账一致。",
    )  # fmt: skip
    honour = replace(
        make.honour(who, date(2025, 12, 4)), title="云浦市诚信经营示范网店", level="city", issued_by=office("commerce"),
    )  # fmt: skip
    rest = (
        make.permit(who, "food", date(2023, 4, 11)),
        make.rating(who, "AAA"),
        make.inspection(who, date(2026, 4, 2), clean=True),
    )
    return Player(who, "told", (who.subject, *who.shops, promise, entry, honour, *rest))


_SITES = (  # name, address, what it was found to do ("" for nothing), list
    ("好评速递（网站）", "https://haoping-sudi.example", "以“店铺涨星”为名公开招募刷手，{start}至{end}发布刷单任务 {n} 条，收取会员费 {money} 万元", "brushing_black"),
    ("单多多助手（应用）", "https://danduo-helper.example", "提供批量下单、自动评价功能，后台可见注册商家 {m} 户，{start}至{end}生成虚假订单 {n} 笔", "brushing_black"),
    ("空包驿站（网站）", "https://kongbao-yizhan.example", "公开出售快递空包单号，{start}至{end}售出 {n} 个，网站未备案，经营者失联", "brushing_black"),
    ("飞量直播工具（应用）", "https://feiliang-live.example", "向主播出售机器观众和点赞，{start}至{end}成交 {m} 笔，金额 {money} 万元", "brushing_black"),
    ("评价优化联盟（网站）", "https://pingjia-youhua.example", "代写好评、代删差评，{start}至{end}完成任务 {n} 条", "brushing_black"),
    ("云浦低价代购（网站）", "https://daigou-yunpu.example", "自建网站未公示经营者信息，{m} 名消费者付款后未收到商品", "watch"),
    ("面单查查（网站）", "https://miandan-cha.example", "可按手机尾号查询他人收件信息，经约谈后仍未关闭接口", "watch"),
    ("乡味小程序集市", "https://xiangwei.example", "", ""),
    ("浦上旧书摊（应用）", "https://pushang-books.example", "", ""),
    ("东港海味直播间", "https://donggang-live.example", "", ""),
    ("白石手作（网站）", "https://baishi-craft.example", "", ""),
    ("青禾邻里团（应用）", "https://qinghe-tuan.example", "", ""),
)  # fmt: skip


def _sites(serial: int) -> Iterator[Player]:
    """Websites and apps that have no credit code: joined by the office's own number."""
    for turn, (name, site, seen, kind) in enumerate(_SITES):
        made = person(serial + turn, "merchant", Random(f"yunpu/{serial + turn}"), AS_OF)
        subject = r.Subject(
            subject_name=name, subject_no=f"WZ-{turn + 1:04d}", entity_kind="digital", sites=(site,),
            roles=() if seen else ("self_site_merchant",), region_code=made.subject.region_code,
            source_unit=office("cyber"), source_updated=date(2026, 10, 20),
        )  # fmt: skip
        who = replace(made, subject=subject, shops=(), role="store_operator", brand=name[:4])
        records: list[Any] = [subject]
        if seen:
            day = who.ago(30, 260)
            tag = {"空包驿站（网站）": "empty_parcel", "飞量直播工具（应用）": "fake_traffic"}.get(
                name, "brushing"
            )
            records.append(
                make.listing(who, kind, day, seen.format(**make.words(who, day)) + "。",
                             conduct=(tag,) if kind == "brushing_black" else ("other",))
            )  # fmt: skip
        yield Player(who, "told", tuple(records))
