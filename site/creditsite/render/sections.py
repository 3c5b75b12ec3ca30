"""Sections: folders of pages that are taken over as a whole, and what all of their pages are made of.

Whatever a page of a section says beside its frame must be in the section's digest: the frame belongs to the hand.
"""

from collections.abc import Iterator

from creditsite import ledger
from creditsite.render.pages import ROLES
from creditsite.render.registers import REGISTERS
from creditsite.render.source import Source
from creditsite.render.tallies import tallies_of

LEVELS = "ratings"  # below it stand the pages of levels, which are rows of subjects


def sections(source: Source) -> Iterator[tuple[str, str]]:
    """The address with which the pages of each section begin, and a digest of what they are made of."""
    held = source.ledger
    subjects = ledger.digest_of_alphabet(held)
    yield "/subjects/", subjects
    yield from ((f"/{slug}/", subjects) for slug in ROLES if slug != "platforms")
    for one in REGISTERS:
        entries = ledger.digest_of_entries(held, one.kind)
        below = subjects if one.slug == LEVELS else ""
        yield (
            one.address,
            ledger.digest_of_rows((entries, below, *tallies_of(one.kind, source))),
        )
    exits = (tuple(ledger.exits(held, one.kind)) for one in source.site.lists)
    listed = ledger.digest_of_entries(held, "listings")
    yield "/lists/", ledger.digest_of_rows((listed, *exits))
