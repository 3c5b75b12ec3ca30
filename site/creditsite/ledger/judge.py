"""What the rules of the model say of one version of a record on a day: shown or not, until when, and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from sqlite3 import Connection
from types import SimpleNamespace
from typing import Any, NamedTuple

from creditsite.model.config import Site
from creditsite.model.conflict import is_open
from creditsite.model.display import Verdict, capped, is_adverse, verdict
from creditsite.model.fields import as_plain, from_plain, loose, read_back
from creditsite.model.kept import dumps, looked_at
from creditsite.model.kinds import Kind, dated_on
from creditsite.model.records import Listing, Rectification
from creditsite.model.stages import staged


class Judged(NamedTuple):
    """What is said of a record whatever was said of it before."""

    found: Verdict
    weighs: bool  # its end of display, once published, never moves outward
    public: bool
    dated: str
    disputed_on: str  # by what its own source says


class Ruling(NamedTuple):
    """What becomes of a record that nobody has removed; days in ISO form, empty where there is none."""

    shown: bool
    until: str
    because: str
    repair_from: str
    problem: str  # for its source
    dated: str
    disputed_on: str
    list_kind: str = ""
    exit_until: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """By what records are judged."""

    db: Connection
    site: Site
    as_of: date

    def alike(self, kind: Kind, told: str) -> tuple[Ruling, bool]:
        """The ruling on every record that says this, and whether an end of display published before may change it."""
        values = looked_at(kind, told)
        one = self._judged(kind, SimpleNamespace(**read_back(kind.record_class, values)))
        return _ruling(one, one.found), one.weighs

    def _judged(self, kind: Kind, record: Any) -> Judged:
        return Judged(
            verdict(kind.name, record, self.site, self.as_of),
            is_adverse(kind.name, record, self.site),
            is_open(record),
            str(dated_on(kind, record) or ""),
            _disputed_on(kind, record),
        )

    def rule(
        self, kind: Kind, payload: str, values: dict[str, Any], suppress: str
    ) -> tuple[Ruling, str, str]:
        """The ruling on one version of a record, what it says on this day, and a mark that says why it differs.

        What it says is given as JSON and as the values of it.
        """
        record: Any
        mark = ""
        if kind.record_class is Rectification:  # told by the stage that its dates give today
            record, mark = staged(from_plain(Rectification, values), self.as_of)
            payload = dumps(as_plain(record))
        else:
            record = loose(kind.record_class, values)
        list_kind = values.get("list_kind", "")
        one = self._judged(kind, record)
        earlier = self._earlier_end(suppress, list_kind) if one.weighs else None
        ruling = _ruling(one, capped(one.found, earlier, self.as_of))
        exit_until = self._exit_until(kind, record, values, earlier)
        return ruling._replace(list_kind=list_kind, exit_until=exit_until), payload, mark

    def _earlier_end(self, suppress: str, list_kind: str) -> date | None:
        """The end of display that was published before, or that another row of the decision says."""
        (ended,) = self.db.execute(
            "SELECT MIN(until) FROM (SELECT until FROM display_end WHERE suppress = :of AND list_kind = :list"
            " UNION ALL SELECT until FROM temp.source_end WHERE suppress = :of AND list_kind = :list)",
            {"of": suppress, "list": list_kind},
        ).fetchone()
        return date.fromisoformat(ended) if ended else None

    def _exit_until(
        self, kind: Kind, record: Any, values: dict[str, Any], earlier: date | None
    ) -> str:
        """Until when an exit from a list is announced; empty where none is.

        Who was not shown on the eve of leaving is not named for leaving.
        """
        as_of = self.as_of
        if kind.name != "listings" or record.delisted_on is None or record.delisted_on > as_of:
            return ""
        definition = self.site.list_definition(record.list_kind)
        if definition is None or record.list_status == "revoked":
            return ""
        eve = record.delisted_on - timedelta(days=1)
        told = {n: one for n, one in values.items() if n not in ("delisted_on", "list_status")}
        still_listed = loose(Listing, told)
        if not capped(verdict(kind.name, still_listed, self.site, eve), earlier, eve).shown:
            return ""
        until = record.delisted_on + timedelta(days=definition.exit_notice_days)
        return str(until) if as_of < until else ""


def _ruling(one: Judged, found: Verdict) -> Ruling:
    return Ruling(
        one.public and found.shown,
        str(found.until or ""),
        found.because,
        str(found.repair_from or ""),
        found.problem,
        one.dated,
        one.disputed_on,
    )


def _disputed_on(kind: Kind, record: Any) -> str:
    """Since when its own source says that the record is under objection."""
    if "disputed" not in (getattr(record, "source_status", ""), getattr(record, "list_status", "")):
        return ""
    return str(record.source_updated or dated_on(kind, record) or "")
