"""Finding in a text what may stand nowhere: names, codes and document numbers, in any spelling, script or wrapping."""

import base64
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import groupby, product

import opencc
from marisa_trie import Trie

from creditsite.model.figures import visible
from creditsite.model.runs import runs
from creditsite.model.text import one_script
from creditsite.model.wordtree import tree

SHORTEST = 4  # a shorter text stands in any page by chance
REMEMBERED = 40_000  # runs of letters: 5 MB
LONGEST = 400  # letters of such a run
WHOLE = 15  # from here on a number is found inside a longer one too
SHUT = "\0"  # at the end of a word: it must not go on there
_FIRST_RUN = re.compile("[0-9a-z]+")
_LAST_RUN = re.compile("[0-9a-z]+$")
_NO_WORD = re.compile(r"[\W_]+")
_RUN = re.compile(r"[A-Za-z0-9+/]{0,2000}")
_PACKED = re.compile(rf"[A-Za-z0-9+/]{{{2 * SHORTEST},}}")
_RUN_END = re.compile(r"[A-Za-z0-9+/]*\Z")
_GAP = r"[\W_]{0,4}"  # spaces, brackets and dashes of any kind, or none
FARTHEST = 5  # signs that a letter takes, with what stands behind it
_BETWEEN, _LETTER = re.compile(_GAP), re.compile("[0-9A-Za-z]")
# What parts two digits of one number: commas, bars and quotes part two numbers, or two cells.
_BETWEEN_DIGITS = re.compile(r"""(?:[^\w,;|"'\t，；、]|_){0,4}""")
STEM = 10  # letters that begin thousands of numbers of decisions
_NO_DIGIT = re.compile("[^0-9]+")

Finder = Callable[[str], bool]


def likely(texts: Iterable[str]) -> Callable[[str], bool]:
    """A function that says at once of most needles that `finder` finds them in none of some short texts, each as
    `visible` gives it: some letters of the needle stand nowhere in a row. Where it says yes, look.

    >>> may = likely(["依据 云市监处罚[2026] 1 号"])
    >>> may("云市监处罚〔2026〕1号"), may("云市监处罚〔2025〕1号"), may("市监云处罚")
    (True, False, False)
    """
    scripts = [opencc.OpenCC(script) for script in ("s2t", "t2s")]
    rows, begun, known = set[str](), set[str](), dict[str, tuple[str, ...]]()
    for text in texts:
        runs = _PACKED.findall(text.replace("-", "+").replace("_", "/"))
        begun |= {part for run in runs for part in _parts(run, 2 * SHORTEST)}
        for said in (text, *(one for run in runs for one in _decoded(run))):
            rows.update(_parts("".join(filter(str.isalnum, said)), SHORTEST))
            # A sign that stands for a letter may also stand between two.
            rows.update(_parts("".join(c for c in said if c.isalnum() or c in _odd()), SHORTEST))

    @lru_cache(maxsize=65_536)  # the same few signs begin most numbers of decisions
    def stands(row: str) -> bool:
        for letter in row:
            if letter not in known:
                known[letter] = _variants(letter)
        return row in rows or any("".join(v) in rows for v in product(*(known[c] for c in row)))

    def may(needle: str) -> bool:
        forms = {needle, *(script.convert(needle) for script in scripts)}
        return any(
            len(letters) >= SHORTEST and all(map(stands, _parts(letters, SHORTEST)))
            for letters in map(_letters, forms)
        ) or any(_begun(code) in begun for form in forms for code in _base64(form))

    return may


def _parts(text: str, length: int) -> Iterator[str]:
    """Every so many letters that stand in a row."""
    return (text[at : at + length] for at in range(len(text) - length + 1))


@dataclass(frozen=True, slots=True)
class Needles:
    """Texts to look for, as those who look are told them: a hundred thousand numbers of decisions are a megabyte."""

    named: tuple[str, ...]  # words without a digit
    begun: tuple[str, ...]  # what other words begin with: nearly all are numbers that begin alike
    digits: Trie  # of those others, written in one way alone
    words: Trie  # those others, each behind its digits and a tab
    longest: int  # letters of one
    codes: tuple[str, ...]  # what the base64 of a word begins with
    short: tuple[str, ...]  # base64 of texts of too few letters to be looked for as they are

    def __bool__(self) -> bool:
        return bool(self.named or self.begun or self.short)


def needles_of(texts: Iterable[str]) -> Needles:
    """What is looked for, in each script. The texts are read one by one; those of too few letters are looked for in
    base64 alone.
    """
    scripts = [opencc.OpenCC(script) for script in ("s2t", "t2s")]
    named, begun, codes, short, lengths = set[str](), set[str](), set[str](), set[str](), {0}

    def numbers() -> Iterator[str]:
        for text in texts:
            for form in {text, *(script.convert(text) for script in scripts)}:
                if len(_letters(form)) < SHORTEST:
                    short.update(_base64(form))
                    continue
                codes.update(map(_begun, _base64(form)))
                word = _word(form)
                if digits := _NO_DIGIT.sub("", word):
                    begun.add(word[:STEM])
                    lengths.add(len(word))
                    yield f"{digits}\t{word}"
                else:
                    named.add(word)

    words = Trie(numbers())
    digits = Trie(key.partition("\t")[0] for key in words.iterkeys())
    return Needles(
        tuple(sorted(named)),
        tuple(sorted(begun)),
        digits,
        words,
        max(lengths),
        tuple(sorted(codes)),
        tuple(sorted(short)),
    )


def finder(needles: Needles) -> Finder:
    """A function that says whether a text, as `visible` gives it, holds any of the needles.

    >>> found = finder(needles_of(["云市监处罚〔2026〕1号", "云浦市示例商贸有限公司"]))
    >>> found("依据 云市监处罚[2026] 1 号"), found("雲浦市示例商貿有限公司"), found("云市监处罚〔2026〕11号")
    (True, True, False)
    """
    plain = _words_in(needles)
    packed, short = (_any_of(codes, exact=True) for codes in (needles.codes, needles.short))
    clean: set[str] = set()  # runs of letters of base64: nearly all stand on many pages

    def says(letters: str) -> bool:
        return (short is not None and short.search(letters) is not None) or any(
            plain(said) for at in _places(packed, letters) for said in _unpacked(letters, at)
        )

    def holds(text: str) -> bool:
        if plain(text):
            return True
        fresh = runs(text) - clean
        if fresh and says(" ".join(fresh).replace("-", "+").replace("_", "/")):
            return True
        if len(clean) > REMEMBERED:
            clean.clear()
        clean.update(run for run in fresh if len(run) <= LONGEST)
        return False

    return holds


def _words_in(needles: Needles) -> Finder:
    """A function that says whether a text holds any of the words, each letter in any width and case.

    Most are numbers of decisions, and nearly all begin alike. One pattern of all would take ten seconds to make in a
    large city: so a few letters are looked for, then the digits behind them, and a word only where these are its own.
    """
    named, begun = _any_of(needles.named), _any_of(needles.begun)
    farthest = FARTHEST * needles.longest

    def holds(text: str) -> bool:
        if named and named.search(text):
            return True
        for at in _places(begun, text):
            for own in needles.digits.prefixes(_NO_DIGIT.sub("", text[at : at + farthest])):
                words = (key.partition("\t")[2] for key in needles.words.keys(f"{own}\t"))
                if any(_stands(word, text, at) for word in words):
                    return True
        return False

    return holds


def _stands(word: str, text: str, at: int) -> bool:
    """Whether a word stands at a place, as the pattern of `_any_of` would find it there, and is no two numbers."""
    if word.startswith(SHUT) and _LETTER.match(text[at - 1 : at] if at else ""):
        return False
    ends, letters = {at}, word.removeprefix(SHUT)
    for before, letter in zip(f"{SHUT}{letters}", letters, strict=False):
        if letter == SHUT:
            return any(not _LETTER.match(text, end) for end in ends)
        forms = _variants(letter)
        gap = _BETWEEN_DIGITS if before.isdigit() and letter.isdigit() else _BETWEEN
        between = {(end, found.end()) for end in ends if (found := gap.match(text, end))}
        ends = {
            stop + 1
            for end, last in between
            for stop in range(end, last + 1)
            if text[stop : stop + 1] in forms
        }
    return bool(ends)


def _places(pattern: re.Pattern[str] | None, text: str) -> Iterator[int]:
    """Every place where a pattern is found, within what was found before, too."""
    found = pattern.search(text) if pattern else None
    while pattern and found:
        yield found.start()
        found = pattern.search(text, found.start() + 1)


def _unpacked(letters: str, at: int) -> Iterator[str]:
    """What the base64 around a place says, begun at each of four letters: one of them is where it truly begins."""
    before = _RUN_END.search(letters[max(0, at - 8) : at])
    start = at - len(before[0] if before else "")
    run = _RUN.match(letters, start)
    yield from _decoded(run[0] if run else "")


def _decoded(run: str) -> Iterator[str]:
    """What letters of base64 say, begun at each of the first four."""
    for shift in range(4):
        part = run[shift:]
        fours = part[: -1 if len(part) % 4 == 1 else None]  # one letter alone says nothing
        filled = fours + "=" * (-len(fours) % 4)
        yield visible(base64.b64decode(filled).decode("utf-8", "replace"))


def _letters(text: str) -> str:
    """What of a text is compared: its letters and digits, of one width and case."""
    return _NO_WORD.sub("", visible(unicodedata.normalize("NFKC", text)).lower())


def one_form(text: str) -> str:
    """Equal for all texts that are compared as one; hardly ever for others.

    >>> one_form("雲市監處罰〔２０２６〕 1號") == one_form("云市监处罚[2026]1号")
    True
    """
    return one_script(_letters(text))


def _word(text: str) -> str:
    """What is compared, with a mark at an end that may not go on: a short number in a longer one is another number."""
    plain = visible(unicodedata.normalize("NFKC", text)).lower()
    first, last = _FIRST_RUN.match(plain), _LAST_RUN.search(plain)
    before = SHUT if first and len(first[0]) < WHOLE else ""
    after = SHUT if last and len(last[0]) < WHOLE else ""
    return before + _letters(text) + after


def _begun(code: str) -> str:
    return code[: 2 * SHORTEST]


def _base64(text: str) -> Iterator[str]:
    """The letters of base64 that a text gives for sure, at each of the three places it may stand at."""
    data = text.encode()
    for shift in range(3):
        letters = base64.b64encode(bytes(shift) + data).decode()
        first = -(-shift * 8 // 6)
        certain = letters[first : (shift + len(data)) * 8 // 6]
        if len(certain) >= 2 * SHORTEST:
            yield certain


def _any_of(words: Sequence[str], *, exact: bool = False) -> re.Pattern[str] | None:
    """One pattern that finds any of the sorted words; what words begin with in common is read once.

    If not exact, each letter is found in any width and case, whatever stands between two of them.
    """
    if not words:
        return None
    branches, gap = [], "" if exact else _GAP
    for shut, group in groupby(words, key=lambda word: word.startswith(SHUT)):
        for first, rest in groupby((w.removeprefix(SHUT) for w in group), key=lambda w: w[0]):
            inner = tree([word[1:] for word in rest], partial(_spelled, exact=exact), gap)
            for letter in [first] if exact else _variants(first):
                # Each on its own and not as a class: what begins with a letter is looked for ten times faster.
                alone = f"(?<![0-9A-Za-z]{re.escape(letter)})" if shut else ""
                branches.append(re.escape(letter) + alone + (gap + inner if inner else ""))
    return re.compile("|".join(branches))


def _spelled(letter: str, exact: bool) -> str:
    if letter == SHUT:
        return "(?![0-9A-Za-z])"
    return re.escape(letter) if exact else _any_form(letter)


def _any_form(letter: str) -> str:
    forms = _variants(letter)
    return re.escape(letter) if len(forms) == 1 else f"[{''.join(map(re.escape, forms))}]"


@lru_cache(maxsize=65_536)
def _variants(letter: str) -> tuple[str, ...]:
    """A letter in both cases and every width, an ideograph with those that only look different in a table of signs."""
    return tuple(sorted({letter, letter.upper()[:1]} | _compatible().get(letter, set())))


@cache
def _compatible() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for number in (
        *range(0x2E80, 0x2FE0),
        *range(0xF900, 0xFB00),
        *range(0xFF21, 0xFF5B),
        *range(0x2F800, 0x2FA20),
    ):
        plain = unicodedata.normalize("NFKC", chr(number)).lower()
        if len(plain) == 1 and plain != chr(number):
            found.setdefault(plain, set()).add(chr(number))
    return found


@cache
def _odd() -> frozenset[str]:
    """Signs that stand for a letter and are none."""
    return frozenset(c for signs in _compatible().values() for c in signs if not c.isalnum())
