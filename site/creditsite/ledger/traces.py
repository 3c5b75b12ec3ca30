"""Traces: the texts by which a surface would betray what is no longer on display."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from marisa_trie import Trie

from creditsite.ledger.schema import PASSING_INDEXES, off_display, on_display
from creditsite.ledger.store import Ledger
from creditsite.model.citing import NUMBER, TELLING, tail
from creditsite.model.fields import columns
from creditsite.model.figures import visible
from creditsite.model.kept import dumps
from creditsite.model.kinds import KINDS
from creditsite.model.needles import finder, needles_of, one_form
from creditsite.model.text import number_form

# Names of bodies that records of others speak of, and addresses that begin with a platform's.
_BODIES = (
    "rated_by", "platform_name", "authority", "designating_body", "issued_by", "accepted_by", "confirmed_by",
    "source_unit", "department", "registered_with", "shop_url",
)  # fmt: skip
_BLANK = "〔文书号略〕"
OMITTED = "所引文书已不再公示, 文书号从略"
TELLS = 4  # a name of fewer characters is part of ordinary words
_APART = "ǁ"  # a letter of no text, so that nothing is found across it
_AT_ONCE = 20_000  # names that are looked for at a time
_FEW = 100  # names, up to which it takes less to look for each by itself


def blank(db: sqlite3.Connection, of: str = "", *, keyed: bool = True) -> None:
    """Takes the numbers of decisions that are no longer shown out of the texts of records that are, and says so.

    With the key of a subject, the numbers of its decisions alone are looked for. Records that are not `keyed` get an
    index of their keys where one is needed.
    """
    if not db.execute("SELECT 1 FROM citing LIMIT 1").fetchone():
        return
    for kind, names in TELLING.items():
        for field in names:
            for form, places in _cited(db, kind, field, of):
                if not keyed:
                    db.execute(
                        f"CREATE INDEX IF NOT EXISTS record_key ON {PASSING_INDEXES['record_key']}"
                    )
                for place in places:
                    _blank_in(db, *place, form)


def _cited(
    db: sqlite3.Connection, kind: str, field: str, of: str
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The hidden numbers of a kind that something on display cites: (form, the records that cite it)."""
    value = f"json_extract(payload, '$.{field}')"
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}  # as many as are cited
    for (number,) in db.execute(
        f"SELECT DISTINCT {value} AS n FROM record WHERE kind = ? AND {off_display()}"
        f" AND n IS NOT NULL{' AND subject_key = ?' if of else ''} ORDER BY n",
        (kind, of) if of else (kind,),
    ):
        form = number_form(number)
        rows = db.execute("SELECT form, kind, key FROM citing WHERE tail = ?", (tail(form),))
        if places := [(of, key) for cited, of, key in rows if cited.endswith(form)]:
            found[number] = (form, places)
    if found:
        shown = db.execute(
            f"SELECT DISTINCT {value} FROM record WHERE kind = ? AND {on_display()}",
            (kind,),
        )
        for (number,) in shown:
            found.pop(number, None)
    yield from found.values()


def _blank_in(db: sqlite3.Connection, kind: str, key: str, form: str) -> None:
    (payload, mark) = db.execute(
        "SELECT payload, mark FROM record WHERE kind = ? AND key = ?", (kind, key)
    ).fetchone()
    values = json.loads(payload)
    for name, text in values.items():
        if isinstance(text, str) and name not in TELLING.get(kind, ()):
            values[name] = NUMBER.sub(lambda found: _without(found[0], form), text)
    db.execute(
        "UPDATE record SET payload = ?, mark = ? WHERE kind = ? AND key = ?",
        (dumps(values), mark or OMITTED, kind, key),
    )


def _without(text: str, form: str) -> str:
    """A text that ends with a number of that form without it; any other as it is."""
    starts = (at for at in range(len(text) - 1, -1, -1) if number_form(text[at:]) == form)
    at = next(starts, None)
    return text if at is None else text[:at] + _BLANK


def numbers_of(kind: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The numbers and addresses that tell a record from all others: (field, text)."""
    yield from ((field, values[field]) for field in TELLING.get(kind, ()) if values.get(field))


def is_body(name: str, values: Mapping[str, Any]) -> bool:
    """Whether a record speaks of a body whose name is this, or has it in it."""
    return any(name in str(values.get(field, "")) for field in _BODIES)


def _any(_: str) -> bool:
    return True


def traces(ledger: Ledger, asked: Callable[[str], bool] = _any) -> Iterator[str]:
    """Texts that no surface may hold: numbers of what is no longer shown, names and codes of subjects without a page.

    A text that also belongs to something on display, however it is written there, is no trace. Only of those that are
    `asked` for is it found out, which takes long.
    """
    yield from _numbers(ledger, asked)
    hidden = ledger.db.execute(
        "SELECT 1 FROM record WHERE subject_key <> '' AND subject_id IS NULL LIMIT 1"
    ).fetchone()
    if hidden:
        yield from _names(ledger, asked)
        codes = ledger.db.execute(  # most have a page: to go through all by their keys takes far longer
            "SELECT DISTINCT subject_key FROM record WHERE +subject_key <> '' AND subject_id IS NULL"
            " AND subject_key NOT LIKE '#%' ORDER BY +subject_key"
        )
        yield from (code for (code,) in codes if asked(code))


def _numbers(ledger: Ledger, asked: Callable[[str], bool]) -> Iterator[str]:
    """Numbers and addresses of hidden records that are no part of any that may be shown."""
    db = ledger.db
    db.execute("DROP TABLE IF EXISTS temp.hidden")
    db.execute("CREATE TEMP TABLE hidden (n TEXT PRIMARY KEY) WITHOUT ROWID")
    for found in _told(db, off_display()):
        some = (row for row in found if asked(row[0]))
        db.executemany("INSERT OR IGNORE INTO temp.hidden VALUES (?)", some)
    for held in _told(db, f"{on_display()} AND {{value}} IN temp.hidden"):
        db.executemany("DELETE FROM temp.hidden WHERE n = ?", held.fetchall())
    if db.execute("SELECT 1 FROM temp.hidden LIMIT 1").fetchone():
        said = (text for found in _told(db, on_display()) for (text,) in found)
        spelt = _spelt(lambda: (n for (n,) in db.execute("SELECT n FROM temp.hidden")), said)
        db.executemany("DELETE FROM temp.hidden WHERE n = ?", [(number,) for number in spelt])
    yield from (text for (text,) in db.execute("SELECT n FROM temp.hidden ORDER BY n"))


def _told(db: sqlite3.Connection, where: str) -> Iterator[sqlite3.Cursor]:
    """The numbers and addresses that tell some records from all others, each once, by what they are."""
    for kind, names in TELLING.items():
        for field in names:
            value = f"json_extract(payload, '$.{field}')"
            yield db.execute(
                f"SELECT DISTINCT {value} AS n FROM record WHERE kind = ? AND n IS NOT NULL"
                f" AND {where.format(value=value)}",
                (kind,),
            )


def _spelt(hidden: Callable[[], Iterable[str]], shown: Iterable[str]) -> list[str]:
    """Those hidden texts that the gates would find in one that may be shown, however either is written."""
    forms = Trie(map(one_form, hidden()))
    begun = {form[:2] for form in forms.iterkeys()}
    alike = defaultdict[str, list[str]](list)  # as good as none
    for text, form in _with_forms(shown):
        for at in range(len(form) - 1):
            if form[at : at + 2] in begun:
                for part in forms.prefixes(form[at:]):
                    alike[part].append(visible(text))
    if not alike:
        return []
    return [
        one
        for one in hidden()
        if (among := alike.get(one_form(one))) and any(map(finder(needles_of([one])), among))
    ]


def _with_forms(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each text with its form: many at once, which is quicker."""
    each = iter(texts)
    while some := list(islice(each, 1_000)):
        forms = one_form(_APART.join(some)).split(_APART)
        yield from zip(some, forms if len(forms) == len(some) else map(one_form, some), strict=True)


def _names(ledger: Ledger, asked: Callable[[str], bool]) -> Iterator[str]:
    """Names and addresses of hidden subjects that are no part of any name that may be shown."""
    hidden = (
        "SELECT json_extract(payload, '$.subject_name') AS n FROM record"
        " WHERE subject_key <> '' AND subject_id IS NULL AND n IS NOT NULL"
    )
    for field in ("aliases", "former_names", "sites"):
        hidden += (
            f" UNION SELECT each.value FROM record, json_each(record.payload, '$.{field}') each"
            " WHERE record.kind = 'subjects' AND record.subject_id IS NULL"
        )
    found = ledger.db.execute(hidden + " ORDER BY 1")
    names = (name for (name,) in found if len(name) >= TELLS and asked(name))
    while some := list(islice(names, _AT_ONCE)):
        held = _held(ledger, some)
        others = [name for name in some if name not in held]
        held |= set(_spelt(others.__iter__, _called(ledger))) if others else set()
        yield from (name for name in others if name not in held)


def _held(ledger: Ledger, names: list[str]) -> set[str]:
    """Those names that are part of one that may be shown, in any case."""
    return (_each_held if len(names) <= _FEW else _many_held)(ledger, names)


def _each_held(ledger: Ledger, names: list[str]) -> set[str]:
    """Each name looked for by itself."""
    folded = [(name.lower(), name) for name in names]
    held = set[str]()
    for (spoken,) in _spoken(ledger):
        text = spoken.lower()
        held.update(name for form, name in folded if form in text)
    return held


def _many_held(ledger: Ledger, names: list[str]) -> set[str]:
    """The same, told apart by their first signs."""
    beginning: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        folded = name.lower()
        beginning.setdefault(folded[:TELLS], []).append((folded, name))
    held = set[str]()
    for (spoken,) in _spoken(ledger):
        text = spoken.lower()
        grams = zip(*(text[n:] for n in range(TELLS)), strict=False)
        if beginning.keys().isdisjoint(map("".join, grams)):
            continue
        for at in range(len(text) - TELLS + 1):
            for folded, name in beginning.get(text[at : at + TELLS], ()):
                if text.startswith(folded, at):
                    held.add(name)
    return held


def _called(ledger: Ledger) -> Iterator[str]:
    """Every name that may be shown."""
    for payload, names in ledger.db.execute("SELECT payload, names FROM subject"):
        told = json.loads(payload)
        yield told["subject_name"]
        for field in ("aliases", "former_names", "sites"):
            yield from told.get(field, ())
        yield from (name for name, _ in json.loads(names))
    yield from (name for (name,) in _bodies(ledger))


def _spoken(ledger: Ledger) -> Iterator[tuple[str]]:
    """All names that may be shown, with what is said beside them."""
    yield from ledger.db.execute("SELECT payload || names FROM subject")
    yield from _bodies(ledger)


def _bodies(ledger: Ledger) -> Iterator[tuple[str]]:
    for field in _BODIES:
        value = f"json_extract(payload, '$.{field}')"
        naming = [kind.name for kind in KINDS if field in columns(kind.record_class)]
        yield from ledger.db.execute(
            f"SELECT DISTINCT {value} FROM record WHERE kind IN ({', '.join('?' for _ in naming)})"
            f" AND {value} IS NOT NULL AND {on_display()}",
            naming,
        )
