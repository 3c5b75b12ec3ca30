"""What a release takes over from the one before: files that would be drawn of the same by the same hand.

A page that would say the same keeps the stamp that it bears, so that its bytes are the same, too.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from creditsite import ledger
from creditsite.render.frame import page
from creditsite.render.source import Source

# Where the stamp will stand: no content may hold signs of private use.
RELEASE, DAY = "\ue000", "\ue001"


def same_hand(source: Source, live: Path | None) -> Path | None:
    """The folder of the release that is served, if files may be taken over from it."""
    return live if live and ledger.drawn_by(source.ledger, live.name, source.hand) else None


def stays(source: Source, path: str, of: str, files: Iterable[Path]) -> bool:
    """Notes under a path of what some files are drawn; whether those of the release before were drawn of the same.

    `files` are those, none where nothing may be taken over; `ledger.stage_prints` keeps what was noted.
    """
    ledger.note_print(source.ledger, path, of)
    before = list(files)
    return (
        bool(before)
        and ledger.has_print(source.ledger, path, of)
        and all(map(Path.is_file, before))
    )


def lasting_page(source: Source, template: str, address: str, values: Mapping[str, object]) -> str:
    """The page as `page` gives it, signed with the release and the day of its last change."""
    unsigned = {**values, "lasting": True, "release": RELEASE, "as_of": DAY}
    drawn = page(template, address, unsigned)
    signed = lasting(source, source.language.prefix + address, sha256(drawn.encode()).hexdigest())
    return drawn.replace(RELEASE, signed.release).replace(DAY, signed.as_of.isoformat())


def lasting(source: Source, path: str, of: str) -> Source:
    """The source as a file speaks from it that keeps its stamp as long as it says the same, by a digest of that."""
    signed = source.stamped(ledger.page_stamp(source.ledger, source.hand, path, of))
    if source.hand:
        ledger.note_page(source.ledger, path, of, signed.release, signed.as_of)
    return signed
