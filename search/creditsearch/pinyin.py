"""How a name is typed in Latin letters: by pinyin and by initials, from each place where its brand may begin."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice, product

from creditsearch.brands import Brand

BEYOND = 4  # signs spelt after the brand
WITHOUT_BRAND = 8  # signs spelt from a place where the brand may begin, but most likely does not
READINGS = 8  # spellings of one brand, at most
_RUN = re.compile("[0-9a-z]+")
# Signs of names that are read in two ways: pypinyin knows which in a word, and a brand is often none.
_TWICE = {
    "长": "chang zhang", "重": "chong zhong", "行": "hang xing", "乐": "le yue", "朝": "chao zhao",
    "盛": "sheng cheng", "都": "du dou", "厦": "sha xia", "曾": "zeng ceng", "单": "dan shan",
    "传": "chuan zhuan", "调": "diao tiao", "柏": "bai bo", "会": "hui kuai", "宿": "su xiu",
    "藏": "zang cang", "仇": "qiu chou", "解": "jie xie", "区": "qu ou", "朴": "pu piao", "六": "liu lu",
    "茜": "qian xi", "露": "lu lou", "缪": "miao mou", "翟": "zhai di", "查": "cha zha", "角": "jiao jue",
    "车": "che ju", "石": "shi dan", "参": "can shen", "尉": "wei yu", "铅": "qian yan", "蔚": "wei yu",
    "拓": "tuo ta", "那": "na nuo", "莘": "shen xin", "阿": "a e", "降": "jiang xiang", "谷": "gu yu",
    "种": "zhong chong", "干": "gan qian", "薄": "bo bao", "洗": "xi xian", "说": "shuo yue", "落": "luo la",
    "沈": "shen chen",
}  # fmt: skip


def latin_forms(form: str, brand: Brand) -> Iterator[tuple[str, int]]:
    """Every Latin spelling under which a name is found, and how many of its letters spell the brand.

    The number is negative where the brand is read in a way that is not the likeliest; 0 where no brand begins.

    >>> list(latin_forms("青橙商贸", Brand(0, 2, ())))
    [('qingchengshangmao', 9), ('qcsm', 2)]
    """
    seen = set()
    end = brand.start + brand.length
    after = _spelt(form[end : end + BEYOND])
    for number, own in enumerate(_readings(form[brand.start : end])):
        for syllables, tail in ((own, after), (_initials(own), _initials(after))):
            head = "".join(syllables)
            if head and head + "".join(tail) not in seen:
                seen.add(head + "".join(tail))
                yield head + "".join(tail), -len(head) if number else len(head)
    for start, letters in (*((at, 0) for at in brand.other_starts), *_latin_runs(form)):
        syllables = _spelt(form[start : start + WITHOUT_BRAND])
        for text in ("".join(syllables), "".join(_initials(syllables))):
            if text and text not in seen:
                seen.add(text)
                yield text, letters


def _initials(syllables: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(s[0] for s in syllables)


def _latin_runs(form: str) -> Iterator[tuple[int, int]]:
    """Where Latin letters or digits stand inside a name, and how many: letters are a brand."""
    for run in _RUN.finditer(form):
        yield run.start(), 0 if run.group().isdigit() else min(len(run.group()), WITHOUT_BRAND)


def _readings(brand: str) -> Iterator[tuple[str, ...]]:
    spelt = _spelt(brand)
    if len(spelt) != len(brand):
        return iter((spelt,))
    choices = [_both(sign, syllable) for sign, syllable in zip(brand, spelt, strict=True)]
    return islice(product(*choices), READINGS)


def _both(sign: str, syllable: str) -> tuple[str, ...]:
    return (syllable, *(r for r in _TWICE.get(sign, "").split() if r != syllable))


@lru_cache(maxsize=1 << 14)
def _spelt(text: str) -> tuple[str, ...]:
    """A syllable a sign; Latin letters and digits each for themselves; signs without a reading left out."""
    parts: list[str] = []
    run = ""
    for sign in text:
        if sign.isascii():
            parts += [*_words(run), sign]
            run = ""
        else:
            run += sign
    return (*parts, *_words(run))


def _words(run: str) -> Iterator[str]:
    """Readings of a run of signs, word by word as pypinyin cuts it: words come again, runs do not."""
    from pypinyin.seg import mmseg  # here only: it takes 55 MB, which most commands need not

    return chain.from_iterable(map(_word, mmseg.seg.cut(run))) if run else iter(())


@lru_cache(maxsize=1 << 15)
def _word(word: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(word, style=Style.NORMAL, errors="ignore"))
