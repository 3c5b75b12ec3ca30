"""Profiles made by hand for tests of what is rendered: everything, nothing, long names, hostile text. All fictional."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from creditsite.model import records as r
from creditsite.model.config import (
    Display,
    District,
    Grade,
    Hotline,
    Link,
    ListDefinition,
    Period,
    Scheme,
    Site,
)
from creditsite.model.fields import Type, columns
from creditsite.model.profile import SECTIONS, Entry, Level, Profile
from creditsite.model.standing import BLACK, NONE, Standing

AS_OF = date(2026, 10, 31)
RELEASE = "2026-10-31-abcdefgh"
CODE = "91990102MA0000001P"
OPAQUE = "sub" + "a2b3c4d5" * 3
LONG = "云浦市超长名称测试跨境电子商务供应链管理服务" * 9
HOSTILE = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt; javascript:alert(1)"
    " </textarea> ]]> {{7*7}} {% raw %}"
)


def a_site() -> Site:
    """A small city's configuration, in which everything is said once."""
    grades = (
        Grade(
            grade="AAA",
            label="AAA 级",
            meaning="五项全部达标。",
            improve="保持记录。",
            colour="#0b6b3a",
        ),
        Grade(
            grade="C",
            label="C 级",
            meaning="两项以上不达标。",
            improve="整改后申请复评。",
            colour="#9a3412",
        ),
    )
    lists = (
        _list("red", "守信激励对象名单（红名单）", "red"),
        _list("watch", "重点关注名单", "watch", severity="general"),
        _list("brushing_black", "炒信黑名单", "black", severity="serious"),
        _list("ecommerce_black", "电子商务领域黑名单（已归档）", "none", historical=True),
    )
    return Site(
        name="信用云浦",
        city="云浦市",
        region_code="990100",
        office="云浦市社会信用体系建设办公室",
        base_url="https://credit.yunpu.example",
        tag_authority="credit.yunpu.example,2026",
        description="云浦市电子商务领域信用信息公示。",
        demo=True,
        as_of=AS_OF,
        contact_email="credit@yunpu.example",
        contact_phone="0000-0000000",
        contact_address="云浦市临江区示例路 1 号",
        service_hours="工作日 9:00 至 17:00",
        repo_url="https://code.example/credit",
        data_licence="CC BY 4.0",
        data_licence_url="https://creativecommons.org/licenses/by/4.0/",
        site_code="9901000000",
        icp="演示备 00000000 号",
        police_filing="演示公网安备 00000000 号",
        per_page=3,
        districts=(District("990102", "临江区"), District("990103", "青禾区")),
        hotlines=(Hotline("12345", "政务服务便民热线", "咨询和投诉"),),
        links=(
            Link("信用中国", "https://www.creditchina.gov.cn"),
            Link("省平台", "https://credit.province.example", "https://p.example/?q={q}"),
        ),
        lists=lists,
        display=Display(rule_sets=(), local_limit=Period(months=60), keep=()),
        persons=(),
        schemes=(
            Scheme(
                id="merchant-credit",
                name="云浦市网络商家信用分级",
                evaluator="云浦市电子商务协会",
                version="2025年版",
                valid_months=24,
                description="看五项。",
                grades=grades,
            ),
        ),
        levels_version="2026-1",
        small_count=5,
        keep_releases=5,
    )


def _list(kind: str, name: str, effect: str, **more: Any) -> ListDefinition:
    return ListDefinition(
        kind=kind,
        name=name,
        effect=effect,
        criteria="按公布的标准。",
        legal_basis="《云浦市社会信用条例》（演示法规）",
        kept_by="云浦市商务局",
        procedure="列入前告知。",
        **more,
    )


def empty(site: Site) -> Profile:
    """A subject about which nothing is said but its name."""
    return Profile(
        id=CODE,
        name="云浦市空白测试商贸有限公司",
        names=(),
        subject=r.Subject(
            subject_name="云浦市空白测试商贸有限公司", uscc=CODE, entity_kind="organization"
        ),
        standing=NONE,
        levels=(),
        **dict.fromkeys(SECTIONS, ()),
    )


def full(site: Site, text: Callable[[str], str] = lambda plain: plain) -> Profile:
    """A subject with every field of every kind of record; `text` may change each free text."""
    made = {
        kind: _entry(kind, record_class, text)
        for kind, record_class in {
            "listings": r.Listing,
            "exits": r.Listing,
            "commitments": r.Commitment,
            "permits": r.Permit,
            "penalties": r.Penalty,
            "ratings": r.Rating,
            "honours": r.Honour,
            "inspections": r.Inspection,
            "rectifications": r.Rectification,
            "shops": r.Shop,
        }.items()
    }
    scheme = site.schemes[0]
    rating = replace(made["ratings"].record, rating_name=scheme.name, grade=scheme.grades[0].grade)
    return Profile(
        id=CODE,
        name=text("云浦市青橙优品商贸有限公司"),
        names=((text("青橙优品"), AS_OF),),
        subject=filled(r.Subject, text),
        standing=BLACK,
        levels=(Level(rating, scheme, scheme.grades[0], expired=False),),
        **{name: (one,) for name, one in made.items()},
        objections=(made["listings"], made["penalties"], made["shops"]),
    )


def variants(site: Site) -> dict[str, Profile]:
    """Name → profile: all that a page of a subject must survive."""
    everything = full(site)
    return {
        "full": everything,
        "empty": empty(site),
        "long": full(site, lambda plain: (plain + LONG)[:200]),
        "hostile": full(site, lambda plain: HOSTILE),
        "opaque": replace(empty(site), id=OPAQUE, subject=r.Subject(entity_kind="digital")),
        "person": replace(empty(site), id=OPAQUE, subject=r.Subject(entity_kind="natural_person")),
    }


def with_standing(profile: Profile, standing: Standing) -> Profile:
    """The same subject in another standing."""
    return replace(profile, standing=standing)


def filled(record_class: type[Any], text: Callable[[str], str]) -> Any:
    """A record of which every field says something."""
    of = columns(record_class)
    return record_class(
        **{f.name: _value(of[f.name], text) for f in fields(record_class) if f.name in of}
    )


def _value(column: Any, text: Callable[[str], str]) -> Any:
    match column.type:
        case Type.DATE:
            return date(2026, 5, 20)
        case Type.MONEY:
            return Decimal("2.500000")
        case Type.INTEGER:
            return 2026
        case Type.CODE:
            return CODE
        case Type.TERM:
            return column.vocabulary.terms[0].id
        case Type.TERMS:
            return tuple(term.id for term in column.vocabulary.terms[:2])
        case Type.TEXTS:
            return (text("示例甲"), text("示例乙"))
        case _ if column.header == "行政区划":
            return "990102"
        case _ if column.header in ("亮照链接", "店铺地址", "评价标准"):
            return text("https://shop.example/a")
        case _:
            return text(f"{column.header}示例")


def _entry(kind: str, record_class: type[Any], text: Callable[[str], str]) -> Entry:
    return Entry(
        record_id="rec" + (kind[:6] + "a2b3c4d5" * 3)[:24].replace("_", "a"),
        kind="listings" if kind == "exits" else kind,
        record=filled(record_class, text),
        publish_until=date(2027, 5, 20),
        until_because="《信用修复管理办法》: 自决定之日起 1 年",
        repair_from=date(2026, 8, 20),
        disputed_on=date(2026, 9, 1),
        mark=text("两个来源的金额不一致，以较轻的为准。"),
    )
