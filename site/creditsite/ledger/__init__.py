"""The ledger: one SQLite file that holds every record, its display period, its removals and its events.

It is the only place where all records are together and the only state that is kept between two releases.
SQL stays in this folder; what runs over all subjects streams out of it in a fixed order.
"""

from creditsite.ledger.enter import enter
from creditsite.ledger.events import (
    Event,
    events,
    finish_release,
    recover,
    releases,
    removed,
    stage_release,
)
from creditsite.ledger.graves import buried
from creditsite.ledger.read import (
    SubjectRow,
    entries,
    exits,
    profile,
    profiles,
    record_kind,
    slices,
    subject_count,
    subject_ids,
    subject_rows,
    total,
)
from creditsite.ledger.settle import settle
from creditsite.ledger.store import Ledger, LedgerVersionError, open_ledger
from creditsite.ledger.totals import (
    BalanceLine,
    balance,
    rectification_tallies,
    rectifications_due,
    tallies,
)
from creditsite.ledger.traces import traces

__all__ = [
    "BalanceLine", "Event", "Ledger", "LedgerVersionError", "SubjectRow", "balance", "buried", "enter", "entries",
    "events",
    "exits", "finish_release", "open_ledger", "profile", "profiles", "record_kind", "recover",
    "rectification_tallies", "rectifications_due", "releases", "removed", "settle", "slices", "stage_release",
    "subject_count", "subject_ids", "subject_rows", "tallies",
    "total", "traces",
]  # fmt: skip
