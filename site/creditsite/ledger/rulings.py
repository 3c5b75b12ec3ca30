"""What rules say of most records, told once for all that say the same: they become records by SQL alone.

A row of which more must be read, or which is not alone in what it says, is `careful`: `settle` looks at each of those
and notes what it comes to as `ruled`.
"""

from collections.abc import Iterable
from sqlite3 import Connection

from creditsite.ledger.judge import Judge
from creditsite.ledger.schema import PASSING_INDEXES
from creditsite.model.conflict import ENDED
from creditsite.model.kinds import kind as kind_of
from creditsite.model.rows import Outcome

_BATCH = 2_000
_BEGIN = (
    "DROP TABLE IF EXISTS temp.ruling",
    "DROP TABLE IF EXISTS temp.problem",
    "DROP TABLE IF EXISTS temp.careful",
    "DROP TABLE IF EXISTS temp.ruled",
    "DROP TABLE IF EXISTS temp.source_end",
    "CREATE TEMP TABLE ruling (kind TEXT, told TEXT, weighs INTEGER, outcome TEXT, until TEXT, because TEXT,"
    " repair_from TEXT, dated TEXT, PRIMARY KEY (kind, told)) WITHOUT ROWID",
    "CREATE TEMP TABLE problem (kind TEXT, told TEXT, PRIMARY KEY (kind, told)) WITHOUT ROWID",
    "CREATE TEMP TABLE careful (kind TEXT, row INTEGER, PRIMARY KEY (kind, row)) WITHOUT ROWID",
    "CREATE TEMP TABLE ruled (row INTEGER PRIMARY KEY, list_kind TEXT, dated TEXT, until TEXT, because TEXT,"
    " repair_from TEXT, disputed_on TEXT, mark TEXT, exit_until TEXT, outcome TEXT, payload TEXT)",
    "CREATE TEMP TABLE source_end (suppress TEXT, list_kind TEXT, until TEXT, PRIMARY KEY (suppress, list_kind))"
    " WITHOUT ROWID",
)
RULED = "INSERT INTO temp.ruled VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SAYING = (  # in any order
    "SELECT DISTINCT kind, told FROM row NOT INDEXED WHERE told <> '' AND outcome IS NULL"
)
# What rows say that their source has ended, and when: no other row of the decision, older or newer or under another
# spelling of the authority, brings it back.
_SOURCE_END = f"""
INSERT INTO temp.source_end SELECT suppress, list_kind, MIN(until) FROM (
 SELECT suppress, json_extract(payload, '$.list_kind') AS list_kind,
        MIN(COALESCE(json_extract(payload, '$.delisted_on'), :day), :day) AS until
   FROM row WHERE kind = 'listings' AND outcome IS NULL
    AND (json_extract(payload, '$.list_status') IN {ENDED} OR json_extract(payload, '$.delisted_on') <= :day)
 UNION ALL
 SELECT suppress, '', :day FROM row
  WHERE kind = 'penalties' AND outcome IS NULL AND INSTR(payload, '"source_status":"revoked"') > 0)
 GROUP BY 1, 2
"""
# All but those told alike, of a subject with a code, and with no earlier end of display that would come first.
_CAREFUL = """
INSERT INTO temp.careful SELECT r.kind, r.id FROM row r NOT INDEXED
 WHERE r.outcome IS NULL AND (r.told = '' OR r.subject_key = '' OR r.subject_key GLOB '#*'
  OR EXISTS (SELECT 1 FROM temp.problem p WHERE p.kind = r.kind AND p.told = r.told)
  OR EXISTS (SELECT 1 FROM display_end e CROSS JOIN temp.ruling g ON g.kind = r.kind AND g.told = r.told
              WHERE e.suppress = r.suppress AND e.list_kind = '' AND g.weighs AND e.until < g.until)
  OR EXISTS (SELECT 1 FROM temp.source_end s WHERE s.suppress = r.suppress AND s.list_kind = ''))
"""
_SEVERAL = """
INSERT OR IGNORE INTO temp.careful SELECT r.kind, r.id
  FROM (SELECT kind, key FROM row INDEXED BY row_key WHERE outcome IS NULL GROUP BY kind, key HAVING COUNT(*) > 1) s
  JOIN row r ON r.kind = s.kind AND r.key = s.key WHERE r.outcome IS NULL
"""
# A row that is still open now is the only one of its key. Its place is written as `Place` writes it.
_INSERT = """
INSERT INTO record (rowid, kind, key, record_id, subject_key, subject_id, suppress, list_kind, dated, substance,
  publish_until, until_because, repair_from, disputed_on, mark, exit_until, outcome, place, payload)
SELECT {rowid}, r.kind, r.key, {id}, r.subject_key,
       CASE WHEN r.subject_key = '' OR r.subject_key GLOB '#*' THEN NULL ELSE r.subject_key END,  -- if it has a page
       r.suppress, COALESCE(c.list_kind, ''), COALESCE(c.dated, g.dated), r.substance,
       COALESCE(c.until, g.until), COALESCE(c.because, g.because), COALESCE(c.repair_from, g.repair_from),
       COALESCE(d.since, c.disputed_on, ''),  -- by the objections table, else as its own source says
       COALESCE(c.mark, ''), COALESCE(c.exit_until, ''),
       CASE WHEN x.suppress IS NULL AND w.subject_key IS NULL THEN COALESCE(c.outcome, g.outcome) ELSE 'removed' END,
       r.file || CASE r.sheet WHEN '' THEN '' ELSE '[' || r.sheet || ']' END
              || CASE r.line WHEN 0 THEN '' ELSE ' 第' || r.line || '行' END,
       COALESCE(c.payload, r.payload)
  FROM row r {by}
  LEFT JOIN temp.ruled c ON c.row = r.id
  LEFT JOIN temp.ruling g ON g.kind = r.kind AND g.told = r.told
  LEFT JOIN removed x ON x.suppress = r.suppress
  LEFT JOIN whole_subject w ON w.subject_key = r.subject_key
  LEFT JOIN dispute d ON d.suppress = r.suppress
 WHERE {of} r.outcome IS NULL ORDER BY {order}
"""
# An id goes to each record in an order that does not depend on files.
_OF_KIND = _INSERT.format(
    rowid="NULL",
    id="COALESCE(i.id, 'rec' || token())",
    by="INDEXED BY row_key LEFT JOIN record_id i ON i.kind = r.kind AND i.key = r.key",
    of="r.kind = ? AND",
    order="r.key",
)
_AS_THEY_LIE = _INSERT.format(rowid="r.id", id="''", by="NOT INDEXED", of="", order="r.id")
_IDS = """
INSERT INTO record_id (kind, key, id, suppress)
SELECT r.kind, r.key, r.record_id, r.suppress FROM record r
 WHERE r.kind = :kind AND NOT EXISTS (SELECT 1 FROM record_id i WHERE i.kind = r.kind AND i.key = r.key) ORDER BY r.key
"""


def begin(db: Connection, judge: Judge) -> None:
    """Rules on everything that open rows say, and notes which of them must be looked at."""
    for statement in _BEGIN:
        db.execute(statement)
    db.execute(_SOURCE_END, {"day": str(judge.as_of)})
    saying = db.execute(_SAYING)
    while batch := saying.fetchmany(_BATCH):
        _rule_alike(db, judge, batch)
    db.execute(_CAREFUL)
    db.execute(_SEVERAL)


def _rule_alike(db: Connection, judge: Judge, saying: Iterable[tuple[str, str]]) -> None:
    """What is said of rows that say the same; nothing where each source must be told of a problem."""
    ruled, problems = list[tuple[str | bool, ...]](), list[tuple[str, str]]()
    for kind, told in saying:
        one, weighs = judge.alike(kind_of(kind), told)
        if one.problem:
            problems.append((kind, told))
            continue
        outcome = Outcome.PUBLISHED if one.shown else Outcome.NOT_SHOWN
        days = one.until, one.because, one.repair_from, one.dated
        ruled.append((kind, told, weighs, outcome, *days))
    db.executemany("INSERT INTO temp.ruling VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ruled)
    db.executemany("INSERT INTO temp.problem VALUES (?, ?)", problems)


def enter(db: Connection, kinds: Iterable[str]) -> None:
    """Every row that is still open becomes a record with an id."""
    for kind in kinds:
        db.execute(_OF_KIND, (kind,))
        db.execute(_IDS, {"kind": kind})


def enter_passing(db: Connection) -> None:
    """The same where nothing will be drawn: without ids, each under the number of its row."""
    db.execute(_AS_THEY_LIE)
    db.execute(f"CREATE INDEX record_of_kind ON {PASSING_INDEXES['record_of_kind']}")
