"""How a name is typed in Latin letters: by pinyin and by initials, from each place where its brand may begin."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, lazy_pinyin, pinyin

from creditsearch.brands import Brand

PINYIN_SIGNS = 12  # signs of a name that are spelt, counted from where the brand begins
READINGS = 4  # at most so many spellings of one beginning
BRAND_END = "|"


def latin_forms(form: str, brand: Brand) -> Iterator[tuple[str, bool]]:
    """Every Latin spelling of a name, with a bar where its brand ends, and whether it begins with the brand."""
    seen = set()
    for start in (brand.start, *brand.other_starts, *_latin_runs(form)):
        tail = form[start : start + PINYIN_SIGNS]
        length = brand.length if start == brand.start else 0
        for syllables in _readings(tail, length):
            for spelt in (syllables, tuple(s if s.isdigit() else s[0] for s in syllables)):
                text = _marked(spelt, length)
                if text.replace(BRAND_END, "") and text not in seen:
                    seen.add(text)
                    yield text, start == brand.start


def _marked(syllables: tuple[str, ...], length: int) -> str:
    if not length:
        return "".join(syllables)
    return "".join(syllables[:length]) + BRAND_END + "".join(syllables[length:])


def _latin_runs(form: str) -> list[int]:
    """Where Latin letters or digits begin inside a name."""
    return [
        at for at, c in enumerate(form) if c.isascii() and (at == 0 or not form[at - 1].isascii())
    ]


@lru_cache(maxsize=4096)
def _single(sign: str) -> tuple[str, ...]:
    """The readings of one sign, commonest first; itself where it is Latin, nothing where it has none."""
    if sign.isascii():
        return (sign,)
    found = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


def _readings(tail: str, length: int) -> list[tuple[str, ...]]:
    """Spellings of a tail: as its words are read, then with other readings of the brand's own signs."""
    in_words = _spelt(tail)
    if len(in_words) != len(tail):
        return []
    head = length or 2
    choices = [
        (s, *(r for r in _single(c)[:2] if r != s))
        for c, s in zip(tail[:head], in_words, strict=False)
    ]
    rest = in_words[head:]
    return [(*chosen, *rest) for chosen in islice(product(*choices), READINGS)]


def _spelt(tail: str) -> tuple[str, ...]:
    parts: list[str] = []
    run = ""
    for sign in tail:
        if sign.isascii():
            parts += [*_words(run), sign]
            run = ""
        else:
            run += sign
    return (*parts, *_words(run))


def _words(run: str) -> list[str]:
    return lazy_pinyin(run, style=Style.NORMAL, errors="ignore") if run else []
