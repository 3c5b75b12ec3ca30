"""No number of a person in any byte: ID numbers, mobiles, bank cards, e-mail addresses that are not the office's."""

from collections.abc import Iterator

from creditsite.model.privacy import numbers_in
from creditsite.release.gates.finding import Check

GATE = "隐私"


def leaks(text: str, check: Check, *, certain: bool = False) -> Iterator[str]:
    """What kinds of personal numbers a text holds, as `visible` gives it; the numbers are not told again.

    `certain` leaves out what turns up in random bytes by chance.
    """
    for what, found in numbers_in(text):
        if certain and what != "居民身份证号":
            continue
        if what != "电子邮箱" or found.lower() not in check.emails:
            yield f"疑似{what}"
