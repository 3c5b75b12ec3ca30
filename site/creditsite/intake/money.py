"""Amounts as exact decimals in 万元, whatever unit header and cell name."""

import re
import unicodedata
from decimal import Decimal

from creditsite.intake.cells import BadCellError, Cell, number_text

_PER_WAN = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}
_AMOUNT = re.compile(
    r"(?P<sign>[-+(])?(?:人民币|RMB|CNY)?(?P<yen>[¥￥])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<unit>元整?|万元?整?|亿元?整?)?\)?"
)
_LARGEST = Decimal(10) ** 12  # N18,6


def read_money(cell: Cell, unit: str) -> Decimal:
    """The amount of a cell in 万元; `unit` is what the header says (元, 万元 or nothing).

    >>> read_money("2,025元", "万元"), read_money(7.5, "元"), read_money("0.2万元", "")
    (Decimal('0.2025'), Decimal('0.00075'), Decimal('0.2'))
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise BadCellError("不是金额: 请填数字, 单位万元")
    text = number_text(cell) if not isinstance(cell, str) else cell
    text = "".join(unicodedata.normalize("NFKC", text).split())
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise BadCellError(f"“{text[:30]}”不是金额: 请填数字, 单位万元")
    if found["sign"] in ("-", "("):
        raise BadCellError(f"“{text[:30]}”是负数: 请核对金额")
    stated = (found["unit"] or "").removesuffix("整")
    stated = stated + "元" if stated in ("万", "亿") else stated or ("元" if found["yen"] else unit)
    if not stated:
        raise BadCellError(f"“{text[:30]}”没有单位, 表头也没有: 请在表头写明（万元）或（元）")
    amount = Decimal(found["number"].replace(",", "")) * _PER_WAN[stated]
    if amount != amount.quantize(Decimal("0.000001")) if amount < _LARGEST else True:
        raise BadCellError(f"“{text[:30]}”超出位数: 以万元计最多十二位整数、六位小数")
    return plain(amount)


def plain(amount: Decimal) -> Decimal:
    """The amount without superfluous zeros and exponent.

    >>> plain(Decimal("20.000000")), plain(Decimal("100"))
    (Decimal('20'), Decimal('100'))
    """
    return Decimal(format(amount.normalize(), "f"))
