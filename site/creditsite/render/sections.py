"""Sections: folders of pages that are taken over as a whole, and what all of their pages are made of.

Whatever a page of a section says beside its frame must be in the section's digest: the frame belongs to the hand.
"""

from collections.abc import Iterator
from hashlib import sha256

from creditsite import ledger
from creditsite.render.pages import ROLES
from creditsite.render.registers import REGISTERS
from creditsite.render.source import Source
from creditsite.render.tallies import tallies_of

LEVELS = "ratings"  # below it stand the pages of levels, which are rows of subjects


def sections(source: Source) -> Iterator[tuple[str, str]]:
    """The address with which the pages of each section begin, and a digest of what they are made of."""
    subjects = ledger.digest_of_alphabet(source.ledger)
    yield "/subjects/", _digest(subjects)
    yield from ((f"/{slug}/", _digest(subjects)) for slug in ROLES if slug != "platforms")
    for one in REGISTERS:
        entries = ledger.digest_of_entries(source.ledger, one.kind)
        below = subjects if one.slug == LEVELS else ""
        yield one.address, _digest(entries, below, *tallies_of(one.kind, source))
    listed = ledger.digest_of_entries(source.ledger, "listings")
    yield "/lists/", _digest(listed, *ledger.exits(source.ledger))


def _digest(*parts: object) -> str:
    sha = sha256()
    for part in parts:
        sha.update(repr(part).encode())
    return sha.hexdigest()
