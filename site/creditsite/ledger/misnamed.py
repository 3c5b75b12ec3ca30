"""Records whose code is one subject's and whose name is another's: lines that slipped, which would show a wrong one."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from creditsite.ledger.schema import on_display
from creditsite.model.faults import Fault, Place
from creditsite.model.rows import Outcome
from creditsite.model.text import normal_form, one_script

_WHY = "名称是另一代码的主体的登记名称, 与本行代码不符, 不知属于谁: 请来源单位核对是否错行"
# What registered subjects are called in records on display, where it is not the one name they are registered under.
_CALLED = f"""
CREATE TEMP TABLE called AS
SELECT r.rowid AS at, r.subject_key, r.place, json_extract(r.payload, '$.subject_name') FROM temp.described d
  CROSS JOIN record r ON r.subject_key = d.key LEFT JOIN temp.plain p ON p.key = d.key
 WHERE r.kind <> 'subjects' AND {on_display("r")}
   AND (p.key IS NULL OR instr(r.payload, p.said) = 0)
   AND EXISTS (SELECT 1 FROM row WHERE row.kind = 'subjects' AND row.key = d.key)
 ORDER BY r.place, r.key
"""
_REGISTERED = (
    "SELECT key, payload, outcome IS NULL FROM row WHERE kind = 'subjects' AND payload <> ''"
)


_SOME = "SELECT * FROM temp.called WHERE rowid > ? ORDER BY rowid LIMIT ?"
_AT_ONCE = 20_000  # records for which the registered names are read through


def set_aside(db: sqlite3.Connection) -> Iterator[Fault]:
    """Sets aside what is told under one subject's code and another's registered name; names come and go, so the name
    alone must be that of somebody else, and none of its own, former ones and short forms included."""
    db.execute("DROP TABLE IF EXISTS temp.called")
    db.execute(_CALLED)
    last = 0
    while some := db.execute(_SOME, (last, _AT_ONCE)).fetchall():
        last += _AT_ONCE
        yield from _slipped(db, [(*one, _form(name or "")) for *one, name in some])


def _slipped(db: sqlite3.Connection, called: list[tuple[Any, ...]]) -> Iterator[Fault]:
    asked = {name for *_, name in called}
    owners: dict[str, set[str]] = defaultdict(set)
    known = defaultdict[str, set[str]](set, {key: set() for _, key, _, _ in called})
    for key, payload, stands in db.execute(_REGISTERED):
        told = json.loads(payload)
        name = _form(told.get("subject_name", ""))
        if stands and name in asked:
            owners[name].add(key)
        if key in known:
            known[key] |= {
                name,
                *map(_form, told.get("aliases", ())),
                *map(_form, told.get("former_names", ())),
            }
    for at, key, place, name in called:
        if name not in known[key] and owners[name] - {key}:
            db.execute(
                "UPDATE record SET outcome = ?, exit_until = '' WHERE rowid = ?",
                (Outcome.SET_ASIDE, at),
            )
            yield Fault(Place.told(place), _WHY)


def _form(name: str) -> str:
    """A name in the one way in which all are compared: in either script it is the same."""
    return one_script(normal_form(name))
