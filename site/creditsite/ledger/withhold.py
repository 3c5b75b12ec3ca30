"""What is held back although its own row would show it: contradicted red entries, rectification cases that are over."""

from collections.abc import Iterable
from datetime import date

from creditsite.ledger.store import Ledger
from creditsite.model.config import Site
from creditsite.model.faults import Fault, Place
from creditsite.model.kinds import KINDS

CONTRADICTED = (
    "主体同时在重点关注或失信名单上"  # marks the entry in the ledger; it is on no surface
)


def contradicted(ledger: Ledger, site: Site) -> list[Fault]:
    """Withholds each red entry whose subject stands on a watch or black list, and tells."""
    red = [d.kind for d in site.lists if d.effect == "red"]
    bad = [d.kind for d in site.lists if d.effect in ("watch", "black")]
    where = (
        f"kind = 'listings' AND outcome = 'published' AND list_kind IN ({_marks(red)})"
        " AND subject_key IN (SELECT subject_key FROM record WHERE kind = 'listings' AND (outcome = 'published'"
        " OR (outcome = 'not_shown' AND until_because = ''))"  # held back for want of a class or date
        f" AND list_kind IN ({_marks(bad)}))"
    )
    places = ledger.db.execute(
        f"SELECT place FROM record WHERE {where} ORDER BY key", red + bad
    ).fetchall()
    ledger.db.execute(
        f"UPDATE record SET outcome = 'not_shown', mark = ? WHERE {where}",
        [CONTRADICTED, *red, *bad],
    )
    message = f"{CONTRADICTED}, 守信激励条目暂不公示: 请认定机关核对"
    return [Fault(Place.told(place), message, level="warning") for (place,) in places]


def finished_rectifications(ledger: Ledger, site: Site) -> None:
    """A rectification case names its subject only while it is open and a list that names it is shown."""
    bad = [d.kind for d in site.lists if d.effect in ("watch", "black")]
    listed = (
        "SELECT subject_key FROM record WHERE kind = 'listings' AND outcome = 'published'"
        f" AND list_kind IN ({_marks(bad)})"
    )
    ledger.db.execute(
        "UPDATE record SET outcome = 'not_shown' WHERE kind = 'rectifications' AND outcome = 'published'"
        f" AND (json_extract(payload, '$.state') = 'withdrawn' OR subject_key NOT IN ({listed}))",
        bad,
    )


_ENDED = (
    "WHERE kind = ? AND outcome = 'not_shown' AND publish_until <> '' AND publish_until <= ?"
    " AND COALESCE(json_extract(payload, '$.openness'), 'public') = 'public'"
)


def ended(ledger: Ledger, as_of: date, *, drawn: bool) -> None:
    """The balance tells rows whose display has ended from rows that are not shown for another reason."""
    which = (
        f"(kind, key) IN (SELECT kind, key FROM record {_ENDED})"
        if drawn
        else f"id IN (SELECT rowid FROM record {_ENDED})"  # each record has the number of its row
    )
    for kind in KINDS:
        ledger.db.execute(
            f"UPDATE row SET outcome = 'expired' WHERE outcome IS NULL AND {which}",
            (kind.name, str(as_of)),
        )


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
