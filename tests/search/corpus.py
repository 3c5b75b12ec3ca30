"""Names of firms, shops and farms of a whole country by the hundred thousand, made of real short forms and regions."""

import random
import re
from collections.abc import Iterator
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from stdnum.cn import uscc

from creditsearch.documents import Document

DATA = Path(__file__).parents[3] / "shared/data"


def _words(*lines: str) -> list[str]:
    return " ".join(lines).split()


TRADES = _words(
    "商贸 商贸 贸易 贸易 科技 科技 网络科技 信息技术 电子商务 文化传媒 建筑工程 装饰工程 物流 食品 服饰 机械设备",
    "企业管理咨询 餐饮管理 汽车销售 房地产经纪 实业 农业科技 生物科技 供应链管理 广告 教育咨询 劳务 建材 电子 五金制品",
    "家具 化妆品 医疗器械 投资 置业 环保科技 智能装备 光伏新能源 国际货运代理 知识产权代理 珠宝首饰 园林绿化",
)
FORMS = (
    ["有限公司"] * 80 + ["有限责任公司"] * 9 + ["股份有限公司"] * 4 + ["经营部", "商行", "厂"] * 2
)
SMALL = _words(
    "餐饮店 便利店 水果店 面馆 小吃店 理发店 服装店 五金店 烟酒商行 烧烤店 超市 百货店 药店 早餐店 奶茶店 网店 花店",
    "维修部 经营部 农家乐 母婴用品店 手机店 麻辣烫店 美容院 洗车行 粮油店 电子商务商行",
)
FARMS = _words(
    "种植专业合作社 养殖专业合作社 农机专业合作社 家庭农场 果蔬种植专业合作社 茶叶专业合作社"
)
ROADS = _words(
    "解放路 人民路 建设路 中山路 万达广场 火车站 大学城 新华街 滨江道 第一 第二 第三 第五 城南 城北"
)
FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁沈任姚卢"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文斌海波春梅玲龙飞鹏辉红梓涵子轩雨欣浩然思远佳怡"
TWICE = "长重行乐朝盛都厦曾单传调会宿解朴"  # read in two ways
PEOPLES = _words(
    "买买提·艾力 阿依古丽·吐尔逊 迪丽努尔·阿不都 扎西·多吉 古丽·巴哈尔 乌云·其其格 巴图·孟和 玛依拉·库尔班 洛桑·旦增"
)
RARE = "喆堃淼犇骉鱻龘燚垚焱赟祎甯璟玥翀昶䶮㛃㙓𠮷𡋾𣲗𬭎𬀩𤧛𪩘𠅤"
FOREIGN = _words("中国 上海 亚太 深圳 天津 大连 苏州 香港")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Known:
    """What names are made of."""

    brands: tuple[str, ...]
    regions: tuple[str, ...]
    weights: tuple[float, ...]  # summed up
    listed: tuple[tuple[str, str], ...]  # full and short names of listed companies


@cache
def known() -> Known:
    """Read once from the shared data."""
    short = (DATA / "short-names.txt").read_text(encoding="utf-8-sig").splitlines()[3:]
    with (DATA / "division-codes.csv").open(encoding="utf-8", newline="") as file:
        divisions = [(row["adcode"][:6], row["name"]) for row in DictReader(file)]
    names = dict(divisions)
    regions, weights = [], []
    for number, (code, name) in enumerate(divisions):
        above = names.get(f"{code[:4]}00", "")
        if "直辖" in name or name.startswith("市辖"):
            continue  # no place
        whole = name if code.endswith("00") or not above.endswith("市") else f"{above}{name}"
        regions += [whole, name]
        weights += [1 / (number % 700 + 3), 1 / (number % 900 + 9)]
    with (DATA / "listed-company-aliases.csv").open(encoding="utf-8", newline="") as file:
        pairs = {(row["name"].strip(), row["short_name"].strip()) for row in DictReader(file)}
    brands = [b for b in map(str.strip, short) if 2 <= len(b) <= 5]
    random.Random(3).shuffle(brands)
    return Known(
        tuple(brands),
        tuple(regions),
        tuple(accumulate(weights)),
        tuple(sorted(pair for pair in pairs if len(pair[0]) > 5)),
    )


def subjects(count: int, seed: int = 1) -> Iterator[tuple[Document, str]]:
    """So many subjects with their brands; codes lie in region 990100 and beside it."""
    chance = random.Random(seed)
    seen: set[int] = set()
    for number in range(count):
        name, brand, aliases = _named(chance, number)
        for _ in range(3):  # a name is registered once, nearly always
            if hash(name) not in seen:
                break
            name, brand, aliases = _named(chance, number)
        seen.add(hash(name))
        while hash(code := _code(chance)) in seen:  # one has it once
            pass
        seen.add(hash(code))
        yield Document(
            id=code, code=code, name=name, aliases=aliases, standing="none", entity_kind="organization",
            roles=("merchant",), district=code[2:8], district_name=code[2:8],
        ), brand  # fmt: skip


def _code(chance: random.Random) -> str:
    county = 100 + min(int(chance.expovariate(0.15)), 99)
    body = f"91990{county}MA" + "".join(chance.choices(ALPHABET, k=7))
    return body + uscc.calc_check_digit(body)


Named = tuple[str, str, tuple[str, ...]]


def _named(chance: random.Random, number: int) -> Named:
    if number % 40 == 7 and number // 40 < len(known().listed):
        full, short = known().listed[number // 40]
        return full, short if short in full else "", (short,) if short not in full else ()
    make = chance.choices(
        (_company, _bracketed, _sole, _branch, _farm, _latin, _strange, _apart, _short),
        (54, 10, 16, 8, 5, 3, 2, 1, 1),
    )[0]
    name, brand = make(chance)
    alias = (_brand(chance) + chance.choice("集优家"),) if number % 5 == 0 else ()
    return name, brand, alias


def _region(chance: random.Random) -> str:
    there = known()
    region = chance.choices(there.regions, cum_weights=there.weights)[0]
    bare = re.sub(r"(?<=[^市省区县][^市省区县族治])[省市区县]$", "", region)
    return bare if chance.random() < 0.5 else region


def _brand(chance: random.Random) -> str:
    """Some brands are chosen by many."""
    brands = known().brands
    return brands[int(len(brands) * chance.random() ** chance.choice((1, 1, 5)))]


def _rest(chance: random.Random) -> str:
    return chance.choice(TRADES) + chance.choice(FORMS)


def _company(chance: random.Random) -> tuple[str, str]:
    brand = _brand(chance)
    return ("" if chance.random() < 0.06 else _region(chance)) + brand + _rest(chance), brand


def _bracketed(chance: random.Random) -> tuple[str, str]:
    brand, (left, right) = _brand(chance), chance.choice(("()", "（）"))
    where, rest = chance.choice((_region(chance), chance.choice(FOREIGN))), _rest(chance)
    return chance.choice((
        f"{brand}{left}{where}{right}{rest}", f"{brand}{left}{where}{right}有限公司",
        f"{where}{brand}{left}集团{right}{rest}", f"{brand}{chance.choice(TRADES)}{left}{where}{right}有限公司",
        f"{where}{brand}企业管理合伙企业{left}有限合伙{right}",
    )), brand  # fmt: skip


def _sole(chance: random.Random) -> tuple[str, str]:
    family, given = (
        chance.choice(FAMILIES),
        "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))),
    )
    brand = chance.choice(
        (family + given, f"{family}记", f"老{family}", family + given, _brand(chance))
    )
    return _region(chance) + brand + chance.choice(SMALL), brand


def _branch(chance: random.Random) -> tuple[str, str]:
    name, brand = _company(random.Random(chance.randrange(500)))  # chains: few names, many branches
    where = chance.choice((_region(chance), chance.choice(ROADS), f"第{chance.randrange(1, 60)}"))
    return name + where + chance.choice(("分公司", "店", "分公司", "营业部")), brand


def _farm(chance: random.Random) -> tuple[str, str]:
    village, brand = _brand(chance)[:2], _brand(chance)
    return (
        f"{_region(chance)}{village}{chance.choice('镇村乡')}{brand}{chance.choice(FARMS)}",
        brand,
    )


def _latin(chance: random.Random) -> tuple[str, str]:
    letters = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=chance.randrange(2, 5)))
    brand = chance.choice(
        (
            letters,
            letters.lower() + str(chance.randrange(100)),
            f"{chance.randrange(1, 999)}号",
            f"{letters}优选",
        )
    )
    return _region(chance) + brand + _rest(chance), brand


def _strange(chance: random.Random) -> tuple[str, str]:
    brand = "".join(chance.sample((chance.choice(TWICE + RARE), *_brand(chance)), 3))
    return _region(chance) + brand + _rest(chance), brand


def _apart(chance: random.Random) -> tuple[str, str]:
    """Names of owners that are written with a dot, in one of the ways in which dots are typed."""
    brand = chance.choice(PEOPLES).replace("·", chance.choice("·•・.．"))
    return _region(chance) + brand + chance.choice(SMALL), brand


def _short(chance: random.Random) -> tuple[str, str]:
    """Brands of one sign, and brands with digits in front."""
    brand = chance.choice(
        (chance.choice(_brand(chance)), f"{chance.randrange(1, 1000)}{_brand(chance)[:2]}")
    )
    return _region(chance) + brand + _rest(chance), brand
