"""The ways in which people ask for a subject, and whether what they are shown answers them."""

import random
from dataclasses import dataclass
from functools import cache, lru_cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin

from creditsearch.names import key
from tests.search.corpus import Document, subjects

COMMON = "国华新金天中大东海明德信安宏"
KINDS = (
    "full", "inner 4", "inner 6", "brand", "brand begins", "traditional", "wrong", "missing", "swapped", "brackets",
    "spaces", "pinyin", "initials", "code", "code lower", "code wide", "code spaced", "code prefix", "code label",
    "alias",
)  # fmt: skip
MORE = (
    "brand wrong",
    "inner wrong",
    "brand and trade",
    "apart",
    "pinyin apart",
    "pinyin more",
    "everywhere",
)  # not promised, looked at
SPELT = ("pinyin", "initials", "pinyin apart", "pinyin more")
EVERYWHERE = (
    "有限公司", "公司", "贸易", "科技", "商贸有限公司", "有限责任公司", "网络科技有限公司", "餐饮店", "中国", "上海市",
    "电子商务", "店", "91990100", "91", "9199010", "91990100MA", "gs", "you", "a",
)  # fmt: skip
SURE = 10  # what is looked at


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the subject that it was made from."""

    kind: str
    text: str
    id: str


def queries(count: int, per_kind: int, seed: int = 1, more: bool = False) -> list[Asked]:
    """So many queries of each kind, for subjects drawn evenly from `subjects(count, seed)`."""
    chance = random.Random(seed + 6)
    wanted = set(chance.sample(range(count), min(count, per_kind * 12)))
    drawn = [pair for number, pair in enumerate(subjects(count, seed)) if number in wanted]
    made: list[Asked] = []
    for kind in (*KINDS, *(MORE if more else ())):
        chance.shuffle(drawn)
        texts = ((query(kind, document, brand, chance), document) for document, brand in drawn)
        fit = (
            (text, document)
            for text, document in texts
            if text and (len(key(text)) > 1 or kind == "everywhere")
        )
        made += [
            Asked(kind, text, document.id)
            for (text, document), _ in zip(fit, range(per_kind), strict=False)
        ]
    return made


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


def query(kind: str, document: Document, brand: str, chance: random.Random) -> str:
    """One query of a kind; empty where the subject has none."""
    name, code, form = document.name, document.code, key(document.name)
    at = chance.randrange(len(name) - 1)
    match kind:
        case "everywhere":
            return chance.choice(EVERYWHERE)
        case "inner 4" | "inner 6":
            size = int(kind[-1])
            start = chance.randrange(max(1, len(form) - size))
            return form[start : start + size] if len(form) > size else ""
        case "brand begins":
            return brand[:2] if len(brand) > 2 else ""
        case "traditional":
            return _traditional().convert(name)
        case "wrong":
            return name[:at] + chance.choice(COMMON) + name[at + 1 :]
        case "swapped":
            same = name[at] == name[at + 1]
            return "" if same else name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        case "brackets":
            other = str.maketrans("()（）", "（）()")
            return name.translate(other) if name.translate(other) != name else ""
        case "pinyin":
            return "".join(_syllables(brand))
        case "initials":
            return "".join(s[0] for s in _syllables(brand)) if len(brand) > 2 else ""
        case "code prefix":
            return code[: chance.randrange(10, 17)]
        case "brand wrong":
            return _wrong(brand, chance) if len(brand) > 3 else ""
        case "inner wrong":
            start = chance.randrange(max(1, len(form) - 8))
            return _wrong(form[start : start + 8], chance)
        case "brand and trade":
            return form[form.find(key(brand)) :][: len(key(brand)) + 2] if brand else ""
        case "apart":
            return f"{name[:2]} {brand}" if brand and not name.startswith(brand) else ""
        case "pinyin apart":
            return " ".join(_syllables(brand))
        case "pinyin more":
            return (
                "".join(_syllables(form[form.find(key(brand)) :][: len(brand) + 2]))
                if brand
                else ""
            )
    return {
        "full": name,
        "brand": brand,
        "missing": name[:at] + name[at + 1 :],
        "spaces": f"{name[:at]} {name[at : at + 3]}\u3000{name[at + 3 :]}",
        "code": code,
        "code lower": code.lower(),
        "code wide": "".join(chr(ord(c) + 0xFEE0) for c in code),
        "code spaced": f"{code[:4]} {code[4:8]}-{code[8:12]} {code[12:]}",
        "code label": f"统一社会信用代码：{code}",
        "alias": document.aliases[0] if document.aliases else "",
    }[kind]


def _wrong(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(COMMON) + text[at + 1 :]


@lru_cache(1 << 12)
def _syllables(text: str) -> tuple[str, ...]:
    spelt = lazy_pinyin(text, errors=lambda run: [c.lower() if c.isascii() else "" for c in run])
    return tuple(spelt) if all(spelt) and len(spelt) == len(text) else ()


def answers(asked: Asked, hit: tuple[str, str]) -> bool:
    """Whether a hit (its id, its names) answers a query as well as the subject that it was made from."""
    id_, names = hit
    if asked.id == id_:
        return True
    form = key(asked.text)
    if asked.kind == "apart":
        return all(key(part) in key(names) for part in asked.text.split())
    if asked.kind not in SPELT:
        return form in key(names) or id_.lower().startswith(form)
    readings = [_readings(sign) for sign in key(names)]
    short = asked.kind == "initials"
    return any(_spoken(readings[at:], form, short) for at in range(len(readings)))


def _spoken(readings: list[frozenset[str]], form: str, short: bool) -> bool:
    """Whether signs can be read as these letters; where `short`, each by its first."""
    if not form or not readings:
        return not form
    heard = {one[:1] for one in readings[0]} if short else readings[0]
    return any(one.startswith(form) for one in heard) or any(
        _spoken(readings[1:], form[len(one) :], short) for one in heard if form.startswith(one)
    )


@lru_cache(1 << 14)
def _readings(sign: str) -> frozenset[str]:
    if sign.isascii():
        return frozenset(sign)
    heard = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(heard[0]) if heard else frozenset("?")


def fits(asked: Asked, hits: list[tuple[str, str]]) -> bool:
    """The subject is among the first ten, or all ten answer just as well."""
    first = hits[:SURE]
    if asked.kind == "everywhere":
        return True  # looked at for what it costs
    if asked.id in [id_ for id_, _ in first]:
        return True
    return len(first) == SURE and all(answers(asked, hit) for hit in first)
