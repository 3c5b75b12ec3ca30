"""Traces: the texts by which a surface would betray what is no longer on display."""

import re
from collections.abc import Iterator
from typing import Any

from creditsite.ledger.store import Ledger
from creditsite.model.fields import Type, columns
from creditsite.model.kinds import Kind
from creditsite.model.text import number_form

# The numbers and addresses that tell one record from all others.
_TELLING = {
    "listings": ("document_no",),
    "commitments": ("commitment_no",),
    "permits": ("document_no", "certificate_no"),
    "penalties": ("document_no",),
    "honours": ("document_no",),
    "inspections": ("task_no",),
    "shops": ("shop_url",),
}
# Names of bodies that records of others speak of.
_BODIES = (
    "rated_by", "platform_name", "authority", "designating_body", "issued_by", "accepted_by", "confirmed_by",
    "source_unit", "department", "registered_with",
)  # fmt: skip
_TELLS = 4  # a name of fewer characters is part of ordinary words
_NUMBER = re.compile(r"[^\s，。；、：]*[〔\[(（]\d{4}[〕\])）][^\s，。；、：]{0,12}?号")


def cites(kind: Kind, record: Any) -> Iterator[tuple[str, str]]:
    """The numbers of other decisions that a record cites in its texts: (figures at the end, whole form)."""
    for name, column in columns(kind.record_class).items():
        if column.type is Type.TEXT and column.public and name not in _TELLING.get(kind.name, ()):
            text = getattr(record, name)
            for number in _NUMBER.findall(text) if "号" in text else ():
                form = number_form(number)
                yield _tail(form), form


def _tail(form: str) -> str:
    return "|".join(form.split("|")[-2:])


def traces(ledger: Ledger) -> Iterator[str]:
    """Texts that no surface may hold: numbers of what is no longer shown, names and codes of subjects without a page.

    A text that also belongs to something on display, or that something on display speaks of, is no trace.
    """
    for kind, fields in _TELLING.items():
        for field in fields:
            for text, form in _numbers(ledger, kind, field):
                if not _cited(ledger, form):
                    yield text
    hidden = ledger.db.execute(
        "SELECT 1 FROM record WHERE subject_key <> '' AND subject_id IS NULL LIMIT 1"
    ).fetchone()
    if hidden:
        yield from _names(ledger)
        for (code,) in ledger.db.execute(
            "SELECT DISTINCT subject_key FROM record WHERE subject_key <> '' AND subject_id IS NULL"
            " AND subject_key NOT LIKE '#%' ORDER BY subject_key"
        ):
            yield code


def _numbers(ledger: Ledger, kind: str, field: str) -> Iterator[tuple[str, str]]:
    value = f"json_extract(payload, '$.{field}')"
    rows = ledger.db.execute(
        f"SELECT DISTINCT {value} AS n FROM record WHERE kind = ? AND outcome <> 'published' AND exit_until = ''"
        f" AND n IS NOT NULL AND n NOT IN (SELECT {value} FROM record WHERE kind = ? AND {value} IS NOT NULL"
        " AND (outcome = 'published' OR exit_until <> '')) ORDER BY n",
        (kind, kind),
    )
    for (text,) in rows:
        yield text, number_form(text)


def _cited(ledger: Ledger, form: str) -> bool:
    rows = ledger.db.execute("SELECT form FROM cited WHERE tail = ?", (_tail(form),))
    return any(cited.endswith(form) for (cited,) in rows)


def _names(ledger: Ledger) -> Iterator[str]:
    """Names and addresses of hidden subjects that are no part of any name that may be shown."""
    db = ledger.db
    db.execute("DROP TABLE IF EXISTS temp.spoken")
    db.execute("CREATE VIRTUAL TABLE temp.spoken USING fts5 (name, tokenize = 'trigram')")
    db.execute("INSERT INTO temp.spoken SELECT payload || names FROM subject")
    for field in _BODIES:
        value = f"json_extract(payload, '$.{field}')"
        db.execute(
            f"INSERT INTO temp.spoken SELECT DISTINCT {value} FROM record"
            f" WHERE {value} IS NOT NULL AND (outcome = 'published' OR exit_until <> '')"
        )
    hidden = (
        "SELECT json_extract(payload, '$.subject_name') AS n FROM record"
        " WHERE subject_key <> '' AND subject_id IS NULL AND n IS NOT NULL"
    )
    for field in ("aliases", "former_names", "sites"):
        hidden += (
            f" UNION SELECT each.value FROM record, json_each(record.payload, '$.{field}') each"
            " WHERE record.kind = 'subjects' AND record.subject_id IS NULL"
        )
    for (name,) in db.execute(hidden + " ORDER BY 1").fetchall():
        quoted = '"' + name.replace('"', '""') + '"'
        found = db.execute("SELECT 1 FROM temp.spoken WHERE name MATCH ? LIMIT 1", (quoted,))
        if len(name) >= _TELLS and not found.fetchone():
            yield name
    db.execute("DROP TABLE temp.spoken")
