"""What a release takes over from the one before: files that would be drawn of the same by the same hand."""

from collections.abc import Iterable
from pathlib import Path

from creditsite import ledger
from creditsite.render.source import Source


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
