"""Company names by the hundred thousand, made of real short forms, and the queries that people put for them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from opencc import OpenCC
from pypinyin import lazy_pinyin
from stdnum.cn import uscc

from creditsearch.documents import Document
from creditsearch.names import key

DATA = Path(__file__).parents[3] / "shared/data"
TRADES = (
    "商贸 贸易 科技 网络科技 信息技术 电子商务 文化传媒 建筑工程 装饰工程 物流 食品 服饰 机械设备 企业管理咨询 "
    "餐饮管理 汽车销售 房地产经纪 实业 农业科技 生物科技 供应链管理 广告 教育咨询 劳务 建材 电子 五金制品 家具 "
    "化妆品 医疗器械"
)
FORMS = (
    "有限公司 " * 75
    + "有限责任公司 " * 8
    + "股份有限公司 " * 3
    + "经营部 " * 5
    + "商行 " * 4
    + "店 店 店 厂 厂"
)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
COMMON = "国华新金天中大东海明德信安宏"
LOOSE = ("pinyin", "initials")  # what a hit is spelt cannot be told from its name here


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the subject that it was made from."""

    kind: str
    text: str
    id: str


def subjects(count: int, seed: int = 1) -> Iterator[tuple[Document, str]]:
    """So many subjects of all the country with their brands; codes lie in region 990100."""
    chance = random.Random(seed)
    short = (DATA / "short-names.txt").read_text(encoding="utf-8-sig").splitlines()[3:]
    brands = [b for b in map(str.strip, short) if 2 <= len(b) <= 5]
    rows = (DATA / "division-codes.csv").read_text(encoding="utf-8").splitlines()[1:]
    divisions = [row.split(",")[1] for row in rows]
    cities = [d for d in divisions if d.endswith("市")]
    weights = [1 / (place + 3) for place in range(len(cities))]
    trades, forms = TRADES.split(), FORMS.split()
    for number in range(count):
        region = (
            chance.choices(cities, weights)[0]
            if chance.random() < 0.9
            else chance.choice(divisions)
        )
        if region[-1] in "省市区县" and len(region) > 2 and chance.random() < 0.5:
            region = region[:-1]
        brand, rest = chance.choice(brands), chance.choice(trades) + chance.choice(forms)
        name = chance.choices(
            (
                f"{region}{brand}{rest}",
                f"{brand}({region}){rest}",
                f"{brand}（{region}）{rest}",
                brand + rest,
            ),
            (85, 8, 3, 4),
        )[0]
        body = f"91990{100 + min(int(chance.expovariate(0.15)), 99)}MA" + "".join(
            chance.choices(ALPHABET, k=7)
        )
        code = body + uscc.calc_check_digit(body)
        alias = (
            (chance.choice(brands) + chance.choice(("集", "优", "家")),) if number % 5 == 0 else ()
        )
        yield Document(
            id=code, code=code, name=name, aliases=alias, standing="none", entity_kind="organization",
            roles=("merchant",), district=code[2:8], district_name=code[2:8],
        ), brand  # fmt: skip


def queries(count: int, per_kind: int, seed: int = 7) -> list[Asked]:
    """So many queries of each kind, for subjects drawn evenly."""
    chance = random.Random(seed)
    wanted = set(chance.sample(range(count), min(count, per_kind * 6)))
    drawn = [pair for number, pair in enumerate(subjects(count)) if number in wanted]
    made: list[Asked] = []
    for kind in KINDS:
        chance.shuffle(drawn)
        texts = ((query(kind, document, brand, chance), document) for document, brand in drawn)
        fit = ((text, document) for text, document in texts if text and len(key(text)) > 1)
        made += [
            Asked(kind, text, document.id)
            for (text, document), _ in zip(fit, range(per_kind), strict=False)
        ]
    return made


KINDS = (
    "full", "inner 4", "inner 6", "brand", "brand begins", "traditional", "wrong", "missing", "swapped", "brackets",
    "spaces", "pinyin", "initials", "code", "code lower", "code wide", "code spaced", "code prefix", "code label",
    "alias",
)  # fmt: skip


def query(kind: str, document: Document, brand: str, chance: random.Random) -> str:
    """One query of a kind; empty where the subject has none."""
    name, code, form = document.name, document.code, key(document.name)
    at = chance.randrange(len(name) - 1)
    match kind:
        case "inner 4" | "inner 6":
            size = int(kind[-1])
            start = chance.randrange(max(1, len(form) - size))
            return form[start : start + size] if len(form) > size else ""
        case "brand begins":
            return brand[:2] if len(brand) > 2 else ""
        case "wrong":
            return name[:at] + chance.choice(COMMON) + name[at + 1 :]
        case "swapped":
            return (
                ""
                if name[at] == name[at + 1]
                else name[:at] + name[at + 1] + name[at] + name[at + 2 :]
            )
        case "brackets":
            other = str.maketrans("()（）", "（）()")
            return name.translate(other) if name.translate(other) != name else ""
        case "initials":
            return "".join(s[0] for s in lazy_pinyin(brand)) if len(brand) > 2 else ""
        case "code prefix":
            return code[: chance.randrange(10, 17)]
    return {
        "full": name,
        "brand": brand,
        "traditional": OpenCC("s2t").convert(name),
        "missing": name[:at] + name[at + 1 :],
        "spaces": f"{name[:at]} {name[at : at + 3]}\u3000{name[at + 3 :]}",
        "pinyin": "".join(lazy_pinyin(brand)),
        "code": code,
        "code lower": code.lower(),
        "code wide": "".join(chr(ord(c) + 0xFEE0) for c in code),
        "code spaced": f"{code[:4]} {code[4:8]}-{code[8:12]} {code[12:]}",
        "code label": f"统一社会信用代码：{code}",
        "alias": document.aliases[0] if document.aliases else "",
    }[kind]


def fits(asked: Asked, hits: list[tuple[str, str]]) -> bool:
    """The subject is among the first ten, or all ten answer just as well."""
    first = hits[:10]
    if asked.id in [id_ for id_, _ in first]:
        return True
    form = key(asked.text)
    answers = (
        asked.kind in LOOSE or form in key(name) or id_.lower().startswith(form)
        for id_, name in first
    )
    return len(first) == 10 and all(answers)
