"""The ledger: one SQLite file that holds every record, its display period, its removals and its events.

It is the only place where all records are together and the only state that is kept between two releases.
SQL stays in this folder; what runs over all subjects streams out of it in a fixed order.
"""

from creditsite.ledger.alphabet import OTHERS, alphabetical, letters
from creditsite.ledger.drawn import Stamp, current, digests, hand_of, stamp, stamps
from creditsite.ledger.enter import enter
from creditsite.ledger.events import (
    Event,
    Grave,
    buried,
    events,
    filed,
    graves,
    releases,
    removed,
    revisions,
    tellings,
    told,
)
from creditsite.ledger.lines import (
    Base,
    all_noted,
    bases,
    begin_lines,
    digest_of_lines,
    left_in_step,
    left_since,
    note_lines,
    noting,
    stage_lines,
    stood,
)
from creditsite.ledger.movement import movements, newest, repeated
from creditsite.ledger.persons import person_count, person_names
from creditsite.ledger.printed import (
    begin_prints,
    drawn_by,
    has_print,
    note_print,
    stage_prints,
)
from creditsite.ledger.read import (
    EXIT_FIELDS,
    SubjectRow,
    entries,
    exit_count,
    exits,
    has_page,
    profile,
    profiles,
    record_kind,
    slices,
    subject_count,
    subject_ids,
    subject_rows,
    total,
)
from creditsite.ledger.removals import key_of_record, number_of_subject
from creditsite.ledger.selling import Brief, Sale, briefs, sales, selling
from creditsite.ledger.settle import settle
from creditsite.ledger.staging import finish_release, recover, stage_release
from creditsite.ledger.store import Ledger, LedgerVersionError, open_ledger
from creditsite.ledger.stored import Outline, Stored, outlines, stored, stored_exits
from creditsite.ledger.takedown import Taken, take_down
from creditsite.ledger.topics import AUTHORITY, Sheet, Topic, followed, is_watched, key_of, sheets
from creditsite.ledger.totals import (
    BalanceLine,
    balance,
    rectification_tallies,
    rectifications_due,
    tallies,
)
from creditsite.ledger.traces import traces

__all__ = [
    "AUTHORITY",
    "EXIT_FIELDS",
    "OTHERS",
    "BalanceLine",
    "Base",
    "Brief",
    "Event",
    "Grave",
    "Ledger",
    "LedgerVersionError",
    "Outline",
    "Sale",
    "Sheet",
    "Stamp",
    "Stored",
    "SubjectRow",
    "Taken",
    "Topic",
    "all_noted",
    "alphabetical",
    "balance",
    "bases",
    "begin_lines",
    "begin_prints",
    "briefs",
    "buried",
    "current",
    "digest_of_lines",
    "digests",
    "drawn_by",
    "enter",
    "entries",
    "events",
    "exit_count",
    "exits",
    "filed",
    "finish_release",
    "followed",
    "graves",
    "hand_of",
    "has_page",
    "has_print", "is_watched",
    "key_of",
    "key_of_record",
    "left_in_step",
    "left_since",
    "letters",
    "movements",
    "newest",
    "note_lines",
    "note_print",
    "noting",
    "number_of_subject",
    "open_ledger",
    "outlines",
    "person_count",
    "person_names",
    "profile",
    "profiles",
    "record_kind",
    "recover",
    "rectification_tallies",
    "rectifications_due",
    "releases",
    "removed",
    "repeated",
    "revisions",
    "sales",
    "selling",
    "settle",
    "sheets",
    "slices",
    "stage_lines",
    "stage_prints",
    "stage_release",
    "stamp",
    "stamps",
    "stood",
    "stored",
    "stored_exits",
    "subject_count",
    "subject_ids",
    "subject_rows",
    "take_down",
    "tallies",
    "tellings",
    "told",
    "total",
    "traces",
]  # fmt: skip
