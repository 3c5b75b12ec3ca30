"""Rows of every kind as bad as they come: good cells and all sorts of wrong ones, mixed by chance. All invented."""

import csv
import io
from random import Random

from creditsite.intake.templates import example
from creditsite.model.fields import Column, Type, columns
from creditsite.model.kinds import Kind
from tests.intake.deliveries import code

ID = "11010519491231002X"  # nobody's: the example of the standard
PAYLOADS = (
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1-1", "-2+3", "\t=1+1", "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "javascript:alert(1)", "{{7*7}}", "${7*7}", "]]><!--", "';DROP TABLE row;--", "../../etc/passwd",
    "%00", "&#x3c;b&#x3e;",
)  # fmt: skip
TEXTS = (
    *PAYLOADS, "", "/", "无", "— —", "null", " 前后有空格 ", "两\r\n行", "长" * 700, "a\u202eb",
    "零\u200b宽", "\ue000", "\ufffd",
    "锟斤拷", "Ã©", "电话13800138000", f"身份证 {ID}", "１３８ ００１３ ８０００",
    "9.13E+17", "1.2E+05", "a@b.cn", "葛\U000e0100城", "𬭎鑫公司",
    "６２２２０２０２００１１２２３３４４５", "#N/A",
)  # fmt: skip
CODES = (
    "", "/", "00000000000000000X", ID, "9.13E+17", "91990102MA000000",
    "990100400012345", "11010549123100", "无", "91990102MAOOOOOO1P",
    code(5).lower(), " ".join(code(6)), "".join(chr(ord(c) + 0xFEE0) for c in code(7)), f"'{code(8)}",
    f'="{code(9)}"', code(1)[:-1] + "0",
    code(2, "92"), code(3, "92"), code(4, "93"),
)  # fmt: skip
DAYS = (
    "2026-05-20",
    "2026/5/2",
    "2026年5月20日",
    "20260520",
    "2026-02-30",
    "长期",
    "2099-12-31",
    "46162",
    "1779206400000",
    "5/6/26",
    "",
    "三个月",
)
AMOUNTS = ("0.2", "2,025元", "¥7.5", "-1", "一万", "0.0000001", "1e5", "0", "", "９")  # fmt: skip
NUMBERS = ("2025", "2025年", "1,234", "1.5", "-1", "十", "")


def cells(of: Kind, number: int, rnd: Random, share: float = 0.2) -> dict[str, str]:
    """A row of a kind, header → cell, in which about a share of the cells is not as it should be."""
    made = example(of.name)
    record_class: type = of.record_class
    for name, col in columns(record_class).items():
        if col.header not in made:
            continue
        if name == "uscc":
            made[col.header] = code(rnd.randrange(1, 500), rnd.choice(("91", "92")))
        elif name == "subject_no":
            made[col.header] = rnd.choice(("", "", f"WZ-{rnd.randrange(9)}"))
        elif name in (of.document, "case_no") and name:
            made[col.header] = f"试〔2026〕{number}号"
        if rnd.random() < share:
            made[col.header] = _odd(col, rnd)
    return made


def _odd(col: Column, rnd: Random) -> str:
    match col.type:
        case Type.CODE:
            return rnd.choice(CODES)
        case Type.DATE:
            return rnd.choice(DAYS)
        case Type.MONEY:
            return rnd.choice(AMOUNTS)
        case Type.INTEGER:
            return rnd.choice(NUMBERS)
        case Type.TERM | Type.TERMS if col.vocabulary and rnd.random() < 0.7:
            term = rnd.choice(col.vocabulary.terms)
            return rnd.choice((term.label, term.id, *term.synonyms))
        case _:
            return rnd.choice(TEXTS)


def file(of: Kind, rows: int, rnd: Random, share: float = 0.2) -> bytes:
    """A CSV file of such rows, with what else stands in deliveries: titles, groups, notes, blanks, short rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    headers = list(example(of.name))
    writer.writerow([f"{of.title}汇总表", *[""] * (len(headers) - 1)])
    writer.writerow(headers)
    for number in range(rows):
        line = list(cells(of, number, rnd, share).values())
        around = rnd.random()
        if around < 0.01:
            writer.writerow(["一、某区", *[""] * (len(headers) - 1)])
        elif around < 0.02:
            writer.writerow([""] * len(headers))
        elif around < 0.03:
            line = line[:-1]
        elif around < 0.04:
            writer.writerow(headers)
        writer.writerow(line)
    writer.writerow(["表格说明: 以上", *[""] * (len(headers) - 1)])
    return out.getvalue().encode()
