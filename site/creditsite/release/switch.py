"""The switch: a finished folder becomes the release that is served by renaming one link; what is left is tidied.

At every moment `current` leads to a whole release, the old one or the new one, whatever is pulled out of the wall.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from creditsite.release.folder import (
    CURRENT,
    RELEASES,
    SUBJECTS,
    TWIN,
    common,
    current_id,
    discard,
    is_large,
    replace_text,
    sync_everything,
    sync_folder,
    units,
)
from creditsite.release.workers import Team

READ_ONLY = 0o444
FOLDER = 0o755


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What this machine remembers of a release, beside it and never inside it."""

    release: str
    previous: str  # the release that it replaced, empty for the first
    as_of: str
    state: str  # digest of what it says
    inputs: str  # digest of what drew it
    counts: dict[str, int]  # what the bounds of the next release are measured by
    traces: str  # digest of what had been removed when it was made
    texts: str = ""  # digest of the texts that no file of it holds
    keys: str = ""  # salted digest of the secrets that no file of it holds
    sets: tuple[str, ...] = ()  # of scripts and style sheets that it holds, its own first


def note_of(out: Path, release: str) -> Note | None:
    """What is remembered of a release, if it is one of ours."""
    try:
        text = (out / RELEASES / f"{release}.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    told = json.loads(text)
    return Note(**told | {"sets": tuple(told.get("sets", ()))})


def seal(staging: Path, team: Team, subjects: frozenset[str] | None = None) -> None:
    """Nothing in the folder can be written any more and everybody may read it, whatever the mask of this process.

    Where `subjects` are given, the files of all others are those of a release, and are sealed.
    """
    for folder in ("", *common(staging)):
        (staging / folder).chmod(FOLDER)
    team.share(partial(_seal, staging, subjects), few=not is_large(staging))


def _seal(staging: Path, subjects: frozenset[str] | None, parts: int, part: int) -> None:
    for one in units(staging, part, parts):
        of_subject = os.path.dirname(one.path).endswith(f"/{SUBJECTS}")  # noqa: PTH120 -- a million times
        _seal_all(one, fresh=not of_subject or subjects is None or one.name in subjects)


def _seal_all(entry: "os.DirEntry[str]", *, fresh: bool) -> None:
    """Seals an entry; of what is not fresh the folders alone."""
    if entry.is_dir(follow_symlinks=False):
        os.chmod(entry, FOLDER)  # noqa: PTH101 -- a million times
        with os.scandir(entry) as entries:
            for one in entries:
                _seal_all(one, fresh=fresh)
    elif fresh and not entry.is_symlink() and entry.stat().st_mode & 0o777 != READ_ONLY:
        os.chmod(entry, READ_ONLY)  # noqa: PTH101


def switch(out: Path, staging: Path, note: Note) -> None:
    """Makes the staged folder the current release: everything is on disk before the link turns, the link after it."""
    home = out / RELEASES
    replace_text(home / f"{note.release}.json", json.dumps(asdict(note), sort_keys=True) + "\n")
    sync_everything(staging)
    staging.rename(home / note.release)
    sync_folder(home)
    point(out, note.release)


def point(out: Path, release: str) -> None:
    """Turns `current` to a release that is there."""
    fresh = out / f".{CURRENT}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(RELEASES, release))
    fresh.replace(out / CURRENT)
    sync_folder(out)


def kept(out: Path) -> Iterator[Note]:
    """The current release and those before it that are still there, newest first."""
    release, seen = current_id(out), set[str]()
    while release and release not in seen and (out / RELEASES / release).is_dir():
        note = note_of(out, release)
        if note is None:
            return
        seen.add(release)
        yield note
        release = note.previous


def tidy(out: Path, keep: int, team: Team) -> None:
    """Deletes what a killed run left, and every release that is not among the newest `keep`."""
    home = out / RELEASES
    home.mkdir(parents=True, exist_ok=True)
    staying = {note.release for _, note in zip(range(keep), kept(out), strict=False)}
    staying |= {current_id(out), f"{TWIN}{current_id(out)}"}
    for entry in sorted(home.iterdir()):
        if entry.name.removesuffix(".json") not in staying:
            if entry.is_dir():
                discard(entry, team)
            else:
                entry.unlink()
