"""What a record says is ruled on alike, whether all of it is read or only the fields that rules look at."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from creditsite.intake import load_site
from creditsite.ledger import open_ledger
from creditsite.ledger.judge import LOOKED_AT, Judge
from creditsite.ledger.traces import cites, may_cite
from creditsite.model.fields import Column, Type, columns
from creditsite.model.kept import dumps
from creditsite.model.kinds import Kind, kind

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


@pytest.mark.parametrize("name", LOOKED_AT)
def test_fields_that_are_looked_at_say_what_the_whole_record_says(name, tmp_path):
    of, rnd, ruled = kind(name), random.Random(name), set()
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.db.executemany(
            "INSERT INTO display_end VALUES (?, '', ?)",
            [(f"held{n}", str(DAY + timedelta(40 * n - 100))) for n in range(6)],
        )
        judge = Judge(ledger.db, load_site(CONTENT), DAY)
        for n in range(600):
            values, suppress = record(of, rnd), f"held{n % 9}"
            quick, _, mark = judge.rule(of, dumps(values), suppress)
            # A quotation mark in a text that no rule looks at: all of the record is read.
            whole = judge.rule(of, dumps(values | {"remark": '"'}), suppress)
            assert (quick, mark) == (whole[0], whole[2])
            ruled.add((quick.shown, quick.problem))
    assert len(ruled) > 1 or name == "subjects"


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_record_that_cites_is_told_by_its_text(name):
    of, rnd, found = kind(name), random.Random(name), 0
    for _ in range(600):
        values = record(of, rnd)
        if cited := list(cites(of, values)):
            assert may_cite(name, dumps(values))
        found += bool(cited)
    assert found > 20
