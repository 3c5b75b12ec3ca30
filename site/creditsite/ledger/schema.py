"""The tables of the ledger: what can never be computed again, and what follows from what was delivered."""

VERSION = 7
END = "\U0010ffff"  # comes after every id


def on_display(record: str = "record") -> str:
    """SQL: whether a record is shown, by itself or for a while as one that has left its list."""
    return f"({record}.outcome = 'published' OR {record}.exit_until <> '')"


def off_display(record: str = "record") -> str:
    """SQL: whether nothing of a record is shown."""
    return f"({record}.outcome <> 'published' AND {record}.exit_until = '')"


# Kept for good: ids that were given out, what was removed, what was published, what happened.
KEPT = """
CREATE TABLE IF NOT EXISTS subject_id (key TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record_id (
    kind TEXT, key TEXT, id TEXT NOT NULL, suppress TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS record_id_id ON record_id (id);
CREATE INDEX IF NOT EXISTS record_id_suppress ON record_id (suppress);
CREATE TABLE IF NOT EXISTS removed (  -- the suppression list
    suppress TEXT PRIMARY KEY, reason_code TEXT NOT NULL, removed_on TEXT NOT NULL, known_on TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS whole_subject (  -- subjects removed as a whole
    subject_key TEXT PRIMARY KEY, reason_code TEXT NOT NULL, removed_on TEXT NOT NULL, known_on TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS release (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, as_of TEXT NOT NULL, state TEXT NOT NULL,
    first_event INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS shown (  -- the records of the last finished release
    record_id TEXT PRIMARY KEY, kind TEXT NOT NULL, substance TEXT NOT NULL, fulfilment TEXT NOT NULL,
    disputed TEXT NOT NULL, publish_until TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS display_end (  -- the earliest end of display that was ever published, or came
    suppress TEXT, list_kind TEXT, until TEXT NOT NULL, PRIMARY KEY (suppress, list_kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY, release TEXT NOT NULL, op TEXT NOT NULL, kind TEXT NOT NULL,
    list_kind TEXT NOT NULL, record_id TEXT NOT NULL, effective TEXT NOT NULL, published TEXT NOT NULL,
    cause TEXT NOT NULL, substance TEXT NOT NULL,
    region TEXT NOT NULL DEFAULT '', platforms TEXT NOT NULL DEFAULT '',  -- as they were when it happened
    gone INTEGER  -- the event after which it may no longer be told
);
CREATE INDEX IF NOT EXISTS event_record ON event (record_id);
CREATE INDEX IF NOT EXISTS event_kind ON event (kind, op);
CREATE INDEX IF NOT EXISTS event_gone ON event (gone) WHERE gone IS NOT NULL;
CREATE TABLE IF NOT EXISTS topic_event (topic TEXT, seq INTEGER, PRIMARY KEY (topic, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS topic_page (  -- the event with which each page of a topic begins, for good
    topic TEXT, page INTEGER, first INTEGER NOT NULL, PRIMARY KEY (topic, page)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subject_row (  -- the opaque id of a subject's row in the open data
    key TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS line (  -- versions of published rows: in releases from `since` on, before `until` (0: still)
    tbl TEXT, id TEXT, since INTEGER, until INTEGER NOT NULL, digest BLOB, PRIMARY KEY (tbl, id, since)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS line_release (seq INTEGER PRIMARY KEY, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS staged_line (tbl TEXT, id TEXT, since INTEGER, digest BLOB, PRIMARY KEY (tbl, id, since))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS staged_release (release TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS drawn (  -- what the files of each subject say, and the release in which they last changed
    id TEXT PRIMARY KEY, digest TEXT NOT NULL, release TEXT NOT NULL, as_of TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS printed (  -- files of a release, each with a digest of what it was drawn of
    release TEXT, path TEXT, print TEXT NOT NULL, PRIMARY KEY (release, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS saying (  -- what each subject adds to a thing that is printed
    thing TEXT, id TEXT, digest BLOB NOT NULL, PRIMARY KEY (thing, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hand (  -- a digest of what drew a release: code, templates, configuration
    release TEXT PRIMARY KEY, hand TEXT NOT NULL
) WITHOUT ROWID;
"""

_RECORD = """
    kind TEXT NOT NULL, key TEXT NOT NULL, record_id TEXT NOT NULL, subject_key TEXT NOT NULL, subject_id TEXT,
    suppress TEXT NOT NULL, list_kind TEXT NOT NULL, dated TEXT NOT NULL, substance TEXT NOT NULL,
    publish_until TEXT NOT NULL, until_because TEXT NOT NULL, repair_from TEXT NOT NULL,
    disputed_on TEXT NOT NULL, mark TEXT NOT NULL, exit_until TEXT NOT NULL, outcome TEXT NOT NULL,
    place TEXT NOT NULL, payload TEXT NOT NULL"""
RECORD = f"record ({_RECORD}, PRIMARY KEY (kind, key))"
SUBJECT = """subject (
    id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, region_code TEXT NOT NULL,
    entity_kind TEXT NOT NULL, roles TEXT NOT NULL, standing TEXT NOT NULL, level TEXT NOT NULL,
    level_scheme TEXT NOT NULL, payload TEXT NOT NULL, names TEXT NOT NULL,
    digest TEXT NOT NULL DEFAULT '', look TEXT NOT NULL DEFAULT ''  -- of all that its files say, of what its badge says
) WITHOUT ROWID"""
# Where nothing will be drawn, each record lies where its row does and has its number: to keep them in the order of
# their keys takes three times as long.
PASSING_RECORD = f"record ({_RECORD})"
PASSING_INDEXES = {
    "row_key": "row (kind, key, outcome)",
    "record_of_kind": "record (kind, outcome)",
    "record_key": "record (kind, key)",  # made where it is asked for
}

# Follows what is delivered: the rows of a file stay as long as nothing that decides them changes.
LOADED = f"""
CREATE TABLE IF NOT EXISTS source (  -- the files whose rows are held, in which range of ids
    file TEXT PRIMARY KEY, digest TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fault (  -- what was told when they were read
    file TEXT, seq INTEGER, level TEXT NOT NULL, sheet TEXT NOT NULL, line INTEGER NOT NULL, header TEXT NOT NULL,
    message TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (file, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS row (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, sheet TEXT NOT NULL, line INTEGER NOT NULL,
    kind TEXT NOT NULL, key TEXT NOT NULL, subject_key TEXT NOT NULL, suppress TEXT NOT NULL,
    version TEXT NOT NULL, substance TEXT NOT NULL, told TEXT NOT NULL, payload TEXT NOT NULL, outcome TEXT
);
CREATE TABLE IF NOT EXISTS renewed (  -- rows under a number that has a code, as they were entered
    id INTEGER PRIMARY KEY, key TEXT NOT NULL, subject_key TEXT NOT NULL, suppress TEXT NOT NULL
);
-- From here on made anew by every load.
CREATE TABLE IF NOT EXISTS alias (  -- numbers that the subjects table states beside a code
    number TEXT, code TEXT, place TEXT NOT NULL, PRIMARY KEY (number, code)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS person (  -- natural persons on display, by the name that no file holds
    subject_key TEXT PRIMARY KEY, full_name TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dispute (suppress TEXT PRIMARY KEY, since TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (  -- what the orders of this load point at, to tell those that hit nothing
    suppress TEXT, subject_key TEXT, place TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS citing (  -- numbers of decisions that records on display cite in their texts
    tail TEXT, form TEXT, kind TEXT, key TEXT, PRIMARY KEY (tail, form, kind, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS topic (  -- authorities, platforms: those that something on display names
    name TEXT PRIMARY KEY, grp TEXT NOT NULL, title TEXT NOT NULL, records INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS {RECORD};
CREATE TABLE IF NOT EXISTS balance (  -- what became of the rows
    file TEXT, kind TEXT, read INTEGER NOT NULL, published INTEGER NOT NULL, not_shown INTEGER NOT NULL,
    expired INTEGER NOT NULL, withheld INTEGER NOT NULL, removed INTEGER NOT NULL, duplicate INTEGER NOT NULL,
    set_aside INTEGER NOT NULL, PRIMARY KEY (file, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS {SUBJECT};
CREATE TABLE IF NOT EXISTS settled (  -- how all was settled last, `since`: after which release `touched` holds all
    as_of TEXT NOT NULL, hand TEXT NOT NULL, since TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS touched (  -- records that may say something else than in the last finished release
    record_id TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turning (  -- the next day on which what is said of a subject changes by itself
    id TEXT PRIMARY KEY, day TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lettered (  -- subjects as an index of names has them
    letter TEXT, spelt TEXT, id TEXT, PRIMARY KEY (letter, spelt, id)
) WITHOUT ROWID;
"""

# A row has the outcome that was decided for it, else that of its record.
BALANCE = """
INSERT INTO balance
SELECT row.file, row.kind, COUNT(*),
       SUM(o = 'published'), SUM(o = 'not_shown'), SUM(o = 'expired'), SUM(o = 'withheld'),
       SUM(o = 'removed'), SUM(o = 'duplicate'), SUM(o = 'set_aside')
  FROM (SELECT row.file, row.kind, COALESCE(row.outcome, record.outcome) AS o
          FROM row LEFT JOIN record ON record.kind = row.kind AND record.key = row.key) row
 GROUP BY row.file, row.kind
"""

# Of the ids that were given out: a first load makes them when all are given.
ID_INDEXES = {
    "record_id_id": "CREATE UNIQUE INDEX record_id_id ON record_id (id)",
    "record_id_suppress": "CREATE INDEX record_id_suppress ON record_id (suppress)",
}

# Indexes are dropped before a load and made after it: filling sorted tables is faster.
INDEXES = {
    "row_key": "row (kind, key, outcome, file)",
    "record_subject": "record (subject_id, kind, dated DESC, record_id)",
    "record_kind": "record (kind, outcome, dated DESC, record_id)",
    "record_list": "record (kind, list_kind, outcome, dated DESC, record_id) WHERE list_kind <> ''",
    "record_id_index": "record (record_id)",
    "record_subject_key": "record (subject_key)",
    "subject_name": "subject (name, id)",
    "subject_level": "subject (level_scheme, level, name, id)",
}
