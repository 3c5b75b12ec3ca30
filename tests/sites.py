"""A tiny configured site and valid codes of region 990100, for tests that need no content folder."""

from collections.abc import Callable
from datetime import date
from itertools import count

from stdnum.cn import uscc

from creditsite.model.config import (
    Display,
    District,
    Grade,
    GradeRule,
    Hotline,
    Link,
    ListDefinition,
    Period,
    RuleSet,
    Scheme,
    Site,
)


def code(body: str) -> str:
    """A 17-character body with its check digit."""
    assert len(body) == 17, body
    return body + uscc.calc_check_digit(body)


def tokens() -> Callable[[], str]:
    """Random parts of ids that differ from call to call and are the same from run to run."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    numbers = count(1)

    def token() -> str:
        number = next(numbers)
        return "".join(letters[number >> 5 * place & 31] for place in range(24))

    return token


def tiny_site() -> Site:
    """A fictional city with a red, a watch, a black and an archived list and one scheme."""
    return Site(
        name="信用小城", city="小城市", region_code="990100", office="小城市信用办", base_url="https://tiny.example",
        tag_authority="tiny.example,2026", description="测试用的虚构城市", demo=True, as_of=date(2026, 10, 31),
        contact_email="office@tiny.example", contact_phone="0990-0000", contact_address="小城市一号",
        service_hours="工作日 9:00-17:00", repo_url="https://code.example/credit-city", data_licence="CC BY 4.0",
        data_licence_url="https://creativecommons.org/licenses/by/4.0/", site_code="", icp="", police_filing="",
        per_page=5, districts=(District("990102", "临江区"),), hotlines=(Hotline("12345", "热线", "咨询"),),
        links=(Link("信用中国", "https://www.creditchina.gov.cn"),),
        lists=(
            _list("red", "守信激励对象名单", "red"), _list("watch", "重点关注名单", "watch", "general"),
            _list("black", "失信惩戒对象名单", "black", "serious"),
            _list("ecommerce_black", "电子商务领域黑名单", "black", "serious", historical=True),
        ),
        display=Display(rule_sets=(_order_36(),), local_limit=Period(months=60), keep=(("inspections", 36),)),
        persons=(),
        schemes=(
            Scheme(id="merchant", name="商家信用分级", evaluator="小城市电商协会", version="2026", valid_months=12,
                   description="测试", grades=(
                       Grade(grade="A", label="优", meaning="优", improve="保持", colour="#0b6e4f"),
                       Grade(grade="B", label="良", meaning="良", improve="改进", colour="#7a5c00"))),
        ),
        levels_version="2026-01", small_count=3, keep_releases=3,
    )  # fmt: skip


def _list(
    kind: str, name: str, effect: str, severity: str = "", historical: bool = False
) -> ListDefinition:
    return ListDefinition(
        kind=kind, name=name, effect=effect, criteria="测试用标准", legal_basis="测试用依据", kept_by="小城市商务局",
        severity=severity, historical=historical,
    )  # fmt: skip


def _order_36() -> RuleSet:
    grades = (("minor", False, 0, 3), ("general", True, 3, 12), ("serious", True, 12, 36))
    return RuleSet(
        id="order-36", title="信用修复管理办法", source="国家发展改革委令第36号", version="2026-04-01",
        checked_on=date(2026, 10, 15), decided_from=None, decided_until=None, authority="",
        kinds=("penalties", "listings"),
        grades=tuple(
            GradeRule(severity=s, shown=shown, shortest=Period(months=a), longest=Period(months=b))
            for s, shown, a, b in grades
        ),
    )  # fmt: skip
