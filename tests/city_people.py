"""Who lives in a fictional city: subjects with valid codes and invented names, and their shops."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from stdnum.cn import uscc

from creditsite.model.records import Shop, Subject
from tests.city_words import (
    ANY_GOODS,
    BRANDS,
    CITY,
    CITY_CODE,
    DEPARTMENTS,
    DISTRICTS,
    GOODS,
    PLATFORMS,
    RARE_BRANDS,
    ROADS,
    TRADES,
)

T = TypeVar("T")
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of a credit code: no I O S V Z
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # of the organisation code inside, GB 11714


def credit_code(leading: str, region: str, serial: int) -> str:
    """A valid code in a region: another one for each serial number below 887 million.

    >>> credit_code("91", "990102", 1)
    '91990102MA025CCM56'
    """
    left, body = (serial * 7919 + 2_000_003) % len(_SIGNS) ** 6, ""
    for _ in range(6):
        left, sign = divmod(left, len(_SIGNS))
        body = _SIGNS[sign] + body
    body = "MA" + body
    check = 11 - sum(w * int(s, 36) for w, s in zip(_WEIGHTS, body, strict=True)) % 11
    number = f"{leading}{region}{body}{'X' if check == 10 else check % 11}"
    return number + str(uscc.calc_check_digit(number))


def pick(rng: Random, things: Sequence[T]) -> T:
    """One of several things."""
    return things[rng.randrange(len(things))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A subject together with what its stories need: its own luck, its words, the day that is today."""

    subject: Subject
    serial: int
    rng: Random
    today: date
    role: str
    brand: str
    word: str  # its trade
    district: str
    shops: tuple[Shop, ...] = ()

    def ago(self, least: int, most: int) -> date:
        """A working day that lies between so many days back."""
        day = self.today - timedelta(days=self.rng.randint(least, most))
        return day - timedelta(days=max(0, day.weekday() - 4))

    @property
    def goods(self) -> str:
        """Something it sells."""
        return pick(self.rng, GOODS.get(self.word, ANY_GOODS))

    def about(self) -> dict[str, str]:
        """The columns by which a record says who it is about."""
        one = self.subject
        return {
            "subject_name": one.subject_name,
            "uscc": one.uscc,
            "subject_no": one.subject_no,
        }


def office(key: str, district: str = "") -> str:
    """The name of a department of the city, or of a district where departments have some."""
    one = DEPARTMENTS[key]
    return f"{CITY}{district if one.local else ''}{one.name}"


def office_code(key: str, district: str = "") -> str:
    """The code of that department."""
    rank = 10 * list(DEPARTMENTS).index(key)
    local = [name for _, name in DISTRICTS].index(district) + 1 if district else 0
    region = DISTRICTS[local - 1][0] if local and DEPARTMENTS[key].local else CITY_CODE
    return credit_code("11", region, 9_000_000 + rank + (local if DEPARTMENTS[key].local else 0))


def mark(key: str, district: str = "") -> str:
    """How the numbers of its documents begin."""
    one = DEPARTMENTS[key]
    return f"{district[0] if district and one.local else CITY[0]}{one.mark}"


def operator_code(rank: int) -> str:
    """The code of who runs a platform: the first subjects of every city."""
    return credit_code("91", DISTRICTS[0][0], rank + 1)


def person(serial: int, role: str, rng: Random, today: date) -> Who:
    """The subject with that number: the first ones run the city's platforms."""
    code, district = DISTRICTS[0] if serial <= len(PLATFORMS) else _district(rng)
    trade = TRADES[role]
    brand, word = _brand(serial), pick(rng, trade.words)
    leading = {"individual_seller": "92", "cooperative": "93", "association": "51"}.get(role, "91")
    name = _name(rng, role, brand, word, district)
    if serial <= len(PLATFORMS):
        name, brand = PLATFORMS[serial - 1].operator, PLATFORMS[serial - 1].name
    founded = today - timedelta(days=rng.randint(900, 4800))
    own_site = role in ("self_site_merchant", "platform")
    number = credit_code(leading, code, serial)
    subject = Subject(
        subject_name=name,
        uscc=number,
        entity_kind="sole_trader" if leading == "92" else "organization",
        roles=_roles(role),
        aliases=(brand,) if rng.random() < 0.5 else (),
        former_names=(f"{CITY}{pick(rng, BRANDS)}{word}有限公司",)
        if leading == "91" and rng.random() < 0.06
        else (),
        region_code=code,
        industry_code=trade.industry,
        registered_with=office("market", district),
        registration_status="active",
        founded_on=founded,
        address=f"{CITY}{district}{pick(rng, ROADS)}{rng.randint(1, 320)}号" if leading != "92" else "",
        sites=(_site(serial),) if own_site else (),
        licence_url=f"https://licence.yunpu.example/{number}" if rng.random() < 0.7 else "",
        source_unit=office("market"),
        source_updated=today - timedelta(days=rng.randint(3, 60)),
    )  # fmt: skip
    who = Who(
        subject=subject, serial=serial, rng=rng, today=today, role=role, brand=brand, word=word,
        district=district,
    )  # fmt: skip
    return _with_shops(who)


def _district(rng: Random) -> tuple[str, str]:
    return pick(rng, (*DISTRICTS, *DISTRICTS[:3], DISTRICTS[0]))  # most live in town


def _roles(role: str) -> tuple[str, ...]:
    match role:
        case "platform":
            return ("platform", "platform_operator")
        case "cooperative":
            return ("merchant",)
        case _:
            return (role,)


def _brand(serial: int) -> str:
    if serial % 67 == 0:
        return RARE_BRANDS[serial // 67 % len(RARE_BRANDS)]
    turn, rank = divmod(serial, len(BRANDS))
    return BRANDS[rank] + (BRANDS[turn * 7 % len(BRANDS)][:2] if turn else "")


def _name(rng: Random, role: str, brand: str, word: str, district: str) -> str:
    form = pick(rng, TRADES[role].forms)
    if role == "association":
        return f"{CITY}{brand}{word}"
    if role in ("individual_seller", "cooperative"):
        return f"{CITY}{district}{brand}{word}{form}"
    return pick(
        rng,
        (
            f"{CITY}{brand}{word}{form}",
            f"{CITY}{brand}{word}{form}",
            f"云浦{brand}{word}{form}",
            f"{CITY}{district}{brand}{word}{form}",
            f"{CITY}{brand}{word}（{district}）{form}",
            f"{CITY}{brand}{word}({district}){form}",
        ),
    )


def _site(serial: int) -> str:
    if serial <= len(PLATFORMS):
        return f"https://www.{PLATFORMS[serial - 1].host}"
    return f"https://s{serial:04d}.shop.example"


def _with_shops(who: Who) -> Who:
    if who.role not in ("merchant", "individual_seller", "cooperative", "self_site_merchant"):
        return who
    count = (
        pick(who.rng, (1, 1, 1, 2, 2, 3))
        if who.role != "self_site_merchant"
        else pick(who.rng, (0, 1))
    )
    first = who.rng.randrange(len(PLATFORMS))
    shops = tuple(_shop(who, (first + turn) % len(PLATFORMS)) for turn in range(count))
    return replace(who, shops=shops)


def _shop(who: Who, rank: int) -> Shop:
    platform = PLATFORMS[rank]
    founded = who.subject.founded_on or who.today
    ending = pick(who.rng, ("旗舰店", "专营店", "小铺", "优选店", "工厂店"))
    closed = who.rng.random() < 0.05
    return Shop(
        **who.about(),
        platform_code=operator_code(rank),
        platform_name=platform.name,
        shop_name=f"{who.brand}{ending}",
        shop_url=f"https://{platform.host}/shop/{who.serial}",
        opened_on=founded + timedelta(days=who.rng.randint(20, 700)),
        closed_on=who.ago(10, 90) if closed else None,
        source_unit=platform.operator,
        source_updated=who.ago(3, 40),
    )
