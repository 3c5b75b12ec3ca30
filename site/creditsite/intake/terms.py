"""Words of a closed list, in the spellings met in deliveries; numbers only where the header says what they mean."""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from creditsite.intake.cells import BadCellError, Cell, as_text
from creditsite.intake.normal import term_form
from creditsite.model import vocabulary as v
from creditsite.model.vocabulary import Vocabulary

_PREFIX = re.compile(r"^[\dA-Za-z]{1,3}\s*[-_—–:：.、]\s*(?=\D)|^\d{1,2}\s*(?=[^\W\d_])")
_SUFFIX = re.compile(r"\s*[（(]\s*\d{1,2}\s*[）)]$")
_NUMBER = re.compile(r"\d{1,2}(?:\.0)?", re.ASCII)
_OTHER = re.compile(r"^其[他它]\s*[-_—–:：（(]")

# Numbers whose meaning hangs on the header (facts of the 2016 and the 2018/2019 layouts). A number that maps to
# nothing here is set aside; "~other" stands for a class of then that is no one class of today.
_GENERAL_2016 = {
    "0": "general",
    "1": "franchise",
    "2": "accreditation",
    "3": "verification",
    "4": "registration",
    "5": "other",
}
_PERMIT_NOW = {
    **{f"0{n}": t for n, t in enumerate(v.PERMIT_KIND.ids(), 1)},
    **{f"{n}": t for n, t in enumerate(v.PERMIT_KIND.ids(), 1)},
    "99": "other",
}
_STATUS_2016 = {"0": "normal", "1": "revoked", "2": "disputed", "3": "other"}
_PENALTY_2016 = {
    "0": "warning",
    "1": "fine",
    "2": "~other",
    "3": "suspend_business",
    "4": "~other",
    "5": "detention",
    "6": "other",
}
_USE_2016 = {"0": "public", "1": "closed", "2": "restricted"}
_WHETHER = {"1": "public", "0": "closed"}
_LUMPED = frozenset(
    (
        "没收",
        "暂扣或吊销",
        "暂扣或者吊销许可证",
        "暂扣或者吊销执照",
        "暂扣或者吊销许可证和执照",
        "暂扣或吊销许可证",
        "暂扣或吊销执照",
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """The identifiers that a cell names, and a sentence where one of them had to become `other`."""

    ids: tuple[str, ...]
    warning: str = ""


def codes_for(
    vocabulary: Vocabulary, header: str, generation: int | None, statuses: Mapping[str, str]
) -> Mapping[str, str]:
    """What bare numbers mean under a header (in header form) of a sheet of a generation (2016, 2018 or unknown).

    `statuses` is what the city says of those of today's permits.
    """
    match vocabulary.name:
        case "permit_kind":
            now = header in (term_form("许可类别"), term_form("XK_XKLB"))
            return _PERMIT_NOW if now else _GENERAL_2016 if header in _SPLB else {}
        case "source_status":
            return {2016: _STATUS_2016, 2018: statuses}.get(generation or 0, {})
        case "penalty_kind":
            return _PENALTY_2016 if header in _CFLB_2016 else {}
        case "openness":
            whether = header.startswith(term_form("是否"))
            return _USE_2016 if header == term_form("信息使用范围") else _WHETHER if whether else {}
        case _:
            return {
                word: term.id
                for term in vocabulary.terms
                for word in (term.id, *term.synonyms)
                if word.isdigit()
            }


_SPLB = frozenset(map(term_form, ("审批类别", "XK_SPLB", "审核类型")))
_CFLB_2016 = frozenset(map(term_form, ("处罚类别1", "处罚类别2", "CF_CFLB1", "CF_CFLB2")))


@cache
def _words(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Every spelling of every term in its normal form, numbers left out."""
    return {
        term_form(word): term.id
        for term in vocabulary.terms
        for word in (term.id, term.label, *term.synonyms)
        if not word.isdigit() or vocabulary.name == "channel"
    }


def read_terms(cell: Cell, vocabulary: Vocabulary, codes: Mapping[str, str]) -> Found:
    """All terms of a cell that may hold several, in their order, each once."""
    if isinstance(cell, tuple):
        parts = list(cell)
    else:
        text = as_text(cell)
        if one := _one(text, vocabulary, codes):
            return _found([one])
        parts = [part for part in re.split(r"[;；|\n]", text) if part.strip()]
    ids: list[str] = []
    for part in parts:
        ids += [one] if (one := _one(part, vocabulary, codes)) else _listed(part, vocabulary, codes)
    return _found(ids)


def read_term(cell: Cell, vocabulary: Vocabulary, codes: Mapping[str, str]) -> Found:
    """The one term of a cell."""
    text = as_text(cell)
    if one := _one(text, vocabulary, codes):
        return _found([one])
    raise BadCellError(_unknown(text, vocabulary))


def _found(ids: list[str]) -> Found:
    plain = tuple(dict.fromkeys(one.removeprefix("~") for one in ids))
    lumped = any(one.startswith("~") for one in ids)
    return Found(
        plain,
        "旧类别对应今天的多个类别, 按“其他”公示: 请来源单位写明今天的处罚种类" if lumped else "",
    )


def _one(text: str, vocabulary: Vocabulary, codes: Mapping[str, str]) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().replace("其它", "其他")
    if _NUMBER.fullmatch(plain) and vocabulary.name != "channel":
        return codes.get(plain.removesuffix(".0"), "")
    words = _words(vocabulary)
    for form in (plain, _PREFIX.sub("", plain), _SUFFIX.sub("", plain)):
        if found := words.get(term_form(form)):
            return found
        if vocabulary.name == "penalty_kind" and term_form(form) in _LUMPED:
            return "~other"
    if _OTHER.match(plain) and "other" in vocabulary.ids():
        return "other"
    return ""


def _listed(text: str, vocabulary: Vocabulary, codes: Mapping[str, str]) -> list[str]:
    """Terms parted by 、 or commas, which labels may hold themselves: the longest run that is a term wins."""
    pieces = re.split(r"([、,，/＋+]|\s+)", text.strip())
    ids, at = [], 0
    while at < len(pieces):
        for stop in range(len(pieces), at, -2):
            if one := _one("".join(pieces[at:stop]), vocabulary, codes):
                ids.append(one)
                at = stop + 1
                break
        else:
            raise BadCellError(_unknown(pieces[at] or text, vocabulary))
    return ids


def _unknown(text: str, vocabulary: Vocabulary) -> str:
    shown = text if len(text) <= 30 else text[:30] + "…"
    if _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        return f"数字代码“{shown}”在这一表头下含义不明: 请写文字, 如 {'、'.join(t.label for t in vocabulary.terms[:3])}"
    near = nearest(text, vocabulary)
    hint = (
        f"是不是“{near}”?" if near else f"可填 {'、'.join(t.label for t in vocabulary.terms[:8])}"
    )
    return f"“{shown}”不是规定的词: {hint}"


def nearest(text: str, vocabulary: Vocabulary) -> str:
    """The label of the term whose spelling is nearest, if any is near."""
    words = _words(vocabulary)
    close = difflib.get_close_matches(term_form(text)[:40], words, n=1, cutoff=0.5)
    return vocabulary.label(words[close[0]]) if close else ""
