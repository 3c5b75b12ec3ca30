"""Natural persons where a list may show them: a masked name, no other sign of who it is, an id that tells nothing."""

import re
from dataclasses import fields, replace
from functools import cache, lru_cache
from hashlib import sha256

from creditsite.model.kinds import Plain, joined_on
from creditsite.model.records import Listing, Subject
from creditsite.model.text import normal_form, number_form, one_script, simplified

PREFIX = "per"  # of the ids of persons: random, so that headers and gates know the page without knowing the person
ID = re.compile(r"per[a-z2-7]{24}")
PERSON = "natural_person"  # as an entity kind
STAR = "*"
# Surnames of two characters; of every other name the first character is the surname.
_DOUBLE = re.compile(
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|"
    "仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|子车|亓官|司寇|巫马|公西|颛孙|壤驷|公良|漆雕|乐正|宰父|谷梁|拓跋|夹谷|轩辕|令狐|"
    "段干|百里|呼延|东郭|南门|羊舌|微生|左丘|东门|西门|第五|歐陽|司馬|東方|獨孤|諸葛|尉遲"
)
# Between several names in one cell, and before another name of the same person.
_SEVERAL = re.compile(r"[（）()、,，;；/|:：]|曾用名|又名|别名|化名|原名|绰号|即")
_APART = r"[\s·•・‧∙]"  # between the signs of a name
_KEPT_OFF = ("uscc", "subject_no", "remark")


def is_person_id(subject_id: str) -> bool:
    """Whether an id is that of a natural person."""
    return subject_id.startswith(PREFIX)


def person_no(name: str, document_no: str) -> str:
    """A number for a person to whom the office gave none: the name within one decision, never joined with another.

    >>> person_no("张 三", "（2026）虚1号") == person_no("張三", "(2026)虚 1 号") != person_no("张三", "（2026）虚2号")
    True
    """
    told = f"{one_script(normal_form(name))}\x1f{number_form(document_no)}"
    return f"~{sha256(told.encode()).hexdigest()[:32]}"


def numbered(kind: str, values: Plain) -> Plain:
    """A person's entry with a number to be known by: an ID number is never kept, so the decision must tell."""
    person = kind == "listings" and values.get("entity_kind") == PERSON
    if not person or joined_on(values) or not values.get("document_no"):
        return values
    no = person_no(str(values.get("subject_name", "")), str(values["document_no"]))
    return {**values, "subject_no": no}


def masked(name: str) -> str:
    """A name as it may be shown: the surname and one star, however long the name.

    >>> masked("张三"), masked("欧阳示例"), masked("古丽·示例")
    ('张*', '欧阳*', '古*')
    """
    name = name.strip()
    surname = name[:2] if _DOUBLE.match(name) and len(name) > 2 else name[:1]
    return surname + STAR


@lru_cache(4_096)
def spelled(name: str) -> re.Pattern[str]:
    """How a text may write a person's name: with spaces or dots in it, in either script, in any case; also each of
    several names that stand in one cell.

    >>> [bool(spelled("张　三").search(text)) for text in ("经查, 张三称", "張 三", "张小三")]
    [True, True, False]
    >>> spelled("钱丙（曾用名钱丁）").sub("*", "钱丁即钱丙")
    '*即*'
    """
    parts = [one for one in _SEVERAL.split(name) if len("".join(one.split())) > 1]
    ways = [_way(one) for one in sorted({name, *parts}, key=len, reverse=True)]
    return re.compile("|".join(filter(None, ways)) or r"(?!)", re.IGNORECASE)


def _way(name: str) -> str:
    return f"{_APART}*".join(_sign(one) for one in name if not re.match(_APART, one))


def _sign(one: str) -> str:
    signs = {one, *scripts().get(one, ())}
    return f"[{''.join(map(re.escape, sorted(signs)))}]" if len(signs) > 1 else re.escape(one)


@cache
def scripts() -> dict[str, set[str]]:
    """Sign → all signs that are simplified to the same one."""
    found: dict[str, set[str]] = {}
    for traditional, plain in simplified().items():
        found.setdefault(plain, {plain}).add(chr(traditional))
    return found | {one: together for together in found.values() for one in together}


def veiled(record: Listing) -> Listing:
    """The entry of a person as it may be shown: masked wherever the name stands, nothing that identifies besides."""
    changed: dict[str, object] = dict.fromkeys(_KEPT_OFF, "")
    written = spelled(record.subject_name)

    def veil(text: str) -> str:
        return written.sub(lambda found: masked(found[0]), text)

    for one in fields(record):
        value = getattr(record, one.name)
        if isinstance(value, str) and one.name not in _KEPT_OFF:
            changed[one.name] = veil(value)
        elif isinstance(value, tuple):
            changed[one.name] = tuple(veil(text) for text in value if text)
    changed["subject_name"] = masked(record.subject_name)
    return replace(record, **changed)  # type: ignore[arg-type]  # each text by a text, each tuple by a tuple


def shown_person(name: str) -> Subject:
    """What a page says of a person: the masked name, and that it is a person."""
    return Subject(subject_name=masked(name), entity_kind=PERSON)
