"""Sections: folders of pages that are taken over as a whole, and what all of their pages are made of.

Whatever a page of a section says beside its frame must be named here: the frame belongs to the hand.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from creditsite import ledger
from creditsite.model.persons import is_person_id
from creditsite.render.lasting import stays
from creditsite.render.pages import ROLES
from creditsite.render.registers import REGISTERS
from creditsite.render.source import Source
from creditsite.render.subjects import published, subject_json
from creditsite.render.tallies import tallies_of

LEVELS = "ratings"  # below it stand the pages of levels, which are rows of subjects
NAMED = ("id", "name", "region_code")  # beside a record
ROW = (*NAMED, "entity_kind", "roles", "standing", "level")
COUNTED_WITHOUT_NAMES = ("rectifications",)  # cases that no page of a subject shows are counted

Told = Mapping[str, Any]  # the published data of a subject


@dataclass(frozen=True, slots=True)
class Section:
    """With which address its pages begin, and of what they are made: of subjects, and of what belongs to none."""

    start: str
    records: tuple[str, ...] = ()  # lists of the published data
    rows: bool = False  # whether subjects stand there by themselves
    others: str = ""  # a digest

    def says(self, told: Told) -> object:
        """What its pages say of a subject: as long as that stays equal of everybody, they say the same."""
        records = [told[name] for name in self.records if told.get(name)]
        row = bool(told) and self.rows and not is_person_id(told["id"])
        return (
            [told[name] for name in NAMED] if records else None,
            records,
            [told[name] for name in ROW] if row else None,
        )


def sections(source: Source) -> Iterator[Section]:
    """Every section."""
    yield Section("/subjects/", rows=True)
    yield from (Section(f"/{slug}/", rows=True) for slug in ROLES if slug != "platforms")
    for one in REGISTERS:
        others = ledger.digest_of_others(source.ledger, one.kind)
        counts = tallies_of(one.kind, source) if one.kind in COUNTED_WITHOUT_NAMES else ()
        digest = ledger.digest_of_rows((others, *counts))
        yield Section(one.address, (one.kind,), one.slug == LEVELS, digest)
    listed = ledger.digest_of_others(source.ledger, "listings")
    yield Section("/lists/", ("listings", "exits"), others=listed)


def kept(source: Source, live: Path | None) -> list[str]:
    """With which addresses those sections begin that say what they say in `live`, which the same hand drew.

    Only those are asked of whom something else is said than there.
    """
    left = [one for one in sections(source) if _stays(one, source, live)]
    if live and left:
        for before, now in _changes(source, live):
            left = [one for one in left if before is not None and one.says(before) == one.says(now)]
            if not left:
                break
    return [one.start for one in left]


def _stays(one: Section, source: Source, live: Path | None) -> bool:
    first = [live / one.start[1:] / "index.html"] if live else []
    return stays(source, f"{one.start}*", one.others, first)


def _changes(source: Source, live: Path) -> Iterator[tuple[Told | None, Told]]:
    """What was published of everybody who changed, nothing where it was lost, and what is now; empty without a page."""
    for subject, was_there in ledger.who_changed(source.ledger):
        file = live / "s" / subject / "index.json"
        profile = ledger.profile(source.ledger, source.site, source.as_of, subject)
        now = json.loads(subject_json(published(profile, source))) if profile else {}
        if not was_there:
            yield {}, now
        else:
            yield json.loads(file.read_bytes()) if file.is_file() else None, now
