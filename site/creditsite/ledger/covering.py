"""Covers in the texts of records on display what no surface may hold, wherever the gates would find it.

`blank` and `unname` know the usual ways of writing; any other would stop the release of a whole city for one cell.
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from sqlite3 import Connection
from typing import Any, NamedTuple

from creditsite.ledger import differing
from creditsite.ledger.schema import on_display
from creditsite.ledger.store import Ledger
from creditsite.ledger.traces import traces
from creditsite.model.citing import TELLING
from creditsite.model.faults import Fault, Place
from creditsite.model.fields import Column, Need, Type, columns
from creditsite.model.figures import visible
from creditsite.model.kept import dumps
from creditsite.model.kinds import kind as kind_of
from creditsite.model.needles import Finder, finder, likely, needles_of
from creditsite.model.readings import WALL, Piece, readings
from creditsite.model.rows import Outcome

SIGN = "〔略〕"
OMITTED = "文中所提已不再公示, 从略"
_COVERED = f"提到不再公示的文书或主体, 已代以{SIGN}: 请来源单位改写"
_STUCK = "提到不再公示的文书或主体, 又不能略去, 本行不予公示: 请来源单位改写后重报"
_PAGE = (
    "SELECT rowid, kind, subject_key, place, mark, payload FROM record"
    f" WHERE rowid > ? AND {on_display()} {{of}} ORDER BY rowid LIMIT 200"
)
_FRESH = "AND (kind, key) IN (SELECT kind, key FROM temp.differs)"
_MOST = (
    2_000  # records, up to which it takes less to find out what they may hold than to look for all
)
_IN_A_WORD = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=_-&#;%\\")


class _Record(NamedTuple):
    row: int
    kind: str
    subject_key: str
    place: str
    mark: str
    payload: str


def cover(ledger: Ledger, make_again: Callable[[str], object], *, beside: bool) -> Iterator[Fault]:
    """Covers what may not stand in a text and tells its source; a record that holds it all the same is set aside.

    `beside`: of what the load before said otherwise, which `differing.compare` knows, that is done alone. A text that
    is as old as its record may betray what has ended today: the gates find it, and then all is looked at.
    `make_again` makes the subject of that key anew.
    """
    db, some, aside = ledger.db, False, True
    while aside:
        changed, aside = set[str](), False
        for one, holds in _found(ledger, beside=beside):
            told = _covered(one, holds)
            if told == one.payload:  # in a field that nobody sees
                continue
            some = True
            if told:
                level, why = "warning", _COVERED
                _tell(db, one, told)
            else:
                level, why = "error", _STUCK
                _set_aside(db, one)
                aside = not beside  # others may name it
            if not told or one.kind == "subjects":
                changed.add(one.subject_key)
            yield Fault(Place.told(one.place), why, level=level)
        for key in sorted(changed - {""}):
            make_again(key)
    if some and beside:
        differing.compare(db)


def _tell(db: Connection, one: _Record, payload: str) -> None:
    db.execute(
        "UPDATE record SET payload = ?, mark = ? WHERE rowid = ?",
        (payload, one.mark or OMITTED, one.row),
    )


def _set_aside(db: Connection, one: _Record) -> None:
    db.execute(
        "UPDATE record SET outcome = ?, exit_until = '' WHERE rowid = ?",
        (Outcome.SET_ASIDE, one.row),
    )


def _found(ledger: Ledger, *, beside: bool) -> Iterator[tuple[_Record, Finder]]:
    """The records on display in which something is found, with what finds it."""
    db, asked = ledger.db, None
    if beside and (asked := _fresh(db)) is not None and not asked:
        return
    of = "" if asked is None else _FRESH
    needles = needles_of(traces(ledger, likely(_said(asked))) if asked else traces(ledger))
    if not needles:
        return
    plainly, last = finder(needles), 0

    def holds(text: str) -> bool:
        return any(map(plainly, _said([text])))

    while page := db.execute(_PAGE.format(of=of), (last,)).fetchall():
        last = page[-1][0]
        if holds(WALL.join(row[-1] for row in page)):  # one look at all of them
            yield from ((_Record(*row), holds) for row in page if holds(row[-1]))


def _fresh(db: Connection) -> list[str] | None:
    """What records on display say otherwise than the load before; nothing where that is much."""
    found = db.execute(f"SELECT payload FROM record WHERE {on_display()} {_FRESH} LIMIT {_MOST}")
    fresh = [text for (text,) in found]
    return fresh if len(fresh) < _MOST else None


def _said(texts: Iterable[str]) -> Iterator[str]:
    """All that texts say, as the gates read them."""
    for text in texts:
        yield from map(visible, readings(Piece("", text.encode())))


def _covered(one: _Record, holds: Finder) -> str:
    """What a record says without what was found in it; nothing where it cannot be said without."""
    kind = kind_of(one.kind)
    its_own = ("subject_name", *TELLING.get(one.kind, ()))
    known, said = columns(kind.record_class), dict[str, Any]()
    for name, value in json.loads(one.payload).items():
        column = known[name]
        if column.public and holds(dumps(value)):
            if name in its_own or (value := _without(value, column, holds)) is None:
                return ""
            if not value:
                continue
        said[name] = value
    public = {name: value for name, value in said.items() if known[name].public}
    return "" if holds(dumps(public)) else dumps(said)


def _without(value: Any, column: Column, holds: Finder) -> Any:
    """A value without what is found in it; empty where all of it is left out, nothing where it must be there."""
    if isinstance(value, list):
        value = [one for one in value if not holds(str(one))]
    elif column.type is Type.TEXT:
        return _cut(value, holds)
    else:
        value = ""
    return value if value or column.need is not Need.MANDATORY else None


def _cut(text: str, holds: Finder) -> str:
    """A text with a sign in place of each shortest part that is found in it; a word is never cut in two."""
    while holds(text):
        borders = [0, *(at for at in range(1, len(text)) if not _in_a_word(text, at)), len(text)]
        end = borders[bisect_left(borders, True, key=lambda at: holds(text[:at]))]
        before = [at for at in reversed(borders) if at < end]
        start = before[bisect_left(before, True, key=lambda at: holds(text[at:end]))]
        text = text[:start] + SIGN + text[end:]
    return text


def _in_a_word(text: str, at: int) -> bool:
    return text[at - 1] in _IN_A_WORD and text[at] in _IN_A_WORD
