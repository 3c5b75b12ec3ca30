"""Documents of a fictional city of any size, the same at each call, and the ways in which people ask for one."""

import random
from collections.abc import Iterator
from itertools import product

from opencc import OpenCC
from pypinyin import lazy_pinyin

from creditsearch.documents import Document
from tests.sites import code

REGIONS = ("云浦市", "云浦", "云浦市临江区", "云浦市青山县")
SIGNS = (
    "青橙优品禾木星河帆锦绣安泽瑞丰源启晨曦卓越致远鸿图嘉麦田向阳乐百盛隆汇融川岳松竹梅兰桂枫桐杏桃梨荷莲菊"
    "鹏鹤燕雀鹿麒麟骏虎龙凤翔羽翼舟航海洋湖泉溪涧峰岭岩石玉璞琪琳瑶珊瑚珠宝金银铜铁钢晶钻辉煌灿烂焕彩虹霞霓"
    "春夏秋冬晴雨雪霜露雷电风霁旭旦夕晚宵宇宙乾坤天地人和顺昌兴旺发达康健福禄寿喜庆吉祥如意满堂誉信诚德仁义礼智勇"
)
TRADES = "商贸 电子商务 网络科技 物流 食品 服饰 文化传媒 供应链管理 快递 农产品 家居用品 信息技术".split()  # noqa: SIM905
FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "经营部", "商行")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
STANDINGS = ("none", "none", "none", "red", "watch", "penalty", "black")


def cities(count: int) -> Iterator[tuple[Document, str]]:
    """So many subjects, each with the brand that its name was made from."""
    chance = random.Random(20261031)
    brands = ["".join(p) for p in product(SIGNS, repeat=2)]
    chance.shuffle(brands)
    for number in range(count):
        brand = brands[number % len(brands)] + ("" if number % 3 else chance.choice(SIGNS))
        yield subject(number, brand, chance), brand


def subject(number: int, brand: str, chance: random.Random) -> Document:
    """One subject of that brand."""
    region, trade, form = chance.choice(REGIONS), chance.choice(TRADES), chance.choice(FORMS)
    bracketed = number % 9 == 0
    name = f"{brand}（云浦）{trade}{form}" if bracketed else f"{region}{brand}{trade}{form}"
    tail = "".join(ALPHABET[number // 31**place % 31] for place in range(6))
    black = chance.choice(STANDINGS)
    return Document(
        id=code(f"91990102MA0{tail}"),
        code=code(f"91990102MA0{tail}"),
        name=name,
        aliases=(f"{brand}集",) if number % 50 == 0 else (),
        shops=(f"{brand}旗舰店",) if number % 40 == 0 else (),
        standing=black,
        standing_label=black,
        lists=(black,) if black in ("red", "watch", "black") else (),
        list_labels=(black,) if black in ("red", "watch", "black") else (),
        level=("merchant:A", "merchant:C", "")[number % 3],
        level_label=("商家 A", "商家 C", "")[number % 3],
        regions=("云浦市", "临江区", "青山县"),
        entity_kind="organization",
        roles=("merchant",) if number % 2 else ("courier",),
        district=("990102", "990103")[number % 2],
        district_name=("临江区", "青山县")[number % 2],
    )


def asked(document: Document, brand: str, chance: random.Random) -> dict[str, str]:
    """Ways of asking for a subject, by kind."""
    name, code_ = document.name, document.code
    at = chance.randrange(len(name) - 6)
    wrong = chance.randrange(len(name) - 1)
    syllables = lazy_pinyin(brand)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code_)
    kinds = {
        "full name": name,
        "six inside": name[at : at + 6],
        "brand": brand,
        "brand begins": brand[:2],
        "traditional": OpenCC("s2t").convert(name),
        "one wrong": f"{name[:wrong]}鑫{name[wrong + 1 :]}",
        "one missing": name[:wrong] + name[wrong + 1 :],
        "two swapped": name[:wrong] + name[wrong + 1] + name[wrong] + name[wrong + 2 :],
        "brackets": name.replace("（", "(").replace("）", ")"),
        "spaces": f"{name[:2]} {name[2:5]}\u3000{name[5:]}",
        "pinyin": " ".join(syllables),
        "pinyin begins": "".join(syllables)[:5],
        "initials": "".join(s[0] for s in syllables),
        "code": code_,
        "code in lower case": code_.lower(),
        "code in full width": wide,
        "code with spaces": f"{code_[:4]} {code_[4:8]}-{code_[8:]}",
        "code begins": code_[:15],
        "code with a label": f"统一社会信用代码：{code_}",
    }
    kinds |= dict(zip(("alias",), document.aliases, strict=False))
    return kinds | dict(zip(("shop",), document.shops, strict=False))
