"""Numbers of nobody, and the disguises in which they might slip into a release. Every number is made up."""

import base64
import html
import random
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import quote

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643


def id_number(luck: random.Random) -> str:
    """An identity number with a right check digit; its county does not exist."""
    day = f"{luck.randrange(1950, 2008)}{luck.randrange(1, 13):02}{luck.randrange(1, 29):02}"
    body = (
        f"{luck.choice((11, 33, 44, 65))}00{luck.randrange(50, 99)}{day}{luck.randrange(1000):03}"
    )
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def old_id_number(luck: random.Random) -> str:
    """An identity number of before 1999: 15 digits, no check digit."""
    day = f"{luck.randrange(30, 99)}{luck.randrange(1, 13):02}{luck.randrange(1, 29):02}"
    return f"{luck.choice((11, 33, 44))}00{luck.randrange(50, 99)}{day}{luck.randrange(1000):03}"


def mobile(luck: random.Random) -> str:
    """A mobile number."""
    return f"1{luck.choice('35789')}{luck.randrange(10**9):09}"


def card(luck: random.Random) -> str:
    """A bank card with a right check digit."""
    body = f"{luck.choice(('622202', '621700', '623052'))}{luck.randrange(10**12):012}"
    doubled = (int(d) * 2 if n % 2 == 0 else int(d) for n, d in enumerate(reversed(body)))
    return body + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


NUMBERS: dict[str, Callable[[random.Random], str]] = {
    "id": id_number, "mobile": mobile, "card": card, "old id": old_id_number,
}  # fmt: skip


def apart(number: str, between: str) -> str:
    """As people part such a number."""
    cuts = {11: (3, 7), 15: (6, 12), 18: (6, 14), 19: (4, 8, 12, 16)}[len(number)]
    ends = (0, *cuts, len(number))
    return between.join(number[a:b] for a, b in pairwise(ends))


def folded(text: str, width: int) -> list[str]:
    """A text in parts of a width."""
    return [text[at : at + width] for at in range(0, len(text), width)]


def shifted(zero: int) -> Callable[[str], str]:
    """Every digit as one of another script."""
    return lambda number: "".join(chr(zero + int(c)) if c.isdigit() else c for c in number)


def spelled(digits: str) -> Callable[[str], str]:
    """Every digit as the sign at its place."""
    return lambda number: "".join(digits[int(c)] if c.isdigit() else c for c in number)


def each(shape: str) -> Callable[[str], str]:
    """Every character by its code point."""
    return lambda number: "".join(shape.format(ord(c), c) for c in number)


DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "lower case": str.lower,
    "full width": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in n),
    "full width, spaced": lambda n: apart("".join(chr(ord(c) + 0xFEE0) for c in n), "\u3000"),
    "spaces": lambda n: apart(n, " "),
    "no-break spaces": lambda n: apart(n, "\u00a0"),
    "thin spaces": lambda n: apart(n, "\u2009"),
    "hyphens": lambda n: apart(n, "-"),
    "long dashes": lambda n: apart(n, "—"),
    "dots": lambda n: apart(n, "."),
    "middle dots": lambda n: apart(n, "·"),
    "each apart": " ".join,
    "each by a hyphen": "-".join,
    "two lines": lambda n: n[: len(n) // 2] + "\n" + n[len(n) // 2 :],
    "two indented lines": lambda n: n[: len(n) // 2] + "\r\n   " + n[len(n) // 2 :],
    "zero width spaces": "\u200b".join,
    "byte order marks": "\ufeff".join,
    "soft hyphens": "\u00ad".join,
    "word joiners": "\u2060".join,
    "marks of direction": lambda n: f"\u202d{n[:5]}\u200e{n[5:]}\u202c",
    "strokes": lambda n: "".join(f"{c}\u0336" for c in n),
    "keycaps": lambda n: "".join(f"{c}\ufe0f\u20e3" for c in n),
    "circled": spelled("⓪①②③④⑤⑥⑦⑧⑨"),
    "negative circled": spelled("⓿❶❷❸❹❺❻❼❽❾"),
    "in brackets": spelled("0⑴⑵⑶⑷⑸⑹⑺⑻⑼"),
    "superscript": spelled("⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "arabic": shifted(0x660),
    "devanagari": shifted(0x966),
    "bold": shifted(0x1D7CE),
    "monospaced": shifted(0x1D7F6),
    "ideographs": spelled("〇一二三四五六七八九"),
    "ideographs of accounts": spelled("零壹贰叁肆伍陆柒捌玖"),
    "decimal entities": each("&#{0};"),
    "decimal entities, padded": each("&#{0:06};"),
    "hexadecimal entities": each("&#x{0:x};"),
    "entities twice": lambda n: html.escape(each("&#{0};")(n)),
    "percent": each("%{0:02X}"),
    "percent twice": lambda n: quote(each("%{0:02x}")(n)),
    "full width percent": lambda n: quote("".join(chr(ord(c) + 0xFEE0) for c in n)),
    "json escapes": each("\\u{0:04x}"),
    "json escapes twice": each("\\\\u{0:04X}"),
    "script escapes": each("\\x{0:02x}"),
    "script code points": each("\\u{{{0:x}}}"),
    "style escapes": each("\\{0:x} "),
    "octal escapes": each("\\{0:03o}"),
    "quoted printable": each("={0:02X}"),
    "tags": lambda n: apart(n, "</b><b>"),
    "tags with attributes": lambda n: apart(n, '</span><span class="x">'),
    "each in a tag": each("<i>{1}</i>"),
    "comments": lambda n: apart(n, "<!-- x -->"),
    "base64": lambda n: base64.b64encode(n.encode()).decode(),
    "base64 of a text": lambda n: base64.urlsafe_b64encode(f'{{"证":"{n}","b":1}}'.encode()).decode(),
    "base64 twice": lambda n: base64.b64encode(base64.b64encode(f"编号{n}".encode())).decode(),
    "base64 of utf-16": lambda n: base64.b64encode(n.encode("utf-16-le")).decode(),
    "base64 of full width": lambda n: base64.b64encode("".join(chr(ord(c) + 0xFEE0) for c in n).encode()).decode(),
    "base64 in tags": lambda n: "<b></b>".join(folded(base64.b64encode(n.encode()).decode(), 5)),
    "base64 in lines": lambda n: "\n".join(folded(base64.b64encode(n.encode()).decode(), 8)),
    "base64 in indented lines": lambda n: "\r\n\t  ".join(folded(base64.b64encode(n.encode()).decode(), 6)),
    "a row of cells": lambda n: f"<table><tr>{''.join(f'<td>{c}</td>' for c in n)}</tr></table>",
    "cells on lines": lambda n: "<table>\n<tr>\n" + "".join(f'<td class="n">{c}</td>\n' for c in n) + "</tr>\n</table>",
    "a list": lambda n: "<ul>" + "".join(f"<li> {c}</li>" for c in n) + "</ul>",
    "data address": lambda n: f"data:text/plain;base64,{base64.b64encode(n.encode()).decode()}",
    "hexadecimal": lambda n: n.encode().hex(),
    "hexadecimal, upper case": lambda n: n.encode().hex(" ").upper(),
}  # fmt: skip
ONLY_IDS: dict[str, Callable[[str], str]] = {  # of which a mobile or a card would be another number
    "cells in a longer row": lambda n: f"<tr><th>x</th>{''.join(f'<td><b>{c}</b></td>' for c in n)}<td>y</td></tr>",
    "in a tax number of 20": lambda n: n + "00",
    "after an L": lambda n: f"L{n}",
    "inside digits": lambda n: f"8{n}7",
    "commas": lambda n: apart(n, ","),
    "slashes": lambda n: apart(n, " / "),
    "underlines": lambda n: apart(n, "_"),
    "brackets": lambda n: apart(n, ")("),
}  # fmt: skip
FOR_MOBILES: dict[str, Callable[[str], str]] = {
    "country": lambda n: f"+86{n}",
    "country, spaced": lambda n: f"+86 {apart(n, ' ')}",
    "country, hyphens": lambda n: f"(+86)-{apart(n, '-')}",
    "country, zeros": lambda n: f"0086{n}",
    "telephone address": lambda n: f'<a href="tel:+86-{apart(n, "-")}">x</a>',
}  # fmt: skip
