"""What a record says is ruled on alike, whether all of it is read or only the fields that rules look at."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from creditsite.intake import load_site
from creditsite.ledger import balance, enter, open_ledger, settle
from creditsite.model.citing import cites
from creditsite.model.display import LOOKED_AT
from creditsite.model.faults import Fault, Place
from creditsite.model.fields import Column, Type, columns
from creditsite.model.kept import kept_plain
from creditsite.model.kinds import Kind, kind
from creditsite.model.rows import Delivery, Row
from tests.tinycity import code

DAY = date(2026, 10, 31)
CONTENT = Path(__file__).resolve().parents[1] / "content"
NUMBER = "云市监处罚〔2026〕12号"
TEXTS = (
    "云浦市市场监督管理局", "国家税务总局云浦市税务局", NUMBER, f"见{NUMBER}", "路77号",
    "〔2026 〕\n3号", "一〔\n2026〕4号", '引"号', "反\\斜", '"decided_on":"2020-01-01"', "disputed",
)  # fmt: skip


def record(of: Kind, rnd: random.Random) -> dict[str, object]:
    """The filled fields of a made-up record, whether or not they go together."""
    values: dict[str, object] = {}
    for name, column in columns(of.record_class).items():
        if rnd.random() < 0.8 and name != "remark":
            values[name] = filled(column, rnd)
    return values


def filled(column: Column, rnd: random.Random) -> object:
    match column.type:
        case Type.DATE:
            return str(DAY + timedelta(rnd.choice((-1, 0, 1, rnd.randrange(-3000, 300)))))
        case Type.TERM:
            assert column.vocabulary
            return rnd.choice(column.vocabulary.ids())
        case Type.TERMS | Type.TEXTS:
            return [rnd.choice(TEXTS)]
        case Type.MONEY:
            return "1.5"
        case Type.INTEGER:
            return 3
        case _:
            return rnd.choice(TEXTS[:2] if rnd.random() < 0.7 else TEXTS)


def rows(of: Kind, rnd: random.Random) -> list[Row]:
    """Made-up rows; most are alone under their number, some are versions of one record."""
    made = []
    for n in range(300):
        number = f"云市监〔2026〕{rnd.randrange(n + 20)}号"
        values = record(of, rnd) | {
            "uscc": code(rnd.randrange(80)),
            "subject_name": rnd.choice(TEXTS),
        }
        values |= {name: number for name in (of.document, "shop_name", "task_no") if name in values}
        made.append(Row(Place("t.csv", "", n + 2), of.name, kept_plain(of, values)))
    return made


def settled(folder: Path, delivered: list[Row]) -> tuple[object, ...]:
    """All that becomes of rows."""
    letters = random.Random(1)
    with open_ledger(folder / "ledger.sqlite", passing=True) as ledger:
        suppressed = {row.kept.suppress: n for n, row in enumerate(delivered[::2]) if row.kept}
        ledger.db.executemany(
            "INSERT INTO display_end VALUES (?, '', ?)",
            [(one, str(DAY + timedelta(40 * (n % 6) - 100))) for one, n in suppressed.items()],
        )
        enter(ledger, [Delivery("t.csv", "", lambda: delivered)], lambda fault: None)
        faults = list[Fault]()
        settle(
            ledger,
            load_site(CONTENT),
            DAY,
            lambda: "".join(letters.choices("ab", k=24)),
            faults.append,
        )
        tables = ("record", "subject", "record_id", "citing")
        held = [
            ledger.db.execute(f"SELECT * FROM {one} ORDER BY 1, 2").fetchall() for one in tables
        ]
        return faults, held, balance(ledger)


@pytest.mark.parametrize("name", LOOKED_AT)
def test_fields_that_are_looked_at_say_what_the_whole_record_says(name, tmp_path):
    of = kind(name)
    delivered = rows(of, random.Random(name))
    assert sum(bool(row.kept and row.kept.told) for row in delivered) > 20
    whole = [replace(row, kept=row.kept._replace(told="")) for row in delivered if row.kept]
    found = settled(tmp_path / "told", delivered)
    assert found == settled(tmp_path / "whole", whole)
    assert len({row[15] for row in found[1][0]}) > 1 or name == "subjects"


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_record_that_cites_is_read_whole(name):
    of, rnd, found = kind(name), random.Random(name), 0
    for _ in range(600):
        values = record(of, rnd)
        if list(cites(of, values)):
            found += 1
            assert not kept_plain(of, values).told
    assert found > 20
