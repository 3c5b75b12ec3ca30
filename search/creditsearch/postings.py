"""Under which texts each subject is found in the static look-up, and the entry that is shown for it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from creditsearch.brands import Brand, brand
from creditsearch.config import Facets
from creditsearch.documents import Document
from creditsearch.names import key
from creditsearch.pinyin import latin_forms
from creditsearch.regions import own_regions
from creditsearch.trie import Shape, item_line, name_rank, path_hash

# What a path begins with in a file → how that kind of text is cut. `static/static.js` knows the same shapes.
SHAPES = {
    "": Shape(2, 9, 4),  # every tail of a name
    "~": Shape(3, 24, 8, "~"),  # pinyin, initials, Latin names
    "#": Shape(8, 13, 4, "#"),  # codes
    # Two rare signs of a name, wherever they stand: survives one wrong sign.
    "+": Shape(2, 5, 3, "+", typed=False),
    # Two ends of a brand, in either order, and how long it is: survives one wrong sign or a swap.
    "*": Shape(2, 3, 1, "*", typed=False),
    # A whole name or a whole code, as a hash: found however many begin as it does.
    "=": Shape(8, 8, 1, "=", typed=False),
}
PAIRS = ((0, 1), (0, 2), (1, 2))  # places in the order of rarity
CLASSES = (8, 32, 128, 512)  # a sign in more than 1/n of all names is common in that degree
LONGEST_BRAND = 35
LONGEST_KNOWN = 6  # signs of a brand that is one, and not brand and trade
SLICE = 5000  # subjects in a piece of the work
# Endings that most names share are kept once, in the configuration.
TAILS = tuple(
    f"{trade}{form}"
    for form in ("有限公司", "有限责任公司", "股份有限公司")
    for trade in (
        "科技", "商贸", "贸易", "网络科技", "电子商务", "信息技术", "文化传媒", "建筑工程", "企业管理", "实业", "",
    )
)  # fmt: skip
_TAIL_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ENCODER = json.JSONEncoder(ensure_ascii=False)  # made once: dumps makes one each time
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Spool:
    """The entries as they will stand in the files, on disk, and what is counted while they pass."""

    folder: Path
    facets: Facets
    signs: Counter[str] = field(default_factory=Counter)
    names: int = 0
    subjects: int = 0
    cuts: list[int] = field(
        default_factory=list
    )  # where in the forms every SLICE-th subject begins

    @property
    def entries(self) -> Path:
        """One JSON text a line: what a file holds about a subject under one of its names."""
        return self.folder / "entries"

    @property
    def forms(self) -> Path:
        """One line per entry: where it begins, its compared form, its brand, its code, whether it is a further name."""
        return self.folder / "forms"

    def spans(self) -> tuple[tuple[int, int], ...]:
        """The forms in pieces, each of whole subjects: from which byte to which."""
        return tuple(pairwise((*self.cuts, self.forms.stat().st_size)))

    def common(self) -> tuple[str, ...]:
        """The signs that stand in many names, by degree, commonest first."""
        many = {s: n for s, n in self.signs.items() if n >= 8}
        return tuple(
            "".join(sorted(s for s, n in many.items() if degree(n, self.names) == d))
            for d in range(len(CLASSES))
        )


def degree(count: int, total: int) -> int:
    """How common something is that so many of all names hold: 0 is commonest."""
    return next((d for d, n in enumerate(CLASSES) if count * n > total), len(CLASSES))


def spooled(documents: Iterable[Document], folder: Path, facets: Facets) -> Spool:
    """Every name of every subject that is no natural person laid down once, and counted."""
    spool = Spool(folder, facets)
    at = 0
    with spool.entries.open("wb") as entries, spool.forms.open("wb") as forms:
        for document in documents:
            if spool.subjects % SLICE == 0:
                spool.cuts.append(forms.tell())
            spool.subjects += 1
            spool.facets.add(document)
            for text, form, found in names_of(document):
                alias = "" if text == document.name else text
                line = entry_line(document, spool.facets.meta(document), found, alias)
                forms.write(f"{form_line(f'{at:09x}', document, text, form, found)}\n".encode())
                at += entries.write(line)
                spool.names += 1
                spool.signs.update(set(form))
    return spool


def form_line(ref: str, document: Document, text: str, form: str, found: Brand) -> str:
    """One of its names as `posting_lines` reads it; `ref` is where its entry begins, in hexadecimal digits."""
    further = text != document.name
    code = "" if further else document.code
    others = ",".join(map(str, found.other_starts))
    return f"{ref}\t{form}\t{found.start}\t{found.length}\t{others}\t{code}\t{1 if further else ''}"


def names_of(document: Document) -> Iterator[tuple[str, str, Brand]]:
    """Every name under which it is found: as it is shown, as it is compared, and where its brand is."""
    seen = set()
    for text in (document.name, *document.aliases, *document.shops):
        form = key(text)
        if form and form not in seen:
            seen.add(form)
            yield text, form, brand_of(document, text)


def brand_of(document: Document, text: str) -> Brand:
    """The brand in one of a subject's names: in its own name as a record says it, else as the name shows it."""
    form = key(text)
    guess = brand(text, own_regions(document.regions))
    known = [a for a in map(key, document.aliases) if 2 <= len(a) <= 6 and a in form]
    if text != document.name or not known:
        return guess
    best = min(known, key=lambda a: (form.find(a) != guess.start, len(a), a))
    start = form.find(best)
    return Brand(start, len(best), tuple(sorted({*guess.other_starts, guess.start} - {start})))


def entry_line(document: Document, meta: str, found: Brand, alias: str) -> bytes:
    """`id|brand, tail|standing, district, lists, kinds, level|name`, and a further name on a line of its own."""
    name, tail = document.name, ""
    for sign, ending in zip(_TAIL_SIGNS, TAILS, strict=False):
        if name.endswith(ending):
            name, tail = name[: -len(ending)], sign
            break
    span = "".join(_DIGITS[min(n, LONGEST_BRAND)] for n in (found.start, found.length))
    text = f"{document.id}|{span}{tail}|{meta}|{name}" + (f"\n{alias}" if alias else "")
    return _ENCODER.encode(text).encode() + b"\n"


def lines_between(forms: Path, span: tuple[int, int]) -> Iterator[str]:
    """The lines of the forms from one byte to another."""
    at, end = span
    with forms.open("rb") as file:
        file.seek(at)
        while at < end:
            line = file.readline()
            at += len(line)
            yield line[:-1].decode()


def posting_lines(forms: Iterable[str], common: tuple[str, ...]) -> Iterator[str]:
    """Every text under which an entry is found, as the lines that a trie is made of."""
    ranks = {s: d for d, signs in enumerate(common) for s in signs}
    met: _Met = {}
    for line in forms:
        ref, form, start, length, others, code, further = line.split("\t")
        if not further:
            met = {}
        found = Brand(int(start), int(length), tuple(map(int, filter(None, others.split(",")))))
        ranked = name_rank(len(form), ref)
        yield from _name_lines(form, found, ranked, met)
        yield item_line(f"={path_hash(form):08x}", 3, 0, ranked)
        yield from (item_line(f"+{t}", 3, 0, ranked) for t in pair_texts(form, ranks))
        own = form[found.start : found.start + found.length]
        yield from (item_line(f"*{t}", 3, 0, ranked) for t in brand_texts(own))
        if code:
            yield item_line(f"#{code}", 3, 0, ranked)
            yield item_line(f"={path_hash(code):08x}", 3, 0, ranked)


_Met = dict[
    str, list[str]
]  # the texts of one subject so far by their first sign: what begins as they do is counted


def _known(met: _Met, text: str) -> int:
    """How many first signs of a text were met in this subject; from now on, all of them are."""
    before = met.get(text[0])
    if before is None:
        met[text[0]] = [text]
        return 0
    most = max(_shared(text, other) for other in before)
    before.append(text)
    return most


def _shared(one: str, other: str) -> int:
    size = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        size += 1
    return size


def _name_lines(form: str, found: Brand, ranked: str, met: _Met) -> Iterator[str]:
    deepest = SHAPES[""].deepest
    for at in range(len(form)):
        place = 1 if at == found.start else 2 if at == 0 else 3
        text = form[at : at + deepest]
        yield item_line(text, place, found.length, ranked, "", _known(met, text))
    for text, letters in latin_forms(form, found):
        literal = letters > 0 and text[:letters] in form
        place = 0 if literal else 1 if letters > 0 else 2 if letters else 3
        text = f"~{text[: SHAPES['~'].deepest]}"
        yield item_line(text, place, abs(letters), ranked, str(letters))


def pair_texts(form: str, ranks: dict[str, int]) -> Iterator[str]:
    """Pairs of the rarest signs of a name, each followed by the next rarest."""
    signs = sorted(set(form), key=lambda s: (-ranks.get(s, len(CLASSES)), -ord(s)))
    if len(signs) < 3:
        return
    pairs = [pair for pair in PAIRS if pair[1] < len(signs)]
    for first, second in pairs:
        yield signs[first] + signs[second] + "".join(signs[second + 1 : second + 4])


def brand_texts(brand: str) -> tuple[str, ...]:
    """The first two, the last two and the outer two signs of a brand, each pair sorted, with its length.

    >>> brand_texts("青橙优品")
    ('橙青4', '优品4', '品青4')
    """
    if len(brand) > LONGEST_KNOWN:  # where it ends is not known
        return tuple(dict.fromkeys((*brand_texts(brand[:3]), *brand_texts(brand[:4]))))
    if len(brand) < 3:
        return ()
    pairs = (brand[:2], brand[-2:], brand[0] + brand[-1])
    return tuple(dict.fromkeys("".join(sorted(pair)) + str(len(brand)) for pair in pairs))


def space_of(line: str) -> str:
    """What kind of text a line is."""
    return line[0] if line[0] in "#*+=~" else ""
