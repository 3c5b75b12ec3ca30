"""Takes the names of subjects that were removed as a whole out of what the records of others say of them."""

import json
import sqlite3
from collections.abc import Iterator

from creditsite.model.kept import dumps

NAMELESS = "〔名称略〕"
OMITTED = "所提主体已不再公示, 名称从略"
_TELLS = 4  # a name of fewer characters is part of ordinary words

_GONE = """
SELECT json_extract(payload, '$.subject_name') FROM record WHERE subject_key IN (SELECT subject_key FROM whole_subject)
UNION
SELECT each.value FROM record, json_each(record.payload, '$.' || field.value) each,
       json_each('["aliases", "former_names"]') field
 WHERE record.kind = 'subjects' AND record.subject_key IN (SELECT subject_key FROM whole_subject)
"""
_STAYING = (
    "SELECT {what} FROM record WHERE (outcome = 'published' OR exit_until <> '') AND instr(payload, ?)"
    " AND subject_key NOT IN (SELECT subject_key FROM whole_subject)"
)
_OWN = ("subject_name", "aliases", "former_names")  # what a record calls its own subject


def unname(db: sqlite3.Connection) -> None:
    """A body that was removed is named no more; in texts its name gives way to a sign, and the record says so.

    A name that is also (a part of) the name of somebody who stays is left where it is: it betrays nobody.
    """
    for name in _gone(db):
        rows = db.execute(_STAYING.format(what="kind, key, mark, payload"), (name,)).fetchall()
        held = [(kind, key, mark, json.loads(payload)) for kind, key, mark, payload in rows]
        if any(
            name in json.dumps(v.get(own, ""), ensure_ascii=False) for *_, v in held for own in _OWN
        ):
            continue
        for kind, key, mark, values in held:
            said = {
                field: _without(value, name) for field, value in values.items() if value != name
            }
            told = mark or (OMITTED if NAMELESS in str(said) else "")
            db.execute(
                "UPDATE record SET payload = ?, mark = ? WHERE kind = ? AND key = ?",
                (dumps(said), told, kind, key),
            )


def _gone(db: sqlite3.Connection) -> Iterator[str]:
    """Every name of a removed subject, in both widths of brackets, the longest first."""
    if not db.execute("SELECT 1 FROM whole_subject LIMIT 1").fetchone():
        return
    stated = {name for (name,) in db.execute(_GONE) if name and len(name) >= _TELLS}
    wide, narrow = str.maketrans("()", "（）"), str.maketrans("（）", "()")
    forms = {
        form for name in stated for form in (name, name.translate(wide), name.translate(narrow))
    }
    yield from sorted(forms, key=lambda name: (-len(name), name))


def _without(value: object, name: str) -> object:
    if isinstance(value, str):
        return value.replace(name, NAMELESS)
    if isinstance(value, list):
        return [_without(one, name) for one in value if one != name]
    return value
