"""What the rules of the model say of one version of a record on a day: shown or not, until when, and why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from sqlite3 import Connection
from types import SimpleNamespace
from typing import Any, NamedTuple

from creditsite.model.config import Site
from creditsite.model.display import Verdict, capped, is_adverse, verdict
from creditsite.model.fields import as_plain, from_plain, loose, read_back
from creditsite.model.kept import dumps, said
from creditsite.model.kinds import Kind, dated_on
from creditsite.model.records import Listing, Rectification
from creditsite.model.stages import staged

# Of kinds of which a city has many: all that the rules look at in a record. Where the same stands there, they say the
# same, so that most records need not be made.
LOOKED_AT: Mapping[str, tuple[str, ...]] = {
    "subjects": ("founded_on",),
    "shops": ("opened_on", "closed_on"),
    "commitments": ("made_on", "valid_until", "fulfilment", "confirmed_on", "openness"),
    "permits": ("decided_on", "source_status"),
    "penalties": ("decided_on", "display_until", "severity", "authority", "source_status"),
    "ratings": ("rated_on",),
    "honours": ("issued_on", "revoked_on"),
    "inspections": ("checked_on",),
}
_REMEMBERED = 32_768  # judgements of a kind; a few hundred bytes each


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
    """By what records are judged, and what was said of records like them."""

    db: Connection
    site: Site
    as_of: date
    known: dict[tuple[str, ...], tuple[Judged, Ruling]] = field(default_factory=dict)

    def rule(self, kind: Kind, payload: str, suppress: str) -> tuple[Ruling, str, str]:
        """The ruling on one version of a record, what it says on this day, and a mark that says why it differs."""
        if fields := LOOKED_AT.get(kind.name):
            told = _told(payload, fields)
            if told is not None:
                one, ruling = self._like(kind, fields, told)
                if one.weighs and (earlier := self._earlier_end(suppress, "")):
                    ruling = _ruling(one, capped(one.found, earlier, self.as_of))
                return ruling, payload, ""
        return self._whole(kind, payload, suppress)

    def _like(
        self, kind: Kind, fields: tuple[str, ...], told: tuple[str, ...]
    ) -> tuple[Judged, Ruling]:
        key = (kind.name, *told)
        known = self.known.get(key)
        if known is None:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            values = dict(zip(fields, told, strict=True))
            one = self._judged(kind, SimpleNamespace(**read_back(kind.record_class, values)))
            known = self.known[key] = one, _ruling(one, one.found)
        return known

    def _judged(self, kind: Kind, record: Any) -> Judged:
        return Judged(
            verdict(kind.name, record, self.site, self.as_of),
            is_adverse(kind.name, record, self.site),
            getattr(record, "openness", "public") == "public",
            str(dated_on(kind, record) or ""),
            _disputed_on(kind, record),
        )

    def _whole(self, kind: Kind, payload: str, suppress: str) -> tuple[Ruling, str, str]:
        """The same of a record of which all is read."""
        values, mark = json.loads(payload), ""
        record: Any = loose(kind.record_class, values)
        if kind.record_class is Rectification:  # told by the stage that its dates give today
            record, mark = staged(from_plain(Rectification, values), self.as_of)
            payload = dumps(as_plain(record))
        list_kind = values.get("list_kind", "")
        one = self._judged(kind, record)
        earlier = self._earlier_end(suppress, list_kind) if one.weighs else None
        ruling = _ruling(one, capped(one.found, earlier, self.as_of))
        exit_until = self._exit_until(kind, record, values, earlier)
        return ruling._replace(list_kind=list_kind, exit_until=exit_until), payload, mark

    def _earlier_end(self, suppress: str, list_kind: str) -> date | None:
        """The end of display that was published before."""
        ended = self.db.execute(
            "SELECT until FROM display_end WHERE suppress = ? AND list_kind = ?",
            (suppress, list_kind),
        ).fetchone()
        return date.fromisoformat(ended[0]) if ended else None

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


def _told(payload: str, fields: tuple[str, ...]) -> tuple[str, ...] | None:
    """What stands in the fields; nothing where all of the record must be read to tell."""
    if "\\" in payload or '"disputed"' in payload:  # since when, says a field that is not looked at
        return None
    return tuple([said(payload, name) for name in fields])


def _disputed_on(kind: Kind, record: Any) -> str:
    """Since when its own source says that the record is under objection."""
    if "disputed" not in (getattr(record, "source_status", ""), getattr(record, "list_status", "")):
        return ""
    return str(record.source_updated or dated_on(kind, record) or "")
