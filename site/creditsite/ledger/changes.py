"""What changed: every difference between what the last release showed and what the next one will show."""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from creditsite.ledger.differing import touched
from creditsite.ledger.store import Ledger
from creditsite.ledger.withhold import CONTRADICTED
from creditsite.model.kept import digest, dumps
from creditsite.model.prose import Page

OPS = {  # what it is called when a record comes on display
    "listings": "listed",
    "commitments": "committed",
    "permits": "permitted",
    "penalties": "penalised",
    "ratings": "rated",
    "honours": "honoured",
    "inspections": "inspected",
}
KEPT = {"fulfilled": "fulfilled", "partly": "broken", "unfulfilled": "broken"}
DEPARTURES = ("removed", "expired")  # said of an opaque id only
ENDINGS = (
    *DEPARTURES,
    "exited",
)  # after them nothing that was told of the record before may be told
PAGES = "pages"  # the kind of the events of prose; their record is `section/slug`
TOLD_SECTIONS = ("policies", "standards", "cases", "alerts", "reports", "campaigns", "news")


class Change(NamedTuple):
    """One thing that happened; what the event table keeps of it."""

    op: str
    kind: str
    list_kind: str
    record_id: str
    effective: str
    cause: str  # source | rule | publisher
    substance: str = ""  # digest of what was told


_NOW = f"""
SELECT r.kind, r.list_kind, r.record_id, r.dated, r.substance, r.disputed_on, r.publish_until,
       COALESCE(json_extract(r.payload, '$.fulfilment'), ''),
       s.record_id, s.substance, s.disputed, s.publish_until, s.fulfilment
  FROM record r LEFT JOIN shown s ON s.record_id = r.record_id AND s.kind <> 'exits'
 WHERE r.outcome = 'published' AND r.subject_id IS NOT NULL AND r.kind IN ({", ".join("?" for _ in OPS)})
"""


def among_these(ledger: Ledger, among: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
    """SQL that gives the ids of records among which all changes are, and its values; empty where all must be asked.

    Those with the ids `among`, where they are known.
    """
    if among is not None:
        return "SELECT value FROM json_each(?)", (json.dumps(sorted(among)),)
    return touched(ledger), ()


def record_changes(
    ledger: Ledger, as_of: date, among: Collection[str] | None = None
) -> Iterator[Change]:
    """What came on display, what is told differently, what left: of all records, or of those with these ids."""
    today = str(as_of)
    these, ids = among_these(ledger, among)
    some = f" AND {{}}.record_id IN ({these})" if these else ""
    for kind, list_kind, record_id, dated, substance, *states in ledger.db.execute(
        _NOW + some.format("r"), (*OPS, *ids)
    ):
        disputed, until, kept, known, was, was_disputed, was_until, was_kept = states
        if known is None:
            effective = min(dated or today, today)
            yield Change(OPS[kind], kind, list_kind, record_id, effective, "source", substance)
            continue
        same = (kind, list_kind, record_id, today)
        if kept != was_kept:
            yield Change(KEPT.get(kept, "corrected"), *same, "source", substance)
        elif substance != was:
            yield Change("corrected", *same, "source", substance)
        elif until != was_until:  # the same facts under another rule
            yield Change("corrected", *same, "rule", substance)
        if bool(disputed) != bool(was_disputed):
            op = "objected" if disputed else "objection_closed"
            yield Change(op, *same, "source", substance)
        elif disputed != was_disputed:
            yield Change("corrected", *same, "source", substance)
    of_shown = some.format("s")
    yield from _corrected_exits(ledger, today, of_shown, ids)
    yield from _departures(ledger, today, of_shown, ids)


def _corrected_exits(
    ledger: Ledger, today: str, some: str, ids: tuple[str, ...]
) -> Iterator[Change]:
    rows = ledger.db.execute(
        "SELECT r.list_kind, r.record_id, r.substance FROM shown s JOIN record r ON r.record_id = s.record_id"
        " WHERE s.kind = 'exits' AND r.exit_until <> '' AND r.outcome = 'not_shown' AND r.substance <> s.substance"
        f" AND r.subject_id IS NOT NULL{some}",
        ids,
    )
    for list_kind, record_id, substance in rows:
        yield Change("corrected", "listings", list_kind, record_id, today, "source", substance)


_GONE = """
SELECT s.kind, s.record_id, s.publish_until, r.list_kind, r.outcome, r.exit_until,
       json_extract(r.payload, '$.delisted_on'), r.substance, removed.suppress IS NOT NULL, r.mark
  FROM shown s
  LEFT JOIN record r ON r.record_id = s.record_id
  LEFT JOIN record_id i ON i.id = s.record_id
  LEFT JOIN removed ON removed.suppress = i.suppress
 WHERE (r.outcome IS NULL OR r.outcome <> 'published' OR r.subject_id IS NULL)
"""


def _departures(ledger: Ledger, today: str, some: str, ids: tuple[str, ...]) -> Iterator[Change]:
    for kind, record_id, until, list_kind, outcome, exit_until, left, *rest in ledger.db.execute(
        _GONE + some, ids
    ):
        substance, ordered, mark = rest
        of = "listings" if kind == "exits" else kind
        if exit_until:
            if kind != "exits":
                yield Change(
                    "exited", kind, list_kind, record_id, left or today, "source", substance
                )
        elif ordered:
            yield Change("removed", of, "", record_id, today, "publisher")
        elif outcome == "not_shown" and (kind == "exits" or (until and until <= today)):
            yield Change("expired", of, "", record_id, today, "rule")
        else:
            cause = "rule" if outcome == "withheld" or mark == CONTRADICTED else "source"
            yield Change("removed", of, "", record_id, today, cause)


def page_changes(ledger: Ledger, pages: Iterable[Page], as_of: date) -> Iterator[Change]:
    """What was written, written anew, or taken back: prose is told like a record, by title and summary."""
    last = {
        path: (op, substance)
        for path, op, substance in ledger.db.execute(
            "SELECT record_id, op, substance FROM event WHERE kind = ? ORDER BY seq", (PAGES,)
        )
    }
    for page in pages:
        day, path = page.article.published_on, f"{page.section}/{page.slug}"
        if page.section not in TOLD_SECTIONS or day is None or day > as_of:
            continue
        op, told = last.pop(path, ("removed", ""))
        substance = _page_substance(page)
        if op == "removed":
            yield Change("posted", PAGES, "", path, str(day), "publisher", substance)
        elif told != substance:
            yield Change("revised", PAGES, "", path, str(as_of), "publisher", substance)
    for path, (op, _) in last.items():
        if op != "removed":
            yield Change("removed", PAGES, "", path, str(as_of), "publisher")


def _page_substance(page: Page) -> str:
    article = page.article
    told = (
        article.title, article.summary, article.issuer, article.document_no, article.status,
        article.keywords,
    )  # fmt: skip
    return digest(dumps(told))
